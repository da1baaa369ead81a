"""Remove the invented life of the sample company with one click, and bring it back; what people wrote stays.

With it goes what the program wrote because of it: dossiers begun by a conversion, the tasks of gaps, outcomes of offers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from kamlogic.entries.dossier import Contact, Dossier
from kamlogic.entries.entry import Entry
from kamlogic.entries.kinds import KINDS
from kamlogic.entries.prospects import Prospect
from kamlogic.entries.relationship import Task
from kamlogic.principal import Principal, Role
from kamlogic.services.gap_tasks import GAP
from kamlogic.services.sales_news import PROGRAM
from kamlogic.services.sample_life import AUTHOR, TOPIC, edited_ids, entries_in_place
from kamlogic.store.adoptions import add_adoption, adopted_values
from kamlogic.store.database import Store
from kamlogic.store.entries import (
    Saved,
    bring_back_entry,
    change_entry,
    list_entries,
    list_removed,
    remove_entry,
)
from kamlogic.store.entry_history import entry_changes
from kamlogic.store.locks import lock_dataset


def shows_sample_life(principal: Principal, store: Store, *, dataset_id: int) -> bool | None:
    """Whether the invented entries are in sight; None for a data set that never had any."""
    with store.reading() as session:
        held = adopted_values(session, dataset_id).get(TOPIC)
    return None if held is None or held.value is None else bool(held.value["is_shown"])


def remove_sample_life(principal: Principal, store: Store, *, dataset_id: int) -> int:
    """Take the invented entries out of sight, and what the program wrote because of them.

    Entries that a person changed stay; a case that was filled in is as empty again as it was.

    Returns:
        How many were removed or emptied.

    Raises:
        NotAllowedError: The person may only look.
    """
    principal.require(Role.MANAGER)
    program = replace(principal, name=PROGRAM)
    with store.writing() as session:
        lock_dataset(session, dataset_id)
        invented = [
            one
            for entry_type in reversed(KINDS.values())
            for one in _unedited(session, list_entries(session, dataset_id, entry_type))
        ]
        own = [one for one in invented if one.created_by == AUTHOR]
        for one in own:
            remove_entry(session, principal, opened=one)
        caused = _caused(session, dataset_id, own)
        for one in caused:
            remove_entry(session, program, opened=one)
        filled = [one for one in invented if one.created_by == PROGRAM and one not in caused]
        emptied = [one for one in filled if _switch_fill(session, program, one, is_shown=False)]
        value = {"is_shown": False, "removed": _names(own + caused), "emptied": _names(emptied)}
        add_adoption(session, principal, dataset_id=dataset_id, topic=TOPIC, value=value)
    return len(own) + len(caused) + len(emptied)


def bring_back_sample_life(principal: Principal, store: Store, *, dataset_id: int) -> int:
    """Undo the removal; what somebody has written anew in the place of an entry stays instead of it.

    Returns:
        How many are back.

    Raises:
        NotAllowedError: The person may only look.
    """
    principal.require(Role.MANAGER)
    back = 0
    with store.writing() as session:
        lock_dataset(session, dataset_id)
        held: dict[str, Any] = dict(adopted_values(session, dataset_id)[TOPIC].value or {})
        for entry_type in KINDS.values():
            for saved in _named(list_removed(session, dataset_id, entry_type), held.get("removed", [])):
                if not entries_in_place(session, dataset_id, saved.entry):
                    author = replace(principal, name=saved.created_by)
                    bring_back_entry(session, author, entry_type, entry_id=saved.id)
                    back += 1
            for saved in _named(list_entries(session, dataset_id, entry_type), held.get("emptied", [])):
                back += _switch_fill(session, replace(principal, name=AUTHOR), saved, is_shown=True)
        add_adoption(session, principal, dataset_id=dataset_id, topic=TOPIC, value={"is_shown": True})
    return back


def _unedited(session: Session, found: Sequence[Saved[Any]]) -> list[Saved[Any]]:
    ours = [one for one in found if one.created_by in {AUTHOR, PROGRAM}]
    edited = edited_ids(session, ours)
    return [one for one in ours if one.id not in edited]


def _caused(session: Session, dataset_id: int, removed: Sequence[Saved[Entry]]) -> list[Saved[Any]]:
    """What the program wrote because of the removed entries: dossiers begun with prospects, tasks of gaps.

    Tasks go that name a removed contact, and all of clients at whom nobody is known any more; a gap that is still there
    is named again when the card is opened.
    """
    became = {one.entry.converted_client for one in removed if isinstance(one.entry, Prospect)}
    dossiers = _unedited(session, list_entries(session, dataset_id, Dossier))
    begun = [one for one in dossiers if one.created_by == PROGRAM and one.entry.client_key in became]
    about = {one.entry.client for one in removed if isinstance(one.entry, Contact | Dossier)} | became
    about -= {one.entry.client for one in list_entries(session, dataset_id, Contact)}
    people = {str(one.id) for one in removed if isinstance(one.entry, Contact)}
    tasks = _unedited(session, list_entries(session, dataset_id, Task, subject=GAP))
    gaps = [
        one
        for one in tasks
        if one.created_by == PROGRAM
        and (one.entry.client_key in about or one.entry.gap.rpartition(":")[2] in people)
    ]
    return [*begun, *gaps]


def _switch_fill(session: Session, principal: Principal, saved: Saved[Any], *, is_shown: bool) -> bool:
    """Empty, or fill again, the fields that the author filled in an entry of the program."""
    changes = entry_changes(session, kind=saved.entry.kind, entry_id=saved.id)
    fill = next((one for one in changes if one.who == AUTHOR and one.action == "change"), None)
    if fill is None:
        return False
    values = saved.entry.plain()
    wanted = {
        name: after if is_shown else before
        for name, (before, after) in fill.fields.items()
        if values[name] == (before if is_shown else after)
    }
    if wanted:
        entry = type(saved.entry).read(values | wanted)
        change_entry(session, principal, opened=saved, entry=entry)
    return bool(wanted)


def _names(found: Iterable[Saved[Any]]) -> list[list[Any]]:
    return [[one.entry.kind, one.id] for one in found]


def _named(found: Iterable[Saved[Any]], names: Sequence[Sequence[Any]]) -> list[Saved[Any]]:
    wanted = {(kind, entry_id) for kind, entry_id in names}
    return [one for one in found if (one.entry.kind, one.id) in wanted]
