"""Reads a delimited text file into raw cells, streaming, with bounded memory."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from kamlogic.intake.byte_lines import ByteLines, as_utf8, has_lone_returns
from kamlogic.intake.clean_blocks import can_be_clean, read_clean_block
from kamlogic.intake.decoding import check_encoding, find_encoding
from kamlogic.intake.dialect import Dialect, find_dialect
from kamlogic.intake.raw_cells import MAX_COLUMNS, CellWriter
from kamlogic.intake.records import MAX_CELL_CHARACTERS, MAX_LINE_CHARACTERS, read_records
from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.repairs import Mender

SAMPLE_LINES = 1_000
_SAMPLE_CHARACTERS = 2_000_000
_SMALL_BLOCK = 1 << 18
_LARGE_BLOCK = 1 << 24


def read_text_file(
    path: Path,
    folder: Path,
    *,
    encoding: str | None,
    delimiter: str | None,
    progress: Callable[[float], None],
) -> dict[str, Any]:
    """Write cells_0.arrow into the folder and say how the text was understood.

    Raises:
        CannotReadError: Too wide, too long a line, or an encoding that does not exist.
    """
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    used = check_encoding(encoding) if encoding else find_encoding(path)
    sample = _sample_lines(path, used)
    dialect = _dialect_of(sample, delimiter)
    mender = Mender(dialect, _whole_rows(sample, dialect))
    width = min(max(dialect.width, dialect.widest), MAX_COLUMNS)
    with CellWriter(folder / "cells_0.arrow", width) as writer:
        if can_be_clean(dialect) and not has_lone_returns(path, used):
            with as_utf8(path, folder, used) as file:
                _read_blocks(file, dialect, mender, writer, progress)
        else:
            size = max(path.stat().st_size, 1)
            with _open_text(path, used) as text:
                for cells, row_number, problem, line_count in read_records(text, dialect, mender):
                    if writer.add(cells, row_number, problem, line_count=line_count):
                        progress(min(text.buffer.tell() / size, 1.0))
    sheet = {"name": None, "is_hidden": False, "cells": "cells_0.arrow", "row_count": writer.row_count}
    return {"encoding": used, "delimiter": dialect.delimiter, "sheets": [sheet]}


def _read_blocks(
    file: BinaryIO, dialect: Dialect, mender: Mender, writer: CellWriter, progress: Callable[[float], None]
) -> None:
    """Clean blocks as whole columns, the others record by record; small blocks after an unclean one."""
    row_number, block_bytes, offset = 1, _SMALL_BLOCK, file.tell()
    size = file.seek(0, os.SEEK_END)
    while offset < size:
        file.seek(offset)
        block = file.read(block_bytes)
        block += file.readline(4 * MAX_LINE_CHARACTERS) if offset + len(block) < size else b""
        table = read_clean_block(block, dialect)
        if table is None:
            block_bytes = _SMALL_BLOCK
            lines = ByteLines(file, offset)
            end = offset + len(block)
            for cells, row, problem, line_count in read_records(lines, dialect, mender, first_row=row_number):
                writer.add(cells, row, problem, line_count=line_count)
                if (reached := lines.start_of(row + line_count - row_number)) >= end:
                    break
            row_number, offset = row + line_count, reached
        else:
            block_bytes = min(2 * block_bytes, _LARGE_BLOCK)
            writer.write_clean(table, row_number)
            row_number, offset = row_number + table.num_rows, offset + len(block)
        progress(offset / size)


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
