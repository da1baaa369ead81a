"""Reads a workbook of entries into cells, in the guarded child like every upload; what they mean is decided above.

A formula counts with its stored result; one without is a problem of its cell, never a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa

from kamlogic.entries.cell_values import Cell
from kamlogic.errors import UnreadableFileError
from kamlogic.intake.cell_texts import NO_VALUE
from kamlogic.intake.gate import check_file
from kamlogic.intake.kinds import WORKBOOKS
from kamlogic.intake.limits import Limits
from kamlogic.intake.raw_cells import TYPED
from kamlogic.intake.refusals import CannotReadError, unreadable
from kamlogic.intake.sandbox import read_in_child
from kamlogic.texts import _

MOST_ROWS: Final = 200_000
"""Rows of all sheets of entries together; a list sheet beside them may be as long as a sheet can be."""


@dataclass(frozen=True)
class FormulaWithoutValue:
    """A cell whose formula has no stored result."""

    text: str


@dataclass(frozen=True)
class SheetRows:
    """A sheet as it was read.

    Attributes:
        name: Its title.
        is_hidden: Whether it is.
        rows: Excel's row number and the cells, from the first column on; rows without any value are left out.
    """

    name: str
    is_hidden: bool
    rows: list[tuple[int, list[Cell | FormulaWithoutValue]]]


def read_entry_workbook(
    path: Path,
    *,
    name: str,
    limits: Limits,
    progress: Callable[[float], None] = lambda _share: None,
    is_short: Callable[[str], bool] = lambda _sheet: False,
) -> list[SheetRows]:
    """The sheets of a workbook.

    Args:
        path: Where it lies; its content is not trusted.
        name: What the user calls it.
        limits: What reading it may cost.
        progress: Told a share 0-1.
        is_short: Whether only the first row of a sheet is wanted.

    Raises:
        UnreadableFileError: It is no workbook, damaged, unsafe, protected, or too large.
    """
    with TemporaryDirectory(prefix="kunci-") as place:
        folder = Path(place)
        try:
            members = check_file(path, folder, limits, name=name).members
        except CannotReadError as refusal:
            raise unreadable(name, refusal.code, **refusal.details) from None
        if len(members) != 1 or members[0].kind not in WORKBOOKS:
            raise UnreadableFileError(
                name, _("this is no Excel workbook."), _("Fill in the template and upload that.")
            )
        request: dict[str, Any] = {
            "paths": [[member.name, str(member.path.resolve()), member.kind] for member in members],
            "folder": folder.as_posix(), "encoding": None, "delimiter": None, "sheet": None,
        }  # fmt: skip
        answer = read_in_child(request, name=name, limits=limits, progress=progress)
        return list(sheets_of(answer, folder, name, is_short))


def sheets_of(
    answer: dict[str, Any], folder: Path, name: str, is_short: Callable[[str], bool]
) -> Iterator[SheetRows]:
    """The sheets that the child wrote into a folder.

    Raises:
        UnreadableFileError: They have too many rows.
    """
    count = 0
    for sheet in answer["sheets"]:
        title = str(sheet["name"])
        rows = []
        for row in _rows(folder / sheet["cells"]):
            rows.append(row)
            count += 1
            if count > MOST_ROWS:
                raise UnreadableFileError(
                    name,
                    _("it has more than {count} rows.").format(count=f"{MOST_ROWS:,}"),
                    _("Split it into several workbooks."),
                )
            if is_short(title):
                break
        yield SheetRows(title, bool(sheet["is_hidden"]), rows)


def _rows(cells: Path) -> Iterator[tuple[int, list[Cell | FormulaWithoutValue]]]:
    with pa.ipc.open_stream(cells) as stream:
        for batch in stream:
            names = [field for field in batch.schema.names if field.startswith("c") and field[1:].isdecimal()]
            columns = [batch.column(field).cast(pa.string()).to_pylist() for field in names]
            numbers = batch.column("row_number").to_pylist()
            for number, texts in zip(numbers, zip(*columns, strict=True), strict=True):
                if any(text and text.strip() for text in texts):
                    yield number, [_cell(text) for text in texts]


def _cell(text: str | None) -> Cell | FormulaWithoutValue:
    if not text:
        return None
    if text.startswith(NO_VALUE):
        return FormulaWithoutValue(text.removeprefix(NO_VALUE))
    if not text.startswith(TYPED):
        return text
    typed = text.removeprefix(TYPED)
    return date.fromisoformat(typed[:10]) if typed.count("-") > 1 else Decimal(typed)
