from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from kamlogic.errors import UnreadableFileError
from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.limits import Limits
from kamlogic.intake.read_export import read_export

CSV = "Date,Client,Amount\n2025-01-02,Acme,5\n"
WORKBOOK = "xl/workbook.xml"


def read(path: Path, limits: Limits | None = None) -> Export:
    return read_export(path, name="sales.csv", choices=Choices(), limits=limits or Limits())


def archive(path: Path, parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="does not exist"):
        read(tmp_path / "nothing.csv")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
        (b"  <html><p>Nothing</p>", "no table was found"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "an XML file without a table"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x1f\x8b\x08\x00", "end of the file is missing"),
        (bytes(range(1, 32)) * 20, "not a text file"),
        (b"PK\x03\x04 not really a zip", "end of the file is missing"),
        (b"PAR1 not really parquet PAR1", "damaged"),
        (b"\n\n\n", "no table was found"),
    ],
)
def test_what_is_no_export_is_refused_with_advice(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes(content)

    with pytest.raises(UnreadableFileError, match=message):
        read(path)


def test_a_file_above_the_limit_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(CSV * 100_000)

    with pytest.raises(UnreadableFileError, match="larger than 1 MB"):
        read(path, Limits(text_bytes=2**20))


def test_a_zip_with_one_csv_is_read(tmp_path: Path) -> None:
    path = archive(tmp_path / "sales.zip", {"a/sales.csv": CSV, "__MACOSX/._sales.csv": "x"})

    export = read(path)

    assert export.lines.num_rows == 1
    assert export.reading.kind == "csv"


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"a.csv": ""}, "is empty"),
        ({"a.csv": b"%PDF-1.7"}, "a PDF"),
        ({"a.csv": b"PAR1" * 10}, "damaged"),
        ({"../a.csv": CSV}, "leads outside"),
        ({"a.csv": b"1" * 60_000_000}, "unpacks to more than"),
        ({"xl/workbook.bin": b"x"}, "damaged"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "without a table"),
        ({WORKBOOK: "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}, "document type"),
        ({WORKBOOK: "<?xml version='1.0'?><!DOCTYPE x><x/>".encode("utf-16")}, "document type"),
        ({WORKBOOK: "<workbook/>", "/etc/passwd": "x"}, "leads outside"),
        ({WORKBOOK: "<workbook/>"}, "damaged"),
    ],
)
def test_an_archive_that_is_unsafe_or_something_else_is_refused(
    tmp_path: Path, parts: dict[str, bytes | str], message: str
) -> None:
    path = archive(tmp_path / "sales.xlsx", parts)

    with pytest.raises(UnreadableFileError, match=message):
        read(path)


def test_a_workbook_that_unpacks_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "bomb.xlsx", {WORKBOOK: "<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 5_000_000}
    )

    with pytest.raises(UnreadableFileError, match="unpacks to more than 1 MB"):
        read(path, Limits(unpacked_bytes=2**20))


def test_a_workbook_with_too_many_parts_is_refused(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "parts.xlsx", {WORKBOOK: "<workbook/>", **{f"xl/{n}.xml": "" for n in range(2_001)}}
    )

    with pytest.raises(UnreadableFileError, match="2002 parts"):
        read(path)


def test_an_unusual_packing_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "sales.xlsx", {WORKBOOK: "<workbook/>"}, zipfile.ZIP_LZMA)

    with pytest.raises(UnreadableFileError, match="unusual way"):
        read(path)


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "sales.xlsx"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr(WORKBOOK, "<workbook/>")
        with pytest.warns(UserWarning, match="Duplicate name"):
            target.writestr(WORKBOOK, "<workbook/>")

    with pytest.raises(UnreadableFileError, match="same name"):
        read(path)


def test_an_encrypted_part_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "sales.xlsx", {WORKBOOK: "<workbook/>"}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)

    with pytest.raises(UnreadableFileError, match="protected with a password"):
        read(path)


def test_a_part_whose_content_is_damaged_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "sales.zip", {"sales.csv": CSV * 50}, zipfile.ZIP_STORED)
    content = path.read_bytes().replace(b"Acme", b"Bcme", 1)
    path.write_bytes(content)

    with pytest.raises(UnreadableFileError, match="damaged"):
        read(path)


def test_an_archive_with_a_nameless_entry_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "Date,Client\n")
        archive.infolist()[0].filename = ""

    with pytest.raises(UnreadableFileError, match="damaged"):
        read(path)
