"""What happened to entries: the audit trail, field by field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from kamlogic.entries.kinds import KINDS
from kamlogic.store.entry_tables import ROWS
from kamlogic.store.models import AuditEntry

_VALUES_A_QUERY = 10_000


@dataclass(frozen=True)
class EntryChange:
    """One step in the life of an entry.

    Attributes:
        at: In UTC.
        who: The Principal's name.
        action: add, change, remove or bring back.
        kind: Of the entry.
        entry_id: Its id.
        fields: Field → its values before and after, as plain JSON; only those that differ.
    """

    at: datetime
    who: str
    action: str
    kind: str
    entry_id: int
    fields: dict[str, tuple[Any, Any]]


def entry_changes(session: Session, *, kind: str, entry_id: int) -> list[EntryChange]:
    """The steps of one entry, the latest first."""
    return _changes(session, {kind: [str(entry_id)]})


def changes_of(session: Session, *, kind: str, entry_ids: Iterable[int]) -> dict[int, list[EntryChange]]:
    """Entry → its steps, the latest first; an entry without any is absent."""
    ids = [str(one) for one in entry_ids]
    found: dict[int, list[EntryChange]] = {}
    for start in range(0, len(ids), _VALUES_A_QUERY):
        for change in _changes(session, {kind: ids[start : start + _VALUES_A_QUERY]}):
            found.setdefault(change.entry_id, []).append(change)
    return found


def client_changes(session: Session, client_keys: Iterable[int]) -> list[EntryChange]:
    """The steps of every entry about these clients, removed ones included, the latest first."""
    keys = list(client_keys)
    ids: dict[str, list[str]] = {}
    for kind, entry_type in KINDS.items():
        if "client_key" in entry_type.model_fields:
            row_type: Any = ROWS[kind]
            found = session.scalars(select(row_type.id).where(row_type.client_key.in_(keys)))
            ids[kind] = [str(one) for one in found]
    return _changes(session, ids)


def _changes(session: Session, ids: dict[str, list[str]]) -> list[EntryChange]:
    of_entries = [
        and_(AuditEntry.record_kind == kind, AuditEntry.record_id.in_(some))
        for kind, some in ids.items()
        if some
    ]
    if not of_entries:
        return []
    rows = session.scalars(select(AuditEntry).where(or_(*of_entries)).order_by(AuditEntry.id.desc()))
    return [
        EntryChange(row.at, row.who, row.action, row.record_kind, int(row.record_id), _fields(row)) for row in rows
    ]  # fmt: skip


def _fields(row: AuditEntry) -> dict[str, tuple[Any, Any]]:
    before, after = row.before or {}, row.after or {}
    names = dict.fromkeys([*before, *after])
    return {
        name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    }
