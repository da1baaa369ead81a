"""When does each client buy, and after which pauses?

Measured once per data set: nothing here depends on where classes are cut. METHOD § 0 and § 2c.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from kamlogic.buckets import Buckets, measure_buckets
from kamlogic.day_values import DayValues
from kamlogic.pauses import measure_lengths
from kamlogic.periods import BucketLength
from kamlogic.purchases import day_number, day_stamps
from kamlogic.survival import kaplan_meier, median_duration
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_
from kamlogic.variation import quotient

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
        values: The days with a line, of the same clients in the same places.
    """

    as_of: date
    complete: range
    clients: pd.DataFrame
    values: DayValues

    def bucketed(self, length: BucketLength) -> Buckets:
        """By week, month or quarter; measured once for each."""
        found: Buckets = getattr(self, f"_by_{length}")
        return found

    @cached_property
    def _by_week(self) -> Buckets:
        return measure_buckets(self.values, as_of=self.as_of, complete=self.complete, length="week")

    @cached_property
    def _by_month(self) -> Buckets:
        return measure_buckets(self.values, as_of=self.as_of, complete=self.complete, length="month")

    @cached_property
    def _by_quarter(self) -> Buckets:
        return measure_buckets(self.values, as_of=self.as_of, complete=self.complete, length="quarter")

    def typical_gap_days(self, client_keys: pd.Series) -> float:
        """The Kaplan-Meier median of the pauses of these clients, each one's silence still open (METHOD § 5b).

        Returns:
            Days; NaN when less than half of the pauses ended, or nobody bought.
        """
        purchases = self.values.purchases
        pauses = measure_lengths(purchases, self.as_of)
        chosen = np.isin(purchases.client_keys, client_keys)[purchases.places]
        return median_duration(kaplan_meier(pauses.days[chosen], pauses.is_closed[chosen]))

    def longest_silence_days(self, client_keys: pd.Series) -> float:
        """The longest silence of these clients; 0 when none of them bought."""
        silence = self.clients.loc[self.clients["client_key"].isin(client_keys), "silence_days"]
        return float(silence.max()) if silence.notna().any() else 0.0


def measure_rhythm(values: DayValues, *, as_of: date, complete: range) -> Rhythm:
    """Measure when each client buys.

    A day counts as a purchase when it has a positive line; returns are never purchases, several lines on a day are
    one. A silence longer than each closed gap is one more gap, so that a regular client who left is regular no more.

    Args:
        values: The days with lines up to the as-of day, sorted once for many analyses.
        as_of: The last day that is known.
        complete: Months that the data cover whole; variations of sales use only these.

    Returns:
        The rhythm; the unidentified client is left out, one with returns only has no purchase, gap or silence.
    """
    clients = pd.DataFrame({"client_key": values.client_keys})
    _add_purchases(clients, values, as_of)
    return Rhythm(as_of, complete, clients[RHYTHM_CLIENTS.column_names], values)


def _add_purchases(clients: pd.DataFrame, values: DayValues, as_of: date) -> None:
    """Put count, first, last, silence and gaps of the purchase days into the new frame."""
    purchases = values.purchases
    bought = np.searchsorted(values.client_keys, purchases.client_keys)
    last = purchases.starts[1:] - 1
    counts = np.diff(purchases.starts)
    clients["purchase_day_count"] = np.bincount(bought, counts, len(clients)).astype("int64")
    for name, rows in (("first_purchase", purchases.starts[:-1]), ("last_purchase", last)):
        days = np.full(len(clients), np.datetime64("NaT"), dtype="datetime64[us]")
        days[bought] = day_stamps(purchases.days[rows])
        clients[name] = days
    found = {
        "silence_days": day_number(as_of) - purchases.days[last],
        "median_gap_days": purchases.median_gaps_at(as_of),
        "longest_gap_days": np.where(counts > 1, purchases.longest_gaps[last], np.nan),
    }
    for name, figures in found.items():
        clients[name] = np.nan
        clients.loc[bought, name] = figures
    is_gap = ~purchases.is_first
    clients["gap_cv"] = _gap_variation(bought[purchases.places[is_gap]], purchases.gaps[is_gap], clients)


def _gap_variation(place: np.ndarray, gaps: np.ndarray, clients: pd.DataFrame) -> np.ndarray:
    silence = clients["silence_days"].to_numpy()
    is_longer = np.flatnonzero(silence > clients["longest_gap_days"].to_numpy())
    days = np.concatenate([gaps.astype("float64"), silence[is_longer]])
    by_client = pd.Series(days).groupby(np.concatenate([place, is_longer]), sort=False)
    variation = np.full(len(clients), np.nan)
    spread = by_client.std(ddof=0)
    variation[spread.index] = quotient(spread.to_numpy(), by_client.mean().to_numpy())
    return variation
