"""Writes a grid of cells as CSV, XLSX, ODS or Parquet; the same bytes at every call, times apart."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

Cell = str | Decimal | dt.date
Grid = Sequence[Sequence[Cell]]

_ODS_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_START = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    "<office:document-content"
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="Sheet1">'
)
_ODS_END = "</table:table></office:spreadsheet></office:body></office:document-content>"
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def csv_bytes(grid: Grid, delimiter: str, encoding: str) -> bytes:
    """Delimited text with Windows line ends, quoted where needed."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(grid)
    return text.getvalue().encode(encoding)


def zip_bytes(name: str, content: bytes) -> bytes:
    """An archive of one file."""
    return _zip({name: content})


def xlsx_bytes(grid: Grid, *, title_count: int = 0) -> bytes:
    """A workbook of one sheet; the first rows are merged over its width."""
    target = io.BytesIO()
    width = max(map(len, grid))
    with xlsxwriter.Workbook(target, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Sales")
        as_day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(grid):
            if number < title_count:
                sheet.merge_range(number, 0, number, width - 1, str(row[0]))
                continue
            for place, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    sheet.write_number(number, place, float(cell))
                elif isinstance(cell, dt.date):
                    sheet.write_datetime(number, place, dt.datetime.combine(cell, dt.time()), as_day)
                elif cell:
                    sheet.write_string(number, place, cell)
    return target.getvalue()


def ods_bytes(grid: Grid) -> bytes:
    """An OpenDocument spreadsheet of one sheet."""
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in grid)
    return _zip(
        {
            "mimetype": _ODS_MIMETYPE.encode(),
            "content.xml": f"{_ODS_START}{rows}{_ODS_END}".encode(),
            "META-INF/manifest.xml": _ODS_MANIFEST.encode(),
        }
    )


def parquet_bytes(grid: Grid) -> bytes:
    """The first row names the columns; each keeps the type of its values."""
    names, *rows = grid
    columns = [
        pa.array([value if value != "" else None for value in column]) for column in zip(*rows, strict=True)
    ]
    target = io.BytesIO()
    pq.write_table(pa.table(columns, names=[str(name) for name in names]), target)
    return target.getvalue()


def _ods_cell(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        kind = f'office:value-type="float" office:value="{cell}"'
    elif isinstance(cell, dt.date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif cell:
        kind = 'office:value-type="string"'
    else:
        return "<table:table-cell/>"
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def _zip(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (2025, 7, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()
