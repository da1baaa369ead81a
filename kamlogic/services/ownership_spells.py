"""The times in which account managers look after one client: they never overlap.

An open-ended time that begins inside another one ends that one the day before, in the same transaction. Whatever
else would overlap is refused at the field.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamlogic.entries.people import Ownership
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.formats import day_text
from kamlogic.principal import Principal
from kamlogic.store.entries import change_entry, list_entries
from kamlogic.store.locks import lock_name
from kamlogic.store.models import Client
from kamlogic.texts import _

_ONE_DAY: Final = timedelta(days=1)


def lock_ownership(session: Session, dataset_id: int | None) -> None:
    """Let nobody else write ownership of the data set; call it before the times are read."""
    lock_name(session, f"ownership of clients of data set {dataset_id}")


def make_room(
    session: Session, principal: Principal, entry: Ownership, *, dataset_id: int | None, entry_id: int | None
) -> None:
    """End the time in which a new, open-ended one begins, the day before.

    Args:
        session: Of `Store.writing`.
        principal: Who writes.
        entry: What will be saved.
        dataset_id: Of the client.
        entry_id: Its own id; an entry that is only changed ends no other.
    """
    lock_ownership(session, dataset_id)
    if entry_id is not None or entry.to_date is not None:
        return
    for spell in list_entries(session, dataset_id, Ownership, client_keys=[entry.client_key]):
        if spell.entry.from_date < entry.from_date and covers(spell.entry, entry.from_date):
            change_entry(session, principal, opened=spell, entry=ended_before(spell.entry, entry.from_date))


def covers(entry: Ownership, day: date) -> bool:
    """Whether the day is one of this time."""
    return entry.from_date <= day and (entry.to_date is None or entry.to_date >= day)


def ended_before(entry: Ownership, day: date) -> Ownership:
    """The same time, up to the day before this one."""
    return entry.with_values(to_date=day - _ONE_DAY)


def refuse_overlap(session: Session, entry: Ownership, *, entry_id: int) -> None:
    """Refuse a time that came back into another one.

    Raises:
        InvalidEntryError: Somebody looks after the client on one of its days.
    """
    problems = overlap_problems(session, entry, entry_id)
    if problems:
        raise InvalidEntryError(entry.label, problems)


def overlap_problems(session: Session, entry: Ownership, entry_id: int | None) -> dict[str, str]:
    """Field → what is wrong, when another time of the client has a day in common with this one."""
    # A client belongs to one data set, so its key says which.
    dataset_id = session.scalar(select(Client.dataset_id).where(Client.client_key == entry.client_key))
    spells = list_entries(session, dataset_id, Ownership, client_keys=[entry.client_key])
    other = next((one.entry for one in spells if one.id != entry_id and _overlap(one.entry, entry)), None)
    if other is None:
        return {}
    until = _("{manager} looks after this client from {first} to {last}.")
    open_ended = _("{manager} looks after this client from {first} on.")
    said = (open_ended if other.to_date is None else until).format(
        manager=other.manager, first=day_text(other.from_date), last=day_text(other.to_date)
    )
    if other.from_date > entry.from_date:
        return {"to_date": _("{said} End this time before.").format(said=said)}
    return {"from_date": _("{said} Choose another day, or change that entry.").format(said=said)}


def _overlap(one: Ownership, other: Ownership) -> bool:
    return covers(one, other.from_date) or covers(other, one.from_date)
