"""Test days of the past: who was still worth a verdict then, and who was lost by what came after.

Test days lie a month apart, the newest one horizon before the as-of day. A case is a client that had bought by the test
day and was silent for no longer than a year; it was lost when it bought on no day of the horizon. METHOD § 5e.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from kamlogic.purchases import EPOCH, Purchases, day_number
from kamlogic.tables import CLIENT_DAYS

YEAR_DAYS = 365


def origin_days(first_date: date, as_of: date, *, horizon_days: int, most: int) -> list[date]:
    """The test days, rising: after the first day of data, each with its whole horizon up to the as-of day.

    Args:
        first_date: First day of data.
        as_of: Last day of data.
        horizon_days: What must be known after a test day.
        most: At most so many, the newest ones.
    """
    newest = pd.Timestamp(as_of - timedelta(days=horizon_days))
    months_back = [newest - pd.DateOffset(months=back) for back in range(most)]
    return sorted(day.date() for day in months_back if day.date() > first_date)


@dataclass(frozen=True, eq=False)
class OriginCases:
    """The cases of one test day, one entry per case.

    Attributes:
        day: The test day.
        rows: Row in the purchases of the client's last purchase up to the day.
        places: Position of the client in the purchases' client_keys.
        silence: Days since that purchase.
        is_lost: Bought on no day of the horizon.
        net_sales: Of the 365 days up to the day; 0 where returns outweigh the sales.
    """

    day: date
    rows: np.ndarray
    places: np.ndarray
    silence: np.ndarray
    is_lost: np.ndarray
    net_sales: np.ndarray


class DaySales:
    """Net sales of identified clients by day, for sums over a year."""

    def __init__(self, client_days: pd.DataFrame, client_keys: np.ndarray) -> None:
        """Sort once.

        Args:
            client_days: CLIENT_DAYS, any row order; not modified.
            client_keys: The clients that are asked about, rising.
        """
        CLIENT_DAYS.require(client_days)
        keys = client_days["client_key"].to_numpy()
        places = np.searchsorted(client_keys, keys)
        known = np.append(client_keys, -1)[places] == keys
        days = client_days["date"].to_numpy(dtype="datetime64[D]")
        numbers = (days - EPOCH).astype("int64")[known]
        order = np.argsort(numbers, kind="stable")
        self._days, self._places = numbers[order], places[known][order]
        self._sales = client_days["net_sales"].to_numpy()[known][order]
        self._client_count = len(client_keys)

    def of_year_before(self, day: date) -> np.ndarray:
        """Net sales of each client in the 365 days that end with this one, at least 0."""
        last = day_number(day)
        start, stop = np.searchsorted(self._days, [last - YEAR_DAYS, last], side="right")
        sums = np.bincount(
            self._places[start:stop], weights=self._sales[start:stop], minlength=self._client_count
        )
        return np.maximum(sums, 0)


def find_cases(
    purchases: Purchases, sales: DaySales, day: date, *, horizon_days: int, eligible_days: int
) -> OriginCases:
    """The cases of a test day.

    Args:
        purchases: Of all clients, also later ones.
        sales: Of the same clients.
        day: The test day.
        horizon_days: A client that buys on no day of (day, day + horizon] is lost.
        eligible_days: A longer silence makes no case.
    """
    now, last_rows = day_number(day), purchases.last_rows(day)
    places = np.flatnonzero(last_rows >= 0)
    silence = now - purchases.days[last_rows[places]]
    places, silence = places[silence <= eligible_days], silence[silence <= eligible_days]
    rows = last_rows[places]
    following = purchases.next_days[rows]
    is_lost = (following < 0) | (following > now + horizon_days)
    return OriginCases(day, rows, places, silence, is_lost, sales.of_year_before(day)[places])


def count_verdicts(is_flagged: np.ndarray, cases: OriginCases) -> tuple[np.ndarray, np.ndarray]:
    """Cases, and their net sales, as tp, fp, fn, tn."""
    kind = 2 * (~is_flagged).astype("int64") + ~cases.is_lost
    counts = np.bincount(kind, minlength=4)
    money = np.bincount(kind, weights=cases.net_sales, minlength=4)
    return counts, money
