"""Entries become one workbook to fill in: a sheet per kind with drop-downs, as entries/sheet_layout says.

Every text is written as a text, in cells of the format for text, so that no spreadsheet runs it as a formula, and
none turns a telephone number into a number (TRUST § 2, formula injection).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from kamlogic.entries.cell_values import FLAGS, Written, written
from kamlogic.entries.entry import EARLIEST, LATEST, Entry, FieldShape
from kamlogic.entries.sheet_layout import (
    CELL_LENGTH,
    FIRST_ROW,
    ID,
    LISTS,
    MAGIC,
    OWN_COLUMNS,
    PREPARED_ROWS,
    REFERENCES,
    SEVERAL,
    VERSION,
    SheetColumn,
    column_label,
    marks,
    shape_within,
    sheet_name,
)
from kamlogic.texts import N_, _

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTHS: Final = {
    "text": 36,
    "line": 24,
    "person": 24,
    "client": 30,
    "clients": 30,
    "entry": 24,
    "entries": 24,
    "choices": 24,
}
_FORMATS: Final = {"day": "yyyy-mm-dd", "money": "#,##0.00##", "number": "General", "count": "0"}
_GREY, _HEAD = "#6B7280", "#E8EEF5"
_HELP_HEIGHT = 48
_HOW_TO: Final = (
    N_("One sheet a kind of entry. Row 2 names the columns, row 3 says what they mean; a * marks what is needed."),
    N_("A row with a number is an entry that is there: change its cells and leave its number and version."),
    N_("A row without a number is new. Taking a row out removes nothing."),
    N_("Clients: choose from the list, or type the code. People and other entries: choose, or type the name."),
    N_("Several in one cell: one a line (Alt+Enter). Days: 2026-03-31. Columns in grey are filled by the program."),
    N_("Upload the file on the page “Dossiers in and out”: it shows what would change before anything is written."),
)  # fmt: skip


@dataclass(frozen=True)
class EntrySheet:
    """The entries of one kind.

    Attributes:
        entry_type: The kind.
        rows: Number, version and entry.
    """

    entry_type: type[Entry]
    rows: Sequence[tuple[int, int, Entry]]


@dataclass(frozen=True)
class Names:
    """What cells call clients and entries.

    Attributes:
        of: "client", "person" (whom fields for our people offer) or a kind → number → text.
    """

    of: Mapping[str, Mapping[int, str]]

    def name_of(self, kind: str, number: int) -> str:
        """The text for one; its number where it has none."""
        return self.of.get(kind, {}).get(number) or f"#{number}"


def entry_workbook(
    sheets: Sequence[EntrySheet], names: Names, *, mark: str, with_automatic: bool = True
) -> bytes:
    """The workbook.

    Args:
        sheets: In order.
        names: For references and their drop-downs.
        mark: Whose entries these are, to know them again.
        with_automatic: Whether to write the fields that the program fills, too.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        _write_how_to(book)
        places = [book.add_worksheet(sheet_name(sheet.entry_type)) for sheet in sheets]
        lists = _Lists(book, names, mark)
        for sheet, place in zip(sheets, places, strict=True):
            _SheetWriter(book, place, sheet, names, lists, with_automatic=with_automatic).write()
    return buffer.getvalue()


def _write_how_to(book: Any) -> None:
    sheet = book.add_worksheet(_("How to"))
    sheet.set_column(0, 0, 120)
    for row, text in enumerate(_HOW_TO):
        sheet.write_string(row, 0, _(text), book.add_format({"text_wrap": True, "valign": "top"}))


class _Lists:
    """The hidden sheet with what drop-downs offer, each list once."""

    def __init__(self, book: Any, names: Names, mark: str) -> None:
        self._sheet, self._names = book.add_worksheet(LISTS), names
        self._sheet.hide()
        self._sheet.write_string(0, 0, MAGIC)
        self._sheet.write_string(0, 1, mark)
        self._ranges: dict[tuple[str, ...], str] = {}

    def source(self, shape: FieldShape) -> str:
        """The range of what a field offers; empty where it offers nothing."""
        if shape.kind in REFERENCES | {"person"}:
            kind = "client" if shape.kind in {"client", "clients"} else shape.of_kind or shape.kind
            return self._range((kind,), self._names.of.get(kind, {}).values())
        labels = FLAGS if shape.kind == "flag" else shape.options
        return self._range(tuple(labels.values()), map(_, labels.values()))

    def _range(self, key: tuple[str, ...], texts: Iterable[str]) -> str:
        if key not in self._ranges:
            place, count = len(self._ranges) + 2, 0
            for count, text in enumerate(texts, 1):
                self._sheet.write_string(count - 1, place, text)
            column = xl_col_to_name(place, col_abs=True)
            self._ranges[key] = f"={LISTS}!{column}$1:{column}${count}" if count else ""
        return self._ranges[key]


