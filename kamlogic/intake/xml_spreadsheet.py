"""The XML spreadsheets of Excel 2002 and 2003 (SpreadsheetML), which many programs still write as .xls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from kamlogic.intake.cell_texts import NO_VALUE, cell_text
from kamlogic.intake.grids import Grid, write_grids
from kamlogic.intake.raw_cells import MAX_COLUMNS, TYPED
from kamlogic.intake.refusals import CannotReadError
from kamlogic.texts import N_

_BLOCK_BYTES = 1 << 20
_SHEET = "urn:schemas-microsoft-com:office:spreadsheet "
_EXCEL = "urn:schemas-microsoft-com:office:excel "
_MAX_ROWS = 1 << 20
_MAX_SHEETS = 100


def read_xml_spreadsheet(path: Path, folder: Path, *, progress: Callable[[float], None]) -> dict[str, Any]:
    """Write one file of cells per worksheet.

    Raises:
        CannotReadError: Damaged, without a worksheet, or it declares a document type.
    """
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    size = max(path.stat().st_size, 1)
    done = 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                parser.Parse(block, False)
                done += len(block)
                progress(done / size)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise CannotReadError("damaged") from None
    if not reader.grids:
        raise CannotReadError("no_rows")
    return write_grids(reader.grids, folder)


class _Reader:
    """Builds the tables; rows and cells may say their own place and leave out blank ones before them."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self._column = 0
        self._across = 0
        self._formula = ""
        self._type = ""
        self._text: list[str] | None = None
        self._visible: list[str] | None = None
        self._has_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.removeprefix(_SHEET)
        if kind == "Worksheet":
            if len(self.grids) >= _MAX_SHEETS:
                raise CannotReadError("many_tables", limit=_MAX_SHEETS)
            self.grids.append(Grid(attributes.get(_SHEET + "Name", "")))
        elif name == _EXCEL + "Visible":
            self._visible = []
        elif not self.grids:
            return
        elif kind == "Row":
            self._start_row(_place(attributes, "Index"))
        elif kind == "Cell" and self.grids[-1].rows:
            self._start_cell(attributes)
        elif kind == "Data":
            self._type, self._text = attributes.get(_SHEET + "Type", ""), []

    def _start_row(self, number: int) -> None:
        rows = self.grids[-1].rows
        if max(number, len(rows) + 1) > _MAX_ROWS:
            raise CannotReadError("far_cell", cell=f"A{number}")
        rows.extend([] for _blank in range(max(number - len(rows) - 1, 0)))
        rows.append([])
        self._column = 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        number = _place(attributes, "Index")
        self._column = number - 1 if number else self._column
        self._across = _place(attributes, "MergeAcross")
        down = _place(attributes, "MergeDown")
        width = self._column + self._across + 1
        row = len(self.grids[-1].rows) - 1
        if width > MAX_COLUMNS:
            raise CannotReadError("too_wide", row=row + 1, columns=width, limit=MAX_COLUMNS)
        if down or self._across:
            self.grids[-1].merged.append((row, self._column, row + down, width - 1))
        self._formula = attributes.get(_SHEET + "Formula", "")
        self._has_value = False

    def text(self, content: str) -> None:
        if self._text is not None:
            self._text.append(content)
        elif self._visible is not None:
            self._visible.append(content)

    def end(self, name: str) -> None:
        kind = name.removeprefix(_SHEET)
        if kind == "Data" and self._text is not None:
            self._put(_value(self._type, "".join(self._text)))
            self._text = None
        elif kind == "Cell" and self.grids and self.grids[-1].rows:
            if self._formula and not self._has_value:
                self._put(NO_VALUE + self._formula.lstrip("="))
            self._column += self._across + 1
        elif name == _EXCEL + "Visible" and self.grids and self._visible is not None:
            self.grids[-1].is_hidden = "Hidden" in "".join(self._visible)
            self._visible = None

    def _put(self, text: str) -> None:
        if self.grids and self.grids[-1].rows:
            row = self.grids[-1].rows[-1]
            row.extend([""] * (self._column + 1 - len(row)))
            row[self._column] = text
            self._has_value = True


def _value(kind: str, text: str) -> str:
    text = text.replace(TYPED, "")
    match kind:
        case "Number":
            return _plain_number(text.strip())
        case "DateTime":
            day, _sign, time = text.strip().partition("T")
            clock = time.partition(".")[0]
            return TYPED + (day if clock in {"", "00:00:00"} else f"{day} {clock}")
        case "Boolean":
            return "true" if text.strip() == "1" else "false"
        case _:
            return text


def _plain_number(text: str) -> str:
    try:
        return cell_text(float(text)) if "e" in text.lower() else TYPED + text.removesuffix(".0")
    except ValueError:
        return text


def _place(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(_SHEET + name, "0")
    return int(value) if value.isdigit() and len(value) < 8 else 0


def _refuse(*_declaration: object) -> None:
    raise CannotReadError("hostile", found=N_("a part declares a document type"))
