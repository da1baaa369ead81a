"""Does the amount include the tax? Asked where a column of tax stands beside an amount that says neither."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.exports import Question
from kamlogic.intake.header_words import header_words
from kamlogic.intake.row_types import is_numeric, numbers_of
from kamlogic.texts import _

IS_TAX = re.compile(
    r"^(?:vat|tax|taxes|sales tax|gst|ppn|pajak|mwst|ust|mehrwertsteuer|umsatzsteuer|tva|iva|impuesto|btw|ндс)"
    r"(?: amount| total| betrag| montant| importe)?$"
)
IS_NET = re.compile(
    r"\b(?:net|netto|nett|bersih|dpp|excl|excluding|ohne|hors|ht|sin|neto|без|line amount|subtotal|sub total)\b"
)
_AGREE = 0.8
_SAMPLE_ROWS = 2_000


def tax_questions(
    places: dict[str, int],
    headers: Sequence[str],
    columns: Sequence[CellColumn],
    rows: Mask,
    *,
    chosen: dict[str, str],
) -> list[Question]:
    """A question where the amount may include the tax beside it; none where quantity x price says that it does not."""
    place = places.get("amount")
    if place is None or "amount" in chosen or IS_NET.search(header_words(headers[place])):
        return []
    some = np.zeros(len(rows), dtype=bool)
    some[np.flatnonzero(rows)[:_SAMPLE_ROWS]] = True
    taxes = [
        number
        for number, header in enumerate(headers)
        if number not in places.values()
        and IS_TAX.match(header_words(header))
        and is_numeric(columns[number], some)
    ]
    if not taxes or _is_product(places, columns, some):
        return []
    if _is_product(places, columns, some, less=taxes[0]):
        # Left out, the amount is computed as quantity x unit price, which is without the tax.
        del places["amount"]
        return []
    readings = (
        _("“{header}” is without “{tax}”").format(header=headers[place], tax=headers[taxes[0]]),
        _("“{header}” includes “{tax}”").format(header=headers[place], tax=headers[taxes[0]]),
    )
    return [Question(headers[place], readings, readings[0], "columns")]


def _is_product(
    places: dict[str, int], columns: Sequence[CellColumn], rows: Mask, *, less: int | None = None
) -> bool:
    """The amount (less the tax of this column) is quantity x unit price in most rows: the price of the goods alone."""
    if not {"quantity", "unit_price"} <= places.keys():
        return False
    quantity, price, amount = (
        numbers_of(columns[places[name]], rows)[rows] for name in ("quantity", "unit_price", "amount")
    )
    if less is not None:
        amount = amount - np.nan_to_num(numbers_of(columns[less], rows)[rows])
    known = ~np.isnan(quantity * price * amount)
    close = np.isclose(quantity[known] * price[known], amount[known], rtol=0.005, atol=0.011)
    return bool(known.any()) and float(close.mean()) >= _AGREE
