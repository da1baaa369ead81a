"""Blocks of a text file in which nothing is odd, read as whole columns.

A block is clean when each of its lines is one record of the expected width, its quotes are where they belong and
no cell spans lines. Then the columns come out exactly as the careful reader of `records.py` gives them, many times
faster. Anything else makes the block unclean, never wrong.
"""

from __future__ import annotations

import codecs

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from kamlogic.intake.dialect import Dialect
from kamlogic.intake.raw_cells import TYPED

_LONGEST_LINE = 100_000
_QUOTE, _LINE_END, _RETURN = 34, 10, 13
_LOST_LETTER = "\ufffd".encode()
# Arrow takes a byte order mark off every block, the careful reader a blank off every line.
_TAKEN_OFF = (codecs.BOM_UTF8, b" ")

Signs = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


def can_be_clean(dialect: Dialect) -> bool:
    """The dialect is one that whole blocks can be read with."""
    is_plain = dialect.quote == '"' and dialect.escape is None and dialect.delimiter not in ' "\\'
    return is_plain and dialect.width > 1 and len(dialect.delimiter.encode()) == 1


def read_clean_block(block: bytes, dialect: Dialect) -> pa.Table | None:
    """The columns of a block of whole lines of UTF-8 as dictionaries of texts; None if it is not clean."""
    if not _has_plain_bytes(block):
        return None
    signs = np.frombuffer(block, dtype=np.uint8)
    line_ends = np.flatnonzero(signs == _LINE_END)
    if not _has_plain_lines(signs, line_ends):
        return None
    if b'"' in block and not _is_well_quoted(signs, line_ends, ord(dialect.delimiter)):
        return None
    names = [f"c{place}" for place in range(dialect.width)]
    kind = pa.dictionary(pa.int32(), pa.string())
    try:
        table = csv.read_csv(
            pa.BufferReader(block),
            read_options=csv.ReadOptions(
                column_names=names, block_size=max(len(block), 1), use_threads=False
            ),
            parse_options=csv.ParseOptions(delimiter=dialect.delimiter, ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, kind)),
        )
    except pa.ArrowInvalid:  # another width, or bytes that are no UTF-8
        return None
    return None if _has_leading_blanks(table) else table


def _has_plain_bytes(block: bytes) -> bool:
    """No byte that the careful reader treats apart, no lone return, no blank in front of all."""
    if b"\0" in block or TYPED.encode() in block or block.startswith(_TAKEN_OFF):
        return False
    if not block.isascii() and _LOST_LETTER in block:
        return False
    return b"\r" not in block or block.count(b"\r") == block.count(b"\r\n")


def _has_plain_lines(signs: Signs, line_ends: Places) -> bool:
    """No blank line and none that is too long."""
    lengths = np.diff(line_ends, prepend=-1)
    if (
        len(signs) - int(line_ends[-1] if len(line_ends) else -1) > _LONGEST_LINE
        or lengths.max(initial=2) > _LONGEST_LINE
    ):
        return False
    short = line_ends[lengths <= 2]
    blank = (lengths[lengths <= 2] == 1) | (signs[short - 1] == _RETURN)
    return not blank.any()


def _is_well_quoted(signs: Signs, line_ends: Places, delimiter: int) -> bool:
    """Every opening quote starts a cell, every closing one ends it, doubled ones aside; no line ends inside."""
    quotes = np.flatnonzero(signs == _QUOTE)
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    before = signs[np.maximum(opening - 1, 0)]
    after = signs[np.minimum(closing + 1, len(signs) - 1)]
    starts = (before == delimiter) | (before == _LINE_END) | (before == _QUOTE)
    ends = (after == delimiter) | (after == _LINE_END) | (after == _RETURN) | (after == _QUOTE)
    # At the two edges of the block the neighbour read is the quote itself, and that is fine.
    if not (starts.all() and ends.all()):
        return False
    return bool((np.searchsorted(line_ends, opening) == np.searchsorted(line_ends, closing)).all())


def _has_leading_blanks(table: pa.Table) -> bool:
    """Blanks behind a separator are dropped by the careful reader, blanks behind a quote are not."""
    return any(
        pc.any(pc.starts_with(chunk.dictionary, " ")).as_py()
        for column in table.columns
        for chunk in column.chunks
    )
