"""The messy sample files, read without a single choice."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pytest

from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.read_export import read_export

SAMPLES = Path(__file__).parents[2] / "sample_data"


def read(name: str, **choices: object) -> Export:
    return read_export(SAMPLES / name, name=name, choices=Choices(**choices))  # type: ignore[arg-type]


def total(export: Export) -> Decimal:
    return pc.sum(export.lines["amount"]).as_py()


def test_the_indonesian_export_is_read_whole() -> None:
    export = read("messy/penjualan_cp1252_semikolon.csv")

    assert (export.reading.encoding, export.reading.delimiter, export.reading.header_row) == (
        "cp1252",
        ";",
        3,
    )
    assert (export.reading.decimal, export.reading.date_order, export.scale) == (",", "dmy", 2)
    assert (export.row_count, export.lines.num_rows, len(export.refused), len(export.set_aside)) == (
        63,
        60,
        0,
        3,
    )
    assert total(export) == Decimal("104219013.00")
    assert export.lines["client_name"][0].as_py() == "Hôtel Teratai Kembar"
    assert export.reading.questions == ()
    assert (
        export.reading.notes[-1] == "The file's total of 104,219,013.00 equals the sum of the accepted lines."
    )


def test_the_american_export_asks_about_its_dates_and_refuses_three_rows() -> None:
    export = read("messy/ambiguous_dates_us.csv")

    assert export.reading.date_order == "mdy"
    assert [question.chosen for question in export.reading.questions] == ["2 January 2025 (month first)"]
    assert export.refused[["row_number", "column"]].values.tolist() == [
        [10, "Date"],
        [22, "Amount"],
        [34, "Amount"],
    ]
    assert export.lines.num_rows == 37
    assert total(export) == Decimal("44510.95")
    assert read("messy/ambiguous_dates_us.csv", date_order="dmy").reading.questions == ()


def test_the_workbook_with_titles_is_read_from_its_sales_sheet() -> None:
    export = read("messy/workbook_with_titles.xlsx")

    assert (export.reading.sheet, export.reading.header_row) == ("Sales", 4)
    assert (export.row_count, export.lines.num_rows, len(export.set_aside)) == (114, 110, 4)
    assert total(export) == Decimal(279026000)


@pytest.mark.parametrize(
    ("name", "lines", "clients", "sales"),
    [
        ("online_retail.parquet", 541_909, 4_372, "9747747.934"),
        ("adventureworks_resellers.csv.zip", 57_851, 632, "77548570.20"),
        ("northwind.csv.zip", 2_155, 89, "1265793.0395"),
    ],
)
def test_a_real_company_is_read_to_the_last_cent(name: str, lines: int, clients: int, sales: str) -> None:
    export = read(name)

    assert export.row_count == export.lines.num_rows == lines
    assert pc.count_distinct(export.lines["client_code"]).as_py() == clients
    assert total(export) == Decimal(sales)
