"""Many text files with one header are one table: the first is looked at closely, the others are read like it."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.stacked_parts import column_count, stack_parts
from kamlogic.intake.text_file import read_text_file

_HEADER_BYTES = 1 << 16
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class NamedFile:
    """A file and what the user calls it."""

    name: str
    path: Path


@dataclass
class _Group:
    """The files under one header."""

    encoding: str
    delimiter: str
    byte_encoding: str | None
    names: list[str] = field(default_factory=list)
    cells: list[Path] = field(default_factory=list)
    row_count: int = 0


def read_text_files(
    files: list[NamedFile],
    folder: Path,
    *,
    encoding: str | None,
    delimiter: str | None,
    progress: Callable[[float], None],
) -> dict[str, Any]:
    """Write one file of cells per different header line into the folder.

    `not_read` of the answer names the files that cannot be read, and those without a table (one column, while
    others have more), each with its reason.

    Raises:
        CannotReadError: No file can be read; the reason of the first.
    """
    groups: dict[bytes, _Group] = {}
    refusals: dict[str, CannotReadError] = {}
    total = max(sum(file.path.stat().st_size for file in files), 1)
    done = 0
    for place, file in enumerate(files):
        own = folder / f"text_{place}"
        own.mkdir()
        size = file.path.stat().st_size
        try:
            _read_one(file, own, groups, (encoding, delimiter))
        except CannotReadError as refusal:
            refusals[file.name] = refusal
        done += size
        progress(done / total)
    if not groups:
        raise next(iter(refusals.values()))
    wide = [group for group in groups.values() if _width(group) > 1] or list(groups.values())
    for group in groups.values():
        if group not in wide:
            refusals |= {name: CannotReadError("no_table") for name in group.names}
    return {
        "sheets": [_sheet(group, place, folder) for place, group in enumerate(wide)],
        "encoding": wide[0].encoding,
        "delimiter": wide[0].delimiter,
        "not_read": {name: [refusal.code, refusal.details] for name, refusal in refusals.items()},
    }


def _read_one(
    file: NamedFile, folder: Path, groups: dict[bytes, _Group], chosen: tuple[str | None, str | None]
) -> None:
    """Read one file, like the others of its group if there are any."""
    encoding, delimiter = chosen
    header = _first_line(file.path)
    group = groups.get(header)
    if group is not None:
        encoding, delimiter = encoding or _encoding_like(file.path, group), group.delimiter
    answer = read_text_file(
        file.path, folder, encoding=encoding, delimiter=delimiter, progress=lambda _share: None
    )
    used = answer["encoding"]
    if group is None:
        group = groups[header] = _Group(used, answer["delimiter"], None)
    if group.byte_encoding is None and not used.startswith("utf"):
        group.byte_encoding = used
    group.names.append(file.name)
    group.cells.append(folder / answer["sheets"][0]["cells"])
    group.row_count += answer["sheets"][0]["row_count"]


def _sheet(group: _Group, place: int, folder: Path) -> dict[str, Any]:
    cells = group.cells[0]
    if len(group.cells) > 1:
        cells = folder / f"stacked_{place}.arrow"
        stack_parts(group.cells, cells)
    return {
        "name": group.names[0],
        "is_hidden": False,
        "cells": str(cells.relative_to(folder)),
        "row_count": group.row_count,
        "parts": group.names,
    }


def _width(group: _Group) -> int:
    return column_count(group.cells[0])


def _first_line(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.readline(_HEADER_BYTES).rstrip(b"\r\n")


def _encoding_like(path: Path, group: _Group) -> str | None:
    """The group's encoding, if this file can be in it; None: find out.

    The same header line says nothing of the rows below when it is plain ASCII. Strict UTF-8 is checked on every
    file; of the encodings with one byte per letter, the first one found in the group holds for all its files.
    """
    if group.encoding != "utf-8" and group.byte_encoding is None:
        return group.encoding  # a byte order mark, or two bytes per letter: seen in the header line itself
    if _is_utf8(path):
        return "utf-8"
    return group.byte_encoding


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK_BYTES):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
