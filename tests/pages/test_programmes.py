"""The Programmes page: forms, results, steps and targets."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from kamlogic.entries.programmes import Programme, Target
from kamlogic.entries.relationship import Task
from kamlogic.principal import Principal, Role

BUDI = Principal("Budi", Role.LEADER)
HOTELS = (27, 33, 44)


@pytest.fixture
def opened(open_page):
    """The page as somebody who has said who they are sees it."""

    def _opened() -> AppTest:
        app = open_page("programmes")
        app.session_state["signed"] = BUDI
        return app.run()

    return _opened


def breakfast(**values) -> Programme:
    given = {
        "name": "Hotel breakfast", "objective": "Coffee on every table", "start": date(2026, 1, 1),
        "state": "running", "members": HOTELS,
    }  # fmt: skip
    return Programme(**given | values)


def save(app: AppTest, form: str) -> AppTest:
    return (
        next(button for button in app.button if button.form_id == form and button.label == "Save")
        .click()
        .run()
    )


def texts(app: AppTest) -> str:
    return " ".join(one.value for one in [*app.markdown, *app.caption]).replace("\\", "")


def choose(app: AppTest, table: str, row: int = 0) -> AppTest:
    app.session_state[table] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    return app.run()


def test_a_programme_is_added_by_its_form(opened, sample_entries):
    app = opened()
    assert app.header[0].value == "No programme has been written down yet"

    app.text_input(key="programmes_add_0_name").set_value("Hotel breakfast")
    app.text_area(key="programmes_add_0_objective").set_value("Coffee on every table")
    app.date_input(key="programmes_add_0_start").set_value(date(2026, 1, 1))
    app.multiselect(key="programmes_add_0_members").set_value(list(HOTELS))
    app.selectbox(key="programmes_add_0_state").set_value("running")
    app = save(app, "programmes_add_0")

    assert not app.exception
    assert [one.members for one in sample_entries.found(Programme)] == [HOTELS]
    assert app.header[0].value.replace("\\", "") == (
        "1 programme running, no step overdue; “Hotel breakfast” is 51 percentage points below its peers "
        "(indicative, n = 3 against 30)"
    )


def test_bad_input_is_refused_at_the_field_and_kept(opened, sample_entries):
    app = opened()

    app.text_input(key="programmes_add_0_name").set_value("Hotel breakfast")
    app.date_input(key="programmes_add_0_start").set_value(date(2026, 1, 1))
    app = save(app, "programmes_add_0")

    assert [error.value for error in app.error] == ["Please fill this in\\."]
    assert app.text_input(key="programmes_add_0_name").value == "Hotel breakfast"

    app.text_area(key="programmes_add_0_objective").set_value("Coffee")
    app.date_input(key="programmes_add_0_end").set_value(date(2025, 1, 1))
    app = save(app, "programmes_add_0")

    assert [error.value for error in app.error] == ["The end is before the start\\."]
    assert sample_entries.found(Programme) == []


def test_a_client_on_both_sides_is_refused_at_the_field(opened, sample_entries):
    app = opened()

    app.text_input(key="programmes_add_0_name").set_value("Hotel breakfast")
    app.text_area(key="programmes_add_0_objective").set_value("Coffee")
    app.date_input(key="programmes_add_0_start").set_value(date(2026, 1, 1))
    app.multiselect(key="programmes_add_0_members").set_value([27])
    app.multiselect(key="programmes_add_0_peers").set_value([27])
    app = save(app, "programmes_add_0")

    assert "cannot be compared with itself" in app.error[0].value
    assert app.multiselect(key="programmes_add_0_members").value == [27]
    assert sample_entries.found(Programme) == []


def test_the_chosen_programme_tells_its_result_and_takes_steps(opened, sample_entries):
    saved = sample_entries.add(breakfast(budget=10, cost=20))
    app = choose(opened(), "programmes_table_0")

    said = texts(app)
    assert "IDR 553 million in Jan 2026 to Jun 2026 against IDR 863 million in Jan 2025 to Jun 2025" in said
    assert "this is no proof that the programme did it" in said
    assert "overspent by IDR 10" in said

    form = f"steps_{saved.id}_add_0"
    app.text_input(key=f"{form}_task").set_value("Train the baristas")
    app.date_input(key=f"{form}_due").set_value(date(2026, 6, 9))
    app = save(app, form)

    step = sample_entries.found(Task)[0]
    assert (step.subject, step.subject_id, step.client_key) == ("programme", saved.id, None)
    assert "1 step overdue" in app.header[0].value

    app = choose(app, f"steps_{saved.id}_table_1")
    next(button for button in app.button if button.label == "Done today").click().run()
    assert sample_entries.found(Task)[0].done_on == date(2026, 6, 30)


def test_a_step_for_one_client_stands_at_that_client(opened, sample_entries):
    saved = sample_entries.add(breakfast(members=(27,)))
    app = choose(opened(), "programmes_table_0")

    app.text_input(key=f"steps_{saved.id}_add_0_task").set_value("Call")
    save(app, f"steps_{saved.id}_add_0")

    assert sample_entries.found(Task)[0].client_key == 27


def test_the_months_compared_with_can_be_chosen(opened, sample_entries):
    sample_entries.add(breakfast())
    app = opened()

    app.button_group(key="programme_before").set_value("right_before").run()

    assert "Compared with the months before the start" in texts(app)


def test_a_suggestion_becomes_a_target(opened, sample_entries):
    app = choose(opened(), "suggested_0")

    next(button for button in app.button if button.label.endswith("as a target")).click().run()

    target = sample_entries.found(Target)[0]
    assert (target.client_key, target.tier) == (16, "1")
    assert target.reason.startswith("Key client; class A with 12")


def test_a_target_is_a_client_or_a_prospect(opened, sample_entries):
    app = opened()

    app.selectbox(key="targets_add_0_tier").set_value("1")
    app = save(app, "targets_add_0")

    assert app.error[0].value.startswith("Choose a client or a prospect")
    app.selectbox(key="targets_add_0_client_key").set_value(27)
    save(app, "targets_add_0")
    assert [one.client_key for one in sample_entries.found(Target)] == [27]
