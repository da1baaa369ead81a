"""Is the amount what remains? Discounts, taxes and returns in columns of their own are held against it.

Where another column is the amount less such a column, that other one is the net amount. Where nothing shows whether
the amount is before or after it, the question goes to the user.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.exports import Question
from kamlogic.intake.header_words import header_words
from kamlogic.intake.line_kinds import word_kind
from kamlogic.intake.row_types import Floats, is_numeric, numbers_of
from kamlogic.intake.tax_columns import IS_NET, IS_TAX
from kamlogic.texts import _

_DISCOUNTS = frozenset(
    [
        "discount",
        "discounts",
        "discount amount",
        "rebate",
        "diskon",
        "potongan",
        "rabat",
        "rabatt",
        "nachlass",
        "remise",
        "descuento",
        "sconto",
        "korting",
        "скидка",
    ]
)
_GROSS = frozenset(["gross", "brutto", "bruto", "kotor", "brut", "list"])
_AGREE = 0.9
_SAMPLE_ROWS = 2_000


def settle_net_amount(
    places: dict[str, int],
    confidence: dict[str, float],
    headers: Sequence[str],
    columns: Sequence[CellColumn],
    rows: Mask,
    *,
    chosen: dict[str, str],
) -> tuple[list[str], list[Question]]:
    """Correct the amount in places where a net column is found; gives notes and questions."""
    place = places.get("amount")
    if place is None or "amount" in chosen:
        return [], []
    some = np.zeros(len(rows), dtype=bool)
    some[np.flatnonzero(rows)[:_SAMPLE_ROWS]] = True
    taken = {other for field, other in places.items() if field != "discount"}
    free = [
        number for number in range(len(headers)) if number not in taken and is_numeric(columns[number], some)
    ]
    values = {number: numbers_of(columns[number], some)[some] for number in (place, *free)}
    less = [
        number for number in free if _is_deduction(headers[number]) and np.nan_to_num(values[number]).any()
    ]
    for part in less:
        net = [
            number for number in free if number not in less and _is_difference(values, number, place, part)
        ]
        if net:
            places["amount"], confidence["amount"] = net[0], _AGREE
            text = _("'{net}' is '{gross}' less '{part}': it is taken as the amount.")
            return [text.format(net=headers[net[0]], gross=headers[place], part=headers[part])], []
    return [], [
        _question(headers, place, part) for part in less if _is_open(headers, place, part, values[part])
    ][:1]


def _is_deduction(header: str) -> bool:
    words = header_words(header)
    return words in _DISCOUNTS or IS_TAX.match(words) is not None or word_kind(words) == "return"


def _is_difference(values: dict[int, Floats], net: int, gross: int, part: int) -> bool:
    known = ~np.isnan(values[net]) & ~np.isnan(values[gross])
    difference = values[gross] - np.abs(np.nan_to_num(values[part]))
    close = np.isclose(values[net][known], difference[known], atol=0.011)
    return bool(known.sum() > 1) and float(close.mean()) >= _AGREE


def _is_open(headers: Sequence[str], place: int, part: int, values: Floats) -> bool:
    """Money is deducted, and the amount's name does not say that it is net."""
    words, part_words = header_words(headers[place]), header_words(headers[part])
    if IS_TAX.match(part_words):  # asked with the arithmetic of quantity and price (tax_columns)
        return False
    is_money = float(np.nanmax(np.abs(values))) > 1
    if word_kind(part_words) == "return":
        return is_money and IS_NET.search(words) is None
    return is_money and bool(_GROSS & set(words.split()))


def _question(headers: Sequence[str], place: int, part: int) -> Question:
    readings = (
        _("“{header}” is after “{part}”").format(header=headers[place], part=headers[part]),
        _("“{header}” is before “{part}”: choose the net column").format(
            header=headers[place], part=headers[part]
        ),
    )
    return Question(headers[place], readings, readings[0], "columns")
