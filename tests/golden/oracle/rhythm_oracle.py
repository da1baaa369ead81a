"""XYZ by frequency and by value, Syntetos-Boylan-Croston, seasonal adjustment (METHOD § 2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.golden.oracle.lines_oracle import (
    Line,
    first_day,
    gaps_of,
    median,
    month_of,
    purchase_days,
    quarter_of,
    root,
)
from tests.golden.oracle.survival_oracle import km_median, open_and_closed_gaps

ADI_LIMIT = Fraction("1.32")
CV2_LIMIT = Fraction("0.49")


@dataclass(frozen=True)
class Rhythm:
    """How one buyer buys, by month or quarter."""

    day_count: int
    period_count: int
    active_count: int
    whole_count: int
    adi: Fraction
    median_gap: Fraction | None
    longest_gap: int | None
    gap_cv2: Fraction | None
    value_cv2: Fraction | None
    sample_value_cv2: Fraction | None
    nonzero_cv2: Fraction | None
    nonzero_count: int

    @property
    def gap_cv(self) -> float | None:
        return None if self.gap_cv2 is None else root(self.gap_cv2)

    @property
    def value_cv(self) -> float | None:
        return None if self.value_cv2 is None else root(self.value_cv2)


def squared_cv(values: list[Fraction], *, is_sample: bool = False) -> Fraction | None:
    """Variance by squared mean; None for a mean of zero or less, or without a degree of freedom."""
    if len(values) <= is_sample or sum(values) <= 0:
        return None
    mean = Fraction(sum(values)) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / (len(values) - is_sample)
    return variance / mean**2


def period_of(day: date, length: str) -> int:
    """Weeks begin on Monday."""
    if length == "week":
        return (day.toordinal() - 1) // 7
    return month_of(day) if length == "month" else quarter_of(month_of(day))


def complete_periods(complete: range, as_of: date, length: str) -> range:
    """The complete months; quarters of which every month is; weeks that begin in one or later and have ended."""
    if not complete:
        return range(0)
    days = [first_day(complete.start) + timedelta(days=number) for number in range(7 * 53 * 10)]
    if length == "week":
        mondays = [day for day in days if not day.weekday() and day + timedelta(days=6) <= as_of]
        return (
            range(period_of(mondays[0], length), period_of(mondays[-1], length) + 1) if mondays else range(0)
        )
    if length == "month":
        return complete
    months = range(complete.start, complete.stop)
    whole = [quarter_of(month) for month in months if month % 3 == 1 and month + 2 in complete]
    return range(whole[0], whole[-1] + 1) if whole else range(0)


def values_by_period(own: list[Line], periods: Iterable[int], length: str) -> list[Fraction]:
    """Net sales of each period, zeros included."""
    sums: dict[int, Fraction] = defaultdict(Fraction)
    for line in own:
        sums[period_of(line.day, length)] += line.amount
    return [sums[period] for period in periods]


def rhythm(own: list[Line], as_of: date, complete: range, length: str) -> Rhythm | None:
    """Periods count from the first purchase to the as-of day, values only in complete ones; None: never bought."""
    days = sorted({line.day for line in own if line.amount > 0})
    if not days:
        return None
    first, last = (period_of(day, length) for day in (days[0], as_of))
    bought_in = {period_of(day, length) for day in days}
    whole = [period for period in complete_periods(complete, as_of, length) if period >= first]
    gaps = gaps_of(days)
    silence = (as_of - days[-1]).days
    with_silence = [*gaps, silence] if gaps and silence > max(gaps) else gaps
    values = values_by_period(own, whole, length)
    demand = [value for value in values if value > 0]
    return Rhythm(
        day_count=len(days),
        period_count=last - first + 1,
        active_count=len(bought_in),
        whole_count=len(whole),
        adi=Fraction(last - first + 1, len(bought_in)),
        median_gap=median(gaps) if gaps else None,
        longest_gap=max(gaps, default=None),
        gap_cv2=squared_cv([Fraction(gap) for gap in with_silence]),
        value_cv2=squared_cv(values),
        sample_value_cv2=squared_cv(values, is_sample=True),
        nonzero_cv2=squared_cv(demand),
        nonzero_count=len(demand),
    )


def frequency_class(found: Rhythm | None) -> str:
    if found is None or found.day_count < 3:
        return "N"
    if found.adi <= ADI_LIMIT:
        return "X"
    return "Y" if found.gap_cv2 is not None and found.gap_cv2 <= Fraction(1, 4) else "Z"


def value_class(found: Rhythm | None, x_limit: str, y_limit: str, *, is_sample: bool = False) -> str:
    squared = None
    if found is not None and found.whole_count > 1:
        squared = found.sample_value_cv2 if is_sample else found.value_cv2
    if squared is None:
        return "N"
    return "X" if squared <= Fraction(x_limit) ** 2 else "Y" if squared <= Fraction(y_limit) ** 2 else "Z"


def demand_class(adi: Fraction, cv2: Fraction) -> str:
    if adi <= ADI_LIMIT:
        return "smooth" if cv2 <= CV2_LIMIT else "erratic"
    return "intermittent" if cv2 <= CV2_LIMIT else "lumpy"


def period_length(days: dict[str, list[date]], a_clients: set[str], as_of: date) -> tuple[str, int | None]:
    """Quarter when the median pause of class A exceeds 45 days, week up to 5; and the median, None when not reached.

    A median that is never reached is longer than every pause that was seen.
    """
    cases = open_and_closed_gaps({client: own for client, own in days.items() if client in a_clients}, as_of)
    typical = km_median(cases)
    if typical is not None and typical <= 5:
        return "week", typical
    seen = max((pause for pause, _ in cases), default=0) if typical is None else typical
    return "quarter" if seen > 45 else "month", typical


def seasonal_index(totals: dict[int, Fraction], per_year: int) -> dict[int, Fraction] | None:
    """Mean of each season by the mean of all, by period index modulo the year; None unless each is above zero."""
    mean = sum(totals.values(), Fraction(0)) / len(totals)
    seasons = {
        start: [value for period, value in totals.items() if period % per_year == start]
        for start in range(per_year)
    }
    index = {
        start: sum(values, Fraction(0)) / len(values) / mean for start, values in seasons.items() if mean > 0
    }
    return index if index and min(index.values()) > 0 else None


def seasonal_cv2(
    lines: list[Line], as_of: date, complete: range, length: str
) -> dict[str, Fraction | None] | None:
    """Squared variation of each buyer's values divided by the portfolio's index; None below 24 complete months."""
    if len(complete) < 24 or length == "week":
        return None
    per_year = 12 if length == "month" else 4
    named = [line for line in lines if line.client is not None]
    periods = complete_periods(complete, as_of, length)
    totals = dict(zip(periods, values_by_period(named, periods, length), strict=True))
    index = seasonal_index(totals, per_year)
    if index is None:
        return None
    found = {}
    for client, days in purchase_days(lines).items():
        whole = [period for period in periods if period >= period_of(days[0], length)]
        own = [line for line in lines if line.client == client]
        values = values_by_period(own, whole, length)
        found[client] = squared_cv(
            [value / index[period % per_year] for value, period in zip(values, whole, strict=True)]
        )
    return found
