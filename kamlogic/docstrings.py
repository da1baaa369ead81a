"""What a docstring says, section by section: prose, and named entries as "Args:" and "Attributes:" hold them."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field

SECTIONS = ("Args", "Attributes", "Returns", "Yields", "Raises")
_ENTRY = re.compile(r"^(\w+):\s*(.*)$")
_REFERENCE = r"METHOD §§? ?\d+\w*(?:(?:, | and |-)(?:§ ?)?\d+\w*)*"
_REFERENCE_SENTENCE = re.compile(rf"(?:^|(?<=\. ))(?:See )?{_REFERENCE}\.\s*")
_REFERENCE_INSIDE = re.compile(rf"\s*\({_REFERENCE}\)|[:;,]?\s*{_REFERENCE}")


@dataclass(frozen=True)
class Docstring:
    """A docstring in parts.

    Attributes:
        summary: Its first paragraph.
        details: The paragraphs after it, each in one line.
        entries: Of each section with names: name and meaning.
        returns: What "Returns:" or "Yields:" says; empty without.
    """

    summary: str = ""
    details: tuple[str, ...] = ()
    entries: dict[str, dict[str, str]] = field(default_factory=dict)
    returns: str = ""


def read_docstring(subject: object) -> Docstring:
    """Take the docstring of a module, class or function apart; references to internal documents are left out."""
    paragraphs, sections = _split(inspect.getdoc(subject) or "")
    prose = [_one_line(paragraph) for paragraph in paragraphs]
    return Docstring(
        summary=prose[0] if prose else "",
        details=tuple(line for line in prose[1:] if line),
        entries={name: _entries(sections.get(name, [])) for name in ("Args", "Attributes", "Raises")},
        returns=_one_line(sections.get("Returns", sections.get("Yields", []))),
    )


def _split(text: str) -> tuple[list[list[str]], dict[str, list[str]]]:
    """The lines of each paragraph of prose, and the indented lines of each section."""
    paragraphs: list[list[str]] = [[]]
    sections: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        if line.removesuffix(":") in SECTIONS and line.endswith(":"):
            current = sections.setdefault(line.removesuffix(":"), [])
        elif current is not None:
            current.append(line.removeprefix("    "))
        elif line.strip():
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph], sections


def _entries(lines: list[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        entry = _ENTRY.match(line)
        if entry:
            name = entry[1]
            found[name] = [entry[2]]
        elif name:
            found[name].append(line.strip())
    return {name: _one_line(text) for name, text in found.items()}


def _one_line(lines: list[str]) -> str:
    line = " ".join(line.strip() for line in lines if line.strip())
    return _REFERENCE_INSIDE.sub("", _REFERENCE_SENTENCE.sub("", line)).strip()
