"""Reads every sheet of a workbook into raw cells.

calamine first. It dies on a workbook with one cell at the far corner (calamine issue 693), which only the process
around it survives; the parent then tries again with openpyxl, row by row. What calamine leaves out without a word
(error cells, formulas without a stored result) is found by the scans and put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from kamlogic.intake.archives import check_workbook_parts
from kamlogic.intake.binary_scan import scan_xls, scan_xlsb
from kamlogic.intake.limits import Limits
from kamlogic.intake.ods_scan import scan_ods
from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.sheet_cells import MAX_CELLS, Range, SheetSource, cell_name, check_width, write_sheet
from kamlogic.intake.sheet_scan import Patches, scan_sheets

MAX_SHEETS = 100
MAX_MERGED = 20_000
_CHECKED_SHARE = 0.2


@dataclass(frozen=True)
class WorkbookRequest:
    """A workbook to read.

    Attributes:
        path: Where it is.
        kind: xlsx, xlsb, xls or ods.
        folder: Where the cells go.
        sheet: The only sheet to read; None: all.
        unpacked_bytes: What its parts may weigh together.
        part_count: How many parts it may have.
    """

    path: Path
    kind: str
    folder: Path
    sheet: str | None = None
    unpacked_bytes: int = Limits.unpacked_bytes
    part_count: int = Limits.part_count


@dataclass(frozen=True)
class _Extras:
    """What calamine does not give, per sheet."""

    patches: dict[str, Patches]
    merged: dict[str, list[Range]]


def read_workbook(request: WorkbookRequest, progress: Callable[[float], None]) -> dict[str, Any]:
    """Write one file of cells per sheet, with calamine; row numbers are Excel's.

    Raises:
        CannotReadError: Damaged, encrypted, unsafe, or a sheet that is missing or too wide.
    """
    signed = check_parts(request, lambda share: progress(_CHECKED_SHARE * share))
    with _panics_are_damage():
        workbook = CalamineWorkbook.from_path(str(request.path))
        tables = [entry for entry in workbook.sheets_metadata if entry.typ == SheetTypeEnum.WorkSheet]
        extras = _extras(request, [entry.name for entry in workbook.sheets_metadata], signed)
        hidden = {entry.name: entry.visible != SheetVisibleEnum.Visible for entry in tables}
        names = chosen_sheets(list(hidden), request.sheet)
        answers = []
        for index, name in enumerate(names):
            source = _source(workbook.get_sheet_by_name(name), name, extras)
            count = write_sheet(request.folder / cells_file(index), source)
            answers.append(sheet_answer(name, is_hidden=hidden[name], index=index, row_count=count))
            progress(_CHECKED_SHARE + (1 - _CHECKED_SHARE) * (index + 1) / len(names))
    return {"sheets": answers, "all_sheets": list(hidden)}


def check_parts(request: WorkbookRequest, progress: Callable[[float], None]) -> frozenset[str]:
    """The parts with signs of error cells and formulas, once all parts are known to be safe.

    Raises:
        CannotReadError: They are not.
    """
    if request.kind == "xls":
        return frozenset()
    return check_workbook_parts(
        request.path,
        unpacked_bytes=request.unpacked_bytes,
        part_count=request.part_count,
        progress=progress,
    )


def chosen_sheets(names: list[str], sheet: str | None) -> list[str]:
    """The sheets to read, of all that there are.

    Raises:
        CannotReadError: The wanted one does not exist, or there are too many.
    """
    if sheet is None:
        if len(names) > MAX_SHEETS:
            raise CannotReadError("many_tables", limit=MAX_SHEETS)
        return names
    if sheet not in names:
        raise CannotReadError("no_sheet", sheet=sheet, sheets=", ".join(names))
    return [sheet]


def sheet_answer(name: str | None, *, is_hidden: bool, index: int, row_count: int) -> dict[str, Any]:
    """What the answer says of one sheet."""
    return {"name": name, "is_hidden": is_hidden, "cells": cells_file(index), "row_count": row_count}


def cells_file(index: int) -> str:
    """The name of the file with the cells of a sheet."""
    return f"cells_{index}.arrow"


def _source(sheet: CalamineSheet, name: str, extras: _Extras) -> SheetSource:
    end = sheet.end
    width = 0 if end is None else end[1] + 1  # total_width is one too few (python-calamine 0.9)
    height = 0 if end is None else end[0] + 1
    check_width(width, height - 1)
    if width * height > MAX_CELLS:
        raise CannotReadError("far_cell", cell=cell_name(height - 1, width - 1))
    given = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    merged = (given or extras.merged.get(name, []))[:MAX_MERGED]
    return SheetSource(
        rows=sheet.iter_rows,
        width=width,
        first_column=0 if sheet.start is None else sheet.start[1],
        merged=tuple(merged),
        patches=extras.patches.get(name, {}),
    )


def _extras(request: WorkbookRequest, names: list[str], signed: frozenset[str]) -> _Extras:
    match request.kind:
        case "xls":
            return _Extras(dict(zip(names, scan_xls(request.path), strict=False)), {})
        case "xlsb":
            return _Extras(scan_xlsb(request.path), {})
        case "ods":
            sheets = scan_ods(request.path)
            return _Extras(
                {sheet.name: sheet.patches for sheet in sheets},
                {sheet.name: sheet.merged for sheet in sheets},
            )
        case _:
            return _Extras(scan_sheets(request.path, signed), {})


@contextmanager
def _panics_are_damage() -> Iterator[None]:
    """A panic of the reader is no Exception, so that `except Exception` would miss it."""
    try:
        yield
    except PasswordError:
        raise CannotReadError("encrypted") from None
    except CalamineError:
        raise CannotReadError("damaged") from None
    except BaseException as failure:
        if type(failure).__name__ == "PanicException":
            raise CannotReadError("damaged") from None
        raise
