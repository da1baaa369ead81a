"""Which encoding is a text file in?

Byte order mark, then the NUL pattern of UTF-16 without one, then strict UTF-8 over the whole file. What is left
has one byte per letter or an Asian script: charset-normalizer tells scripts apart, but among Latin letters it
takes French for Polish and names rare relatives of cp1252 whose quotes come out as control characters (INTAKE
B4). So Latin text is cp1252, or cp1250 where letters of Polish give it away.
"""

from __future__ import annotations

import codecs
from itertools import pairwise
from pathlib import Path

from charset_normalizer import from_bytes

from kamlogic.intake.refusals import CannotReadError

SAMPLE_BYTES = 200_000
_BLOCK_BYTES = 1 << 20
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN = "cp1252"
_CYRILLIC = ("cp1251", "cp866", "koi8_r", "koi8_u", "mac_cyrillic")
_ASIAN = ("gb18030", "gb2312", "gbk", "big5", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949")
_SCRIPTS = frozenset([*_CYRILLIC, *_ASIAN, "cp1253", "cp1255", "cp1256"])
_SCRIPT_SHARE = 0.4
# Letters of Polish in cp1250 that are superscripts and turned question marks in cp1252.
_POLISH_LETTERS = b"\xb9\xb3\xbf"
_POLISH_SHARE = 0.1


def find_encoding(path: Path) -> str:
    """The name of the encoding, as Python knows it."""
    with path.open("rb") as file:
        start = file.read(SAMPLE_BYTES)
    for mark, name in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return name
    wide = _wide_encoding(start[:4096])
    if wide is not None:
        return wide
    broken_at = _first_byte_that_is_not_utf8(path)
    return "utf-8" if broken_at is None else _eight_bit_encoding(path, broken_at)


def check_encoding(name: str) -> str:
    """The encoding a person chose, if Python has it."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise CannotReadError("unknown_encoding", encoding=name) from None


def _wide_encoding(start: bytes) -> str | None:
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) > 0.3 * half and start[0::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if start[0::2].count(0) > 0.3 * half and start[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return None


def _first_byte_that_is_not_utf8(path: Path) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    position = 0
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK_BYTES):
                decoder.decode(block)
                position += len(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return max(0, position + error.start)
    return None


def _eight_bit_encoding(path: Path, position: int) -> str:
    with path.open("rb") as file:
        file.seek(max(0, position - SAMPLE_BYTES // 2))
        sample = file.read(SAMPLE_BYTES)
    high = sum(byte > 127 for byte in sample)
    side_by_side = sum(a > 127 and b > 127 for a, b in pairwise(sample))
    # Accents stand alone among plain letters; the letters of a script of its own stand side by side.
    if side_by_side < _SCRIPT_SHARE * high:
        polish = sum(a in _POLISH_LETTERS and chr(b).isalpha() for a, b in pairwise(sample))
        return "cp1250" if polish > _POLISH_SHARE * high else WESTERN
    best = from_bytes(sample).best()
    return best.encoding if best is not None and best.encoding in _SCRIPTS else WESTERN
