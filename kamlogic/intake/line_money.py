"""Amount and cost of every record: returns below zero, one currency, one number of decimals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from kamlogic.intake.cells import Mask
from kamlogic.intake.currencies import LineCurrencies, line_currencies
from kamlogic.intake.currency_notes import exchange_notes
from kamlogic.intake.currency_signs import DOLLARS
from kamlogic.intake.exchange import Rates, converted, line_rates, rounded_where
from kamlogic.intake.exports import FIELDS
from kamlogic.intake.line_kinds import negated, turned
from kamlogic.intake.money_columns import exact_total, find_scale, is_too_large
from kamlogic.intake.parsed_columns import Parsed
from kamlogic.intake.parsed_fields import ParsedFields
from kamlogic.intake.refused_rows import RefusedRows
from kamlogic.texts import _, ngettext

_SHOWN_KINDS = 5


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
        notes: What was done to signs and currencies, one sentence each.
    """

    amount: Parsed[Decimal]
    cost: Parsed[Decimal]
    scale: int
    turned: Mask
    notes: tuple[str, ...] = ()


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
        refuse_too_large(refused, money, name, fields.places.get(name, place))
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


def refuse_too_large(refused: RefusedRows, money: Parsed[Decimal], name: str, place: int | None) -> None:
    """Refuse records whose amount or cost has more digits than sums of lines can hold."""
    reason = _("{field}: more than 14 digits before the decimal sign").format(field=_(FIELDS[name]))
    refused.add(is_too_large(money), place, reason)


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
    return Money(amount, cost, scale, money.turned, tuple(notes))


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


def _no_rate(currency: str, month: str | None, base: str | None, *, has_rates: bool) -> str:
    if not has_rates:
        text = _("the currency is {other}, most lines are in {main}; give an exchange rate to convert it")
        return text.format(other=currency, main=base)
    if month is None:
        return _("there is no exchange rate from {other} to {main}").format(other=currency, main=base)
    return _("there is no exchange rate from {other} to {main} for {month}").format(
        other=currency, main=base, month=month
    )
