"""What a column header says: its words, and the fields they may mean (INTAKE C2)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_BRACKETS = re.compile(r"[(\[{].*?[)\]}]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD = re.compile(r"[\W_]+")
_SURE = 0.95
_WEAK = 0.70
_PART = 0.55
_STEP = 0.002


def header_words(header: str) -> str:
    """The header in small letters, CamelCase and snake_case split, without units, brackets and punctuation."""
    text = unicodedata.normalize("NFKC", header).replace("%", " percent ")
    # A header that is nothing but brackets keeps them: "[Date]".
    text = _BRACKETS.sub(" ", text) if _NO_WORD.sub("", _BRACKETS.sub(" ", text)) else text
    return _NO_WORD.sub(" ", _CAMEL.sub(" ", text)).strip().casefold()


@lru_cache(maxsize=4_096)
def meanings(header: str) -> dict[str, float]:
    """Field → 0-1, how well the header names it; "client" stands for a code or a name.

    A header that only ends in a known word ("net sales of line") counts half; so does one that begins with it
    in a language that puts the thing first ("fecha de venta real"). Taxes, unit costs and the like mean nothing.
    """
    words = header_words(header)
    found: dict[str, float] = {}
    for field, strength, language, synonyms in _synonyms():
        if words in synonyms:
            score = (_SURE if strength == "sure" else _WEAK) - _STEP * synonyms[words]
        elif strength == "sure" and field != "client" and _contains(words, synonyms, language):
            score = _PART
        else:
            continue
        found[field] = max(found.get(field, 0.0), score)
    return {} if found.pop("ignored", 0.0) > _PART else found


def header_hits(headers: Iterable[str]) -> int:
    """How many headers name a field for certain."""
    return sum(any(score > _PART for score in meanings(header).values()) for header in headers)


def speaks_english(headers: Iterable[str]) -> bool:
    """At least half of the known headers are English words."""
    english = foreign = 0
    for header in headers:
        languages = {language for _, _, language, synonyms in _synonyms() if header_words(header) in synonyms}
        english += "en" in languages
        foreign += bool(languages - {"en", "systems"}) and "en" not in languages
    return english >= foreign


def _contains(words: str, synonyms: dict[str, int], language: str) -> bool:
    parts = words.split()
    tails = {" ".join(parts[place:]) for place in range(1, len(parts))}
    heads = {" ".join(parts[:place]) for place in range(1, len(parts))} if language != "en" else set()
    return not synonyms.keys().isdisjoint(tails | heads)


@lru_cache(maxsize=1)
def _synonyms() -> list[tuple[str, str, str, dict[str, int]]]:
    """Field, strength, language, and the synonyms with their place (earlier is better)."""
    content = json.loads((Path(__file__).parent / "synonyms.json").read_text(encoding="utf-8"))
    return [
        (field, strength, language, {header_words(synonym): place for place, synonym in enumerate(synonyms)})
        for field, strengths in content.items()
        for strength, languages in strengths.items()
        for language, synonyms in languages.items()
    ]
