"""Gaps of the decision scheme open tasks, and the data close them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kamlogic.analysis.losses import LossSettings
from kamlogic.entries.dossier import Competitor, Contact, Dossier
from kamlogic.entries.relationship import Event, Task
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.dossier import load_dossier
from kamlogic.services.dossier_state import measure_dossier_states
from kamlogic.services.entries import bring_back, find_entries, remove, save_entry
from kamlogic.services.following import follow_sales
from kamlogic.services.gap_tasks import follow_client, follow_time
from kamlogic.services.identity import merge_clients
from kamlogic.services.losses import find_losses
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.sales_news import PROGRAM, SalesNews

TODAY = date(2025, 6, 30)
SARI = {
    "name": "Ibu Sari", "role": "decision_maker", "power": 9, "attitude": "supporter", "coverage": "in_depth",
    "last_contact": TODAY, "our_person": "Ani",
}  # fmt: skip
BUDI = {
    "name": "Pak Budi",
    "role": "user",
    "coverage": "multiple",
    "last_contact": TODAY,
    "our_person": "Dewi",
}


class Desk:
    """One client of a store, and what is written about it."""

    def __init__(self, store, dataset_id: int) -> None:
        self.store, self.dataset_id = store, dataset_id
        portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id)
        self.portfolio, self.client = portfolio, int(portfolio.clients["client_key"].iloc[0])

    def save(self, entry_type, opened=None, **values):
        entry = opened.entry.with_values(**values) if opened else entry_type(client_key=self.client, **values)
        return save_entry(LOCAL_LEADER, self.store, dataset_id=self.dataset_id, entry=entry, opened=opened)

    def follow(self, today: date = TODAY, principal: Principal = LOCAL_LEADER) -> int:
        dossier = load_dossier(LOCAL_LEADER, self.store, dataset_id=self.dataset_id, client_key=self.client)
        return follow_client(principal, self.store, dossier, dataset_id=self.dataset_id, today=today)

    def tasks(self) -> list:
        found = find_entries(
            LOCAL_LEADER, self.store, Task, dataset_id=self.dataset_id, client_keys=[self.client]
        )
        return [one for one in found if one.entry.subject == "gap"]

    def open_gaps(self) -> set[str]:
        return {one.entry.gap for one in self.tasks() if one.entry.done_on is None}

    def let_time_pass(self, today: date) -> int:
        losses = find_losses(LOCAL_LEADER, self.portfolio, settings=LossSettings())
        return follow_time(LOCAL_LEADER, self.store, SalesNews(self.portfolio, losses, None, today))


@pytest.fixture
def desk(store, keep) -> Desk:
    return Desk(store, keep("2025-06-15,C1,Acme,R1,Tea,100,60").record.dataset_id)


def test_a_client_about_whom_nobody_wrote_has_no_task(desk):
    assert desk.follow() == 0
    assert desk.tasks() == []


def test_a_dossier_without_people_asks_for_people(desk):
    desk.save(Dossier, overview="Trades in tea")

    assert desk.follow() == 1
    (task,) = desk.tasks()
    assert task.entry.task == "Enter the people you know at this client, first the one who decides."
    assert (task.entry.gap, task.created_by) == ("no_contacts", PROGRAM)


def test_each_gap_has_one_task_however_often_one_looks(desk):
    desk.save(Contact, **SARI | {"attitude": "", "last_contact": None})

    assert desk.follow() == 3
    assert desk.follow() == 0
    assert desk.open_gaps() == {"nobody_seen", "single_thread", f"decision_maker_unknown_attitude:{1}"}


def test_data_that_close_the_gap_close_its_task(desk):
    sari = desk.save(Contact, **SARI | {"attitude": "", "last_contact": None})
    desk.save(Contact, **BUDI)
    desk.follow()
    assert desk.open_gaps()

    desk.save(Contact, sari, attitude="mentor", last_contact=TODAY)

    assert desk.follow() == 2
    assert desk.open_gaps() == set()
    assert {(one.entry.done_on, one.entry.closed_by_data) for one in desk.tasks()} == {(TODAY, True)}


def test_a_meeting_closes_the_gap_of_a_person_who_was_not_seen(desk):
    sari = desk.save(Contact, **SARI | {"last_contact": None})
    desk.save(Contact, **BUDI)
    desk.follow()
    assert desk.open_gaps() == {f"nobody_seen:{sari.id}"}

    desk.save(Event, happened_on=TODAY, event="meeting", description="Prices", people=(sari.id,))

    assert desk.follow() == 1
    assert desk.open_gaps() == set()


def test_a_rival_who_knows_the_decision_maker_is_a_gap(desk):
    sari, _budi = desk.save(Contact, **SARI), desk.save(Contact, **BUDI)
    assert desk.follow() == 0

    desk.save(Competitor, name="Rivalindo", knows=(sari.id,))

    assert desk.follow() == 1
    assert desk.open_gaps() == {f"rivals_know_decision_maker:{sari.id}"}


def test_an_open_task_about_an_opponent_is_a_plan(desk):
    desk.save(Contact, **BUDI)
    sari = desk.save(Contact, **SARI | {"attitude": "enemy"})
    desk.follow()
    assert desk.open_gaps() == {f"opponent_without_plan:{sari.id}"}

    step = desk.save(Task, task="Invite her to the plant", subject="contact", subject_id=sari.id)
    assert desk.follow() == 1
    assert desk.open_gaps() == set()

    desk.save(Task, step, done_on=TODAY)
    assert desk.follow() == 1
    assert desk.open_gaps() == {f"opponent_without_plan:{sari.id}"}


def test_what_a_person_closed_stays_closed_while_the_gap_remains(desk):
    desk.save(Contact, **SARI)
    desk.follow()
    (task,) = desk.tasks()

    desk.save(Task, task, done_on=TODAY, result="One contact is enough here")

    assert desk.follow() == 0
    assert desk.open_gaps() == set()


def test_a_gap_that_comes_back_opens_a_new_task(desk):
    desk.save(Contact, **SARI)
    desk.follow()
    (task,) = desk.tasks()
    desk.save(Task, task, done_on=TODAY - timedelta(days=3))
    budi = desk.save(Contact, **BUDI)
    assert desk.follow() == 1
    assert desk.tasks()[0].entry.done_on == TODAY - timedelta(days=3)

    remove(LOCAL_LEADER, desk.store, opened=budi)

    assert desk.follow() == 1
    assert desk.open_gaps() == {"single_thread"}
    assert len(desk.tasks()) == 2


def test_what_a_person_removed_is_not_opened_again_until_it_is_brought_back(desk):
    desk.save(Contact, **SARI)
    desk.follow()
    (task,) = desk.tasks()
    remove(LOCAL_LEADER, desk.store, opened=task)

    assert desk.follow() == 0
    assert desk.tasks() == []

    bring_back(LOCAL_LEADER, desk.store, Task, entry_id=task.id)
    assert desk.open_gaps() == {"single_thread"}


def test_the_last_contact_removed_closes_what_was_about_it(desk):
    sari = desk.save(Contact, **SARI)
    desk.follow()
    remove(LOCAL_LEADER, desk.store, opened=sari)

    assert desk.follow() == 1
    assert desk.open_gaps() == set()


def test_who_may_only_look_writes_nothing(desk):
    desk.save(Contact, **SARI)

    assert desk.follow(principal=Principal("Guest", Role.VIEWER)) == 0
    assert desk.tasks() == []


def test_time_opens_the_tasks_of_people_out_of_sight_once(desk):
    sari, _budi = desk.save(Contact, **SARI), desk.save(Contact, **BUDI | {"last_contact": date(2025, 9, 1)})
    desk.follow()

    assert desk.let_time_pass(TODAY + timedelta(days=89)) == 0
    assert desk.let_time_pass(TODAY + timedelta(days=90)) == 1
    assert desk.open_gaps() == {f"nobody_seen:{sari.id}"}
    assert desk.let_time_pass(TODAY + timedelta(days=91)) == 0

    # Then both: one gap of all together takes the place of hers.
    assert desk.let_time_pass(TODAY + timedelta(days=200)) == 2
    assert desk.open_gaps() == {"nobody_seen"}
    assert desk.let_time_pass(TODAY + timedelta(days=201)) == 0


def test_time_passes_when_the_sales_are_followed(desk):
    desk.save(Contact, **SARI)

    assert follow_sales(LOCAL_LEADER, desk.store, desk.portfolio, today=TODAY + timedelta(days=90)) == 2
    assert desk.open_gaps() == {"nobody_seen", "single_thread"}


def test_a_long_name_still_fits_the_task(desk):
    desk.save(Contact, **SARI | {"name": "S" * 200, "attitude": ""})
    desk.save(Contact, **BUDI)

    assert desk.follow() == 1
    assert len(desk.tasks()[0].entry.task) == 200


def test_people_of_a_merged_client_are_people_of_the_client_that_it_became(store, keep):
    rows = ["2025-06-15,C1,Acme,R1,Tea,100,60", "2025-06-15,C2,Acme Ltd,R2,Tea,50,30"]
    desk = Desk(store, keep(*rows).record.dataset_id)
    other = Desk(store, desk.dataset_id)
    other.client = int(desk.portfolio.clients["client_key"].iloc[1])
    chief = other.save(Contact, **SARI)
    other.follow()
    merge_clients(
        LOCAL_LEADER, store, dataset_id=desk.dataset_id, client_key=other.client, into_key=desk.client
    )

    desk.save(Contact, **BUDI, reports_to=chief.id)
    desk.follow()

    assert [one.entry.closed_by_data for one in other.tasks()] == [True]
    assert desk.tasks() == []
    found = measure_dossier_states(LOCAL_LEADER, store, dataset_id=desk.dataset_id, today=TODAY)
    assert found.clients["client_key"].tolist() == [desk.client]
    assert found.fields.query("field == 'decision_maker'")["is_filled"].tolist() == [True]


def test_time_closes_the_tasks_of_people_who_are_all_removed(desk):
    sari = desk.save(Contact, **SARI)
    desk.follow()
    remove(LOCAL_LEADER, desk.store, opened=sari)

    assert desk.let_time_pass(TODAY) == 1
    assert desk.open_gaps() == set()
