from __future__ import annotations

import datetime as dt
import gzip
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kamlogic.errors import UnreadableFileError
from kamlogic.intake.cells import Cells, load_cells
from kamlogic.intake.exports import Choices
from kamlogic.intake.gate import check_files
from kamlogic.intake.limits import Limits
from kamlogic.intake.opening import Source, open_source
from kamlogic.intake.refusals import CannotReadError
from tests.unit.intake.workbook_files import write_ole, xls_content, xls_number

HEADER = "Date;Client;Amount\n"


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def workbook(path: Path) -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Date", "Client"])
    book.save(path)
    return path.read_bytes()


@pytest.fixture
def opened(tmp_path: Path) -> Any:
    """Open a file, or several, and give the answer and the cells of its sheets."""
    folder = tmp_path / "folder"
    folder.mkdir()

    def _open(
        path: Path, *, paths: tuple[tuple[str, Path], ...] = (), limits: Limits | None = None, **choices: Any
    ) -> tuple[dict[str, Any], list[Cells]]:
        source = Source(
            path, "sales", Choices(**choices), limits or Limits(), lambda _share, _text: None, paths
        )
        answer = open_source(source, folder)
        return answer, [load_cells(folder / sheet["cells"]) for sheet in answer["sheets"]]

    return _open


def days(count: int, **odd: bytes) -> dict[str, bytes]:
    plain = {
        f"day_{day:03d}.csv": (HEADER + f"2025-01-02;Acme {day};5\n2025-01-03;Bolt;6\n").encode()
        for day in range(count)
    }
    return {**plain, **{name.replace("__", "."): content for name, content in odd.items()}}


def test_many_daily_files_are_one_table_with_their_own_row_numbers(tmp_path: Path, opened: Any) -> None:
    answer, (cells,) = opened(archive(tmp_path / "a.zip", days(305)))

    assert answer["kind"] == "csv"
    assert answer["delimiter"] == ";"
    assert answer["sheets"][0]["parts"] == [f"day_{day:03d}.csv" for day in range(305)]
    assert cells.row_count == 305 * 3
    assert cells.row_numbers[:6].tolist() == [1, 2, 3, 1, 2, 3]
    assert cells.parts[:6].tolist() == [0, 0, 0, 1, 1, 1]
    assert cells.row(304 * 3 + 1) == ["2025-01-02", "Acme 304", "5"]


def test_each_file_of_a_group_keeps_its_own_encoding(tmp_path: Path, opened: Any) -> None:
    parts = {
        "a.csv": (HEADER + "2025-01-02;Acme;5\n").encode(),
        "b.csv": (HEADER + "2025-01-02;Café Müller;5\n").encode("cp1252"),
        "c.csv": (HEADER + "2025-01-02;Žižkov;5\n").encode(),
        "d.csv": (HEADER + "2025-01-02;Niño;5\n").encode("cp1252"),
    }

    _answer, (cells,) = opened(archive(tmp_path / "a.zip", parts))

    assert [cells.row(place)[1] for place in (1, 3, 5, 7)] == ["Acme", "Café Müller", "Žižkov", "Niño"]


def test_files_with_two_bytes_per_letter_are_read_alike(tmp_path: Path, opened: Any) -> None:
    content = (HEADER + "2025-01-02;Acme;5\n").encode("utf-16")

    _answer, (cells,) = opened(archive(tmp_path / "a.zip", {"a.csv": content, "b.csv": content}))

    assert cells.row(3) == ["2025-01-02", "Acme", "5"]


def test_a_wider_file_of_the_same_header_widens_the_table(tmp_path: Path, opened: Any) -> None:
    parts = {
        "a.csv": (HEADER + "2025-01-02;Acme;5\n").encode(),
        "b.csv": (HEADER + "2025-01-02;Acme;5;extra\n").encode(),
    }

    _answer, (cells,) = opened(archive(tmp_path / "a.zip", parts))

    assert [cells.row(place) for place in (1, 3)] == [
        ["2025-01-02", "Acme", "5", ""],
        ["2025-01-02", "Acme", "5", "extra"],
    ]


