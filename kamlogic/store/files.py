"""The Parquet files of the store: named by their content's SHA-256, complete or absent, never changed.

Order of a save: temporary file in the same folder, fsync, SHA-256 of what the disk gives back, read-only, rename,
fsync of the folder. The catalogue's row comes after it (the caller's transaction), so no row is ever without its file.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
import time
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kamlogic.errors import StoreError
from kamlogic.texts import _

_TEMPORARY: Final = re.compile(r"tmp-(?P<host>.+)-(?P<process>\d+)-[0-9a-f]{32}\.part")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_STALE_SECONDS: Final = 3600


class SalesFiles:
    """A folder of content-addressed Parquet files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._verified: set[tuple[str, int, int]] = set()  # name, time of change, size

    def save(self, table: pa.Table) -> str:
        """Keep the table and give its name; the same table saved twice is one file.

        Raises:
            StoreError: The disk did not take it; nothing is left behind.
        """
        return self.save_tables([table])

    def save_tables(self, tables: Iterable[pa.Table]) -> str:
        """Keep tables of one schema, at least one, as one file; only one of them is in memory at a time.

        Raises:
            StoreError: The disk did not take it; nothing is left behind.
        """
        temporary = temporary_place(self.folder)
        try:
            with temporary.open("xb") as file:
                _write(tables, file)
                file.flush()
                os.fsync(file.fileno())
            sha256 = _hash(temporary)
            if not self._is_intact(sha256):  # a damaged file is replaced by the good one
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
        return sha256

    def save_frame(self, frame: pd.DataFrame) -> str:
        """Keep a frame of texts and numbers, such as refused rows; its index is not kept."""
        return self.save(pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None))

    def load_frame(self, sha256: str) -> pd.DataFrame:
        """A frame that was kept.

        Raises:
            StoreError: The file is missing or damaged.
        """
        frame: pd.DataFrame = pq.read_table(self.verify(sha256), page_checksum_verification=True).to_pandas()
        return frame

    def path(self, sha256: str) -> Path:
        """Where the file is; it may be damaged.

        Raises:
            StoreError: There is no such file.
        """
        place = self._place(sha256)
        if not place.is_file():
            raise StoreError(
                _("The file {file} is missing in {folder}. Restore it from a backup.").format(
                    file=sha256, folder=self.folder
                )
            )
        return place

    def verify(self, sha256: str) -> Path:
        """The path of a file whose content is what was saved; looked at again only when the file changed.

        Raises:
            StoreError: The file is missing or damaged.
        """
        place = self.path(sha256)
        if not self._is_intact(sha256):
            raise StoreError(
                _("The file {file} is damaged: it is not what was saved. Restore it from a backup.").format(
                    file=place
                )
            )
        return place

    def remove_leftovers(self) -> int:
        """Remove temporary files of dead writers or older than an hour, and count them; kept files stay."""
        return remove_leftovers(self.folder)

    def _place(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise StoreError(_("'{name}' is not the name of a file of the store.").format(name=sha256))
        return self.folder / f"{sha256}.parquet"

    def _is_intact(self, sha256: str) -> bool:
        place = self._place(sha256)
        if not place.is_file():
            return False
        state = place.stat()
        seen = (place.name, state.st_mtime_ns, state.st_size)
        if seen not in self._verified:
            if _hash(place) != sha256:
                return False
            self._verified.add(seen)
        return True


def temporary_place(folder: Path) -> Path:
    """Where to write a file before it gets its name; the path tells whose it is."""
    return folder / f"tmp-{socket.gethostname()}-{os.getpid()}-{uuid4().hex}.part"


def remove_leftovers(folder: Path) -> int:
    """Remove temporary files of dead writers or older than an hour, and count them; other files stay."""
    leftovers = [path for path in folder.iterdir() if _is_leftover(path)]
    for path in leftovers:
        path.unlink(missing_ok=True)  # another process may be tidying up as well
    return len(leftovers)


def _write(tables: Iterable[pa.Table], file: BinaryIO) -> None:
    remaining = iter(tables)
    first = next(remaining)
    with pq.ParquetWriter(file, first.schema, compression="zstd", write_page_checksum=True) as writer:
        for table in chain([first], remaining):
            writer.write_table(table)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make a rename outlive a power cut; Windows does it by itself and cannot open folders."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_leftover(path: Path) -> bool:
    name = _TEMPORARY.fullmatch(path.name)
    if name is None:
        return False
    try:
        age_seconds = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return False
    is_dead = name["host"] == socket.gethostname() and not _is_alive(int(name["process"]))
    return is_dead or age_seconds > _STALE_SECONDS


def _is_alive(process: int) -> bool:
    """Whether the process runs on this machine; assumed where asking would end it (Windows)."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
