"""The days with lines of all clients as sorted arrays: what they were worth, and on which of them a client bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kamlogic.money import MAX_SCALE
from kamlogic.purchases import Purchases
from kamlogic.tables import CLIENT_DAYS, UNIDENTIFIED_KEY


@dataclass(frozen=True, eq=False)
class DayValues:
    """The days with lines of identified clients, by client and day.

    Attributes:
        client_keys: Each client with a line once, rising.
        starts: The first row of each client, and the number of rows at the end.
        days: Days since 1970-01-01, rising within a client.
        is_purchase: Whether a line of the day is above zero; returns are no purchases.
        money: Column → value of each row, NaN where unknown.
    """

    client_keys: np.ndarray
    starts: np.ndarray
    days: np.ndarray
    is_purchase: np.ndarray
    money: dict[str, np.ndarray]

    @cached_property
    def first_day(self) -> int:
        """The earliest day of any client; 0 without a day."""
        return int(self.days.min()) if len(self.days) else 0

    @cached_property
    def length(self) -> int:
        """Days from the earliest to the latest, both counted."""
        return int(self.days.max(initial=self.first_day)) - self.first_day + 1

    @cached_property
    def places(self) -> np.ndarray:
        """The position in client_keys of each row's client."""
        return np.repeat(np.arange(len(self.client_keys)), np.diff(self.starts))

    @cached_property
    def purchases(self) -> Purchases:
        """The purchase days; clients without any are absent."""
        rows = self.is_purchase
        counts = np.bincount(self.places[rows], minlength=len(self.client_keys))
        bought = counts > 0
        starts = np.append(0, np.cumsum(counts[bought]))
        return Purchases(self.client_keys[bought], starts, self.days[rows], self.money["net_sales"][rows])

    @cached_property
    def positions(self) -> np.ndarray:
        """Client and day in one rising number."""
        positions: np.ndarray = self.places * (self.length + 1) + self.days - self.first_day
        return positions

    @cached_property
    def _known_money(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        return {}

    def known_money(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """The value of each row, 0 where unknown, with one 0 behind them; and the count of known rows before each."""
        if name not in self._known_money:
            is_known = ~np.isnan(self.money[name])
            filled = np.append(np.where(is_known, self.money[name], 0.0), 0.0)
            self._known_money[name] = filled, np.append(0, np.cumsum(is_known))
        return self._known_money[name]

    def client_sums(
        self,
        client_keys: np.ndarray,
        *,
        first: np.ndarray,
        last: np.ndarray,
        names: Sequence[str] = ("net_sales", "gross_profit"),
    ) -> dict[str, np.ndarray]:
        """The sum of columns over some days of some clients.

        Args:
            client_keys: One per sum; each must be in client_keys.
            first: The first day of each sum.
            last: Its last day.
            names: Which columns.

        Returns:
            Column → one sum per client; NaN where no day's value is known.
        """
        offsets = np.searchsorted(self.client_keys, client_keys) * (self.length + 1)
        begin = np.searchsorted(self.positions, offsets + np.maximum(first - self.first_day, 0))
        within = np.minimum(last - self.first_day, self.length)
        end = np.searchsorted(self.positions, offsets + within, side="right")
        return {name: _stretch_sums(*self.known_money(name), begin, end) for name in names}

    def positive_base(self, name: str, last: np.ndarray, *, length: int) -> np.ndarray:
        """The base for shares: the sum of the positive totals of all clients over some days.

        A total changes on the day of a line and again on the day on which the line drops out, so the base of every day
        follows from two changes per line.

        Args:
            name: The column.
            last: The last day of each sum.
            length: How many days each sum spans.

        Returns:
            One base per sum; 0 where no client's total is above zero or known.
        """
        base = self._bases.get((name, length))
        if base is None:
            base = self._bases[name, length] = self._daily_base(name, length)
        found: np.ndarray = base[np.clip(last - self.first_day + 1, 0, len(base) - 1)]
        return found

    @cached_property
    def _bases(self) -> dict[tuple[str, int], np.ndarray]:
        return {}

    def _daily_base(self, name: str, length: int) -> np.ndarray:
        """The base on the day before the earliest and on each day from it on, until all lines have dropped out."""
        known = np.nan_to_num(self.money[name])
        day, change = _positive_changes(self.places, self.days - self.first_day, known, length)
        daily = np.bincount(day, weights=change, minlength=self.length + length)
        return _as_money(np.append(0.0, np.cumsum(daily)))


def _positive_changes(
    places: np.ndarray, days: np.ndarray, values: np.ndarray, length: int
) -> tuple[np.ndarray, np.ndarray]:
    """By how much the part above zero of a client's total changes on the days on which lines come and drop out."""
    place, day = np.tile(places, 2), np.append(days, days + length)
    # One number for client and day; both halves rise, so that a stable sort only merges them.
    order = np.argsort(place * (int(day.max(initial=0)) + 1) + day, kind="stable")
    place, day = place[order], day[order]
    totals = pd.Series(np.append(values, -values)[order]).groupby(place, sort=False).cumsum()
    above = np.maximum(_as_money(totals.to_numpy()), 0.0)
    is_first = np.append([True], place[1:] != place[:-1])[: len(place)]
    return day, above - np.where(is_first, 0.0, np.append(0.0, above[:-1])[: len(above)])


def _stretch_sums(filled: np.ndarray, known: np.ndarray, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The sum of the known values of each stretch of rows; NaN where none is known."""
    order = np.argsort(begin, kind="stable")
    # Every second sum is that of the rows between two stretches.
    bounds = np.column_stack([begin[order], end[order]]).ravel()
    sums = np.empty(len(begin))
    sums[order] = np.add.reduceat(filled, bounds)[::2]
    return np.where(known[end] > known[begin], _as_money(sums), np.nan)


def _as_money(sums: np.ndarray) -> np.ndarray:
    """Rounded, so that what was bought and taken back leaves nothing, and not 0.00000000000001."""
    return np.round(sums, MAX_SCALE)


def sort_day_values(client_days: pd.DataFrame) -> DayValues:
    """Take the days out of the small table.

    Args:
        client_days: CLIENT_DAYS, any row order; not modified. Lines without a client are left out.

    Returns:
        The values; without any line, arrays of length 0 (starts: 1).

    Raises:
        MissingColumnsError: A column of CLIENT_DAYS is missing.
    """
    CLIENT_DAYS.require(client_days)
    keys = client_days["client_key"].to_numpy()
    days = client_days["date"].to_numpy(dtype="datetime64[D]").astype("int64")
    rows = np.flatnonzero(keys != UNIDENTIFIED_KEY)
    keys, days = keys[rows], days[rows]
    if np.any((keys[1:] < keys[:-1]) | ((keys[1:] == keys[:-1]) & (days[1:] < days[:-1]))):
        order = np.lexsort((days, keys))
        keys, days, rows = keys[order], days[order], rows[order]
    starts = np.flatnonzero(np.append([True], keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, "int64")
    money = {name: client_days[name].to_numpy()[rows] for name in ("net_sales", "gross_profit")}
    bought = client_days["is_purchase"].to_numpy(dtype=bool)[rows]
    return DayValues(keys[starts], np.append(starts, len(keys)), days, bought, money)


def sort_purchases(client_days: pd.DataFrame) -> Purchases:
    """The purchase days alone (sort_day_values)."""
    return sort_day_values(client_days).purchases
