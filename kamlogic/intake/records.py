"""Text lines become records, each with the physical row it starts on.

A stray quote makes a CSV reader swallow the lines that follow it. Here a record of several lines is believed
only if none of the later lines is a whole record by itself and its width fits; otherwise its first line alone is
given back as damaged and reading goes on with the next line, so that one bad row costs one row.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import Protocol

from kamlogic.intake.dialect import Dialect, split_line, strict_reader
from kamlogic.intake.raw_cells import QUOTE_INSIDE, TYPED, UNCLOSED_QUOTE, WRONG_BYTES
from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.repairs import Mender

MAX_LINE_CHARACTERS = 1_000_000
MAX_RECORD_LINES = 200
MAX_CELL_CHARACTERS = 2 * MAX_LINE_CHARACTERS + 2
"""A record ends with the line that crosses a million characters: no cell is longer."""

LOST_LETTER = "\ufffd"
"""Stands where the file has bytes that its encoding does not have."""

Record = tuple[list[str], int, int, int]
"""Cells, row number, problem (0: none), physical lines."""


class Lines(Protocol):
    """A text file, or whatever gives its lines."""

    def readline(self, limit: int, /) -> str:
        """The next line with its end, cut at so many characters; nothing at the end of the file."""


class PhysicalLines:
    """The lines of a file, which can be put back, and those of the record being read."""

    def __init__(self, file: Lines, *, is_fixed: bool = False, first_row: int = 1) -> None:
        self._file = file
        self._is_fixed = is_fixed
        self._waiting: deque[str] = deque()
        self.record: list[str] = []
        self.ran_out = False
        self._characters = 0
        self.row_number = first_row

    def __iter__(self) -> Iterator[str]:
        """One pass over the file."""
        return self

    def __next__(self) -> str:
        """The next line; none once a record has become too long to be one."""
        if len(self.record) >= MAX_RECORD_LINES or self._characters > MAX_LINE_CHARACTERS:
            self.ran_out = True
            raise StopIteration
        line = self._waiting.popleft() if self._waiting else self._file.readline(MAX_LINE_CHARACTERS + 1)
        if not line:
            self.ran_out = True
            raise StopIteration
        if len(line) > MAX_LINE_CHARACTERS:
            raise CannotReadError("long_line", row=self.row_number + len(self.record))
        if TYPED in line:
            line = line.replace(TYPED, "")
        if self._is_fixed:
            line = line.strip(" \n")
        self.record.append(line)
        self._characters += len(line)
        return line

    def next_record(self) -> None:
        """The record is done: forget its lines."""
        self.row_number += len(self.record)
        self.record.clear()
        self._characters = 0
        self.ran_out = False

    def put_back_all_but_the_first(self) -> str:
        """Return to the line after the first one of the record, and give that first line."""
        self._waiting.extendleft(reversed(self.record[1:]))
        first = self.record[0]
        del self.record[1:]
        return first


def read_records(
    file: Lines, dialect: Dialect, mender: Mender | None = None, *, first_row: int = 1
) -> Iterator[Record]:
    """Every record, blank ones as an empty list; damaged ones of a single line go through the mender."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    lines = PhysicalLines(file, is_fixed=dialect.delimiter == " ", first_row=first_row)
    while True:
        try:
            for cells in strict_reader(lines, dialect):
                problem = 0
                if len(lines.record) > 1:
                    if _swallowed(cells, lines.record, dialect):
                        break
                elif mender is not None:
                    cells, problem = mender.mend(lines.record[0], cells, 0)  # noqa: PLW2901 - the same record
                if not problem and any(LOST_LETTER in line for line in lines.record):
                    problem = WRONG_BYTES
                yield cells, lines.row_number, problem, len(lines.record)
                lines.next_record()
            else:
                return
        except csv.Error:
            pass  # an open quote or text behind a closed one; the first line alone is to blame
        problem = UNCLOSED_QUOTE if lines.ran_out or len(lines.record) > 1 else QUOTE_INSIDE
        first = lines.put_back_all_but_the_first()
        mended = _without_blanks_behind_quotes(first, dialect) if problem == QUOTE_INSIDE else None
        if mended is None:
            cells = [cell.strip() for cell in first.rstrip("\n").split(dialect.delimiter)]
            if mender is not None:
                cells, problem = mender.mend(first, cells, problem)
            yield cells, lines.row_number, problem, 1
        else:
            yield mended, lines.row_number, 0, 1
        lines.next_record()


def _without_blanks_behind_quotes(line: str, dialect: Dialect) -> list[str] | None:
    """The cells of a line like `"a" ,"b"`, which is no fault but bad manners; None if that is not all."""
    quote = dialect.quote
    tidy = re.sub(rf"{quote}[ \t]+(?={re.escape(dialect.delimiter)}|$)", quote, line.rstrip("\n"))
    try:
        return next(strict_reader((tidy,), dialect), [])
    except csv.Error:
        return None


def _swallowed(cells: list[str], record: list[str], dialect: Dialect) -> bool:
    if len(cells) != dialect.width:
        return True
    return dialect.width > 1 and any(_is_whole(line, dialect) for line in record[1:])


def _is_whole(line: str, dialect: Dialect) -> bool:
    return line.count(dialect.quote) % 2 == 0 and len(split_line(line, dialect)) == dialect.width
