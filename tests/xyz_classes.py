"""XYZ classes straight from the days of sales."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kamlogic.analysis.xyz_analysis import XyzResult, XyzSettings, classify_rhythm
from kamlogic.day_values import sort_day_values
from kamlogic.rhythm import measure_rhythm


def classify_xyz(
    client_days: pd.DataFrame,
    *,
    as_of: date,
    complete: range,
    reference_keys: pd.Series,
    settings: XyzSettings,
) -> XyzResult:
    """Sort CLIENT_DAYS, measure the rhythm of each client and give it a class."""
    rhythm = measure_rhythm(sort_day_values(client_days), as_of=as_of, complete=complete)
    return classify_rhythm(rhythm, reference_keys=reference_keys, settings=settings)
