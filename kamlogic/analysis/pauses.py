"""How long do clients usually pause between purchases, and does a silent one still return?

Kaplan-Meier of the pauses: closed gaps are events, the current silence of each client is censored. Beside it stands the
common percentile of closed gaps, which leaves out every client that never came back. P(returns within h | silent s) =
1 - S(s + h) ÷ S(s). METHOD § 5b.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.day_values import DayValues
from kamlogic.pauses import (
    COUNT_GROUPS,
    PauseCounts,
    Pauses,
    count_groups,
    count_lengths,
    measure_lengths,
)
from kamlogic.purchases import Purchases
from kamlogic.settings import Settings
from kamlogic.survival import (
    counted_percentile,
    duration_percentile,
    return_probability,
    survival_of_counts,
)
from kamlogic.tables import Column, Table
from kamlogic.texts import N_

PERCENTILES = (0.25, 0.5, 0.75, 0.8, 0.9)
SILENCE_STEPS = (0, 30, 60, 90, 120, 180, 270)
ABC = ("A", "B", "C")

PAUSE_PERCENTILES = Table(
    "pause_percentiles",
    N_("one row per percentile"),
    (
        Column(
            "percentile_share", "float64", N_("Percentile"), N_("Share of the pauses that is over."), "share"
        ),
        Column(
            "km_days",
            "float64",
            N_("Days, all pauses"),
            N_("Kaplan-Meier: pauses still open count; n/a when never reached."),
            "days",
        ),
        Column(
            "closed_days",
            "float64",
            N_("Days, closed gaps only"),
            N_("The common percentile; clients that never came back are left out."),
            "number",
        ),
    ),
)

PAUSE_GROUPS = Table(
    "pause_groups",
    N_("one row per group of pauses; the groups of a kind only when each has 30 closed gaps"),
    (
        Column("grouping", "str", N_("Groups by"), N_("all, abc_class or purchases.")),
        Column("group", "str", N_("Group"), N_("The class, or the purchase days before the pause.")),
        Column("closed_count", "int64", N_("Closed gaps"), N_("Pauses that a purchase ended."), "count"),
        Column(
            "open_count", "int64", N_("Open pauses"), N_("Silences that last until the as-of day."), "count"
        ),
        Column("km_median_days", "float64", N_("Median pause"), N_("n/a when never reached."), "days"),
        Column("km_80_days", "float64", N_("80th percentile"), N_("n/a when never reached."), "days"),
        Column(
            "closed_median_days", "float64", N_("Median of closed gaps"), N_("Without open pauses."), "number"
        ),
        Column("closed_80_days", "float64", N_("80th of closed gaps"), N_("Without open pauses."), "number"),
    ),
)

PAUSE_RETURNS = Table(
    "pause_returns",
    N_("one row per length of silence"),
    (
        Column("silence_days", "int64", N_("Silent for (days)"), N_("Days since the last purchase."), "days"),
        Column(
            "at_risk_count",
            "int64",
            N_("Pauses as long"),
            N_("Pauses that lasted at least so long."),
            "count",
        ),
        Column(
            "return_share",
            "float64",
            N_("Returns by itself"),
            N_("Within the horizon; n/a where no pause is known to last so long."),
            "share",
        ),
    ),
)


class PauseSettings(Settings):
    """How far ahead a return is looked for."""

    horizon_days: int = Field(
        default=90, ge=7, le=730, title=N_("Returns within"), description=N_("Days from now.")
    )


@dataclass(frozen=True, eq=False)
class PauseResult:
    """The pauses between purchases.

    Attributes:
        settings: In force.
        closed_count: Pauses that a purchase ended.
        open_count: Silences that last until the as-of day, one per client that has bought.
        longest_days: The longest pause known, open or closed; the curve says nothing beyond.
        curve: SURVIVAL of all pauses.
        closed_curve: SURVIVAL of the closed gaps alone, to show what the common percentile leaves out.
        percentiles: PAUSE_PERCENTILES.
        groups: PAUSE_GROUPS; all pauses first.
        returns: PAUSE_RETURNS.
    """

    settings: PauseSettings
    closed_count: int
    open_count: int
    longest_days: int
    curve: pd.DataFrame
    closed_curve: pd.DataFrame
    percentiles: pd.DataFrame
    groups: pd.DataFrame
    returns: pd.DataFrame


def measure_pauses(
    values: DayValues, *, as_of: date, abc_classes: pd.Series, settings: PauseSettings
) -> PauseResult:
    """Measure the pauses between purchases, those still open included.

    Args:
        values: The days with lines up to the as-of day, sorted once for many analyses.
        as_of: The last day that is known.
        abc_classes: A, B, C or empty by client_key; clients without a class stand in no group.
        settings: The horizon.

    Returns:
        Curves and percentiles; without a closed gap the curve is empty and every percentile NaN.
    """
    purchases = values.purchases
    pauses = measure_lengths(purchases, as_of)
    counts = count_lengths(pauses, np.zeros(len(pauses.days), dtype="int64"), 1)
    ended, cases = counts.ended[0], counts.cases[0]
    curve = survival_of_counts(ended, cases)
    percentiles = [np.array(PERCENTILES), *_both_ways(curve, ended, PERCENTILES)]
    silences = np.array(SILENCE_STEPS)
    lasting = np.array([cases[days:].sum() for days in SILENCE_STEPS])
    chances = return_probability(curve, silences, settings.horizon_days)
    returns = [silences, lasting, np.where(lasting > 0, chances, np.nan)]
    return PauseResult(
        settings=settings,
        closed_count=int(ended.sum()),
        open_count=int(cases.sum() - ended.sum()),
        longest_days=len(cases) - 1,
        curve=curve,
        closed_curve=survival_of_counts(ended, ended),
        percentiles=pd.DataFrame(dict(zip(PAUSE_PERCENTILES.column_names, percentiles, strict=True))),
        groups=_groups(purchases, pauses, counts, abc_classes),
        returns=pd.DataFrame(dict(zip(PAUSE_RETURNS.column_names, returns, strict=True))),
    )


def _both_ways(
    curve: pd.DataFrame, ended: np.ndarray, shares: tuple[float, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Percentiles of all pauses, and of the closed gaps alone (interpolated, as spreadsheets do)."""
    every = [duration_percentile(curve, share) for share in shares]
    return np.array(every), np.array([counted_percentile(ended, share) for share in shares])


