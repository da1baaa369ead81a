"""The invented life of the sample company: dossiers, contacts, cases and programmes to look at on first start.

One click removes them and brings them back; what people changed themselves stays. The file lies beside the sample.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any, Final, cast

from sqlalchemy.orm import Session

from kamlogic.entries.entry import Entry, FieldShape
from kamlogic.entries.kinds import KINDS
from kamlogic.principal import Principal, Role
from kamlogic.services.datasets import SAMPLE_COMPANY, SAMPLE_FOLDER
from kamlogic.services.entry_checks import check_entry
from kamlogic.services.following import PROGRAM
from kamlogic.services.portfolio import Portfolio
from kamlogic.store.adoptions import add_adoption, adopted_values
from kamlogic.store.database import Store
from kamlogic.store.datasets import get_dataset
from kamlogic.store.entries import (
    Saved,
    add_entries,
    bring_back_entry,
    change_entry,
    list_entries,
    list_removed,
    remove_entry,
)
from kamlogic.store.locks import lock_dataset

AUTHOR: Final = "Sample (invented)"
"""Who signs the invented entries, so that nobody takes them for real ones."""

TOPIC: Final = "sample_life"
_FILE: Final = "sample_life.json"
_DAYS: Final = ("written_on", "judged_on", "happened_on", "said_on", "seen_on", "last_contact", "lost_on")


@dataclass
class _Writing:
    """What writing the invented entries needs to know.

    Attributes:
        session: Of `Store.writing`.
        principal: The author.
        dataset_id: The sample company.
        keys: Client code → key.
        as_of: The last day of the sample.
        ids: Name of an entry in the file → kind and id.
    """

    session: Session
    principal: Principal
    dataset_id: int
    keys: Mapping[str, int]
    as_of: date
    ids: dict[str, tuple[str, int]]


def begin_sample_life(principal: Principal, store: Store, portfolio: Portfolio) -> int:
    """Write the invented entries down, once; a data set that is not the sample company gets none.

    Call it after the sales were followed, so that the cases it speaks of are open.

    Returns:
        How many entries were added or changed.
    """
    dataset_id = portfolio.dataset_id
    with store.reading() as session:
        if get_dataset(session, dataset_id).sample_id != SAMPLE_COMPANY:
            return 0
        if TOPIC in adopted_values(session, dataset_id):
            return 0
    content: dict[str, list[dict[str, Any]]] = json.loads((SAMPLE_FOLDER / _FILE).read_text("utf-8"))
    clients = portfolio.clients
    keys = dict(zip(clients["client_code"], clients["client_key"].tolist(), strict=True))
    with store.writing() as session:
        lock_dataset(session, dataset_id)
        author = replace(principal, name=AUTHOR)
        if not add_adoption(session, author, dataset_id=dataset_id, topic=TOPIC, value={"is_shown": True}):
            return 0  # another session was faster
        writing = _Writing(session, author, dataset_id, keys, portfolio.as_of, {})
        return sum(_write(writing, kind, row) for kind in KINDS for row in content.get(kind, []))


def shows_sample_life(principal: Principal, store: Store, *, dataset_id: int) -> bool | None:
    """Whether the invented entries are in sight; None for a data set that never had any."""
    with store.reading() as session:
        held = adopted_values(session, dataset_id).get(TOPIC)
    return None if held is None or held.value is None else bool(held.value["is_shown"])


def remove_sample_life(principal: Principal, store: Store, *, dataset_id: int) -> int:
    """Take the invented entries out of sight; those that a person changed stay.

    Returns:
        How many were removed.

    Raises:
        NotAllowedError: The person may only look.
    """
    principal.require(Role.MANAGER)
    removed = 0
    with store.writing() as session:
        lock_dataset(session, dataset_id)
        for entry_type in reversed(KINDS.values()):
            for saved in list_entries(session, dataset_id, entry_type):
                if saved.created_by == AUTHOR and saved.updated_by in {AUTHOR, PROGRAM}:
                    remove_entry(session, principal, opened=saved)
                    removed += 1
        add_adoption(session, principal, dataset_id=dataset_id, topic=TOPIC, value={"is_shown": False})
    return removed


def bring_back_sample_life(principal: Principal, store: Store, *, dataset_id: int) -> int:
    """Undo the removal.

    Returns:
        How many are back.

    Raises:
        NotAllowedError: The person may only look.
        ConflictError: Somebody has written another one in the place of one of them.
    """
    principal.require(Role.MANAGER)
    back = 0
    with store.writing() as session:
        lock_dataset(session, dataset_id)
        for entry_type in KINDS.values():
            for saved in list_removed(session, dataset_id, entry_type):
                if saved.created_by == AUTHOR:
                    bring_back_entry(session, replace(principal, name=AUTHOR), entry_type, entry_id=saved.id)
                    back += 1
        add_adoption(session, principal, dataset_id=dataset_id, topic=TOPIC, value={"is_shown": True})
    return back


def _write(writing: _Writing, kind: str, row: dict[str, Any]) -> int:
    """Add an entry of the file, or fill in the one that the program opened already."""
    entry_type = KINDS[kind]
    values: dict[str, Any] = {"client_key": writing.keys[row["client"]]} if "client" in row else {}
    if "about" in row:
        values["subject"], values["subject_id"] = writing.ids[row["about"]]
    if "of" in row:
        values["subject"] = row["of"]
    named = {name: row[name] for name in row if name in entry_type.model_fields}
    values |= {name: _resolved(writing, entry_type.shape(name), value) for name, value in named.items()}
    opened = _opened_by_program(writing, entry_type, values)
    entry = opened.entry.with_values(**values) if opened else entry_type.read(values)
    check_entry(writing.session, writing.dataset_id, entry, entry_id=opened.id if opened else None)
    if opened:
        saved = change_entry(writing.session, writing.principal, opened=opened, entry=entry)
    else:
        (saved,) = add_entries(
            writing.session, writing.principal, dataset_id=writing.dataset_id, entries=[entry],
            written_at=_written_at(row, writing.as_of),
        )  # fmt: skip
    if "ref" in row:
        writing.ids[row["ref"]] = (kind, saved.id)
    return 1


def _resolved(writing: _Writing, shape: FieldShape, value: Any) -> Any:
    """Codes of clients and names of entries as their keys and ids."""
    if shape.kind == "clients":
        return tuple(writing.keys[code] for code in value)
    if shape.kind == "entries":
        return tuple(writing.ids[name][1] for name in value)
    return writing.ids[value][1] if shape.kind == "entry" else value


def _opened_by_program(
    writing: _Writing, entry_type: type[Entry], values: dict[str, Any]
) -> Saved[Entry] | None:
    if entry_type.kind != "loss_case":
        return None
    found = list_entries(
        writing.session, writing.dataset_id, entry_type, client_keys=[cast("int", values["client_key"])]
    )
    return next((one for one in found if str(one.entry.plain()["lost_on"]) == values["lost_on"]), None)


def _written_at(row: dict[str, Any], as_of: date) -> datetime:
    """When it would have been written: the day it tells of, at latest the sample's last day."""
    day = next((date.fromisoformat(row[name]) for name in _DAYS if row.get(name)), as_of)
    return datetime.combine(min(day, as_of), time(9), tzinfo=UTC)
