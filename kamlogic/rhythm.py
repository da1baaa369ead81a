"""When does each client buy, and after which pauses?

Measured once per data set: nothing here depends on where classes are cut. METHOD § 0 and § 2c.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from kamlogic.buckets import Buckets, DayLines, measure_buckets
from kamlogic.periods import BucketLength
from kamlogic.survival import kaplan_meier, median_duration
from kamlogic.tables import CLIENT_DAYS, CLIENT_KEY, UNIDENTIFIED_KEY, Column, Table
from kamlogic.texts import N_
from kamlogic.variation import quotient

_GAP_BITS = 24
"""A pause in days fits into so many bits, so that client and pause sort as one number."""

RHYTHM_CLIENTS = Table(
    "rhythm_clients",
    N_("one row per client with a line up to the as-of day"),
    (
        CLIENT_KEY,
        Column(
            "purchase_day_count",
            "int64",
            N_("Purchase days"),
            N_("Days with a purchase since the first."),
            "count",
        ),
        Column(
            "first_purchase",
            "datetime64[us]",
            N_("First purchase"),
            N_("First day with a positive line; empty for never."),
            "date",
        ),
        Column(
            "last_purchase",
            "datetime64[us]",
            N_("Last purchase"),
            N_("Last day with a positive line."),
            "date",
        ),
        Column(
            "silence_days",
            "float64",
            N_("Silence"),
            N_("Days from the last purchase to the as-of day."),
            "days",
        ),
        Column("median_gap_days", "float64", N_("Usual gap"), N_("Median of the closed gaps."), "days"),
        Column("longest_gap_days", "float64", N_("Longest gap"), N_("Longest closed gap."), "days"),
        Column(
            "gap_cv",
            "float64",
            N_("Gap variation"),
            N_("Standard deviation ÷ mean of the gaps; a silence longer than each gap counts as one."),
            "number",
        ),
    ),
)


@dataclass(frozen=True, eq=False)
class Rhythm:
    """The buying of every client up to a day.

    Attributes:
        as_of: The last day that is known.
        complete: Months that the data cover whole.
        clients: RHYTHM_CLIENTS by client_key.
        lines: The days with a line; a client is its row in `clients`.
    """

    as_of: date
    complete: range
    clients: pd.DataFrame
    lines: DayLines

    def bucketed(self, length: BucketLength) -> Buckets:
        """By week, month or quarter; measured once for each."""
        found: Buckets = getattr(self, f"_by_{length}")
        return found

    @cached_property
    def _by_week(self) -> Buckets:
        return measure_buckets(self.lines, as_of=self.as_of, complete=self.complete, length="week")

    @cached_property
    def _by_month(self) -> Buckets:
        return measure_buckets(self.lines, as_of=self.as_of, complete=self.complete, length="month")

    @cached_property
    def _by_quarter(self) -> Buckets:
        return measure_buckets(self.lines, as_of=self.as_of, complete=self.complete, length="quarter")

    @cached_property
    def _pauses(self) -> tuple[np.ndarray, np.ndarray]:
        return _closed_gaps(*self.lines.purchases())

    def typical_gap_days(self, client_keys: pd.Series) -> float:
        """The Kaplan-Meier median of the pauses of these clients, each one's silence still open (METHOD § 5b).

        Returns:
            Days; NaN when less than half of the pauses ended, or nobody bought.
        """
        chosen = self.clients["client_key"].isin(client_keys).to_numpy()
        gap_place, gaps = self._pauses
        closed = gaps[chosen[gap_place]]
        silence = self.clients["silence_days"].to_numpy()[chosen]
        still_open = silence[~np.isnan(silence)].astype("int64")
        durations = np.concatenate([closed, still_open])
        return median_duration(kaplan_meier(durations, np.arange(len(durations)) < len(closed)))

    def longest_silence_days(self, client_keys: pd.Series) -> float:
        """The longest silence of these clients; 0 when none of them bought."""
        silence = self.clients.loc[self.clients["client_key"].isin(client_keys), "silence_days"]
        return float(silence.max()) if silence.notna().any() else 0.0


def measure_rhythm(client_days: pd.DataFrame, *, as_of: date, complete: range) -> Rhythm:
    """Measure when each client buys.

    A day counts as a purchase when it has a positive line; returns are never purchases, several lines on a day are
    one. A silence longer than each closed gap is one more gap, so that a regular client who left is regular no more.

    Args:
        client_days: CLIENT_DAYS up to the as-of day, any row order; not modified.
        as_of: The last day that is known.
        complete: Months that the data cover whole; variations of sales use only these.

    Returns:
        The rhythm; the unidentified client is left out, one with returns only has no purchase, gap or silence.

    Raises:
        MissingColumnsError: A column of CLIENT_DAYS is missing.
    """
    CLIENT_DAYS.require(client_days)
    keys, day, net_sales, is_purchase = _sorted_days(client_days)
    is_first = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
    clients = pd.DataFrame({"client_key": keys[is_first]})
    lines = DayLines(len(clients), np.cumsum(is_first) - 1, day, net_sales, is_purchase)
    _add_purchases(clients, *lines.purchases(), np.datetime64(as_of))
    return Rhythm(as_of, complete, clients[RHYTHM_CLIENTS.column_names], lines)


def _sorted_days(client_days: pd.DataFrame) -> tuple[np.ndarray, ...]:
    keys = client_days["client_key"].to_numpy()
    day = client_days["date"].to_numpy(dtype="datetime64[D]").astype("int64")
    same = keys[1:] == keys[:-1]
    if not ((keys[1:] > keys[:-1]) | (same & (day[1:] >= day[:-1]))).all():
        order = np.lexsort((day, keys))
    else:
        order = slice(None)  # type: ignore[assignment]
    columns = (keys, day, client_days["net_sales"].to_numpy(), client_days["is_purchase"].to_numpy())
    ordered = [column[order] for column in columns]
    is_known = ordered[0] != UNIDENTIFIED_KEY
    return tuple(column if is_known.all() else column[is_known] for column in ordered)


def _add_purchases(clients: pd.DataFrame, place: np.ndarray, day: np.ndarray, as_of: np.datetime64) -> None:
    """Put count, first, last, silence and gaps of the purchase days into the new frame."""
    count = np.bincount(place, minlength=len(clients))
    bought = count > 0
    end = np.cumsum(count)[bought]
    clients["purchase_day_count"] = count
    last = np.full(len(clients), np.nan)
    last[bought] = day[end - 1]
    for name, places in (("first_purchase", end - count[bought]), ("last_purchase", end - 1)):
        days = np.full(len(clients), np.datetime64("NaT"), dtype="datetime64[us]")
        days[bought] = day[places].astype("datetime64[D]")
        clients[name] = days
    clients["silence_days"] = as_of.astype("datetime64[D]").astype("int64") - last
    gap_place, gaps = _closed_gaps(place, day)
    gap_count = np.bincount(gap_place, minlength=len(clients))
    clients["median_gap_days"], clients["longest_gap_days"] = _middle_and_longest(gap_place, gaps, gap_count)
    clients["gap_cv"] = _gap_variation(gap_place, gaps, clients)


def _closed_gaps(place: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Client and days of each pause that a purchase ended."""
    same = place[1:] == place[:-1]
    return place[1:][same], np.diff(day)[same]


def _middle_and_longest(
    place: np.ndarray, gaps: np.ndarray, count: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    ordered = np.sort((place << _GAP_BITS) | gaps) & ((1 << _GAP_BITS) - 1)
    has_gap = count > 0
    end = np.cumsum(count)[has_gap]
    low, high = end - count[has_gap] + (count[has_gap] - 1) // 2, end - count[has_gap] + count[has_gap] // 2
    median, longest = np.full(len(count), np.nan), np.full(len(count), np.nan)
    median[has_gap] = (ordered[low] + ordered[high]) / 2
    longest[has_gap] = ordered[end - 1]
    return median, longest


def _gap_variation(place: np.ndarray, gaps: np.ndarray, clients: pd.DataFrame) -> np.ndarray:
    silence = clients["silence_days"].to_numpy()
    is_longer = np.flatnonzero(silence > clients["longest_gap_days"].to_numpy())
    days = np.concatenate([gaps.astype("float64"), silence[is_longer]])
    by_client = pd.Series(days).groupby(np.concatenate([place, is_longer]), sort=False)
    variation = np.full(len(clients), np.nan)
    spread = by_client.std(ddof=0)
    variation[spread.index] = quotient(spread.to_numpy(), by_client.mean().to_numpy())
    return variation
