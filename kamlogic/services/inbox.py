"""A folder whose files are imported as they arrive; each ends in one of its folders, none is lost or overwritten.

A file is taken when its size and time of change have rested for one interval. It is moved after its import is kept,
so a watcher that was stopped between the two finds the import there already and only moves the file.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from kamlogic.errors import (
    ConflictError,
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
from kamlogic.services.inbox_files import Arrived, InboxFolder
from kamlogic.services.originals import Original
from kamlogic.services.reading import check_questions, read_files
from kamlogic.store.database import Store
from kamlogic.texts import _, ngettext

DONE, ASKED, REFUSED = "done", "asked", "refused"
QUESTION: Final = ".question.txt"
REFUSED_ROWS: Final = ".refused.csv"
_LOG: Final = logging.getLogger(__name__)
_QUESTIONS: Final = (OverlapError, OpenQuestionError, MappingError, WithdrawnError)
_PASSING: Final = (StoreError, ConflictError)


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
    folder = InboxFolder(inbox.folder)
    with folder.locked():
        seen = folder.stamps()
        while True:
            time.sleep(inbox.interval_seconds)
            now = folder.stamps()
            for path, stamp in now.items():
                if seen.get(path) == stamp:
                    taken += _take(principal, store, inbox, Arrived(path, stamp), tell)
            if is_once:
                return taken
            seen = now


def _take(
    principal: Principal, store: Store, inbox: Inbox, arrived: Arrived, tell: Callable[[str], None]
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
    InboxFolder(inbox.folder).move(arrived.path, DONE, REFUSED_ROWS, refused)
    tell(text)
    return 1


def _set_aside(inbox: Inbox, arrived: Arrived, aside: str, reason: str, tell: Callable[[str], None]) -> int:
    """Move a file with the reason beside it: 1; 0 where it was taken away or still grows."""
    if arrived.has_changed:
        return 0
    text = f"{reason}\n{_advice(arrived.path)}\n"
    InboxFolder(inbox.folder).move(arrived.path, aside, QUESTION, text.encode(errors="replace"))
    tell(_("Set aside in {folder}: {reason}").format(folder=aside, reason=reason))
    return 1


def _import(
    principal: Principal, store: Store, inbox: Inbox, arrived: Arrived
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
    if arrived.has_changed:
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
