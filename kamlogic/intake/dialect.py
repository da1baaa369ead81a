"""Which delimiter splits a text file into a table?

Each candidate splits every line of a sample on its own; its score is the share of lines with the most common
width, times how many of their cells look like numbers, dates or codes. A damaged line costs its own share and can
never change the choice.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"^\"?sep=(.)\"?\s*$", re.IGNORECASE)
_TYPED = re.compile(r"^\s*$|^[^\w\s]{0,3}\s*-?\d[\d.,:/\-\s']*%?$|^[A-Z]{1,4}[-_]?\d+\w*$")
_UNTYPED_WEIGHT = 0.25


@dataclass(frozen=True)
class Dialect:
    """How a text file is split: its delimiter, the most common width, and the widest line of the sample."""

    delimiter: str
    width: int
    widest: int


def find_dialect(lines: list[str], chosen: str | None = None) -> Dialect:
    """The delimiter of a sample of physical lines; the chosen one, or the one a `sep=` line names, wins."""
    named = _SEPARATOR_LINE.match(lines[0]) if lines else None
    if chosen or named:
        delimiters: tuple[str, ...] = (chosen or (named.group(1) if named else ","),)
    else:
        delimiters = DELIMITERS
    rated = [_rate(lines, delimiter) for delimiter in delimiters]
    return max(rated, key=lambda pair: pair[0])[1]


def split_line(line: str, delimiter: str) -> list[str]:
    """The cells of one line that is a record of its own."""
    return next(csv.reader((line,), delimiter=delimiter, skipinitialspace=True), [])


def _rate(lines: list[str], delimiter: str) -> tuple[float, Dialect]:
    rows = [split_line(line, delimiter) for line in lines if line.strip()]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0, Dialect(delimiter, 1, 1)
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    cells = [cell for row in rows if len(row) == width for cell in row]
    score = count / len(rows) * (_UNTYPED_WEIGHT + _typed_share(cells))
    return score, Dialect(delimiter, width, max(widths))


def _typed_share(cells: Iterable[str]) -> float:
    filled = [cell for cell in cells if cell.strip()]
    return sum(_TYPED.match(cell) is not None for cell in filled) / max(len(filled), 1)
