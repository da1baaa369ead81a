"""Tasks and overdue work in a real store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from kamlogic.entries.entry import Entry
from kamlogic.entries.programmes import Programme
from kamlogic.entries.prospects import Prospect
from kamlogic.entries.relationship import Event, Incident, Opinion, Task
from kamlogic.errors import NotAllowedError
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.entries import save_entry
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.task_words import (
    GROUPS,
    TASK_LIST,
    WORK_LIST,
    group_counts,
    subject_text,
    task_figures,
    task_table,
    tasks_conclusion,
    work_table,
)
from kamlogic.services.tasks import (
    OVERDUE_WORK,
    WorkSettings,
    finish_task,
    load_subject_names,
    load_tasks,
    overdue_work,
    task_group,
)
from kamlogic.store.database import Store
from kamlogic.store.entries import EditConflictError, Saved

TODAY = date(2025, 7, 1)
LATE = date(2025, 6, 10)
LINES = [f"2025-{month:02d}-15,{name},100" for month in range(1, 7) for name in ("Acme", "Bravo")]


class World:
    """Two clients and what is to be done for them."""

    def __init__(self, store: Store, portfolio: Portfolio) -> None:
        self.store, self.dataset_id, self.names = store, portfolio.dataset_id, portfolio.client_names
        self.acme, self.bravo = (int(key) for key in portfolio.clients["client_key"])

    def add(self, entry: Any) -> Any:
        return save_entry(LOCAL_LEADER, self.store, dataset_id=self.dataset_id, entry=entry)

    def task(self, **values: Any) -> Saved[Task]:
        saved: Saved[Task] = self.add(Task(**({"task": "Call", "client_key": self.acme} | values)))
        return saved

    def tasks(self, principal: Principal = LOCAL_LEADER) -> list[Saved[Task]]:
        return load_tasks(principal, self.store, dataset_id=self.dataset_id)

    def work(self, principal: Principal = LOCAL_LEADER, **settings: Any) -> pd.DataFrame:
        return overdue_work(
            principal,
            self.store,
            dataset_id=self.dataset_id,
            today=TODAY,
            settings=WorkSettings(**settings),
            mapping={},
        )

    def title(self) -> str:
        return tasks_conclusion(LOCAL_LEADER, self.tasks(), self.work(), today=TODAY)


@pytest.fixture
def world(store: Store, portfolio_of: Callable[..., Portfolio]) -> World:
    return World(store, portfolio_of(*LINES, header="Date,Client,Amount"))


def others(world: World) -> list[Entry]:
    """One of each kind of overdue work that is no task, and of each one that is not overdue."""
    acme = world.acme
    opinion = {
        "client_key": acme,
        "said_on": LATE,
        "channel": "complaint",
        "said_to": "Ana",
        "statement": "Late",
    }
    incident = {
        "client_key": acme, "happened_on": LATE, "mistake": "quality", "description": "Wet sacks", "owner": "Ben",
    }  # fmt: skip
    promise = {
        "client_key": world.bravo,
        "happened_on": LATE,
        "event": "promise",
        "description": "Send samples",
    }
    return [
        Opinion(**opinion),
        Opinion(**opinion | {"answered_on": LATE}),
        Opinion(**opinion | {"channel": "praise"}),
        Opinion(**opinion | {"channel": "praise", "severity": "high", "answered_on": LATE}),
        Opinion(**opinion | {"said_on": date(2025, 6, 25)}),
        Incident(**incident, promise="Credit note", promised_for=date(2025, 6, 20)),
        Incident(**incident, promised_for=date(2025, 6, 20), resolved_on=date(2025, 6, 25)),
        Incident(**incident, promised_for=date(2025, 6, 20), kept_on=date(2025, 6, 20)),
        Incident(**incident, promised_for=TODAY),
        Incident(**incident),
        Event(**promise, promised_for=date(2025, 6, 29), our_person="Ana"),
        Event(**promise, promised_for=date(2025, 6, 29), done_on=date(2025, 6, 29)),
        Prospect(name="Cargo", owner="Ben", next_step="Call the chef", due=date(2025, 6, 30)),
        Prospect(name="Delta", due=date(2025, 6, 30), stage="given_up"),
        Prospect(name="Echo"),
        Prospect(name="Acme", due=date(2025, 6, 30), converted_client=acme),
    ]


@pytest.mark.parametrize(
    ("values", "group"),
    [
        ({"due": date(2025, 6, 30)}, "overdue"),
        ({"due": date(2025, 6, 30), "done_on": date(2025, 6, 30)}, "done"),
        ({"due": TODAY}, "soon"),
        ({"due": date(2025, 7, 8)}, "soon"),
        ({"due": date(2025, 7, 9)}, "later"),
        ({}, "undated"),
    ],
)
def test_a_task_is_in_one_group(values, group):
    assert task_group(Task(task="Call", **values), TODAY) == group


def test_the_title_tells_of_none_one_and_several(world):
    assert world.title() == "No task has been written down yet"

    first = world.task()
    assert world.title() == "No task overdue, 1 open"
    world.task(due=date(2025, 7, 4))
    assert world.title() == "No task overdue, 1 due within 7 days"
    world.task(due=date(2025, 6, 30))
    assert world.title() == "1 task overdue, by 1 day"
    world.task(due=LATE)
    assert world.title() == "2 tasks overdue, the oldest by 21 days"
    for one in [first, *world.tasks()]:
        if one.entry.done_on is None:
            current = next(task for task in world.tasks() if task.id == one.id)
            if current.entry.done_on is None:
                finish_task(
                    LOCAL_LEADER, world.store, dataset_id=world.dataset_id, opened=current, today=TODAY
                )
    assert world.title() == "Every task is done"


def test_one_click_says_that_it_was_done_today(world):
    opened = world.task(due=LATE)

    saved = finish_task(LOCAL_LEADER, world.store, dataset_id=world.dataset_id, opened=opened, today=TODAY)

    assert saved.entry == opened.entry.with_values(done_on=TODAY)
    with pytest.raises(EditConflictError):
        finish_task(
            LOCAL_LEADER, world.store, dataset_id=world.dataset_id, opened=opened, today=date(2025, 7, 2)
        )
    with pytest.raises(NotAllowedError, match="Eva"):
        finish_task(
            Principal("Eva", Role.VIEWER), world.store, dataset_id=world.dataset_id, opened=saved, today=TODAY
        )


def test_tasks_of_others_clients_are_out_of_sight(world):
    theirs = world.add(Programme(name="x", objective="y", start=TODAY, members=(world.bravo,)))
    mine = world.add(Programme(name="x", objective="y", start=TODAY, members=(world.acme, world.bravo)))
    world.task(task="Mine")
    world.task(task="Theirs", client_key=world.bravo)
    world.task(task="Nobody's", client_key=None)
    for programme in (theirs, mine):
        world.task(task="Step", client_key=None, subject="programme", subject_id=programme.id)
    manager = Principal("Ana", Role.MANAGER, frozenset({world.acme}))

    found = [(one.entry.task, one.entry.subject_id) for one in world.tasks(manager)]

    assert found == [("Mine", None), ("Nobody's", None), ("Step", mine.id)]
    assert len(world.tasks()) == 5


def test_overdue_tasks_come_latest_first(world):
    world.task(due=date(2025, 6, 30), owner="Ana")
    world.task(due=LATE, owner="Ben", subject="plan", subject_id=4, client_key=None)
    world.task(due=LATE, done_on=TODAY)
    world.task(due=TODAY)

    found = world.work()

    assert list(found["late_days"]) == [21, 1]
    assert list(found["owner"]) == ["Ben", "Ana"]
    assert list(found["subject"]) == ["plan", ""]
    assert found["client_key"].isna().tolist() == [True, False]
    pd.testing.assert_series_equal(found.dtypes, OVERDUE_WORK.empty().dtypes)


def test_everything_past_its_day_is_overdue_work(world):
    for entry in others(world):
        world.add(entry)
    world.task(due=date(2025, 6, 28), owner="Ana")

    found = world.work()

    assert list(zip(found["kind"], found["late_days"], found["owner"], found["text"], strict=True)) == [
        ("opinion", 14, "Ana", "Late"),
        ("incident", 11, "Ben", "Credit note"),
        ("task", 3, "Ana", "Call"),
        ("promise", 2, "Ana", "Send samples"),
        ("prospect", 1, "Ben", "Cargo: Call the chef"),
    ]
    assert world.title() == "1 task overdue, by 3 days; 4 other pieces of work overdue"
    assert world.work(answer_days=30)["kind"].tolist() == ["incident", "task", "promise", "prospect"]


def test_an_incident_without_a_promise_in_words_says_what_happened(world):
    world.add(
        Incident(
            client_key=world.acme,
            happened_on=LATE,
            mistake="quality",
            description="Wet sacks",
            promised_for=LATE,
        )
    )

    assert list(world.work()["text"]) == ["Wet sacks"]
    assert world.title() == "No task has been written down yet; 1 other piece of work overdue"


def test_the_tables_have_the_declared_columns(world):
    world.task(due=LATE, owner="Ana", subject="win_back", team="")
    world.task(client_key=None)
    for entry in others(world):
        world.add(entry)

    shown = task_table(LOCAL_LEADER, world.tasks(), today=TODAY, client_names=world.names, subject_names={})
    work = work_table(LOCAL_LEADER, world.work(), client_names=world.names)

    assert list(shown.columns) == [column.name for column in TASK_LIST]
    assert shown["client_name"].tolist() == ["Acme", ""]
    assert shown.loc[0, ["late_days", "subject", "team"]].tolist() == [21, "Win-back", ""]
    assert pd.isna(shown.loc[1, "late_days"])
    assert {column.name for column in WORK_LIST} <= set(work.columns)
    assert work["client_name"].tolist() == ["Acme", "Acme", "Bravo", ""]
    assert work["kind"].tolist()[0] == "Opinion without answer"
    assert subject_text("") == ""


def test_a_step_says_which_programme_or_prospect_it_belongs_to(world):
    programme = world.add(
        Programme(name="Autumn menu", objective="More", start=LATE, members=(world.acme,), state="running")
    )
    prospect = world.add(Prospect(name="Cargo"))
    for subject, number in (("programme", programme.id), ("prospect", prospect.id), ("plan", programme.id)):
        world.task(subject=subject, subject_id=number)
    names = load_subject_names(LOCAL_LEADER, world.store, dataset_id=world.dataset_id)

    shown = task_table(
        LOCAL_LEADER, world.tasks(), today=TODAY, client_names=world.names, subject_names=names
    )

    assert shown["subject"].tolist() == ["Programme: Autumn menu", "Prospect: Cargo", "Plan"]


def test_the_figures_count_each_group(world):
    world.task(due=LATE)
    world.task()
    world.add(others(world)[0])

    figures = task_figures(LOCAL_LEADER, world.tasks(), world.work(), today=TODAY)

    assert [value for _label, value, _remark in figures] == ["1", "0", "0", "1", "1"]
    assert figures[-1][2] == "Opinion without answer: 1"
    assert sum(group_counts(world.tasks(), TODAY).values()) == 2
    assert list(group_counts([], TODAY)) == list(GROUPS)
