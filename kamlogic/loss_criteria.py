"""From how many days of silence does a client count as lost?

fixed_hiatus: N days. own_median: k × max(median gap, 7 days). own_longest: longer than its longest gap. Both need 3
purchase days. pooled_percentile: the duration by which so many of all clients' pauses have ended, pauses still open
being censored (Kaplan-Meier). Where a client or the data set says too little, the N days. METHOD § 5a, § 5b.

A limit holds from one purchase to the next and uses only what was known at that purchase: the client's gaps up to it,
and for the pooled percentile all pauses as they stood at the end of the month before it. So a loss of the past never
moves, and one measurement answers for every as-of day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.formats import NO_BREAK_SPACE, share_text
from kamlogic.periods import month_end
from kamlogic.purchases import Purchases, day_number, day_stamps, month_numbers
from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_KEY, LAST_PURCHASE, Column, Table
from kamlogic.texts import N_, _, ngettext

CriterionKind = Literal["fixed_hiatus", "own_median", "own_longest", "pooled_percentile"]
KINDS: dict[CriterionKind, str] = {
    "fixed_hiatus": N_("Fixed days"),
    "own_median": N_("Own median gap"),
    "own_longest": N_("Own longest gap"),
    "pooled_percentile": N_("Percentile of all gaps"),
}
"""Kind → what a person reads."""
LEAST_GAPS = 30
"""Fewer closed gaps of all clients make no percentile."""
ROUNDING = 9

SILENCES = Table(
    "silences",
    N_("one row per client that has bought by the day"),
    (
        CLIENT_KEY,
        LAST_PURCHASE,
        Column("silence_days", "int64", N_("Silence (days)"), N_("Days since the last purchase."), "days"),
        Column(
            "limit_days",
            "float64",
            N_("Lost from (days)"),
            N_("Silence from which the client counts as lost."),
            "number",
        ),
        Column(
            "is_fallback",
            "bool",
            N_("Fixed days used"),
            N_("Too little is known for the criterion; the fixed days apply."),
            "flag",
        ),
        Column("is_lost", "bool", N_("Lost"), N_("The silence has reached the limit."), "flag"),
    ),
)


class LossCriterion(Settings):
    """When a client counts as lost."""

    kind: CriterionKind = Field(
        default="fixed_hiatus",
        title=N_("Criterion"),
        description=N_("What the silence of a client is measured against."),
    )
    hiatus_days: int = Field(
        default=90,
        ge=7,
        le=730,
        title=N_("Lost after"),
        description=N_(
            "Days without a purchase; also for clients of which another criterion knows too little."
        ),
    )
    median_factor: float = Field(
        default=3.0, ge=1, le=20, title=N_("Times its median gap"), description=N_("For own_median.")
    )
    shortest_median_days: int = Field(
        default=7,
        ge=1,
        le=90,
        title=N_("Median gap at least"),
        description=N_("For own_median: a shorter median gap counts as so many days."),
    )
    min_purchase_days: int = Field(
        default=3,
        ge=2,
        le=24,
        title=N_("Purchase days at least"),
        description=N_("For own_median and own_longest: fewer say nothing of a rhythm."),
    )
    gap_percentile: float = Field(
        default=0.8,
        ge=0.05,
        le=0.99,
        title=N_("Percentile"),
        description=N_("For pooled_percentile: the share of pauses that have ended by the limit."),
    )


@dataclass(frozen=True, eq=False)
class PurchaseLimits:
    """The limit that holds after each purchase.

    Attributes:
        days: Silence in days from which the client counts as lost, one per row of the purchases; may be fractional.
        is_fallback: The criterion knew too little, and the fixed days stand in.
    """

    days: np.ndarray
    is_fallback: np.ndarray

    @property
    def full_days(self) -> np.ndarray:
        """The first whole day of silence that reaches the limit."""
        return np.ceil(np.round(self.days, ROUNDING)).astype("int64")


def purchase_limits(purchases: Purchases, criterion: LossCriterion) -> PurchaseLimits:
    """The limits of a criterion after every purchase; good for every as-of day.

    Args:
        purchases: Of all clients.
        criterion: own_median and own_longest fall back under min_purchase_days, pooled_percentile in the months before 30 gaps have closed and where so many pauses never ended.

    Returns:
        One limit per row.
    """
    is_median = criterion.kind == "own_median"
    rows = np.arange(len(purchases.days))
    return _limits_at(purchases, criterion, rows, purchases.median_gaps if is_median else None)


def silence_limits(
    purchases: Purchases, criterion: LossCriterion, day: date, *, limits: PurchaseLimits | None = None
) -> pd.DataFrame:
    """The silence of each client on a day, and from which silence it counts as lost then.

    Purchases after the day change nothing.

    Args:
        purchases: Of all clients, also later ones.
        criterion: In force.
        day: As of when.
        limits: purchase_limits of this criterion, where many days are asked for.

    Returns:
        SILENCES by client_key, without clients that had not bought by then.
    """
    rows = purchases.last_rows(day)
    has_bought = rows >= 0
    if limits:
        held = PurchaseLimits(limits.days[rows[has_bought]], limits.is_fallback[rows[has_bought]])
    else:
        is_median = criterion.kind == "own_median"
        medians = purchases.median_gaps_at(day)[has_bought] if is_median else None
        held = _limits_at(purchases, criterion, rows[has_bought], medians)
    rows = rows[has_bought]
    silence = day_number(day) - purchases.days[rows]
    columns = [
        purchases.client_keys[has_bought],
        day_stamps(purchases.days[rows]),
        silence,
        held.days,
        held.is_fallback,
        silence >= held.full_days,
    ]
    return pd.DataFrame(dict(zip(SILENCES.column_names, columns, strict=True)))


def fired_losses(purchases: Purchases, limits: PurchaseLimits, day: date) -> tuple[np.ndarray, np.ndarray]:
    """Every loss up to a day: a silence that reached its limit before the next purchase.

    A purchase on the day the limit is reached prevents the loss.

    Args:
        purchases: Of all clients up to the day.
        limits: Of these purchases.
        day: The last day that is known.

    Returns:
        The rows of the purchases before the silences, and the days of the losses as days since 1970-01-01.
    """
    fires = purchases.days + limits.full_days
    ends = np.where(purchases.next_days < 0, np.iinfo("int64").max, purchases.next_days)
    rows = np.flatnonzero((fires < ends) & (fires <= day_number(day)))
    return rows, fires[rows]


def _limits_at(
    purchases: Purchases, criterion: LossCriterion, rows: np.ndarray, medians: np.ndarray | None
) -> PurchaseLimits:
    """The limits after the purchases of these rows; the medians of their gaps where the criterion asks for them."""
    if medians is not None:
        own = criterion.median_factor * np.maximum(medians, criterion.shortest_median_days)
        own = np.where(purchases.counts[rows] >= criterion.min_purchase_days, own, np.nan)
    elif criterion.kind == "own_longest":
        own = purchases.longest_gaps[rows] + 1.0
        own = np.where(purchases.counts[rows] >= criterion.min_purchase_days, own, np.nan)
    elif criterion.kind == "pooled_percentile":
        own = _pooled_limits(purchases, criterion.gap_percentile, rows)
    else:
        return PurchaseLimits(np.full(len(rows), float(criterion.hiatus_days)), np.zeros(len(rows), bool))
    is_fallback = np.isnan(own)
    return PurchaseLimits(np.where(is_fallback, float(criterion.hiatus_days), own), is_fallback)


def pooled_percentiles(purchases: Purchases, percentile: float) -> pd.Series:
    """The percentile of all clients' pauses as it was known at the end of each month.

    Args:
        purchases: Of all clients.
        percentile: The share of pauses that have ended by then, 0-1.

    Returns:
        Days by month index, from the first month with a purchase to the last; NaN where fewer than 30 gaps had
        closed, or where the pauses still open leave the percentile unreached.
    """
    months = month_numbers(purchases.days)
    if not len(months):
        return pd.Series(dtype="float64")
    first_day, first, last = int(purchases.days.min()), int(months.min()), int(months.max())
    count = last - first + 1
    index = pd.RangeIndex(first, last + 1)
    end_days = np.array([day_number(month_end(month)) for month in index]) - first_day
    length = int(end_days[-1]) + 1
    is_closed = ~purchases.is_first
    # Closed gaps by the month that closed them; pauses by their first day and the month that closed them, if any did.
    closed = np.bincount(
        (months[is_closed] - first) * length + purchases.gaps[is_closed], minlength=count * length
    )
    closed = closed.reshape(count, length).cumsum(axis=0)
    closing = np.full(len(months), count)
    closing[:-1][is_closed[1:]] = months[1:][is_closed[1:]] - first
    begun = np.bincount((purchases.days - first_day) * (count + 1) + closing, minlength=length * (count + 1))
    open_after = begun.reshape(length, count + 1)[:, ::-1].cumsum(axis=1)[:, ::-1]
    percentiles = np.full(count, np.nan)
    for month, end_day in enumerate(end_days):
        still_open = np.zeros(length, dtype="int64")
        still_open[: end_day + 1] = open_after[: end_day + 1, month + 1][::-1]
        percentiles[month] = _percentile(closed[month], still_open, percentile)
    return pd.Series(percentiles, index=index)


def _percentile(closed: np.ndarray, still_open: np.ndarray, percentile: float) -> float:
    """Kaplan-Meier of counts by duration: the first duration by which this share has ended."""
    if closed.sum() < LEAST_GAPS:
        return float("nan")
    at_risk = (closed + still_open)[::-1].cumsum()[::-1]
    survival = np.cumprod(1 - closed / np.maximum(at_risk, 1))
    reached = np.flatnonzero(survival <= 1 - percentile + 1e-12)
    return float(reached[0]) if len(reached) else float("nan")


def _pooled_limits(purchases: Purchases, percentile: float, rows: np.ndarray) -> np.ndarray:
    """The percentile known at the end of the month before each of these purchases."""
    known = pooled_percentiles(purchases, percentile)
    months_before = month_numbers(purchases.days[rows]) - 1
    return known.reindex(months_before).to_numpy(dtype="float64")


def criterion_text(criterion: LossCriterion) -> str:
    """The criterion as a clause: "lost after 90 days without a purchase"."""
    fixed = ngettext("{days} day", "{days} days", criterion.hiatus_days).format(days=criterion.hiatus_days)
    fixed = fixed.replace(" ", NO_BREAK_SPACE)
    otherwise = ngettext(
        "{fixed} with fewer than {least} purchase day",
        "{fixed} with fewer than {least} purchase days",
        criterion.min_purchase_days,
    ).format(fixed=fixed, least=criterion.min_purchase_days)
    if criterion.kind == "own_median":
        return _("lost after {factor} times its own median gap ({otherwise})").format(
            factor=f"{criterion.median_factor:g}", otherwise=otherwise
        )
    if criterion.kind == "own_longest":
        return _("lost when silent for longer than ever before ({otherwise})").format(otherwise=otherwise)
    if criterion.kind == "pooled_percentile":
        return _("lost after the time in which {share} of all pauses end ({fixed} while that is not known)").format(
            share=share_text(criterion.gap_percentile), fixed=fixed
        )  # fmt: skip
    return _("lost after {fixed} without a purchase").format(fixed=fixed)
