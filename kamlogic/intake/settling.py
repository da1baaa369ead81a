"""Settles what single values leave open: the decimal sign of each column, the order of dates in the file.

Whatever the values do not decide is decided by hints, and becomes a Question with both readings of the user's
own value: nothing is chosen silently.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.column_profiles import DATE_FIELDS, NUMBER_FIELDS
from kamlogic.intake.date_values import is_open, order_by_period, order_by_sequence, order_votes, parse_date
from kamlogic.intake.exports import Choices, DateOrder, DecimalSign, Question
from kamlogic.intake.number_values import decimal_votes, is_ambiguous, is_missing, readings_of, take_apart
from kamlogic.intake.product_signs import signs_by_product
from kamlogic.texts import _

_SEQUENCE_ROWS = 20_000
_MINORITY = 0.05
"""From this share of contradicting values on, a majority does not decide silently."""

_COMPUTING_FIELDS = ("unit_price", "discount")
"""Fields that change a figure only where the amount has to be computed."""


@dataclass(frozen=True, eq=False)
class FieldColumns:
    """The mapped columns, the rows that may be sales lines, and what the file hints at.

    Attributes:
        columns: Field → column.
        headers: Field → header.
        rows: Which records may be sales lines.
        delimiter: Of a text file.
        is_english: The headers are English words.
        hints: The file's name and the titles above the table.
    """

    columns: dict[str, CellColumn]
    headers: dict[str, str]
    rows: Mask
    delimiter: str | None
    is_english: bool
    hints: tuple[str, ...] = ()

    def texts(self, field: str, *, typed: bool = False) -> list[str]:
        """The distinct filled texts of a field's rows; those the file typed only on request."""
        column = self.columns[field]
        texts = [column.texts[code] for code in column.used(self.rows) if typed or not column.is_typed[code]]
        return [text for text in texts if not is_missing(text)]


def settle_decimals(
    fields: FieldColumns, choices: Choices, decided: Mapping[str, DecimalSign] = MappingProxyType({})
) -> tuple[dict[str, DecimalSign], list[Question]]:
    """The decimal sign of every number field, and the questions of the columns that are ambiguous.

    Args:
        fields: The mapped columns.
        choices: What a person decided.
        decided: Field → sign, as an earlier stretch of the file showed it.
    """
    present = [field for field in NUMBER_FIELDS if field in fields.columns]
    if choices.decimal:
        return dict.fromkeys(present, choices.decimal), []
    votes = {field: decimal_votes(fields.texts(field)) for field in present}
    known = {field: decided.get(field) or _clear_sign(votes[field]) for field in present}
    by_product = (
        signs_by_product(fields.columns, fields.rows, known)
        if any(_is_open(votes[field]) for field in present)
        else {}
    )
    convention = _convention(fields, votes)
    default = _default_decimal(votes, fields)
    signs: dict[str, DecimalSign] = {}
    questions = []
    for field in present:
        settled = known[field] or by_product.get(field) or convention
        signs[field] = settled or _majority(votes[field]) or default
        if settled is None and _is_open(votes[field]) and _matters(field, fields):
            value = next(text for text in fields.texts(field) if is_ambiguous(text))
            questions.append(_decimal_question(fields.headers[field], value, signs[field]))
    return signs, questions


def shows_decimal(column: CellColumn, rows: Mask) -> bool:
    """A value of these rows is another number under the other decimal sign."""
    texts = (column.texts[code] for code in column.used(rows) if not column.is_typed[code])
    return any(any(decimal_votes([text]).values()) for text in texts)


def settle_date_order(fields: FieldColumns, choices: Choices) -> tuple[DateOrder, list[Question]]:
    """The order of day, month and year in the file; its date columns decide together."""
    if choices.date_order:
        return choices.date_order, []
    present = [field for field in DATE_FIELDS if field in fields.columns]
    votes = {"ymd": 0, "dmy": 0, "mdy": 0, "?": 0}
    for field in present:
        for order, count in order_votes(fields.texts(field)).items():
            votes[order] += count
    clear = max(votes["dmy"], votes["mdy"])
    default: DateOrder = "mdy" if votes["mdy"] > votes["dmy"] else "dmy"
    if clear and min(votes["dmy"], votes["mdy"]) < _MINORITY * clear:
        return default, []
    if not clear and not votes["?"]:
        return "ymd", []
    settled = None if clear else _settled_by_rows(fields)
    if settled:
        return settled, []
    if not clear:
        default = "mdy" if _looks_american(fields) else "dmy"
    return default, [
        _date_question(field, fields, default) for field in present if any(map(is_open, fields.texts(field)))
    ]


