"""Zip archives: workbooks are checked part by part before anything opens them; one packed CSV is unpacked.

Sizes are counted while inflating, because an archive's own directory may lie.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kamlogic.intake.limits import Limits
from kamlogic.intake.refusals import CannotReadError
from kamlogic.texts import _

_BLOCK_BYTES = 1 << 18
_MAX_RATIO = 200
_ENCRYPTED = 0x1
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    UnicodeError,
)
_DOCUMENT_TYPE = (b"<!doctype", b"<!entity")


def kind_of_archive(path: Path) -> str:
    """Tell a workbook (xlsx) from anything that is no office document (zip)."""
    names = {info.filename for info in _entries(path)}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise CannotReadError("other_format", format=_("a binary workbook (.xlsb)"))
    if "mimetype" in names or "[Content_Types].xml" in names:
        raise CannotReadError("other_format", format=_("an office document other than .xlsx"))
    return "zip"


def check_workbook_parts(path: Path, limits: Limits) -> None:
    """Refuse a workbook whose parts are too many, too large, encrypted, oddly named, or declare a document type.

    Raises:
        CannotReadError: With what was found.
    """
    entries = _entries(path)
    _check_entries(entries, limits)
    unpacked = 0
    with zipfile.ZipFile(path) as archive:
        for info in entries:
            tail = b""
            for block in _inflated(archive, info):
                unpacked += len(block)
                _check_size(unpacked, limits.unpacked_bytes)
                # XML in UTF-16 would hide the words; without its NUL bytes it shows them.
                seen = (tail + block).replace(b"\0", b"").lower()
                if any(word in seen for word in _DOCUMENT_TYPE) and not info.filename.endswith(".bin"):
                    raise CannotReadError("hostile", found=_("a part declares a document type"))
                tail = block[-32:]


def unpack_single_text(path: Path, folder: Path, limits: Limits) -> Path:
    """Unpack the only file of an archive into the folder, under a name of our own.

    Raises:
        CannotReadError: More or fewer than one file, or it grows beyond the limits.
    """
    entries = [info for info in _entries(path) if not info.is_dir() and not _is_litter(info.filename)]
    if len(entries) != 1:
        raise CannotReadError("many_files", count=len(entries))
    _check_entries(entries, limits)
    limit = min(limits.text_bytes, max(entries[0].compress_size * _MAX_RATIO, _BLOCK_BYTES))
    target = folder / "unpacked"
    written = 0
    with zipfile.ZipFile(path) as archive, target.open("wb") as file:
        for block in _inflated(archive, entries[0]):
            written += len(block)
            _check_size(written, limit)
            file.write(block)
    if written == 0:
        raise CannotReadError("empty")
    return target


def _entries(path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.infolist()
    except _BROKEN:
        raise CannotReadError("damaged") from None


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(info) as part:
            while block := part.read(_BLOCK_BYTES):
                yield block
    except _BROKEN:
        raise CannotReadError("damaged") from None


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise CannotReadError(
            "hostile", found=_("it unpacks to more than {size} MB").format(size=max(limit >> 20, 1))
        )


def _check_entries(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.part_count:
        raise CannotReadError("hostile", found=_("it has {count} parts").format(count=len(entries)))
    names = [info.filename for info in entries]
    if len(set(names)) != len(names):
        raise CannotReadError("hostile", found=_("two parts have the same name"))
    for info in entries:
        pure = PurePosixPath(info.filename)
        if pure.is_absolute() or ".." in pure.parts or "\\" in info.orig_filename or ":" in info.filename:
            raise CannotReadError("hostile", found=_("a part has a path that leads outside"))
        if info.flag_bits & _ENCRYPTED:
            raise CannotReadError("hostile", found=_("a part is encrypted"))
        if info.compress_type not in _PLAIN_METHODS:
            raise CannotReadError("hostile", found=_("a part is packed in an unusual way"))


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.endswith(".DS_Store")
