"""How complete and how fresh dossiers are, from what people wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from kamlogic.entries.dossier import Competitor, Contact, Dossier
from kamlogic.entries.relationship import Event, Opinion, Task
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.dossier_state import (
    DOSSIER_SECTIONS,
    DOSSIER_STATES,
    dossier_states,
    measure_dossier_states,
)
from kamlogic.services.entries import save_entry
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.sales_news import PROGRAM
from kamlogic.store.column_types import utc_now

NOW = utc_now().date()
GENERAL = {
    "overview": "Tea", "headcount": 0, "history": "Old", "staff": "Sari", "structure": "One site", "environment": "Java",
}  # fmt: skip


@pytest.fixture
def dataset_id(keep) -> int:
    return keep("2025-06-15,C1,Acme,R1,Tea,100,60", "2025-06-15,C2,Bravo,R2,Tea,50,30").record.dataset_id


@pytest.fixture
def clients(store, dataset_id) -> dict[str, int]:
    found = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id).clients
    return dict(zip(found["client_name"], found["client_key"], strict=True))


@pytest.fixture
def note_down(store, dataset_id, clients):
    def written(entry_type, of="Acme", principal=LOCAL_LEADER, **values):
        entry = entry_type(client_key=clients[of], **values)
        return save_entry(principal, store, dataset_id=dataset_id, entry=entry)

    return written


@pytest.fixture
def measure(store, dataset_id):
    def measured(today=NOW, principal=LOCAL_LEADER, **only):
        return measure_dossier_states(principal, store, dataset_id=dataset_id, today=today, **only)

    return measured


def counts(states) -> dict[str, tuple[int, int]]:
    sections = states.sections
    filled = zip(sections["filled_count"], sections["field_count"], strict=True)
    return dict(zip(sections["section"], filled, strict=True))


@pytest.mark.usefixtures("clients")
def test_nobody_wrote_anything(measure) -> None:
    found = measure()

    assert found.clients.empty
    assert found.sections.empty
    pd.testing.assert_series_equal(found.clients.dtypes, DOSSIER_STATES.empty().dtypes)
    pd.testing.assert_series_equal(found.sections.dtypes, DOSSIER_SECTIONS.empty().dtypes)


def test_a_full_section_among_empty_ones_is_a_quarter(note_down, measure) -> None:
    note_down(Dossier, **GENERAL)

    found = measure()

    assert counts(found) == {
        "general": (6, 6),
        "relationship": (0, 5),
        "decision": (0, 5),
        "competitors": (0, 6),
    }
    assert found.clients["section_share"].tolist() == [0.25]
    assert found.clients["plain_share"].tolist() == [pytest.approx(6 / 22)]


def test_everything_filled_is_complete(note_down, measure) -> None:
    note_down(Dossier, **GENERAL, payment_terms="30 days", delivery_terms="Weekly")
    sari = note_down(
        Contact, name="Sari", role="decision_maker", power=0, attitude="mentor", coverage="none", last_contact=NOW
    )  # fmt: skip
    note_down(
        Competitor, name="Rival", product="Tea", state="trying", strengths="Price", weaknesses="Late", answer="Dates",
        knows=(sari.id,),
    )  # fmt: skip
    note_down(
        Event, happened_on=NOW, event="win", description="Contract", result="Taste", next_step="Deliver"
    )

    found = measure()

    assert found.fields["is_filled"].all()
    assert found.clients["section_share"].tolist() == [1]
    assert found.clients["is_stale"].tolist() == [False]


def test_one_person_of_unknown_attitude_leaves_the_field_open(note_down, measure) -> None:
    note_down(Contact, name="Sari", role="decision_maker", power=9, attitude="mentor")
    note_down(Contact, name="Budi", power=2)

    found = measure().fields.query("section == 'decision'").set_index("field")["is_filled"]

    assert found.to_dict() == {
        "decision_maker": True, "power": True, "attitude": False, "coverage": False, "last_contact": False,
    }  # fmt: skip


@pytest.mark.parametrize(("age", "is_recent"), [(0, True), (179, True), (180, False), (-1, False)])
def test_an_event_counts_for_180_days(note_down, measure, age: int, is_recent: bool) -> None:
    note_down(Event, happened_on=NOW - timedelta(days=age), event="note", description="Call")

    found = measure().fields.query("field == 'recent_event'")["is_filled"]

    assert found.tolist() == [is_recent]


def test_a_loss_without_a_reason_leaves_the_reasons_open(note_down, measure) -> None:
    note_down(Event, happened_on=NOW, event="win", description="Contract", result="Taste")
    note_down(Event, happened_on=NOW, event="loss", description="Tender")

    assert measure().fields.query("field == 'reasons'")["is_filled"].tolist() == [False]


def test_a_task_of_the_program_is_neither_a_next_step_nor_fresh(note_down, measure) -> None:
    note_down(Contact, name="Sari")
    note_down(
        Task,
        principal=replace(LOCAL_LEADER, name=PROGRAM),
        task="Find out",
        subject="gap",
        gap="no_decision_maker",
    )

    found = measure()

    assert not found.fields.query("field == 'next_step'")["is_filled"].any()
    touched = found.sections[found.sections["last_change"].notna()]
    assert touched["section"].tolist() == ["decision"]


def test_a_section_untouched_for_180_days_makes_the_dossier_stale(note_down, measure) -> None:
    note_down(Opinion, said_on=NOW, channel="remark", statement="Good tea")

    found = measure(NOW + timedelta(days=180))

    stale = found.sections.set_index("section")["is_stale"]
    assert stale[stale].index.tolist() == ["relationship"]
    assert found.clients["is_stale"].tolist() == [True]
    assert not measure(NOW + timedelta(days=179)).clients["is_stale"].any()


def test_many_clients_at_once_and_only_those_that_one_may_see(
    note_down, measure, store, dataset_id, clients
) -> None:
    note_down(Dossier, overview="Tea")
    note_down(Dossier, of="Bravo", **GENERAL)
    only = replace(LOCAL_LEADER, client_keys=frozenset({clients["Bravo"]}))

    assert measure().clients["client_key"].tolist() == sorted(clients.values())
    assert dossier_states(only, store, dataset_id, NOW)["client_key"].tolist() == [clients["Bravo"]]
    assert measure(client_keys=frozenset({clients["Acme"]})).clients["client_key"].tolist() == [
        clients["Acme"]
    ]
    assert measure(principal=only, client_keys=frozenset({clients["Acme"]})).clients.empty


def test_the_parts_of_a_client_come_in_the_articles_order(note_down, measure) -> None:
    note_down(Dossier, overview="Tea")

    found = measure()

    assert found.sections["section"].tolist() == ["general", "relationship", "decision", "competitors"]
    assert date.today() - found.clients["last_change"].iloc[0].date() <= timedelta(days=1)
