"""Error cells, formulas without a stored result and merged cells of an OpenDocument spreadsheet.

The reader gives an empty cell for the first two and knows nothing of the third. Gone through only where the check
of the parts has seen a formula, or cells are merged.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from kamlogic.intake.cell_texts import NO_VALUE
from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.sheet_cells import Range
from kamlogic.intake.sheet_scan import Patches
from kamlogic.intake.zip_parts import inflate
from kamlogic.texts import N_

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_SIGNS = (b":formula=", b"-spanned=")
_MAX_REPEATED = 1_000


@dataclass
class OdsSheet:
    """What one sheet holds beside its values."""

    name: str
    patches: Patches = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)


class _Reader:
    """Follows the places of the cells through repeated rows and columns."""

    def __init__(self) -> None:
        self.sheets: list[OdsSheet] = []
        self._row = self._column = 0
        self._rows_repeated = self._columns_repeated = 1
        self._text: list[str] | None = None
        self._depth = 0
        self._formula = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _TABLE + "table":
            self._depth += 1
            if self._depth == 1:
                self.sheets.append(OdsSheet(attributes.get(_TABLE + "name", "")))
                self._row = 0
        elif self._depth != 1:
            return
        elif name == _TABLE + "table-row":
            self._column = 0
            self._rows_repeated = _count(attributes, "number-rows-repeated")
        elif name in _CELLS:
            self._start_cell(attributes)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._columns_repeated = _count(attributes, "number-columns-repeated")
        down, across = (_count(attributes, f"number-{kind}-spanned") for kind in ("rows", "columns"))
        if down > 1 or across > 1:
            last = (self._row + down - 1, self._column + across - 1)
            self.sheets[-1].merged.append((self._row, self._column, *last))
        formula = attributes.get(_TABLE + "formula")
        is_error = attributes.get(_CALC + "value-type") == "error"
        if is_error:
            self._text, self._formula = [], ""
        elif formula is not None and _OFFICE + "value-type" not in attributes:
            self._text, self._formula = [], formula

    def text(self, content: str) -> None:
        if self._text is not None:
            self._text.append(content)

    def end(self, name: str) -> None:
        if name == _TABLE + "table":
            self._depth -= 1
        elif self._depth != 1:
            return
        elif name == _TABLE + "table-row":
            self._row += self._rows_repeated
        elif name in _CELLS:
            if self._text is not None:
                self._patch()
            self._text = None
            self._column += self._columns_repeated

    def _patch(self) -> None:
        shown = "".join(self._text or ()).strip()
        if self._formula and not shown.startswith("#"):
            formula = self._formula.partition("=")[2] if ":=" in self._formula else self._formula.lstrip("=")
            shown = NO_VALUE + formula
        patches = self.sheets[-1].patches
        for row in range(self._row, self._row + min(self._rows_repeated, _MAX_REPEATED)):
            cells = patches.setdefault(row, {})
            for column in range(self._column, self._column + min(self._columns_repeated, _MAX_REPEATED)):
                cells[column] = shown or "#N/A"


def scan_ods(path: Path) -> list[OdsSheet]:
    """The sheets in the order of the document; empty when there is nothing to find.

    Raises:
        CannotReadError: The document is damaged, or declares a document type.
    """
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("content.xml")
        tail, has_signs = b"", False
        for block in inflate(archive, info):
            seen = tail + block
            has_signs = has_signs or any(sign in seen for sign in _SIGNS)
            tail = seen[-16:]
        return _parse(archive, info) if has_signs else []


def _parse(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> list[OdsSheet]:
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        for block in inflate(archive, info):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise CannotReadError("damaged") from None
    return reader.sheets


def _refuse(*_declaration: object) -> None:
    raise CannotReadError("hostile", found=N_("a part declares a document type"))


def _count(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(_TABLE + name, "1")
    return int(value) if value.isdigit() and len(value) < 8 else 1
