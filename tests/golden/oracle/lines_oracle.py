"""Sales lines, the calendar, and the sums that every other oracle starts from (METHOD § 0).

A month is year × 12 + month, a quarter year × 4 + quarter, as the package counts them.
"""

from __future__ import annotations

import calendar
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

Money = dict[str, Fraction]


@dataclass(frozen=True)
class Line:
    """One sales line; client, cost, manager and the delivery may be unknown."""

    client: str | None
    day: date
    amount: Fraction
    cost: Fraction | None = None
    document: str = ""
    product: str = ""
    manager: str | None = None
    promised: date | None = None
    delivered: date | None = None
    ordered: Fraction | None = None
    arrived: Fraction | None = None


def month_of(day: date) -> int:
    return day.year * 12 + day.month


def first_day(month: int) -> date:
    return date((month - 1) // 12, (month - 1) % 12 + 1, 1)


def last_day(month: int) -> date:
    first = first_day(month)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def quarter_of(month: int) -> int:
    return (month + 2) // 3


def usual_pause(lines: Iterable[Line]) -> int:
    """Quiet days between two days with lines that 95 % of the pauses do not exceed; 0 with a single day."""
    days = sorted({line.day for line in lines})
    pauses = sorted((later - earlier).days for earlier, later in pairwise(days))
    return pauses[math.ceil(Fraction(95, 100) * (len(pauses) - 1))] - 1 if pauses else 0


def default_as_of(lines: list[Line]) -> date:
    """The end of the last complete month; the last day of data when no month is complete."""
    last = max(line.day for line in lines)
    month = month_of(last)
    if (last_day(month) - last).days <= usual_pause(lines):
        return last_day(month)
    return last_day(month - 1) if month > month_of(min(line.day for line in lines)) else last


def known(lines: Iterable[Line], as_of: date) -> list[Line]:
    """Nothing dated after the as-of day is used."""
    return [line for line in lines if line.day <= as_of]


def between(lines: Iterable[Line], start: date, end: date) -> list[Line]:
    return [line for line in lines if start <= line.day <= end]


def last_ended_month(as_of: date) -> int:
    month = month_of(as_of)
    return month if as_of == last_day(month) else month - 1


def complete_months(lines: list[Line], as_of: date) -> range:
    """Months that the data cover whole: a first one that begins late is left out, and one not ended."""
    first = min(line.day for line in lines)
    starts_whole = first.day - 1 <= usual_pause(lines)
    return range(month_of(first) + (not starts_whole), last_ended_month(as_of) + 1)


def trailing_window(lines: list[Line], as_of: date, months: int = 12) -> tuple[date, date]:
    """So many complete months up to the as-of day, fewer where the data begin later; all data without one."""
    begin = month_of(min(line.day for line in lines))
    last = last_ended_month(as_of)
    if last < begin:
        return min(first_day(begin), as_of), as_of
    return first_day(max(begin, last - months + 1)), last_day(last)


def net_sales(lines: Iterable[Line]) -> Fraction:
    return sum((line.amount for line in lines), Fraction(0))


def sales_by_client(lines: Iterable[Line]) -> Money:
    """Signed net sales of every client with a line; lines without a client are in no base."""
    totals: Money = defaultdict(Fraction)
    for line in lines:
        if line.client is not None:
            totals[line.client] += line.amount
    return dict(totals)


def profit_of(lines: Iterable[Line]) -> Fraction | None:
    """Amount less cost over lines whose cost is known; None when no cost is."""
    profits = [line.amount - line.cost for line in lines if line.cost is not None]
    return sum(profits, Fraction(0)) if profits else None


def profit_by_client(lines: Iterable[Line]) -> dict[str, Fraction | None]:
    return {client: profit_of(own) for client, own in by_client(lines).items()}


def by_client(lines: Iterable[Line]) -> dict[str, list[Line]]:
    own: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.client is not None:
            own[line.client].append(line)
    return dict(own)


def purchase_days(lines: Iterable[Line]) -> dict[str, list[date]]:
    """Rising days with a positive line, of the clients that have one: the buyers."""
    days: dict[str, set[date]] = defaultdict(set)
    for line in lines:
        if line.client is not None and line.amount > 0:
            days[line.client].add(line.day)
    return {client: sorted(found) for client, found in days.items()}


def positive(totals: dict[str, Fraction | None]) -> Money:
    """The clients that make the base of shares."""
    return {client: value for client, value in totals.items() if value is not None and value > 0}


def gaps_of(days: list[date]) -> list[int]:
    return [(later - earlier).days for earlier, later in pairwise(days)]


def months_between(first: date, last: date) -> Iterator[int]:
    yield from range(month_of(first), month_of(last) + 1)


def median(numbers: list[int]) -> Fraction:
    """The middle one, or the mean of the two middle ones, exact."""
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle], 2)


def root(number: Fraction) -> float:
    """The square root, correctly rounded enough for 1e-9 relative."""
    return math.sqrt(number)
