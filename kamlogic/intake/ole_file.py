"""The streams of an OLE compound file: old Excel workbooks, and the wrapping of password-protected new ones.

Every chain of sectors is walked with a count, so that a file whose chains run in circles ends the reading and not
the program.
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass
from pathlib import Path

from kamlogic.intake.refusals import CannotReadError

MAGIC = b"\xd0\xcf\x11\xe0"
_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_SMALL_STEP = 64
_LAST_SECTOR = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5
_MAX_DIRECTORY_SECTORS = 4_096


@dataclass(frozen=True)
class _Entry:
    start: int
    size: int


class OleFile:
    """An open compound file.

    Raises:
        CannotReadError: It ends too early, or its tables make no sense.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = path.stat().st_size
        try:
            self._load()
        except (struct.error, IndexError, ValueError):
            raise CannotReadError("damaged") from None

    @property
    def names(self) -> frozenset[str]:
        """The names of its streams, in lower case."""
        return frozenset(self._streams)

    def stream(self, name: str) -> bytes:
        """The content of a stream.

        Raises:
            CannotReadError: It ends too early, or its chain makes no sense.
        """
        entry = self._streams[name]
        if entry.size >= self._cutoff:
            return self._chain(entry.start)[: entry.size]
        small = self._chain(self._root.start)
        table = _table(self._chain(self._small_table))
        places = (place * _SMALL_STEP for place in _walk(table, entry.start))
        return b"".join(small[place : place + _SMALL_STEP] for place in places)[: entry.size]

    def _load(self) -> None:
        with self._path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
        (shift,) = struct.unpack_from("<H", header, 0x1E)
        if shift not in {9, 12}:
            raise CannotReadError("damaged")
        self._step = 1 << shift
        (directory,) = struct.unpack_from("<I", header, 0x30)
        self._cutoff, self._small_table = struct.unpack_from("<II", header, 0x38)
        self._table = self._allocation(header)
        self._streams, self._root = _entries(self._chain(directory, _MAX_DIRECTORY_SECTORS))

    def _allocation(self, header: bytes) -> array[int]:
        """The table that names the next sector of each sector."""
        places = list(struct.unpack_from("<109I", header, 0x4C))
        (following,) = struct.unpack_from("<I", header, 0x44)
        limit = self._size // self._step + 1
        per_sector = self._step // 4
        while following < _LAST_SECTOR and len(places) <= limit + 109:
            more = struct.unpack(f"<{per_sector}I", self._sectors([following]))
            places += more[:-1]
            following = more[-1]
        return _table(self._sectors([place for place in places if place < _LAST_SECTOR][:limit]))

    def _chain(self, start: int, limit: int | None = None) -> bytes:
        return self._sectors(_walk(self._table, start, limit))

    def _sectors(self, places: list[int]) -> bytes:
        """The content of these sectors; the last one of the file may be short."""
        blocks = []
        with self._path.open("rb") as file:
            for place in places:
                offset = (place + 1) * self._step
                if offset >= self._size:
                    raise CannotReadError("truncated")
                file.seek(offset)
                blocks.append(file.read(self._step).ljust(self._step, b"\0"))
        return b"".join(blocks)


def _table(content: bytes) -> array[int]:
    return array("I", content[: len(content) // 4 * 4])


def _walk(table: array[int], start: int, limit: int | None = None) -> list[int]:
    most = len(table) if limit is None else min(limit, len(table))
    places: list[int] = []
    place = start
    while place < _LAST_SECTOR:
        if len(places) >= most or place >= len(table):
            raise CannotReadError("damaged")
        places.append(place)
        place = table[place]
    return places


def _entries(directory: bytes) -> tuple[dict[str, _Entry], _Entry]:
    streams: dict[str, _Entry] = {}
    root = _Entry(_LAST_SECTOR, 0)
    for offset in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        length, kind = struct.unpack_from("<HB", directory, offset + 0x40)
        start, size = struct.unpack_from("<II", directory, offset + 0x74)
        if kind == _ROOT:
            root = _Entry(start, size)
        elif kind == _STREAM and 2 <= length <= 64:
            name = directory[offset : offset + length - 2].decode("utf-16-le", "replace").lower()
            streams.setdefault(name, _Entry(start, size))
    return streams, root
