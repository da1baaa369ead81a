"""Typed values become exact text: no exponent, no trailing .0, days as ISO."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

from kamlogic.intake.raw_cells import TYPED


def cell_text(value: Any) -> str:
    """The text of one cell, with the mark of a typed one; missing and not-a-number are empty.

    A float that is whole loses its .0, so that a client number 12346.0 is the code 12346.
    """
    match value:
        case None:
            text = ""
        case str():
            text = value.replace(TYPED, "")
        case bool():
            text = "true" if value else "false"
        case float():
            text = _float_text(value)
        case int():
            text = f"{TYPED}{value}"
        case Decimal():
            text = f"{TYPED}{value:f}"
        case dt.datetime():
            text = TYPED + value.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
        case dt.date():
            text = TYPED + value.isoformat()
        case _:
            text = str(value)
    return text


def _float_text(value: float) -> str:
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return str(value)
    exact = format(Decimal(repr(value)), "f")
    return TYPED + exact.removesuffix(".0")
