"""Days and months: which months are complete, which day is the as-of day, which window is analysed.

A month is an integer, year × 12 + month (1-12). A quarter is year × 4 + quarter (1-4). A week begins on Monday and is
counted from the week of 1970-01-01. METHOD § 0.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

WindowLength = Literal["12m", "24m", "all"]
PeriodLength = Literal["month", "quarter"]
BucketLength = Literal["week", "month", "quarter"]
MONTHS_IN: dict[str, int] = {"12m": 12, "24m": 24}
QUIET_QUANTILE = 0.95


def month_of(day: date) -> int:
    """The month index of a day."""
    return day.year * 12 + day.month


def months_of(days: pd.Series) -> pd.Series:
    """The month index of each day."""
    months: pd.Series = (days.dt.year * 12 + days.dt.month).astype("int64")
    return months


def month_start(month: int) -> date:
    """The first day of a month."""
    return date((month - 1) // 12, (month - 1) % 12 + 1, 1)


def month_end(month: int) -> date:
    """The last day of a month."""
    first = month_start(month)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def month_text(month: int) -> str:
    """The month as ISO 8601 writes it, e.g. 2024-06."""
    return f"{month_start(month):%Y-%m}"


def to_period(months: pd.Series, length: PeriodLength) -> pd.Series:
    """The index of the period that holds each month: the month itself, or its quarter."""
    return months if length == "month" else (months + 2) // 3


def periods_of(days: np.ndarray, length: BucketLength) -> np.ndarray:
    """The index of the period of each day.

    Args:
        days: Counted from 1970-01-01.
        length: A week begins on Monday; its index counts from the week of 1970-01-01.
    """
    if length == "week":
        return (days + 3) // 7
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype("int64") + 1970 * 12 + 1
    return months if length == "month" else (months + 2) // 3


@dataclass(frozen=True)
class DataSpan:
    """From when to when there are sales, and how long they usually pause.

    Attributes:
        first_date: Day of the earliest line.
        last_date: Day of the latest line.
        quiet_days: Days without a line that are usual between two days with lines (95th percentile).
    """

    first_date: date
    last_date: date
    quiet_days: int

    @property
    def starts_with_full_month(self) -> bool:
        """The first month lacks no more days at its start than sales usually pause."""
        missing = self.first_date.day - 1
        return missing <= self.quiet_days


def measure_span(days: pd.Series) -> DataSpan:
    """The span of the days on which anything was sold or returned.

    Args:
        days: Days with a line, any order, repeats allowed, at least one.

    Returns:
        The span. With a single day nothing is known of pauses and quiet_days is 0.
    """
    distinct = np.unique(days.to_numpy(dtype="datetime64[D]"))
    gaps = np.diff(distinct).astype("int64")
    quiet = int(np.quantile(gaps, QUIET_QUANTILE, method="higher")) - 1 if len(gaps) else 0
    return DataSpan(first_date=distinct[0].item(), last_date=distinct[-1].item(), quiet_days=quiet)


def default_as_of(span: DataSpan) -> date:
    """The last day of the last complete month; the last day of data when no month is complete.

    The last month is complete when it lacks no more days at its end than sales usually pause.
    """
    month = month_of(span.last_date)
    if (month_end(month) - span.last_date).days <= span.quiet_days:
        return month_end(month)
    return month_end(month - 1) if month > month_of(span.first_date) else span.last_date


@dataclass(frozen=True)
class Window:
    """The months that are analysed.

    Attributes:
        start: First day.
        end: Last day.
        first_month: Month index of the start.
        last_month: Month index of the end.
    """

    start: date
    end: date
    first_month: int
    last_month: int

    @property
    def period_count(self) -> int:
        """Months in the window."""
        return self.last_month - self.first_month + 1


def last_complete_month(as_of: date) -> int:
    """The last month that has ended by the as-of day."""
    month = month_of(as_of)
    return month if as_of == month_end(month) else month - 1


def choose_window(span: DataSpan, as_of: date, length: WindowLength) -> Window:
    """The window that ends at the as-of day.

    12m and 24m are so many complete months, fewer where the data begin later; "all" reaches from the first
    month of data to the as-of day, incomplete months included. When no month is complete yet, every length
    means all of the data.
    """
    begin = month_of(span.first_date)
    last = last_complete_month(as_of)
    if length == "all" or last < begin:
        return Window(min(month_start(begin), as_of), as_of, min(begin, month_of(as_of)), month_of(as_of))
    first = max(begin, last - MONTHS_IN[length] + 1)
    return Window(month_start(first), month_end(last), first, last)


def complete_months(span: DataSpan, as_of: date) -> range:
    """The months that the data cover whole: without a partial first one, up to the last one that has ended."""
    begin = month_of(span.first_date)
    return range(begin if span.starts_with_full_month else begin + 1, last_complete_month(as_of) + 1)
