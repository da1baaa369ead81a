"""In which currency is each line? By its own column, by the signs beside the amounts, or by the header."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kamlogic.intake.cells import CellColumn, Codes, Mask
from kamlogic.intake.currency_signs import ISO_CODES, currency_code, is_currency
from kamlogic.intake.number_values import is_missing, take_apart

_CURRENCY_TITLE = re.compile(
    r"(?:currency|mata uang|валюта|währung|devise|moneda|divisa|valuta|moeda)\s*[:=]?\s*\(?\s*([A-Za-z]{3})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class LineCurrencies:
    """Distinct currencies, the code of each record's, and the one that most of them have."""

    names: list[str | None]
    codes: Codes
    main: str | None

    def counts(self, rows: Mask) -> dict[str, int]:
        """Currency → how many of these rows have it, the most frequent first."""
        found = np.bincount(self.codes[rows], minlength=len(self.names)).tolist()
        pairs = [(name, count) for name, count in zip(self.names, found, strict=True) if name and count]
        return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def line_currencies(
    columns: dict[str, CellColumn],
    rows: Mask,
    *,
    headers: dict[str, str] | None = None,
    titles: Iterable[str] = (),
    dollar: str | None = None,
) -> LineCurrencies:
    """The currency of every record; the main one is the most frequent among these rows, first by name on a tie.

    A row without a word in the currency column has the one written beside its amount, else the one that the
    amount's header ("Amount (IDR)") or a title above the table ("Currency: IDR") names.

    Args:
        columns: Field → column.
        rows: The records that may be lines.
        headers: Field → header.
        titles: The texts above the table.
        dollar: Which currency "$" is; None: it stays "$".
    """
    places: dict[str | None, int] = {None: 0}
    everywhere = _header_currency(headers or {}) or _title_currency(titles)
    codes = np.full(len(rows), 0, dtype=np.int64)
    for field in ("currency", "amount", "unit_price"):
        if field in columns:
            column = columns[field]
            read = _column_currency if field == "currency" else _written_currency
            found = [read(text, dollar) for text in column.texts]
            if any(found):
                codes = np.where(codes == 0, _places(places, found)[column.codes], codes)
    if everywhere:
        codes = np.where(codes == 0, _places(places, [everywhere])[0], codes)
    return _sorted_by_name(list(places), codes, rows)


def _places(known: dict[str | None, int], found: list[str | None]) -> Codes:
    """The places of these currencies among the known ones, which grow by the new ones."""
    return np.array([known.setdefault(name, len(known)) for name in found], dtype=np.int64)


def _sorted_by_name(names: list[str | None], codes: Codes, rows: Mask) -> LineCurrencies:
    order: list[str | None] = [None, *sorted(name for name in names if name)]
    places = {name: place for place, name in enumerate(order)}
    moved = np.array([places[name] for name in names], dtype=np.int64)[codes]
    counts = np.bincount(moved[rows], minlength=len(order))
    counts[0] = 0
    return LineCurrencies(order, moved, order[int(counts.argmax())])


def _column_currency(text: str, dollar: str | None) -> str | None:
    return None if is_missing(text) else _code(text, dollar)


def _written_currency(text: str, dollar: str | None) -> str | None:
    parts = take_apart(text)
    return None if parts is None or parts.currency is None else _code(parts.currency, dollar)


def _code(text: str, dollar: str | None) -> str:
    code = currency_code(text)
    return dollar if code == "$" and dollar else code


def _header_currency(headers: dict[str, str]) -> str | None:
    """Of "Amount (IDR)", "Amount EUR", "Betrag in EUR", "Jumlah Rp": the last word alone, never one inside."""
    for field in ("amount", "unit_price"):
        whole = re.findall(r"[^\W\d_]+|[€£₽₹₺₴₸₦₪$]", headers.get(field, ""))
        if len(whole) > 1 and is_currency(whole[-1]) and (whole[-1] in ISO_CODES or len(whole[-1]) < 3):
            code = currency_code(whole[-1])
            return code if code in ISO_CODES else None
    return None


def _title_currency(titles: Iterable[str]) -> str | None:
    for title in titles:
        found = _CURRENCY_TITLE.search(title)
        if found and found[1].upper() in ISO_CODES:
            return found[1].upper()
    return None
