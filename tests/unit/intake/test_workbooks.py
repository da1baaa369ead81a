from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kamlogic.errors import UnreadableFileError
from kamlogic.intake.cell_texts import cell_text
from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.limits import Limits
from kamlogic.intake.read_export import read_export

HEADER = ["Date", "Client", "Invoice", "Amount"]
ROW = [dt.datetime.fromisoformat("2025-03-04 10:30"), "Acme", 1001.0, 1234.5]


def workbook(path: Path, sheets: dict[str, list[list[object]]], *, hidden: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    book.save(path)
    return path


def read(path: Path, limits: Limits | None = None, **choices: object) -> Export:
    return read_export(path, name="sales.xlsx", choices=Choices(**choices), limits=limits or Limits())  # type: ignore[arg-type]


def with_cell(path: Path, source: Path, cell: str) -> Path:
    """The same workbook with one more cell at any address, as its XML allows."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                extra = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", extra.encode())
            new.writestr(info.filename, content)
    return path


def test_real_dates_and_numbers_keep_their_value_and_rows_their_number(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Sales": [["Report"], [], HEADER, ROW, [], ROW]})

    export = read(path)

    assert export.reading.kind == "xlsx"
    assert export.reading.header_row == 3
    assert export.lines["row_number"].to_pylist() == [4, 6]
    assert export.lines["date"].to_pylist() == [dt.date(2025, 3, 4)] * 2
    assert export.lines["document"].to_pylist() == ["1001", "1001"]
    assert export.lines["amount"].to_pylist() == [Decimal("1234.5")] * 2
    assert export.set_aside["reason"].tolist() == ["above the header", "blank row", "blank row"]
    assert export.reading.questions == ()


def test_a_table_that_starts_off_the_corner_is_found(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Sales": [[], [], [None, None, *HEADER], [None, None, *ROW]]})

    export = read(path)

    assert export.lines["row_number"].to_pylist() == [4]


def test_the_sheet_with_the_best_table_is_read_and_hidden_ones_last(tmp_path: Path) -> None:
    sheets = {
        "Notes": [["Sales are elsewhere"]],
        "Old": [HEADER, *[ROW] * 9],
        "Sales": [HEADER, ROW],
        "Empty": [],
    }
    path = workbook(tmp_path / "a.xlsx", sheets, hidden=("Old",))

    export = read(path)

    assert export.reading.sheet == "Sales"
    assert export.reading.sheets == ("Notes", "Old", "Sales", "Empty")
    assert read(path, sheet="Old").lines.num_rows == 9


def test_a_sheet_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Sales": [HEADER, ROW]})

    with pytest.raises(UnreadableFileError, match=r"no sheet 'Nope'\. The file has: Sales"):
        read(path, sheet="Nope")


def test_day_numbers_in_a_workbook_are_days(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Sales": [HEADER, [45720, "Acme", 1, 5]]})

    assert read(path).lines["date"].to_pylist() == [dt.date(2025, 3, 4)]


def test_a_total_row_of_a_workbook_is_set_aside_and_checked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Sales": [HEADER, ROW, ROW, ["Grand total", None, None, 2469]]})

    export = read(path)

    assert export.set_aside["reason"].tolist() == ["total row"]
    assert "equals the sum" in export.reading.notes[-1]


def test_a_cell_at_the_far_corner_does_not_end_the_program(tmp_path: Path) -> None:
    source = workbook(tmp_path / "a.xlsx", {"Sales": [HEADER, ROW]})
    bomb = with_cell(tmp_path / "bomb.xlsx", source, "XFD1048576")

    with pytest.raises(UnreadableFileError, match="cell XFD1048576 holds a value far outside"):
        read(bomb)


def test_a_cell_far_below_is_read_at_its_row(tmp_path: Path) -> None:
    source = workbook(tmp_path / "a.xlsx", {"Sales": [HEADER, ROW]})
    long = with_cell(tmp_path / "long.xlsx", source, "A3000")

    export = read(long)

    assert export.row_count == 2999
    assert export.refused["row_number"].tolist() == [3000]


def test_a_sheet_of_too_many_columns_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Sales": [HEADER, [1] * 600]})

    with pytest.raises(UnreadableFileError, match="cell WB2 holds a value far outside"):
        read(path)


def test_reading_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Sales": [HEADER, ROW]})

    with pytest.raises(UnreadableFileError, match="longer than 0 seconds"):
        read(path, Limits(wall_seconds=0.01))


def test_reading_that_takes_too_much_memory_ends_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Date,Client,Amount\n" + "2025-01-02,Acme,5\n" * 1_000_000)

    with pytest.raises(UnreadableFileError, match="limits of memory and time"):
        read(path, Limits(memory_bytes=2**20))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("a\x1fb", "ab"),
        (True, "true"),
        (False, "false"),
        (5.0, "\x1f5"),
        (1e20, "\x1f100000000000000000000"),
        (0.1, "\x1f0.1"),
        (1e-7, "\x1f0.0000001"),
        (float("nan"), ""),
        (float("inf"), "inf"),
        (7, "\x1f7"),
        (Decimal("285.00"), "\x1f285.00"),
        (dt.date(2025, 3, 4), "\x1f2025-03-04"),
        (dt.datetime(2025, 3, 4, 1, 2, 3, 999, tzinfo=dt.UTC), "\x1f2025-03-04 01:02:03"),
        (dt.time(1, 2), "01:02:00"),
    ],
)
def test_typed_values_become_exact_text(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_a_workbook_of_too_many_sheets_is_refused_and_none_is_lost(tmp_path: Path) -> None:
    sheets = {f"day {number}": [HEADER, ROW] for number in range(101)}
    path = workbook(tmp_path / "a.xlsx", sheets)

    with pytest.raises(UnreadableFileError, match="it holds more than 100 tables or sheets"):
        read(path)

    assert read(path, sheet="day 100").line_count == 1
