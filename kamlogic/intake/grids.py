"""Whole tables held as rows of texts, from files that are marked up: web pages and XML spreadsheets."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kamlogic.intake.sheet_cells import Range, SheetSource, write_sheet
from kamlogic.intake.workbook_file import cells_file, sheet_answer


@dataclass
class Grid:
    """One table.

    Attributes:
        name: Of the sheet, or the table's number on the page.
        is_hidden: The sheet is not shown.
        rows: Texts, typed ones with their mark; rows may differ in length.
        merged: The merged ranges.
    """

    name: str
    is_hidden: bool = False
    rows: list[list[str]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)


def write_grids(grids: list[Grid], folder: Path) -> dict[str, Any]:
    """Write one file of cells per table, and answer as for a workbook.

    Raises:
        CannotReadError: A cell lies too far right.
    """
    answers = []
    for index, grid in enumerate(grids):
        last = len(grid.rows) - 1
        merged = tuple((top, left, min(bottom, last), right) for top, left, bottom, right in grid.merged)
        source = SheetSource(
            rows=lambda grid=grid: grid.rows,  # type: ignore[misc]
            width=max((len(row) for row in grid.rows), default=0),
            merged=merged,
            are_texts=True,
        )
        count = write_sheet(folder / cells_file(index), source)
        answers.append(sheet_answer(grid.name, is_hidden=grid.is_hidden, index=index, row_count=count))
    return {"sheets": answers, "all_sheets": [grid.name for grid in grids]}
