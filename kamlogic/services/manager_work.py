"""What the account managers keep and leave undone, from what people wrote down."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd

from kamlogic.analysis.manager_work import (
    KEPT_CLIENTS,
    MANAGER_EVENTS,
    ManagerWorkSettings,
    measure_manager_work,
)
from kamlogic.analysis.punctuality import PunctualitySettings
from kamlogic.entries.entry import Entry
from kamlogic.entries.judgements import Selection
from kamlogic.entries.people import Ownership as OwnershipEntry
from kamlogic.entries.people import Person
from kamlogic.entries.prospects import Prospect
from kamlogic.entries.relationship import Incident, Task
from kamlogic.entries.winning_back import WinBack
from kamlogic.ownership import NOBODY
from kamlogic.principal import Principal
from kamlogic.services import dossier_shares as dossiers
from kamlogic.services.entries import find_entries
from kamlogic.services.managers import Managers
from kamlogic.services.ownership import Ownership
from kamlogic.services.promises import find_promises
from kamlogic.services.tasks import WorkSettings, overdue_work
from kamlogic.store.database import Store
from kamlogic.store.entry_columns import read_columns
from kamlogic.store.entry_marks import entries_mark

_KINDS: Final[list[type[Entry]]] = [
    *dossiers.KINDS, Task, Incident, Prospect, WinBack, Selection, OwnershipEntry,
]  # fmt: skip


def work_mark(principal: Principal, store: Store, *, dataset_id: int) -> str:
    """A short text that differs after every change of what these figures rest on."""
    with store.reading() as session:
        people = entries_mark(session, None, [Person])
        return f"{entries_mark(session, dataset_id, _KINDS)} {people}"


def find_manager_work(
    principal: Principal,
    store: Store,
    managers: Managers,
    ownership: Ownership,
    *,
    dataset_id: int,
    today: date,
    settings: ManagerWorkSettings,
) -> pd.DataFrame:
    """MANAGER_WORK of the clients that the person may see.

    Args:
        principal: Who asks.
        store: Where the entries lie.
        managers: Who owns whom at the as-of day.
        ownership: Who owned whom when.
        dataset_id: Of the clients.
        today: Against which dossiers are stale, promises due and work overdue.
        settings: When a dossier is stale.
    """
    inside = managers.clients[managers.clients["is_in_window"]].reset_index(drop=True)
    shares = dossiers.dossier_shares(
        principal,
        store,
        dataset_id=dataset_id,
        client_keys=inside["client_key"],
        today=today,
        stale_days=settings.stale_days,
    )
    clients = inside[["client_key", "manager", "net_sales"]].assign(
        section_share=shares["section_share"],
        is_stale=shares["is_stale"],
        potential_budget=inside["client_key"].map(_potentials(store, dataset_id)).astype("float64"),
    )
    events = [
        _promises(principal, store, ownership, dataset_id, today),
        _win_backs(principal, store, ownership, dataset_id),
    ]
    return measure_manager_work(
        clients[KEPT_CLIENTS.column_names],
        pd.concat(events, ignore_index=True).astype(MANAGER_EVENTS.dtypes),
        _overdue(principal, store, managers, dataset_id, today),
        settings=settings,
    )


def _potentials(store: Store, dataset_id: int) -> pd.Series:
    """Entered yearly budget by client."""
    with store.reading() as session:
        found = read_columns(session, dataset_id, Selection, ["client_key", "potential_budget"])
    known = found.dropna(subset=["potential_budget"])
    return known.set_index(known["client_key"].astype("int64"))["potential_budget"].astype("float64")


def _promises(
    principal: Principal, store: Store, ownership: Ownership, dataset_id: int, today: date
) -> pd.DataFrame:
    """Promises that were due, by the owner on the promised day."""
    found = find_promises(
        principal, store, dataset_id=dataset_id, today=today, settings=PunctualitySettings()
    )
    orders = found.result.orders
    owners = ownership.owners_on(orders["client_key"], orders["promised_date"]).astype("str")
    return pd.DataFrame({"kind": "promise", "manager": owners, "is_good": orders["is_on_time"]})


def _win_backs(principal: Principal, store: Store, ownership: Ownership, dataset_id: int) -> pd.DataFrame:
    """Win-backs that were offered, by the owner on the day of the offer."""
    with store.reading() as session:
        found = read_columns(
            session, dataset_id, WinBack, ["client_key", "offered_on", "state", "returned_on"]
        )
    found = found[found["offered_on"].notna()]
    if principal.client_keys is not None:
        found = found[found["client_key"].isin(list(principal.client_keys))]
    owners = ownership.owners_on(found["client_key"].astype("int64"), found["offered_on"]).astype("str")
    return pd.DataFrame({"kind": "win_back", "manager": owners, "is_good": found["state"] == "won"})


def _overdue(
    principal: Principal, store: Store, managers: Managers, dataset_id: int, today: date
) -> pd.DataFrame:
    """Overdue work by the manager who is named for it, else by the client's manager."""
    work = overdue_work(principal, store, dataset_id=dataset_id, today=today, settings=WorkSettings())
    owner = managers.clients.set_index("client_key")["manager"]
    by_client = work["client_key"].map(owner).fillna(NOBODY).astype("str")
    named = work["owner"].map(manager_names(principal, store, set(owner))).fillna(NOBODY).astype("str")
    return pd.DataFrame({"manager": named.where(named != NOBODY, by_client), "late_days": work["late_days"]})


def manager_names(principal: Principal, store: Store, managers: set[str]) -> dict[str, str]:
    """What people are called → the manager they are: by the name in the export, or by the name that signs."""
    people = [one.entry for one in find_entries(principal, store, Person, dataset_id=None)]
    own = {name: name for name in managers if name}
    return own | {one.name: one.manager for one in people if one.manager}
