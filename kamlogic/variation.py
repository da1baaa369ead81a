"""How much do the sales of each client vary from period to period?

Coefficient of variation: standard deviation ÷ mean over the complete periods since the first purchase, periods without
sales included (METHOD § 2a). Squared variation of the periods with demand alone: Syntetos, Boylan & Croston 2005, JORS
56:495-503 (METHOD § 2d). Seasonal adjustment: each value ÷ the portfolio's index of its calendar month or quarter,
mean of that month over the years ÷ mean of all (METHOD § 2e).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlogic.money import MAX_SCALE

LEAST_AMOUNT = 0.5 * 10.0**-MAX_SCALE
"""Sums nearer to zero than this are zero: money has at most so many decimals."""
LEAST_NON_ZERO_PERIODS = 3


@dataclass(frozen=True, eq=False)
class PeriodSales:
    """The sales of clients 0 to n-1 in the complete periods since each one's first purchase.

    Attributes:
        place: The client of each client × period with a line, rising.
        period: Its period index, rising within a client.
        net_sales: Its sum of signed amounts.
        period_count: Complete periods of each client, 0 for none.
    """

    place: np.ndarray
    period: np.ndarray
    net_sales: np.ndarray
    period_count: np.ndarray


@dataclass(frozen=True, eq=False)
class Variation:
    """Mean and squared deviations per client; its coefficient follows for either form of the deviation.

    Attributes:
        mean: Of all complete periods; NaN without one.
        squares: Sum of the squared deviations from it.
        period_count: Complete periods.
    """

    mean: np.ndarray
    squares: np.ndarray
    period_count: np.ndarray

    def coefficient(self, *, is_sample: bool) -> np.ndarray:
        """Standard deviation ÷ mean; NaN for a mean of zero or less, and of one period by the sample form.

        Args:
            is_sample: Divide by n-1 and not by n.
        """
        is_positive = self.mean * self.period_count > LEAST_AMOUNT
        variance = quotient(self.squares, self.period_count - int(is_sample))
        return quotient(np.sqrt(variance), np.where(is_positive, self.mean, np.nan))


def quotient(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Divide, giving NaN where the denominator is zero or missing."""
    return np.asarray(numerator, dtype="float64") / np.where(denominator == 0, np.nan, denominator)


def sum_by_place(values: np.ndarray, place: np.ndarray, count: int) -> np.ndarray:
    """The sum of the values of each place 0 to count-1, compensated for rounding; 0 where there is none."""
    sums = np.zeros(count)
    found = pd.Series(values).groupby(place, sort=False).sum()
    sums[found.index] = found.to_numpy()
    return sums


def measure_variation(sales: PeriodSales, values: np.ndarray | None = None) -> Variation:
    """Mean and squared deviations of each client's periods, those without a line counting as zero.

    Args:
        sales: The periods.
        values: In place of their net sales, e.g. seasonally adjusted.
    """
    amounts = sales.net_sales if values is None else values
    count = len(sales.period_count)
    mean = quotient(sum_by_place(amounts, sales.place, count), sales.period_count)
    with_line = sum_by_place((amounts - mean[sales.place]) ** 2, sales.place, count)
    without_line = sales.period_count - np.bincount(sales.place, minlength=count)
    return Variation(mean, with_line + without_line * mean**2, sales.period_count)


def non_zero_variation(sales: PeriodSales) -> np.ndarray:
    """The squared population variation of the periods with demand: net sales above zero.

    Returns:
        Per client; NaN below three such periods. A period of returns alone is no demand.
    """
    counts = sales.net_sales >= LEAST_AMOUNT
    place, amounts = sales.place[counts], sales.net_sales[counts]
    size = np.bincount(place, minlength=len(sales.period_count))
    mean = quotient(np.bincount(place, amounts, len(size)), size)
    squares = np.bincount(place, (amounts - mean[place]) ** 2, len(size))
    return np.where(size >= LEAST_NON_ZERO_PERIODS, quotient(squares, size * mean**2), np.nan)


def seasonal_index(period: np.ndarray, net_sales: np.ndarray, *, periods: range, cycle: int) -> np.ndarray:
    """The portfolio's index of each period of the year.

    Args:
        period: Of each client × period with a line; those outside `periods` are left out.
        net_sales: Its sum of signed amounts.
        periods: The complete periods, at least one year of them.
        cycle: Periods in a year.

    Returns:
        By period index modulo cycle; NaN for all when nothing was sold, NaN or less where that season's total is.
    """
    inside = (period >= periods.start) & (period < periods.stop)
    totals = np.bincount(period[inside] - periods.start, net_sales[inside], len(periods))
    season = np.arange(periods.start, periods.stop) % cycle
    by_season = np.bincount(season, totals, cycle) / np.bincount(season, minlength=cycle)
    mean = float(totals.mean())
    return by_season / (mean if mean > 0 else np.nan)
