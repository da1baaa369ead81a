"""The second try at an XLSX workbook, after the first reader died: openpyxl, which holds one row at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl import Workbook
from openpyxl.utils.exceptions import InvalidFileException

from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.sheet_cells import MAX_CELLS, SheetSource, cell_name, check_width, write_sheet
from kamlogic.intake.sheet_scan import Patches, scan_sheets
from kamlogic.intake.workbook_file import (
    WorkbookRequest,
    cells_file,
    check_parts,
    chosen_sheets,
    sheet_answer,
)


def read_workbook_slowly(request: WorkbookRequest, progress: Callable[[float], None]) -> dict[str, Any]:
    """The same answer as read_workbook; merged cells are not filled.

    Raises:
        CannotReadError: As read_workbook.
    """
    signed = check_parts(request, lambda share: progress(share / 10))
    # An open file, because openpyxl judges a path by its ending.
    with request.path.open("rb") as file:
        try:
            workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
        except (InvalidFileException, KeyError, ValueError, OSError):
            raise CannotReadError("damaged") from None
        return _read_sheets(workbook, request, scan_sheets(request.path, signed), progress)


def _read_sheets(
    workbook: Workbook,
    request: WorkbookRequest,
    patches: dict[str, Patches],
    progress: Callable[[float], None],
) -> dict[str, Any]:
    hidden = {entry.title: entry.sheet_state != "visible" for entry in workbook.worksheets}
    names = chosen_sheets(list(hidden), request.sheet)
    answers = []
    for index, name in enumerate(names):
        cells = workbook[name]
        cells.reset_dimensions()
        source = SheetSource(
            rows=lambda cells=cells: cells.iter_rows(values_only=True),  # type: ignore[misc]
            width=_width(cells),
            patches=patches.get(name, {}),
        )
        count = write_sheet(request.folder / cells_file(index), source)
        answers.append(sheet_answer(name, is_hidden=hidden[name], index=index, row_count=count))
        progress((index + 1) / len(names))
    return {"sheets": answers, "all_sheets": list(hidden)}


def _width(cells: Any) -> int:
    width = 0
    for row, values in enumerate(cells.iter_rows(values_only=True)):
        width = max(width, len(values))
        check_width(width, row)
        if width * (row + 1) > MAX_CELLS:
            raise CannotReadError("far_cell", cell=cell_name(row, width - 1))
    return width
