"""Typed values become exact text: no exponent, no trailing .0, days as ISO."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from kamlogic.intake.raw_cells import TYPED

NO_VALUE = "\x1e="
"""Stands before the text of a formula whose result is not stored in the file: such a cell has no value to read.

Where a value is needed the row is refused; elsewhere the formula is shown as text.
"""


def column_texts(values: Sequence[Any]) -> Sequence[str]:
    """The texts of many cells at once: each distinct value is turned into text only once."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return values if TYPED not in "".join(values) else [value.replace(TYPED, "") for value in values]
    if bool in kinds:  # True equals 1 and would share its text
        return [cell_text(value) for value in values]
    texts = {value: cell_text(value) for value in set(values)}
    return [texts[value] for value in values]


def cell_text(value: Any) -> str:
    """The text of one cell, with the mark of a typed one; missing and not-a-number are empty.

    A float that is whole loses its .0, so that a client number 12346.0 is the code 12346.
    """
    if type(value) is float:
        return _float_text(value)
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
    exact = repr(value)
    if "e" in exact:
        exact = format(Decimal(exact), "f")
    return TYPED + exact.removesuffix(".0")
