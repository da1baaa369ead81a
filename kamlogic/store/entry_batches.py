"""Changes of many entries of one kind at once: all or none, each with its line in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamlogic.entries.entry import Entry, EntryT
from kamlogic.principal import Principal
from kamlogic.store.audit import audit_entry
from kamlogic.store.clients import portions
from kamlogic.store.column_types import utc_now
from kamlogic.store.entries import Saved, change_entry, remove_entry
from kamlogic.store.entry_tables import ROWS, EntryRow


def change_entries(
    session: Session, principal: Principal, changes: Sequence[tuple[Saved[EntryT], EntryT]]
) -> None:
    """Change entries that were opened before.

    Args:
        session: Of `Store.writing`.
        principal: Who writes.
        changes: Each entry as it was opened, and what it should be.

    Raises:
        EditConflictError: Somebody else changed or removed one of them since; nothing was saved.
        UnknownRecordError: There never was one of them.
    """
    rows, now = _locked(session, [opened for opened, _entry in changes]), utc_now()
    for opened, entry in changes:
        row = rows.get(opened.id)
        if row is None or _is_stale(row, opened):
            change_entry(session, principal, opened=opened, entry=entry)  # says what is wrong
            continue
        for name in _differing(opened.entry, entry):
            value = getattr(entry, name)
            setattr(row, name, list(value) if isinstance(value, tuple) else value)
        row.updated_at, row.updated_by = now, principal.name
    session.flush()
    session.add_all(
        audit_entry(
            principal,
            action="change",
            record_kind=entry.kind,
            record_id=opened.id,
            before=opened.entry.plain(),
            after=entry.plain(),
        )
        for opened, entry in changes
    )
    session.flush()


def remove_entries(session: Session, principal: Principal, opened: Sequence[Saved[Any]]) -> None:
    """Take entries out of sight; the store and the audit trail keep them.

    Raises:
        EditConflictError: Somebody else changed or removed one of them since; nothing was removed.
        UnknownRecordError: There never was one of them.
    """
    rows, now = _locked(session, opened), utc_now()
    for one in opened:
        row = rows.get(one.id)
        if row is None or _is_stale(row, one):
            remove_entry(session, principal, opened=one)  # says what is wrong
            continue
        row.removed_at = row.updated_at = now
        row.updated_by = principal.name
    session.flush()
    session.add_all(
        audit_entry(
            principal,
            action="remove",
            record_kind=one.entry.kind,
            record_id=one.id,
            before=one.entry.plain(),
            after=None,
        )
        for one in opened
    )
    session.flush()


def _locked(session: Session, opened: Sequence[Saved[Any]]) -> dict[int, EntryRow]:
    """The rows as they are now, which nobody else can change until the transaction ends."""
    if not opened:
        return {}
    row_type = ROWS[opened[0].entry.kind]
    found: dict[int, EntryRow] = {}
    for ids in portions([one.id for one in opened]):
        query = select(row_type).where(row_type.id.in_(ids)).with_for_update()
        rows = session.scalars(query, execution_options={"populate_existing": True})
        found |= {row.id: row for row in rows}
    return found


def _is_stale(row: EntryRow, opened: Saved[Any]) -> bool:
    return row.removed_at is not None or row.version_id != opened.version_id


def _differing(before: Entry, after: Entry) -> list[str]:
    return [name for name in type(after).model_fields if getattr(before, name) != getattr(after, name)]
