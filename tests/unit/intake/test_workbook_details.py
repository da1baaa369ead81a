from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from kamlogic.intake.cell_texts import NO_VALUE
from kamlogic.intake.cells import load_cells
from kamlogic.intake.gate import check_file
from kamlogic.intake.limits import Limits
from kamlogic.intake.many_files import read_files
from kamlogic.intake.refusals import CannotReadError
from tests.unit.intake.workbook_files import (
    biff,
    ods_cell,
    ods_row,
    write_ods,
    write_ole,
    write_xlsb,
    xls_content,
    xls_error,
    xls_formula_error,
    xls_number,
    xls_text,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(path: Path, sheet: int = 0, *, kind: str | None = None, **limits: Any) -> list[list[str]]:
    """The written texts of one sheet, row by row."""
    answer = answer_of(path, kind=kind, **limits)
    cells = load_cells(path.parent / answer["sheets"][sheet]["cells"])
    return [[column.written[column.codes[row]] for column in cells.columns] for row in range(cells.row_count)]


def answer_of(path: Path, *, kind: str | None = None, **limits: Any) -> dict[str, Any]:
    (member,) = check_file(path, path.parent, Limits()).members
    request = {"encoding": None, "delimiter": None, "sheet": None}
    bounds = {"unpacked_bytes": 2**30, "part_count": 100, **limits}
    files = [[member.name, str(member.path), kind or member.kind]]
    return read_files({"paths": files, "folder": str(path.parent), **request, **bounds}, lambda _share: None)


def sheet_xml(path: Path, rows: str, *, prefix: str = "", book: str = "") -> Path:
    """A workbook with this content of its only sheet, written as an odd program may write it."""
    plain = openpyxl.Workbook()
    plain.save(path.with_suffix(".plain"))
    colon = f"{prefix}:" if prefix else ""
    space = f'xmlns:{prefix}="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    sheet = f"<{colon}worksheet {space}><{colon}sheetData>{rows}</{colon}sheetData></{colon}worksheet>"
    with zipfile.ZipFile(path.with_suffix(".plain")) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                content = sheet.encode()
            elif info.filename == "xl/workbook.xml":
                content = content.replace(b'fullCalcOnLoad="1"', book.encode())
            new.writestr(info.filename, content)
    return path


def test_error_cells_and_formulas_without_a_result_are_told(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="B1" t="e"><v>#N/A</v></c></row>'
        '<row r="2"><c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B2"><f>A1&amp;"&lt;b&gt;"</f></c></row>'
        '<row r="3"><c r="A3"><f>1+1</f><v></v></c><c r="B3"><f t="shared" si="0"/><v/></c></row>'
        '<row r="4"><c r="A4"><f>1+1</f><v>2</v></c><c r="B4" t="str"><f>""</f><v></v></c></row>'
        '<row r="5"><c r="A5"><f>0</f><v>0</v></c><c r="D7" t="e"/></row>'
    )

    for kind in ("xlsx", "xlsx_slow"):
        found = read(sheet_xml(tmp_path / "a.xlsx", rows), kind=kind)

        assert [row[:2] for row in found[:5]] == [
            ["x", "#N/A"],
            ["#DIV/0!", NO_VALUE + 'A1&"<b>"'],
            [NO_VALUE + "1+1", NO_VALUE],
            ["2", ""],
            ["0", ""],
        ]
        assert found[6][3] == "#N/A"


def test_a_stored_zero_is_no_result_where_all_is_to_be_calculated(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+1")
        sheet.write_formula("A2", "=1+1", None, 2)
        sheet.write_number("A3", 0)

    assert read(path) == [[NO_VALUE + "1+1"], ["2"], ["0"]]


@pytest.mark.parametrize("prefix", ["", "x"])
def test_cells_without_an_address_are_counted(tmp_path: Path, prefix: str) -> None:
    p = f"{prefix}:" if prefix else ""
    rows = (
        f'<{p}row><{p}c t="n"><{p}v>1</{p}v></{p}c><{p}c t="n"><{p}v>2</{p}v></{p}c></{p}row>'
        f"<{p}row><{p}c><{p}v>3</{p}v></{p}c><{p}c t='e'><{p}v>#REF!</{p}v></{p}c></{p}row>"
    )

    found = read(sheet_xml(tmp_path / "a.xlsx", rows, prefix=prefix))

    assert found == [["1", "2"], ["3", "#REF!"]]


def test_a_sheet_of_many_rows_is_scanned_to_its_end(tmp_path: Path) -> None:
    plain = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 60_000))
    rows = plain + '<row r="60000"><c r="B60000" t="e"><v>#N/A</v></c></row>'

    found = read(sheet_xml(tmp_path / "a.xlsx", rows))

    assert len(found) == 60_000
    assert found[-2:] == [["59999", ""], ["", "#N/A"]]


