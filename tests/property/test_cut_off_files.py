"""A file that lost its end, or a byte, is refused or read right; nothing else may happen."""

from __future__ import annotations

import gzip
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kamlogic.intake.cells import load_cells
from kamlogic.intake.gate import check_file
from kamlogic.intake.limits import Limits
from kamlogic.intake.many_files import read_files
from kamlogic.intake.refusals import CannotReadError
from tests.unit.intake.workbook_files import (
    ods_cell,
    ods_row,
    write_ods,
    write_ole,
    write_xlsb,
    xls_content,
    xls_text,
)

ROWS = [["Date", "Client"], *[[f"2025-01-{day:02d}", f"Acme {day}"] for day in range(1, 29)]]
TEXT = "".join(f"{day},{client}\n" for day, client in ROWS)


def write_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def write_xls(path: Path) -> Path:
    cells = b"".join(
        xls_text(row, column, text) for row, cells in enumerate(ROWS) for column, text in enumerate(cells)
    )
    return write_ole(path, {"Workbook": xls_content(cells)})


def write_open_document(path: Path) -> Path:
    return write_ods(path, {"Sales": "".join(ods_row(*map(ods_cell, row)) for row in ROWS)})


def write_parquet(path: Path) -> Path:
    days, clients = zip(*ROWS[1:], strict=True)
    pq.write_table(pa.table({"Date": days, "Client": clients}), path, write_page_checksum=True)
    return path


def write_gzip(path: Path) -> Path:
    path.write_bytes(gzip.compress(TEXT.encode()))
    return path


def write_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("a.csv", TEXT)
        target.writestr("b.csv", TEXT)
    return path


WRITERS: dict[str, Callable[[Path], Path]] = {
    "xlsx": write_xlsx,
    "xlsb": lambda path: write_xlsb(path, [list(row) for row in ROWS]),
    "xls": write_xls,
    "ods": write_open_document,
    "parquet": write_parquet,
    "gzip": write_gzip,
    "zip": write_zip,
}


def rows_of(path: Path, folder: Path) -> list[list[str]] | None:
    """The rows of the first sheet; None when the file is refused."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    choices = {"encoding": None, "delimiter": None, "sheet": None}
    try:
        members = check_file(path, folder, Limits()).members
        files = [[member.name, str(member.path), member.kind] for member in members]
        answer = read_files(
            {
                "paths": files,
                "folder": str(folder),
                **choices,
                "unpacked_bytes": 2**30,
                "part_count": 100,
            },
            lambda _share: None,
        )
    except CannotReadError:
        return None
    cells = load_cells(folder / answer["sheets"][0]["cells"])
    return [cells.row(row) for row in range(cells.row_count)]


def expected(kind: str) -> list[list[str]]:
    return ROWS * 2 if kind == "zip" else ROWS


@pytest.mark.parametrize("kind", WRITERS)
def test_every_beginning_of_a_file_is_refused_or_read_right(tmp_path: Path, kind: str) -> None:
    content = WRITERS[kind](tmp_path / "whole").read_bytes()
    assert rows_of(tmp_path / "whole", tmp_path / "folder") == expected(kind)
    path = tmp_path / "cut"

    for length in range(0, len(content), max(len(content) // 150, 1)):
        path.write_bytes(content[:length])
        rows = rows_of(path, tmp_path / "folder")
        assert rows is None or rows == expected(kind), length


@pytest.mark.parametrize("kind", WRITERS)
def test_a_changed_byte_never_ends_in_anything_but_a_refusal_or_rows(tmp_path: Path, kind: str) -> None:
    content = WRITERS[kind](tmp_path / "whole").read_bytes()
    changes = random.Random(7)  # noqa: S311 - the same changes every time
    path = tmp_path / "changed"

    for _change in range(150):
        changed = bytearray(content)
        changed[changes.randrange(len(content))] = changes.randrange(256)
        path.write_bytes(changed)
        rows_of(path, tmp_path / "folder")
