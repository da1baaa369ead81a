"""One known sales table in every shape that an export can have, with the exact truth of every row.

for shape in all_shapes():
    made = make(shape)      # the file's bytes, and which rows hold which lines
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from benchmarks.sales_table import Line, client_names, client_sums, month_sums, sales_table
from benchmarks.shape_choice import Shape
from benchmarks.shape_files import Cell, csv_bytes, ods_bytes, parquet_bytes, xlsx_bytes, zip_bytes
from benchmarks.shape_values import (
    COLUMNS,
    GRAND_TOTALS,
    HEADERS,
    NUMBER_STYLES,
    TITLES,
    TOTAL_BEFORE,
    TOTAL_BEHIND,
    NumberStyle,
    day_text,
    month_text,
    number_text,
)
from benchmarks.xls_file import xls_bytes


@dataclass(frozen=True)
class Made:
    """A file and its truth.

    Attributes:
        content: The file's bytes.
        name: With the ending of its kind.
        rows: Row number as an editor shows it → the true lines of that row (several, if months are columns).
    """

    content: bytes
    name: str
    rows: dict[int, list[Line]]

    @property
    def lines(self) -> list[Line]:
        """All true lines."""
        return [line for lines in self.rows.values() for line in lines]

    @property
    def total(self) -> Decimal:
        """The sum of all lines."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def clients(self) -> dict[str, Decimal]:
        """Client → sum."""
        return client_sums(self.lines)

    @property
    def months(self) -> dict[dt.date, Decimal]:
        """First day of a month → sum."""
        return month_sums(self.lines)


class _Row(NamedTuple):
    """A row of the table, its cells not yet written, and the lines it holds."""

    cells: list[object]
    lines: list[Line]


def make(shape: Shape) -> Made:
    """The file of a shape, the same at every call."""
    style = NUMBER_STYLES[shape.numbers]
    lines = sales_table(
        encoding=shape.encoding, is_whole=style.is_whole, is_open=shape.dates.startswith("open")
    )
    if shape.layout in {"banded", "pivot"} or shape.totals == "subtotals":
        order = client_names(shape.encoding)
        lines.sort(key=lambda line: order.index(line.client))
    build = {"flat": _flat, "blocks": _flat, "banded": _banded, "pivot": _pivot}[shape.layout]
    table = build(lines, shape)
    width = len(table[0].cells)
    titles: list[list[Cell]] = []
    if shape.titles == "three":
        # A spreadsheet saved as text fills the width of every row; other programs do not.
        empty: list[Cell] = [""] * (width - 1 if shape.delimiter == ";" else 0)
        titles = [[title, *empty] for title in TITLES[shape.language]] + [["", *empty] if empty else []]
    grid = titles + [[_written(cell, shape, style) for cell in row.cells] for row in table]
    first = 0 if shape.file == "parquet" else 1
    rows = {number + len(titles) + first: row.lines for number, row in enumerate(table) if row.lines}
    return Made(_content(grid, shape), f"sales.{shape.file}", rows)


def _content(grid: list[list[Cell]], shape: Shape) -> bytes:
    match shape.file:
        case "csv":
            return csv_bytes(grid, shape.delimiter, shape.encoding)
        case "zip":
            return zip_bytes("sales.csv", csv_bytes(grid, shape.delimiter, shape.encoding))
        case "xlsx":
            return xlsx_bytes(grid, title_count=3 if shape.titles == "three" else 0)
        case "xls":
            return xls_bytes(grid)
        case "ods":
            return ods_bytes(grid)
        case _:
            return parquet_bytes(grid)


def _written(cell: object, shape: Shape, style: NumberStyle) -> Cell:
    """As text; in files with types, plain numbers and ISO days keep theirs."""
    has_types = shape.file in {"xlsx", "xls", "ods", "parquet"}
    if isinstance(cell, dt.date):
        return (
            cell if has_types and shape.dates == "2024-01-31" else day_text(cell, shape.dates, shape.language)
        )
    if isinstance(cell, Decimal | int):
        if has_types and shape.numbers == "1234.50":
            return Decimal(cell)
        return number_text(Decimal(cell), style, is_money=isinstance(cell, Decimal))
    return str(cell)


