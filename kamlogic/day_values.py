"""What clients were worth over stretches of days, summed from sorted arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kamlogic.money import MAX_SCALE
from kamlogic.tables import CLIENT_DAYS, UNIDENTIFIED_KEY


@dataclass(frozen=True, eq=False)
class DayValues:
    """The days with lines of identified clients, by client and day.

    Attributes:
        client_keys: Each client with a line once, rising.
        starts: The first row of each client, and the number of rows at the end.
        days: Days since 1970-01-01, rising within a client.
        money: Column → value of each row, NaN where unknown.
    """

    client_keys: np.ndarray
    starts: np.ndarray
    days: np.ndarray
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
    def positions(self) -> np.ndarray:
        """Client and day in one rising number."""
        places = np.repeat(np.arange(len(self.client_keys)), np.diff(self.starts))
        positions: np.ndarray = places * (self.length + 1) + self.days - self.first_day
        return positions

    def client_sums(
        self, client_keys: np.ndarray, *, first: np.ndarray, last: np.ndarray
    ) -> dict[str, np.ndarray]:
        """The sum of every column over some days of some clients.

        Args:
            client_keys: One per sum; each must be in client_keys.
            first: The first day of each sum.
            last: Its last day.

        Returns:
            Column → one sum per client; NaN where no day's value is known.
        """
        offsets = np.searchsorted(self.client_keys, client_keys) * (self.length + 1)
        begin = np.searchsorted(self.positions, offsets + np.maximum(first - self.first_day, 0))
        within = np.minimum(last - self.first_day, self.length)
        end = np.searchsorted(self.positions, offsets + within, side="right")
        return {name: _stretch_sums(values, begin, end) for name, values in self.money.items()}

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
        offsets, known = self.days - self.first_day, np.nan_to_num(self.money[name])
        sizes = np.diff(self.starts)
        places = np.repeat(np.arange(len(self.client_keys)), sizes)
        # Only a client with a value below zero can have a total below zero; the others are summed as they are.
        has_credit = np.zeros(len(self.client_keys), dtype=bool)
        has_credit[places[known < 0]] = True
        is_mixed = np.repeat(has_credit, sizes)
        day = np.append(offsets[~is_mixed], offsets[~is_mixed] + length)
        change = np.append(known[~is_mixed], -known[~is_mixed])
        mixed_day, mixed_change = _positive_changes(
            places[is_mixed], offsets[is_mixed], known[is_mixed], length
        )
        changes = np.append(change, mixed_change)
        daily = np.bincount(np.append(day, mixed_day), weights=changes, minlength=self.length + length)
        base = _as_money(np.append(0.0, np.cumsum(daily)))
        found: np.ndarray = base[np.clip(last - self.first_day + 1, 0, len(base) - 1)]
        return found


def _positive_changes(
    places: np.ndarray, days: np.ndarray, values: np.ndarray, length: int
) -> tuple[np.ndarray, np.ndarray]:
    """By how much the part above zero of a client's total changes on the days on which lines come and drop out."""
    place, day = np.tile(places, 2), np.append(days, days + length)
    order = np.lexsort((day, place))
    place, day = place[order], day[order]
    totals = pd.Series(np.append(values, -values)[order]).groupby(place, sort=False).cumsum()
    above = np.maximum(_as_money(totals.to_numpy()), 0.0)
    is_first = np.append([True], place[1:] != place[:-1])[: len(place)]
    return day, above - np.where(is_first, 0.0, np.append(0.0, above[:-1])[: len(above)])


def _stretch_sums(values: np.ndarray, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The sum of the known values of each stretch of rows; NaN where none is known."""
    is_known = ~np.isnan(values)
    known = np.append(0, np.cumsum(is_known))
    order = np.argsort(begin, kind="stable")
    # Every second sum is that of the rows between two stretches.
    bounds = np.column_stack([begin[order], end[order]]).ravel()
    sums = np.empty(len(begin))
    sums[order] = np.add.reduceat(np.append(np.where(is_known, values, 0.0), 0.0), bounds)[::2]
    return np.where(known[end] > known[begin], _as_money(sums), np.nan)


def _as_money(sums: np.ndarray) -> np.ndarray:
    """Rounded, so that what was bought and taken back leaves nothing, and not 0.00000000000001."""
    return np.round(sums, MAX_SCALE)


def sort_day_values(client_days: pd.DataFrame) -> DayValues:
    """Take the money of the days out of the small table.

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
    return DayValues(keys[starts], np.append(starts, len(keys)), days, money)
