"""What was typed and refused is there again when the page is opened anew, in this browser or another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app import data
from kamlogic.entries.judgements import Override
from kamlogic.entries.prospects import Prospect
from kamlogic.entries.relationship import Task
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.people import sign_in
from kamlogic.services.portfolio import load_portfolio
from tests.pages.entry_pages import choose_row, errors, fill, press, sign

SALES = "Date,Client code,Client name,Manager,Amount,Currency\n" + "".join(
    f"2025-{month:02}-28,C1,Kedai,Ani,{month}000000,IDR\n" for month in range(1, 13)
)
TASKS = "tasks_overdue_None_None_None_None"
OPENED = date(2020, 1, 1)


@pytest.fixture
def page(keep, open_page, home):
    """The page as somebody opens it: with nothing of an earlier session but their name."""
    keep(SALES)

    def opened(topic, name="Budi"):
        app = sign(open_page("overview", dataset="2"), home, name)
        return app.switch_page(f"../pages/{topic}.py").run()

    return opened


@pytest.fixture
def store(home):
    return data.store(str(home))


@pytest.fixture
def save(store):
    sari = sign_in(LOCAL_LEADER, store, name="Sari", browser="")
    return lambda entry, opened=None: save_entry(sari, store, dataset_id=2, entry=entry, opened=opened)


@pytest.fixture
def found(store):
    return lambda kind: [one.entry for one in find_entries(LOCAL_LEADER, store, kind, dataset_id=2)]


def notes(app):
    return [one.value for one in app.warning if "not saved yet" in one.value]


def test_a_refused_entry_is_there_again_and_can_be_mended(page, found):
    fill(
        page("prospects"), "prospects_add", estimated_value="3.600", next_step="Call", due=date(2026, 4, 1), stage="meeting"
    )  # fmt: skip
    app = page("prospects")

    assert len(notes(app)) == 1
    assert next(one for one in app.expander if one.label == "Add a prospect").proto.expanded
    assert app.text_input(key="prospects_add_0_estimated_value").value == "3.600"
    fill(app, "prospects_add", name="Kopi Baru", estimated_value="3600")

    (saved,) = found(Prospect)
    assert (saved.name, saved.estimated_value, saved.next_step, saved.due, saved.stage) == (
        "Kopi Baru", Decimal(3600), "Call", date(2026, 4, 1), "meeting",
    )  # fmt: skip
    assert notes(page("prospects")) == []


def test_others_do_not_see_it(page):
    fill(page("prospects"), "prospects_add", next_step="Call")
    app = page("prospects", "Wening")
    assert notes(app) == []
    assert app.text_input(key="prospects_add_0_next_step").value == ""


def test_it_can_be_thrown_away(page, found):
    fill(page("prospects"), "prospects_add", next_step="Call")
    app = press(page("prospects"), "prospects_add_0_throw_away")
    assert notes(app) == notes(page("prospects")) == []
    assert app.text_input(key="prospects_add_1_next_step").value == ""
    assert found(Prospect) == []


def test_what_met_a_change_of_somebody_else_still_does_after_a_reload(page, save, found):
    task = save(Task(task="Call", due=OPENED))
    app = choose_row(page("tasks"), TASKS, 0)
    save(task.entry.with_values(result="Sari called"), task)
    fill(app, f"{TASKS}_{task.id}", result="Budi called")

    app = choose_row(page("tasks"), TASKS, 0)
    assert len(notes(app)) == 1
    assert app.text_area(key=f"{TASKS}_{task.id}_0_result").value == "Budi called"
    app = fill(app, f"{TASKS}_{task.id}")

    assert found(Task)[0].result == "Sari called"
    app.radio[0].set_value("mine").run()
    press(app, f"{TASKS}_{task.id}_mine")
    assert found(Task)[0].result == "Budi called"
    assert notes(choose_row(page("tasks"), TASKS, 0)) == []


def test_the_newer_version_takes_the_place_of_what_was_typed(page, save):
    task = save(Task(task="Call", due=OPENED))
    app = choose_row(page("tasks"), TASKS, 0)
    save(task.entry.with_values(result="Sari called"), task)
    fill(app, f"{TASKS}_{task.id}", result="Budi called")

    app = press(choose_row(page("tasks"), TASKS, 0), f"{TASKS}_{task.id}_0_newer")

    assert notes(app) == []
    assert app.text_area(key=f"{TASKS}_{task.id}_1_result").value == "Sari called"


def test_fields_that_a_form_asks_for_in_its_own_way_come_back_too(page, store, found):
    client = int(load_portfolio(LOCAL_LEADER, store, dataset_id=2).clients["client_key"].iloc[0])
    form = f"overrides_{client}_add"

    def judged():
        return page("key_clients").selectbox(key="judged_client").set_value(client).run()

    app = fill(judged(), form, verdict=("key", "no"))
    assert errors(app) == ["Please fill this in."]

    app = judged()
    assert app.selectbox(key=f"{form}_0_verdict").value == ("key", "no")
    fill(app, form, reason="Sold to us once")
    assert [(one.verdict, one.value, one.reason) for one in found(Override)] == [
        ("key", "no", "Sold to us once")
    ]


def test_who_gave_a_name_signs_though_the_entry_was_refused(page, found):
    app = page("prospects")
    del app.session_state["signed"]
    app.run().selectbox(key="signer_prospects_add_0").set_value("Budi")
    app = fill(app, "prospects_add", next_step="Call")

    assert app.session_state["signed"].name == "Budi"
    assert len(notes(page("prospects"))) == 1
    assert found(Prospect) == []
