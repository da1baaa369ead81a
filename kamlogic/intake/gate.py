"""May this file be opened, and as what? Decided by size and content, never by its name."""

from __future__ import annotations

from pathlib import Path

from kamlogic.intake.archives import check_workbook_parts, kind_of_archive, unpack_single_text
from kamlogic.intake.decoding import is_wide_text
from kamlogic.intake.limits import Limits
from kamlogic.intake.refusals import CannotReadError
from kamlogic.texts import N_, _

_START_BYTES = 4_096
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<meta")
_OTHER_FORMATS = (
    (b"%PDF", N_("a PDF")),
    (b"\x1f\x8b", N_("a gzip archive")),
    (b"7z\xbc\xaf", N_("a 7-Zip archive")),
    (b"Rar!", N_("a RAR archive")),
    (b"\x89PNG", N_("an image")),
    (b"\xff\xd8\xff", N_("an image")),
    (b"{\\rtf", N_("an RTF document")),
    (b"SQLite format 3", N_("a database")),
)


def check_file(path: Path, folder: Path, limits: Limits) -> tuple[str, Path]:
    """The kind (csv, xlsx, parquet) and the file to read: the given one, or the CSV unpacked into the folder.

    Raises:
        CannotReadError: Missing, empty, too large, of another format, or unsafe to open.
    """
    if not path.is_file():
        raise CannotReadError("missing")
    size = path.stat().st_size
    if size == 0:
        raise CannotReadError("empty")
    with path.open("rb") as file:
        start = file.read(_START_BYTES)
    kind = _kind_by_content(path, start)
    limit = limits.workbook_bytes if kind in {"xlsx", "zip"} else limits.text_bytes
    if size > limit:
        raise CannotReadError("too_large", limit=limit // 2**20)
    if kind == "xlsx":
        check_workbook_parts(path, limits)
    if kind != "zip":
        return kind, path
    unpacked = unpack_single_text(path, folder, limits)
    with unpacked.open("rb") as file:
        inner = _kind_by_content(unpacked, file.read(_START_BYTES))
    if inner != "csv":
        raise CannotReadError("other_format", format=_("an archive that holds no CSV file"))
    return inner, unpacked


def _kind_by_content(path: Path, start: bytes) -> str:
    if start.startswith(b"PK"):
        return kind_of_archive(path)
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise CannotReadError("old_excel")
    for magic, name in _OTHER_FORMATS:
        if start.startswith(magic):
            raise CannotReadError("other_format", format=_(name))
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise CannotReadError("web_page")
    if not is_wide_text(start) and _looks_binary(start):
        raise CannotReadError("binary")
    return "csv"


def _looks_binary(start: bytes) -> bool:
    """Many control characters, NUL apart: UTF-16 is full of NUL, and a stray one is taken out later."""
    controls = sum(byte < 32 and byte not in b"\0\t\n\r\f\x1a\x1b" for byte in start)
    return controls > 0.05 * len(start)