def _groups(
    purchases: Purchases, pauses: Pauses, everything: PauseCounts, abc_classes: pd.Series
) -> pd.DataFrame:
    rows = [_group_row("all", "all", everything.ended[0], everything.cases[0])]
    classes = pd.Index(ABC).get_indexer(pd.Index(abc_classes.reindex(purchases.client_keys)))
    kinds = (
        ("abc_class", classes.astype("int64")[purchases.places], ABC),
        ("purchases", count_groups(purchases.counts), COUNT_GROUPS),
    )
    for grouping, groups, names in kinds:
        counts = count_lengths(pauses, groups, len(names))
        if counts.is_enough:
            parts = zip(names, counts.ended, counts.cases, strict=True)
            rows += [_group_row(grouping, name, ended, cases) for name, ended, cases in parts]
    return pd.DataFrame(rows).astype(PAUSE_GROUPS.dtypes)


def _group_row(grouping: str, group: str, ended: np.ndarray, cases: np.ndarray) -> dict[str, object]:
    curve = survival_of_counts(ended, cases)
    (median, late), (plain_median, plain_late) = _both_ways(curve, ended, (0.5, 0.8))
    closed = int(ended.sum())
    values = [grouping, group, closed, int(cases.sum()) - closed, median, late, plain_median, plain_late]
    return dict(zip(PAUSE_GROUPS.column_names, values, strict=True))
