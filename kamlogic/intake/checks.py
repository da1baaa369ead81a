"""Does it add up? Notes about one export, in plain sentences, and the identity of its rows."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.date_values import is_period
from kamlogic.intake.exports import DecimalSign
from kamlogic.intake.line_money import Money
from kamlogic.intake.money_columns import rounded_count
from kamlogic.intake.number_values import MISSING_NAMES, parse_number
from kamlogic.intake.parsed_fields import ParsedFields
from kamlogic.intake.table_finding import FoundTable
from kamlogic.intake.words import is_subtotal_word
from kamlogic.texts import _, ngettext

_OPTIONAL = ("promised_date", "delivered_date", "delivered_quantity")


def check_identity(accepted: int, refused: int, set_aside: int, row_count: int) -> None:
    """Every row of the file is in one of the three places, once. Anything else is a bug."""
    if accepted + refused + set_aside != row_count:
        msg = f"{accepted} accepted + {refused} refused + {set_aside} set aside is not {row_count}"
        raise AssertionError(msg)


def line_notes(fields: ParsedFields, money: Money, accepted: Mask) -> list[str]:
    """What the reader should know about the accepted lines."""
    notes = [*fields.notes, *money.notes]
    rounded = rounded_count(money.amount, accepted, money.scale) + rounded_count(
        money.cost, accepted, money.scale
    )
    if rounded:
        text = ngettext(
            "{count} value was rounded to {scale} decimals.",
            "{count} values were rounded to {scale} decimals.",
            rounded,
        )
        notes.append(text.format(count=rounded, scale=money.scale))
    nameless = int((accepted & ~has_client(fields.columns, len(accepted))).sum())
    if nameless:
        text = ngettext("{count} line names no client.", "{count} lines name no client.", nameless)
        notes.append(text.format(count=nameless))
    costless = int((accepted & ~money.cost.is_known).sum())
    if costless and {"cost", "profit"} & fields.places.keys():
        text = ngettext("{count} line has no cost.", "{count} lines have no cost.", costless)
        notes.append(text.format(count=costless))
    notes.extend(_discount_note(fields, accepted))
    for field in _OPTIONAL:
        if field in fields.places:
            notes.extend(_unreadable_note(fields, field, accepted))
    notes.extend(_period_note(fields, accepted))
    return notes


def _discount_note(fields: ParsedFields, accepted: Mask) -> list[str]:
    """How discounts were read, where amounts were computed with them."""
    if "discount" not in fields.places:
        return []
    discount, column = fields.numbers.discount, fields.columns["discount"]
    used = accepted & ~fields.numbers.amount.is_known & discount.is_known
    for place in np.flatnonzero(used).tolist():
        value, text = discount.distinct[discount.codes[place]], column.texts[column.codes[place]]
        if value and "%" not in text:
            note = _("Discounts were read as shares of the price, for example {text} as {share:.0%}.")
            return [note.format(text=text, share=value)]
    return []


def total_note(stated: Decimal | None, total_count: int, ours: Decimal) -> list[str]:
    """How many total rows were set aside, and whether the file's own total equals the accepted lines."""
    if not total_count:
        return []
    text = ngettext("{count} total row was set aside.", "{count} total rows were set aside.", total_count)
    notes = [text.format(count=total_count)]
    if stated is not None and stated == ours:
        notes.append(
            _("The file's total of {total} equals the sum of the accepted lines.").format(
                total=f"{stated:,f}"
            )
        )
    elif stated is not None:
        text = _("The file's total of {total} differs from the sum of the accepted lines, {ours}, by {gap}.")
        notes.append(text.format(total=f"{stated:,f}", ours=f"{ours:,f}", gap=f"{stated - ours:,f}"))
    return notes


def stated_total(
    table: FoundTable, amount: CellColumn | None, totals: Mask, decimal: DecimalSign
) -> Decimal | None:
    """The amount of the last total row that is no subtotal; None if the file states none."""
    for row in np.flatnonzero(totals)[::-1] if amount is not None else ():
        word = next(text for text in table.cells.row(int(row)) if text)
        if amount is not None and not is_subtotal_word(word):
            code = amount.codes[row]
            return parse_number(amount.texts[code], decimal, is_typed=amount.is_typed[code])
    return None


def has_client(columns: dict[str, CellColumn], row_count: int) -> Mask:
    """Per record: it names a client, by code or by name."""
    known = np.zeros(row_count, dtype=bool)
    for field in ("client_code", "client_name"):
        if field in columns:
            known |= has_name(columns[field])
    return known


def has_name(column: CellColumn) -> Mask:
    """Per record: the cell names something."""
    return np.array([text.casefold() not in MISSING_NAMES for text in column.texts], dtype=bool)[column.codes]


def _period_note(fields: ParsedFields, accepted: Mask) -> list[str]:
    """Dates that name a month or a quarter: the day is unknown."""
    column = fields.columns["date"]
    is_month = np.array([is_period(text) for text in column.texts], dtype=bool)[column.codes]
    count = int((is_month & fields.dates["date"].is_known & accepted).sum())
    if not count:
        return []
    text = ngettext(
        "{count} line names a month or a quarter and no day: it counts on the first day.",
        "{count} lines name a month or a quarter and no day: they count on the first day.",
        count,
    )
    return [text.format(count=count)]


def _unreadable_note(fields: ParsedFields, field: str, accepted: Mask) -> list[str]:
    broken = (
        fields.dates[field].is_broken
        if field in fields.dates
        else fields.numbers.delivered_quantity.is_broken
    )
    rows = np.flatnonzero(broken & accepted)
    count = len(rows)
    if not count:
        return []
    column = fields.columns[field]
    text = ngettext(
        "{count} value of a column that is not needed could not be read and was left out ('{value}').",
        "{count} values of a column that is not needed could not be read and were left out (the first is '{value}').",
        count,
    )
    return [text.format(count=count, value=column.texts[column.codes[rows[0]]])]
