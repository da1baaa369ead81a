"""Texts become days; the order of day and month is settled over the whole file, never value by value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from kamlogic.intake.exports import DateOrder
from kamlogic.intake.words import MONTHS

FIRST_YEAR = 1950
LAST_YEAR = 2100
_TIME = r"(?:[T,\s]+\d{1,2}[:.]\d{2}.*)?"
_YEAR_FIRST = re.compile(rf"^(\d{{4}})[-/. ](\d{{1,2}})[-/. ](\d{{1,2}}){_TIME}$")
_COMPACT = re.compile(r"^((?:19|20)\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])$")
_NUMERIC = re.compile(rf"^(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_TIME}$")
_DAY_MONTH = re.compile(
    rf"^(\d{{1,2}})(?:st|nd|rd|th|\.)?[-/ .]*([^\W\d_]+)\.?[-/ .,]*(\d{{4}}|\d{{2}}){_TIME}$"
)
_MONTH_DAY = re.compile(rf"^([^\W\d_]+)\.?[-/ .]*(\d{{1,2}})(?:st|nd|rd|th)?[-/ .,]+(\d{{4}}){_TIME}$")
_WEEKDAY = re.compile(r"^[^\W\d_]+\.?,\s*(?=\d|[^\W\d_]+\s+\d)")
_SERIAL = re.compile(r"^[2-5]\d{4}(?:\.\d+)?$")
_SERIAL_START = dt.date(1899, 12, 30)


def parse_date(text: str, order: DateOrder, *, serials: bool = False) -> dt.date | None:
    """The day of a text, None if it is none; times of day are cut off.

    Args:
        text: A cleaned cell.
        order: How day, month and year follow one another where all three are numbers.
        serials: Five-digit numbers are a spreadsheet's day numbers.
    """
    parts = _settled_parts(text)
    if parts is not None:
        return _day(*parts)
    numeric = _NUMERIC.match(text)
    if numeric:
        first, second, third = (int(part) for part in numeric.groups())
        if order == "mdy":
            return _day(third, first, second)
        return _day(first, second, third) if order == "ymd" and third < 100 else _day(third, second, first)
    if serials and _SERIAL.match(text):
        return _SERIAL_START + dt.timedelta(days=int(float(text)))
    return None


def looks_like_date(text: str) -> bool:
    """A day under some order of its parts."""
    return any(parse_date(text, order) is not None for order in ("dmy", "mdy"))


def is_serial(text: str) -> bool:
    """A number in the range of a spreadsheet's day numbers (1954 to 2064)."""
    return _SERIAL.match(text) is not None


def order_votes(texts: Iterable[str]) -> dict[str, int]:
    """How many texts allow one order only: the year leads, or one part is above 12; "?" allow two."""
    votes = {"ymd": 0, "dmy": 0, "mdy": 0, "?": 0}
    for text in texts:
        numeric = _NUMERIC.match(text)
        if numeric is None:
            votes["ymd"] += _YEAR_FIRST.match(text) is not None
            continue
        first, second = int(numeric[1]), int(numeric[2])
        if first > 31:
            votes["ymd"] += 1
        elif first > 12 and second <= 12:
            votes["dmy"] += 1
        elif second > 12 and first <= 12:
            votes["mdy"] += 1
        elif first != second:
            votes["?"] += 1
    return votes


def order_by_sequence(texts: Sequence[str]) -> DateOrder | None:
    """The only order under which the rows run through time in one direction; None if both or neither do."""
    fits: list[DateOrder] = []
    orders: tuple[DateOrder, ...] = ("dmy", "mdy")
    for order in orders:
        days = [day for text in texts if (day := parse_date(text, order)) is not None]
        pairs = list(pairwise(days))
        rises, falls = any(a < b for a, b in pairs), any(a > b for a, b in pairs)
        if rises != falls:
            fits.append(order)
    return fits[0] if len(fits) == 1 else None


def is_open(text: str) -> bool:
    """Day and month could change places and give another day."""
    numeric = _NUMERIC.match(text)
    return (
        numeric is not None and numeric[1] != numeric[2] and int(numeric[1]) <= 12 and int(numeric[2]) <= 12
    )


@lru_cache(maxsize=50_000)
def _settled_parts(text: str) -> tuple[int, int, int] | None:
    """Year, month, day of a text that can be read one way only."""
    text = _WEEKDAY.sub("", text)
    found = _YEAR_FIRST.match(text) or _COMPACT.match(text)
    if found:
        return int(found[1]), int(found[2]), int(found[3])
    found = _DAY_MONTH.match(text)
    if found and found[2].casefold() in MONTHS:
        return int(found[3]), MONTHS[found[2].casefold()], int(found[1])
    found = _MONTH_DAY.match(text)
    if found and found[1].casefold() in MONTHS:
        return int(found[3]), MONTHS[found[1].casefold()], int(found[2])
    return None


def _day(year: int, month: int, day: int) -> dt.date | None:
    if year < 100:
        year += 2000 if year < 70 else 1900
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
