"""How long do clients pause between purchases, and how likely is it that one still returns?

Every purchase begins one pause: closed by the next purchase, or still open at the as-of day. Open pauses are censored
cases of the Kaplan-Meier estimate, never left out: a percentile of closed gaps alone ignores every client that did not
come back. METHOD § 5b.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from kamlogic.purchases import Purchases, day_number
from kamlogic.survival import return_probability, survival_of_counts

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


@dataclass(frozen=True, eq=False)
class PauseCounts:
    """Pauses counted by group and length in days.

    Attributes:
        ended: Closed gaps: one row per group, one column per length from 0 on.
        cases: The same of all pauses.
    """

    ended: np.ndarray
    cases: np.ndarray

    @property
    def is_enough(self) -> bool:
        """Each group has 30 closed gaps."""
        return bool((self.ended.sum(axis=1) >= LEAST_GROUP_GAPS).all())


def count_lengths(pauses: Pauses, groups: np.ndarray, count: int) -> PauseCounts:
    """Count the pauses of each group by their length.

    Args:
        pauses: Of all clients.
        groups: 0 to count - 1, one per pause; -1 for a pause of no group.
        count: How many groups there are.

    Returns:
        The counts.
    """
    length = int(pauses.days.max(initial=0)) + 1
    # One row more in front, for the pauses of no group.
    position = (groups + 1) * length + pauses.days
    closed = np.bincount(position[pauses.is_closed], minlength=(count + 1) * length)
    every = np.bincount(position, minlength=(count + 1) * length)
    return PauseCounts(closed.reshape(count + 1, length)[1:], every.reshape(count + 1, length)[1:])


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
    counts = count_lengths(pauses, groups, len(COUNT_GROUPS))
    silence, group = pauses.days[last], groups[last]
    if not counts.is_enough:
        curve = survival_of_counts(counts.ended.sum(axis=0), counts.cases.sum(axis=0))
        return return_probability(curve, silence, horizon), False
    shares = np.empty(len(last))
    for place in range(len(COUNT_GROUPS)):
        curve = survival_of_counts(counts.ended[place], counts.cases[place])
        shares[group == place] = return_probability(curve, silence[group == place], horizon)
    return shares, True
