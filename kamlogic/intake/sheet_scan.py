"""Error cells, and formulas without a stored result, in the sheets of an XLSX workbook.

The reader gives an empty cell for both, which would lose them without a word. Only sheets that the check of the
parts has seen signs in are looked at. Libraries that write formulas without calculating them store nothing or a 0
and ask for a calculation when the workbook is opened; then a formula's 0 is no result either.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from defusedxml.ElementTree import ParseError, fromstring

from kamlogic.intake.cell_texts import NO_VALUE
from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.zip_parts import inflate

Patches = dict[int, dict[int, str]]
"""Row → column → text, counted from 0."""

_MAX_CARRIED = 64 << 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_PREFIX = re.compile(rb"<(\w+:)?worksheet\b")
_ADDRESS = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
_ROW_NUMBER = re.compile(rb"\br\s*=\s*[\"'](\d{1,7})[\"']")
_TEXT_RESULT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
_TAG = re.compile(rb"<[^>]*>")


def scan_sheets(path: Path, signed: frozenset[str]) -> dict[str, Patches]:
    """Name of a sheet → its odd cells, for the sheets whose parts show signs of them.

    Raises:
        CannotReadError: A part is damaged.
    """
    with zipfile.ZipFile(path) as archive:
        parts, calculates_later = _sheet_parts(archive)
        known = {info.filename.lower(): info for info in archive.infolist()}
        found: dict[str, Patches] = {}
        for name, part in parts.items():
            info = known.get(part.lower())
            if info is not None and info.filename in signed:
                found[name] = _scan(inflate(archive, info), calculates_later=calculates_later)
    return found


def _sheet_parts(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Name of a sheet → name of its part, and whether the workbook is to be calculated when opened."""
    try:
        book = fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
        relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    except (ParseError, KeyError, ValueError):
        return {}, False
    targets = {entry.get("Id"): entry.get("Target", "") for entry in relations}
    parts = {}
    for entry in book.iter():
        if entry.tag.endswith("}sheet"):
            target = targets.get(entry.get(_RELATION) or entry.get(_STRICT_RELATION), "")
            absolute = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            parts[entry.get("name", "")] = str(PurePosixPath(absolute))
    later = any(
        entry.tag.endswith("}calcPr") and entry.get("fullCalcOnLoad") in {"1", "true"}
        for entry in book.iter()
    )
    return parts, later


class _Pattern:
    """What to look for, with the name space prefix that the sheet uses."""

    def __init__(self, prefix: bytes, *, calculates_later: bool) -> None:
        p = re.escape(prefix)
        zero = rb"0?" if calculates_later else rb""
        empty = rb"\s*(?:<%bv\s*/>|<%bv>%b</%bv>)?\s*</%bc>" % (p, p, zero, p, p)
        self.cell = b"<%bc" % prefix
        self.row = b"<%brow" % prefix
        self.value = b"<%bv" % prefix
        self.row_end = b"</%brow>" % prefix
        self.cell_end = b"</%bc>" % prefix
        self.no_result = (
            re.compile(rb"</%bf>" % p + empty),
            re.compile(rb"<%bf(?:\s[^<>]*)?/>" % p + empty),
        )
        self.error = re.compile(rb"\bt\s*=\s*[\"']e[\"']")


def _scan(blocks: Iterator[bytes], *, calculates_later: bool) -> Patches:
    patches: Patches = {}
    pattern: _Pattern | None = None
    rows_before = 0
    for chunk in _whole_rows(blocks):
        if pattern is None:
            found = _PREFIX.search(chunk)
            prefix = (found.group(1) or b"") if found else b""
            pattern = _Pattern(prefix, calculates_later=calculates_later)
        for start, text in _odd_cells(chunk, pattern):
            row, column = _place(chunk, start, pattern, rows_before)
            patches.setdefault(row, {})[column] = text
        rows_before += chunk.count(pattern.row + b" ") + chunk.count(pattern.row + b">")
    return patches


def _whole_rows(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The content in pieces that end with a row."""
    carried = b""
    for block in blocks:
        content = carried + block
        cut = max(content.rfind(b"</row>") + 6, content.rfind(b":row>") + 5)
        if cut < 6:
            carried = content
            if len(carried) > _MAX_CARRIED:
                raise CannotReadError("damaged")
            continue
        yield content[:cut]
        carried = content[cut:]
    yield carried


def _odd_cells(chunk: bytes, pattern: _Pattern) -> Iterator[tuple[int, str]]:
    """Where the odd cells start, and the text each gets."""
    for hit in pattern.error.finditer(chunk):
        start = chunk.rfind(b"<", 0, hit.start())
        if chunk.startswith(pattern.cell, start) and b">" not in chunk[start : hit.start()]:
            yield start, _error_text(chunk, hit.end(), pattern)
    for expression in pattern.no_result:
        for hit in expression.finditer(chunk):
            start = _cell_start(chunk, hit.start(), pattern)
            opening = chunk[start : chunk.find(b">", start)]
            has_text_result = _TEXT_RESULT.search(opening) and pattern.value in hit.group()
            if start >= 0 and not has_text_result and not pattern.error.search(opening):
                yield start, NO_VALUE + _plain(chunk[chunk.find(b">", start) + 1 : hit.start()])


def _cell_start(chunk: bytes, before: int, pattern: _Pattern) -> int:
    start = chunk.rfind(pattern.cell, 0, before)
    while start >= 0 and chunk[start + len(pattern.cell) : start + len(pattern.cell) + 1] not in b" >\t\r\n":
        start = chunk.rfind(pattern.cell, 0, start)
    return start


def _error_text(chunk: bytes, after: int, pattern: _Pattern) -> str:
    end = chunk.find(pattern.cell_end, after)
    value = chunk.find(pattern.value, after, end)
    return _plain(chunk[chunk.find(b">", value) + 1 : end]) if 0 <= value < end else "#N/A"


def _plain(markup: bytes) -> str:
    return html.unescape(_TAG.sub(b"", markup).decode("utf-8", "replace")).strip()


def _place(chunk: bytes, start: int, pattern: _Pattern, rows_before: int) -> tuple[int, int]:
    """Row and column from 0: by the cell's address, or counted where the file leaves addresses out."""
    address = _ADDRESS.search(chunk, start, chunk.find(b">", start))
    if address:
        return int(address.group(2)) - 1, _column(address.group(1))
    row_start = max(chunk.rfind(pattern.row + b" ", 0, start), chunk.rfind(pattern.row + b">", 0, start))
    number = _ROW_NUMBER.search(chunk, row_start, chunk.find(b">", row_start))
    counted = chunk.count(pattern.row + b" ", 0, start) + chunk.count(pattern.row + b">", 0, start)
    row = int(number.group(1)) - 1 if number else rows_before + counted - 1
    cells = sum(chunk.count(pattern.cell + sign, row_start, start) for sign in (b" ", b">"))
    return row, cells


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column - 1
