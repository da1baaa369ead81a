"""Builds sales lines out of a found table: what is refused and why, and the accepted lines."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pyarrow as pa

from kamlogic.intake.cell_texts import NO_VALUE
from kamlogic.intake.cells import CellColumn, Codes, Mask
from kamlogic.intake.currencies import LineCurrencies, line_currencies
from kamlogic.intake.currency_notes import exchange_notes
from kamlogic.intake.currency_signs import DOLLARS
from kamlogic.intake.exchange import Rates, converted, line_rates, rounded_where
from kamlogic.intake.exports import FIELDS
from kamlogic.intake.line_kinds import LineKinds, negated, turned
from kamlogic.intake.line_schema import sales_lines_schema
from kamlogic.intake.money_columns import (
    Numbers,
    exact_total,
    find_scale,
    is_too_large,
    line_amounts,
    line_costs,
    to_money,
)
from kamlogic.intake.number_values import MISSING_NAMES
from kamlogic.intake.parsed_columns import Parsed
from kamlogic.intake.refused_rows import RefusedRows
from kamlogic.texts import _, ngettext

_APOSTROPHE = re.compile(r"^'(?=\w)(?!.*')")
_APOSTROPHE_OF_NUMBER = re.compile(r"^'(?=[\d+-][^']*$)")
_WHOLE_FLOAT = re.compile(r"^\d+\.0$")
_CODE_FIELDS = ("client_code", "document", "line_number", "product_code")
_NAME_FIELDS = ("client_name", "product", "category", "manager", "region", "segment")
_SHOWN_KINDS = 5
_NEEDED_NUMBERS = ("amount", "quantity", "unit_price", "cost", "profit", "discount")


@dataclass(frozen=True, eq=False)
class ParsedFields:
    """Every mapped column parsed.

    Attributes:
        columns: Field → column as text.
        places: Field → place of its column.
        numbers: The number fields.
        dates: Field → days, of those that are mapped.
        headers: Field → header.
        kinds: What the kind column says; None without one.
        base_currency: The currency to convert to; None: the one of most lines.
        main_currency: That of most lines, as an earlier stretch of the file showed it; None: found among these.
        rates: Currency → month → base units per unit.
        titles: The texts above the table.
        notes: What was found out about the columns, one sentence each.
    """

    columns: dict[str, CellColumn]
    places: dict[str, int]
    numbers: Numbers
    dates: dict[str, Parsed[dt.date]]
    headers: dict[str, str] = field(default_factory=dict)
    kinds: LineKinds | None = None
    base_currency: str | None = None
    main_currency: str | None = None
    rates: Rates = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class LineMoney:
    """Amount and cost per record in one currency, before they are rounded.

    Attributes:
        amount: As it counts: returns below zero, other currencies converted.
        cost: The same.
        written_amount: With its sign, in the currency it was written in.
        written_cost: The same.
        turned: Per record: a return written as a positive amount.
        currencies: Per record: the currency of the amount as it counts.
        written: The currency of the amount as written.
        is_exchanged: Per record: converted by a rate.
        base: The currency of the lines; None where the file names none.
    """

    amount: Parsed[Decimal]
    cost: Parsed[Decimal]
    written_amount: Parsed[Decimal]
    written_cost: Parsed[Decimal]
    turned: Mask
    currencies: list[str | None]
    written: LineCurrencies
    is_exchanged: Mask
    base: str | None


@dataclass(frozen=True, eq=False)
class Money:
    """Amount and cost per record, and the decimals of both.

    Attributes:
        amount: Per record, as it counts.
        cost: The same.
        scale: Decimals of both.
        turned: Per record: a return written as a positive amount.
        currency_counts: Currency as written → accepted lines.
        notes: What was done to signs and currencies, one sentence each.
    """

    amount: Parsed[Decimal]
    cost: Parsed[Decimal]
    scale: int
    turned: Mask
    currency_counts: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


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
        refused.add(is_too_large(money), places.get(name), _too_large(name))
    return amount, cost


def count_in_one_currency(
    refused: RefusedRows, fields: ParsedFields, amount: Parsed[Decimal], cost: Parsed[Decimal]
) -> LineMoney:
    """Turn the signs of returns and convert other currencies; a record without a rate is refused."""
    rows = refused.is_left
    signs = np.zeros(len(rows), dtype=bool) if fields.kinds is None else turned(fields.kinds, amount, rows)
    amount, cost = negated(amount, signs), negated(cost, signs)
    wanted = fields.base_currency.upper() if fields.base_currency else None
    written = line_currencies(
        fields.columns,
        rows,
        headers=fields.headers,
        titles=fields.titles,
        dollar=wanted if wanted in DOLLARS else _only_dollar(fields.rates),
    )
    base = wanted or fields.main_currency or written.main
    rates = line_rates(written, fields.dates["date"], base, fields.rates if base else {})
    place = fields.places.get("currency", fields.places.get("amount", fields.places.get("unit_price")))
    for (currency, month), hit in rates.missing.items():
        refused.add(
            hit, place, _no_rate(currency, month, base, has_rates=bool(fields.rates) or wanted is not None)
        )
    final_amount, final_cost = converted(amount, rates), converted(cost, rates)
    for name, money in (("amount", final_amount), ("cost", final_cost)):
        refused.add(is_too_large(money), fields.places.get(name, place), _too_large(name))
    is_exchanged = np.array([name not in {None, base} for name in written.names], dtype=bool)[written.codes]
    names = [None if name is None else base for name in written.names]
    if wanted:
        names = [wanted] * len(names)
    return LineMoney(
        final_amount,
        final_cost,
        amount,
        cost,
        signs,
        [names[code] for code in written.codes.tolist()],
        written,
        is_exchanged,
        base,
    )


def settle_money(fields: ParsedFields, money: LineMoney, accepted: Mask) -> Money:
    """The scale out of the accepted lines as written; converted money is rounded half-even to it."""
    scale = find_scale([money.written_amount, money.written_cost], accepted)
    amount = rounded_where(money.amount, money.is_exchanged & accepted, scale)
    cost = rounded_where(money.cost, money.is_exchanged & accepted, scale)
    notes = [*_kind_notes(fields, amount, money.turned & accepted, scale)]
    notes += exchange_notes(
        money.written,
        money.written_amount,
        amount,
        accepted,
        base=money.base,
        scale=scale,
        is_chosen=fields.base_currency is not None,
    )
    return Money(amount, cost, scale, money.turned, money.written.counts(accepted), tuple(notes))


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


def _kind_notes(fields: ParsedFields, amount: Parsed[Decimal], hit: Mask, scale: int) -> list[str]:
    """Which returns count negative, and the words of the kind column that are not known."""
    notes = []
    count = int(hit.sum())
    if count:
        text = ngettext(
            "{count} return is written as a positive amount and counts negative: {money}.",
            "{count} returns are written as positive amounts and count negative: {money} in all.",
            count,
        )
        notes.append(text.format(count=count, money=f"{exact_total(amount, hit, scale):,f}"))
    unknown = fields.kinds.unknown if fields.kinds is not None else {}
    if unknown:
        text = ngettext(
            "{count} row has a kind that is not known as sale or return and counts as written: {kinds}.",
            "{count} rows have a kind that is not known as sale or return and count as written: {kinds}.",
            sum(unknown.values()),
        )
        shown = ", ".join(f"'{kind}' ({number})" for kind, number in list(unknown.items())[:_SHOWN_KINDS])
        notes.append(text.format(count=sum(unknown.values()), kinds=shown))
    return notes


def _only_dollar(rates: Rates) -> str | None:
    dollars = [currency.upper() for currency in rates if currency.upper() in DOLLARS]
    return dollars[0] if len(dollars) == 1 else None


def _too_large(field_name: str) -> str:
    return _("{field}: more than 14 digits before the decimal sign").format(field=_(FIELDS[field_name]))


def _no_rate(currency: str, month: str | None, base: str | None, *, has_rates: bool) -> str:
    if not has_rates:
        text = _("the currency is {other}, most lines are in {main}; give an exchange rate to convert it")
        return text.format(other=currency, main=base)
    if month is None:
        return _("there is no exchange rate from {other} to {main}").format(other=currency, main=base)
    return _("there is no exchange rate from {other} to {main} for {month}").format(
        other=currency, main=base, month=month
    )


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
