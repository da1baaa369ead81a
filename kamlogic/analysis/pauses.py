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

from kamlogic.pauses import COUNT_GROUPS, Pauses, count_groups, group_curves, measure_lengths
from kamlogic.purchases import Purchases, sort_purchases
from kamlogic.settings import Settings
from kamlogic.survival import duration_percentile, kaplan_meier, return_probability
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
        percentiles: PAUSE_PERCENTILES.
        groups: PAUSE_GROUPS; all pauses first.
        returns: PAUSE_RETURNS.
    """

    settings: PauseSettings
    closed_count: int
    open_count: int
    longest_days: int
    curve: pd.DataFrame
    percentiles: pd.DataFrame
    groups: pd.DataFrame
    returns: pd.DataFrame


def measure_pauses(
    client_days: pd.DataFrame, *, as_of: date, abc_classes: pd.Series, settings: PauseSettings
) -> PauseResult:
    """Measure the pauses between purchases, those still open included.

    Args:
        client_days: CLIENT_DAYS up to the as-of day, any row order; not modified.
        as_of: The last day that is known.
        abc_classes: A, B, C or empty by client_key; clients without a class stand in no group.
        settings: The horizon.

    Returns:
        Curves and percentiles; without a closed gap the curve is empty and every percentile NaN.

    Raises:
        MissingColumnsError: A column of CLIENT_DAYS is missing.
    """
    purchases = sort_purchases(client_days)
    pauses = measure_lengths(purchases, as_of)
    curve = kaplan_meier(pauses.days, pauses.is_closed)
    closed = pauses.days[pauses.is_closed]
    percentiles = [np.array(PERCENTILES), *_both_ways(curve, closed, PERCENTILES)]
    silences = np.array(SILENCE_STEPS)
    lasting = len(pauses.days) - np.searchsorted(np.sort(pauses.days), silences)
    chances = return_probability(curve, silences, settings.horizon_days)
    returns = [silences, lasting, np.where(lasting > 0, chances, np.nan)]
    return PauseResult(
        settings=settings,
        closed_count=len(closed),
        open_count=len(pauses.days) - len(closed),
        longest_days=int(pauses.days.max(initial=0)),
        curve=curve,
        percentiles=pd.DataFrame(dict(zip(PAUSE_PERCENTILES.column_names, percentiles, strict=True))),
        groups=_groups(purchases, pauses, curve, abc_classes),
        returns=pd.DataFrame(dict(zip(PAUSE_RETURNS.column_names, returns, strict=True))),
    )


def _both_ways(
    curve: pd.DataFrame, closed: np.ndarray, shares: tuple[float, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Percentiles of all pauses, and of the closed gaps alone (interpolated, as spreadsheets do)."""
    plain = np.quantile(closed, shares) if len(closed) else np.full(len(shares), np.nan)
    return np.array([duration_percentile(curve, share) for share in shares]), plain


def _groups(
    purchases: Purchases, pauses: Pauses, curve: pd.DataFrame, abc_classes: pd.Series
) -> pd.DataFrame:
    rows = [_group_row("all", "all", curve, pauses, np.ones(len(pauses.days), dtype=bool))]
    classes = abc_classes.reindex(purchases.client_keys)
    by_class = pd.Categorical(classes, categories=ABC).codes[purchases.places].astype("int64")
    kinds = (
        ("abc_class", by_class, ABC),
        ("purchases", count_groups(purchases.counts), COUNT_GROUPS),
    )
    for grouping, groups, names in kinds:
        curves = group_curves(pauses, groups, len(names))
        rows += [
            _group_row(grouping, name, found, pauses, groups == place)
            for place, (name, found) in enumerate(zip(names, curves or [], strict=False))
        ]
    return pd.DataFrame(rows).astype({column.name: column.dtype for column in PAUSE_GROUPS.columns})


def _group_row(
    grouping: str, group: str, curve: pd.DataFrame, pauses: Pauses, chosen: np.ndarray
) -> dict[str, object]:
    closed = pauses.days[chosen & pauses.is_closed]
    (median, late), (plain_median, plain_late) = _both_ways(curve, closed, (0.5, 0.8))
    values = [
        grouping,
        group,
        len(closed),
        int(chosen.sum()) - len(closed),
        median,
        late,
        plain_median,
        plain_late,
    ]
    return dict(zip(PAUSE_GROUPS.column_names, values, strict=True))
