"""The files as they came: packed with zstd, named by the SHA-256 of what was in them, never changed.

Saved in the order of the line files: temporary file, fsync, what the disk gives back is compared, rename, fsync of
the folder; the catalogue's row comes after it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyarrow as pa

from kamlogic.errors import StoreError
from kamlogic.store.files import remove_leftovers, sync_folder, temporary_place
from kamlogic.texts import _

_BLOCK_BYTES: Final = 1 << 20
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class _BrokenPackingError(Exception):
    """A packed file that cannot be unpacked."""


class OriginalFiles:
    """A folder of packed, content-addressed files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, path: Path) -> tuple[str, int]:
        """Keep the file and give its SHA-256 and size; the same content twice is one file.

        Raises:
            StoreError: The file cannot be read, or the disk did not take it; nothing is left behind.
        """
        temporary = temporary_place(self.folder)
        try:
            sha256, byte_count = _pack(path, temporary)
            if not self._is_intact(sha256):
                _check(temporary, sha256)
                temporary.chmod(0o444)
                temporary.replace(self._place(sha256))
                sync_folder(self.folder)
        except OSError as error:
            msg = _(
                "A file could not be saved: {reason}. Make room on the disk of {folder} and try again."
            ).format(reason=error.strerror or error, folder=self.folder)
            raise StoreError(msg) from error
        finally:
            temporary.unlink(missing_ok=True)
        return sha256, byte_count

    @contextmanager
    def opened(self, sha256: str) -> Iterator[Path]:
        """The file as it came, in a folder that is gone afterwards.

        Raises:
            StoreError: The file is missing or damaged, or there is no room for the copy.
        """
        place = self._place(sha256)
        if not place.is_file():
            raise StoreError(
                _("The file {file} is missing in {folder}. Restore it from a backup.").format(
                    file=sha256, folder=self.folder
                )
            )
        with TemporaryDirectory(prefix="kunci-") as folder:
            target = Path(folder) / "original"
            if _unpack(place, target) != sha256:
                raise StoreError(
                    _(
                        "The file {file} is damaged: it is not what was saved. Restore it from a backup."
                    ).format(file=place)
                )
            yield target

    def remove_leftovers(self) -> int:
        """Remove temporary files of dead writers or older than an hour, and count them; kept files stay."""
        return remove_leftovers(self.folder)

    def _place(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise StoreError(_("'{name}' is not the name of a file of the store.").format(name=sha256))
        return self.folder / f"{sha256}.zst"

    def _is_intact(self, sha256: str) -> bool:
        place = self._place(sha256)
        return place.is_file() and _unpacked_hash(place) == sha256


def _pack(path: Path, target: Path) -> tuple[str, int]:
    digest, byte_count = hashlib.sha256(), 0
    with path.open("rb") as source, pa.CompressedOutputStream(str(target), "zstd") as packed:
        while block := source.read(_BLOCK_BYTES):
            digest.update(block)
            byte_count += len(block)
            packed.write(block)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    return digest.hexdigest(), byte_count


def _check(path: Path, sha256: str) -> None:
    if _unpacked_hash(path) != sha256:
        raise OSError(None, _("the disk gave back something else"))


def _blocks(path: Path) -> Iterator[bytes]:
    """What is packed, piece by piece; of OSErrors, only its own are broken packing."""
    try:
        with pa.CompressedInputStream(str(path), "zstd") as packed:
            while block := packed.read(_BLOCK_BYTES):
                yield block
    except OSError as error:
        raise _BrokenPackingError from error


def _unpacked_hash(path: Path) -> str:
    """Empty where the packing itself is broken."""
    digest = hashlib.sha256()
    try:
        for block in _blocks(path):
            digest.update(block)
    except _BrokenPackingError:
        return ""
    return digest.hexdigest()


def _unpack(path: Path, target: Path) -> str:
    digest = hashlib.sha256()
    try:
        with target.open("xb") as file:
            for block in _blocks(path):
                digest.update(block)
                file.write(block)
    except _BrokenPackingError:
        return ""
    except OSError as error:
        msg = _("A file could not be unpacked: {reason}. Make room on the disk of {folder} and try again.")
        raise StoreError(msg.format(reason=error.strerror or error, folder=target.parent)) from error
    return digest.hexdigest()
