"""Which delimiter splits a text file into a table, and which signs quote and escape?

Each candidate splits every line of a sample on its own; its score is the share of lines with the most common
width, times how many of their cells look like numbers, dates or codes. A damaged line costs its own share and can
never change the choice.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

DELIMITERS = (",", ";", "\t", "|")
_RARE_DELIMITERS = ("^", "~", "#", ":", " ")
_RARE_WEIGHT = 0.3
_FIXED_SHARE = 0.9
_SEPARATOR_LINE = re.compile(r"^\ufeff?\"?sep=(.)\"?\s*$", re.IGNORECASE)
_TYPED = re.compile(
    r"^\s*$"
    r"|^(?:[A-Za-z]{1,3}\.?\s|Rp\.?|[^\w\s]{0,3})\s*-?\d[\d.,:/\-\s']*[%)]?\s?(?:[A-Z]{2,3}|[€$£₽])?$"
    r"|^[A-Z]{1,4}[-_]?\d+\w*$"
)
_UNTYPED_WEIGHT = 0.25
_QUOTED_SHARE = 0.5


@dataclass(frozen=True)
class Dialect:
    """How a text file is split: its delimiter, the most common width, and the widest line of the sample.

    A blank as delimiter stands for any run of blanks, as in tables of fixed columns.
    """

    delimiter: str
    width: int
    widest: int
    quote: str = '"'
    escape: str | None = None


def find_dialect(lines: list[str], chosen: str | None = None) -> Dialect:
    """The delimiter of a sample of physical lines; the chosen one, or the one a `sep=` line names, wins."""
    named = _SEPARATOR_LINE.match(lines[0]) if lines else None
    if chosen or named:
        fixed = chosen or (named.group(1) if named else ",")
        score, dialect = _rate(lines, Dialect(fixed, 1, 1))
    else:
        rated = [_rate(lines, Dialect(delimiter, 1, 1)) for delimiter in DELIMITERS]
        score, dialect = max(rated, key=lambda pair: pair[0])
        for delimiter in _RARE_DELIMITERS:
            rare_score, rare = _rate(lines, Dialect(delimiter, 1, 1))
            if rare_score * _RARE_WEIGHT > score and (delimiter != " " or _is_fixed(lines, rare)):
                score, dialect = rare_score * _RARE_WEIGHT, rare
    return _with_quotes(lines, dialect, score)


def split_line(line: str, dialect: Dialect) -> list[str]:
    """The cells of one line that is a record of its own."""
    if dialect.delimiter == " ":
        line = line.strip(" \n")
    return next(_reader((line,), dialect, strict=False), [])


def strict_reader(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    """A reader that raises csv.Error where the quotes are wrong."""
    return _reader(lines, dialect, strict=True)


def _reader(lines: Iterable[str], dialect: Dialect, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        skipinitialspace=True,
        strict=strict,
    )


def _rate(lines: list[str], dialect: Dialect) -> tuple[float, Dialect]:
    rows = [split_line(line, dialect) for line in lines if line.strip()]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0, dialect
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    cells = [cell for row in rows if len(row) == width for cell in row]
    score = count / len(rows) * (_UNTYPED_WEIGHT + _typed_share(cells))
    return score, replace(dialect, width=width, widest=max(widths))


def _typed_share(cells: Iterable[str]) -> float:
    filled = [cell for cell in cells if cell.strip()]
    return sum(_TYPED.match(cell) is not None for cell in filled) / max(len(filled), 1)


def _is_fixed(lines: list[str], dialect: Dialect) -> bool:
    """Blanks separate cells only where nearly every line has the same number of mostly typed cells."""
    rows = [split_line(line, dialect) for line in lines if line.strip()]
    same = [row for row in rows if len(row) == dialect.width]
    typed = _typed_share(cell for row in same for cell in row)
    return dialect.width > 2 and len(same) >= _FIXED_SHARE * len(rows) and typed >= _FIXED_SHARE


def _with_quotes(lines: list[str], dialect: Dialect, score: float) -> Dialect:
    """Single quotes where most lines have cells within them, backslashes where they save lines."""
    sample = [line for line in lines if line.strip()]
    mark = re.escape(dialect.delimiter)
    single = re.compile(rf"(?:^|{mark})'[^']*'(?=\s*(?:{mark}|$))")
    if sum(single.search(line) is not None for line in sample) >= max(_QUOTED_SHARE * len(sample), 2):
        other_score, other = _rate(lines, replace(dialect, quote="'"))
        if other_score >= score:
            dialect = other
    if any("\\" + dialect.quote in line for line in sample):
        escaped = replace(dialect, escape="\\")
        if _whole_lines(sample, escaped) > _whole_lines(sample, dialect):
            dialect = _rate(lines, escaped)[1]
    return dialect


def _whole_lines(lines: list[str], dialect: Dialect) -> int:
    """Lines that are well quoted and as wide as most."""
    count = 0
    for line in lines:
        try:
            count += len(next(strict_reader((line,), dialect), [])) == dialect.width
        except csv.Error:
            continue
    return count
