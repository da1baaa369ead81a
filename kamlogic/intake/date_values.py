"""Texts become days; the order of day and month is settled over the whole file, never value by value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from kamlogic.intake.digits import plain_signs
from kamlogic.intake.exports import DateOrder
from kamlogic.intake.period_values import parse_period
from kamlogic.intake.words import MONTHS

FIRST_YEAR = 1950
LAST_YEAR = 2100
_TIME = r"(?:(?:[T,\s]+|(?<=\d)T)\d{1,2}[:.]?\d{2}.*)?"
_HOUR = r"(?:[T,\s]+\d{1,2}[:.]\d{2}.*)?"
_YEAR_FIRST = re.compile(rf"^(\d{{4}})[-/. ](\d{{1,2}})[-/. ](\d{{1,2}})\.?{_HOUR}$")
_COMPACT = re.compile(rf"^((?:19|20)\d{{2}})(0[1-9]|1[0-2])([0-2]\d|3[01]){_TIME}$")
_EAST_ASIAN = re.compile(r"^(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_NUMERIC = re.compile(rf"^(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ]['\u2019]?(\d{{4}}|\d{{2}})\.?{_HOUR}$")
_OF = r"[-/ .]*(?:\b(?:de|del|of)\b)?[-/ .]*"
# \u0433 is the Russian short form of year.
_YEAR_MARK = "(?:\\s?(?:\u0433\\.?|года))?"
_DAY_MONTH = re.compile(
    rf"^(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?{_OF}([^\W\d_]+)\.?,?{_OF}['\u2019]?(\d{{4}}|\d{{2}}){_YEAR_MARK}{_HOUR}$"
)
_MONTH_DAY = re.compile(
    rf"^([^\W\d_]+)\.?[-/ .]*(\d{{1,2}})(?:st|nd|rd|th)?[-/ .,]+(\d{{4}}|(?<=[-/])\d{{2}}){_HOUR}$"
)
_YEAR_MONTH_DAY = re.compile(rf"^(\d{{4}})[-/ .]*([^\W\d_]+)\.?[-/ .]*(\d{{1,2}}){_HOUR}$")
_WEEKDAY = re.compile(r"^([^\W\d_]+(?:-feira)?)(?:\.?,\s*|\.?\s+)(?=\d|[^\W\d_]+\.?\s+\d)")
_SERIAL = re.compile(r"^[2-5]\d{4}(?:[.,]\d+)?$")
_SERIAL_START = dt.date(1899, 12, 30)
_SHORT_YEARS = 6
"""So many distinct last parts, and the last part of a two-digit date may be the day."""


def parse_date(text: str, order: DateOrder, *, serials: bool = False) -> dt.date | None:
    """The day of a text, None if it is none; times of day are cut off, a month or quarter is its first day.

    Args:
        text: A cleaned cell.
        order: How day, month and year follow one another where all three are numbers.
        serials: Five-digit numbers are a spreadsheet's day numbers.
    """
    text = plain_signs(text)
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
        return _SERIAL_START + dt.timedelta(days=int(text[:5]))
    period = parse_period(text)
    return _day(*period, 1) if period else None


def looks_like_date(text: str) -> bool:
    """A day under some order of its parts; a month or a quarter alone is none."""
    text = plain_signs(text)
    return (_settled_parts(text) is not None or _NUMERIC.match(text) is not None) and any(
        parse_date(text, order) is not None for order in ("dmy", "mdy")
    )


def is_period(text: str) -> bool:
    """A month or a quarter whose day is unknown."""
    return ":" not in text and parse_period(plain_signs(text)) is not None and not looks_like_date(text)


def is_serial(text: str) -> bool:
    """A number in the range of a spreadsheet's day numbers (1954 to 2064)."""
    return _SERIAL.match(plain_signs(text)) is not None


def order_votes(texts: Iterable[str]) -> dict[str, int]:
    """How many texts allow one order only: the year leads, or one part is above 12; "?" allow two."""
    votes = {"ymd": 0, "dmy": 0, "mdy": 0, "?": 0}
    numeric = []
    for text in map(plain_signs, texts):
        found = _NUMERIC.match(text)
        if found is None:
            votes["ymd"] += _YEAR_FIRST.match(text) is not None
        else:
            numeric.append((found[1], found[2], found[3]))
    year_leads = _year_leads(numeric)
    for parts in numeric:
        votes[_vote(int(parts[0]), int(parts[1]), year_leads=year_leads)] += (
            parts[0] != parts[1] or year_leads
        )
    return votes


