"""In which currency is each line? By its own column, or by the signs written beside the amounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kamlogic.intake.cells import CellColumn, Codes, Mask
from kamlogic.intake.number_values import is_missing, take_apart

_CODES = {
    "€": "EUR",
    "£": "GBP",
    "RP": "IDR",
    "RP.": "IDR",
    "₽": "RUB",
    "РУБ": "RUB",
    "РУБ.": "RUB",
    "₹": "INR",
    "US$": "USD",
}
"""Signs that stand for one currency only; "$" is kept as it is."""


@dataclass(frozen=True, eq=False)
class LineCurrencies:
    """Distinct currencies, the code of each record's, and the one that most of them have."""

    names: list[str | None]
    codes: Codes
    main: str | None


def line_currencies(columns: dict[str, CellColumn], rows: Mask) -> LineCurrencies:
    """The currency of every record; the main one is the most frequent among these rows, first by name on a tie."""
    for field in ("currency", "amount", "unit_price"):
        if field in columns:
            column = columns[field]
            found = [
                _column_currency(text) if field == "currency" else _written_currency(text)
                for text in column.texts
            ]
            if any(found[code] for code in column.used(rows)):
                return _grouped(found, column.codes, rows)
    return LineCurrencies([None], np.zeros(len(rows), dtype=np.int64), None)


def _grouped(found: list[str | None], codes: Codes, rows: Mask) -> LineCurrencies:
    names: list[str | None] = [None, *sorted({name for name in found if name})]
    dense = np.array([names.index(name) for name in found], dtype=np.int64)[codes]
    counts = np.bincount(dense[rows], minlength=len(names))
    counts[0] = 0
    return LineCurrencies(names, dense, names[int(counts.argmax())])


def _column_currency(text: str) -> str | None:
    return None if is_missing(text) else _CODES.get(text.upper(), text.upper())


def _written_currency(text: str) -> str | None:
    parts = take_apart(text)
    if parts is None or parts.currency is None:
        return None
    return _CODES.get(parts.currency.upper(), parts.currency.upper())
