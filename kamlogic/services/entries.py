"""Write entries down, change and remove them, and see what happened to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from kamlogic.entries.entry import Entry, EntryT
from kamlogic.entries.people import Ownership
from kamlogic.principal import Principal, Role
from kamlogic.services.entry_checks import check_entry
from kamlogic.services.ownership_spells import make_room, refuse_overlap
from kamlogic.services.sight import require_sight, seen_keys, seen_of
from kamlogic.store.database import Store
from kamlogic.store.entries import (
    Saved,
    add_entry,
    bring_back_entry,
    change_entry,
    get_entry,
    list_entries,
    remove_entry,
)
from kamlogic.store.entry_history import EntryChange, client_changes, entry_changes
from kamlogic.store.entry_marks import entries_mark


def find_entries(
    principal: Principal,
    store: Store,
    entry_type: type[EntryT],
    *,
    dataset_id: int | None,
    client_keys: Iterable[int] | None = None,
    **values: Any,
) -> list[Saved[EntryT]]:
    """The entries of a kind that the person may see, oldest first.

    Args:
        principal: Entries about clients that are not theirs are left out.
        store: Where they lie.
        entry_type: The kind.
        dataset_id: The data set; None for kinds of the whole store.
        client_keys: Only those about one of these clients; None means all.
        values: Only those whose fields have these values; of a frozenset, one of them.
    """
    with store.reading() as session:
        found = list_entries(session, dataset_id, entry_type, client_keys=client_keys, **values)
        seen = seen_keys(session, principal, dataset_id)
    return [one for one in found if seen is None or one.entry.client is None or one.entry.client in seen]


def save_entry(
    principal: Principal,
    store: Store,
    *,
    dataset_id: int | None,
    entry: EntryT,
    opened: Saved[EntryT] | None = None,
) -> Saved[EntryT]:
    """Add an entry, or save the one that was opened.

    Args:
        principal: At least a manager; the entry is about a client that they may see.
        store: Where it goes.
        dataset_id: The data set; None for kinds of the whole store.
        entry: What was written.
        opened: The entry as the person had it before them; None adds one.

    Raises:
        NotAllowedError: The person may only look.
        InvalidEntryError: It names a client or an entry that is not there; says per field what is wrong.
        EditConflictError: Somebody else changed it since it was opened.
        UnknownRecordError: Its client is not one of theirs, or it never was there.
    """
    principal.require(Role.MANAGER)
    with store.writing() as session:
        require_sight(session, principal, entry)
        return write_entry(session, principal, dataset_id=dataset_id, entry=entry, opened=opened)


def write_entry(
    session: Session,
    principal: Principal,
    *,
    dataset_id: int | None,
    entry: EntryT,
    opened: Saved[EntryT] | None = None,
) -> Saved[EntryT]:
    """Save an entry in a transaction that does more; the person was found to be allowed before."""
    if isinstance(entry, Ownership):
        make_room(session, principal, entry, dataset_id=dataset_id, entry_id=opened.id if opened else None)
    check_entry(session, dataset_id, entry, entry_id=None if opened is None else opened.id)
    if opened is None:
        return add_entry(session, principal, dataset_id=dataset_id, entry=entry)
    return change_entry(session, principal, opened=opened, entry=entry)


def remove(principal: Principal, store: Store, *, opened: Saved[Any]) -> None:
    """Take an entry out of sight; it can be brought back.

    Raises:
        NotAllowedError: The person may only look.
        EditConflictError: Somebody else changed it since it was opened.
    """
    principal.require(Role.MANAGER)
    with store.writing() as session:
        require_sight(session, principal, opened.entry)
        remove_entry(session, principal, opened=opened)


def bring_back(
    principal: Principal, store: Store, entry_type: type[EntryT], *, entry_id: int
) -> Saved[EntryT]:
    """Undo a removal.

    Raises:
        NotAllowedError: The person may only look.
        UnknownRecordError: There is no such entry, or its client is not one of theirs.
        ConflictError: Another one has taken its place.
        InvalidEntryError: Somebody else looks after the client at that time by now.
    """
    principal.require(Role.MANAGER)
    with store.writing() as session:
        found = bring_back_entry(session, principal, entry_type, entry_id=entry_id)
        require_sight(session, principal, found.entry)
        if isinstance(found.entry, Ownership):
            refuse_overlap(session, found.entry, entry_id=entry_id)
        return found


def find_entry(
    principal: Principal, store: Store, entry_type: type[EntryT], *, dataset_id: int | None, entry_id: int
) -> Saved[EntryT]:
    """One entry.

    Raises:
        UnknownRecordError: There is none, or its client is not one of theirs.
    """
    with store.reading() as session:
        found = get_entry(session, dataset_id, entry_type, entry_id)
        require_sight(session, principal, found.entry)
        return found


def changes_mark(
    principal: Principal, store: Store, entry_types: Sequence[type[Entry]], *, dataset_id: int
) -> str:
    """A short text that differs after every change of entries of these kinds; for keys of caches."""
    with store.reading() as session:
        return entries_mark(session, dataset_id, entry_types)


def client_history(principal: Principal, store: Store, *, client_keys: Iterable[int]) -> list[EntryChange]:
    """Every change of the entries about these clients, the latest first; of others' clients none."""
    with store.reading() as session:
        return client_changes(session, seen_of(session, principal, client_keys))


def entry_history(principal: Principal, store: Store, *, saved: Saved[Any]) -> list[EntryChange]:
    """Every change of one entry, the latest first.

    Raises:
        UnknownRecordError: Its client is not one of theirs.
    """
    with store.reading() as session:
        require_sight(session, principal, saved.entry)
        return entry_changes(session, kind=saved.entry.kind, entry_id=saved.id)
