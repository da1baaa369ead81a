"""Mends a record that has a wrong width or a quote problem, if exactly one way to mend it fits the columns.

Every repair that could explain the damage is tried: a stray quote, a quote that is not doubled or not closed, a
separator too many or too few, a separator inside a cell, another separator in this row. A result counts only if
each of its cells looks like its column. No result, or two that differ: the record stays as it is and is refused.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from kamlogic.intake.dialect import DELIMITERS, Dialect
from kamlogic.intake.raw_cells import (
    EXTRA_SEPARATOR,
    JOINED_CELL,
    LONG_HEADER,
    MISSING_SEPARATOR,
    OTHER_SEPARATOR,
    QUOTE_INSIDE,
    SHORT_HEADER,
    STRAY_QUOTE,
)
from kamlogic.intake.shapes import DATE, NUMBER, TIME, ColumnShape, kind_of, learn_shapes

_MAX_CHARACTERS = 20_000
_MAX_SPLIT_CHARACTERS = 400
_MAX_QUOTES = 40
_MAX_TRIES = 20_000
_VALUES = frozenset({NUMBER, DATE, TIME})

Mended = tuple[list[str], int]
"""Cells and problem."""


class Mender:
    """Mends the records of one file.

    A class because it knows the columns and counts its tries: a file of nothing but damage costs no more than a
    bounded number of them.
    """

    def __init__(self, dialect: Dialect, rows: list[list[str]]) -> None:
        self._dialect = dialect
        self._shapes: list[ColumnShape] = []
        same = [row for row in rows if len(row) == dialect.width]
        if dialect.width > 1:
            # The first of them may be the header.
            self._shapes = learn_shapes(same[1:]) or []
        self._tries = _MAX_TRIES
        mark, quote = re.escape(dialect.delimiter), re.escape(dialect.quote)
        self._stray = re.compile(rf"(?<=[^{mark}{quote}\s]){quote}(?=[^{mark}{quote}\s])")
        self._inner = re.compile(rf"(?<=[^{mark}{quote}]){quote}(?=[^{mark}{quote}])")
        self._before_rows = True

    def mend(self, line: str, cells: list[str], problem: int) -> Mended:
        """The cells and the problem of a record of one line: mended (below zero), or as they were."""
        is_wide = len(cells) == self._dialect.width
        is_plain = is_wide and not problem and self._dialect.quote not in line
        if is_plain or not cells or not self._shapes or not (problem or self._is_suspicious(line, cells)):
            self._before_rows &= not is_wide
            return cells, problem
        if self._before_rows and not is_wide and not problem and self._is_header(cells):
            return self._mend_header(cells)
        if self._tries <= 0 or len(line) > _MAX_CHARACTERS:
            return cells, problem
        self._tries -= 1
        return self._only_reading(line, cells, problem)

    def _is_suspicious(self, line: str, cells: list[str]) -> bool:
        width = self._dialect.width
        if len(cells) == width:
            return self._dialect.quote in line and self._stray.search(line) is not None
        if not any(cell.strip() for cell in cells[width:]):
            return not self._fits([*cells, *[""] * width][:width])
        return True

    def _only_reading(self, line: str, cells: list[str], problem: int) -> Mended:
        as_it_is = not problem and len(cells) == self._dialect.width
        found: list[Mended] = []
        # Readings that differ in quotes only are one; of a record that is wide enough they are no other one.
        known = [self._without_quotes(cells)] if as_it_is else []
        for mended in self._readings(line, cells, problem):
            if not self._fits(mended[0]) or (plain := self._without_quotes(mended[0])) in known:
                continue
            known.append(plain)
            found.append(mended)
            if len(found) > 1:
                break
        if as_it_is and not found:
            return cells, problem
        if len(found) == 1 and not (as_it_is and self._fits(cells)):
            return found[0]
        has_stray = self._dialect.quote in line and self._stray.search(line) is not None
        return cells, problem or (QUOTE_INSIDE if has_stray else 0)

    def _without_quotes(self, cells: list[str]) -> list[str]:
        return [cell.replace(self._dialect.quote, "") for cell in cells]

    def _readings(self, line: str, cells: list[str], problem: int) -> Iterator[Mended]:
        line = line.rstrip("\r\n")
        delimiter = self._dialect.delimiter
        if self._dialect.quote in line:
            yield from self._quote_readings(line)
        else:
            cells = line.split(delimiter)  # with the blanks behind a separator
        if not problem:
            yield from self._width_readings(cells, delimiter)
        for other in (*DELIMITERS, " "):
            if other != delimiter and other in line and (split := self._strict(line, other)):
                yield split, OTHER_SEPARATOR
                for joined, code in self._width_readings(split, other):
                    if code == JOINED_CELL:
                        yield joined, OTHER_SEPARATOR

    def _quote_readings(self, line: str) -> Iterator[Mended]:
        """One quote less, one more, or a separator beside one; and quotes inside cells taken as text."""
        quote, delimiter = self._dialect.quote, self._dialect.delimiter
        yield self._strict(self._inner.sub(quote * 2, line)), STRAY_QUOTE
        places = [place for place, sign in enumerate(line) if sign == quote]
        for place in places[:_MAX_QUOTES]:
            yield self._strict(line[:place] + line[place + 1 :]), STRAY_QUOTE
            yield self._strict(line[:place] + delimiter + line[place:]), MISSING_SEPARATOR
            yield self._strict(line[: place + 1] + delimiter + line[place + 1 :]), MISSING_SEPARATOR
        edges = [place for place, sign in enumerate(line) if sign == delimiter]
        for place in [*edges[: 2 * _MAX_QUOTES], len(line)]:
            yield self._strict(line[:place] + quote + line[place:]), STRAY_QUOTE

    def _width_readings(self, cells: list[str], delimiter: str) -> Iterator[Mended]:
        surplus = len(cells) - self._dialect.width
        if surplus == 1:
            for place, cell in enumerate(cells):
                if not cell.strip():
                    yield cells[:place] + cells[place + 1 :], EXTRA_SEPARATOR
        if surplus > 0:
            for place in range(self._dialect.width):
                run = cells[place : place + surplus + 1]
                if run[0].strip() and run[-1].strip():
                    joined = delimiter.join(run)
                    yield [*cells[:place], joined, *cells[place + surplus + 1 :]], JOINED_CELL
        if surplus == -1:
            yield from self._splits(cells)

    def _splits(self, cells: list[str]) -> Iterator[Mended]:
        """Each cell cut in two at each place, where all the other cells fit."""
        shapes = self._shapes
        for place, cell in enumerate(cells):
            before = all(map(ColumnShape.fits, shapes, cells[:place]))
            if not before:
                return
            if all(map(ColumnShape.fits, shapes[place + 2 :], cells[place + 1 :])):
                for cut in range(min(len(cell), _MAX_SPLIT_CHARACTERS) + 1):
                    yield [*cells[:place], cell[:cut], cell[cut:], *cells[place + 1 :]], MISSING_SEPARATOR

    def _strict(self, line: str, delimiter: str | None = None) -> list[str]:
        """The cells of a line that is well quoted; none otherwise."""
        reader = csv.reader(
            (line,),
            delimiter=delimiter or self._dialect.delimiter,
            quotechar=self._dialect.quote,
            escapechar=self._dialect.escape,
            skipinitialspace=True,
            strict=True,
        )
        try:
            return next(reader, [])
        except csv.Error:
            return []

    def _fits(self, cells: list[str]) -> bool:
        return len(cells) == self._dialect.width and all(map(ColumnShape.fits, self._shapes, cells))

    def _is_header(self, cells: list[str]) -> bool:
        """Words only, and hardly a cell that fits: names, and not a damaged row."""
        filled = [cell.strip() for cell in cells if cell.strip()]
        is_words = len(filled) > 1 and not any(kind_of(cell) in _VALUES for cell in filled)
        return is_words and len(filled) >= len(self._shapes) - 1 and len(set(filled)) == len(filled)

    def _mend_header(self, cells: list[str]) -> Mended:
        """A header with one empty name too many loses it; any other width is only reported."""
        width = self._dialect.width
        empty = [place for place, cell in enumerate(cells) if not cell.strip()]
        if len(cells) == width + 1 and len(empty) == 1:
            return cells[: empty[0]] + cells[empty[0] + 1 :], LONG_HEADER
        return cells, SHORT_HEADER if len(cells) == width - 1 else 0
