"""Which of many files are pieces of one export? Text files that begin with the same header line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_START_BYTES = 65_536
_BINARY_STARTS = (b"PK", b"PAR1", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")
_DELIMITERS = b",;\t|"

NamedFile = tuple[str, Path]
"""What the user calls a file, and where it is."""


def group_files(files: Iterable[NamedFile]) -> list[list[NamedFile]]:
    """Files that can be read as one, in the order of their first; every other file by itself.

    305 daily files of one system are one export: their dialect is found once and their lines are imported together.
    """
    groups: dict[object, list[NamedFile]] = {}
    for file in files:
        header = _header_line(file[1])
        groups.setdefault(header or file, []).append(file)
    return list(groups.values())


def _header_line(path: Path) -> bytes | None:
    """The first line of a text file, if it can be a header; None for every other file."""
    try:
        with path.open("rb") as file:
            start = file.read(_START_BYTES)
    except OSError:
        return None  # opening it again will say what is wrong
    if start.startswith(_BINARY_STARTS) or b"\n" not in start:
        return None
    line = start.partition(b"\n")[0].strip()
    has_columns = any(bytes([sign]) in line for sign in _DELIMITERS)
    return line if has_columns and not any(byte in b"0123456789" for byte in line) else None
