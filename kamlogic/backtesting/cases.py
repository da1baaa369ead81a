"""Test days of the past: who was still worth a verdict then, and who was lost by what came after.

Test days lie a month apart, the newest one horizon before the as-of day. A case is a client that had bought by the test
day and was silent for no longer than a year; it was lost when it bought on no day of the horizon. METHOD § 5e.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from kamlogic.day_values import DayValues
from kamlogic.purchases import Purchases, day_number

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


def find_cases(
    purchases: Purchases, values: DayValues, day: date, *, horizon_days: int, eligible_days: int
) -> OriginCases:
    """The cases of a test day.

    Args:
        purchases: Of all clients, also later ones.
        values: Money of the same clients.
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
    until = np.full(len(places), now)
    keys, first = purchases.client_keys[places], until - YEAR_DAYS + 1
    sums = values.client_sums(keys, first=first, last=until, names=["net_sales"])
    # A client whose last purchase lies a whole year back has no line in the year, or returns only.
    net_sales = np.maximum(np.nan_to_num(sums["net_sales"]), 0)
    return OriginCases(day, rows, places, silence, is_lost, net_sales)


def count_verdicts(is_flagged: np.ndarray, cases: OriginCases) -> tuple[np.ndarray, np.ndarray]:
    """Cases, and their net sales, as tp, fp, fn, tn."""
    kind = 2 * (~is_flagged).astype("int64") + ~cases.is_lost
    counts = np.bincount(kind, minlength=4)
    money = np.bincount(kind, weights=cases.net_sales, minlength=4)
    return counts, money
