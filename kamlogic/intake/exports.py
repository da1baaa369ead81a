"""What an export was understood to be, and the sales lines that came out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import pandas as pd
import pyarrow as pa
from pydantic import Field

from kamlogic.intake.line_tables import LineTables
from kamlogic.settings import Settings
from kamlogic.texts import N_, _

FIELDS: dict[str, str] = {
    "date": N_("Date"),
    "client_code": N_("Client code"),
    "client_name": N_("Client name"),
    "document": N_("Document"),
    "line_number": N_("Line number"),
    "product_code": N_("Product code"),
    "product": N_("Product"),
    "category": N_("Product category"),
    "quantity": N_("Quantity"),
    "unit_price": N_("Unit price"),
    "discount": N_("Discount"),
    "amount": N_("Net amount"),
    "cost": N_("Cost"),
    "profit": N_("Gross profit"),
    "currency": N_("Currency"),
    "manager": N_("Account manager"),
    "region": N_("Region"),
    "segment": N_("Segment"),
    "promised_date": N_("Promised date"),
    "delivered_date": N_("Delivered date"),
    "delivered_quantity": N_("Delivered quantity"),
    "kind": N_("Kind (sale or return)"),
}
"""Every field a column can be mapped to, with its label."""

DateOrder = Literal["ymd", "dmy", "mdy"]
DecimalSign = Literal[".", ","]


class Choices(Settings):
    """What a person decided about one file; everything left empty is found out.

    This is also the content of a mapping file (`--mapping`).
    """

    columns: dict[str, str] = Field(
        default_factory=dict,
        title=N_("Columns"),
        description=N_(
            "Field → the file's column header; an empty header leaves the field out. Fields not named are found out."
        ),
    )
    sheet: str | None = Field(default=None, title=N_("Sheet"))
    table: int | None = Field(
        default=None, title=N_("Table"), ge=1, description=N_("Which of several tables of a sheet, from 1.")
    )
    header_row: int | None = Field(
        default=None, title=N_("Header row"), ge=0, description=N_("As an editor shows it; 0: there is none.")
    )
    encoding: str | None = Field(default=None, title=N_("Encoding"))
    delimiter: str | None = Field(default=None, title=N_("Delimiter"), max_length=1)
    date_order: DateOrder | None = Field(default=None, title=N_("Date order"))
    decimal: DecimalSign | None = Field(default=None, title=N_("Decimal sign"))
    swapped_dates: bool | None = Field(
        default=None,
        title=N_("Exchanged days and months"),
        description=N_("A spreadsheet has exchanged day and month in real dates."),
    )
    year: int | None = Field(
        default=None,
        title=N_("Year"),
        ge=1950,
        le=2100,
        description=N_("Of months in the header that name none."),
    )
    base_currency: str | None = Field(default=None, title=N_("Base currency"), max_length=3)
    rates: dict[str, dict[str, Decimal]] = Field(
        default_factory=dict,
        title=N_("Exchange rates"),
        description=N_(
            "Currency → month (2025-01, or * for every month) → how much of the base currency one unit is."
        ),
    )


@dataclass(frozen=True)
class Question:
    """A choice that the values leave open, with every reading of the user's own values.

    Attributes:
        column: The file's column header.
        readings: What the values would mean, e.g. "3 April 2025 (day first)", the chosen one included.
        chosen: The reading in force.
        setting: The field of Choices that answers it: date_order, decimal, ...
    """

    column: str
    readings: tuple[str, ...]
    chosen: str
    setting: str


@dataclass(frozen=True)
class Reading:
    """How a file was understood.

    Attributes:
        kind: csv, xlsx or parquet.
        encoding: Of a text file, e.g. utf-8, cp1252; None otherwise.
        delimiter: Of a text file; None otherwise.
        sheet: The sheet that was read; None for text and Parquet.
        sheets: All sheets of a workbook.
        header_row: Row number of the header as an editor shows it; None for Parquet.
        headers: The file's column headers, made unique.
        columns: Field → header, as mapped.
        confidence: Field → 0-1, how sure the mapping is (1 when chosen by a person).
        date_order: How dates are written.
        decimal: The decimal sign of the numbers.
        questions: Choices the values leave open.
        notes: What the reader should know, one sentence each (rounded decimals, future dates, ...).
        fingerprint: Of the headers: files of one source have the same; mappings are remembered by it.
        is_remembered: The choices of an earlier file of this source were used.
        titles: What stands above the table, one text per row (company, period, currency).
        not_read: Tables and sheets of the file that were not read, by name.
        currencies: Each currency of the file and how many rows are in it, the most frequent first.
        parts: The files or sheets that were read as one; empty for a single one.
        letters: Encoding → words of the file in it, where several give words; the one in use first.
    """

    kind: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    sheets: tuple[str, ...]
    header_row: int | None
    headers: tuple[str, ...]
    columns: dict[str, str]
    confidence: dict[str, float]
    date_order: DateOrder
    decimal: DecimalSign
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    fingerprint: str = ""
    is_remembered: bool = False
    titles: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    currencies: tuple[tuple[str, int], ...] = ()
    parts: tuple[str, ...] = ()
    letters: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class LineCounts:
    """Where the physical lines of a file went (rows, for a sheet): the parts add up to the total.

    Attributes:
        titles: Above the header.
        header: Of the header, repeated ones included.
        blank: Empty.
        data: Of accepted lines.
        totals: Of subtotals, totals and other rows that repeat sales lines.
        other: Of rows set aside for another reason (group headings, footers).
        refused: Of refused rows.
        total: In the file, counted apart from all these.
    """

    titles: int
    header: int
    blank: int
    data: int
    totals: int
    other: int
    refused: int
    total: int

    @property
    def adds_up(self) -> bool:
        """Every physical line is in one place."""
        parts = (self.titles, self.header, self.blank, self.data, self.totals, self.other, self.refused)
        return sum(parts) == self.total


@dataclass(frozen=True, eq=False)
class Export:
    """One file, read: accepted + refused + set aside = rows in the file.

    Attributes:
        name: The file's name as the user knows it (data, never a path).
        sha256: Of the file's content.
        choices: What a person decided.
        reading: How it was understood.
        tables: Accepted lines as sales_lines_schema(scale), in the file's order.
        refused: One row per refused row: row_number, column, value, reason, and the row's cells as text
            under the file's own headers prefixed with "cell: " (missing far down a file of very many refused rows).
        set_aside: One row per title, blank or total row: row_number, reason, text.
        row_count: Rows in the file, header apart.
        duplicate_count: Accepted lines that equal an earlier line of the file in every cell.
        scale: Decimals of the money in `lines`, at most 4.
        doubtful: One row per accepted row that was repaired or holds an odd value: part, row_number, column, value,
            reason. Its line counts.
        parts: The files or sheets that were read as one; empty for a single one. refused, set_aside and doubtful
            name theirs in the column part.
        line_counts: Where the physical lines went.
        file_count: How many files were given to be read as one.
    """

    name: str
    sha256: str
    choices: Choices
    reading: Reading
    tables: LineTables
    refused: pd.DataFrame
    set_aside: pd.DataFrame
    row_count: int
    duplicate_count: int
    scale: int
    doubtful: pd.DataFrame = field(default_factory=pd.DataFrame)
    parts: tuple[str, ...] = ()
    line_counts: LineCounts | None = None
    file_count: int = 1

    @property
    def file_names(self) -> tuple[str, ...]:
        """What the user calls the files that were read."""
        return self.parts if self.file_count > 1 and self.parts else (self.name,)

    @property
    def first_refusal(self) -> str:
        """The first refused row in a few words; empty where none was refused."""
        if self.refused.empty:
            return ""
        row = self.refused.iloc[0]
        column = "" if pd.isna(row["column"]) else f" {row['column']}"
        value = "" if pd.isna(row["value"]) or not row["value"] else f" '{row['value']}'"
        return _("row {row},{column}{value}: {reason}").format(
            row=row["row_number"], column=column, value=value, reason=row["reason"]
        )

    @property
    def line_count(self) -> int:
        """How many lines were accepted."""
        return self.tables.num_rows

    @property
    def lines(self) -> pa.Table:
        """All accepted lines in memory; of a file of many millions, go through `tables`."""
        return self.tables.whole()
