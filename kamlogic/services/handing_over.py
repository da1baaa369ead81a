"""Hand several clients over to another account manager: seen first, then written as a whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import pandas as pd
from sqlalchemy.orm import Session

from kamlogic.analysis.client_matches import CLIENT_REGIONS
from kamlogic.analysis.reassignment import measure_reassignment
from kamlogic.engine import statements
from kamlogic.entries.people import Ownership as OwnershipEntry
from kamlogic.entries.problems import WHOLE, InvalidEntryError
from kamlogic.errors import UnknownRecordError
from kamlogic.formats import count_text
from kamlogic.principal import Principal, Role
from kamlogic.services.analysis import Analysis
from kamlogic.services.ownership import Ownership
from kamlogic.services.ownership_spells import covers, ended_before, lock_ownership
from kamlogic.services.portfolio import Portfolio, lines_of
from kamlogic.services.sight import seen_keys
from kamlogic.store.audit import record_audit
from kamlogic.store.client_links import client_mapping
from kamlogic.store.clients import load_clients
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved, add_entries, list_entries
from kamlogic.store.entry_bulk import change_entries, remove_entries
from kamlogic.store.handovers import ENTERED_TIMES, load_entered_times
from kamlogic.tables import UNIDENTIFIED_KEY, Column, Table
from kamlogic.texts import N_, _, ngettext

HANDOVERS_WRITTEN = Table(
    "handovers_written",
    N_("one row per handover that people wrote down, the latest first"),
    (
        ENTERED_TIMES.column("created_at"),
        ENTERED_TIMES.column("created_by"),
        Column("from_date", "datetime64[us]", N_("From"), N_("First day of the new manager."), "date"),
        Column("manager", "str", N_("To"), N_("Who looks after the clients from then on.")),
        Column("client_count", "int64", N_("Clients"), N_("Handed over together."), "count"),
        ENTERED_TIMES.column("note"),
    ),
)


@dataclass(frozen=True, eq=False)
class HandoverPlan:
    """What a handover would change.

    Attributes:
        clients: Columns of analysis/client_figures and previous_manager; those that the taker has already are left
            out.
        portfolios: PORTFOLIO_CHANGES of everybody concerned, in the window in force.
        had_count: Chosen clients that the taker has already.
    """

    clients: pd.DataFrame
    portfolios: pd.DataFrame
    had_count: int


@dataclass(frozen=True)
class Handover:
    """A handover as it was written, so that it can be undone.

    Attributes:
        dataset_id: Where.
        added: The new times.
        ended: Times that ended with it: before and after.
        removed: Ids of times that had begun on the same day and gave way.
    """

    kind: ClassVar = "handover"

    dataset_id: int
    added: tuple[Saved[OwnershipEntry], ...]
    ended: tuple[tuple[Saved[OwnershipEntry], OwnershipEntry], ...]
    removed: tuple[int, ...]


def load_regions(principal: Principal, store: Store, portfolio: Portfolio) -> pd.DataFrame:
    """CLIENT_REGIONS up to the as-of day, of the clients that they may see; empty where no line names a region."""
    with lines_of(principal, store, portfolio) as lines:
        found = lines.frame(statements.client_regions(portfolio.as_of, principal.client_keys), CLIENT_REGIONS)
    return found[(found["region"] != "") & (found["client_key"] != UNIDENTIFIED_KEY)]


def plan_handover(
    principal: Principal,
    analysis: Analysis,
    ownership: Ownership,
    *,
    client_keys: Collection[int],
    manager: str,
    from_date: date,
) -> HandoverPlan:
    """What the handover of these clients would change, before anything is written."""
    figures = analysis.client_figures()
    owners = ownership.owners_on(figures["client_key"], from_date).astype("str")
    known = figures.assign(previous_manager=owners)
    is_chosen = known["client_key"].isin(list(client_keys))
    moved = known[is_chosen & (owners != manager)]
    inside = known[known["is_in_window"]].assign(manager=lambda one: one["previous_manager"])
    return HandoverPlan(
        clients=moved.reset_index(drop=True),
        portfolios=measure_reassignment(inside, moved_keys=moved["client_key"], manager=manager),
        had_count=int((is_chosen & (owners == manager)).sum()),
    )


def hand_over(
    principal: Principal,
    store: Store,
    *,
    dataset_id: int,
    client_keys: Sequence[int],
    manager: str,
    from_date: date | None,
    note: str,
) -> Handover:
    """Give these clients to a manager from a day on; all or none.

    A time that was entered before and covers the day ends the day before; one that begins on the same day gives way.

    Args:
        principal: At least a manager; all clients are theirs to see.
        store: Where it is written.
        dataset_id: Of the clients.
        client_keys: Whom.
        manager: To whom.
        from_date: The first day.
        note: Why, what was agreed; kept with each client.

    Raises:
        NotAllowedError: The person may only look.
        UnknownRecordError: A client is not one of theirs, or not of the data set.
        InvalidEntryError: Something is missing, or an entry of a client begins later; says per field what is wrong.
    """
    principal.require(Role.MANAGER)
    wanted = _entries(client_keys, manager, from_date, note)
    if principal.client_keys is not None and not set(client_keys) <= principal.client_keys:
        raise UnknownRecordError(_("client"), min(set(client_keys) - principal.client_keys))
    with store.writing() as session:
        lock_ownership(session, dataset_id)
        names = load_clients(session, dataset_id).set_index("client_key")["client_name"]
        strangers = set(client_keys) - set(names.index)
        if strangers:
            raise UnknownRecordError(_("client"), min(strangers))
        return _write(session, principal, dataset_id, wanted, names)


def _entries(
    client_keys: Sequence[int], manager: str, from_date: date | None, note: str
) -> list[OwnershipEntry]:
    """The new times.

    Raises:
        InvalidEntryError: No client, manager or day is given.
    """
    if not client_keys:
        raise InvalidEntryError(OwnershipEntry.label, {WHOLE: _("Choose at least one client.")})
    asked = {"manager": manager, "from_date": from_date, "note": note}
    given = {name: value for name, value in asked.items() if value is not None}
    return [OwnershipEntry.read({"client_key": key, **given}) for key in dict.fromkeys(client_keys)]


def _write(
    session: Session, principal: Principal, dataset_id: int, wanted: list[OwnershipEntry], names: pd.Series
) -> Handover:
    day = wanted[0].from_date
    keys = {one.client_key for one in wanted}
    keys |= {key for key, target in client_mapping(session, dataset_id).items() if target in keys}
    spells = list_entries(session, dataset_id, OwnershipEntry, client_keys=keys)
    _refuse_later(spells, day, names)
    same_day = [one for one in spells if one.entry.from_date == day]
    ended = [
        (one, ended_before(one.entry, day))
        for one in spells
        if one.entry.from_date < day and covers(one.entry, day)
    ]
    remove_entries(session, principal, same_day)
    change_entries(session, principal, ended)
    added = add_entries(session, principal, dataset_id=dataset_id, entries=wanted)
    written = Handover(dataset_id, tuple(added), tuple(ended), tuple(one.id for one in same_day))
    _record(session, principal, written)
    return written


def _record(session: Session, principal: Principal, written: Handover) -> None:
    """What belongs together, in the trail, so that it can be undone as a whole on any later day."""
    parts: dict[str, Any] = {
        "added": [one.id for one in written.added],
        "ended": [
            (before.id, before.version_id, before.entry.plain(), after.plain())
            for before, after in written.ended
        ],
        "removed": list(written.removed),
    }
    record_audit(
        session,
        principal,
        action="hand over",
        record_kind=Handover.kind,
        record_id=written.added[0].id,
        before=None,
        after=parts,
    )


def _refuse_later(spells: Sequence[Saved[OwnershipEntry]], day: date, names: pd.Series) -> None:
    later = [one.entry for one in spells if one.entry.from_date > day]
    if not later:
        return
    shown = ", ".join(sorted({names[one.client_key] for one in later})[:5])
    text = ngettext(
        "{count} client has an entry that begins later: {names}. Choose a later day, or leave it out.",
        "{count} clients have entries that begin later: {names}. Choose a later day, or leave them out.",
        len({one.client_key for one in later}),
    ).format(count=count_text(len({one.client_key for one in later})), names=shown)
    raise InvalidEntryError(OwnershipEntry.label, {"from_date": text})


def list_written(principal: Principal, store: Store, *, dataset_id: int) -> pd.DataFrame:
    """Every handover that people wrote down and that still stands, the latest first.

    Returns:
        HANDOVERS_WRITTEN with client_keys, the keys of its clients, and first_id, by which load_handover finds it; of
        others' clients none.
    """
    with store.reading() as session:
        times, seen = load_entered_times(session, dataset_id), seen_keys(session, principal, dataset_id)
    if seen is not None:
        times = times[times["client_key"].isin(seen)]
    keys = ["created_at", "created_by", "from_date", "manager"]
    groups = times.groupby(keys, sort=False)
    found = groups.agg(
        client_count=("client_key", "size"),
        note=("note", "first"),
        client_keys=("client_key", list),
        first_id=("id", "min"),
    )
    latest = found.reset_index().sort_values("created_at", ascending=False, ignore_index=True, kind="stable")
    typed = latest.astype(HANDOVERS_WRITTEN.dtypes)
    return typed[[*HANDOVERS_WRITTEN.column_names, "client_keys", "first_id"]]
