"""Reads exchange rates from a CSV file: a row for each month and currency, or a column for each currency."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from kamlogic.errors import KamError
from kamlogic.intake.currency_signs import ISO_CODES
from kamlogic.intake.date_values import parse_date
from kamlogic.intake.exports import DecimalSign
from kamlogic.intake.header_words import header_words
from kamlogic.intake.number_values import decimal_votes, parse_number
from kamlogic.texts import _

_MAX_BYTES = 4 << 20
_MONTH = {
    "month",
    "date",
    "period",
    "bulan",
    "tanggal",
    "месяц",
    "дата",
    "monat",
    "datum",
    "mois",
    "mes",
    "fecha",
}
_CURRENCY = {
    "currency",
    "mata uang",
    "валюта",
    "währung",
    "devise",
    "moneda",
    "from",
    "from currency",
    "code",
}
_RATE = {
    "rate",
    "exchange rate",
    "kurs",
    "курс",
    "taux",
    "tipo de cambio",
    "koers",
    "tasso",
    "value",
    "nilai tukar",
}
_EVERY_MONTH = {"*", "all", "every"}


def load_rates(path: Path) -> dict[str, dict[str, Decimal]]:
    """The rates of a file: currency → month (2025-01, or * for every month) → base units per unit.

    Two forms are understood: the columns month, currency and rate, or month and one column for each currency.

    Raises:
        KamError: The file is missing, has another form, or a rate that is no number above zero; names the line.
    """
    rows = _rows(path)
    header = [header_words(cell) for cell in rows[0][1]] if rows else []
    codes = (
        {
            place: cell.strip().upper()
            for place, cell in enumerate(rows[0][1])
            if cell.strip().upper() in ISO_CODES
        }
        if rows
        else {}
    )
    month = _place(header, _MONTH)
    currency, rate = _place(header, _CURRENCY), _place(header, _RATE)
    if currency is not None and rate is not None:
        triples = [
            (line, _cell(row, month) if month is not None else "*", _cell(row, currency), _cell(row, rate))
            for line, row in rows[1:]
        ]
    elif codes and month is not None:
        triples = [
            (line, _cell(row, month), code, _cell(row, place))
            for line, row in rows[1:]
            for place, code in codes.items()
            if _cell(row, place)
        ]
    else:
        raise KamError(
            _(
                "{file} needs the columns month, currency and rate, or month and a column for each currency."
            ).format(file=path.name)
        )
    sign = _decimal_sign(text for _line, _month, _currency, text in triples)
    rates: dict[str, dict[str, Decimal]] = {}
    for line, when, code, text in triples:
        known = rates.setdefault(code.upper(), {})
        key, value = _month_key(path.name, line, when), _rate(path.name, line, text, sign)
        if known.setdefault(key, value) != value:
            raise KamError(
                _("{file}, line {line}: {currency} has two rates for {month}.").format(
                    file=path.name, line=line, currency=code.upper(), month=key
                )
            )
    return rates


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Line number and cells of every filled line."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise KamError(_("{file} is too large for a file of exchange rates.").format(file=path.name))
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        raise KamError(_("There is no file of exchange rates {file}.").format(file=path.name)) from None
    except UnicodeDecodeError:
        raise KamError(_("{file} is not a UTF-8 text file.").format(file=path.name)) from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        lines = list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1))
    except csv.Error:
        raise KamError(_("{file} is no CSV file.").format(file=path.name)) from None
    return [(line, row) for line, row in lines if any(cell.strip() for cell in row)]


def _place(header: list[str], words: set[str]) -> int | None:
    return next((place for place, name in enumerate(header) if name in words), None)


def _cell(row: list[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _decimal_sign(texts: Iterable[str]) -> DecimalSign:
    """Rates like 16.250 alone stay a decimal point: a file of rates is written for this program."""
    votes = decimal_votes(texts)
    return "," if votes[","] > votes["."] else "."


def _month_key(file: str, line: int, text: str) -> str:
    if text.casefold() in _EVERY_MONTH:
        return "*"
    day = parse_date(text, "dmy")
    if day is None:
        raise KamError(
            _("{file}, line {line}: '{value}' is no month.").format(file=file, line=line, value=text)
        )
    return f"{day:%Y-%m}"


def _rate(file: str, line: int, text: str, sign: DecimalSign) -> Decimal:
    value = parse_number(text, sign)
    if value is None or value <= 0:
        raise KamError(
            _("{file}, line {line}: '{value}' is no exchange rate.").format(file=file, line=line, value=text)
        )
    return value
