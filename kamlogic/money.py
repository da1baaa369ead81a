"""Exact money: decimals in files and sums, floats only after the totals."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

import numpy as np
import pandas as pd

MAX_SCALE = 4
"""The most decimals that are kept; more are rounded half-even and reported."""

_WIDE = Context(prec=2_000)


def to_scale(value: Decimal, scale: int) -> Decimal:
    """Round half-even to so many decimals."""
    return value.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_EVEN, context=_WIDE)


def to_units(values: pd.Series, scale: int) -> pd.Series:
    """Money amounts held as floats, as whole numbers of the smallest unit, which add up without drift."""
    return pd.Series(
        np.rint(values.to_numpy(dtype="float64") * 10**scale).astype("int64"), index=values.index
    )


def from_units(units: int, scale: int) -> Decimal:
    """A whole number of the smallest unit as the exact amount."""
    return Decimal(units).scaleb(-scale)


def exact_sum(values: pd.Series, scale: int) -> Decimal:
    """The sum of money amounts held as floats, exact at the data's scale; missing values are left out.

    The amounts are totals that the engine summed as decimals, so that each is the float nearest to a decimal
    of this scale; as integers of the smallest unit they add up without drift.
    """
    units = np.rint(values.dropna().to_numpy(dtype="float64") * 10**scale)
    return Decimal(sum(int(unit) for unit in units)).scaleb(-scale)


def money_text(value: Decimal | float | None, scale: int) -> str | None:
    """A money amount as a plain decimal string in the data's own scale; None when undefined."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    # Float noise first, or half a unit would go up or down by the order in which the parts were added.
    exact = value if isinstance(value, Decimal) else Decimal(repr(round(float(value), MAX_SCALE + 2)))
    return f"{to_scale(exact, scale) + 0:f}"  # + 0: there is no "-0.00"
