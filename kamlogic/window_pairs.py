"""Which two windows of equal length are compared?

Both hold complete months only, so that neither is short of days. METHOD § 3 and § 5f: the same rules for both windows;
the same quarter of two years where sales are seasonal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from kamlogic.periods import (
    DataSpan,
    Window,
    WindowLength,
    choose_window,
    complete_months,
    month_end,
    month_start,
)
from kamlogic.settings import Settings
from kamlogic.texts import N_

PairKind = Literal["previous", "year_ago", "quarters", "halves"]
PairReason = Literal["", "too_few_months", "no_earlier_window", "no_quarter_a_year_ago", "no_two_quarters"]
MONTHS_IN_YEAR, MONTHS_IN_QUARTER = 12, 3


class ComparisonSettings(Settings):
    """Which two windows are compared."""

    windows: Literal["auto", "previous", "year_ago", "quarters", "halves"] = Field(
        default="auto",
        title=N_("Compared windows"),
        description=N_(
            "previous: the window and the one before it; year_ago: the last quarter and the same a year ago; quarters: "
            "the last two; halves: the complete months in two; auto: previous, or halves where data are too short."
        ),
    )


@dataclass(frozen=True)
class WindowPair:
    """Two windows of equally many complete months, or why there are none.

    Attributes:
        kind: How they were chosen; for auto what it came to.
        earlier: The first window; None when not comparable.
        later: The second window; None when not comparable.
        reason: Why they are not comparable; empty when they are.
    """

    kind: PairKind
    earlier: Window | None = None
    later: Window | None = None
    reason: PairReason = ""

    @property
    def is_same_season(self) -> bool:
        """Both windows hold the same months of the year; False without windows."""
        if self.earlier is None or self.later is None:
            return False
        return (self.later.first_month - self.earlier.first_month) % MONTHS_IN_YEAR == 0


def choose_windows(
    span: DataSpan, as_of: date, *, length: WindowLength, settings: ComparisonSettings
) -> WindowPair:
    """The two windows to compare.

    Args:
        span: From when there are data.
        as_of: The last day that is known; later windows end with the last complete month or quarter.
        length: The window in force, for previous and auto.
        settings: Which pair.

    Returns:
        The pair. Of an odd number of months the first belongs to neither half. A window that holds an incomplete
        month, as "all" may, has no earlier window of its length.
    """
    complete = complete_months(span, as_of)
    if settings.windows == "auto":
        previous = _previous(span, as_of, complete, length)
        return previous if previous.earlier else _halves(complete)
    if settings.windows == "previous":
        return _previous(span, as_of, complete, length)
    return _halves(complete) if settings.windows == "halves" else _quarters(complete, settings.windows)


def _pair(kind: PairKind, earlier_first: int, later_first: int, month_count: int) -> WindowPair:
    earlier, later = (
        Window(month_start(first), month_end(first + month_count - 1), first, first + month_count - 1)
        for first in (earlier_first, later_first)
    )
    return WindowPair(kind, earlier, later)


def _previous(span: DataSpan, as_of: date, complete: range, length: WindowLength) -> WindowPair:
    window = choose_window(span, as_of, length)
    earlier_first = window.first_month - window.period_count
    if not complete or earlier_first < complete.start or window.last_month not in complete:
        return WindowPair("previous", reason="no_earlier_window")
    return _pair("previous", earlier_first, window.first_month, window.period_count)


def _halves(complete: range) -> WindowPair:
    half = len(complete) // 2
    if not half:
        return WindowPair("halves", reason="too_few_months")
    return _pair("halves", complete.stop - 2 * half, complete.stop - half, half)


def _quarters(complete: range, kind: Literal["year_ago", "quarters"]) -> WindowPair:
    later_first = (complete.stop - 1) // MONTHS_IN_QUARTER * MONTHS_IN_QUARTER - MONTHS_IN_QUARTER + 1
    earlier_first = later_first - (MONTHS_IN_YEAR if kind == "year_ago" else MONTHS_IN_QUARTER)
    if earlier_first < complete.start:
        reason: PairReason = "no_quarter_a_year_ago" if kind == "year_ago" else "no_two_quarters"
        return WindowPair(kind, reason=reason)
    return _pair(kind, earlier_first, later_first, MONTHS_IN_QUARTER)
