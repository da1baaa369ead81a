"""Entries in the store: nothing is overwritten silently, nothing is deleted, every change is in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, cast

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from kamlogic.entries.entry import Entry, EntryT
from kamlogic.errors import ConflictError, UnknownRecordError
from kamlogic.principal import Principal
from kamlogic.store.audit import record_audit, record_many
from kamlogic.store.clients import portions
from kamlogic.store.column_types import utc_now
from kamlogic.store.entry_tables import ROWS, EntryRow
from kamlogic.store.faults import conflicts_on
from kamlogic.texts import _


@dataclass(frozen=True, kw_only=True)
class Saved(Generic[EntryT]):
    """An entry as the store holds it.

    Attributes:
        id: Never used again.
        version_id: Rises with every change; a change names the version it started from.
        entry: What was written.
        created_at: In UTC.
        created_by: The Principal's name.
        updated_at: In UTC.
        updated_by: The Principal's name.
    """

    id: int
    version_id: int
    entry: EntryT
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str


class EditConflictError(ConflictError, Generic[EntryT]):
    """Somebody else changed the entry since it was opened; nothing was saved, nothing typed is lost.

    Attributes:
        opened: As the person had it before them.
        theirs: As it is now; None when it was removed meanwhile.
        mine: What the person wanted to save.
    """

    def __init__(self, opened: Saved[EntryT], theirs: Saved[EntryT] | None, mine: EntryT) -> None:
        self.opened, self.theirs, self.mine = opened, theirs, mine
        super().__init__(_(type(mine).label))


def add_entry(
    session: Session, principal: Principal, *, dataset_id: int | None, entry: EntryT
) -> Saved[EntryT]:
    """Add an entry.

    Args:
        session: Of `Store.writing`.
        principal: Who writes; named in the entry and in the audit trail.
        dataset_id: The data set it belongs to; None for kinds of the whole store.
        entry: What was written.

    Raises:
        ConflictError: There is one already, of a kind or a value that can be there once only.
    """
    return add_entries(session, principal, dataset_id=dataset_id, entries=[entry])[0]


def add_entries(
    session: Session,
    principal: Principal,
    *,
    dataset_id: int | None,
    entries: Sequence[EntryT],
    written_at: datetime | None = None,
) -> list[Saved[EntryT]]:
    """Add several entries of one kind, each with its line in the audit trail; all or none.

    Args:
        session: Of `Store.writing`.
        principal: Who writes.
        dataset_id: The data set they belong to.
        entries: What was written.
        written_at: When, where that was earlier; the trail says when they were added.

    Raises:
        ConflictError: One of them is there already.
    """
    if not entries:
        return []
    now, table = written_at or utc_now(), cast("Any", ROWS[entries[0].kind]).__table__
    who = principal.name
    signed = {
        "dataset_id": dataset_id,
        "created_at": now,
        "created_by": who,
        "updated_at": now,
        "updated_by": who,
    }
    adding = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    with conflicts_on(_(entries[0].label)):
        ids = list(session.scalars(adding, [_stored(one) | signed | {"version_id": 1} for one in entries]))
    trail = [(number, None, entry.plain()) for number, entry in zip(ids, entries, strict=True)]
    record_many(session, principal, action="add", record_kind=entries[0].kind, steps=trail)
    return [
        Saved(id=number, version_id=1, entry=entry, created_at=now, created_by=who, updated_at=now, updated_by=who)
        for number, entry in zip(ids, entries, strict=True)
    ]  # fmt: skip


def change_entry(
    session: Session, principal: Principal, *, opened: Saved[EntryT], entry: EntryT
) -> Saved[EntryT]:
    """Save an entry that was opened before; saving what is there already changes nothing.

    Args:
        session: Of `Store.writing`.
        principal: Who writes.
        opened: As the person had it before them.
        entry: What it should be.

    Raises:
        EditConflictError: Somebody else changed or removed it since.
        UnknownRecordError: There never was such an entry.
        ConflictError: Its new value is taken.
    """
    row = _locked(session, type(entry), opened.id)
    _refuse_stale(row, opened, entry)
    before = _saved(row, type(entry)).entry
    if entry == before:
        return _saved(row, type(entry))
    for name, value in _stored(entry).items():
        setattr(row, name, value)
    row.updated_at, row.updated_by = utc_now(), principal.name
    with conflicts_on(_(entry.label)):
        session.flush()
    _record(session, principal, "change", row, entry, before=before.plain(), after=entry.plain())
    return _saved(row, type(entry))


def remove_entry(session: Session, principal: Principal, *, opened: Saved[EntryT]) -> None:
    """Take an entry out of sight; the store and the audit trail keep it.

    Raises:
        EditConflictError: Somebody else changed or removed it since.
        UnknownRecordError: There never was such an entry.
    """
    entry = opened.entry
    row = _locked(session, type(entry), opened.id)
    _refuse_stale(row, opened, entry)
    row.removed_at = row.updated_at = utc_now()
    row.updated_by = principal.name
    session.flush()
    _record(session, principal, "remove", row, entry, before=entry.plain(), after=None)


def bring_back_entry(
    session: Session, principal: Principal, entry_type: type[EntryT], *, entry_id: int
) -> Saved[EntryT]:
    """Undo a removal.

    Raises:
        UnknownRecordError: There never was such an entry.
        ConflictError: Another one has taken its place.
    """
    row = _locked(session, entry_type, entry_id)
    found = _saved(row, entry_type)
    if row.removed_at is None:
        return found
    row.removed_at, row.updated_at, row.updated_by = None, utc_now(), principal.name
    with conflicts_on(_(entry_type.label)):
        session.flush()
    _record(session, principal, "bring back", row, found.entry, before=None, after=found.entry.plain())
    return _saved(row, entry_type)


def get_entry(
    session: Session, dataset_id: int | None, entry_type: type[EntryT], entry_id: int
) -> Saved[EntryT]:
    """One entry of a data set.

    Raises:
        UnknownRecordError: The data set has none of this id, or it was removed.
    """
    row = session.get(ROWS[entry_type.kind], entry_id)
    if row is None or row.dataset_id != dataset_id or row.removed_at is not None:
        raise UnknownRecordError(_(entry_type.label), entry_id)
    return _saved(row, entry_type)


def list_entries(
    session: Session,
    dataset_id: int | None,
    entry_type: type[EntryT],
    *,
    client_keys: Iterable[int] | None = None,
    **values: Any,
) -> list[Saved[EntryT]]:
    """The entries of a kind, oldest first.

    Args:
        session: Any; it is only read.
        dataset_id: The data set; None for kinds of the whole store.
        entry_type: The kind.
        client_keys: Only those about one of these clients; None means all.
        values: Only those whose fields have these values; of a frozenset, one of them.
    """
    row_type = ROWS[entry_type.kind]
    wanted: list[ColumnElement[bool]] = [
        row_type.dataset_id.is_(None) if dataset_id is None else row_type.dataset_id == dataset_id,
        row_type.removed_at.is_(None),
        *(_has(getattr(row_type, name), value) for name, value in values.items()),
    ]
    query = select(row_type).where(*wanted).order_by(row_type.id)
    if client_keys is None or "client_key" not in entry_type.model_fields:
        return [_saved(row, entry_type) for row in session.scalars(query)]
    about: ColumnElement[int] = cast("Any", row_type).client_key
    rows = [row for some in portions(client_keys) for row in session.scalars(query.where(about.in_(some)))]
    return [_saved(row, entry_type) for row in sorted(rows, key=lambda row: row.id)]


def _has(column: Any, value: Any) -> ColumnElement[bool]:
    wanted: ColumnElement[bool] = column.in_(value) if isinstance(value, frozenset) else column == value
    return wanted


def list_removed(session: Session, dataset_id: int | None, entry_type: type[EntryT]) -> list[Saved[EntryT]]:
    """The entries of a kind that were taken out of sight, oldest first."""
    row_type = ROWS[entry_type.kind]
    rows = session.scalars(
        select(row_type)
        .where(row_type.dataset_id == dataset_id, row_type.removed_at.is_not(None))
        .order_by(row_type.id)
    )
    return [_saved(row, entry_type) for row in rows]


def _locked(session: Session, entry_type: type[EntryT], entry_id: int) -> EntryRow:
    """The row as it is now, which nobody else can change until the transaction ends."""
    row = session.get(ROWS[entry_type.kind], entry_id, populate_existing=True, with_for_update=True)
    if row is None:
        raise UnknownRecordError(_(entry_type.label), entry_id)
    return row


def _refuse_stale(row: EntryRow, opened: Saved[EntryT], mine: EntryT) -> None:
    """The version is compared here: where both wrote the same value, no UPDATE would notice."""
    if row.removed_at is not None:
        raise EditConflictError(opened, None, mine)
    if row.version_id != opened.version_id:
        raise EditConflictError(opened, _saved(row, type(mine)), mine)


def _stored(entry: Entry) -> dict[str, Any]:
    """The values as the columns take them: lists and objects as JSON, the rest as it is."""
    return {
        shape.name: list(value) if isinstance(value, tuple) else value
        for shape in entry.shapes()
        for value in [getattr(entry, shape.name)]
    }


def _saved(row: EntryRow, entry_type: type[EntryT]) -> Saved[EntryT]:
    return Saved(
        id=row.id,
        version_id=row.version_id,
        entry=entry_type.model_validate({name: getattr(row, name) for name in entry_type.model_fields}),
        created_at=row.created_at,
        created_by=row.created_by,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )


def _record(
    session: Session,
    principal: Principal,
    action: str,
    row: EntryRow,
    entry: Entry,
    *,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    record_audit(
        session,
        principal,
        action=action,
        record_kind=entry.kind,
        record_id=row.id,
        before=before,
        after=after,
    )