def order_by_sequence(texts: Sequence[str]) -> DateOrder | None:
    """The only order under which the rows run through time in one direction; None if both or neither do."""
    fits: list[DateOrder] = []
    for order in ("dmy", "mdy"):
        days = _days(texts, order)
        pairs = list(pairwise(days))
        rises, falls = any(a < b for a, b in pairs), any(a > b for a, b in pairs)
        if rises != falls:
            fits.append(order)
    return fits[0] if len(fits) == 1 else None


def order_by_period(texts: Sequence[str], hints: Iterable[str]) -> DateOrder | None:
    """The only order under which every day lies in the month that a title or the file's name gives.

    Args:
        texts: The date column's texts.
        hints: The file's name and the titles above the table.
    """
    months = {month for hint in hints for month in months_in(hint)}
    if not months:
        return None
    fits: list[DateOrder] = []
    for order in ("dmy", "mdy"):
        days = _days(texts, order)
        if days and {(day.year, day.month) for day in days} <= months:
            fits.append(order)
    return fits[0] if len(fits) == 1 else None


def months_in(hint: str) -> set[tuple[int, int]]:
    """The months named in a title or a file's name: "Februari 2025", "sales_2025-02.csv", "02.2025"."""
    words = re.sub(r"[_()\[\],;:]+|\.(?=[a-z])", " ", hint)
    found = re.findall(
        r"(?<!\d[-/.])\b((?:19|20)\d{2}[-/. ](?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/.](?:19|20)\d{2}"
        r"|[^\W\d_]+ (?:19|20)\d{2}|(?:19|20)\d{2} [^\W\d_]+)\b(?![-/.]\d)",
        words,
    )
    return {month for text in found if (month := parse_period(text)) is not None}


def is_open(text: str) -> bool:
    """Day and month could change places and give another day."""
    numeric = _NUMERIC.match(plain_signs(text))
    return (
        numeric is not None and numeric[1] != numeric[2] and int(numeric[1]) <= 12 and int(numeric[2]) <= 12
    )


def _days(texts: Sequence[str], order: DateOrder) -> list[dt.date]:
    return [day for text in texts if (day := parse_date(text, order)) is not None]


def _vote(first: int, second: int, *, year_leads: bool) -> str:
    if first > 31 or year_leads:
        return "ymd"
    if first > 12 and second <= 12:
        return "dmy"
    return "mdy" if second > 12 and first <= 12 else "?"


def _year_leads(parts: list[tuple[str, str, str]]) -> bool:
    """Two-digit dates whose last part varies like days while the first stays like years: 24-01-05, 24-01-19."""
    if not parts or any(len(part) != 2 for date in parts for part in date):
        return False
    firsts, lasts = {int(first) for first, _, _ in parts}, {int(last) for _, _, last in parts}
    return (
        len(lasts) >= _SHORT_YEARS and len(lasts) > 2 * len(firsts) and max(lasts) <= 31 and min(lasts) >= 1
    )


@lru_cache(maxsize=50_000)
def _settled_parts(text: str) -> tuple[int, int, int] | None:
    """Year, month, day of a text that can be read one way only."""
    found = _YEAR_FIRST.match(text) or _COMPACT.match(text) or _EAST_ASIAN.match(text)
    if found:
        return int(found[1]), int(found[2]), int(found[3])
    weekday = _WEEKDAY.match(text)
    if weekday and weekday[1].casefold() not in MONTHS:
        text = text[weekday.end() :]
    found = _DAY_MONTH.match(text)
    if found and found[2].casefold() in MONTHS:
        return int(found[3]), MONTHS[found[2].casefold()], int(found[1])
    found = _MONTH_DAY.match(text)
    if found and found[1].casefold() in MONTHS:
        return int(found[3]), MONTHS[found[1].casefold()], int(found[2])
    found = _YEAR_MONTH_DAY.match(text)
    if found and found[2].casefold() in MONTHS:
        return int(found[1]), MONTHS[found[2].casefold()], int(found[3])
    return _parts_behind_weekday(text) if weekday else None


def _parts_behind_weekday(text: str) -> tuple[int, int, int] | None:
    found = re.match(r"^([^\W\d_]+)\.? (\d{1,2}) \d{1,2}:\d{2}(?::\d{2})? (?:[A-Z]+ )?(\d{4})$", text)
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
