"""Sale or return? What the words of the kind column say, and which amounts they turn negative.

Only words that are known decide. Codes that mean different things in different systems ("RE" is a return in one and
an invoice in another) count only beside another code of their own system.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from kamlogic.intake.cells import CellColumn, Codes, Mask
from kamlogic.intake.header_words import header_words
from kamlogic.intake.parsed_columns import Parsed

_LONG_WORD = 5
"""From so many letters on, a word is recognised inside a longer text ("Credit note CN-17")."""


@dataclass(frozen=True, eq=False)
class LineKinds:
    """What the kind column says of every record.

    Attributes:
        is_return: Per record: its word means a return.
        is_sale: Per record: its word means a sale.
        unknown: Texts that are not known → in how many of the rows they stand.
    """

    is_return: Mask
    is_sale: Mask
    unknown: dict[str, int]


def read_kinds(column: CellColumn, header: str, rows: Mask) -> LineKinds:
    """The kinds by the words of these rows; nothing is guessed.

    Args:
        column: The kind column.
        header: Its header: under "Is return", a yes is a return.
        rows: The records that may be lines.
    """
    used = {int(code) for code in column.used(rows)}
    texts = [text if code in used else "" for code, text in enumerate(column.texts)]
    family = _family({header_words(text).upper() for text in texts if text})
    header_kind = word_kind(header_words(header)) == "return"
    kinds = [_kind(text, family, is_flag=header_kind) for text in texts]
    counts = np.bincount(column.codes[rows], minlength=len(texts)).tolist()
    unknown = Counter(
        {
            text: count
            for text, kind, count in zip(texts, kinds, counts, strict=True)
            if text and kind is None and count
        }
    )
    return LineKinds(
        _per_row(kinds, "return", column.codes),
        _per_row(kinds, "sale", column.codes),
        dict(unknown.most_common()),
    )


def turned(kinds: LineKinds, amount: Parsed[Decimal], rows: Mask) -> Mask:
    """The records whose amount counts negative: returns written as positive amounts.

    Where any return of the file is negative already, its signs are right as they are and none is turned.
    """
    returns = kinds.is_return & rows
    if (returns & _has_sign(amount, negative=True)).any():
        return np.zeros(len(rows), dtype=bool)
    return np.asarray(returns & _has_sign(amount, negative=False), dtype=bool)


def negated(values: Parsed[Decimal], rows: Mask) -> Parsed[Decimal]:
    """The same with the positive values of these rows below zero."""
    hit = rows & _has_sign(values, negative=False)
    if not hit.any():
        return values
    below = [None if value is None else value.copy_negate() for value in values.distinct]
    codes = np.where(hit, values.codes + len(values.distinct), values.codes)
    return Parsed([*values.distinct, *below], codes.astype(np.int64), values.is_broken)


def _has_sign(values: Parsed[Decimal], *, negative: bool) -> Mask:
    flags = [value is not None and (value < 0 if negative else value > 0) for value in values.distinct]
    return np.array(flags, dtype=bool)[values.codes]


def _per_row(kinds: list[str | None], kind: str, codes: Codes) -> Mask:
    return np.array([found == kind for found in kinds], dtype=bool)[codes]


def _kind(text: str, family: dict[str, str], *, is_flag: bool) -> str | None:
    words = header_words(text)
    if is_flag and words in _words()["yes"]:
        return "return"
    if is_flag and words in _words()["no"]:
        return "sale"
    return word_kind(words) or family.get(words.upper())


def word_kind(words: str) -> str | None:
    """Sale or return, by words as header_words gives them; None if they say neither."""
    content = _words()
    for kind in ("return", "sale"):
        if words in content[kind]:
            return kind
    padded = f" {words} "
    for kind in ("return", "sale"):
        if any(len(word) >= _LONG_WORD and f" {word} " in padded for word in content[kind]):
            return kind
    return None


def _family(codes: set[str]) -> dict[str, str]:
    """Code → kind, of the one system whose codes stand in the column; none if several could or only one code does."""
    fits = []
    for family in _words()["code_families"]:
        known = {code: kind for kind, words in family.items() for code in words}
        found = codes & known.keys()
        if {known[code] for code in found} == {"sale", "return"}:
            fits.append((len(found), known))
    fits.sort(key=lambda fit: -fit[0])
    if not fits or (len(fits) > 1 and fits[0][0] == fits[1][0]):
        return {}
    return fits[0][1]


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    content = json.loads((Path(__file__).parent / "kind_words.json").read_text(encoding="utf-8"))
    kinds = {
        kind: {header_words(word) for words in content[kind].values() for word in words}
        for kind in ("return", "sale")
    }
    flags = {flag: {header_words(word) for word in content[flag]} for flag in ("yes", "no")}
    return {**kinds, **flags, "code_families": content["code_families"]}