def test_other_headers_and_kinds_stay_sheets_of_their_own(tmp_path: Path, opened: Any) -> None:
    flat = tmp_path / "a.parquet"
    pq.write_table(pa.table({"Date": ["2025-01-02"], "Client": ["Acme"]}), flat)
    parts = days(2, other__csv=b"Kunde,Betrag\nAcme,5\n", book__xlsx=workbook(tmp_path / "b.xlsx"))
    path = archive(tmp_path / "a.zip", {**parts, "flat.parquet": flat.read_bytes()})

    answer, sheets = opened(path)

    assert answer["all_sheets"] == ["day_000.csv", "other.csv", "book.xlsx: Sheet", "flat.parquet"]
    assert [sheet["kind"] for sheet in answer["sheets"]] == ["csv", "csv", "xlsx", "parquet"]
    assert [cells.row_count for cells in sheets] == [6, 2, 1, 2]


def test_one_of_the_sheets_can_be_chosen(tmp_path: Path, opened: Any) -> None:
    path = archive(tmp_path / "a.zip", days(2, other__csv=b"Kunde,Betrag\nAcme,5\n"))

    answer, _cells = opened(path, sheet="other.csv")

    assert [sheet["name"] for sheet in answer["sheets"]] == ["other.csv"]


def test_a_sheet_that_no_file_has_is_refused(tmp_path: Path, opened: Any) -> None:
    with pytest.raises(UnreadableFileError, match=r"no sheet 'x'.*day_000\.csv"):
        opened(archive(tmp_path / "a.zip", days(2)), sheet="x")


def test_what_is_not_read_is_named_with_its_reason(tmp_path: Path, opened: Any) -> None:
    inner = archive(tmp_path / "inner.zip", days(1)).read_bytes()
    parts = {
        "__MACOSX/._day.csv": b"x",
        ".DS_Store": b"x",
        "readme.txt": b"These are\nthe sales\n",
        "logo.png": b"\x89PNG",
        "inner.zip": inner,
        "broken.xlsx": inner[:40],
        "wide.csv": b",".join([b"a"] * 600) + b"\n",
        "far.parquet": b"PAR1 damaged PAR1",
    }

    answer, _cells = opened(archive(tmp_path / "a.zip", days(2) | parts))

    assert sorted(answer["not_read"]) == sorted(parts)
    assert answer["reasons"]["readme.txt"] == "it holds no table."
    assert answer["reasons"]["logo.png"] == "this is an image."
    assert answer["reasons"]["inner.zip"] == "it is an archive inside an archive."
    assert answer["reasons"]["far.parquet"] == "the file is damaged."
    assert answer["reasons"][".DS_Store"] == ""
    assert answer["sheets"][0]["row_count"] == 6


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "none of the packed files"),
        ({"a.png": b"\x89PNG", "b.pdf": b"%PDF-1"}, "none of the packed files"),
        ({"a.zip": b"PK\x05\x06" + b"\0" * 18}, "archive inside an archive"),
        ({"a.parquet": b"PAR1 x PAR1", "b.parquet": b"PAR1 y PAR1"}, "is damaged"),
        (dict.fromkeys(("a.csv", "b.csv"), b"x" * 1100000), "longer than a million"),
    ],
)
def test_an_archive_without_a_table_is_refused(
    tmp_path: Path, opened: Any, parts: dict[str, bytes], message: str
) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        opened(archive(tmp_path / "a.zip", parts))


