"""What did each client buy in each of several windows of months?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from kamlogic.tables import CLIENT_PERIODS, UNIDENTIFIED_KEY

Floats = npt.NDArray[np.float64]
_NEEDED = ("client_key", "month", "net_sales", "gross_profit")


class Months(NamedTuple):
    """Months from the first to the last, both included."""

    first: int
    last: int


class WindowSums(NamedTuple):
    """The clients' sums of one window; every window has the same clients in the same places.

    Attributes:
        months: The window.
        client_keys: Rising.
        net_sales: 0 for a client without a line in the window.
        gross_profit: NaN where no line's profit is known.
    """

    months: Months
    client_keys: npt.NDArray[np.int64]
    net_sales: Floats
    gross_profit: Floats


def past_windows(complete: range, *, length: int, step: int) -> list[Months]:
    """Windows of so many complete months, the last one ending with the last of them, the oldest first.

    Args:
        complete: The months that the data cover whole.
        length: Months of a window.
        step: Months from the end of one window to the end of the next.
    """
    ends = range(complete.stop - 1, complete.start + length - 2, -step)
    return [Months(end - length + 1, end) for end in reversed(ends)]


def whole_quarters(complete: range) -> list[Months]:
    """The calendar quarters of which every month is complete, the oldest first."""
    ends = (month for month in complete if month % 3 == 0 and month - 2 >= complete.start)
    return [Months(end - 2, end) for end in ends]


def window_sums(
    client_periods: pd.DataFrame, *, windows: Sequence[Months], decimals: int
) -> Iterator[WindowSums]:
    """Add up each client's months in each window; the unidentified client is left out.

    Args:
        client_periods: CLIENT_PERIODS, any row order; not modified.
        windows: Which months.
        decimals: Of the money; sums are rounded, so that equal money stays equal and nothing stays zero.

    Yields:
        The sums, window by window.

    Raises:
        MissingColumnsError: A column of CLIENT_PERIODS is missing.
    """
    CLIENT_PERIODS.require(client_periods)
    named = (client_periods["client_key"] != UNIDENTIFIED_KEY).to_numpy()
    known = {name: client_periods[name].to_numpy()[named] for name in _NEEDED}
    codes, keys = pd.factorize(known["client_key"], sort=True)
    months = known["month"]
    order = np.argsort((months - months.min(initial=0)).astype("int32"), kind="stable")
    codes, months = codes[order], months[order]
    sales, profit = known["net_sales"][order], known["gross_profit"][order]
    for window in windows:
        inside = slice(*np.searchsorted(months, [window.first, window.last + 1]))
        net_sales = _sum(codes[inside], sales[inside], len(keys)).round(decimals)
        gross_profit = _sum_known(codes[inside], profit[inside], len(keys)).round(decimals)
        yield WindowSums(window, keys, net_sales, gross_profit)


def _sum(codes: npt.NDArray[np.intp], values: Floats, count: int) -> Floats:
    # Without a value bincount gives integers.
    return np.bincount(codes, values, minlength=count).astype("float64")


def _sum_known(codes: npt.NDArray[np.intp], values: Floats, count: int) -> Floats:
    is_known = ~np.isnan(values)
    sums = _sum(codes[is_known], values[is_known], count)
    sums[np.bincount(codes[is_known], minlength=count) == 0] = np.nan
    return sums


def positive_shares(values: Floats) -> Floats:
    """Each value's share of the sum of positive values; 0 for zero, negative and unknown, or without a base."""
    positive: Floats = np.where(values > 0, values, 0.0)
    total = positive.sum()
    return positive / total if total > 0 else positive