def test_a_row_that_never_ends_is_damage(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="e"><v>#N/A</v></c>' + " " * (66 << 20)

    with pytest.raises(CannotReadError, match="damaged"):
        read(sheet_xml(tmp_path / "a.xlsx", rows))


def test_days_of_a_workbook_that_counts_from_1904_are_right(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_datetime(
            0, 0, dt.datetime.fromisoformat("2025-03-04"), book.add_format({"num_format": 14})
        )
        sheet.write_number(0, 1, 0.5, book.add_format({"num_format": "0%"}))
        sheet.write_boolean(0, 2, True)
    old = write_ole(
        tmp_path / "a.xls",
        {"Workbook": xls_content(xls_number(0, 0, 45720 - 1462, is_day=True), is_1904=True)},
    )

    assert read(path) == [["2025-03-04", "0.5", "true"]]
    assert read(old) == [["2025-03-04"]]


def merged_book(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["Sales 2025", None, None, None],
        ["Client", "January", None, "Order"],
        [None, "Qty", "Amount", None],
        ["Acme", 1, 10, 77],
        [None, 2, 20, None],
        ["Bolt", 3, 30, "A9"],
        [None, 4, 40, None],
    ):
        sheet.append(row)
    for merged in ("A1:D1", "A2:A3", "B2:C2", "A4:A5", "D4:D5", "A6:A7", "D6:D7", "F1:G2"):
        sheet.merge_cells(merged)
    book.save(path)
    return path


def test_merged_cells_are_filled_where_each_row_owns_the_value(tmp_path: Path) -> None:
    path = merged_book(tmp_path / "a.xlsx")

    assert [row[:4] for row in read(path)] == [
        ["Sales 2025", "", "", ""],
        ["Client", "January", "January", "Order"],
        ["Client", "Qty", "Amount", ""],
        ["Acme", "1", "10", "77"],
        ["Acme", "2", "20", ""],
        ["Bolt", "3", "30", "A9"],
        ["Bolt", "4", "40", "A9"],
    ]


def test_columns_keep_their_place_when_the_first_ones_are_empty(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["C3"] = "x"
    book.save(tmp_path / "a.xlsx")

    assert read(tmp_path / "a.xlsx") == [["", "", ""], ["", "", ""], ["", "", "x"]]


def test_a_workbook_with_no_sheet_of_cells_has_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        sheet.write(0, 0, 1)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Data!$A$1"})
        book.add_chartsheet("Chart").set_chart(chart)

    assert answer_of(path)["all_sheets"] == ["Data"]

    with pytest.raises(CannotReadError, match="no_rows"):
        read(write_ods(tmp_path / "a.ods", {}))


def test_an_old_workbook_is_read_with_its_errors(tmp_path: Path) -> None:
    cells = (
        xls_text(0, 0, "Date")
        + xls_text(0, 1, "Client")
        + xls_number(1, 0, 45720, is_day=True)
        + xls_error(1, 1, 0x2A)
        + xls_formula_error(2, 0, 0x07)
    )
    path = write_ole(tmp_path / "a.xls", {"Workbook": xls_content(cells, hidden=1)})

    assert read(path) == [["Date", "Client"], ["2025-03-04", "#N/A"], ["#DIV/0!", ""]]
    assert answer_of(path)["sheets"][0]["is_hidden"]


def test_an_old_workbook_with_a_password_is_said_to_have_one(tmp_path: Path) -> None:
    content = xls_content(xls_text(0, 0, "Date"), head=biff(0x2F, b"\0" * 54))

    with pytest.raises(CannotReadError, match="encrypted"):
        read(write_ole(tmp_path / "a.xls", {"Workbook": content}))


def test_a_binary_workbook_is_read_with_its_errors(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "a.xlsb", [["Date", "Client"], [5.5, "#N/A"], ["a" * 200, None]])

    assert read(path) == [["Date", "Client"], ["5.5", "#N/A"], ["a" * 200, ""]]


def test_an_open_document_is_read_with_errors_formulas_and_merged_cells(tmp_path: Path) -> None:
    error = (
        'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"'
    )
    merged = 'office:value-type="string" table:number-rows-spanned="2"'
    rows = (
        ods_row(ods_cell("Date"), ods_cell("Client"), ods_cell("Amount"))
        + ods_row(
            ods_cell("4 March", 'office:value-type="date" office:date-value="2025-03-04"'),
            ods_cell("Acme", merged),
            ods_cell("#DIV/0!", error),
        )
        + ods_row(
            ods_cell("", 'table:formula="of:=A2"'),
            "<table:covered-table-cell/>",
            ods_cell("5", 'office:value-type="float" office:value="5"'),
        )
        + ods_row(
            ods_cell("", 'table:number-columns-repeated="3"'), attributes='table:number-rows-repeated="9"'
        )
    )
    path = write_ods(tmp_path / "a.ods", {"Sales": rows})

    assert read(path)[:3] == [
        ["Date", "Client", "Amount"],
        ["2025-03-04", "Acme", "#DIV/0!"],
        [NO_VALUE + "A2", "Acme", "5"],
    ]


def test_an_open_document_with_a_password_or_a_document_type_is_refused(tmp_path: Path) -> None:
    locked = (
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        "<manifest:encryption-data/></manifest:file-entry>"
    )
    with pytest.raises(CannotReadError, match="encrypted"):
        read(write_ods(tmp_path / "a.ods", {"S": ods_row(ods_cell("x"))}, manifest=locked))
    with pytest.raises(CannotReadError, match="hostile"):
        read(write_ods(tmp_path / "b.ods", {"S": ""}, start="<!DOCTYPE x>"))


def test_too_many_cells_are_refused_before_they_are_written(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="SR1048576"><v>1</v></c></row>'
    path = sheet_xml(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>' + far)

    with pytest.raises(CannotReadError, match="far_cell"):
        read(path, kind="xlsx_slow")


def test_a_drawing_may_name_its_document_type(tmp_path: Path) -> None:
    path = merged_book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/media/image1.svg", "<?xml version='1.0'?><!DOCTYPE svg><svg/>")

    assert read(path)[0][0] == "Sales 2025"
