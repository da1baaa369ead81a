"""Many entries of one kind changed at once: the same rows and the same trail as one by one, in few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from kamlogic.entries.entry import Entry, EntryT
from kamlogic.principal import Principal
from kamlogic.store.audit import record_many
from kamlogic.store.clients import portions
from kamlogic.store.column_types import utc_now
from kamlogic.store.entries import Saved, change_entry, remove_entry
from kamlogic.store.entry_tables import ROWS
from kamlogic.store.faults import conflicts_on
from kamlogic.texts import _


@dataclass(frozen=True)
class EntryUpdate:
    """New values of some fields of one entry.

    Attributes:
        id: Of the entry.
        version_id: As it was read.
        values: Field → value, as the entry holds it.
    """

    id: int
    version_id: int
    values: Mapping[str, Any]


def change_untouched(
    session: Session, principal: Principal, *, entry_type: type[Entry], updates: Iterable[EntryUpdate]
) -> int:
    """Change the entries that nobody changed or removed since they were read; the others stay as they are.

    Returns:
        How many were changed; values that are there already change nothing.
    """
    wanted = {one.id: one for one in updates}
    return _change(session, principal, entry_type, wanted, _current(session, entry_type, wanted))


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
    if not changes:
        return
    entry_type = type(changes[0][1])
    wanted = {opened.id: EntryUpdate(opened.id, opened.version_id, dict(entry)) for opened, entry in changes}
    rows = _current(session, entry_type, wanted)
    for opened, entry in changes:
        if _is_stale(rows, opened.id, opened.version_id):
            change_entry(session, principal, opened=opened, entry=entry)  # says what is wrong
    _change(session, principal, entry_type, wanted, rows)


def remove_entries(session: Session, principal: Principal, opened: Sequence[Saved[Any]]) -> None:
    """Take entries out of sight; the store and the audit trail keep them.

    Raises:
        EditConflictError: Somebody else changed or removed one of them since; nothing was removed.
        UnknownRecordError: There never was one of them.
    """
    if not opened:
        return
    entry_type = type(opened[0].entry)
    rows = _current(session, entry_type, [one.id for one in opened])
    for one in opened:
        if _is_stale(rows, one.id, one.version_id):
            remove_entry(session, principal, opened=one)  # says what is wrong
    now = utc_now()
    _write(
        session,
        principal,
        entry_type,
        [{"row_id": one.id, "removed_at": now} for one in opened],
    )
    trail = [(one.id, one.entry.plain(), None) for one in opened]
    record_many(session, principal, action="remove", record_kind=entry_type.kind, steps=trail)


def _current(session: Session, entry_type: type[Entry], ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """The rows that were not removed as they are now, which nobody else can change until the transaction ends."""
    table = _table(entry_type)
    found: dict[int, Mapping[str, Any]] = {}
    for some in portions(ids):
        locked = select(table).where(table.c.id.in_(some), table.c.removed_at.is_(None)).with_for_update()
        found |= {row["id"]: dict(row) for row in session.execute(locked).mappings()}
    return found


def _is_stale(rows: Mapping[int, Mapping[str, Any]], entry_id: int, version_id: int) -> bool:
    return entry_id not in rows or rows[entry_id]["version_id"] != version_id


def _change(
    session: Session,
    principal: Principal,
    entry_type: type[Entry],
    wanted: Mapping[int, EntryUpdate],
    rows: Mapping[int, Mapping[str, Any]],
) -> int:
    values: list[dict[str, Any]] = []
    trail: list[tuple[int, dict[str, Any], dict[str, Any]]] = []
    for asked in wanted.values():
        if _is_stale(rows, asked.id, asked.version_id):
            continue
        row = rows[asked.id]
        before = entry_type.model_validate({name: row[name] for name in entry_type.model_fields})
        after = before.with_values(**asked.values)
        if after != before:
            values.append(dict(after) | {"row_id": asked.id})
            trail.append((asked.id, before.plain(), after.plain()))
    _write(session, principal, entry_type, values)
    record_many(session, principal, action="change", record_kind=entry_type.kind, steps=trail)
    return len(values)


def _write(
    session: Session, principal: Principal, entry_type: type[Entry], values: Sequence[dict[str, Any]]
) -> None:
    """New values of rows by row_id, all of the same columns."""
    if not values:
        return
    table = _table(entry_type)
    set_to: dict[str, Any] = {name: bindparam(name) for name in values[0] if name != "row_id"}
    signed = {"version_id": table.c.version_id + 1, "updated_at": utc_now(), "updated_by": principal.name}
    changing = update(table).where(table.c.id == bindparam("row_id")).values(**set_to, **signed)
    with conflicts_on(_(entry_type.label)):
        session.connection().execute(changing, values)
    session.expire_all()


def _table(entry_type: type[Entry]) -> Table:
    return cast("Table", cast("Any", ROWS[entry_type.kind]).__table__)
