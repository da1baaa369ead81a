"""Ratios that are undefined stay undefined."""

from __future__ import annotations

from typing import overload

import numpy as np
import pandas as pd


@overload
def ratio(numerator: pd.Series, denominator: pd.Series | float) -> pd.Series: ...
@overload
def ratio(numerator: float, denominator: float) -> float: ...
def ratio(numerator: pd.Series | float, denominator: pd.Series | float) -> pd.Series | float:
    """Divide, giving NaN where the denominator is zero or missing; never infinity."""
    if isinstance(numerator, pd.Series):
        below = pd.Series(denominator, index=numerator.index, dtype="float64")
        return numerator.astype("float64") / below.where(below != 0)
    if not denominator or np.isnan(denominator):
        return float("nan")
    return float(numerator) / float(denominator)
