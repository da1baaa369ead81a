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
from kamlogic.entries.dossier import Competitor, Contact, Dossier
from kamlogic.entries.entry import Entry
from kamlogic.entries.judgements import Selection
from kamlogic.entries.people import Ownership as OwnershipEntry
from kamlogic.entries.people import Person
from kamlogic.entries.prospects import Prospect
from kamlogic.entries.relationship import Event, Incident, Opinion, Task
from kamlogic.entries.winning_back import WinBack
from kamlogic.ownership import NOBODY
from kamlogic.principal import Principal
from kamlogic.services.dossier_state import dossier_states
from kamlogic.services.entries import find_entries
from kamlogic.services.judgements import budgets
from kamlogic.services.managers import Managers
from kamlogic.services.ownership import Ownership
from kamlogic.services.people import as_known, folded
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.promises import find_promises
from kamlogic.services.tasks import WorkSettings, overdue_work
from kamlogic.store.database import Store
from kamlogic.store.entry_columns import read_columns
from kamlogic.store.entry_marks import entries_mark

_KINDS: Final[list[type[Entry]]] = [
    Dossier, Contact, Competitor, Event, Opinion, Incident, Task, Prospect, WinBack, Selection, OwnershipEntry,
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
    portfolio: Portfolio,
    *,
    today: date,
    settings: ManagerWorkSettings,
) -> pd.DataFrame:
    """MANAGER_WORK of the clients that the person may see.

    Args:
        principal: Who asks.
        store: Where the entries lie.
        managers: Who owns whom at the as-of day.
        ownership: Who owned whom when.
        portfolio: Of the managers; entries about clients merged away count for those they became.
        today: Against which dossiers are stale, promises due and work overdue.
        settings: From how many clients rates say something.
    """
    inside = managers.clients[managers.clients["is_in_window"]].reset_index(drop=True)
    states = dossier_states(principal, store, portfolio.dataset_id, today).set_index("client_key")
    keys = inside["client_key"]
    clients = inside[["client_key", "manager", "net_sales"]].assign(
        section_share=keys.map(states["section_share"]).fillna(0.0),
        is_stale=keys.map(states["is_stale"].astype("object")).ne(other=False),
        potential_budget=keys.map(_potentials(principal, store, portfolio)).astype("float64"),
    )
    events = [
        _promises(principal, store, ownership, portfolio, today),
        _win_backs(principal, store, ownership, portfolio),
    ]
    return measure_manager_work(
        clients[KEPT_CLIENTS.column_names],
        pd.concat(events, ignore_index=True).astype(MANAGER_EVENTS.dtypes),
        _overdue(principal, store, managers, portfolio, today),
        settings=settings,
    )


def _potentials(principal: Principal, store: Store, portfolio: Portfolio) -> dict[int, float]:
    """Entered yearly budget by client; a client's own before that of one merged into it."""
    found = find_entries(principal, store, Selection, dataset_id=portfolio.dataset_id)
    return budgets(found, portfolio.mapping)


def _promises(
    principal: Principal, store: Store, ownership: Ownership, portfolio: Portfolio, today: date
) -> pd.DataFrame:
    """Promises that were due, by the owner on the promised day."""
    found = find_promises(
        principal,
        store,
        dataset_id=portfolio.dataset_id,
        today=today,
        settings=PunctualitySettings(),
        mapping=portfolio.mapping,
    )
    orders = found.result.orders
    owners = ownership.owners_on(orders["client_key"], orders["promised_date"]).astype("str")
    return pd.DataFrame({"kind": "promise", "manager": owners, "is_good": orders["is_on_time"]})


def _win_backs(
    principal: Principal, store: Store, ownership: Ownership, portfolio: Portfolio
) -> pd.DataFrame:
    """Win-backs that were offered, by the owner on the day of the offer."""
    with store.reading() as session:
        found = read_columns(session, portfolio.dataset_id, WinBack, ["client_key", "offered_on", "state"])
    found = found[found["offered_on"].notna()]
    keys = portfolio.clients_of(found["client_key"].astype("int64"))
    if principal.client_keys is not None:
        is_seen = keys.isin(list(principal.client_keys))
        found, keys = found[is_seen], keys[is_seen]
    owners = ownership.owners_on(keys, found["offered_on"]).astype("str")
    return pd.DataFrame({"kind": "win_back", "manager": owners, "is_good": found["state"] == "won"})


def _overdue(
    principal: Principal, store: Store, managers: Managers, portfolio: Portfolio, today: date
) -> pd.DataFrame:
    """Overdue work by the manager who is named for it, else by the client's manager."""
    work = overdue_work(
        principal,
        store,
        dataset_id=portfolio.dataset_id,
        today=today,
        settings=WorkSettings(),
        mapping=portfolio.mapping,
    )
    owner = managers.clients.set_index("client_key")["manager"]
    by_client = work["client_key"].map(owner).fillna(NOBODY).astype("str")
    names = manager_names(principal, store, set(owner))
    said = work["owner"]
    named = said.map(names).fillna(said.map(folded).map(names)).fillna(NOBODY).astype("str")
    return pd.DataFrame({"manager": named.where(named != NOBODY, by_client), "late_days": work["late_days"]})


def manager_names(principal: Principal, store: Store, managers: set[str]) -> dict[str, str]:
    """What people are called → the manager they are: by the name in the export, or by the name that signs.

    Names stand as they are and folded, for entries that write them in other cases.
    """
    people = [one.entry for one in find_entries(principal, store, Person, dataset_id=None)]
    own = {name: name for name in managers if name}
    own |= {one.name: as_known(one.manager, managers) for one in people if one.manager}
    return {folded(name): manager for name, manager in own.items()} | own
