"""Quantity × unit price = amount settles decimal signs that single values leave open."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np

from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.column_profiles import Numbers, sample_numbers, sample_places
from kamlogic.intake.exports import DecimalSign

_FIELDS = ("quantity", "unit_price", "amount")
_MOST = 0.9


def signs_by_product(
    columns: Mapping[str, CellColumn], rows: Mask, known: Mapping[str, DecimalSign | None]
) -> dict[str, DecimalSign]:
    """The signs of the open fields under which the products fit; none where several combinations do.

    Args:
        columns: Field → column.
        rows: The records that may be lines.
        known: Number field → its sign, None where it is open.
    """
    open_fields = [field for field in _FIELDS if field in known and known[field] is None]
    if not open_fields or not set(_FIELDS) <= columns.keys():
        return {}
    at = sample_places(rows)
    choices: list[tuple[DecimalSign, ...]] = [
        (".", ",") if field in open_fields else (known.get(field) or ".",) for field in _FIELDS
    ]
    read = {
        (field, sign): sample_numbers(columns[field], at, sign)
        for field, signs in zip(_FIELDS, choices, strict=True)
        for sign in signs
    }
    fits = [
        signs
        for signs in product(*choices)
        if _fits(*(read[pair] for pair in zip(_FIELDS, signs, strict=True)))
    ]
    found: dict[str, DecimalSign] = {}
    for field in open_fields:
        signs = {fit[_FIELDS.index(field)] for fit in fits}
        if len(signs) == 1:
            found[field] = signs.pop()
    return found


def _fits(quantity: Numbers, price: Numbers, amount: Numbers) -> bool:
    expected = quantity * price
    known = ~np.isnan(expected) & ~np.isnan(amount) & (amount != 0)
    close = np.isclose(amount, expected, rtol=0.01, atol=0.0) & known
    return bool(known.any() and close.sum() >= _MOST * known.sum())
