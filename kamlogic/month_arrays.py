"""Clients × complete months as arrays, so that any past quarter is summed without a loop over clients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlogic.day_values import DayValues
from kamlogic.purchases import month_numbers
from kamlogic.ratios import ratio


@dataclass(frozen=True, eq=False)
class MonthArrays:
    """Net sales and purchases of each buyer by month.

    Attributes:
        keys: Of the clients, rising.
        begin: Month index of column 0.
        data_begin: First complete month of the data; at most begin.
        sales: Net sales, clients × months.
        bought: Whether there was a purchase, clients × months.
        first_month: Month of each client's first purchase.
    """

    keys: np.ndarray
    begin: int
    data_begin: int
    sales: np.ndarray
    bought: np.ndarray
    first_month: np.ndarray

    def sum(self, first: int, last: int) -> np.ndarray:
        """Net sales of each client from month to month; NaN where the data do not begin by then."""
        if first < self.data_begin:
            return np.full(len(self.keys), np.nan)
        sums: np.ndarray = self.sales[:, first - self.begin : last - self.begin + 1].sum(axis=1)
        return sums

    def history(self, month: int) -> np.ndarray:
        """Complete months from each client's first purchase up to a month."""
        months: np.ndarray = np.maximum(month - np.maximum(self.first_month, self.data_begin) + 1, 0)
        return months

    def recent_mean(self, month: int, most: int, *, counts_silent: bool) -> np.ndarray:
        """Mean monthly sales of the last active months up to a month; NaN without one.

        Args:
            month: The last month.
            most: So many months, fewer where the client is younger.
            counts_silent: Every month since the first purchase is active; else only months with a purchase.
        """
        column = month - self.begin
        sales, bought = self.sales[:, : column + 1], self.bought[:, : column + 1]
        if counts_silent:
            counts = np.minimum(self.history(month), most)
            inside = np.arange(sales.shape[1]) > column - counts[:, None]
        else:
            from_end = np.cumsum(bought[:, ::-1], axis=1)[:, ::-1]
            inside = bought & (from_end <= most)
            counts = inside.sum(axis=1)
        sums = pd.Series(np.where(inside, sales, 0.0).sum(axis=1))
        return ratio(sums, pd.Series(counts)).to_numpy()


def as_month_arrays(values: DayValues, complete: range, *, begin: int) -> MonthArrays:
    """The complete months from `begin`; clients without a purchase are absent."""
    purchases = values.purchases
    keys, width = purchases.client_keys, max(complete.stop - begin, 0)
    month = month_numbers(values.days)
    is_buyer = np.isin(values.client_keys, keys)[values.places]
    row = np.searchsorted(keys, values.client_keys)[values.places]
    inside = is_buyer & (month >= begin) & (month < begin + width)
    flat, shape = (row * width + month - begin)[inside], (len(keys), width)
    size = len(keys) * width
    sales = np.bincount(flat, values.money["net_sales"][inside], size)
    bought = np.bincount(flat, values.is_purchase[inside], size)
    return MonthArrays(
        keys,
        begin,
        complete.start,
        sales=sales.reshape(shape),
        bought=bought.reshape(shape) > 0,
        first_month=month_numbers(purchases.days[purchases.starts[:-1]]),
    )
