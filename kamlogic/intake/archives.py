"""Archives: workbooks are checked part by part before anything opens them; packed files are unpacked.

What comes out of an archive lies under a name of our own; the name it had is only shown.
"""

from __future__ import annotations

import gzip
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from kamlogic.intake.limits import MEGABYTE
from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.zip_parts import BLOCK_BYTES, check_entries, check_size, inflate, zip_entries
from kamlogic.texts import N_

_WORKBOOK_RATIO = 40
_TEXT_RATIO = 200
_SMALL_BYTES = 16 * MEGABYTE
_SMALL_WORKBOOK_BYTES = 300 * MEGABYTE
_KEPT_FREE_BYTES = 200 * MEGABYTE
_DOCUMENT_TYPE = (b"<!doctype", b"<!entity")
# Signs of error cells and formulas; what they stand in is looked at closer by the scans.
_SIGNS = (b'"e"', b"'e'", b"<f", b":f")
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


def check_workbook_parts(
    path: Path, *, unpacked_bytes: int, part_count: int, progress: Callable[[float], None]
) -> frozenset[str]:
    """Refuse a workbook whose parts are too many, too large, encrypted, oddly named, or declare a document type.

    Returns:
        The parts that may hold error cells or formulas, seen in the same pass.

    Raises:
        CannotReadError: With what was found.
    """
    entries = zip_entries(path)
    check_entries(entries, part_count)
    size = path.stat().st_size
    limit = min(unpacked_bytes, max(_SMALL_WORKBOOK_BYTES, size * _WORKBOOK_RATIO))
    unpacked = packed = 0
    signed = set()
    with zipfile.ZipFile(path) as archive:
        for info in entries:
            can_declare = _can_declare(info.filename)
            tail = b""
            for block in inflate(archive, info):
                unpacked += len(block)
                check_size(unpacked, limit)
                # XML in UTF-16 would hide the words; without its NUL bytes it shows them.
                seen = (tail + block).replace(b"\0", b"")
                if can_declare and b"<!" in seen:
                    _check_document_type(seen.lower())
                if info.filename not in signed and any(sign in seen for sign in _SIGNS):
                    signed.add(info.filename)
                tail = seen[-32:]
            packed += info.compress_size
            progress(packed / max(size, 1))
    return frozenset(signed)


def unpack_members(
    path: Path, folder: Path, *, unpacked_bytes: int, part_count: int, progress: Callable[[float], None]
) -> tuple[list[tuple[str, Path]], list[str]]:
    """Unpack the files of a zip into the folder: (name, path) of each, and the names of litter left out.

    Raises:
        CannotReadError: Too many or unsafe entries, or more than the limits or the disk can hold.
    """
    entries = [info for info in zip_entries(path) if not info.is_dir()]
    check_entries(entries, part_count)
    left_out = [info.filename for info in entries if _is_litter(info.filename)]
    wanted = [info for info in entries if not _is_litter(info.filename)]
    room = _room(folder, unpacked_bytes)
    total = max(sum(info.compress_size for info in wanted), 1)
    members: list[tuple[str, Path]] = []
    written = packed = 0
    with zipfile.ZipFile(path) as archive:
        for number, info in enumerate(wanted):
            target = folder / f"{path.stem}_{number}.unpacked"
            limit = max(info.compress_size * _TEXT_RATIO, _SMALL_BYTES)
            written += _write(target, inflate(archive, info), min(limit, room - written))
            packed += info.compress_size
            progress(packed / total)
            members.append((info.filename, target))
    return members, left_out


def unpack_gzip(path: Path, folder: Path, *, unpacked_bytes: int) -> Path:
    """Unpack a gzip file into the folder.

    Raises:
        CannotReadError: Damaged, cut off, or more than the limits or the disk can hold.
    """
    target = folder / f"{path.stem}_0.unpacked"
    limit = max(path.stat().st_size * _TEXT_RATIO, _SMALL_BYTES)
    try:
        with gzip.open(path) as file:
            blocks = iter(lambda: file.read(BLOCK_BYTES), b"")
            _write(target, blocks, min(limit, _room(folder, unpacked_bytes)))
    except EOFError:
        raise CannotReadError("truncated") from None
    except (gzip.BadGzipFile, zlib.error):
        raise CannotReadError("damaged") from None
    return target


def _write(target: Path, blocks: Iterable[bytes], limit: int) -> int:
    written = 0
    with target.open("wb") as file:
        for block in blocks:
            written += len(block)
            check_size(written, limit)
            file.write(block)
    return written


def _room(folder: Path, unpacked_bytes: int) -> int:
    return min(unpacked_bytes, shutil.disk_usage(folder).free - _KEPT_FREE_BYTES)


def _check_document_type(seen: bytes) -> None:
    if any(word in seen for word in _DOCUMENT_TYPE):
        raise CannotReadError("hostile", found=N_("a part declares a document type"))


def _can_declare(name: str) -> bool:
    """Drawings (SVG) and binary parts are not parsed as XML; a drawing often names its document type."""
    folders = PurePosixPath(name.lower()).parts[:-1]
    return not name.endswith(".bin") and "media" not in folders and "pictures" not in folders


def _is_litter(name: str) -> bool:
    pure = PurePosixPath(name)
    last = pure.name.lower()
    return "__MACOSX" in pure.parts or last in _LITTER or last.startswith(("._", "~$"))
