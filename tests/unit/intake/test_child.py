"""The child's own code, run in this process so that its coverage is seen; limits are left off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kamlogic.intake import child
from kamlogic.intake.cells import load_cells
from kamlogic.intake.many_files import read_files
from kamlogic.intake.refusals import CannotReadError

ROWS = [["Date", "Client"], ["2025-01-02", "Acme"]]


def request(path: Path, kind: str, **more: Any) -> dict[str, Any]:
    nothing = {
        "encoding": None,
        "delimiter": None,
        "sheet": None,
        "memory_bytes": None,
        "processor_seconds": None,
        "unpacked_bytes": 2**30,
        "part_count": 2_000,
    }
    return {"paths": [[path.name, str(path), kind]], "folder": str(path.parent), **nothing, **more}


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ROWS:
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


@pytest.mark.parametrize("kind", ["xlsx", "xlsx_slow"])
def test_both_workbook_readers_give_the_same_cells(workbook: Path, kind: str) -> None:
    told: list[float] = []

    answer = read_files(request(workbook, kind), told.append)

    cells = load_cells(workbook.parent / answer["sheets"][0]["cells"])
    assert [cells.row(index) for index in range(cells.row_count)] == ROWS
    assert answer["all_sheets"] == ["Sheet"]
    assert told[-1] == 1.0


@pytest.mark.parametrize("kind", ["xlsx", "xlsx_slow", "parquet"])
def test_every_reader_names_a_damaged_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"PK\x03\x04 damaged")

    with pytest.raises(CannotReadError, match=r"damaged|truncated"):
        read_files(request(path, kind), lambda _share: None)


def test_the_slow_reader_names_a_missing_sheet_and_a_far_cell(workbook: Path) -> None:
    with pytest.raises(CannotReadError, match="no_sheet"):
        read_files(request(workbook, "xlsx_slow", sheet="Nope"), lambda _share: None)

    book = openpyxl.load_workbook(workbook)
    book.worksheets[0]["ZZ7"] = 1
    book.save(workbook)
    with pytest.raises(CannotReadError, match="far_cell"):
        read_files(request(workbook, "xlsx_slow"), lambda _share: None)


def test_text_and_parquet_are_written_in_batches(tmp_path: Path) -> None:
    text = tmp_path / "a.csv"
    text.write_text("Date,Client\n" + "2025-01-02,Acme\n" * 60_000)
    flat = tmp_path / "a.parquet"
    pq.write_table(pa.table({"Client": pa.array(["Acme"] * 60_000)}), flat)
    told: list[float] = []

    for path, kind in ((text, "csv"), (flat, "parquet")):
        answer = read_files(request(path, kind), told.append)
        assert answer["sheets"][0]["row_count"] == 60_001

    assert told[-1] == 1.0


def test_the_child_answers_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Date,Client\n" + "2025-01-02,Acme\n" * 60_000)
    (tmp_path / "request.json").write_text(json.dumps(request(path, "csv")))

    child.main(tmp_path / "request.json")

    assert json.loads((tmp_path / "answer.json").read_text())["encoding"] == "utf-8"
    assert float((tmp_path / "progress").read_text()) > 0


def test_the_child_answers_a_refusal_with_its_code(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n")
    (tmp_path / "request.json").write_text(json.dumps(request(path, "csv", encoding="klingon")))

    child.main(tmp_path / "request.json")

    assert json.loads((tmp_path / "answer.json").read_text()) == {
        "refused": "unknown_encoding",
        "details": {"encoding": "klingon"},
    }


def test_a_zone_and_nested_columns_are_handled_in_this_process_too(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    stamps = pa.array([0], pa.timestamp("ns", tz="Asia/Jakarta"))
    pq.write_table(pa.table({"day": stamps}), path)

    read_files(request(path, "parquet"), lambda _share: None)
    assert load_cells(tmp_path / "cells_0.arrow").row(1) == ["1970-01-01 07:00:00"]

    pq.write_table(pa.table({"tags": pa.array([["a"]])}), path)
    with pytest.raises(CannotReadError, match="nested"):
        read_files(request(path, "parquet"), lambda _share: None)
    pq.write_table(pa.table({f"c{n}": pa.array([1]) for n in range(513)}), path)
    with pytest.raises(CannotReadError, match="too_wide"):
        read_files(request(path, "parquet"), lambda _share: None)


def test_wide_and_endless_text_is_refused_in_this_process_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join("a" * 600) + "\n")
    with pytest.raises(CannotReadError, match="too_wide"):
        read_files(request(path, "csv"), lambda _share: None)
    path.write_text("a" * 1_100_000)
    with pytest.raises(CannotReadError, match="long_line"):
        read_files(request(path, "csv"), lambda _share: None)
    path.write_text("2025-01-02,Acme\n" * 900 + ("x" * 900_000 + "\n") * 4)
    assert read_files(request(path, "csv"), lambda _share: None)["sheets"][0]["row_count"] == 904
