"""Error cells in the two binary kinds of Excel workbooks: XLS (BIFF8) and XLSB (BIFF12).

The reader gives an empty cell for them. Only the heads of the records are looked at; what makes no sense ends the
scan, because the reader itself decides whether the workbook is damaged.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from defusedxml.ElementTree import ParseError, fromstring

from kamlogic.intake.ole_file import OleFile
from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.sheet_scan import Patches
from kamlogic.intake.zip_parts import BROKEN

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_FORMULA, _BOUND_SHEET, _ERROR_OR_BOOLEAN, _FILE_PASS, _BEGIN, _END = 0x06, 0x85, 0x205, 0x2F, 0x809, 0x0A
_B12_ROW, _B12_ERROR, _B12_FORMULA_ERROR, _B12_SHEET = 0, 3, 11, 156


def scan_xls(path: Path) -> list[Patches]:
    """The error cells of each sheet, in the order of the workbook.

    Raises:
        CannotReadError: Encrypted, cut off or damaged.
    """
    book = OleFile(path)
    content = book.stream("workbook" if "workbook" in book.names else "book")
    starts = []
    for kind, body in _records(content, 0):
        if kind == _FILE_PASS:
            raise CannotReadError("encrypted")
        if kind == _BOUND_SHEET and len(body) >= 4:
            starts.append(struct.unpack_from("<I", body)[0])
    return [_xls_errors(content, start) for start in starts]


def scan_xlsb(path: Path) -> dict[str, Patches]:
    """Name of a sheet → its error cells.

    Raises:
        CannotReadError: A part is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            relations = fromstring(archive.read("xl/_rels/workbook.bin.rels"), forbid_dtd=True)
            targets = {entry.get("Id"): entry.get("Target", "") for entry in relations}
            found = {}
            for name, relation in _xlsb_sheets(archive.read("xl/workbook.bin")):
                target = str(PurePosixPath("xl") / targets.get(relation, "").removeprefix("/xl/"))
                if target in archive.namelist():
                    found[name] = _xlsb_errors(archive.read(target))
    except (ParseError, KeyError, IndexError, struct.error, *BROKEN):
        raise CannotReadError("damaged") from None
    return found


def _records(content: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of a BIFF stream, charts inside it included, up to its end."""
    place, depth = start, 0
    while place + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, place)
        yield kind, content[place + 4 : place + 4 + min(length, 32)]
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 0:
            return
        place += 4 + length


def _xls_errors(content: bytes, start: int) -> Patches:
    patches: Patches = {}
    for kind, body in _records(content, start):
        code = None
        if kind == _ERROR_OR_BOOLEAN and len(body) >= 8 and body[7]:
            code = body[6]
        elif kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
            code = body[8]
        if code is not None:
            row, column = struct.unpack_from("<HH", body)
            patches.setdefault(row, {})[column] = _ERRORS.get(code, "#N/A")
    return patches


def _binary_records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a BIFF12 part; kind and length take one byte more while the high bit is set."""
    place, end = 0, len(content)
    while place + 1 < end:
        kind = content[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (content[place] & 0x7F) << 7
            place += 1
        length = shift = 0
        for _byte in range(4):
            if place >= end:
                return
            byte = content[place]
            place += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, content[place : place + min(length, 2_048)]
        place += length


def _xlsb_sheets(content: bytes) -> Iterator[tuple[str, str]]:
    """Name and relation of each sheet."""
    for kind, body in _binary_records(content):
        if kind == _B12_SHEET:
            (length,) = struct.unpack_from("<I", body, 8)
            relation = body[12 : 12 + 2 * length].decode("utf-16-le", "replace")
            rest = 12 + 2 * length
            (length,) = struct.unpack_from("<I", body, rest)
            yield body[rest + 4 : rest + 4 + 2 * length].decode("utf-16-le", "replace"), relation


def _xlsb_errors(content: bytes) -> Patches:
    patches: Patches = {}
    row = 0
    for kind, body in _binary_records(content):
        if kind == _B12_ROW and len(body) >= 4:
            (row,) = struct.unpack_from("<I", body)
        elif kind in {_B12_ERROR, _B12_FORMULA_ERROR} and len(body) >= 9:
            (column,) = struct.unpack_from("<I", body)
            patches.setdefault(row, {})[column] = _ERRORS.get(body[8], "#N/A")
    return patches
