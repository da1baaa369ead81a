"""Workbooks of the kinds that no library here writes, made byte by byte."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
)
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NONE, _END_OF_CHAIN, _TABLE_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STEP = 512


def ods_cell(text: str = "", attributes: str = "") -> str:
    """One cell; with attributes, those instead of plain text."""
    inside = f"<text:p>{text}</text:p>" if text else ""
    kind = attributes or ('office:value-type="string"' if text else "")
    return f"<table:table-cell {kind}>{inside}</table:table-cell>"


def ods_row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def write_ods(path: Path, sheets: dict[str, str], *, manifest: str = "", start: str = "") -> Path:
    tables = "".join(
        f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in sheets.items()
    )
    names = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", _ODS)
        entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
        target.writestr(
            "META-INF/manifest.xml", f"<manifest:manifest {names}>{entry}{manifest}</manifest:manifest>"
        )
        body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        target.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?>{start}<office:document-content {_NAMES} {_CALC} '
            f'office:version="1.2">{body}</office:document-content>',
        )
    return path


def write_ole(path: Path, streams: dict[str, bytes], *, small: dict[str, bytes] | None = None) -> Path:
    """A compound file: streams in whole sectors, small ones in the root's own stream."""
    sectors: list[bytes] = []
    chain: list[int] = []

    def add(content: bytes) -> int:
        content = content or b"\0"
        first = len(sectors)
        blocks = [content[at : at + STEP].ljust(STEP, b"\0") for at in range(0, len(content), STEP)]
        for place, block in enumerate(blocks):
            sectors.append(block)
            chain.append(first + place + 1 if place + 1 < len(blocks) else _END_OF_CHAIN)
        return first

    minis, table = b"", []
    entries = []
    for name, content in (small or {}).items():
        count = -(-len(content) // 64)
        first = len(minis) // 64
        minis += content.ljust(count * 64, b"\0")
        table += [*range(first + 1, first + count), _END_OF_CHAIN]
        entries.append(_entry(name, 2, first, len(content)))
    for name, content in streams.items():
        padded = content.ljust(4096, b"\0")
        entries.append(_entry(name, 2, add(padded), len(padded)))
    root = _entry("Root Entry", 5, add(minis) if minis else _END_OF_CHAIN, len(minis))
    small_table = add(struct.pack(f"<{len(table)}I", *table).ljust(STEP, b"\xff")) if table else _END_OF_CHAIN
    directory = add(b"".join([root, *entries]))
    table_place = len(sectors)
    chain.append(_TABLE_SECTOR)
    allocation = struct.pack(f"<{len(chain)}I", *chain).ljust(STEP, b"\xff")
    assert len(allocation) == STEP
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6).ljust(20, b"\0")
    header += struct.pack("<III", 1, directory, 0)
    header += struct.pack("<IIIII", 4096, small_table, int(bool(table)), _END_OF_CHAIN, 0)
    header += struct.pack("<109I", table_place, *[_NONE] * 108)
    path.write_bytes(header + b"".join(sectors) + allocation)
    return path


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    links = struct.pack("<III", _NONE, _NONE, 1 if kind == 5 else _NONE)
    return (head + links).ljust(0x74, b"\0") + struct.pack("<IQ", start, size)


def biff(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def xls_content(
    cells: bytes, *, name: str = "Sales", is_1904: bool = False, head: bytes = b"", hidden: int = 0
) -> bytes:
    """The stream of a workbook with one sheet."""
    begin = biff(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    fonts = biff(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0, 400, 0, 0, 0, 0, 0) + b"\x05\x00Arial") * 5
    plain = struct.pack("<HHHBBBBIIH", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    day = struct.pack("<HHHBBBBIIH", 0, 14, 0, 0, 0, 0, 0, 0, 0, 0)
    middle = biff(0x22, struct.pack("<H", is_1904)) + fonts + biff(0xE0, plain) + biff(0xE0, day)
    sheet_name = struct.pack("<BB", len(name), 0) + name.encode("latin-1")
    length = len(begin) + len(head) + len(middle) + 4 + 6 + len(sheet_name) + 4
    bound = biff(0x85, struct.pack("<IBB", length, hidden, 0) + sheet_name)
    sheet_begin = biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    return begin + head + middle + bound + biff(0x0A) + sheet_begin + cells + biff(0x0A)


def xls_text(row: int, column: int, text: str) -> bytes:
    return biff(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode("latin-1"))


def xls_number(row: int, column: int, value: float, *, is_day: bool = False) -> bytes:
    return biff(0x203, struct.pack("<HHHd", row, column, int(is_day), value))


def xls_error(row: int, column: int, code: int) -> bytes:
    return biff(0x205, struct.pack("<HHHBB", row, column, 0, code, 1))


def xls_formula_error(row: int, column: int, code: int) -> bytes:
    result = bytes([2, 0, code, 0, 0, 0, 0xFF, 0xFF])
    return biff(0x06, struct.pack("<HHH", row, column, 0) + result + struct.pack("<HIH", 0, 0, 0))


def _b12(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    length = bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])
    return head + length + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def write_xlsb(path: Path, rows: list[list[str | float | None]], *, name: str = "Sales") -> Path:
    """Texts, numbers, and errors where a text starts with a number sign."""
    content = _b12(129) + _b12(148, struct.pack("<IIII", 0, len(rows), 0, 20)) + _b12(145)
    for row, cells in enumerate(rows):
        content += _b12(0, struct.pack("<II", row, 0).ljust(17, b"\0"))
        for column, value in enumerate(cells):
            place = struct.pack("<II", column, 0)
            if value == "#N/A":
                content += _b12(3, place + b"\x2a")
            elif isinstance(value, str):
                content += _b12(6, place + _wide(value))
            elif value is not None:
                content += _b12(5, place + struct.pack("<d", value))
    content += _b12(146) + _b12(130)
    book = _b12(131) + _b12(143) + _b12(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(name))
    book += _b12(144) + _b12(132)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    target = f'<Relationship Id="rId1" Type="{kind}/worksheet" Target="worksheets/sheet1.bin"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", book)
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        archive.writestr(
            "xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{space}">{target}</Relationships>'
        )
        archive.writestr("xl/worksheets/sheet1.bin", content)
    return path
