"""The lines of a text file as bytes of UTF-8: where each starts, and how the file becomes UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_BLOCK_BYTES = 1 << 22
_WIDE = ("utf-16", "utf_16", "utf-32", "utf_32")


class ByteLines:
    """Lines of UTF-8 from an offset on, which remembers where each of them starts."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._starts = [offset]
        file.seek(offset)

    def readline(self, limit: int, /) -> str:
        """The next line with its end as a line feed; nothing at the end of the file."""
        raw = self._file.readline(4 * limit)
        self._starts.append(self._starts[-1] + len(raw))
        line = raw.decode("utf-8", errors="replace")
        return line[:-2] + "\n" if line.endswith("\r\n") else line

    def start_of(self, place: int) -> int:
        """The offset of the line with this place; that of the end for the one behind the last."""
        return self._starts[place]


def has_lone_returns(path: Path, encoding: str) -> bool:
    """Some line ends with a return that no line feed follows."""
    if encoding.startswith(_WIDE):
        return _has_lone_returns_decoded(path, encoding)
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            if block.endswith(b"\r"):
                block += file.read(1)
            if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
                return True
    return False


def _has_lone_returns_decoded(path: Path, encoding: str) -> bool:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        while block := file.read(_BLOCK_BYTES):
            if block.endswith("\r"):
                block += file.read(1)
            if block.count("\r") != block.count("\r\n"):
                return True
    return False


@contextmanager
def as_utf8(path: Path, folder: Path, encoding: str) -> Iterator[BinaryIO]:
    """The file as it is, behind its mark, or transcoded block by block into the folder."""
    if encoding in {"utf-8", "utf-8-sig", "ascii"}:
        with path.open("rb") as file:
            if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
                file.seek(0)
            yield file
        return
    target = folder / "text.utf8"
    with path.open(encoding=encoding, errors="replace", newline="") as source, target.open("wb") as copy:
        while block := source.read(_BLOCK_BYTES):
            copy.write(block.encode("utf-8", errors="replace"))
    with target.open("rb") as file:
        yield file
