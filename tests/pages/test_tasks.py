"""The Tasks page: groups, filters, changes in place, and work that is no task."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from app import data
from kamlogic.entries.relationship import Opinion, Task
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.people import sign_in

BUDI = Principal("Budi", Role.LEADER)
LATE = date(2026, 6, 9)


@pytest.fixture
def opened(open_page):
    """The page as somebody who has said who they are sees it."""

    def _opened() -> AppTest:
        app = open_page("tasks")
        app.session_state["signed"] = BUDI
        return app.run()

    return _opened


def table(app: AppTest, key: str) -> list[str]:
    found = next(one for one in app.dataframe if key in str(one.proto.id))
    return list(found.value["task"])


def save(app: AppTest, form: str) -> AppTest:
    return (
        next(button for button in app.button if button.form_id == form and button.label == "Save")
        .click()
        .run()
    )


def choose(app: AppTest, table_key: str, row: int = 0) -> AppTest:
    app.session_state[table_key] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    return app.run()


def test_the_overdue_come_first_and_are_done_with_one_click(opened, sample_entries):
    sample_entries.add(Task(task="Call", due=LATE, owner="Rina", client_key=22))
    sample_entries.add(Task(task="Write", due=date(2026, 6, 29)))
    app = opened()
    assert app.header[0].value == "2 tasks overdue, the oldest by 21 days"
    assert table(app, "tasks_overdue") == ["Call", "Write"]

    app = choose(app, "tasks_overdue_None_None_None_None_table_0")
    assert any("Hotel Gajah Menari" in button.label for button in app.button)
    next(button for button in app.button if button.label == "Done today").click().run()

    assert sample_entries.found(Task)[0].done_on == date(2026, 6, 30)
    assert app.header[0].value == "1 task overdue, by 1 day"


def test_tasks_are_filtered_by_owner_and_subject(opened, sample_entries):
    sample_entries.add(Task(task="Call", due=LATE, owner="Rina", subject="opinion", client_key=22))
    sample_entries.add(Task(task="Write", due=LATE, owner="Budi", team="marketing"))
    app = opened()

    app = app.selectbox(key="tasks_owner").set_value("Budi").run()
    assert table(app, "tasks_overdue") == ["Write"]
    app = app.selectbox(key="tasks_owner").set_value(None).run()
    app = app.selectbox(key="tasks_subject").set_value("opinion").run()
    assert table(app, "tasks_overdue") == ["Call"]
    app = app.selectbox(key="tasks_subject").set_value("alone").run()
    assert table(app, "tasks_overdue") == ["Write"]
    app = app.selectbox(key="tasks_team").set_value("service").run()
    assert "No task here" in " ".join(one.value for one in app.caption)


def test_a_task_is_added_and_bad_input_is_kept(opened, sample_entries, home):
    sign_in(LOCAL_LEADER, data.store(str(home)), name="Rina", browser="")
    app = opened()
    assert app.header[0].value == "No task has been written down yet"
    form = "tasks_overdue_None_None_None_None_add_0"

    app.selectbox(key=f"{form}_owner").set_value("Rina")
    app = save(app, form)

    assert [error.value for error in app.error] == ["Please fill this in\\."]
    assert app.selectbox(key=f"{form}_owner").value == "Rina"
    app.text_input(key=f"{form}_task").set_value("Call")
    app = save(app, form)
    assert app.header[0].value == "No task overdue, 1 open"
    assert [(one.task, one.owner) for one in sample_entries.found(Task)] == [("Call", "Rina")]


def test_a_task_is_changed_in_place(opened, sample_entries):
    saved = sample_entries.add(Task(task="Call", due=LATE, subject="gap", gap="no_contacts", client_key=22))
    key = "tasks_overdue_None_None_None_None"
    app = choose(opened(), f"{key}_table_0")

    app.date_input(key=f"{key}_{saved.id}_0_due").set_value(date(2026, 7, 3))
    app = save(app, f"{key}_{saved.id}_0")

    changed = sample_entries.found(Task)[0]
    assert (changed.due, changed.gap) == (date(2026, 7, 3), "no_contacts")
    assert app.header[0].value == "No task overdue, 1 due within 7 days"


def test_work_that_is_no_task_is_listed_apart(opened, sample_entries):
    sample_entries.add(
        Opinion(client_key=22, said_on=date(2026, 6, 1), channel="complaint", statement="Two late deliveries")
    )

    app = opened()

    assert app.header[0].value == ("No task has been written down yet; 1 other piece of work overdue")
    assert list(app.dataframe[0].value["text"]) == ["Two late deliveries"]


def test_tasks_can_be_written_down_before_there_are_sales(keep, open_page):
    keep("")

    app = open_page("tasks", dataset="2")

    assert not app.exception
    assert not app.error
    assert app.header[0].value == "No task has been written down yet"
