"""Texts that name a month or a quarter and no day: "2024-01", "Jan 2024", "01/2024", "Q1 2024"."""

from __future__ import annotations

import re
from functools import lru_cache

from kamlogic.intake.words import MONTHS

_YEAR_MONTH = re.compile(r"^((?:19|20)\d{2})(?:[-/. ]?(0[1-9]|1[0-2])|[-/ ]([1-9]))$")
_MONTH_YEAR = re.compile(r"^(0?[1-9]|1[0-2])[-/.]((?:19|20)\d{2})$")
_NAME_YEAR = re.compile(
    r"^([^\W\d_]+)\.?(?:[-/ .]*(?:de )?((?:19|20)\d{2})|(?:-|[ -]?['\u2019])(\d{2}))(?:\s?\u0433\.?)?$"
)
_YEAR_NAME = re.compile(r"^((?:19|20)\d{2})[-/ .]*([^\W\d_]+)\.?$")
_QUARTER = r"(?:q|кв\.?|квартал|trim(?:estre)?\.?|t|tw|triwulan|kuartal|quartal|quarter|kw)"
_QUARTER_FIRST = re.compile(
    rf"^(?:{_QUARTER}[ -]?([1-4])|([1-4])[ -]?(?:-й )?{_QUARTER})[-/ ,.]*((?:19|20)\d{{2}})(?:\s?\u0433\.?)?$",
    re.IGNORECASE,
)
_QUARTER_LAST = re.compile(
    rf"^((?:19|20)\d{{2}})[-/ ,.]*(?:{_QUARTER}[ -]?([1-4])|([1-4])[ -]?{_QUARTER})$", re.IGNORECASE
)


@lru_cache(maxsize=10_000)
def parse_period(text: str) -> tuple[int, int] | None:
    """Year and month, the first one of a quarter; None if the text names neither."""
    found = _YEAR_MONTH.match(text)
    if found:
        return int(found[1]), int(found[2] or found[3])
    found = _MONTH_YEAR.match(text)
    if found:
        return int(found[2]), int(found[1])
    found = _NAME_YEAR.match(text)
    if found and found[1].casefold() in MONTHS:
        return int(found[2] or f"20{found[3]}"), MONTHS[found[1].casefold()]
    found = _YEAR_NAME.match(text)
    if found and found[2].casefold() in MONTHS:
        return int(found[1]), MONTHS[found[2].casefold()]
    return _quarter(text)


def _quarter(text: str) -> tuple[int, int] | None:
    found = _QUARTER_FIRST.match(text)
    if found:
        return int(found[3]), 3 * int(found[1] or found[2]) - 2
    found = _QUARTER_LAST.match(text)
    return (int(found[1]), 3 * int(found[2] or found[3]) - 2) if found else None
