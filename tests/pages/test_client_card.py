"""The client card: analysis and relationship of one client, edited in place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from kamlogic.entries.dossier import Competitor, Contact, Dossier, Goal
from kamlogic.entries.relationship import Event, Incident, Opinion, Task
from kamlogic.principal import LOCAL_LEADER, Principal
from kamlogic.services.datasets import list_states
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.people import sign_in
from kamlogic.services.portfolio import load_portfolio
from kamlogic.store.database import Store, open_store
from kamlogic.store.location import database_url
from tests.unit.analysis.contact_rows import company

PARTS = [
    "Figures", "General", "Relationship", "Decision scheme", "Competitors", "Plan", "Opinions", "Incidents", "History",
]  # fmt: skip


@dataclass
class Desk:
    """The store beside the app, for a second writer, and a client of the sample without an invented life."""

    store: Store
    dataset_id: int
    client: int
    budi: Principal
    sari: Principal
    today: Any

    def save(self, entry_type, *, by=None, opened=None, **values):
        entry = opened.entry.with_values(**values) if opened else entry_type(client_key=self.client, **values)
        return save_entry(by or self.sari, self.store, dataset_id=self.dataset_id, entry=entry, opened=opened)

    def found(self, entry_type) -> list:
        return find_entries(
            LOCAL_LEADER, self.store, entry_type, dataset_id=self.dataset_id, client_keys=[self.client]
        )


@pytest.fixture
def desk(home):
    store = open_store(home, database_url({}, home))
    dataset_id = list_states(LOCAL_LEADER, store)[0].dataset.id
    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id)
    client = int(portfolio.clients.query("client_code == 'K016'")["client_key"].iloc[0])
    people = [sign_in(LOCAL_LEADER, store, name=name, browser="") for name in ("Budi", "Sari")]
    yield Desk(store, dataset_id, client, *people, portfolio.as_of)
    store.close()


@pytest.fixture
def open_card(desk, open_page):
    """The card of the client on one part, with Budi at the screen."""

    def opened(part: str = "Figures", *, is_signed: bool = True):
        app = open_page("client", client=str(desk.client))
        app.session_state["client"] = desk.client
        app.session_state["part"] = part
        if is_signed:
            app.session_state["signed"] = desk.budi
        app.run()
        assert not app.exception
        return app

    return opened


def texts(app) -> str:
    parts = [*app.markdown, *app.caption, *app.warning, *app.error, *app.subheader, *app.header]
    return "\n".join(part.value.replace("\\", "") for part in parts)


def save_button(app, form: str):
    return next(
        button for button in app.button if button.label == "Save" and f"{form}_" in str(button.form_id)
    )


def test_the_card_of_a_client_of_whom_nobody_wrote_anything(open_card) -> None:
    app = open_card()

    assert "No dossier yet: nobody has written anything about this client" in texts(app)
    assert "as in the window before" in texts(app)
    assert [tab.label for tab in app.tabs if tab.label in PARTS] == PARTS


def test_a_table_of_categories_is_headed_so(open_card) -> None:
    shown = {
        json.loads(one.proto.columns)["item"]["label"]
        for one in open_card().dataframe
        if "share" in one.value and "item" in one.value
    }

    assert {"Category", "Product"} <= shown


@pytest.mark.parametrize(
    "part",
    PARTS[1:],
)
def test_every_part_of_an_empty_dossier_invites_to_write(open_card, part) -> None:
    app = open_card(part)

    assert not app.error
    assert texts(app)


def test_what_is_typed_is_saved_and_raises_the_completeness(desk, open_card) -> None:
    app = open_card("General")

    app.text_area(key=f"general_{desk.client}_0_overview").set_value("Forty coffee shops")
    app.number_input(key=f"general_{desk.client}_0_headcount").set_value(610)
    save_button(app, f"general_{desk.client}").click().run()

    assert not app.exception
    (saved,) = desk.found(Dossier)
    assert (saved.entry.overview, saved.entry.headcount, saved.updated_by) == (
        "Forty coffee shops",
        610,
        "Budi",
    )
    assert "Dossier 8.3\u00a0% complete; relationship, decision scheme and competitors empty" in texts(app)
    assert "2 of 6 fields filled; missing: History" in texts(app)


def test_bad_input_is_refused_at_the_field_and_kept(desk, open_card) -> None:
    app = open_card("Opinions")

    key = f"opinions_{desk.client}_add_0"
    app.text_area(key=f"{key}_statement").set_value("Late again")
    app.date_input(key=f"{key}_said_on").set_value(desk.today)
    app.date_input(key=f"{key}_answered_on").set_value(desk.today - timedelta(days=3))
    app.selectbox(key=f"{key}_channel").set_value("complaint")
    save_button(app, f"opinions_{desk.client}_add").click().run()

    assert [error.value.replace("\\", "") for error in app.error] == ["The answer is before the opinion."]
    assert app.text_area(key=f"{key}_statement").value == "Late again"
    assert desk.found(Opinion) == []


def test_two_people_in_the_same_section_choose_and_nothing_typed_is_lost(desk, open_card) -> None:
    opened = desk.save(Dossier, overview="Shops", history="Founded 1998")
    app = open_card("General")
    field = app.text_area(key=f"general_{desk.client}_0_overview")

    desk.save(Dossier, opened=opened, overview="Forty shops")
    field.set_value("Coffee shops")
    save_button(app, f"general_{desk.client}").click().run()

    said = texts(app)
    assert "Sari changed this on" in said
    assert "Forty shops" in said
    assert "Coffee shops" in said
    assert desk.found(Dossier)[0].entry.overview == "Forty shops"

    (pick,) = [radio for radio in app.radio if "_pick_overview_" in radio.key]
    pick.set_value("mine").run()
    app.button(key=f"general_{desk.client}_mine").click().run()

    (saved,) = desk.found(Dossier)
    assert (saved.entry.overview, saved.entry.history, saved.updated_by) == (
        "Coffee shops",
        "Founded 1998",
        "Budi",
    )


def test_two_people_in_different_sections_of_one_dossier_do_not_meet(desk, open_card) -> None:
    opened = desk.save(Dossier, overview="Shops")
    app = open_card("General")
    field = app.text_area(key=f"general_{desk.client}_0_overview")

    desk.save(Dossier, opened=opened, payment_terms="30 days")
    field.set_value("Coffee shops")
    save_button(app, f"general_{desk.client}").click().run()

    assert not app.warning
    (saved,) = desk.found(Dossier)
    assert (saved.entry.overview, saved.entry.payment_terms) == ("Coffee shops", "30 days")


def test_two_people_who_both_begin_a_dossier_choose_as_well(desk, open_card) -> None:
    app = open_card("General")
    field = app.text_area(key=f"general_{desk.client}_0_overview")

    desk.save(Dossier, overview="Forty shops")
    field.set_value("Coffee shops")
    save_button(app, f"general_{desk.client}").click().run()

    assert "Sari changed this on" in texts(app)
    assert "Coffee shops" in texts(app)
    app.button(key=f"general_{desk.client}_theirs").click().run()
    assert desk.found(Dossier)[0].entry.overview == "Forty shops"


def test_the_scheme_names_its_gaps_each_with_its_task(desk, open_card) -> None:
    sari = desk.save(Contact, name="Ratna", role="decision_maker", power=9, coverage="brief")
    app = open_card("Decision scheme")

    assert "the decision maker, Ratna, was never seen" in texts(app)
    assert "How the decision maker Ratna stands to us is unknown." in texts(app)
    assert "Task: open; nobody has it yet." in texts(app)
    assert {task.entry.gap for task in desk.found(Task)} == {
        "single_thread",
        "nobody_seen",
        f"decision_maker_unknown_attitude:{sari.id}",
    }


def test_a_circle_is_refused_at_the_field(desk, open_card) -> None:
    chief = desk.save(Contact, name="Ratna")
    below = desk.save(Contact, name="Dewi", reports_to=chief.id)
    app = open_card("Decision scheme")
    table = f"contacts_{desk.client}_table_0"
    app.session_state[table] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()

    app.selectbox(key=f"contacts_{desk.client}_{chief.id}_0_reports_to").set_value(below.id)
    app.session_state[table] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    save_button(app, f"contacts_{desk.client}_{chief.id}").click().run()

    assert "A circle: Dewi would report to themselves." in texts(app)
    assert desk.found(Contact)[0].entry.reports_to is None


def test_a_chosen_person_takes_steps_that_are_a_plan(desk, open_card) -> None:
    ratna = desk.save(Contact, name="Ratna", role="approver", attitude="enemy")
    app = open_card("Decision scheme")
    assert "Ratna is against us (enemy, decision power n/a) and no step is planned." in texts(app)
    row = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.session_state[f"contacts_{desk.client}_table_0"] = row
    app.run()

    key = f"steps_{ratna.id}_{desk.client}_add"
    app.text_input(key=f"{key}_0_task").set_value("Invite to the plant")
    app.session_state[f"contacts_{desk.client}_table_0"] = row
    save_button(app, key).click().run()

    (step,) = [task for task in desk.found(Task) if task.entry.subject == "contact"]
    assert (step.entry.task, step.entry.subject_id) == ("Invite to the plant", ratna.id)
    assert "is against us" not in texts(app)


def test_25_people_are_drawn_and_their_gaps_told(desk, open_card) -> None:
    ids: dict[int, int] = {}
    for row in company(25):
        names = ("name", "title", "role", "attitude", "coverage", "our_person", "known_by_rivals")
        numbers = ("power", "relation_now", "relation_wanted")
        values = {name: row[name] for name in names} | {
            name: None if row[name] is None else int(row[name]) for name in numbers
        }
        saved = desk.save(
            Contact, **values, reports_to=ids.get(row["reports_to"]), last_contact=row["last_contact"]
        )
        ids[row["contact_id"]] = saved.id
    app = open_card("Decision scheme")

    metrics = {metric.label: metric.value for metric in app.metric}
    gaps = [task.entry for task in desk.found(Task) if task.entry.subject == "gap"]
    assert metrics["People covered"].endswith("of 25")
    assert int(metrics["Open gaps"]) == len(gaps)
    assert [expander.label for expander in app.expander if "more gaps" in expander.label] == [
        f"{len(gaps) - 5} more gaps"
    ]
    assert any(chart.proto.id or chart.proto.spec for chart in app.get("plotly_chart"))


def test_what_waits_stands_in_the_strip_and_in_its_part(desk, open_card) -> None:
    ago = [desk.today - timedelta(days=days) for days in range(41)]
    desk.save(Opinion, said_on=ago[40], channel="complaint", statement="Damaged boxes")
    desk.save(Opinion, said_on=ago[12], channel="remark", statement="Invoices")
    desk.save(Incident, happened_on=ago[9], mistake="quality", description="Boxes")
    desk.save(Task, task="Visit", due=ago[1])
    app = open_card("Opinions")

    assert texts(app).count(":red[**1**]") == 2
    assert ":red[**2**]" in texts(app)
    assert "2 opinions are unanswered, the oldest for 40\u00a0days: a gap and a risk" in texts(app)


def test_goals_rivals_wins_and_history_are_told(desk, open_card) -> None:
    desk.save(Goal, goal="Syrups", measure="IDR million", baseline=400, target=1200, current=600)
    desk.save(Competitor, name="Rivalindo", state="supplying", share_percent=20)
    desk.save(Event, happened_on=desk.today, event="loss", description="Cups", result="Price")

    assert "0 of 1 goal reached, 0 will be by the forecast; 0 steps are open, 0 overdue" in texts(
        open_card("Plan")
    )
    rivals = texts(open_card("Competitors"))
    assert (
        "1 competitor is active, with 20\u00a0% of the client's purchases; no answer yet to Rivalindo"
        in rivals
    )
    assert "1 loss; why: Price." in rivals
    history = texts(open_card("History"))
    assert "3 changes by 1 person; the latest on" in history
    assert "**Sari** added Competitor “Rivalindo”" in history


def test_the_history_is_paged_and_filtered_by_kind(desk, open_card) -> None:
    for number in range(30):
        desk.save(Event, happened_on=desk.today, event="note", description=f"Call {number}")
    desk.save(Competitor, name="Rivalindo")
    app = open_card("History")
    assert texts(app).count("** added") == 25

    app.selectbox(key=f"history_kind_{desk.client}").set_value("competitor").run()

    assert texts(app).count("** added") == 1
