"""After how many days of silence are both kinds of error smallest together?

Type I: share of the kept that are called lost; type II: share of the lost that are not. Both over the same cases for
every number of days. METHOD § 5a, D-curve.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kamlogic.backtesting.cases import OriginCases
from kamlogic.tables import Column, Table
from kamlogic.texts import N_

ERROR_CURVE = Table(
    "error_curve",
    N_("one row per number of days"),
    (
        Column("hiatus_days", "int64", N_("Lost after"), N_("Days without a purchase."), "days"),
        Column(
            "kept_error_share",
            "float64",
            N_("Wrongly called"),
            N_("Of those that bought, called lost."),
            "share",
        ),
        Column("lost_error_share", "float64", N_("Missed"), N_("Of the lost, not called lost."), "share"),
        Column("error_sum", "float64", N_("Both"), N_("Sum of both shares, 0-2."), "number"),
    ),
)


def measure_error_curve(cases: Sequence[OriginCases], *, most_days: int) -> pd.DataFrame:
    """Both errors for every number of days.

    Args:
        cases: Of the test days.
        most_days: Up to how many days.

    Returns:
        ERROR_CURVE from 1 day on; empty when the cases lack lost ones or kept ones.
    """
    silence = np.concatenate([np.zeros(0, dtype="int64"), *(found.silence for found in cases)])
    is_lost = np.concatenate([np.zeros(0, dtype=bool), *(found.is_lost for found in cases)])
    if most_days < 1 or is_lost.all() or not is_lost.any():
        return ERROR_CURVE.empty()
    days = np.arange(1, most_days + 1)

    def not_called(silences: np.ndarray) -> np.ndarray:
        shares: np.ndarray = np.searchsorted(np.sort(silences), days, side="left") / len(silences)
        return shares

    kept_error, lost_error = 1 - not_called(silence[~is_lost]), not_called(silence[is_lost])
    columns = [days, kept_error, lost_error, kept_error + lost_error]
    return pd.DataFrame(dict(zip(ERROR_CURVE.column_names, columns, strict=True)))


def best_days(curve: pd.DataFrame) -> int | None:
    """The fewest days at which both errors together are smallest; None without a curve."""
    if curve.empty:
        return None
    return int(curve["hiatus_days"].to_numpy()[curve["error_sum"].round(12).argmin()])