def _settled_by_rows(fields: FieldColumns) -> DateOrder | None:
    """By the order of the rows, or by the month that a title or the file's name gives."""
    if "date" not in fields.columns:
        return None
    texts = _in_row_order(fields.columns["date"], fields.rows)
    return order_by_sequence(texts) or order_by_period(list(dict.fromkeys(texts)), fields.hints)


def _clear_sign(vote: dict[str, int]) -> DecimalSign | None:
    """The sign that the column's values show, unless many show the other one."""
    more, less = max(vote["."], vote[","]), min(vote["."], vote[","])
    return _majority(vote) if more and (not vote["?"] or less < _MINORITY * more) else None


def _convention(fields: FieldColumns, votes: dict[str, dict[str, int]]) -> DecimalSign | None:
    """The sign of the whole file: a column writes thousands and decimals with it, and no value contradicts."""
    for sign, other in ((".", ","), (",", ".")):
        if any(vote[other] for vote in votes.values()):
            continue
        for field in votes:
            parts = (take_apart(text) for text in fields.texts(field))
            if any(part is not None and part.decimal == sign and other in part.body for part in parts):
                return "." if sign == "." else ","
    return None


def _majority(vote: dict[str, int]) -> DecimalSign | None:
    if not vote["."] and not vote[","]:
        return None
    return "." if vote["."] >= vote[","] else ","


def _is_open(vote: dict[str, int]) -> bool:
    return bool(vote["?"]) and _clear_sign(vote) is None


def _matters(field: str, fields: FieldColumns) -> bool:
    """The reading changes a figure: a price is not used where every amount is written."""
    if field not in _COMPUTING_FIELDS or "amount" not in fields.columns:
        return True
    return not bool(fields.columns["amount"].is_filled[fields.rows].all())


def _default_decimal(votes: dict[str, dict[str, int]], fields: FieldColumns) -> DecimalSign:
    """By the file's other numbers, then the delimiter, then the language of the headers."""
    dots = sum(vote["."] for vote in votes.values())
    commas = sum(vote[","] for vote in votes.values())
    if dots != commas:
        return "." if dots > commas else ","
    return "," if fields.delimiter == ";" or not fields.is_english else "."


def _decimal_question(header: str, value: str, chosen: DecimalSign) -> Question:
    readings = {sign: f"{value} → {number:,f}" for sign, number in readings_of(value).items()}
    return Question(header, tuple(readings.values()), readings[chosen], "decimal")


def _date_question(field: str, fields: FieldColumns, chosen: DateOrder) -> Question:
    value = next(text for text in fields.texts(field) if is_open(text))
    readings = {
        "dmy": _("{day} (day first)").format(day=_day_text(parse_date(value, "dmy"))),
        "mdy": _("{day} (month first)").format(day=_day_text(parse_date(value, "mdy"))),
    }
    return Question(fields.headers[field], tuple(readings.values()), readings[chosen], "date_order")


def _day_text(day: dt.date | None) -> str:
    if day is None:  # is_open promises two real days; 31/02 style texts are not open
        return "?"
    months = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"),
        _("July"), _("August"), _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return f"{day.day} {months[day.month - 1]} {day.year}"


def _in_row_order(column: CellColumn, rows: Mask) -> list[str]:
    return [column.texts[code] for code in column.codes[rows][:_SEQUENCE_ROWS]]


def _looks_american(fields: FieldColumns) -> bool:
    """Dollars, or thousands parted by commas before a decimal point, beside dates with slashes."""
    if not fields.is_english or not any("/" in text for text in fields.texts("date")):
        return False
    currency = fields.texts("currency") if "currency" in fields.columns else []
    if currency and set(currency) <= {"USD", "US$", "$"}:
        return True
    for field in ("amount", "unit_price", "cost"):
        for text in fields.texts(field) if field in fields.columns else []:
            parts = take_apart(text)
            if parts is not None and (
                parts.currency in {"$", "US$", "USD"}
                or ("," in parts.body and "." in parts.body.rpartition(",")[2])
            ):
                return True
    return False
