"""Which encoding is a text file in?

Byte order mark, then the NUL pattern of UTF-16 and UTF-32 without one, then UTF-8 over the whole file, where a few
bad bytes among many good letters do not count. What is left has one byte per letter or an Asian script. Cyrillic is
told by its common letters; among Latin letters the usual detectors take French for Polish and name rare relatives
of cp1252 whose quotes come out as control characters, so Latin text is cp1252, or cp1250 where letters of Czech,
Polish or Hungarian give it away. charset-normalizer is asked about all other scripts.
"""

from __future__ import annotations

import codecs
import re
from itertools import pairwise
from pathlib import Path

from charset_normalizer import from_bytes

from kamlogic.intake.letters import CYRILLIC, cyrillic_encoding, is_central_european
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
_ASIAN = ("gb18030", "gb2312", "gbk", "big5", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949")
_SCRIPTS = frozenset([*CYRILLIC, *_ASIAN, "cp1253", "cp1255", "cp1256"])
_SCRIPT_SHARE = 0.4
_GOOD_SHARE = 0.9
_OFFERED = (
    "utf-8",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp866",
    "koi8_r",
    "cp1253",
    "cp1254",
    "gb18030",
    "cp932",
    "cp949",
)
_MAX_OFFERED = 4
_WORDS_SHOWN = 3
_CELL = re.compile(rb"[^,;\t|\"\r\n]{3,60}")
_WIDE_NULS = 0.05


_LONE_BLANK = re.compile(rb"(?<=[\x00-\x7f])\xa0(?=[\x00-\x7f])")


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
    if broken_at is None or _is_mostly_utf8(path):
        return "utf-8"
    return _eight_bit_encoding(path, broken_at)


def is_wide_text(start: bytes) -> bool:
    """The first bytes of a file are text of two or four bytes per letter."""
    marks = (mark for mark, name in _BYTE_ORDER_MARKS if name != "utf-8-sig")
    return start.startswith(tuple(marks)) or _wide_encoding(start) is not None


def other_encodings(path: Path, used: str) -> list[str]:
    """Encodings in which the file's words are words too, but other ones; for a person who sees wrong letters."""
    cells = _cells_with_letters(path)
    ours = [cell.decode(used, errors="replace") for cell in cells]
    offered = []
    for name in _OFFERED if cells else ():
        try:
            texts = [cell.decode(name) for cell in cells]
        except UnicodeDecodeError:
            continue
        if texts != ours and all(_is_wordlike(text) for text in texts):
            offered.append(name)
    return offered[:_MAX_OFFERED]


def words_in(path: Path, encoding: str) -> list[str]:
    """Up to three cells of the file with letters beyond ASCII, read in this encoding."""
    return [cell.decode(encoding, errors="replace").strip() for cell in _cells_with_letters(path)]


def _cells_with_letters(path: Path) -> list[bytes]:
    """The same cells whatever the encoding; none of a file with two or four bytes per letter."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
        while sample.isascii() and (block := file.read(SAMPLE_BYTES)):
            sample = block
    if is_wide_text(sample[:4096]):
        return []
    found = dict.fromkeys(cell.strip() for cell in _CELL.findall(sample[:-4] or sample) if not cell.isascii())
    # Those that hold most letters tell most.
    return sorted(found, key=lambda cell: -sum(byte > 127 for byte in cell))[:_WORDS_SHOWN]


def _is_wordlike(text: str) -> bool:
    high = [sign for sign in text if ord(sign) > 127]
    return all(sign.isalpha() or sign in "\u00a0\u2019\u201c\u201d\u2013\u2014№«»€°" for sign in high)


def check_encoding(name: str) -> str:
    """The encoding a person chose, if Python has it."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise CannotReadError("unknown_encoding", encoding=name) from None


def _wide_encoding(start: bytes) -> str | None:
    """By where the NULs are: plain text has none, wide text has them in the same place of each letter."""
    nuls = [start[place::4].count(0) for place in range(4)]
    total = sum(nuls)
    if total < max(_WIDE_NULS * len(start), 3):
        return None
    each = 0.24 * len(start)
    if min(nuls[2:]) > each > nuls[0]:
        return "utf-32-le"
    if min(nuls[:2]) > each > nuls[3]:
        return "utf-32-be"
    if nuls[1] + nuls[3] >= 0.95 * total:
        return "utf-16-le"
    return "utf-16-be" if nuls[0] + nuls[2] >= 0.95 * total else None


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


def _is_mostly_utf8(path: Path) -> bool:
    """Nearly all letters beyond ASCII are good UTF-8; other encodings hardly ever look like it by chance."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good, bad = 0, 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            text = decoder.decode(block)
            lost = text.count("\ufffd")
            bad += lost
            good += sum(ord(sign) > 127 for sign in text) - lost if not text.isascii() else 0
    return good > 0 and good >= _GOOD_SHARE * (good + bad)


def _eight_bit_encoding(path: Path, position: int) -> str:
    with path.open("rb") as file:
        file.seek(max(0, position - SAMPLE_BYTES // 2))
        sample = file.read(SAMPLE_BYTES)
    # A no-break blank between digits is no letter; beside others the byte may be one (cp866).
    sample = _LONE_BLANK.sub(b" ", sample)
    high = sum(byte > 127 for byte in sample)
    side_by_side = sum(a > 127 and b > 127 for a, b in pairwise(sample))
    # Accents stand alone among plain letters; the letters of a script of its own stand side by side.
    if side_by_side < _SCRIPT_SHARE * high:
        return "cp1250" if is_central_european(sample) else WESTERN
    cyrillic = cyrillic_encoding(sample)
    if cyrillic is not None:
        return cyrillic
    best = from_bytes(sample).best()
    return best.encoding if best is not None and best.encoding in _SCRIPTS else WESTERN
