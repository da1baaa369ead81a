"""What a file is, told by its content and never by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from kamlogic.intake.decoding import is_wide_text
from kamlogic.intake.ole_file import MAGIC as OLE_MAGIC
from kamlogic.intake.ole_file import OleFile
from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.zip_parts import BROKEN, zip_entries
from kamlogic.texts import N_

WORKBOOKS = frozenset({"xlsx", "xlsb", "xls", "ods"})
"""Read by calamine."""

HELD_IN_MEMORY = WORKBOOKS | {"html", "spreadsheetml"}
"""Not streamed: their size has a limit."""

_START_BYTES = 8_192
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_MARKUP = ("<!doctype html", "<html", "<table", "<head", "<meta", "<body", "<style", "<div", "<center")
_OFFICE_XML = "urn:schemas-microsoft-com:office:spreadsheet"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHER_FORMATS = (
    (b"%PDF-", N_("a PDF")),
    (b"7z\xbc\xaf", N_("a 7-Zip archive")),
    (b"Rar!\x1a", N_("a RAR archive")),
    (b"BZh", N_("an archive packed with bzip2")),
    (b"\xfd7zXZ", N_("an archive packed with xz")),
    (b"\x28\xb5\x2f\xfd", N_("an archive packed with zstd")),
    (b"\x89PNG", N_("an image")),
    (b"GIF8", N_("an image")),
    (b"\xff\xd8\xff", N_("an image")),
    (b"{\\rtf", N_("an RTF document")),
    (b"SQLite format 3", N_("a database")),
    (b"\0\x01\0\0Standard ", N_("a database")),
    (b"MIME-Version:", N_("a web archive (.mht)")),
    (b"\x09\x00\x04\x00", N_("an Excel workbook from before 1997")),
    (b"\x09\x02\x06\x00", N_("an Excel workbook from before 1997")),
    (b"\x09\x04\x06\x00", N_("an Excel workbook from before 1997")),
)
_OLE_STREAMS = (
    ("worddocument", N_("an old Word document")),
    ("powerpoint document", N_("an old PowerPoint presentation")),
    ("visiodocument", N_("a Visio drawing")),
    ("__properties_version1.0", N_("an e-mail of Outlook")),
)
_ZIP_PARTS = (
    ("word/document.xml", N_("a Word document")),
    ("ppt/presentation.xml", N_("a PowerPoint presentation")),
    ("index/document.iwa", N_("an Apple Numbers document")),
    ("visio/document.xml", N_("a Visio drawing")),
    ("mimetype", N_("an office document without a table")),
    ("[content_types].xml", N_("an office document without a table")),
)
_ODS_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_XML_BYTES = 2_000


def kind_of(path: Path) -> str:
    """One of csv (any delimited text), xlsx, xlsb, xls, ods, parquet, html, spreadsheetml, zip, gzip.

    Raises:
        CannotReadError: Empty, encrypted, cut off, or of a kind that holds no table.
    """
    size = path.stat().st_size
    if size == 0:
        raise CannotReadError("empty")
    with path.open("rb") as file:
        start = file.read(_START_BYTES)
        file.seek(max(size - 4, 0))
        end = file.read()
    if start.startswith(_ZIP):
        return _archive_kind(path)
    if start.startswith(b"\x1f\x8b"):
        return "gzip"
    if start[257:262] == b"ustar":
        raise CannotReadError("other_format", format=N_("a TAR archive"))
    if start.startswith(OLE_MAGIC):
        return _ole_kind(path)
    if _is_parquet(start, end):
        return "parquet"
    for magic, name in _OTHER_FORMATS:
        if start.startswith(magic):
            raise CannotReadError("other_format", format=name)
    return _text_kind(start)


def _is_parquet(start: bytes, end: bytes) -> bool:
    if start.startswith(b"PARE") and end == b"PARE":
        raise CannotReadError("encrypted")
    if not start.startswith(b"PAR1"):
        return False
    if end == b"PAR1":
        return True
    if start[4:5] < b" ":
        raise CannotReadError("truncated")
    return False


def _archive_kind(path: Path) -> str:
    entries = zip_entries(path)
    names = {info.filename.lower() for info in entries}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and _mime_type(path).startswith(_ODS_MIME):
        return "ods"
    for part, name in _ZIP_PARTS:
        if part in names:
            raise CannotReadError("other_format", format=name)
    return "zip"


def _mime_type(path: Path) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive, archive.open("mimetype") as part:
            return part.read(100)
    except (KeyError, *BROKEN):
        return b""


def _ole_kind(path: Path) -> str:
    names = OleFile(path).names
    if "encryptedpackage" in names:
        raise CannotReadError("encrypted")
    if names & {"workbook", "book"}:
        return "xls"
    for stream, name in _OLE_STREAMS:
        if stream in names:
            raise CannotReadError("other_format", format=name)
    raise CannotReadError("other_format", format=N_("a document of another program"))


def _text_kind(start: bytes) -> str:
    text = _first_letters(start)
    if text.startswith(_MARKUP):
        return "html"
    if text.startswith("<?xml"):
        return _xml_kind(text)
    if not is_wide_text(start) and _looks_binary(start):
        raise CannotReadError("binary")
    return "csv"


def _xml_kind(text: str) -> str:
    if _OFFICE_XML in text[:_XML_BYTES]:
        return "spreadsheetml"
    if "<html" in text or "<table" in text:
        return "html"
    raise CannotReadError("other_format", format=N_("an XML file without a table"))


def _first_letters(start: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return start[len(mark) :].decode(encoding, "replace").lstrip().lower()
    return start.decode("latin-1").lstrip().lower()


def _looks_binary(start: bytes) -> bool:
    """Many control characters, NUL apart: UTF-16 is full of NUL, and a stray one is taken out later."""
    controls = sum(byte < 32 and byte not in b"\0\t\n\r\f\x1a\x1b" for byte in start)
    return controls > 0.05 * len(start)
