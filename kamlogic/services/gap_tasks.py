"""Each gap of a decision scheme has its task, which the data close when they close the gap.

A gap opens a task. When the gap is gone its tasks are closed by the data, those that a person had closed before as well:
if the gap comes back later, it is a new one and opens a new task. While a gap remains, a task that a person closed or
removed is not opened again; a removed one keeps its gap silent until it is brought back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from kamlogic.analysis.decision_scheme import DecisionSchemeSettings
from kamlogic.entries.dossier import Competitor, Contact, Dossier
from kamlogic.entries.entry import LINE_LENGTH, EntryT
from kamlogic.entries.relationship import Event, Task
from kamlogic.principal import Principal, Role
from kamlogic.services.decision_scheme_words import GapText, gap_texts
from kamlogic.services.decision_schemes import scheme_of, scheme_of_entries
from kamlogic.services.dossier import ClientDossier
from kamlogic.services.sales_news import PROGRAM, SalesNews
from kamlogic.store.client_links import client_mapping, merged_keys
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved, add_entry, change_entry, list_entries
from kamlogic.store.entry_columns import read_columns
from kamlogic.store.entry_tables import ROWS
from kamlogic.store.link_folding import fold_keys
from kamlogic.store.locks import lock_name

GAP: Final = "gap"
SETTINGS: Final = DecisionSchemeSettings()
_PORTION: Final = 20
"""So many clients are written in one transaction."""


def follow_client(
    principal: Principal, store: Store, dossier: ClientDossier, *, dataset_id: int, today: date
) -> int:
    """Bring the gap tasks of a client up to its dossier.

    Nothing is written, and nothing is locked, where they agree with it already.

    Args:
        principal: Who works with the dossier; for one who may only look nothing is written.
        store: Where it lies.
        dossier: As read before.
        dataset_id: The data set.
        today: The day on which gaps are named.

    Returns:
        How many tasks were opened or closed.
    """
    if principal.role < Role.MANAGER or not _is_followed(dossier):
        return 0
    gaps = gap_texts(principal, scheme_of(principal, dossier, today=today, settings=SETTINGS))
    if not _Plan(gaps, dossier.tasks, silenced=set()).might_change:
        return 0
    with store.writing() as session:
        program = replace(principal, name=PROGRAM)
        return follow_gaps(
            session, program, dataset_id=dataset_id, client_key=dossier.client_key, today=today
        )


def follow_gaps(
    session: Session,
    principal: Principal,
    *,
    dataset_id: int,
    client_key: int,
    today: date,
) -> int:
    """Open and close the gap tasks of a client in a transaction that does more.

    Args:
        session: Of `Store.writing`.
        principal: Named as the author.
        dataset_id: The data set.
        client_key: The client; a new task is about this one.
        today: The day on which gaps are named, and tasks closed.

    Returns:
        How many tasks were opened or closed.
    """
    keys = list(merged_keys(session, dataset_id, client_key))
    lock_name(session, f"gap tasks of client {client_key}")  # or two sessions would open the same one

    def listed(entry_type: type[EntryT]) -> list[Saved[EntryT]]:
        return list_entries(session, dataset_id, entry_type, client_keys=keys)

    contacts, tasks = listed(Contact), listed(Task)
    is_known = bool(contacts or listed(Dossier))
    scheme = scheme_of_entries(
        contacts, competitors=listed(Competitor), events=listed(Event), tasks=tasks, today=today,
        settings=SETTINGS,
    )  # fmt: skip
    gaps = gap_texts(principal, scheme) if is_known else []
    plan = _Plan(gaps, tasks, silenced=_removed_gaps(session, dataset_id, keys))
    for gap in plan.to_open:
        entry = Task(client_key=client_key, task=gap.advice[:LINE_LENGTH], subject=GAP, gap=gap.key)
        add_entry(session, principal, dataset_id=dataset_id, entry=entry)
    for task in plan.to_close:
        done = task.entry.with_values(done_on=task.entry.done_on or today, closed_by_data=True)
        change_entry(session, principal, opened=task, entry=done)
    return len(plan.to_open) + len(plan.to_close)


def follow_time(principal: Principal, store: Store, news: SalesNews) -> int:
    """Open the tasks of people who went out of sight, and close those of clients without people.

    Nothing else about a scheme changes by the passing of time. Only such clients are read, and a few of them are
    written in each transaction, so that nobody else waits long.

    Args:
        principal: The program.
        store: Where the entries lie.
        news: Says whose data set, and the day of work.

    Returns:
        How many tasks were opened or closed.
    """
    dataset_id, count = news.portfolio.dataset_id, 0
    with store.reading() as session:
        keys = _to_look_at(session, dataset_id, news.work_day)
    for start in range(0, len(keys), _PORTION):
        with store.writing() as session:
            for key in keys[start : start + _PORTION]:
                count += follow_gaps(
                    session, principal, dataset_id=dataset_id, client_key=key, today=news.work_day
                )
    return count


@dataclass(frozen=True)
class _Plan:
    """What to do about the gaps of a client.

    Attributes:
        gaps: As they are now.
        tasks: All tasks of the client.
        silenced: Gaps whose task a person removed.
    """

    gaps: list[GapText]
    tasks: list[Saved[Task]]
    silenced: set[str]

    @property
    def to_open(self) -> list[GapText]:
        held = {one.entry.gap for one in self.tasks if not one.entry.closed_by_data}
        return [gap for gap in self.gaps if gap.key not in held | self.silenced]

    @property
    def to_close(self) -> list[Saved[Task]]:
        named = {gap.key for gap in self.gaps}
        return [
            one
            for one in self.tasks
            if one.entry.subject == GAP and one.entry.gap not in named and not one.entry.closed_by_data
        ]

    @property
    def might_change(self) -> bool:
        return bool(self.to_open or self.to_close)


def _is_followed(dossier: ClientDossier) -> bool:
    """Only clients about whom somebody wrote something, now or when the tasks were opened."""
    has_tasks = any(one.entry.subject == GAP for one in dossier.tasks)
    return bool(dossier.contacts) or dossier.dossier is not None or has_tasks


def _removed_gaps(session: Session, dataset_id: int, client_keys: list[int]) -> set[str]:
    row_type: Any = ROWS[Task.kind]
    removed = select(row_type.gap).where(
        row_type.dataset_id == dataset_id,
        row_type.client_key.in_(client_keys),
        row_type.subject == GAP,
        row_type.removed_at.is_not(None),
        row_type.closed_by_data.is_(False),
        row_type.updated_by != PROGRAM,
    )
    return set(session.scalars(removed))


def _to_look_at(session: Session, dataset_id: int, today: date) -> list[int]:
    """Clients with a person not seen for too long, of whom no task says so, and those whose people are all removed.

    People who were never seen were out of sight when they were entered.
    """
    names = ["client_key", "role", "power", "last_contact"]
    contacts = read_columns(session, dataset_id, Contact, names)
    became = client_mapping(session, dataset_id)
    contacts = contacts[contacts["client_key"].notna()]
    contacts = contacts.assign(client_key=fold_keys(contacts["client_key"], became))
    last = pd.to_datetime(contacts["last_contact"])
    unseen = (pd.Timestamp(today) - last).dt.days.ge(SETTINGS.unseen_days)
    matters = contacts["power"].ge(SETTINGS.high_power) | contacts["role"].isin(SETTINGS.deciding_roles)
    nobody = (unseen | last.isna()).groupby(contacts["client_key"]).transform("all")
    said = read_columns(session, dataset_id, Task, ["client_key", "gap"], subject=GAP, closed_by_data=False)
    said = said.assign(client_key=fold_keys(said["client_key"], became))
    orphaned = ~said["client_key"].isin(contacts["client_key"]) & said["gap"].ne("no_contacts")
    person_key = "nobody_seen:" + contacts["id"].astype("str")
    told = _pairs(contacts["client_key"], person_key).isin(_pairs(said["client_key"], said["gap"]))
    all_told = _pairs(contacts["client_key"], "nobody_seen").isin(_pairs(said["client_key"], said["gap"]))
    is_new = unseen & (nobody & ~all_told | ~nobody & matters & ~told)
    found = pd.concat([contacts.loc[is_new, "client_key"], said.loc[orphaned, "client_key"]])
    return sorted(found.astype("int64").unique().tolist())


def _pairs(keys: pd.Series, gaps: pd.Series | str) -> pd.Series:
    return keys.astype("Int64").astype("str") + "|" + gaps
