"""Which cells do not look like the rest of their column?

A row of the right width can still be damaged: a stray quote in a price, two cells run together, a moved value.
Only very uniform columns tell, and only texts that are rare there: what recurs is a habit and no damage. Each
distinct text is looked at once.
"""

from __future__ import annotations

import numpy as np

from kamlogic.intake.cells import CellColumn, Codes, Mask
from kamlogic.intake.shapes import CODE, EMPTY, NUMBER, TEXT, kind_of
from kamlogic.texts import _

_LEARNT_ROWS = 30
_UNIFORM_SHARE = 0.99
_RARE_ROWS = 3


def odd_values(table_columns: list[CellColumn], rows: Mask) -> list[tuple[int, int, str]]:
    """The odd cells of these rows.

    Args:
        table_columns: The columns of the table.
        rows: Per record: it is a row of the table that is still accepted.

    Returns:
        Place of the record, place of the column and the reason, by record; a cell is named once.
    """
    found: list[tuple[int, int, str]] = []
    for place, column in enumerate(table_columns):
        counts = np.bincount(column.codes[rows], minlength=len(column.texts))
        odd = _odd_texts(column.texts, counts)
        if odd:
            is_odd = np.zeros(len(column.texts), dtype=bool)
            is_odd[list(odd)] = True
            hits = np.flatnonzero(is_odd[column.codes] & rows).tolist()
            found.extend((row, place, odd[int(column.codes[row])]) for row in hits)
    return sorted(found)


def _odd_texts(texts: list[str], counts: Codes) -> dict[int, str]:
    """The place of an odd text → why."""
    used = np.flatnonzero(counts).tolist()
    rare = [code for code in used if counts[code] <= _RARE_ROWS]
    odd = {
        code: _("a quote is opened here and never closed") for code in rare if _has_stray_quote(texts[code])
    }
    filled = int(sum(counts[code] for code in used if texts[code]))
    if filled < _LEARNT_ROWS or not rare:
        return odd
    kinds = [kind_of(text) for text in texts]
    weights: dict[str, int] = {}
    for code in used:
        if kinds[code] != EMPTY:
            weights[kinds[code]] = weights.get(kinds[code], 0) + int(counts[code])
    kind = max(weights, key=lambda key: weights[key])
    if kind == TEXT or weights[kind] < _UNIFORM_SHARE * filled:
        return odd
    reason = _("does not look like the other values of its column")
    for code in rare:
        if kinds[code] not in {kind, EMPTY} and not _is_identifier(kind, texts[code]):
            odd.setdefault(code, reason)
    return odd


def _has_stray_quote(text: str) -> bool:
    return text.startswith('"') and text.count('"') % 2 == 1


def _is_identifier(kind: str, text: str) -> bool:
    """Among numbers and codes without blanks, words like POST or C536379 are codes too."""
    return kind in {NUMBER, CODE} and " " not in text and not set(text) & set("\"',;|")
