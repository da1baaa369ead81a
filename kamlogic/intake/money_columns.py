"""Amount and cost of every line, exact: as written, or computed from quantity, price, discount and profit."""

from __future__ import annotations

import decimal
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import numpy as np
import pyarrow as pa

from kamlogic.intake.cells import CellColumn, Codes, Mask
from kamlogic.intake.exports import DecimalSign
from kamlogic.intake.number_values import parse_number
from kamlogic.intake.parsed_columns import Parsed, combine, parse_column, unknown
from kamlogic.money import MAX_SCALE, to_scale

MAX_WHOLE_DIGITS = 14
_COUNTS = ("quantity", "delivered_quantity")
_WITH_UNIT = re.compile(r"^([-+]?[\d.,\s]*\d)\s*[^\W\d_]{1,8}\.?$")
_EXACT = decimal.Context(prec=100)


@dataclass(frozen=True, eq=False)
class Numbers:
    """The number fields of a file, parsed; a field without a column is unknown in every row."""

    quantity: Parsed[Decimal]
    unit_price: Parsed[Decimal]
    discount: Parsed[Decimal]
    amount: Parsed[Decimal]
    cost: Parsed[Decimal]
    profit: Parsed[Decimal]
    delivered_quantity: Parsed[Decimal]


def parse_numbers(columns: dict[str, CellColumn], signs: dict[str, DecimalSign], row_count: int) -> Numbers:
    """Parse every number column with the decimal sign settled for it."""
    parsed = {name: unknown(row_count) for name in Numbers.__dataclass_fields__}
    for name, sign in signs.items():
        read = _read_quantity if name in _COUNTS else _read_number
        parsed[name] = parse_column(columns[name], partial(read, sign))
    if "discount" in signs:
        parsed["discount"] = _as_share(parsed["discount"], columns["discount"])
    return Numbers(**parsed)


def line_amounts(numbers: Numbers) -> Parsed[Decimal]:
    """The amount as written; where it is missing, quantity * unit price * (1 - discount), unrounded."""
    if numbers.amount.is_known.all() or not (numbers.quantity.is_known & numbers.unit_price.is_known).any():
        return numbers.amount
    return combine([numbers.amount, numbers.quantity, numbers.unit_price, numbers.discount], _amount)


def line_costs(numbers: Numbers, amount: Parsed[Decimal]) -> Parsed[Decimal]:
    """The cost as written; where it is missing, amount - gross profit."""
    if not numbers.profit.is_known.any():
        return numbers.cost
    return combine([numbers.cost, amount, numbers.profit], _cost)


def is_too_large(column: Parsed[Decimal]) -> Mask:
    """Per row: more digits before the decimal sign than money has here."""
    large = [
        value is not None and value.adjusted() >= MAX_WHOLE_DIGITS and value != 0 for value in column.distinct
    ]
    return np.array(large, dtype=bool)[column.codes]


def find_scale(columns: list[Parsed[Decimal]], rows: Mask) -> int:
    """The most decimals of the columns' values as written, at most 4."""
    values = [column.distinct[code] for column in columns for code in column.used(rows)]
    return min(max((_decimals(value) for value in values if value is not None), default=0), MAX_SCALE)


def rounded_count(column: Parsed[Decimal], rows: Mask, scale: int) -> int:
    """How many of the rows hold a value that changes when rounded to the scale."""
    changed = [value is not None and not _fits(value, scale) for value in column.distinct]
    return int((np.array(changed, dtype=bool)[column.codes] & rows).sum())


def to_money(column: Parsed[Decimal], rows: Codes, scale: int) -> pa.Array:
    """These rows as DECIMAL(18, scale), rounded half-even."""
    used = set(np.unique(column.codes[rows]).tolist())
    values = [
        to_scale(value, scale) if value is not None and place in used else None
        for place, value in enumerate(column.distinct)
    ]
    return pa.array(values, pa.decimal128(18, scale)).take(pa.array(column.codes[rows]))


def exact_total(column: Parsed[Decimal], rows: Mask, scale: int) -> Decimal:
    """The sum of the rows' values, each rounded to the scale first, as the lines hold them."""
    counts = np.bincount(column.codes[rows], minlength=len(column.distinct)).tolist()
    pairs = zip(column.distinct, counts, strict=True)
    return sum(
        (to_scale(value, scale) * count for value, count in pairs if count and value is not None), Decimal(0)
    )


def _read_number(sign: DecimalSign, text: str, is_typed: bool) -> Decimal | None:  # noqa: FBT001 - called by position, once per text
    return parse_number(text, sign, is_typed=is_typed)


def _read_quantity(sign: DecimalSign, text: str, is_typed: bool) -> Decimal | None:  # noqa: FBT001 - called by position, once per text
    """A number, with a unit behind it or not: "5 pcs"."""
    number = _read_number(sign, text, is_typed)
    if number is None and (found := _WITH_UNIT.match(text)):
        return _read_number(sign, found[1], is_typed)
    return number


def _as_share(discount: Parsed[Decimal], column: CellColumn) -> Parsed[Decimal]:
    """Discounts as shares: a column that goes above 1 without a percent sign counts in percentage points."""
    plain = [
        value is not None and "%" not in text
        for value, text in zip(discount.distinct, column.texts, strict=True)
    ]
    known = [
        value
        for value, is_plain in zip(discount.distinct, plain, strict=True)
        if is_plain and value is not None
    ]
    if max(map(abs, known), default=Decimal(0)) <= 1:
        return discount
    pairs = zip(discount.distinct, plain, strict=True)
    values = [value.scaleb(-2) if value is not None and is_plain else value for value, is_plain in pairs]
    return Parsed(values, discount.codes, discount.is_broken)


def _amount(
    amount: Decimal | None, quantity: Decimal | None, price: Decimal | None, discount: Decimal | None
) -> Decimal | None:
    if amount is not None or quantity is None or price is None:
        return amount
    with decimal.localcontext(_EXACT):
        product = quantity * price * (1 - (discount or Decimal(0)))
        # 6.0 * 2.55 is 15.30 and not 15.300: no more decimals than the price, unless they say something.
        return (
            product.normalize()
            if _decimals(product.normalize()) > _decimals(price)
            else to_scale(product, _decimals(price))
        )


def _cost(cost: Decimal | None, amount: Decimal | None, profit: Decimal | None) -> Decimal | None:
    if cost is not None or amount is None or profit is None:
        return cost
    with decimal.localcontext(_EXACT):
        return amount - profit


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _fits(value: Decimal, scale: int) -> bool:
    with decimal.localcontext(_EXACT):
        return _decimals(value.normalize()) <= scale
