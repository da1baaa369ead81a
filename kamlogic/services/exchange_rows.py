"""The rows of an uploaded workbook: which sheet is which kind of entry, which column which field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from kamlogic.entries.cell_values import Cell, plain
from kamlogic.entries.entry import Entry
from kamlogic.entries.sheet_layout import (
    FIRST_ROW,
    ID,
    LISTS,
    MAGIC,
    OWN_COLUMNS,
    VERSION,
    SheetColumn,
    column_label,
    column_of_mark,
    exchanged_kinds,
    sheet_name,
)
from kamlogic.intake.entry_workbook import FormulaWithoutValue, SheetRows
from kamlogic.texts import _

_HEADER_ROWS: Final = 10


@dataclass(frozen=True)
class RawRow:
    """A row of a sheet of entries.

    Attributes:
        sheet: Its title.
        row_number: As Excel counts.
        cells: Field → cell; a field whose column is missing is absent.
        problems: Field → what is wrong with its cell.
        number: Of the entry; None for a new one.
        version: None where the row says none.
    """

    sheet: str
    row_number: int
    cells: dict[str, Cell]
    problems: dict[str, str] = field(default_factory=dict)
    number: int | None = None
    version: int | None = None


@dataclass(frozen=True)
class RawWorkbook:
    """What an uploaded workbook holds.

    Attributes:
        mark: Whose entries it says they are; empty where it does not say.
        rows: Kind → its rows.
        not_read: Titles of the sheets that are of no kind.
        columns_not_read: Sheet and heading of the filled columns that are of no field, e.g. "Contacts: Birthday".
    """

    mark: str
    rows: dict[str, list[RawRow]]
    not_read: list[str]
    columns_not_read: list[str]


def raw_workbook(sheets: Iterable[SheetRows]) -> RawWorkbook:
    """Sort the rows of a workbook by kind."""
    mark, rows, not_read, columns_not_read = "", dict[str, list[RawRow]](), list[str](), list[str]()
    for sheet in sheets:
        if sheet.name == LISTS:
            mark = mark or _mark(sheet)
            continue
        entry_type, columns, first = _layout(sheet)
        if entry_type is None:
            not_read += [sheet.name] if sheet.rows and sheet.name != _("How to") else []
            continue
        found = [
            _raw_row(sheet.name, number, cells, columns) for number, cells in sheet.rows if number >= first
        ]
        rows.setdefault(entry_type.kind, []).extend(found)
        columns_not_read += [
            f"{sheet.name}: {heading}" for heading in _headings_not_read(sheet, columns, first)
        ]
    return RawWorkbook(mark, rows, not_read, columns_not_read)


def _headings_not_read(sheet: SheetRows, columns: dict[int, SheetColumn], first: int) -> list[str]:
    """Of the columns in which rows hold something and which are of no field; the number of one without a heading."""
    filled = {
        place
        for number, cells in sheet.rows
        if number >= first
        for place, cell in enumerate(cells)
        if place not in columns and (isinstance(cell, FormulaWithoutValue) or _text(cell))
    }
    heads = [cells for number, cells in sheet.rows if number < first]
    said = {place: [_text(cells[place]) for cells in heads if place < len(cells)] for place in filled}
    return [
        next((text for text in reversed(said[place]) if text), f"#{place + 1}") for place in sorted(filled)
    ]


def _mark(sheet: SheetRows) -> str:
    cells = [_text(cell) for cell in sheet.rows[0][1]] if sheet.rows else []
    return cells[1] if cells[:1] == [MAGIC] and len(cells) > 1 else ""


def _layout(sheet: SheetRows) -> tuple[type[Entry] | None, dict[int, SheetColumn], int]:
    """The kind, the columns by place, and the number of the first row of entries."""
    for number, cells in sheet.rows[:_HEADER_ROWS]:
        kind, dot, first = _text(cells[0]).partition(".") if cells else ("", "", "")
        entry_type = _by_kind().get(kind) if dot and first == ID else None
        if entry_type is not None:
            named = [column_of_mark(mark) for mark in [first, *(_text(cell) for cell in cells[1:])]]
            known = {ID, VERSION, *entry_type.model_fields}
            columns = {place: column for place, column in enumerate(named) if column.name in known}
            return entry_type, columns, number + FIRST_ROW
    return _labelled(sheet)


def _labelled(sheet: SheetRows) -> tuple[type[Entry] | None, dict[int, SheetColumn], int]:
    """A sheet that a person made: known by its title, its columns by their labels."""
    title = sheet.name.strip().casefold()
    for entry_type in exchanged_kinds():
        if title not in {entry_type.kind, sheet_name(entry_type).casefold()}:
            continue
        names = [*OWN_COLUMNS, *entry_type.model_fields]
        labels = {column_label(entry_type, SheetColumn(name)).casefold(): name for name in names}
        for number, cells in sheet.rows[:_HEADER_ROWS]:
            texts = [_text(cell).removesuffix("*").strip().casefold() for cell in cells]
            columns = {place: SheetColumn(labels[text]) for place, text in enumerate(texts) if text in labels}
            if len(columns) > 1:
                return entry_type, columns, number + 1
    return None, {}, 0


def _by_kind() -> dict[str, type[Entry]]:
    return {entry_type.kind: entry_type for entry_type in exchanged_kinds()}


def _raw_row(
    sheet: str, number: int, cells: Sequence[Cell | FormulaWithoutValue], columns: dict[int, SheetColumn]
) -> RawRow:
    found: dict[str, Cell] = {}
    problems: dict[str, str] = {}
    for place, column in columns.items():
        cell = cells[place] if place < len(cells) else None
        if isinstance(cell, FormulaWithoutValue):
            problems[column.name] = _("A formula without a stored result: enter the value.")
            cell = None
        if column.part > 1 and found.get(column.name) is not None:
            cell = "\n".join(plain(one) for one in (found[column.name], cell) if one is not None)
        found[column.name] = cell
    own: dict[str, Any] = {}
    for name in (ID, VERSION):
        cell = found.pop(name, None)
        own[name] = _whole(cell)
        if own[name] is None and _text(cell):
            problems[name] = _("A whole number is needed; empty in a new row.")
    return RawRow(sheet, number, found, problems, own[ID], own[VERSION])


def _whole(cell: Cell) -> int | None:
    text = _text(cell).strip()
    if isinstance(cell, Decimal) and cell == int(cell):
        return int(cell)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _text(cell: Cell | FormulaWithoutValue) -> str:
    return "" if isinstance(cell, FormulaWithoutValue) else plain(cell)
