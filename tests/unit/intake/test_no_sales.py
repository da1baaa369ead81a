from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.read_export import read_export

Read = Callable[..., Export]


def test_rows_that_are_no_sales_by_their_status_are_set_aside(read: Read) -> None:
    export = read(
        "Date,Client,Amount,Status\n2025-01-05,Acme,100,Completed\n2025-01-06,Bolt,200,Cancelled\n2025-01-07,Bolt,300,Draft\n"
    )

    assert export.lines["client_name"].to_pylist() == ["Acme"]
    assert set(export.set_aside["reason"]) == {"its kind or status says that it is no sale"}
    assert (
        "2 rows are no sales by their 'Status' (Cancelled, Draft) and were set aside." in export.reading.notes
    )


def test_a_year_and_a_month_in_two_columns_are_a_date(read: Read) -> None:
    export = read("Tahun,Bulan,Pelanggan,Total\n2025,Januari,PT A,5\n2025,Mei,PT B,6\n2025,Bad,PT B,7\n")

    assert export.lines["date"].to_pylist() == [dt.date(2025, 1, 1), dt.date(2025, 5, 1)]
    assert export.refused["value"].tolist() == ["2025 Bad"]


def test_a_sheet_of_returns_counts_negative(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    for name, amounts in {"Sales": (100, 50), "Returns": (20,)}.items():
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Date", "Client", "Amount"])
        for number, amount in enumerate(amounts, 1):
            sheet.write_row(number, 0, [f"2025-01-{10 + number}", "Acme", amount])
    book.close()

    export = read_export(path, name="a.xlsx", choices=Choices())

    assert sum(export.lines["amount"].to_pylist()) == 130
    assert export.lines["kind"].to_pylist() == ["sale", "sale", "return"]


def exchanged(path: Path, **choices: object) -> Export:
    book = xlsxwriter.Workbook(path)
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ["Date", "Client", "Amount"])
    for number, value in enumerate((dt.date(2025, 1, 2), dt.date(2025, 3, 2), "13/02/2025", "25/03/2025"), 1):
        if isinstance(value, dt.date):
            sheet.write_datetime(number, 0, value, day)
        else:
            sheet.write(number, 0, value)
        sheet.write_row(number, 1, ["Acme", 5])
    book.close()
    return read_export(path, name="a.xlsx", choices=Choices(**choices))  # type: ignore[arg-type]


def test_real_dates_beside_texts_above_the_twelfth_are_asked_about(tmp_path: Path) -> None:
    asked = exchanged(tmp_path / "a.xlsx")
    as_written = exchanged(tmp_path / "b.xlsx", swapped_dates=False)

    assert [question.setting for question in asked.reading.questions] == ["swapped_dates"]
    assert asked.lines["date"].to_pylist()[:2] == [dt.date(2025, 2, 1), dt.date(2025, 2, 3)]
    assert as_written.lines["date"].to_pylist()[:2] == [dt.date(2025, 1, 2), dt.date(2025, 3, 2)]
    assert as_written.reading.questions == ()


def test_sums_with_a_date_are_totals_only_if_all_of_them_are_sums(read: Read) -> None:
    rows = "2025-01-05,Acme,100\n2025-01-09,Beta,250\n2025-01-31,Monthly sum,350\n2025-02-05,Acme,300\n"

    sums = read("Date,Customer,Amount\n" + rows + "2025-02-28,Monthly sum,300\n")
    no_sums = read("Date,Customer,Amount\n" + rows + "2025-02-28,Monthly sum,17\n")

    assert (sums.line_count, no_sums.line_count) == (3, 5)


def test_clients_with_projects_are_told_from_their_projects(read: Read) -> None:
    text = (
        ",Date,Num,Amount\nAbel,,,\nKitchen,,,\n,2025-01-05,1,100\nTotal Kitchen,,,100\nBath,,,\n,2025-01-06,2,30\nTotal Bath,,,30\n"
        "Total Abel,,,130\nBauman,,,\n,2025-01-07,3,50\nTotal Bauman,,,50\nTOTAL,,,180\n"
    )

    export = read(text)

    assert export.lines["client_name"].to_pylist() == ["Abel", "Abel", "Bauman"]
    assert len(export.refused) == 0


def test_a_title_over_the_same_header_is_asked_about(read: Read) -> None:
    text = "Date,Client,Amount\n2025-01-05,Acme,100\n\nPayments received\nDate,Client,Amount\n2025-01-20,Acme,100\n"

    both, first = read(text), read(text, table=1)

    assert [question.setting for question in both.reading.questions] == ["table"]
    assert (both.line_count, first.line_count) == (2, 1)


def test_the_client_of_a_document_stands_on_its_first_line(read: Read) -> None:
    export = read(
        "Order,Date,Client,Product,Quantity,Amount\n1,2025-01-02,Acme,Mug,1,5\n1,2025-01-02,,Cup,2,6\n2,2025-01-03,,Mug,1,5\n"
    )

    assert export.lines["client_name"].to_pylist() == ["Acme", "Acme", None]


def test_rows_with_one_cell_more_are_no_row_names_where_they_begin_with_dates(read: Read) -> None:
    export = read("Date,Client,Amount\n2025-01-02,Acme,5,50\n2025-01-03,Bolt,6,10\n")

    assert export.line_count == 0
    assert len(export.refused) == 2
