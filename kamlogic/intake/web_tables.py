"""Tables of a web page, which many programs save under a name that ends with .xls."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from kamlogic.intake.decoding import check_encoding, find_encoding
from kamlogic.intake.grids import Grid, write_grids
from kamlogic.intake.raw_cells import MAX_COLUMNS, TYPED
from kamlogic.intake.refusals import CannotReadError

_START_BYTES = 8_192
_BLOCK_BYTES = 1 << 20
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_MAX_TABLES = 100
_MAX_DEPTH = 50
_BLANKS = frozenset({"br", "p", "div", "li"})
_UNSEEN = frozenset({"script", "style", "title"})


def read_web_page(
    path: Path, folder: Path, *, encoding: str | None, progress: Callable[[float], None]
) -> dict[str, Any]:
    """Write one file of cells per table of the page.

    Raises:
        CannotReadError: The page holds no table.
    """
    used = check_encoding(encoding) if encoding else _encoding(path)
    parser = _Tables()
    decoder = codecs.getincrementaldecoder(used)("replace")
    size = max(path.stat().st_size, 1)
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            parser.feed(decoder.decode(block))
            progress(file.tell() / size)
    parser.close()
    grids = [grid for grid in parser.finished() if grid.rows]
    if not grids:
        raise CannotReadError("no_rows")
    return {**write_grids(grids, folder), "encoding": used}


@dataclass
class _Table:
    """A table being read."""

    grid: Grid
    row: dict[int, str] = field(default_factory=dict)
    column: int = 0
    is_in_row: bool = False
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)
    taken: dict[int, int] = field(default_factory=dict)
    """Column → how many rows from the current one on a cell from above still covers."""


class _Tables(HTMLParser):
    """Collects the tables; one inside a cell is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[_Table] = []
        self._done: list[Grid] = []
        self._unseen = 0

    def finished(self) -> list[Grid]:
        """All tables, in the order in which they begin."""
        while self._open:
            self._end_table()
        return sorted(self._done, key=lambda grid: int(grid.name.split()[-1]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._start_table()
        elif self._open:
            table = self._open[-1]
            if tag == "tr":
                _end_row(table)
                _start_row(table)
            elif tag in {"td", "th"}:
                _end_cell(table)
                _start_cell(table, dict(attrs))
            elif tag in _BLANKS and table.cell is not None:
                table.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif self._open:
            if tag == "table":
                self._end_table()
            elif tag in {"tr", "thead", "tbody", "tfoot"}:
                _end_row(self._open[-1])
            elif tag in {"td", "th"}:
                _end_cell(self._open[-1])

    def handle_data(self, data: str) -> None:
        if self._open and not self._unseen and self._open[-1].cell is not None:
            self._open[-1].cell.append(data)

    def _start_table(self) -> None:
        number = len(self._open) + len(self._done) + 1
        if number > _MAX_TABLES or len(self._open) >= _MAX_DEPTH:
            raise CannotReadError("many_tables", limit=_MAX_TABLES)
        self._open.append(_Table(Grid(f"Table {number}")))

    def _end_table(self) -> None:
        table = self._open.pop()
        _end_row(table)
        self._done.append(table.grid)


def _start_row(table: _Table) -> None:
    table.row, table.column, table.is_in_row = {}, 0, True


def _end_row(table: _Table) -> None:
    _end_cell(table)
    if table.is_in_row:
        width = max(table.row, default=-1) + 1
        table.grid.rows.append([table.row.get(place, "") for place in range(width)])
        table.taken = {place: left - 1 for place, left in table.taken.items() if left > 1}
    table.is_in_row = False


def _start_cell(table: _Table, attributes: dict[str, str | None]) -> None:
    if not table.is_in_row:
        _start_row(table)
    while table.taken.get(table.column, 0) > 0:
        table.column += 1
    table.cell = []
    table.span = (_span(attributes.get("rowspan")), min(_span(attributes.get("colspan")), MAX_COLUMNS))


def _end_cell(table: _Table) -> None:
    if table.cell is None:
        return
    down, across = table.span
    row, column = len(table.grid.rows), table.column
    if column + across > MAX_COLUMNS:
        raise CannotReadError("too_wide", row=row + 1, columns=column + across, limit=MAX_COLUMNS)
    text = " ".join("".join(table.cell).replace(TYPED, "").split())
    for place in range(column, column + across):
        table.row[place] = text if place == column else ""
        if down > 1:
            table.taken[place] = down
    if down > 1 or across > 1:
        table.grid.merged.append((row, column, row + down - 1, column + across - 1))
    table.column += across
    table.cell = None


def _span(value: str | None) -> int:
    return max(int(value), 1) if value and value.isdigit() and len(value) < 6 else 1


def _encoding(path: Path) -> str:
    """The byte order mark and strict UTF-8 win over what the page says of itself, and that over a guess."""
    found = find_encoding(path)
    with path.open("rb") as file:
        named = _CHARSET.search(file.read(_START_BYTES))
    if found.startswith(("utf", "UTF")) or named is None:
        return found
    try:
        name = codecs.lookup(named.group(1).decode("ascii")).name
    except LookupError:
        return found
    return found if name.startswith("utf") else name