def _flat(lines: list[Line], shape: Shape) -> list[_Row]:
    """One row per line; in blocks only the first line of a document has its day, number and client."""
    table = [_Row(list(HEADERS[shape.language]), [])]
    previous = ""
    for client, group in _groups(lines, shape):
        for line in group:
            again = shape.layout == "blocks" and line.document == previous
            order = ["", "", ""] if again else [line.day, line.document, line.client]
            previous = line.document
            table.append(_Row([*order, line.product, line.quantity, line.price, line.amount], [line]))
        if shape.totals == "subtotals":
            name = TOTAL_BEHIND[shape.language].format(name=client)
            table.append(_Row(["", "", name, "", *_sums(group)], []))
    if shape.totals != "none":
        table.append(_Row([GRAND_TOTALS[shape.language], "", "", "", *_sums(lines)], []))
    return table


def _banded(lines: list[Line], shape: Shape) -> list[_Row]:
    """Each client stands alone above its rows, in a first column without a header."""
    headers = dict(zip(COLUMNS, HEADERS[shape.language], strict=True))
    kept = [headers[name] for name in COLUMNS if name != "client"]
    table = [_Row(["", *kept], [])]
    for client, group in itertools.groupby(lines, key=lambda line: line.client):
        sold = list(group)
        table.append(_Row([client, *[""] * 6], []))
        table += [
            _Row(["", line.day, line.document, line.product, line.quantity, line.price, line.amount], [line])
            for line in sold
        ]
        if shape.totals == "subtotals":
            name = TOTAL_BEFORE[shape.language].format(name=client)
            table.append(_Row([name, "", "", "", *_sums(sold)], []))
    if shape.totals != "none":
        table.append(_Row([GRAND_TOTALS[shape.language], "", "", "", *_sums(lines)], []))
    return table


def _pivot(lines: list[Line], shape: Shape) -> list[_Row]:
    """A row per client and product, a column per month; with totals also a column of row sums."""
    headers = dict(zip(COLUMNS, HEADERS[shape.language], strict=True))
    months = sorted({line.month for line in lines})
    names = [month_text(month, shape.dates, shape.language) for month in months]
    has_sums = shape.totals != "none"
    table = [
        _Row([headers["client"], headers["product"], *names, *[GRAND_TOTALS[shape.language]] * has_sums], [])
    ]

    def add(labels: list[object], some: list[Line], *, is_total: bool) -> None:
        sums = month_sums(some)
        cells: list[object] = [sums.get(month, "") for month in months]
        total = [sum(sums.values(), Decimal(0))] * has_sums
        found = [] if is_total else [_of_month(some[0], month, amount) for month, amount in sums.items()]
        table.append(_Row([*labels, *cells, *total], found))

    for client, group in itertools.groupby(lines, key=lambda line: line.client):
        sold = list(group)
        for product in sorted({line.product for line in sold}):
            some = [line for line in sold if line.product == product]
            add([client, product], some, is_total=False)
        if shape.totals == "subtotals":
            add([TOTAL_BEHIND[shape.language].format(name=client), ""], sold, is_total=True)
    if shape.totals != "none":
        add([GRAND_TOTALS[shape.language], ""], lines, is_total=True)
    return table


def _of_month(line: Line, month: dt.date, amount: Decimal) -> Line:
    """What a cell of a month tells: no document, no quantity."""
    return Line(month, "", line.client, line.product, 1, amount)


def _groups(lines: list[Line], shape: Shape) -> list[tuple[str, list[Line]]]:
    if shape.totals != "subtotals":
        return [("", lines)]
    groups = itertools.groupby(lines, key=lambda line: line.client)
    return [(client, list(group)) for client, group in groups]


def _sums(lines: list[Line]) -> list[object]:
    """Quantity, no price, amount of a total row."""
    amount = sum((line.amount for line in lines), Decimal(0))
    return [sum(line.quantity for line in lines), "", amount]
