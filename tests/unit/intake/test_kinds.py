from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from kamlogic.intake.kinds import kind_of
from kamlogic.intake.ole_file import OleFile
from kamlogic.intake.refusals import CannotReadError
from tests.unit.intake.workbook_files import write_ods, write_ole, write_xlsb, xls_content

HTML = "<html><table><tr><td>1</td></tr></table>"
SPREADSHEET = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
)


def archive(path: Path, *names: str, mime: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as target:
        if mime:
            target.writestr("mimetype", mime)
        for name in names:
            target.writestr(name, "x")
    return path


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"Date,Client\n", "csv"),
        (b"PK;Name\n1;Acme\n", "csv"),
        (b"PAR1;Name\n1;Acme\n", "csv"),
        (b"\xff\xfeD\0a\0t\0e\0", "csv"),
        (HTML.encode(), "html"),
        (b"\xef\xbb\xbf\n  " + HTML.encode(), "html"),
        (b"\xff\xfe" + HTML.encode("utf-16-le"), "html"),
        (b"\xfe\xff" + HTML.encode("utf-16-be"), "html"),
        (b'<?xml version="1.0"?><!-- x --><html><table/></html>', "html"),
        (SPREADSHEET.encode(), "spreadsheetml"),
        (gzip.compress(b"Date,Client\n", mtime=0), "gzip"),
        (b"PAR1 anything PAR1", "parquet"),
    ],
)
def test_a_kind_is_told_by_the_content(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "sales.docx"
    path.write_bytes(content)

    assert kind_of(path) == kind


def test_the_kinds_of_workbooks_are_told_apart(tmp_path: Path) -> None:
    assert kind_of(archive(tmp_path / "a", "[Content_Types].xml", "xl/workbook.xml")) == "xlsx"
    assert kind_of(write_xlsb(tmp_path / "b", [["Date"]])) == "xlsb"
    assert kind_of(write_ods(tmp_path / "c", {"S": ""})) == "ods"
    assert kind_of(write_ole(tmp_path / "d", {"Workbook": xls_content(b"")})) == "xls"
    assert kind_of(write_ole(tmp_path / "e", {"Book": xls_content(b"")})) == "xls"
    assert kind_of(archive(tmp_path / "f", "a.csv", "b.csv")) == "zip"


@pytest.mark.parametrize(
    ("content", "code", "found"),
    [
        (b"", "empty", None),
        (b"%PDF-1.7 ...", "other_format", "a PDF"),
        (b"\x89PNG\r\n", "other_format", "an image"),
        (b"GIF89a", "other_format", "an image"),
        (b"a.csv".ljust(257, b"\0") + b"ustar\0" + b"00" * 120, "other_format", "a TAR archive"),
        (b"BZh91AY", "other_format", "an archive packed with bzip2"),
        (b"MIME-Version: 1.0\n", "other_format", "a web archive (.mht)"),
        (b"\x09\x04\x06\x00\x00\x00", "other_format", "an Excel workbook from before 1997"),
        (b"<?xml version='1.0'?><orders/>", "other_format", "an XML file without a table"),
        (b"PAR1\x15\x04 cut off", "truncated", None),
        (b"PARE anything PARE", "encrypted", None),
        (b"PK\x03\x04 cut off", "truncated", None),
        (b"PK\x03\x04 not a zip PK\x05\x06", "damaged", None),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "damaged", None),
        (b"\xd0\xcf\x11\xe0", "damaged", None),
        (bytes(range(1, 32)) * 20, "binary", None),
    ],
)
def test_what_holds_no_table_is_named(tmp_path: Path, content: bytes, code: str, found: str | None) -> None:
    path = tmp_path / "sales.xlsx"
    path.write_bytes(content)

    with pytest.raises(CannotReadError) as refusal:
        kind_of(path)

    assert refusal.value.code == code
    assert refusal.value.details.get("format") == found


@pytest.mark.parametrize(
    ("names", "mime", "found"),
    [
        (("word/document.xml", "[Content_Types].xml"), "", "a Word document"),
        (("ppt/presentation.xml",), "", "a PowerPoint presentation"),
        (("Index/Document.iwa",), "", "an Apple Numbers document"),
        (("content.xml",), "application/vnd.oasis.opendocument.text", "an office document without a table"),
    ],
)
def test_an_office_document_of_another_kind_is_named(
    tmp_path: Path, names: tuple[str, ...], mime: str, found: str
) -> None:
    with pytest.raises(CannotReadError) as refusal:
        kind_of(archive(tmp_path / "a.xlsx", *names, mime=mime))

    assert refusal.value.details == {"format": found}


def test_content_without_a_mime_type_is_an_archive(tmp_path: Path) -> None:
    assert kind_of(archive(tmp_path / "a", "content.xml")) == "zip"


@pytest.mark.parametrize(
    ("stream", "code", "found"),
    [
        ("EncryptedPackage", "encrypted", None),
        ("WordDocument", "other_format", "an old Word document"),
        ("Something", "other_format", "a document of another program"),
    ],
)
def test_an_old_document_without_a_workbook_is_named(
    tmp_path: Path, stream: str, code: str, found: str | None
) -> None:
    path = write_ole(tmp_path / "a.xls", {stream: b"x"})

    with pytest.raises(CannotReadError) as refusal:
        kind_of(path)

    assert refusal.value.code == code
    assert refusal.value.details.get("format") == found


def test_large_and_small_streams_are_read_whole(tmp_path: Path) -> None:
    large = bytes(range(256)) * 40
    path = write_ole(tmp_path / "a", {"Large": large}, small={"Small": b"abc", "Wider": b"x" * 200})

    file = OleFile(path)

    assert file.names == {"large", "small", "wider"}
    assert file.stream("large") == large
    assert file.stream("small") == b"abc"
    assert file.stream("wider") == b"x" * 200


def test_a_chain_that_runs_in_circles_is_damage(tmp_path: Path) -> None:
    path = write_ole(tmp_path / "a", {"Workbook": b"x" * 6_000})
    content = bytearray(path.read_bytes())
    content[-512:-508] = b"\0\0\0\0"  # the first sector follows itself
    path.write_bytes(content)

    with pytest.raises(CannotReadError, match="damaged"):
        OleFile(path).stream("workbook")


def test_a_list_of_tables_that_runs_in_circles_ends(tmp_path: Path) -> None:
    path = write_ole(tmp_path / "a", {"Workbook": b"x"})
    content = bytearray(path.read_bytes())
    content[0x44:0x48] = (0).to_bytes(4, "little")
    content[512:1024] = b"\0" * 512  # that sector names itself as the next one
    path.write_bytes(content)

    assert OleFile(path).names == {"workbook"}


def test_a_workbook_cut_off_is_said_to_be(tmp_path: Path) -> None:
    path = write_ole(tmp_path / "a", {"Workbook": b"x" * 6_000})
    path.write_bytes(path.read_bytes()[:3_000])

    with pytest.raises(CannotReadError, match="truncated"):
        OleFile(path)
