"""Builds sales lines out of a found table: what is refused and why, and the accepted lines."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa

from kamlogic.intake.cells import CellColumn, Codes, Mask
from kamlogic.intake.currencies import line_currencies
from kamlogic.intake.exports import FIELDS, sales_lines_schema
from kamlogic.intake.money_columns import (
    Numbers,
    find_scale,
    is_too_large,
    line_amounts,
    line_costs,
    to_money,
)
from kamlogic.intake.number_values import MISSING_NAMES
from kamlogic.intake.parsed_columns import Parsed
from kamlogic.intake.refused_rows import RefusedRows
from kamlogic.texts import _

_WHOLE_FLOAT = re.compile(r"^\d+\.0$")
_CODE_FIELDS = ("client_code", "document", "line_number", "product_code")
_NAME_FIELDS = ("client_name", "product", "category", "manager", "region", "segment")
_NEEDED_NUMBERS = ("amount", "quantity", "unit_price", "cost", "profit", "discount")


@dataclass(frozen=True, eq=False)
class ParsedFields:
    """Every mapped column parsed.

    Attributes:
        columns: Field → column as text.
        places: Field → place of its column.
        numbers: The number fields.
        dates: Field → days, of those that are mapped.
    """

    columns: dict[str, CellColumn]
    places: dict[str, int]
    numbers: Numbers
    dates: dict[str, Parsed[dt.date]]


@dataclass(frozen=True, eq=False)
class Money:
    """Amount and cost per record, and the decimals of both."""

    amount: Parsed[Decimal]
    cost: Parsed[Decimal]
    scale: int


def refuse_bad_values(refused: RefusedRows, fields: ParsedFields) -> tuple[Parsed[Decimal], Parsed[Decimal]]:
    """Refuse records without a day or an amount, or with a number that cannot be read; gives amount and cost."""
    dates, places = fields.dates["date"], fields.places
    refused.add(dates.is_broken, places["date"], _("this is no date"))
    refused.add(~dates.is_known, places["date"], _("the date is missing"))
    for field in _NEEDED_NUMBERS:
        if field in places:
            reason = _("{field}: this is no number").format(field=_(FIELDS[field]))
            refused.add(getattr(fields.numbers, field).is_broken, places[field], reason)
    amount = line_amounts(fields.numbers)
    _refuse_odd_discounts(refused, fields)
    missing = _("the amount is missing, and so is quantity or unit price to compute it")
    refused.add(~amount.is_known, places.get("amount", places.get("unit_price")), missing)
    cost = line_costs(fields.numbers, amount)
    for field, money in (("amount", amount), ("cost", cost)):
        reason = _("{field}: more than 14 digits before the decimal sign").format(field=_(FIELDS[field]))
        refused.add(is_too_large(money), places.get(field), reason)
    return amount, cost


def refuse_other_currencies(refused: RefusedRows, fields: ParsedFields) -> list[str | None]:
    """Refuse records in another currency than most; gives the currency per record. Different money is never summed."""
    currencies = line_currencies(fields.columns, refused.is_left)
    if currencies.main is not None:
        for code, other in enumerate(currencies.names):
            if other not in {None, currencies.main}:
                reason = _("the currency is {other}, most lines are in {main}").format(
                    other=other, main=currencies.main
                )
                refused.add(
                    currencies.codes == code,
                    fields.places.get("currency", fields.places.get("amount")),
                    reason,
                )
    return [currencies.names[code] for code in currencies.codes]


def settle_money(amount: Parsed[Decimal], cost: Parsed[Decimal], accepted: Mask) -> Money:
    """The scale out of the accepted lines."""
    return Money(amount, cost, find_scale([amount, cost], accepted))


def build_lines(
    fields: ParsedFields, money: Money, currencies: list[str | None], rows: Codes, numbers: Codes
) -> pa.Table:
    """The accepted records as sales_lines_schema(scale), in the file's order.

    Args:
        fields: The parsed columns.
        money: Amount, cost and scale.
        currencies: Currency per record.
        rows: Places of the accepted records.
        numbers: Row number per record.
    """
    columns: dict[str, pa.Array] = {"row_number": pa.array(numbers[rows], pa.int64())}
    for field in ("date", "promised_date", "delivered_date"):
        columns[field] = _days(fields.dates.get(field), rows)
    for field in (*_CODE_FIELDS, *_NAME_FIELDS):
        columns[field] = _names(fields.columns.get(field), rows, is_code=field in _CODE_FIELDS)
    columns["quantity"] = _floats(fields.numbers.quantity, rows)
    columns["delivered_quantity"] = _floats(fields.numbers.delivered_quantity, rows)
    columns["amount"] = to_money(money.amount, rows, money.scale)
    columns["cost"] = to_money(money.cost, rows, money.scale)
    columns["currency"] = pa.array([currencies[row] for row in rows], pa.string())
    below_zero = [value is not None and value < 0 for value in money.amount.distinct]
    is_return = np.array(below_zero, dtype=bool)[money.amount.codes[rows]]
    columns["kind"] = pa.array(["sale", "return"], pa.string()).take(pa.array(is_return.astype("int64")))
    schema = sales_lines_schema(money.scale)
    return pa.table([columns[name] for name in schema.names], schema=schema)


def _refuse_odd_discounts(refused: RefusedRows, fields: ParsedFields) -> None:
    """Only where the amount has to be computed: elsewhere the discount is not used."""
    if "discount" not in fields.places:
        return
    discount = fields.numbers.discount
    odd = [value is not None and not 0 <= value <= 1 for value in discount.distinct]
    rows = np.array(odd, dtype=bool)[discount.codes] & ~fields.numbers.amount.is_known
    refused.add(rows, fields.places["discount"], _("the discount is neither a share nor a percentage"))


def _days(days: Parsed[dt.date] | None, rows: Codes) -> pa.Array:
    if days is None:
        return pa.nulls(len(rows), pa.date32())
    return pa.array(days.distinct, pa.date32()).take(pa.array(days.codes[rows]))


def _names(column: CellColumn | None, rows: Codes, *, is_code: bool) -> pa.Array:
    if column is None:
        return pa.nulls(len(rows), pa.string())
    texts: list[str | None] = [None if text.casefold() in MISSING_NAMES else text for text in column.texts]
    if is_code:
        used = [texts[code] for code in np.unique(column.codes[rows])]
        # A column of whole numbers with gaps leaves pandas as 17850.0; the code is 17850.
        if all(text is None or _WHOLE_FLOAT.match(text) for text in used):
            texts = [text and text.removesuffix(".0") for text in texts]
    return pa.array(texts, pa.string()).take(pa.array(column.codes[rows]))


def _floats(numbers: Parsed[Decimal], rows: Codes) -> pa.Array:
    values = [None if value is None else float(value) for value in numbers.distinct]
    return pa.array(values, pa.float64()).take(pa.array(numbers.codes[rows]))
