"""How much does each client buy per week, month or quarter, and in how many of them?

Measured once per data set and length: nothing here depends on where classes are cut. METHOD § 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from kamlogic.day_values import DayValues
from kamlogic.periods import BucketLength, month_end, month_start, periods_of
from kamlogic.purchases import day_number
from kamlogic.tables import Column, Table
from kamlogic.texts import N_
from kamlogic.variation import (
    PeriodSales,
    Variation,
    measure_variation,
    non_zero_variation,
    quotient,
    seasonal_index,
)

SEASONAL_MONTHS = 24
SEASONS = {"month": 12, "quarter": 4}


BUCKET_CLIENTS = Table(
    "bucket_clients",
    N_("one row per client with a line up to the as-of day"),
    (
        Column(
            "period_count",
            "int64",
            N_("Periods"),
            N_("From the period of the first purchase to the as-of day's."),
            "count",
        ),
        Column(
            "active_period_count",
            "int64",
            N_("Periods with a purchase"),
            N_("Periods with at least one purchase day."),
            "count",
        ),
        Column("adi", "float64", N_("ADI"), N_("Periods ÷ periods with a purchase."), "number"),
        Column(
            "value_cv",
            "float64",
            N_("Value variation"),
            N_("Standard deviation ÷ mean of sales per complete period; n/a for a mean of zero or less."),
            "number",
        ),
        Column(
            "value_period_count",
            "int64",
            N_("Complete periods"),
            N_("Periods that the value variation is of."),
            "count",
        ),
        Column(
            "seasonal_cv",
            "float64",
            N_("Adjusted variation"),
            N_(
                "Value variation after dividing by the portfolio's seasonal index; n/a below 24 complete months."
            ),
            "number",
        ),
        Column(
            "purchase_adi",
            "float64",
            N_("ADI while buying"),
            N_("Periods from the first to the last purchase ÷ periods with one; silence left out."),
            "number",
        ),
        Column(
            "non_zero_cv2",
            "float64",
            N_("Squared variation"),
            N_("Of the periods with positive sales alone, population form; n/a below three of them."),
            "number",
        ),
    ),
)


@dataclass(frozen=True, eq=False)
class Seasonality:
    """The portfolio's index of each month or quarter of the year.

    Attributes:
        reason: Why there is none: too_short (below 24 complete months), weeks, no_sales (a season without); or empty.
        index: By calendar month or quarter, the first of the year first; empty when there is none.
    """

    reason: str
    index: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Buckets:
    """The clients' purchases and sales by week, month or quarter; arrays are by client.

    Attributes:
        length: Of a bucket.
        complete_month_count: Months that the data cover whole.
        periods: The complete buckets; empty when there is none.
        period_count: From the bucket of the first purchase to the as-of day's; 0 for who never bought.
        active_count: Buckets with a purchase.
        purchase_adi: Buckets from the first to the last purchase ÷ buckets with one; NaN for who never bought.
        totals: Period index and net sales of each client × bucket with a line, those before a first purchase as well.
        sales: The same in the complete buckets since each first purchase.
    """

    length: BucketLength
    complete_month_count: int
    periods: range
    period_count: np.ndarray
    active_count: np.ndarray
    purchase_adi: np.ndarray
    totals: tuple[np.ndarray, np.ndarray]
    sales: PeriodSales

    def figures(self, *, is_sample: bool) -> dict[str, np.ndarray]:
        """The columns of BUCKET_CLIENTS.

        Args:
            is_sample: Standard deviations divide by n-1 and not by n.
        """
        raw, adjusted = self.variation, self.adjusted_variation
        unknown = np.full(len(self.period_count), np.nan)
        return {
            "period_count": self.period_count,
            "active_period_count": self.active_count,
            "adi": quotient(self.period_count, self.active_count),
            "value_cv": raw.coefficient(is_sample=is_sample),
            "value_period_count": self.sales.period_count,
            "seasonal_cv": unknown if adjusted is None else adjusted.coefficient(is_sample=is_sample),
            "purchase_adi": self.purchase_adi,
            "non_zero_cv2": self.non_zero_cv2,
        }

    @cached_property
    def variation(self) -> Variation:
        """Of the sales per bucket."""
        return measure_variation(self.sales)

    @cached_property
    def non_zero_cv2(self) -> np.ndarray:
        """Squared variation of the buckets with positive sales alone; NaN below three of them."""
        return non_zero_variation(self.sales)

    @cached_property
    def seasonality(self) -> Seasonality:
        """Offered from 24 complete months on, for months and quarters."""
        if self.length == "week":
            return Seasonality("weeks", ())
        if self.complete_month_count < SEASONAL_MONTHS:
            return Seasonality("too_short", ())
        cycle = SEASONS[self.length]
        index = seasonal_index(*self.totals, periods=self.periods, cycle=cycle)
        # Indexes of months and quarters count from 1 within a year: January is 1 and December 0 of the cycle.
        found = tuple(np.roll(index, -1).tolist())
        return Seasonality("", found) if min(found) > 0 else Seasonality("no_sales", ())

    @cached_property
    def adjusted_variation(self) -> Variation | None:
        """Of the sales per bucket ÷ the index of its season; None without an index."""
        index = np.array(self.seasonality.index)
        if not len(index):
            return None
        season = index[(self.sales.period - 1) % len(index)]
        return measure_variation(self.sales, self.sales.net_sales / season)


def measure_buckets(values: DayValues, *, as_of: date, complete: range, length: BucketLength) -> Buckets:
    """Sum the lines of each client by bucket.

    Args:
        values: The days with a line up to the as-of day.
        as_of: The last day that is known.
        complete: Months that the data cover whole.
        length: Of a bucket.
    """
    period = _period_of_each(values.days, length)
    first, last, active = _purchase_buckets(values, period)
    bought = active > 0
    now = int(periods_of(np.array([day_number(as_of)]), length)[0])
    periods = complete_periods(complete, as_of, length)
    begin = np.where(bought, np.maximum(first, periods.start), periods.stop)
    place, cell_period, net_sales = _sum_buckets(values, period)
    inside = (cell_period >= begin[place]) & (cell_period < periods.stop)
    return Buckets(
        length=length,
        complete_month_count=len(complete),
        periods=periods,
        period_count=np.where(bought, now - first + 1, 0),
        active_count=active,
        purchase_adi=quotient(np.where(bought, last - first + 1, 0), active),
        totals=(cell_period, net_sales),
        sales=PeriodSales(
            place[inside], cell_period[inside], net_sales[inside], np.maximum(periods.stop - begin, 0)
        ),
    )


def complete_periods(complete: range, as_of: date, length: BucketLength) -> range:
    """The weeks, months or quarters that the data cover whole.

    A week is complete when it begins in a complete month or later and has ended by the as-of day.

    Args:
        complete: The complete months.
        as_of: The last day that is known.
        length: Of a period.

    Returns:
        Period indexes; empty when there is none.
    """
    if length == "month":
        return complete
    if length == "quarter":
        start, stop = (complete.start + 4) // 3, (complete.stop - 1) // 3 + 1
        return range(start, max(stop, start))
    first = day_number(month_start(complete.start))
    last = day_number(as_of if len(complete) else month_end(complete.start - 1))
    start = (first + 9) // 7
    return range(start, max((last + 4) // 7, start))


def _period_of_each(day: np.ndarray, length: BucketLength) -> np.ndarray:
    """Looked up in a table of the days there are, for these are few and the lines many."""
    if not len(day):
        return day
    first = int(day.min())
    table = periods_of(np.arange(first, int(day.max()) + 1), length)
    return np.asarray(table[day - first])


def _purchase_buckets(values: DayValues, period: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The first and the last bucket with a purchase of each client, 0 for none, and how many there are."""
    place, bought_in = values.places[values.is_purchase], period[values.is_purchase]
    is_new = _is_new_bucket(place, bought_in)
    active = np.bincount(place[is_new], minlength=len(values.client_keys))
    has_any = active > 0
    end = np.cumsum(active)[has_any]
    first, last = np.zeros(len(active), dtype="int64"), np.zeros(len(active), dtype="int64")
    first[has_any] = bought_in[is_new][end - active[has_any]]
    last[has_any] = bought_in[is_new][end - 1]
    return first, last, active


def _is_new_bucket(place: np.ndarray, period: np.ndarray) -> np.ndarray:
    changes = (place[1:] != place[:-1]) | (period[1:] != period[:-1])
    return np.append(True, changes)[: len(place)]


def _sum_buckets(values: DayValues, period: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    is_new = _is_new_bucket(values.places, period)
    bucket = np.cumsum(is_new) - 1
    sums = pd.Series(values.money["net_sales"]).groupby(bucket, sort=False).sum().to_numpy()
    return values.places[is_new], period[is_new], sums
