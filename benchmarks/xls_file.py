"""Writes a small workbook of the old Excel format (BIFF8 in a compound file), which no library here writes."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Sequence
from decimal import Decimal

Cell = str | Decimal | dt.date
_SECTOR = 512
_LEAST_STREAM = 4096
_NONE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SERIAL_START = dt.date(1899, 12, 30)


def xls_bytes(grid: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet; up to some 60 KB of cells."""
    stream = _workbook_stream(
        b"".join(
            _cell(row, place, cell) for row, cells in enumerate(grid) for place, cell in enumerate(cells)
        )
    )
    return _compound_file(stream.ljust(_LEAST_STREAM, b"\0"))


def _workbook_stream(cells: bytes) -> bytes:
    """Globals with two formats (plain, day), one sheet, its cells."""
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    font = _record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0, 400, 0, 0, 0, 0, 0) + b"\x05\x00Arial")
    formats = b"".join(
        _record(0xE0, struct.pack("<HHHBBBBIIH", 0, kind, 0, 0, 0, 0, 0, 0, 0, 0)) for kind in (0, 14)
    )
    middle = _record(0x22, struct.pack("<H", 0)) + 5 * font + formats
    name = b"\x05\x00Sales"
    sheet_at = len(begin) + len(middle) + 4 + 6 + len(name) + 4
    sheet = _record(0x85, struct.pack("<IBB", sheet_at, 0, 0) + name)
    sheet_begin = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    return begin + middle + sheet + _record(0x0A) + sheet_begin + cells + _record(0x0A)


def _cell(row: int, place: int, cell: Cell) -> bytes:
    if isinstance(cell, Decimal):
        return _record(0x203, struct.pack("<HHHd", row, place, 0, float(cell)))
    if isinstance(cell, dt.date):
        return _record(0x203, struct.pack("<HHHd", row, place, 1, (cell - _SERIAL_START).days))
    text = cell.encode("utf-16-le")
    return _record(0x204, struct.pack("<HHHHB", row, place, 0, len(text) // 2, 1) + text) if cell else b""


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _compound_file(stream: bytes) -> bytes:
    """Header, the stream's sectors, one sector of directory, one of the allocation table."""
    stream = stream.ljust(-(-len(stream) // _SECTOR) * _SECTOR, b"\0")
    count = len(stream) // _SECTOR
    chain = [*range(1, count), _END, _END, _TABLE]
    if len(chain) > _SECTOR // 4:
        msg = f"{len(stream)} bytes do not fit into one allocation table"
        raise ValueError(msg)
    directory = _entry("Root Entry", 5, _END, 0) + _entry("Workbook", 2, 0, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6).ljust(20, b"\0")
    header += struct.pack("<III", 1, count, 0)
    header += struct.pack("<IIIII", _LEAST_STREAM, _END, 0, _END, 0)
    header += struct.pack("<109I", count + 1, *[_NONE] * 108)
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(_SECTOR, b"\xff")
    return header + stream + directory.ljust(_SECTOR, b"\0") + table


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    links = struct.pack("<III", _NONE, _NONE, 1 if kind == 5 else _NONE)
    return (head + links).ljust(0x74, b"\0") + struct.pack("<IQ", start, size)
