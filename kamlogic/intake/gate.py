"""May this file be opened, and as what? Decided by size and content, never by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kamlogic.intake.archives import unpack_gzip, unpack_members
from kamlogic.intake.kinds import HELD_IN_MEMORY, kind_of
from kamlogic.intake.limits import MEGABYTE, Limits
from kamlogic.intake.refusals import CannotReadError

_PACKED = frozenset({"zip", "gzip"})


@dataclass(frozen=True)
class Member:
    """One file to read.

    Attributes:
        name: What the user calls it; only shown.
        kind: As kinds.kind_of says, but never an archive.
        path: Where it lies: the given file, or its unpacked content under a name of our own.
    """

    name: str
    kind: str
    path: Path


@dataclass
class CheckedFiles:
    """What is to be read, and why the rest is not.

    Attributes:
        members: The readable files, in order.
        not_read: Name of a file that is not read → the reason (None: not a file of a person's).
    """

    members: list[Member] = field(default_factory=list)
    not_read: dict[str, CannotReadError | None] = field(default_factory=dict)


def check_file(
    path: Path,
    folder: Path,
    limits: Limits,
    *,
    name: str = "",
    progress: Callable[[float], None] = lambda _share: None,
) -> CheckedFiles:
    """The file, or the readable members of an archive, unpacked into the folder.

    Raises:
        CannotReadError: Missing, empty, too large, encrypted, of another format, or unsafe; or an archive of
            which nothing can be read.
    """
    kind = _checked_kind(path, limits)
    if kind not in _PACKED:
        return CheckedFiles([Member(name or path.name, kind, path)])
    if kind == "gzip":
        unpacked = unpack_gzip(path, folder, unpacked_bytes=limits.unpacked_bytes)
        return CheckedFiles([_member(name or path.name, unpacked, limits)])
    members, left_out = unpack_members(
        path, folder, unpacked_bytes=limits.unpacked_bytes, part_count=limits.part_count, progress=progress
    )
    checked = CheckedFiles(not_read=dict.fromkeys(left_out))
    for member_name, unpacked in members:
        try:
            checked.members.append(_member(member_name, unpacked, limits))
        except CannotReadError as refusal:
            checked.not_read[member_name] = refusal
    _raise_if_nothing(checked)
    return checked


def check_files(
    paths: Sequence[tuple[str, Path]],
    folder: Path,
    limits: Limits,
    *,
    progress: Callable[[float], None] = lambda _share: None,
) -> CheckedFiles:
    """Several files as one: what cannot be read is named, unless it is all of them.

    Raises:
        CannotReadError: Nothing can be read.
    """
    checked = CheckedFiles()
    for place, (name, path) in enumerate(paths):
        own = folder / f"file_{place}"
        own.mkdir()
        try:
            found = check_file(path, own, limits, name=name, progress=progress)
        except CannotReadError as refusal:
            checked.not_read[name] = refusal
            continue
        checked.members += found.members
        checked.not_read |= found.not_read
    _raise_if_nothing(checked)
    return checked


def _raise_if_nothing(checked: CheckedFiles) -> None:
    if checked.members:
        return
    refusals = [refusal for refusal in checked.not_read.values() if refusal is not None]
    if len(refusals) == 1:
        raise refusals[0]
    raise CannotReadError("nothing_packed")


def _checked_kind(path: Path, limits: Limits) -> str:
    if not path.is_file():
        raise CannotReadError("missing")
    kind = kind_of(path)
    limit = limits.workbook_bytes if kind in HELD_IN_MEMORY else limits.text_bytes
    if limit is not None and path.stat().st_size > limit:
        code = "too_large" if kind in HELD_IN_MEMORY else "too_large_text"
        raise CannotReadError(code, limit=limit // MEGABYTE)
    return kind


def _member(name: str, path: Path, limits: Limits) -> Member:
    kind = _checked_kind(path, limits)
    if kind in _PACKED:
        raise CannotReadError("nested_archive")
    return Member(name, kind, path)
