"""The invented life of the sample company: dossiers, contacts, cases and programmes to look at on first start.

The file lies beside the sample; how they are removed and brought back says sample_life_switch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any, Final

from sqlalchemy.orm import Session

from kamlogic.entries.entry import Entry, EntryT, FieldShape
from kamlogic.entries.kinds import KINDS
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.entries.relationship import Task
from kamlogic.principal import Principal
from kamlogic.services.datasets import SAMPLE_COMPANY, SAMPLE_FOLDER
from kamlogic.services.entry_checks import check_entry
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.sales_news import PROGRAM
from kamlogic.store.adoptions import add_adoption, adopted_values
from kamlogic.store.database import Store
from kamlogic.store.datasets import get_dataset
from kamlogic.store.entries import Saved, add_entries, change_entry, list_entries
from kamlogic.store.entry_history import changes_of
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


def _write(writing: _Writing, kind: str, row: dict[str, Any]) -> int:
    """Add an entry of the file, or fill in the one that the program opened already; 0 where it has no place.

    It has none where a person wrote in its place, and where what it tells of is not there.
    """
    entry_type = KINDS[kind]
    try:
        values = _values(writing, entry_type, row)
        entry = entry_type.read(values)
        held = next(iter(entries_in_place(writing.session, writing.dataset_id, entry)), None)
        if held is not None:
            if held.created_by != PROGRAM or edited_ids(writing.session, [held]):
                return 0
            entry = held.entry.with_values(**values)
        check_entry(writing.session, writing.dataset_id, entry, entry_id=held.id if held else None)
    except (KeyError, InvalidEntryError):
        return 0
    if held:
        saved = change_entry(writing.session, writing.principal, opened=held, entry=entry)
    else:
        (saved,) = add_entries(
            writing.session, writing.principal, dataset_id=writing.dataset_id, entries=[entry],
            written_at=_written_at(row, writing.as_of),
        )  # fmt: skip
    if "ref" in row:
        writing.ids[row["ref"]] = (kind, saved.id)
    return 1


def _values(writing: _Writing, entry_type: type[Entry], row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row of the file, with keys and ids.

    Raises:
        KeyError: A client or an entry that it names is not there.
    """
    values: dict[str, Any] = {"client_key": writing.keys[row["client"]]} if "client" in row else {}
    if "about" in row:
        values["subject"], values["subject_id"] = writing.ids[row["about"]]
    if "of" in row:
        values["subject"] = row["of"]
    named = {name: row[name] for name in row if name in entry_type.model_fields}
    return values | {name: _resolved(writing, entry_type.shape(name), value) for name, value in named.items()}


def _resolved(writing: _Writing, shape: FieldShape, value: Any) -> Any:
    """Codes of clients and names of entries as their keys and ids."""
    if shape.kind == "clients":
        return tuple(writing.keys[code] for code in value)
    if shape.kind == "entries":
        return tuple(writing.ids[name][1] for name in value)
    return writing.ids[value][1] if shape.kind == "entry" else value


def entries_in_place(session: Session, dataset_id: int, entry: EntryT) -> list[Saved[EntryT]]:
    """The entries beside which this one cannot be; none of a kind that can be there several times."""
    if entry.unique_by:
        same = {name: getattr(entry, name) for name in entry.unique_by}
    elif isinstance(entry, Task) and entry.gap:
        same = {"client_key": entry.client_key, "gap": entry.gap}
    else:
        return []
    return list_entries(session, dataset_id, type(entry), **same)


def edited_ids(session: Session, found: Sequence[Saved[Any]]) -> set[int]:
    """Those of these entries of one kind that a person wrote or changed."""
    if not found:
        return set()
    changes = changes_of(session, kind=found[0].entry.kind, entry_ids=[one.id for one in found])
    return {
        entry_id
        for entry_id, steps in changes.items()
        if any(step.action in {"add", "change"} and step.who not in {AUTHOR, PROGRAM} for step in steps)
    }


def _written_at(row: dict[str, Any], as_of: date) -> datetime:
    """When it would have been written: the day it tells of, at latest the sample's last day."""
    day = next((date.fromisoformat(row[name]) for name in _DAYS if row.get(name)), as_of)
    return datetime.combine(min(day, as_of), time(9), tzinfo=UTC)
