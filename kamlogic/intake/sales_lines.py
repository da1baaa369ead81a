"""Builds sales lines out of a found table: what is refused and why, and the accepted lines."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import numpy as np
import pyarrow as pa

from kamlogic.intake.cell_texts import NO_VALUE
from kamlogic.intake.cells import CellColumn, Codes, Mask
from kamlogic.intake.exports import FIELDS
from kamlogic.intake.line_kinds import LineKinds, negated
from kamlogic.intake.line_money import Money, refuse_too_large
from kamlogic.intake.line_schema import sales_lines_schema
from kamlogic.intake.money_columns import line_amounts, line_costs, to_money
from kamlogic.intake.number_values import MISSING_NAMES
from kamlogic.intake.parsed_columns import Parsed
from kamlogic.intake.parsed_fields import ParsedFields
from kamlogic.intake.refused_rows import RefusedRows
from kamlogic.texts import _

_APOSTROPHE = re.compile(r"^'(?=\w)(?!.*')")
_APOSTROPHE_OF_NUMBER = re.compile(r"^'(?=[\d+-][^']*$)")
_WHOLE_FLOAT = re.compile(r"^\d+\.0$")
_CODE_FIELDS = ("client_code", "document", "line_number", "product_code")
_NAME_FIELDS = ("client_name", "product", "category", "manager", "region", "segment")
_NEEDED_NUMBERS = ("amount", "quantity", "unit_price", "cost", "profit", "discount")


def refuse_bad_values(refused: RefusedRows, fields: ParsedFields) -> tuple[Parsed[Decimal], Parsed[Decimal]]:
    """Refuse records without a day or an amount, or with a number that cannot be read; gives amount and cost."""
    dates, places = fields.dates["date"], fields.places
    for name in (*_NEEDED_NUMBERS, "date", "client_code", "client_name", "kind", "currency"):
        if name in places:
            reason = _("{field}: a formula without a stored value").format(field=_(FIELDS[name]))
            refused.add(_lacks_value(fields.columns[name]), places[name], reason)
    refused.add(dates.is_broken, places["date"], _("this is no date"))
    refused.add(~dates.is_known, places["date"], _("the date is missing"))
    for name in _NEEDED_NUMBERS:
        if name in places:
            reason = _("{field}: this is no number").format(field=_(FIELDS[name]))
            refused.add(getattr(fields.numbers, name).is_broken, places[name], reason)
    amount = line_amounts(fields.numbers)
    _refuse_odd_discounts(refused, fields)
    missing = _("the amount is missing, and so is quantity or unit price to compute it")
    refused.add(~amount.is_known, places.get("amount", places.get("unit_price")), missing)
    cost = line_costs(fields.numbers, amount)
    for name, money in (("amount", amount), ("cost", cost)):
        refuse_too_large(refused, money, name, places.get(name))
    return amount, cost


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
    for name in ("date", "promised_date", "delivered_date"):
        columns[name] = _days(fields.dates.get(name), rows)
    for name in (*_CODE_FIELDS, *_NAME_FIELDS):
        columns[name] = _names(fields.columns.get(name), rows, is_code=name in _CODE_FIELDS)
    columns["quantity"] = _floats(negated(fields.numbers.quantity, money.turned), rows)
    columns["delivered_quantity"] = _floats(fields.numbers.delivered_quantity, rows)
    columns["amount"] = to_money(money.amount, rows, money.scale)
    columns["cost"] = to_money(money.cost, rows, money.scale)
    columns["currency"] = pa.array([currencies[row] for row in rows], pa.string())
    columns["kind"] = _kinds(fields.kinds, money.amount, rows)
    schema = sales_lines_schema(money.scale)
    return pa.table([columns[name] for name in schema.names], schema=schema)


def _kinds(kinds: LineKinds | None, amount: Parsed[Decimal], rows: Codes) -> pa.Array:
    """By the words of the kind column; where they say nothing, by the sign of the amount."""
    below_zero = [value is not None and value < 0 for value in amount.distinct]
    is_return = np.array(below_zero, dtype=bool)[amount.codes[rows]]
    if kinds is not None:
        is_return = np.where(kinds.is_sale[rows], False, is_return | kinds.is_return[rows])
    return pa.array(["sale", "return"], pa.string()).take(pa.array(is_return.astype("int64")))


def _refuse_odd_discounts(refused: RefusedRows, fields: ParsedFields) -> None:
    """Only where the amount has to be computed: elsewhere the discount is not used."""
    if "discount" not in fields.places:
        return
    discount = fields.numbers.discount
    odd = [value is not None and not 0 <= value <= 1 for value in discount.distinct]
    rows = np.array(odd, dtype=bool)[discount.codes] & ~fields.numbers.amount.is_known
    refused.add(rows, fields.places["discount"], _("the discount is neither a share nor a percentage"))


def _lacks_value(column: CellColumn) -> Mask:
    marked = np.array([text.startswith(NO_VALUE) for text in column.written], dtype=bool)
    return np.asarray(marked[column.codes], dtype=bool)


def _days(days: Parsed[dt.date] | None, rows: Codes) -> pa.Array:
    if days is None:
        return pa.nulls(len(rows), pa.date32())
    return pa.array(days.distinct, pa.date32()).take(pa.array(days.codes[rows]))


def _names(column: CellColumn | None, rows: Codes, *, is_code: bool) -> pa.Array:
    if column is None:
        return pa.nulls(len(rows), pa.string())
    texts: list[str | None] = [None if text.casefold() in MISSING_NAMES else text for text in column.texts]
    # Spreadsheets and shops write text cells with a leading apostrophe: '75008.
    mark = _APOSTROPHE if is_code else _APOSTROPHE_OF_NUMBER
    texts = [text and mark.sub("", text) for text in texts]
    if is_code:
        used = [texts[code] for code in np.unique(column.codes[rows])]
        # A column of whole numbers with gaps leaves pandas as 17850.0; the code is 17850.
        if all(text is None or _WHOLE_FLOAT.match(text) for text in used):
            texts = [text and text.removesuffix(".0") for text in texts]
    return pa.array(texts, pa.string()).take(pa.array(column.codes[rows]))


def _floats(numbers: Parsed[Decimal], rows: Codes) -> pa.Array:
    values = [None if value is None else float(value) for value in numbers.distinct]
    return pa.array(values, pa.float64()).take(pa.array(numbers.codes[rows]))
