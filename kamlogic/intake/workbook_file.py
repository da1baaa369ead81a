"""Reads every sheet of a workbook into raw cells.

calamine first. It dies on a workbook with one cell at the far corner (calamine issue 693), which only the process
around it survives; the parent then tries again with openpyxl, row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from kamlogic.intake.cell_texts import cell_text
from kamlogic.intake.raw_cells import MAX_COLUMNS, CellWriter
from kamlogic.intake.refusals import CannotReadError

MAX_SHEETS = 100


def read_workbook(
    path: Path, folder: Path, *, sheet: str | None, progress: Callable[[float], None]
) -> dict[str, Any]:
    """Write one file of cells per sheet, with calamine; row numbers are Excel's."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise CannotReadError("old_excel") from None
    except CalamineError:
        raise CannotReadError("damaged") from None
    tables = [entry for entry in workbook.sheets_metadata if entry.typ == SheetTypeEnum.WorkSheet]
    hidden = {entry.name: entry.visible != SheetVisibleEnum.Visible for entry in tables}
    names = _chosen(list(hidden), sheet)
    answers = []
    for index, name in enumerate(names):
        cells = workbook.get_sheet_by_name(name)
        width = (
            0 if cells.end is None else cells.end[1] + 1
        )  # total_width is one too few (python-calamine 0.9)
        _check_width(width, cells.end)
        count = _write_sheet(folder / _cells_file(index), width, cells.iter_rows())
        answers.append(_sheet(name, is_hidden=hidden[name], index=index, row_count=count))
        progress((index + 1) / len(names))
    return {"sheets": answers, "all_sheets": list(hidden)}


def read_workbook_slowly(
    path: Path, folder: Path, *, sheet: str | None, progress: Callable[[float], None]
) -> dict[str, Any]:
    """The same with openpyxl, which holds one row at a time; the second try after calamine died."""
    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, OSError):
        raise CannotReadError("damaged") from None
    hidden = {entry.title: entry.sheet_state != "visible" for entry in workbook.worksheets}
    names = _chosen(list(hidden), sheet)
    answers = []
    for index, name in enumerate(names):
        cells = workbook[name]
        cells.reset_dimensions()
        width = _slow_width(cells)
        rows = cells.iter_rows(values_only=True)
        count = _write_sheet(folder / _cells_file(index), width, rows)
        answers.append(_sheet(name, is_hidden=hidden[name], index=index, row_count=count))
        progress((index + 1) / len(names))
    return {"sheets": answers, "all_sheets": list(hidden)}


def _slow_width(cells: Any) -> int:
    width = 0
    for number, row in enumerate(cells.iter_rows(values_only=True), start=1):
        width = max(width, len(row))
        _check_width(width, (number - 1, len(row) - 1))
    return width


def _chosen(names: list[str], sheet: str | None) -> list[str]:
    if sheet is None:
        return names[:MAX_SHEETS]
    if sheet not in names:
        raise CannotReadError("no_sheet", sheet=sheet, sheets=", ".join(names))
    return [sheet]


def _check_width(width: int, end: tuple[int, int] | None) -> None:
    if width > MAX_COLUMNS and end is not None:
        raise CannotReadError("far_cell", cell=f"{get_column_letter(min(end[1] + 1, 18278))}{end[0] + 1}")


def _write_sheet(target: Path, width: int, rows: Iterable[Iterable[Any]]) -> int:
    """The number of rows written."""
    with CellWriter(target, width) as writer:
        for number, row in enumerate(rows, start=1):
            writer.add([cell_text(value) for value in row], number)
    return writer.row_count


def _sheet(name: str, *, is_hidden: bool, index: int, row_count: int) -> dict[str, Any]:
    return {"name": name, "is_hidden": is_hidden, "cells": _cells_file(index), "row_count": row_count}


def _cells_file(index: int) -> str:
    return f"cells_{index}.parquet"
