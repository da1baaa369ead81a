"""The files of an inbox: which have arrived, moving them without overwriting any, and keeping other watchers out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kamlogic.errors import InboxError
from kamlogic.texts import _

LOCK: Final = ".kunci-inbox.lock"
NAME_BYTES: Final = 255
"""As long as a name can be on most disks."""
_SUFFIX_BYTES: Final = 32
_UNFINISHED: Final = (".part", ".tmp", ".crdownload", ".download")

Stamp = tuple[int, int]
"""Size and time of change."""


@dataclass(frozen=True)
class Arrived:
    """A file that has rested.

    Attributes:
        path: Where it is.
        stamp: What it had when it rested.
    """

    path: Path
    stamp: Stamp

    @property
    def has_changed(self) -> bool:
        """It grew since, or was taken away."""
        return _stamp(self.path) != self.stamp


@dataclass(frozen=True)
class InboxFolder:
    """A folder where files arrive.

    Attributes:
        path: Where it is.
    """

    path: Path

    def stamps(self) -> dict[Path, Stamp]:
        """The files that could be exports, by name, with what tells that they changed."""
        names = sorted(entry.name for entry in os.scandir(self.path) if entry.is_file(follow_symlinks=False))
        found = {self.path / name: _stamp(self.path / name) for name in names if _may_be_export(name)}
        return {path: stamp for path, stamp in found.items() if stamp is not None}

    def move(self, path: Path, aside: str, ending: str, companion: bytes | None) -> None:
        """Move a file under a name that is free, its companion first: no file set aside is ever without it.

        Args:
            path: The file.
            aside: Into which folder of the inbox; made when it is not there.
            ending: Of the companion's name, behind the file's.
            companion: What lies beside the file; None: nothing does.

        Raises:
            InboxError: The folder does not take it.
        """
        folder = self.path / aside
        try:
            folder.mkdir(exist_ok=True)
            for name in _names(path, "" if companion is None else ending):
                target, beside = folder / name, folder / (name + ending)
                if _is_same(path, target):  # stopped between the two steps of an earlier move
                    _unlink(path)
                    return
                if target.exists() or (companion is not None and not _write_new(beside, companion)):
                    continue
                if _rename_new(path, target):
                    return
        except OSError as error:
            raise InboxError(str(folder), error.strerror or str(error)) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other watchers out; the system gives the lock back, however this process ends.

        Raises:
            InboxError: The folder is not there, or another watcher has it.
        """
        try:
            file = (self.path / LOCK).open("ab")
        except OSError as error:
            raise InboxError(str(self.path), error.strerror or str(error)) from error
        with file:
            try:
                _lock(file.fileno())
            except OSError as error:
                raise InboxError(str(self.path), _("another watcher has it")) from error
            yield


def _may_be_export(name: str) -> bool:
    return not name.startswith((".", "~$")) and not name.lower().endswith(_UNFINISHED)


def _stamp(path: Path) -> Stamp | None:
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return state.st_size, state.st_mtime_ns


def _names(path: Path, ending: str) -> Iterator[str]:
    """The file's own name, then others like it; cut where a disk would not take them with the ending."""
    is_long = len(os.fsencode(path.suffix)) > _SUFFIX_BYTES
    stem, suffix = (path.name, "") if is_long else (path.stem, path.suffix)
    yield _fitting(stem, suffix, ending)
    number = 2
    while True:
        yield _fitting(stem, f"-{number}{suffix}", ending)
        number += 1


def _fitting(stem: str, tail: str, ending: str) -> str:
    while len(os.fsencode(stem + tail + ending)) > NAME_BYTES:
        stem = stem[:-1]
    return stem + tail


def _is_same(path: Path, target: Path) -> bool:
    return target.exists() and path.samefile(target)


def _write_new(path: Path, content: bytes) -> bool:
    """Write a file that is not there; True also where it says the same already."""
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return path.is_file() and path.read_bytes() == content
    return True


def _rename_new(path: Path, target: Path) -> bool:
    """Rename without ever overwriting; False where the name was taken meanwhile."""
    try:
        os.link(path, target)
    except FileExistsError:
        return False
    except OSError:  # a disk without hard links; the lock keeps other watchers away
        if target.exists():
            return False
        path.rename(target)
    else:
        _unlink(path)
    return True


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
