"""A column header that names a month: "Jan 2024", "2024-01", "Amount 03/2024", "Q1 2024", or "January" alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kamlogic.intake.words import MONTHS

_WORDS = re.compile(r"\d+|[^\W\d_]+")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_YEAR_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/. M]?(0[1-9]|1[0-2])(?!\d)(?:[-/.]\d\d)?(?: 00:00:00)?")
_MONTH_YEAR = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])[-/.]((?:19|20)\d\d)(?!\d)")
_QUARTER = re.compile(r"(?:(?<=\s)|^)(?:[qQ]|кв\.?|[tT][wW]|[tT])\s?([1-4])(?=\W|$)")


@dataclass(frozen=True)
class HeaderPeriod:
    """A month, its year if the header names it, and the other words of the header."""

    year: int | None
    month: int
    measure: str
    is_quarter: bool = False


def period_of_header(header: str) -> HeaderPeriod | None:
    """The period of a header; None if it names none. A quarter is its first month."""
    for pattern, year_group, month_group in ((_YEAR_MONTH, 1, 2), (_MONTH_YEAR, 2, 1)):
        found = pattern.search(header)
        if found:
            rest = header[: found.start()] + " " + header[found.end() :]
            return HeaderPeriod(int(found[year_group]), int(found[month_group]), _words(rest))
    words = _WORDS.findall(header)
    names = [word for word in words if word.casefold() in MONTHS]
    quarter = _QUARTER.search(header)
    if len(names) == 1:
        return _named(words, names[0])
    if quarter and not names:
        rest = header[: quarter.start()] + " " + header[quarter.end() :]
        years = [word for word in _WORDS.findall(rest) if _YEAR.match(word)]
        measure = " ".join(word for word in _WORDS.findall(rest) if word not in years)
        if years:
            return HeaderPeriod(int(years[0]), 3 * int(quarter[1]) - 2, measure, is_quarter=True)
    return None


def _named(words: list[str], name: str) -> HeaderPeriod | None:
    """A month by its name; a number beside it can only be its year."""
    place = words.index(name)
    year = None
    rest = []
    for number, word in enumerate(words):
        if number == place:
            continue
        if _YEAR.match(word):
            year = int(word)
        elif word.isdigit() and len(word) == 2 and number == place + 1:
            year = 2000 + int(word)
        elif word.isdigit():
            return None
        else:
            rest.append(word)
    return HeaderPeriod(year, MONTHS[name.casefold()], " ".join(rest))


def _words(text: str) -> str:
    return " ".join(_WORDS.findall(text))
