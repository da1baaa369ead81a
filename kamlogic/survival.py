"""How long until something happens, when for some it has not happened yet?

Product-limit estimator: Kaplan & Meier 1958, JASA 53:457-481. METHOD § 5b.
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
    ),
)


def kaplan_meier(durations: np.ndarray, is_event: np.ndarray) -> pd.DataFrame:
    """Estimate the share that lasts longer than each duration.

    Args:
        durations: Days, one per case.
        is_event: True where the case ended then; False where it was still open (censored).

    Returns:
        SURVIVAL, by rising duration; empty without an event.
    """
    times, events = np.unique(durations[is_event], return_counts=True)
    at_risk = len(durations) - np.searchsorted(np.sort(durations), times, side="left")
    survival = np.cumprod(1 - events / np.maximum(at_risk, 1))
    columns = [
        times.astype("int64"),
        at_risk.astype("int64"),
        events.astype("int64"),
        survival.astype("float64"),
    ]
    return pd.DataFrame(dict(zip(SURVIVAL.column_names, columns, strict=True)))


def median_duration(curve: pd.DataFrame) -> float:
    """The first duration that at most half of the cases outlast; NaN when more than half outlast all."""
    reached = curve.loc[curve["survival_share"] <= 0.5 + 1e-12, "duration_days"]
    return float(reached.iloc[0]) if len(reached) else float("nan")


def purchase_gaps(
    client_keys: np.ndarray, days: np.ndarray, last_day: np.datetime64
) -> tuple[np.ndarray, np.ndarray]:
    """Every pause between purchases: closed by the next purchase, or still open at the last day.

    Args:
        client_keys: The client of each purchase day, sorted.
        days: datetime64[D], rising within a client, no repeats.
        last_day: The as-of day.

    Returns:
        Days of each pause, and whether a purchase closed it.
    """
    same = client_keys[1:] == client_keys[:-1]
    closed = np.diff(days).astype("int64")[same]
    is_last = np.append(~same, [True]) if len(days) else np.array([], dtype=bool)
    still_open = (last_day - days[is_last]).astype("int64")
    return np.concatenate([closed, still_open]), np.concatenate(
        [np.ones(len(closed), bool), np.zeros(len(still_open), bool)]
    )


def return_probability(curve: pd.DataFrame, silence_days: np.ndarray, horizon_days: int) -> np.ndarray:
    """How likely a silence ends within the horizon, given that it has lasted so long: 1 - S(s + h) / S(s).

    Args:
        curve: SURVIVAL of purchase gaps.
        silence_days: Days of each silence so far.
        horizon_days: Days ahead.

    Returns:
        Shares 0-1; 0 where no gap ever ended after such a silence, NaN where every gap had ended by then.
    """
    silence = np.asarray(silence_days, dtype="float64")
    shares = np.append([1.0], curve["survival_share"].to_numpy(dtype="float64"))
    days = curve["duration_days"].to_numpy(dtype="float64")
    now = shares[np.searchsorted(days, silence, side="right")]
    later = shares[np.searchsorted(days, silence + horizon_days, side="right")]
    # A share that rounding left above zero is zero: every gap had ended.
    has_open = now > 1e-12
    chance = np.full(len(silence), np.nan)
    chance[has_open] = 1 - later[has_open] / now[has_open]
    return np.where(np.isnan(silence), np.nan, chance)
