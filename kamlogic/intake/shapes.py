"""What a text looks like: a number, a day, a time, a code, a link or words; and what a column's texts look like.

Nothing is parsed here: the question is only whether a cell looks like its column, so that a record whose cells
have moved is seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

EMPTY, NUMBER, DATE, TIME, CODE, LINK, TEXT = "empty", "number", "date", "time", "code", "link", "text"

_NUMBER = re.compile(
    r"^[(]?[-+−]?\s?(?:[A-Z]{2,3}\.?\s|[^\w\s\"',;:/\\]{1,3})?\s?[-+−]?\d[\d\s.,'\u2019]*[-−]?[)]?"
    r"(?:\s?%|\s?[^\w\s\"]|\s[A-Za-z]{2,3})?$"
)
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AaPp][Mm])?"
_TIME = re.compile(rf"^{_CLOCK}$")
_DATE = re.compile(
    r"^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ]{1,2}(?:\d{1,2}|[^\W\d]{3,12}\.?)[-/., ]{1,2}(?:\d{4}|\d{2})"
    rf"|[^\W\d]{{3,12}}\.?\s\d{{1,2}},?\s\d{{4}})(?:[T,]?\s?{_CLOCK}(?:Z|[-+]\d{{2}}:?\d{{2}})?)?$"
)
_LINK = re.compile(r"^(?:https?://|www\.)\S+$|^[\w.+-]+@[\w-]+\.[\w.]+$", re.IGNORECASE)
_CODE = re.compile(r"^(?=\S*\d)(?=\S*[^\W\d])[\w./#-]+$")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_LEARNT_ROWS = 20
_SEEN_SHARE = 0.02
_MAX_PATTERNS = 3


@lru_cache(maxsize=65_536)
def kind_of(text: str) -> str:
    """The kind of one text without outer blanks."""
    if not text:
        return EMPTY
    if len(text) > 40:
        return LINK if _LINK.match(text) else TEXT
    for kind, pattern in ((TIME, _TIME), (DATE, _DATE), (NUMBER, _NUMBER), (LINK, _LINK), (CODE, _CODE)):
        if pattern.match(text):
            return kind
    return TEXT


def pattern_of(text: str) -> str:
    """Letters as A, digits as 9, everything else as it is."""
    return _DIGIT.sub("9", _LETTER.sub("A", text))


@dataclass(frozen=True)
class ColumnShape:
    """What the cells of one column look like.

    Attributes:
        kinds: The kinds that are not rare.
        patterns: Their patterns, if there are but a few; else empty.
        may_be_empty: Some cells are.
        may_be_filled: Some cells are.
    """

    kinds: frozenset[str]
    patterns: frozenset[str]
    may_be_empty: bool
    may_be_filled: bool

    def fits(self, cell: str) -> bool:
        """The cell looks like the others of the column."""
        text = cell.strip()
        if not text:
            return self.may_be_empty
        if not self.may_be_filled or kind_of(text) not in self.kinds:
            return False
        return not self.patterns or pattern_of(text) in self.patterns


def learn_shapes(rows: Sequence[Sequence[str]]) -> list[ColumnShape] | None:
    """The shape of each column of equally wide rows; None from fewer than twenty rows."""
    if len(rows) < _LEARNT_ROWS:
        return None
    return [_learn_column([cell.strip() for cell in column]) for column in zip(*rows, strict=True)]


def _learn_column(cells: list[str]) -> ColumnShape:
    filled = [cell for cell in cells if cell]
    kinds = Counter(map(kind_of, filled))
    common = frozenset(kind for kind, count in kinds.items() if count >= _SEEN_SHARE * len(filled))
    patterns: frozenset[str] = frozenset()
    if common and TEXT not in common and NUMBER not in common:
        seen = {pattern_of(cell) for cell in filled if kind_of(cell) in common}
        patterns = frozenset(seen) if len(seen) <= _MAX_PATTERNS else patterns
    return ColumnShape(common, patterns, len(filled) < len(cells), bool(filled))
