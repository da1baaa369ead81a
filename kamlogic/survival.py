"""How long until something happens, when for some it has not happened yet?

Product-limit estimator: S(t) = product over t' <= t of (1 - events ÷ at risk), Kaplan & Meier 1958, JASA 53:457-481.
Standard error: Greenwood, S × sqrt(sum of events ÷ (at risk × (at risk - events))). METHOD § 5b, § 5f.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlogic.tables import Column, Table
from kamlogic.texts import N_

SURVIVAL = Table(
    "survival",
    N_("one row per duration at which an event happened"),
    (
        Column("duration_days", "int64", N_("Days"), N_("Duration."), "days"),
        Column(
            "at_risk_count",
            "int64",
            N_("At risk"),
            N_("Cases whose duration is at least this long."),
            "count",
        ),
        Column("event_count", "int64", N_("Events"), N_("Cases that ended at this duration."), "count"),
        Column(
            "survival_share", "float64", N_("Survival"), N_("Estimated share that lasts longer."), "share"
        ),
        Column(
            "standard_error",
            "float64",
            N_("Standard error"),
            N_("Greenwood's, of the survival; n/a where nobody is left."),
            "share",
        ),
    ),
)


def kaplan_meier(durations: np.ndarray, is_event: np.ndarray) -> pd.DataFrame:
    """Estimate the share that lasts longer than each duration.

    Args:
        durations: Whole days of zero or more, one per case.
        is_event: True where the case ended then; False where it was still open (censored).

    Returns:
        SURVIVAL, by rising duration; empty without an event.
    """
    days = np.asarray(durations).astype("int64")
    return survival_of_counts(np.bincount(days[is_event]), np.bincount(days))


def survival_of_counts(ended: np.ndarray, cases: np.ndarray) -> pd.DataFrame:
    """The same from counts by duration.

    Args:
        ended: How many cases ended at 0, 1, 2, … days.
        cases: How many cases ended or were still open then; at least as long.

    Returns:
        SURVIVAL, by rising duration; empty without an event.
    """
    times = np.flatnonzero(ended)
    events, at_risk = ended[times], cases[::-1].cumsum()[::-1][times]
    survival = np.cumprod(1 - events / at_risk)
    remaining = at_risk - events
    weights = np.divide(events, at_risk * remaining, out=np.full(len(times), np.nan), where=remaining > 0)
    columns = [
        times.astype("int64"),
        at_risk.astype("int64"),
        events.astype("int64"),
        survival.astype("float64"),
        survival * np.sqrt(np.cumsum(weights)),
    ]
    return pd.DataFrame(dict(zip(SURVIVAL.column_names, columns, strict=True)))


def counted_percentile(counts: np.ndarray, share: float) -> float:
    """The percentile of days counted by their length, between neighbours interpolated; NaN of none."""
    total = int(counts.sum())
    if not total:
        return float("nan")
    place = (total - 1) * share
    upto = counts.cumsum()
    below, above = np.searchsorted(upto, [np.floor(place), np.ceil(place)], side="right")
    return float(below + (above - below) * (place - np.floor(place)))


def duration_percentile(curve: pd.DataFrame, share: float) -> float:
    """The first duration by which this share of the cases has ended; NaN when more than the rest outlast all."""
    reached = curve.loc[curve["survival_share"] <= 1 - share + 1e-12, "duration_days"]
    return float(reached.iloc[0]) if len(reached) else float("nan")


def median_duration(curve: pd.DataFrame) -> float:
    """The first duration that at most half of the cases outlast; NaN when more than half outlast all."""
    return duration_percentile(curve, 0.5)


def survival_at(curve: pd.DataFrame, durations: np.ndarray) -> np.ndarray:
    """The estimated share that lasts longer than each duration; 1 before the first event, NaN for NaN.

    Past the last event the last share holds: nothing says how it goes on.
    """
    days = np.asarray(durations, dtype="float64")
    steps = np.append(1.0, curve["survival_share"].to_numpy())
    found = steps[np.searchsorted(curve["duration_days"].to_numpy(), days, side="right")]
    shares: np.ndarray = np.where(np.isnan(days), np.nan, found)
    return shares


def return_probability(curve: pd.DataFrame, silence: np.ndarray, horizon: float | np.ndarray) -> np.ndarray:
    """How likely it is that a client returns by itself within the horizon: 1 - S(silence + horizon) ÷ S(silence).

    Args:
        curve: SURVIVAL of the pauses between purchases (pauses.measure_lengths).
        silence: Days since the last purchase, one per client; NaN for a client that never bought.
        horizon: Days ahead; one for all, or one per client.

    Returns:
        Shares 0-1; NaN where no pause is known to last as long as the silence. 0 means that of the pauses as long as
        that none seen so far ended within the horizon.
    """
    days = np.asarray(silence, dtype="float64")
    now, later = survival_at(curve, days), survival_at(curve, days + horizon)
    # A share that rounding left above zero is zero: every pause had ended.
    kept = np.divide(later, now, out=np.full(days.shape, np.nan), where=now > 1e-12)
    chance: np.ndarray = 1 - kept
    return chance
