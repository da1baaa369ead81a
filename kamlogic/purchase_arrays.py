"""Purchase days of all clients as arrays, so that what was known on any past day is found without a loop over clients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlogic.tables import UNIDENTIFIED_KEY


@dataclass(frozen=True, eq=False)
class PurchaseArrays:
    """Purchase days by client and day.

    Attributes:
        keys: Of each client, rising.
        starts: Position of each client's first purchase day.
        sizes: Purchase days of each client.
        days: Day numbers since 1970-01-01.
        gaps: Days since the purchase before; 0 for the first.
        by_gap: Positions of all but the first purchases, by client and rising gap.
        sales: Running net sales of the purchase days, one longer than days.
    """

    keys: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray
    days: np.ndarray
    gaps: np.ndarray
    by_gap: np.ndarray
    sales: np.ndarray

    def counts_at(self, day: int) -> np.ndarray:
        """Purchase days of each client up to a day."""
        if not len(self.days):
            return self.sizes
        counts: np.ndarray = np.add.reduceat((self.days <= day).astype("int64"), self.starts)
        return counts

    def gap_quantiles(self, day: int, counts: np.ndarray, shares: list[float]) -> list[np.ndarray]:
        """Quantiles of each client's gaps up to a day, linearly interpolated; NaN without a gap.

        Args:
            day: Only gaps closed by then count.
            counts: counts_at of the day.
            shares: Which quantiles, 0-1.
        """
        known = (self.days <= day)[self.by_gap]
        gaps = self.gaps[self.by_gap[known]]
        sizes = np.maximum(counts - 1, 0)
        return [_quantile(gaps, sizes, share) for share in shares]

    def sold_between(self, after: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """Net sales of each client's purchase days from the number `after` up to the number `counts`."""
        sold: np.ndarray = self.sales[self.starts + counts] - self.sales[self.starts + after]
        return sold


def as_purchase_arrays(client_days: pd.DataFrame) -> PurchaseArrays:
    """The purchase days of CLIENT_DAYS, any row order, without the unidentified client."""
    bought = client_days[client_days["is_purchase"] & (client_days["client_key"] != UNIDENTIFIED_KEY)]
    client, days = bought["client_key"].to_numpy(), day_numbers(bought["date"])
    sales = bought["net_sales"].to_numpy(dtype="float64")
    if not _is_sorted(client, days):
        order = np.lexsort((days, client))
        client, days, sales = client[order], days[order], sales[order]
    is_first = np.append([True], client[1:] != client[:-1])[: len(client)]
    starts, later = np.flatnonzero(is_first), np.flatnonzero(~is_first)
    gaps = np.where(is_first, 0, np.diff(days, prepend=0))
    # One number for client and gap sorts much faster than two.
    rank = (np.cumsum(is_first) - 1)[later] * (gaps.max(initial=0) + 1) + gaps[later]
    return PurchaseArrays(
        keys=client[starts],
        starts=starts,
        sizes=np.diff(np.append(starts, len(client))),
        days=days,
        gaps=gaps,
        by_gap=later[np.argsort(rank)],
        sales=np.append([0.0], np.cumsum(sales)),
    )


def _is_sorted(client: np.ndarray, days: np.ndarray) -> bool:
    same = client[1:] == client[:-1]
    return bool(np.all((client[1:] > client[:-1]) | (same & (days[1:] > days[:-1]))))


def day_numbers(days: pd.Series) -> np.ndarray:
    """Days since 1970-01-01."""
    return days.to_numpy(dtype="datetime64[D]").astype("int64")


def days_of(numbers: pd.Series) -> pd.Series:
    """The days of day numbers; NaN becomes no day."""
    days: pd.Series = pd.to_datetime(numbers.astype("float64"), unit="D").astype("datetime64[us]")
    return days


def _quantile(values: np.ndarray, counts: np.ndarray, share: float) -> np.ndarray:
    """The quantile of each client's values, which lie one after another, rising."""
    found = np.full(len(counts), np.nan)
    has_any = counts > 0
    offsets = (np.cumsum(counts) - counts)[has_any]
    place = (counts[has_any] - 1) * share
    below, above = np.floor(place).astype("int64"), np.ceil(place).astype("int64")
    low, high = values[offsets + below], values[offsets + above]
    found[has_any] = low + (high - low) * (place - below)
    return found
