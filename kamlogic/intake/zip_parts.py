"""The entries of a zip archive, and their content with the bytes counted while they come out.

An archive's own directory may lie about sizes, so nothing is believed that was not counted.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kamlogic.intake.refusals import CannotReadError
from kamlogic.texts import N_

BLOCK_BYTES = 1 << 19
_END_BYTES = 66_000
_END_RECORD = b"PK\x05\x06"
_ENCRYPTED = 0x1
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    UnicodeError,
)


def zip_entries(path: Path) -> list[zipfile.ZipInfo]:
    """The entries as the directory lists them.

    Raises:
        CannotReadError: Damaged, or cut off before its directory.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
        if not all(info.filename for info in entries):
            raise CannotReadError("damaged")
    except BROKEN:
        code = "damaged" if _has_end(path) else "truncated"
        raise CannotReadError(code) from None
    return entries


def inflate(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of one entry in blocks; a wrong checksum is damage."""
    try:
        with archive.open(info) as part:
            while block := part.read(BLOCK_BYTES):
                yield block
    except BROKEN:
        raise CannotReadError("damaged") from None


def check_entries(entries: list[zipfile.ZipInfo], part_count: int) -> None:
    """Refuse too many, encrypted, oddly named and oddly packed entries.

    Raises:
        CannotReadError: With what was found.
    """
    if len(entries) > part_count:
        raise CannotReadError("many_parts", count=len(entries))
    names = [info.filename for info in entries]
    if len(set(names)) != len(names):
        raise CannotReadError("hostile", found=N_("two parts have the same name"))
    for info in entries:
        pure = PurePosixPath(info.filename)
        if pure.is_absolute() or ".." in pure.parts or "\\" in info.orig_filename or ":" in info.filename:
            raise CannotReadError("hostile", found=N_("a part has a path that leads outside"))
        if info.flag_bits & _ENCRYPTED:
            raise CannotReadError("encrypted")
        if info.compress_type not in _PLAIN_METHODS:
            raise CannotReadError("hostile", found=N_("a part is packed in an unusual way"))


def check_size(size: int, limit: int) -> None:
    """Refuse an archive that has come out larger than it may.

    Raises:
        CannotReadError: It has.
    """
    if size > limit:
        raise CannotReadError("bomb", size=max(limit >> 20, 1))


def _has_end(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _END_BYTES))
        return _END_RECORD in file.read()
