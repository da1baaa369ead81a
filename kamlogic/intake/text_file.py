"""Reads a delimited text file into raw cells, streaming, with bounded memory."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from kamlogic.intake.decoding import check_encoding, find_encoding
from kamlogic.intake.dialect import Dialect, find_dialect
from kamlogic.intake.raw_cells import MAX_COLUMNS, CellWriter
from kamlogic.intake.records import MAX_CELL_CHARACTERS, MAX_LINE_CHARACTERS, read_records
from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.repairs import Mender

SAMPLE_LINES = 1_000
_SAMPLE_CHARACTERS = 2_000_000


def read_text_file(
    path: Path,
    folder: Path,
    *,
    encoding: str | None,
    delimiter: str | None,
    progress: Callable[[float], None],
) -> dict[str, Any]:
    """Write cells_0.parquet into the folder and say how the text was understood.

    Raises:
        CannotReadError: Too wide, too long a line, or an encoding that does not exist.
    """
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    used = check_encoding(encoding) if encoding else find_encoding(path)
    sample = _sample_lines(path, used)
    dialect = _dialect_of(sample, delimiter)
    mender = Mender(dialect, _whole_rows(sample, dialect))
    size = max(path.stat().st_size, 1)
    width = min(max(dialect.width, dialect.widest), MAX_COLUMNS)
    with _open_text(path, used) as text, CellWriter(folder / "cells_0.parquet", width) as writer:
        for cells, row_number, problem, line_count in read_records(text, dialect, mender):
            if writer.add(cells, row_number, problem, line_count=line_count):
                progress(min(text.buffer.tell() / size, 1.0))
    sheet = {"name": None, "is_hidden": False, "cells": "cells_0.parquet", "row_count": writer.row_count}
    return {"encoding": used, "delimiter": dialect.delimiter, "sheets": [sheet]}


def _open_text(path: Path, encoding: str) -> TextIO:
    # A byte that the encoding lacks becomes the replacement sign instead of ending the import.
    return path.open(encoding=encoding, errors="replace", newline=None)


def _sample_lines(path: Path, encoding: str) -> list[str]:
    lines: list[str] = []
    characters = 0
    with _open_text(path, encoding) as text:
        for line in islice(iter(lambda: text.readline(MAX_LINE_CHARACTERS + 1), ""), SAMPLE_LINES):
            if len(line) > MAX_LINE_CHARACTERS:
                raise CannotReadError("long_line", row=len(lines) + 1)
            lines.append(line)
            characters += len(line)
            if characters > _SAMPLE_CHARACTERS:
                break
    return lines


def _dialect_of(lines: list[str], delimiter: str | None) -> Dialect:
    dialect = find_dialect(lines, delimiter)
    if dialect.width > MAX_COLUMNS:
        raise CannotReadError("too_wide", row=1, columns=dialect.width, limit=MAX_COLUMNS)
    return dialect


def _whole_rows(lines: list[str], dialect: Dialect) -> list[list[str]]:
    """The records of the sample that nothing is wrong with, to learn from."""
    return [
        cells
        for cells, _row, problem, _lines in read_records(StringIO("".join(lines)), dialect)
        if not problem
    ]
