from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.file_groups import group_files
from kamlogic.intake.read_export import read_export

Read = Callable[..., Export]


def book(path: Path, sheets: dict[str, list[list[object]]], hidden: tuple[str, ...] = ()) -> Path:
    workbook = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if name in hidden:
            sheet.hide()
    workbook.close()
    return path


def read_book(path: Path, **choices: object) -> Export:
    return read_export(path, name=path.name, choices=Choices(**choices))  # type: ignore[arg-type]


HEAD = ["Date", "Client", "Amount"]


def test_sheets_of_the_same_columns_are_read_as_one(tmp_path: Path) -> None:
    sheets = {
        "Jan": [HEAD, ["2025-01-02", "Acme", 5]],
        "Feb": [["Client", "Date", "Amount"], ["Bolt", "2025-02-02", 6], ["", "bad", 7]],
        "Notes": [["Written by", "Ann"], ["on", "Monday"]],
    }
    export = read_book(book(tmp_path / "a.xlsx", sheets))

    assert export.parts == ("Jan", "Feb")
    assert export.lines["client_name"].to_pylist() == ["Acme", "Bolt"]
    assert export.refused[["part", "row_number"]].values.tolist() == [["Feb", 3]]
    assert export.reading.not_read == ("Notes (1 rows)",) or "Notes" in export.reading.not_read[0]


def test_one_sheet_can_be_chosen_and_hidden_ones_stay_out(tmp_path: Path) -> None:
    sheets = {"Jan": [HEAD, ["2025-01-02", "Acme", 5]], "Old": [HEAD, ["2020-01-02", "Bolt", 9]]}
    path = book(tmp_path / "a.xlsx", sheets, hidden=("Old",))

    assert read_book(path).lines["client_name"].to_pylist() == ["Acme"]
    assert read_book(path).reading.not_read == ("Old (1 rows, hidden)",)
    assert read_book(path, sheet="Old").lines["client_name"].to_pylist() == ["Bolt"]


def test_a_second_table_below_is_named_and_can_be_chosen(read: Read) -> None:
    text = "Date,Client,Amount\n2024-01-01,A,5\n2024-01-02,B,7\n\nOther sales\nDay,Customer,Net amount,Product\n2024-02-01,C,8,Mug\n2024-02-02,D,9,Cup\n"

    first, second = read(text, table=1), read(text, table=2)

    assert first.lines["client_name"].to_pylist() == ["A", "B"]
    assert second.lines["client_name"].to_pylist() == ["C", "D"]
    assert second.reading.titles == ("Other sales",)
    assert first.line_counts is not None
    assert first.line_counts.adds_up


def test_the_same_header_again_continues_the_table(read: Read) -> None:
    export = read("Date,Client,Amount\n2024-01-01,A,5\nDate,Client,Amount\n2024-01-02,B,7\n")

    assert export.lines["client_name"].to_pylist() == ["A", "B"]
    assert export.set_aside["reason"].tolist() == ["repeats the header"]


def test_equal_tables_in_another_order_of_columns_are_stacked(read: Read) -> None:
    export = read("Date,Client,Amount\n2024-01-01,A,5\n\nClient,Date,Amount\nB,2024-01-02,7\n")

    assert export.lines["client_name"].to_pylist() == ["A", "B"]
    assert export.row_count == 3
    assert export.line_counts is not None
    assert export.line_counts.total == 5


def test_a_header_one_name_short_of_the_rows(read: Read) -> None:
    export = read('"Date","Client","Amount"\n"1","2024-01-01","A",5\n"2","2024-01-02","B",7\n')

    assert export.lines["client_name"].to_pylist() == ["A", "B"]
    assert len(export.refused) == 0


def test_names_above_names_are_read_together(read: Read) -> None:
    export = read(
        "Date,Client,Ordered,,Invoiced,\n,,Quantity,Amount,Quantity,Amount\n2024-01-01,A,5,50,4,40\n2024-01-02,B,1,9,1,9\n"
    )

    assert export.reading.headers == (
        "Date",
        "Client",
        "Ordered Quantity",
        "Ordered Amount",
        "Invoiced Quantity",
        "Invoiced Amount",
    )


def test_a_person_can_name_the_header_row(read: Read) -> None:
    text = "When,Who,What\nDate,Client,Amount\n2024-01-01,A,5\n"

    assert read(text, header_row=2).lines.num_rows == 1
    assert read(text, header_row=2).reading.header_row == 2


def test_daily_files_of_one_header_are_one_group(tmp_path: Path) -> None:
    paths = {}
    for name, text in {
        "b.csv": "Date,Client\n1,2\n", "a.csv": "Date,Client\n3,4\n", "c.csv": "Day;Client\n1;2\n",
        "d.xlsx": "PK\x03\x04", "e.csv": "2024-01-01,Acme\n", "f.csv": "2024-01-01,Acme\n",
    }.items():  # fmt: skip
        paths[name] = tmp_path / name
        paths[name].write_bytes(text.encode())

    groups = group_files([*paths.items(), ("gone.csv", tmp_path / "gone.csv")])

    assert [[name for name, _path in group] for group in groups] == [
        ["b.csv", "a.csv"], ["c.csv"], ["d.xlsx"], ["e.csv"], ["f.csv"], ["gone.csv"],
    ]  # fmt: skip
