"""Tables become CSV and XLSX files that are safe to open.

A text cell that a spreadsheet would run as a formula gets a leading apostrophe in CSV; in XLSX every text is
written as a string. TRUST § 2, formula injection; OWASP ASVS 5, 1.2.10.
"""

from __future__ import annotations

import io

import pandas as pd
import xlsxwriter

from kamlogic.formulas import guarded

LONGEST_CELL = 32_000
"""A cell of XLSX holds 32,767 characters; longer texts end in an ellipsis."""
MOST_ROWS = 1_048_575
"""A sheet of XLSX holds so many rows under its header; the CSV has all."""


def csv_file(table: pd.DataFrame) -> bytes:
    """The table as UTF-8 CSV with a byte order mark, dates as ISO 8601, missing values empty."""
    safe = table.copy()
    for name in safe.columns:
        if pd.api.types.is_datetime64_any_dtype(safe[name]):
            safe[name] = safe[name].dt.strftime("%Y-%m-%d")
        elif not pd.api.types.is_numeric_dtype(safe[name]):
            safe[name] = safe[name].map(lambda value: guarded(value) if isinstance(value, str) else value)
    safe.columns = pd.Index([guarded(str(name)) for name in safe.columns])
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def xlsx_file(tables: dict[str, pd.DataFrame]) -> bytes:
    """One workbook, a sheet per table: header frozen and bold, dates as dates, texts always as strings."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for name, whole in tables.items():
            table = whole.head(MOST_ROWS)
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(table.columns):
                sheet.write_string(0, place, str(column), bold)
                sheet.set_column(place, place, max(10, min(40, len(str(column)) + 2)))
                _write_column(sheet, place, table[column], day)
    return buffer.getvalue()


def _write_column(sheet: xlsxwriter.worksheet.Worksheet, place: int, values: pd.Series, day: object) -> None:
    for row, value in enumerate(values.tolist(), start=1):
        if pd.isna(value):
            continue
        if isinstance(value, pd.Timestamp):
            sheet.write_datetime(row, place, value.to_pydatetime(), day)
        elif isinstance(value, bool):
            sheet.write_boolean(row, place, value)
        elif isinstance(value, (int, float)):
            sheet.write_number(row, place, value)
        else:
            text = str(value)
            shown = text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…"
            sheet.write_string(row, place, shown)
