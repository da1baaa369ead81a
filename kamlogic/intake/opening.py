"""Opens one file: the gate, the child process, and the best table among its sheets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kamlogic.errors import UnreadableFileError
from kamlogic.intake.cells import load_cells
from kamlogic.intake.exports import Choices
from kamlogic.intake.gate import CheckedFiles, check_file, check_files
from kamlogic.intake.limits import Limits
from kamlogic.intake.refusals import CannotReadError, reason_text, unreadable
from kamlogic.intake.sandbox import read_in_child
from kamlogic.intake.table_finding import FoundTable, find_table
from kamlogic.texts import _

READ_SHARE = 0.5
"""The part of the progress that reading the file takes."""

_CHECK_SHARE = 0.1


@dataclass(frozen=True)
class Source:
    """A file to read, and how.

    Attributes:
        path: Where it is.
        name: What the user calls it; only shown.
        choices: What a person decided.
        limits: What it may cost.
        tell: Told a share 0-1 and what is being done; may raise to cancel.
        paths: Names and places, where there are several files; empty: the one above.
    """

    path: Path
    name: str
    choices: Choices
    limits: Limits
    tell: Callable[[float, str], None]
    paths: tuple[tuple[str, Path], ...] = ()


def open_source(source: Source, folder: Path) -> dict[str, Any]:
    """The child's answer, with the kind of the files and, by name, why some were not read."""
    checked = _check(source, folder)
    request = {
        "paths": [[member.name, str(member.path.resolve()), member.kind] for member in checked.members],
        "folder": folder.as_posix(),
        "encoding": source.choices.encoding,
        "delimiter": source.choices.delimiter,
        "sheet": source.choices.sheet,
    }
    shown = _("Reading the file")
    answer = read_in_child(
        request,
        name=source.name,
        limits=source.limits,
        progress=lambda share: source.tell(_CHECK_SHARE + (READ_SHARE - _CHECK_SHARE) * share, shown),
    )
    reasons = {name: reason_text(code, **details) for name, (code, details) in answer["not_read"].items()}
    for name, refusal in checked.not_read.items():
        reasons[name] = "" if refusal is None else reason_text(refusal.code, **refusal.details)
    return {**answer, "kind": answer["sheets"][0]["kind"], "not_read": list(reasons), "reasons": reasons}


def _check(source: Source, folder: Path) -> CheckedFiles:
    shown = _("Checking the file")
    source.tell(0.0, shown)

    def progress(share: float) -> None:
        source.tell(_CHECK_SHARE * share, shown)

    try:
        if source.paths:
            return check_files(source.paths, folder, source.limits, progress=progress)
        return check_file(source.path, folder, source.limits, name=source.name, progress=progress)
    except CannotReadError as refusal:
        raise unreadable(source.name, refusal.code, **refusal.details) from None
    except OSError as failure:
        raise UnreadableFileError(
            source.name,
            _("The file cannot be opened ({reason}).").format(reason=failure.strerror),
            _("Check its name and rights."),
        ) from None


def best_table(folder: Path, answer: dict[str, Any], name: str) -> tuple[FoundTable, str | None]:
    """The table of the sheet with most known headers and rows; hidden sheets only if no other has one."""
    found = []
    for sheet in answer["sheets"]:
        table = find_table(load_cells(folder / sheet["cells"])) if sheet["row_count"] else None
        if table is not None:
            found.append((not sheet["is_hidden"], table.score, table, sheet["name"]))
    if not found:
        raise unreadable(name, "no_rows")
    visible = [entry for entry in found if entry[0] and entry[1] >= 1] or found
    best = max(visible, key=lambda entry: (entry[0], entry[1]))
    return best[2], best[3]
