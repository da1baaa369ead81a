"""Which of many files are pieces of one export? Text files that begin with the same header line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from kamlogic.texts import _

START_BYTES = 65_536
_BINARY_STARTS = (b"PK", b"PAR1", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")
_DELIMITERS = b",;\t|"

NamedFile = tuple[str, Path]
"""What the user calls a file, and where it is."""

ItemT = TypeVar("ItemT")


def group_files(files: Iterable[NamedFile]) -> list[list[NamedFile]]:
    """Files that can be read as one, in the order of their first; every other file by itself.

    305 daily files of one system are one export: their dialect is found once and their lines are imported together.
    """
    named = list(files)
    return group_by_start(named, [_start(path) for _name, path in named])


def group_by_start(items: list[ItemT], starts: list[bytes]) -> list[list[ItemT]]:
    """The same for anything of which the first bytes are known."""
    groups: dict[bytes | int, list[ItemT]] = {}
    for place, (item, start) in enumerate(zip(items, starts, strict=True)):
        groups.setdefault(_header_line(start) or place, []).append(item)
    return list(groups.values())


def group_name(names: Sequence[str]) -> str:
    """What files that are read as one are called."""
    if len(names) == 1:
        return names[0]
    return _("{first} and {count} more").format(first=names[0], count=len(names) - 1)


def readable_name(name: str) -> str:
    """A byte of a file's name that is no text becomes a question mark."""
    return name.encode(errors="replace").decode()


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(START_BYTES)
    except OSError:
        return b""  # opening it again will say what is wrong


def _header_line(start: bytes) -> bytes | None:
    """The first line of a text file, if it can be a header; None for every other file."""
    if start.startswith(_BINARY_STARTS) or b"\n" not in start:
        return None
    line = start.partition(b"\n")[0].strip()
    has_columns = any(bytes([sign]) in line for sign in _DELIMITERS)
    return line if has_columns and not any(byte in b"0123456789" for byte in line) else None
