"""Undo a handover as a whole, at once or on a later day."""

from __future__ import annotations

from dataclasses import replace

from kamlogic.entries.people import Ownership as OwnershipEntry
from kamlogic.principal import Principal, Role
from kamlogic.services.handing_over import Handover
from kamlogic.services.ownership_spells import lock_ownership
from kamlogic.services.sight import seen_keys
from kamlogic.store.audit import record_of
from kamlogic.store.database import Store
from kamlogic.store.entries import bring_back_entry, list_entries
from kamlogic.store.entry_bulk import change_entries, remove_entries


def undo_handover(principal: Principal, store: Store, handover: Handover) -> None:
    """Take a handover back as a whole: who looked after the clients before does so again.

    Raises:
        NotAllowedError: The person may only look.
        EditConflictError: Somebody changed one of its entries since; nothing was undone.
    """
    principal.require(Role.MANAGER)
    with store.writing() as session:
        lock_ownership(session, handover.dataset_id)
        remove_entries(session, principal, handover.added)
        keys = [before.entry.client_key for before, _after in handover.ended]
        spells = list_entries(session, handover.dataset_id, OwnershipEntry, client_keys=keys)
        now = {one.id: one for one in spells}
        # What somebody else changed meanwhile stays as it was opened: changing it back says who changed what.
        ended = [
            (now[before.id] if before.id in now and now[before.id].entry == after else before, before.entry)
            for before, after in handover.ended
        ]
        change_entries(session, principal, ended)
        for entry_id in handover.removed:
            bring_back_entry(session, principal, OwnershipEntry, entry_id=entry_id)


def load_handover(principal: Principal, store: Store, *, dataset_id: int, first_id: int) -> Handover | None:
    """A handover that was written before, to undo it.

    Args:
        principal: Who sees only some of its clients cannot undo it.
        store: Where it is written.
        dataset_id: Of the clients.
        first_id: Of list_written.

    Returns:
        None where the trail does not tell of it, or an entry of it was removed since.
    """
    with store.reading() as session:
        record = record_of(session, record_kind=Handover.kind, record_id=first_id)
        live = {one.id: one for one in list_entries(session, dataset_id, OwnershipEntry)}
        seen = seen_keys(session, principal, dataset_id)
    if record is None:
        return None
    concerned = {*record["added"], *(entry_id for entry_id, *_rest in record["ended"])}
    if not concerned <= set(live):
        return None
    if seen is not None and any(live[one].entry.client_key not in seen for one in concerned):
        return None
    ended = [
        (
            replace(live[entry_id], version_id=version_id, entry=OwnershipEntry.read(before)),
            OwnershipEntry.read(after),
        )
        for entry_id, version_id, before, after in record["ended"]
    ]
    added = [replace(live[entry_id], version_id=1) for entry_id in record["added"]]
    return Handover(dataset_id, tuple(added), tuple(ended), tuple(record["removed"]))
