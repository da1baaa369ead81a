"""How long do clients pause between purchases, and how likely is it that one still returns?

Every purchase begins one pause: closed by the next purchase, or still open at the as-of day. Open pauses are censored
cases of the Kaplan-Meier estimate, never left out: a percentile of closed gaps alone ignores every client that did not
come back. METHOD § 5b.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kamlogic.purchases import Purchases, day_number
from kamlogic.survival import kaplan_meier, return_probability

LEAST_GROUP_GAPS = 30
"""Groups are told apart only when each has so many closed gaps."""
COUNT_GROUPS = ("1", "2", "3-5", "6+")
"""Purchase days up to the beginning of the pause."""


@dataclass(frozen=True, eq=False)
class Pauses:
    """The pause that each purchase began.

    Attributes:
        days: How long it lasted, or lasts so far.
        is_closed: The next purchase has ended it.
    """

    days: np.ndarray
    is_closed: np.ndarray


def measure_lengths(purchases: Purchases, day: date) -> Pauses:
    """The pauses as they stand on a day.

    Args:
        purchases: Of all clients up to the day.
        day: As of when.

    Returns:
        One pause per row of the purchases.
    """
    is_closed = purchases.next_days >= 0
    ends = np.where(is_closed, purchases.next_days, day_number(day))
    return Pauses(ends - purchases.days, is_closed)


def count_groups(counts: np.ndarray) -> np.ndarray:
    """The position in COUNT_GROUPS of each number of purchase days."""
    groups: np.ndarray = np.searchsorted([2, 3, 6], counts, side="right")
    return groups


def group_curves(pauses: Pauses, groups: np.ndarray, count: int) -> list[pd.DataFrame] | None:
    """The curve of each group.

    Args:
        pauses: Of all clients.
        groups: 0 to count - 1, one per pause; -1 for a pause of no group.
        count: How many groups there are.

    Returns:
        SURVIVAL of each; None when a group has fewer than 30 closed gaps.
    """
    closed = np.bincount(groups[pauses.is_closed & (groups >= 0)], minlength=count)
    if not count or closed.min() < LEAST_GROUP_GAPS:
        return None
    return [
        kaplan_meier(pauses.days[groups == group], pauses.is_closed[groups == group])
        for group in range(count)
    ]


def return_shares(purchases: Purchases, day: date, horizon: float) -> tuple[np.ndarray, bool]:
    """How likely each client is to return within the horizon by itself, given its silence.

    The curve is that of pauses after as many purchases (1, 2, 3-5, 6 or more) when each of these groups has 30 closed
    gaps, else that of all pauses.

    Args:
        purchases: Of all clients up to the day.
        day: As of when.
        horizon: Days ahead.

    Returns:
        A share per client, in their order, and whether it was taken from groups.
    """
    pauses = measure_lengths(purchases, day)
    last = purchases.starts[1:] - 1
    groups = count_groups(purchases.counts)
    curves = group_curves(pauses, groups, len(COUNT_GROUPS))
    if curves is None:
        curve = kaplan_meier(pauses.days, pauses.is_closed)
        return return_probability(curve, pauses.days[last], horizon), False
    shares = np.empty(len(last))
    for group, curve in enumerate(curves):
        chosen = groups[last] == group
        shares[chosen] = return_probability(curve, pauses.days[last][chosen], horizon)
    return shares, True