class _SheetWriter:
    """One sheet of entries."""

    def __init__(
        self, book: Any, sheet: Worksheet, entries: EntrySheet, names: Names, lists: _Lists,
        *, with_automatic: bool,
    ) -> None:  # fmt: skip
        self._sheet, self._type, self._rows = sheet, entries.entry_type, entries.rows
        self._names, self._lists, self._book = names, lists, book
        self._shapes = {
            shape.name: shape for shape in self._type.shapes() if with_automatic or not shape.is_automatic
        }
        self._formats: dict[tuple[str, bool], Any] = {}

    def write(self) -> None:
        """Headers, entries and drop-downs."""
        cells = [self._cells(number, version, entry) for number, version, entry in self._rows]
        lengths = {
            name: max([1, *(len(row[name]) for row in cells)]) for name in [*OWN_COLUMNS, *self._shapes]
        }
        columns = [SheetColumn(name, part) for name, most in lengths.items() for part in range(1, most + 1)]
        self._write_heads(columns)
        for row, texts in enumerate(cells, start=FIRST_ROW):
            for place, column in enumerate(columns):
                if column.part <= len(texts[column.name]):
                    self._write(row, place, texts[column.name][column.part - 1], self._format(column.name))
        self._offer(columns, FIRST_ROW + len(cells) + PREPARED_ROWS - 1)

    def _cells(self, number: int, version: int, entry: Entry) -> dict[str, list[Written]]:
        """The cells of an entry by field, a long list in several."""
        found: dict[str, list[Written]] = {ID: [number], VERSION: [version]}
        subject = getattr(entry, "subject", "")
        for name, shape in self._shapes.items():
            meant = shape_within(shape, self._type, subject)
            cell = written(meant, getattr(entry, name), self._names.name_of)
            is_list = shape.kind in SEVERAL and isinstance(cell, str)
            found[name] = list(_pieces(str(cell))) if is_list else [cell]
        return found

    def _write_heads(self, columns: Sequence[SheetColumn]) -> None:
        sheet = self._sheet
        head = self._book.add_format({"bold": True, "bg_color": _HEAD, "bottom": 1})
        remark = self._book.add_format(
            {"italic": True, "font_color": _GREY, "font_size": 9, "text_wrap": True, "valign": "top"}
        )
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_row(2, _HELP_HEIGHT)
        sheet.freeze_panes(FIRST_ROW, 2)
        for place, (column, mark) in enumerate(zip(columns, marks(self._type, columns), strict=True)):
            shape = self._shapes.get(column.name)
            needed = " *" if shape is not None and shape.is_required else ""
            sheet.write_string(0, place, mark)
            sheet.write_string(1, place, column_label(self._type, column) + needed, head)
            sheet.write_string(2, place, _(shape.meaning if shape else OWN_COLUMNS[column.name][1]), remark)
            width = _WIDTHS.get(shape.kind, 16) if shape else 9
            sheet.set_column(place, place, width, self._format(column.name))
        sheet.autofilter(1, 0, FIRST_ROW + len(self._rows) + PREPARED_ROWS - 1, len(columns) - 1)

    def _format(self, name: str) -> Any:
        """Grey for what people do not fill in; text everywhere but for numbers and days."""
        shape = self._shapes.get(name)
        is_grey = shape is None or shape.is_automatic
        number_format = _FORMATS.get(shape.kind, "@") if shape else "0"
        key = (number_format, is_grey)
        if key not in self._formats:
            colour = {"font_color": _GREY} if is_grey else {}
            self._formats[key] = self._book.add_format(
                {"num_format": number_format, "valign": "top", **colour}
            )
        return self._formats[key]

    def _write(self, row: int, place: int, value: Written, cell_format: Any) -> None:
        if isinstance(value, date):
            self._sheet.write_datetime(row, place, datetime.combine(value, time()), cell_format)
        elif isinstance(value, (int, float)):
            self._sheet.write_number(row, place, value, cell_format)
        elif value is not None:
            self._sheet.write_string(row, place, value, cell_format)

    def _offer(self, columns: Sequence[SheetColumn], last_row: int) -> None:
        """The drop-downs; what is not in a list of names may be typed, for the import looks it up."""
        for place, column in enumerate(columns):
            shape = self._shapes.get(column.name)
            rule = self._rule(shape) if shape is not None else None
            if rule is not None:
                self._sheet.data_validation(FIRST_ROW, place, last_row, place, rule)

    def _rule(self, shape: FieldShape) -> dict[str, Any] | None:
        if shape.kind == "day":
            return {"validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST,
                    "error_title": _("A day is needed"), "error_message": _("A day is needed, e.g. 2026-03-31.")}  # fmt: skip
        if shape.kind not in REFERENCES | {"person", "choice", "choices", "flag"}:
            return None
        source = self._lists.source(shape)
        if not source:
            return None
        is_closed = shape.kind in {"choice", "flag"}
        return {"validate": "list", "source": source, "show_error": is_closed,
                "error_message": _("Choose one of the list.")}  # fmt: skip


def _pieces(text: str) -> Iterable[str]:
    """The text, cut between lines where one cell cannot hold it."""
    piece = ""
    for line in text.split("\n"):
        if piece and len(piece) + len(line) >= CELL_LENGTH:
            yield piece
            piece = line
        else:
            piece = f"{piece}\n{line}" if piece else line
    yield piece
