"""A folder whose files are imported as they arrive; each ends in one of its folders, none is lost or overwritten.

A file is taken when its size and time of change have rested for one interval. It is moved after its import is kept,
so a watcher that was stopped between the two finds the import there already and only moves the file.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from kamlogic.errors import (
    ConflictError,
    InboxError,
    KamError,
    MappingError,
    OpenQuestionError,
    OverlapError,
    StoreError,
    WithdrawnError,
)
from kamlogic.intake.exports import Choices
from kamlogic.intake.file_groups import readable_name
from kamlogic.intake.header_words import Synonyms
from kamlogic.intake.report_files import refused_csv
from kamlogic.principal import Principal, Role
from kamlogic.services.datasets import import_into
from kamlogic.services.originals import Original
from kamlogic.services.reading import check_questions, read_files
from kamlogic.store.database import Store
from kamlogic.texts import _, ngettext

DONE, ASKED, REFUSED = "done", "asked", "refused"
QUESTION: Final = ".question.txt"
REFUSED_ROWS: Final = ".refused.csv"
LOCK: Final = ".kunci-inbox.lock"
NAME_BYTES: Final = 255
"""As long as a name can be on most disks."""
_SUFFIX_BYTES: Final = 32
_LOG: Final = logging.getLogger(__name__)
_QUESTIONS: Final = (OverlapError, OpenQuestionError, MappingError, WithdrawnError)
_PASSING: Final = (StoreError, ConflictError)
_UNFINISHED: Final = (".part", ".tmp", ".crdownload", ".download")

Stamp = tuple[int, int]


@dataclass(frozen=True)
class Inbox:
    """A watched folder.

    Attributes:
        folder: Where files arrive.
        dataset: The data set they go into; "My company" when not given.
        interval_seconds: How long a file must rest, and how often the folder is looked at.
        synonyms: Header words of the firm's own.
    """

    folder: Path
    dataset: str | None = None
    interval_seconds: float = 10.0
    synonyms: Synonyms = ()


@dataclass(frozen=True)
class _Arrived:
    """A file that has rested."""

    path: Path
    stamp: Stamp


def watch_inbox(
    principal: Principal,
    store: Store,
    inbox: Inbox,
    *,
    is_once: bool = False,
    tell: Callable[[str], None] = lambda _text: None,
) -> int:
    """Import the files that arrive in a folder, until interrupted.

    Args:
        principal: Who imports.
        store: Where the data set lies.
        inbox: The folder.
        is_once: Take what is there and has rested for an interval, then end.
        tell: Given a line for each file.

    Returns:
        How many files were taken.

    Raises:
        InboxError: The folder is not there, or another watcher has it.
    """
    principal.require(Role.MANAGER)
    taken = 0
    with _locked(inbox.folder):
        seen = _stamps(inbox.folder)
        while True:
            time.sleep(inbox.interval_seconds)
            now = _stamps(inbox.folder)
            for path, stamp in now.items():
                if seen.get(path) == stamp:
                    taken += _take(principal, store, inbox, _Arrived(path, stamp), tell)
            if is_once:
                return taken
            seen = now


def _take(
    principal: Principal, store: Store, inbox: Inbox, arrived: _Arrived, tell: Callable[[str], None]
) -> int:
    """Import one file and move it: 1; 0 where it has to wait for the next round."""
    name = readable_name(arrived.path.name)
    try:
        text, refused = _import(principal, store, inbox, arrived)
    except _PASSING as fault:
        tell(_("{file} stays in the inbox: {reason}").format(file=name, reason=fault))
        return 0
    except KamError as refusal:
        aside = ASKED if isinstance(refusal, _QUESTIONS) else REFUSED
        return _set_aside(inbox, arrived, aside, str(refusal), tell)
    except Exception as fault:  # noqa: BLE001 - one file must not end the watch over all others
        _LOG.exception("%s could not be imported", name)
        reason = _("{file}: a fault of the program kept it out ({fault}). Please report it.").format(
            file=name, fault=repr(fault)
        )
        return _set_aside(inbox, arrived, REFUSED, reason, tell)
    if text is None:
        return 0
    _move(arrived.path, inbox.folder / DONE, REFUSED_ROWS, refused)
    tell(text)
    return 1


def _set_aside(inbox: Inbox, arrived: _Arrived, aside: str, reason: str, tell: Callable[[str], None]) -> int:
    """Move a file with the reason beside it: 1; 0 where it was taken away or still grows."""
    if _stamp(arrived.path) != arrived.stamp:
        return 0
    text = f"{reason}\n{_advice(arrived.path)}\n"
    _move(arrived.path, inbox.folder / aside, QUESTION, text.encode(errors="replace"))
    tell(_("Set aside in {folder}: {reason}").format(folder=aside, reason=reason))
    return 1


def _import(
    principal: Principal, store: Store, inbox: Inbox, arrived: _Arrived
) -> tuple[str | None, bytes | None]:
    """What to say, and the refused rows as a file; nothing to say of a file that changed while it was read."""
    path = arrived.path
    export = read_files(
        principal,
        [(path.name, path)],
        choices=Choices(),
        today=date.today(),
        store=store,
        synonyms=inbox.synonyms,
    )
    check_questions(principal, export)
    if _stamp(path) != arrived.stamp:
        return None, None
    outcome = import_into(
        principal, store, name=inbox.dataset, export=export, originals=[Original(path.name, path)]
    )
    if outcome.is_withdrawn:
        raise WithdrawnError(export.name, outcome.record.id)
    refused = (
        refused_csv(export.refused, delimiter=export.reading.delimiter or ",")
        if len(export.refused)
        else None
    )
    if not outcome.is_new:
        return _("{file}: already there, nothing changed").format(file=export.name), refused
    lines = outcome.record.accepted_count
    text = ngettext("{file}: {count} line imported", "{file}: {count} lines imported", lines)
    return text.format(file=export.name, count=f"{lines:,}"), refused


def _advice(path: Path) -> str:
    return _(
        "Import the file on the Upload page or with “python -m kamlogic import {file}” and your answer; "
        "or correct it and put it into the inbox again."
    ).format(file=readable_name(path.name))


def _stamps(folder: Path) -> dict[Path, Stamp]:
    """The files that could be exports, by name, with what tells that they changed."""
    names = sorted(entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False))
    found = {folder / name: _stamp(folder / name) for name in names if _may_be_export(name)}
    return {path: stamp for path, stamp in found.items() if stamp is not None}


def _may_be_export(name: str) -> bool:
    return not name.startswith((".", "~$")) and not name.lower().endswith(_UNFINISHED)


def _stamp(path: Path) -> Stamp | None:
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return state.st_size, state.st_mtime_ns


def _move(path: Path, folder: Path, ending: str, companion: bytes | None) -> None:
    """Move a file under a name that is free, its companion first: no file of the folder is ever without it."""
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


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other watchers out; the system gives the lock back, however this process ends."""
    try:
        file = (folder / LOCK).open("ab")
    except OSError as error:
        raise InboxError(str(folder), error.strerror or str(error)) from error
    with file:
        try:
            _lock(file.fileno())
        except OSError as error:
            raise InboxError(str(folder), _("another watcher has it")) from error
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