def test_a_file_packed_with_gzip_is_read(tmp_path: Path, opened: Any) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress((HEADER + "2025-01-02;Acme;5\n").encode()))

    answer, (cells,) = opened(path)

    assert answer["kind"] == "csv"
    assert cells.row(1) == ["2025-01-02", "Acme", "5"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (gzip.compress(gzip.compress(b"a", mtime=0), mtime=0), "archive inside an archive"),
        (gzip.compress(b"a,b\n" * 50, mtime=0)[:-9], "end of the file is missing"),
        (gzip.compress(b"a", mtime=0)[:10] + b"\xff" * 60, "is damaged"),
        (gzip.compress(b"1" * 60_000_000, mtime=0), "unpacks to more than"),
    ],
)
def test_a_gzip_file_that_cannot_be_unpacked_is_refused(
    tmp_path: Path, opened: Any, content: bytes, message: str
) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(content)

    with pytest.raises(UnreadableFileError, match=message):
        opened(path)


def test_several_files_are_read_as_one(tmp_path: Path, opened: Any) -> None:
    paths = []
    for name, content in days(3).items():
        (tmp_path / name).write_bytes(content)
        paths.append((name, tmp_path / name))
    paths += [("more.zip", archive(tmp_path / "a.zip", {"x.csv": days(1)["day_000.csv"]}))]
    paths += [("gone.csv", tmp_path / "gone.csv")]

    answer, (cells,) = opened(paths[0][1], paths=tuple(paths))

    assert answer["sheets"][0]["parts"] == ["day_000.csv", "day_001.csv", "day_002.csv", "x.csv"]
    assert cells.row_count == 12
    assert answer["reasons"] == {"gone.csv": "the file does not exist."}


def test_several_files_of_which_none_can_be_read_are_refused(tmp_path: Path) -> None:
    paths = [(name, tmp_path / name) for name in ("a.csv", "b.csv")]

    with pytest.raises(CannotReadError, match="nothing_packed"):
        check_files(paths, tmp_path, Limits())


def test_the_far_cell_of_one_workbook_does_not_lose_the_others(tmp_path: Path, opened: Any) -> None:
    good = workbook(tmp_path / "good.xlsx")
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(tmp_path / "good.xlsx") as old, zipfile.ZipFile(bomb, "w") as new:
        for info in old.infolist():
            far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            new.writestr(info.filename, old.read(info).replace(b"</sheetData>", far))

    answer, (cells,) = opened(
        archive(tmp_path / "a.zip", {"good.xlsx": good, "bomb.xlsx": bomb.read_bytes()})
    )

    assert cells.row(0) == ["Date", "Client"]
    assert "XFD1048576" in answer["reasons"]["bomb.xlsx"]


def test_a_day_is_a_day_in_every_kind(tmp_path: Path, opened: Any) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Date", "Client"])
    book.worksheets[0].append([dt.date(2025, 3, 4), "Acme"])
    book.save(tmp_path / "a.xlsm")

    answer, (cells,) = opened(tmp_path / "a.xlsm")

    assert answer["kind"] == "xlsx"
    assert answer["sheets"][0]["parts"] == ["sales"]
    assert cells.row(1) == ["2025-03-04", "Acme"]


def deadly_workbook(path: Path) -> Path:
    """An old workbook whose cells lie so far apart that the reader asks for more memory than there is."""
    cells = b"".join(xls_number(row, column, 1) for row, column in ((0, 0), (65_535, 65_535)))
    return write_ole(path, {"Workbook": xls_content(cells)})


def test_a_workbook_that_kills_the_child_does_not_lose_the_others(tmp_path: Path, opened: Any) -> None:
    deadly = deadly_workbook(tmp_path / "deadly.xls").read_bytes()
    parts = days(2, deadly__xls=deadly, good__xlsx=workbook(tmp_path / "good.xlsx"))

    answer, _cells = opened(archive(tmp_path / "a.zip", parts))

    assert [sheet["name"] for sheet in answer["sheets"]] == ["day_000.csv", "good.xlsx: Sheet"]
    assert answer["reasons"] == {
        "deadly.xls": "the file could not be read within its limits of memory and time."
    }


def test_a_workbook_alone_that_kills_the_child_is_refused(tmp_path: Path, opened: Any) -> None:
    with pytest.raises(UnreadableFileError, match="limits of memory and time"):
        opened(deadly_workbook(tmp_path / "deadly.xls"))
