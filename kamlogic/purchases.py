"""The purchase days of all clients as sorted arrays, measured once for many questions.

Every figure of a purchase uses only what was known on its day, so that it answers for any later as-of day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

CHAINS_AT_ONCE = 1024
"""Clients whose medians are found together; so few fit the processor's cache."""
EPOCH = np.datetime64("1970-01-01", "D")
EPOCH_MONTH = 1970 * 12 + 1


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return int((np.datetime64(day) - EPOCH).astype("int64"))


def day_stamps(numbers: np.ndarray) -> np.ndarray:
    """The datetime64[us] of days since 1970-01-01."""
    stamps: np.ndarray = (EPOCH + numbers.astype("timedelta64[D]")).astype("datetime64[us]")
    return stamps


def month_numbers(numbers: np.ndarray) -> np.ndarray:
    """The month index of days since 1970-01-01."""
    months: np.ndarray = numbers.astype("datetime64[D]").astype("datetime64[M]").astype("int64")
    return months + EPOCH_MONTH


@dataclass(frozen=True, eq=False)
class Purchases:
    """The purchase days of identified clients, by client and day.

    Attributes:
        client_keys: Each client with a purchase once, rising.
        starts: The first row of each client, and the number of rows at the end.
        days: Days since 1970-01-01, rising within a client, one per purchase day.
        net_sales: Of each purchase day, the returns of that day taken off.
    """

    client_keys: np.ndarray
    starts: np.ndarray
    days: np.ndarray
    net_sales: np.ndarray

    @cached_property
    def places(self) -> np.ndarray:
        """The position in client_keys of each row's client."""
        return np.repeat(np.arange(len(self.client_keys)), np.diff(self.starts))

    @cached_property
    def is_first(self) -> np.ndarray:
        """The first purchase day of its client."""
        first = np.zeros(len(self.days), dtype=bool)
        first[self.starts[:-1]] = True
        return first

    @cached_property
    def gaps(self) -> np.ndarray:
        """Days since the purchase before; 0 for a client's first."""
        since: np.ndarray = np.where(self.is_first, 0, np.diff(self.days, prepend=0))
        return since

    @cached_property
    def next_days(self) -> np.ndarray:
        """The client's next purchase day; -1 where there is none yet."""
        following = np.append(self.days, -1)[1:]
        following[self.starts[1:] - 1] = -1
        return following

    @cached_property
    def counts(self) -> np.ndarray:
        """Purchase days of the client up to and with each row."""
        counts: np.ndarray = np.arange(1, len(self.days) + 1) - self.starts[self.places]
        return counts

    @cached_property
    def longest_gaps(self) -> np.ndarray:
        """The longest gap of the client up to each row; 0 at its first purchase."""
        room = int(self.gaps.max(initial=0)) + 1
        longest: np.ndarray = np.maximum.accumulate(self.places * room + self.gaps) - self.places * room
        return longest

    @cached_property
    def median_gaps(self) -> np.ndarray:
        """The median gap of the client up to each row; NaN at its first purchase."""
        medians = np.full(len(self.days), np.nan)
        medians[~self.is_first] = _running_medians(self.gaps[~self.is_first], np.diff(self.starts) - 1)
        return medians

    @cached_property
    def _by_gap(self) -> tuple[np.ndarray, np.ndarray]:
        """The days and the gaps of all but the first purchases, by client and rising gap."""
        later = np.flatnonzero(~self.is_first)
        room = int(self.gaps.max(initial=0)) + 1
        # One number for client and gap sorts much faster than two.
        rows = later[np.argsort(self.places[later] * room + self.gaps[later])]
        return self.days[rows], self.gaps[rows]

    def gap_quantiles(self, day: int, shares: Sequence[float]) -> list[np.ndarray]:
        """Quantiles of each client's gaps up to a day, linearly interpolated; NaN without a gap.

        Args:
            day: Counted since 1970-01-01; only gaps closed by then count.
            shares: Which quantiles, 0-1.
        """
        days, gaps = self._by_gap
        known, sizes = gaps[days <= day], np.maximum(self.counts_at(day) - 1, 0)
        return [_quantile(known, sizes, share) for share in shares]

    def median_gaps_at(self, day: date) -> np.ndarray:
        """The median gap of each client up to a day, quicker than median_gaps; NaN where there is no gap."""
        return self.gap_quantiles(day_number(day), [0.5])[0]

    def counts_at(self, day: int) -> np.ndarray:
        """Purchase days of each client up to a day, counted since 1970-01-01; not to be modified."""
        if day not in self._counts_at:
            is_known = (self.days <= day).astype("int64")
            self._counts_at[day] = np.add.reduceat(is_known, self.starts[:-1]) if len(is_known) else is_known
        return self._counts_at[day]

    @cached_property
    def _counts_at(self) -> dict[int, np.ndarray]:
        return {}

    def last_rows(self, day: date) -> np.ndarray:
        """The row of each client's last purchase up to a day; -1 for a client that had not bought by then."""
        counts = self.counts_at(day_number(day))
        return np.where(counts > 0, self.starts[:-1] + counts - 1, -1)

    def first_days_after(self, client_keys: np.ndarray, days: np.ndarray) -> np.ndarray:
        """The first purchase day of each of these clients after a day; -1 where there is none.

        Args:
            client_keys: Any, also of clients that never bought, and repeated ones.
            days: One per client, counted since 1970-01-01.
        """
        if not len(self.days):
            return np.full(len(client_keys), -1)
        first, length = int(self.days.min()), int(self.days.max() - self.days.min()) + 2
        places = np.minimum(np.searchsorted(self.client_keys, client_keys), len(self.client_keys) - 1)
        offsets = np.clip(days - first + 1, 0, length - 1)
        rows = np.searchsorted(
            self.places * length + self.days - first + 1, places * length + offsets, "right"
        )
        has_any = (self.client_keys[places] == client_keys) & (rows < self.starts[places + 1])
        found: np.ndarray = np.where(has_any, np.append(self.days, -1)[rows], -1)
        return found

    def sold_between(self, after: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """Net sales of each client's purchase days from the number `after` up to the number `counts`."""
        sold: np.ndarray = self._running[self.starts[:-1] + counts] - self._running[self.starts[:-1] + after]
        return sold

    @cached_property
    def _running(self) -> np.ndarray:
        return np.append([0.0], np.cumsum(self.net_sales))


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


def _running_medians(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The median of each group's values up to each one, groups lying one after the other.

    Backwards, all groups at once: the values hang in a sorted chain, the latest is taken out, and the middle moves by
    at most one link. One round per value of the longest group; groups of like length go together.
    """
    groups = np.repeat(np.arange(len(counts)), counts)
    order = np.argsort(groups * (int(values.max(initial=0)) + 1) + values)
    # Two empty places around each group keep the links of neighbours apart.
    place = np.empty(len(values), dtype="int32")
    place[order] = np.arange(len(values)) + 2 * groups + 1
    value_at = np.zeros(len(values) + 2 * len(counts), dtype="int32")
    value_at[place] = values
    numbers = np.arange(len(value_at), dtype="int32")
    before, after = numbers - 1, numbers + 1
    medians = np.empty(len(values))
    latest = np.cumsum(counts) - 1
    middle = latest - counts + 2 + 2 * np.arange(len(counts)) + (counts - 1) // 2
    longest_first = np.argsort(-counts, kind="stable")
    for begin in range(0, len(counts), CHAINS_AT_ONCE):
        chosen = longest_first[begin : begin + CHAINS_AT_ONCE]
        left, last, mid = (numbers[chosen].astype("int32") for numbers in (counts, latest, middle))
        for _ in range(int(left[0])):
            going = int(np.searchsorted(-left, 0))
            left, last, mid = left[:going], last[:going], mid[:going]
            is_odd = (left & 1).astype(bool)
            lower, upper = before[mid], after[mid]
            medians[last] = (value_at[mid] + value_at[np.where(is_odd, mid, upper)]) / 2
            gone = place[last]
            mid = np.where(is_odd, np.where(gone >= mid, lower, mid), np.where(gone <= mid, upper, mid))
            below, above = before[gone], after[gone]
            after[below], before[above] = above, below
            left, last = left - 1, last - 1
    return medians
