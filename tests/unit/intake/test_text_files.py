from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest

from kamlogic.errors import UnreadableFileError
from kamlogic.intake.cells import load_cells
from kamlogic.intake.exports import Export
from kamlogic.intake.raw_cells import WRONG_BYTES
from kamlogic.intake.record_widths import repaired_reasons
from kamlogic.intake.text_file import read_text_file

Read = Callable[..., Export]
ROWS = "Date,Client,Amount\n2025-01-02,Café Piñata “Zwei”,5.00\n2025-01-03,Acme,6.00\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (ROWS.encode(), "utf-8"),
        (ROWS.encode("utf-8-sig"), "utf-8-sig"),
        (ROWS.encode("cp1252"), "cp1252"),
        (ROWS.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + ROWS.encode("utf-16-be"), "utf-16"),
        (ROWS.encode("utf-16-le"), "utf-16-le"),
        (ROWS.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_the_encoding_is_found(read: Read, content: bytes, encoding: str) -> None:
    export = read(content)

    assert export.reading.encoding == encoding
    assert export.lines["client_name"].to_pylist() == ["Café Piñata “Zwei”", "Acme"]


def test_an_accent_far_down_the_file_is_not_lost(read: Read) -> None:
    rows = "".join(f"2025-01-02,Acme {n},5\n" for n in range(12_000))
    export = read(("Date,Client,Amount\n" + rows + "2025-01-03,Café,6\n").encode("cp1252"))

    assert export.lines["client_name"].to_pylist()[-1] == "Café"


def test_russian_windows_text_is_read(read: Read) -> None:
    rows = "".join(f"{day:02}.01.2025;Ромашка и партнёры;1 234,50\n" for day in range(1, 29))
    export = read(("Дата;Контрагент;Выручка\n" + rows).encode("cp1251"))

    assert export.reading.encoding == "cp1251"
    assert export.lines["client_name"][0].as_py() == "Ромашка и партнёры"
    assert str(export.lines["amount"][0].as_py()) == "1234.50"


def test_a_chosen_encoding_wins_and_an_unknown_one_is_refused(read: Read) -> None:
    assert read(ROWS.encode("cp1252"), encoding="latin-1").reading.encoding == "iso8859-1"
    with pytest.raises(UnreadableFileError, match="no encoding 'klingon'"):
        read(ROWS, encoding="klingon")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(read: Read, delimiter: str) -> None:
    export = read(ROWS.replace(",", delimiter))

    assert export.reading.delimiter == delimiter
    assert export.lines.num_rows == 2


def test_a_sep_line_names_the_delimiter(read: Read) -> None:
    export = read("sep=#\nDate#Client#Amount\n2025-01-02#Acme, Inc; Co#5\n")

    assert export.reading.delimiter == "#"
    assert export.reading.header_row == 2
    assert export.set_aside["reason"].tolist() == ["above the header"]


def test_a_chosen_delimiter_wins(read: Read) -> None:
    assert read("Date^Client^Amount\n2025-01-02^A,b^5\n", delimiter="^").lines.num_rows == 1


def test_one_bad_row_does_not_change_the_delimiter(read: Read) -> None:
    rows = ["2025-01-02;Acme;5,50"] * 20
    rows[3] = "2025-01-02,Acme,5|50|||"
    export = read("Date;Client;Amount\n" + "\n".join(rows))

    assert export.reading.delimiter == ";"
    assert export.refused["row_number"].tolist() == [5]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_end_is_a_line_end(read: Read, ending: str) -> None:
    assert read(ROWS.replace("\n", ending).encode()).lines["row_number"].to_pylist() == [2, 3]


def test_line_breaks_inside_quotes_belong_to_the_cell(read: Read) -> None:
    export = read('Date,Client,Amount\n2025-01-02,"Acme\nHead office",5\n2025-01-03,"Say ""hi""",6\n')

    assert export.lines["client_name"].to_pylist() == ["Acme Head office", 'Say "hi"']
    assert export.lines["row_number"].to_pylist() == [2, 4]


def test_an_unclosed_quote_costs_its_own_row_only(read: Read) -> None:
    export = read(
        'Date,Client,Amount\n2025-01-02,Acme,1\n2025-01-03,"Bexo,2\n2025-01-04,"Cafe",4\n2025-01-05,Dim,8\n'
    )

    assert export.lines["amount"].to_pylist() == [1, 4, 8]
    assert export.refused[["row_number", "reason"]].values.tolist() == [
        [3, "a quote is opened here and never closed"]
    ]


def test_an_unclosed_quote_that_nothing_closes_is_mended_where_the_columns_are_known(read: Read) -> None:
    rows = "".join(f"2025-01-03,Bexo,{n}\n" for n in range(500))
    export = read(f'Date,Client,Amount\n"2025-01-02,Acme,1\n{rows}2025-01-03,"Last,1')

    assert export.refused["row_number"].tolist() == []
    assert export.lines["amount"].to_pylist()[0] == 1
    assert export.lines.num_rows == 502


def test_a_longer_row_is_refused_and_trailing_empties_are_dropped(read: Read) -> None:
    export = read("Date,Client,Amount\n2025-01-02,Acme,1,,,\n2025-01-02,Acme, Inc,2\n2025-01-02,Acme,3, ,x\n")

    assert export.lines["amount"].to_pylist() == [1]
    assert export.refused["reason"].tolist() == [
        "has 4 cells, the header has 3",
        "has 5 cells, the header has 3",
    ]


def test_a_shorter_row_is_refused_unless_what_it_lacks_is_mostly_empty(read: Read) -> None:
    full = "2025-01-02,Acme,1,\n" * 4 + "2025-01-02,Acme,1,note\n"
    export = read("Date,Client,Amount,Remark\n" + full + "2025-01-02,Acme,2\n2025-01-02,Acme\n")

    assert export.lines["amount"].to_pylist() == [1, 1, 1, 1, 1, 2]
    assert export.refused["reason"].tolist() == ["has 2 cells, the header has 4"]


def test_a_separator_too_many_or_too_few_moves_no_values(read: Read) -> None:
    good = "2025-01-02,Acme,Kopi,1,\n" * 4
    export = read(
        "Date,Client,Product,Amount,Remark\n" + good + "2025-01-02,Acme,,Kopi,1,\n2025-01-02,Acme,Kopi 1,\n"
    )

    assert export.lines.num_rows == 4
    assert export.refused["reason"].tolist() == [
        "has 6 cells, the header has 5",
        "has 4 cells, the header has 5",
    ]


def test_a_quote_that_is_not_doubled_refuses_its_row(read: Read) -> None:
    export = read('Date,Client,Amount\n2025-01-02,"The "best" shop",1\n2025-01-02,"Acme",2\n')

    assert export.refused["reason"].tolist() == ["a quote inside a cell is not doubled"]
    assert export.lines["amount"].to_pylist() == [2]


def test_nul_bytes_and_control_characters_are_removed(read: Read) -> None:
    export = read(b"Date,Client,Amount\n2025-01-02,A\0c\x07me\x1f  Ltd,5\n")

    assert export.lines["client_name"].to_pylist() == ["Acme Ltd"]


def test_a_hundred_thousand_columns_are_refused(read: Read) -> None:
    with pytest.raises(UnreadableFileError, match="has 100000 columns; up to 512"):
        read(",".join(["a"] * 100_000) + "\n" + ",".join(["1"] * 100_000))


def test_a_line_of_millions_of_characters_is_refused(read: Read) -> None:
    with pytest.raises(UnreadableFileError, match="row 1 is longer"):
        read("a" * 1_500_000)
    with pytest.raises(UnreadableFileError, match="row 1502 is longer"):
        read("Date,Client,Amount\n" + "2025-01-02,Acme,5\n" * 1_500 + "a" * 1_500_000)


def test_a_table_without_a_header_asks_for_a_mapping(read: Read) -> None:
    export = read(
        "2025-01-02,Acme,5\n2025-01-03,Bexo,6\n",
        columns={"date": "column 1", "client_name": "column 2", "amount": "column 3"},
    )

    assert export.reading.header_row is None
    assert export.lines.num_rows == export.row_count == 2


def test_a_bad_byte_in_a_utf8_file_marks_its_row_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((ROWS + "2025-01-04,Frères,7\n" * 20).encode() + b"2025-01-05,Fr\xe8res,8\n")

    answer = read_text_file(path, tmp_path, encoding=None, delimiter=None, progress=lambda _share: None)

    cells = load_cells(tmp_path / answer["sheets"][0]["cells"])
    assert answer["encoding"] == "utf-8"
    assert {int(row): int(cells.problems[row]) for row in cells.problems.nonzero()[0]} == {23: WRONG_BYTES}
    assert WRONG_BYTES in repaired_reasons()
