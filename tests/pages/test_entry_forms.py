"""Fields that every form of entries shares: our people, amounts, and what leads to a new entry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app import data
from kamlogic.entries.people import Person
from kamlogic.entries.prospects import Prospect
from kamlogic.entries.relationship import Task
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.entries import find_entries, save_entry
from tests.pages.entry_pages import choose_row, errors, fill, sign

SALES = "Date,Client code,Client name,Manager,Amount,Currency\n" + "".join(
    f"2025-{month:02}-28,C1,Kedai,Ani,{month}000000,IDR\n" for month in range(1, 13)
)
TASKS = "tasks_overdue_None_None_None_None"


@pytest.fixture
def page(keep, open_page, home):
    """A page of the user's own data set, with Budi at the browser."""
    keep(SALES)
    return lambda topic: sign(open_page(topic, dataset="2"), home)


@pytest.fixture
def save(home):
    def saved(entry):
        store = data.store(str(home))
        dataset_id = 2 if entry.of_dataset else None
        return save_entry(LOCAL_LEADER, store, dataset_id=dataset_id, entry=entry)

    return saved


@pytest.fixture
def found(home):
    def held(entry_type):
        store = data.store(str(home))
        return [one.entry for one in find_entries(LOCAL_LEADER, store, entry_type, dataset_id=2)]

    return held


def test_a_field_for_one_of_us_offers_managers_people_and_names_in_entries(page, save):
    app = page("tasks")
    save(Task(task="Call", owner="Wening"))
    save(Person(name="Gone", has_left=True))

    app.run()

    owner = app.selectbox(key=f"{TASKS}_add_0_owner")
    assert owner.options == ["Ani", "Budi", "Wening"]
    assert owner.proto.accept_new_options
    assert owner.value is None


def test_a_name_that_is_not_on_the_list_shows_and_stays(page, save, found):
    app = page("tasks")
    save(Person(name="Gone", has_left=True))
    saved = save(Task(task="Call", owner="Gone", due=date(2020, 1, 1)))
    app = choose_row(app.run(), TASKS, 0)

    assert app.selectbox(key=f"{TASKS}_{saved.id}_0_owner").value == "Gone"
    app = fill(app, f"{TASKS}_{saved.id}", result="Nobody there")

    assert [(one.owner, one.result) for one in found(Task)] == [("Gone", "Nobody there")]


def test_a_name_in_other_letters_becomes_the_known_one(page, save, found):
    app = page("tasks")
    saved = save(Task(task="Call", owner=" ANI ", due=date(2020, 1, 1)))
    app = choose_row(app.run(), TASKS, 0)

    fill(app, f"{TASKS}_{saved.id}", result="Done")

    assert [one.owner for one in found(Task)] == ["Ani"]


def test_a_name_and_a_choice_can_be_taken_out_again(page, save, found):
    app = page("prospects")
    saved = save(Prospect(name="Kopi Baru", owner="Ani", source="fair", stage="offer"))
    app = choose_row(app.run(), "prospects", 0)
    form = f"prospects_{saved.id}_0"
    shown = [app.selectbox(key=f"{form}_{name}").value for name in ("owner", "source", "stage")]
    assert shown == ["Ani", "fair", "offer"]

    fill(app, f"prospects_{saved.id}", owner=None, source=None)

    assert [(one.owner, one.source, one.stage) for one in found(Prospect)] == [("", "", "offer")]


def test_an_amount_shows_its_thousands_and_is_kept_when_it_is_left(page, save, found):
    app = page("prospects")
    saved = save(Prospect(name="Kopi Baru", estimated_value=Decimal("3600000000.125")))
    app = choose_row(app.run(), "prospects", 0)

    assert app.text_input(key=f"prospects_{saved.id}_0_estimated_value").value == "3,600,000,000.125"
    fill(app, f"prospects_{saved.id}", note="Met")

    assert [one.estimated_value for one in found(Prospect)] == [Decimal("3600000000.125")]


def test_an_amount_that_may_be_two_is_refused_at_its_field_and_stays(page, found):
    app = fill(page("prospects"), "prospects_add", name="Kopi Baru", estimated_value="3.600")

    assert errors(app) == ["3.600 may be 3,600 or 3.6. Type 3600 or 3.6."]
    assert app.text_input(key="prospects_add_0_estimated_value").value == "3.600"
    assert found(Prospect) == []

    fill(app, "prospects_add", estimated_value="3.600.000.000")
    assert [one.estimated_value for one in found(Prospect)] == [Decimal(3_600_000_000)]


def test_every_problem_is_said_at_once_and_an_amount_that_is_no_number_is_one(page, found):
    app = fill(page("prospects"), "prospects_add", estimated_value="much")

    assert errors(app) == ["Please fill this in.", "A number is needed, e.g. 3,600,000 or 3600000."]
    assert found(Prospect) == []


@pytest.mark.parametrize(
    ("topic", "label"),
    [
        ("tasks", "Add a task"),
        ("prospects", "Add a prospect"),
        ("incidents", "Add an incident"),
        ("programmes", "Add a programme"),
    ],
)
def test_what_leads_to_a_new_entry_says_so_in_one_sentence(page, topic, label):
    assert label in [one.label for one in page(topic).expander]
