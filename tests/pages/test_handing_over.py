"""Handing clients over on the Account managers page, the skills card and the list of people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app import data
from kamlogic.entries.people import Ownership, Person, Skill
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import list_states
from kamlogic.services.entries import find_entries
from kamlogic.services.people import sign_in

CSV = (
    "Date,Client code,Client name,Amount,Account manager\n"
    "2025-01-15,C1,Acme,100,Ani\n2025-02-15,C1,Acme,100,Ani\n2025-02-28,C2,Bravo,50,Budi\n"
)


def plain(text: str) -> str:
    return text.replace("\\", "").replace("\u00a0", " ")


@pytest.fixture
def opened(keep, open_page):
    """The page of a small firm, opened by somebody who has said who they are."""
    keep(CSV)
    app = open_page("managers")
    app.session_state["signed"] = replace(LOCAL_LEADER, name="Dewi")
    return app.run()


@pytest.fixture
def held(home):
    """What is in the store."""

    def found(entry_type):
        store = data.store(str(home))
        (own,) = [one for one in list_states(LOCAL_LEADER, store) if one.dataset.name == "My company"]
        dataset_id = own.dataset.id if entry_type.of_dataset else None
        return [one.entry for one in find_entries(LOCAL_LEADER, store, entry_type, dataset_id=dataset_id)]

    return found


def choose(app, *names, manager):
    """Choose clients by name and their new manager."""
    figures = data.portfolio(LOCAL_LEADER, app.session_state["dataset_state"]).clients
    keys = figures.loc[figures["client_name"].isin(names), "client_key"]
    app.session_state["handover_clients_0"] = [int(key) for key in keys]
    return _with_manager(app.run(), manager)


def _with_manager(app, manager):
    return app.selectbox(key="handover_manager_0").select(manager).run()


def test_what_changes_is_shown_first_then_written_then_undone(opened, held):
    app = choose(opened, "Acme", manager="Budi")

    assert any("1 client goes to Budi" in plain(one.value) for one in app.markdown)
    assert held(Ownership) == []
    changes = next(one.value for one in app.dataframe if "net_sales_after" in one.value and "sales_share_after" in one.value)  # fmt: skip
    assert changes["manager"].tolist() == ["Budi", "Ani"]
    assert changes["client_count_after"].tolist() == [2, 0]

    app.button(key="hand_over").click().run()

    assert not app.exception
    assert [(one.manager, one.to_date) for one in held(Ownership)] == [("Budi", None)]
    assert any("written down by Dewi" in plain(one.value) for one in app.success)

    app.button(key="handover_undo").click().run()

    assert not app.exception
    assert held(Ownership) == []
    assert not app.success


def test_a_handover_of_another_session_is_undone_from_its_row(opened, open_page, held):
    choose(opened, "Acme", manager="Budi").button(key="hand_over").click().run()
    later = open_page("managers")
    later.session_state["signed"] = replace(LOCAL_LEADER, name="Dewi")
    later.session_state["handovers_written_0"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    later.run().button(key="handover_take_back").click().run()

    assert not later.exception
    assert held(Ownership) == []


def test_a_filter_narrows_the_clients(opened):
    opened.selectbox(key="handover_from_0").select("Budi").run()

    assert opened.multiselect(key="handover_clients_0").options == ["Bravo · C2"]
    assert opened.toggle(key="handover_all_0").label == "The one client found"


def test_all_that_are_found_can_be_handed_over_at_once(opened, held):
    opened.toggle(key="handover_all_0").set_value(True).run()
    app = _with_manager(opened, "Ani")

    app.button(key="hand_over").click().run()

    assert [one.manager for one in held(Ownership)] == ["Ani"]  # Acme is Ani's already


def test_an_unsigned_person_is_asked_first(keep, open_page, home):
    keep(CSV)
    sign_in(LOCAL_LEADER, data.store(str(home)), name="Budi", browser="")
    app = choose(open_page("managers"), "Acme", manager="Budi")

    assert app.button(key="hand_over").disabled


def test_a_skill_is_written_down_and_said(opened, held):
    opened.selectbox(key="skills_0_add_0_skill").select("selling")
    opened.number_input(key="skills_0_add_0_level").set_value(7)
    _submit(opened, "skills_0_add").click().run()

    assert any("At most 4" in plain(one.value) for one in opened.error)
    assert opened.number_input(key="skills_0_add_0_level").value == 7
    assert held(Skill) == []

    opened.number_input(key="skills_0_add_0_level").set_value(1)
    _submit(opened, "skills_0_add").click().run()

    assert [(one.manager, one.skill, one.level) for one in held(Skill)] == [("Ani", "selling", 1)]
    assert any("2 levels below what is needed" in plain(one.value) for one in opened.caption)


def _submit(app, form):
    return next(one for one in app.button if one.proto.is_form_submitter and one.form_id.startswith(form))


def test_the_people_list_takes_a_person_and_refuses_an_empty_name(opened, held):
    _submit(opened, "people_add").click().run()
    assert any("Please fill this in" in plain(one.value) for one in opened.error)

    opened.text_input(key="people_add_0_name").set_value("Sri")
    opened.selectbox(key="people_add_0_manager").set_value("Ani")
    _submit(opened, "people_add").click().run()

    assert [(one.name, one.manager) for one in held(Person)] == [("Sri", "Ani")]


def test_who_renames_themselves_signs_by_the_new_name(keep, open_page, home, held):
    keep(CSV)
    signed = sign_in(LOCAL_LEADER, data.store(str(home)), name="Budi", browser="")
    app = open_page("managers")
    app.session_state["signed"] = signed
    app.session_state["people_table_0"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()
    name = next(one for one in app.text_input if one.value == "Budi")

    name.set_value("Budi Santoso")
    _submit(app, "people_").click().run()

    assert [one.name for one in held(Person)] == ["Budi Santoso"]
    assert app.session_state["signed"].name == "Budi Santoso"


def test_clients_of_nobody_can_be_given_to_a_first_manager(keep, open_page):
    keep("Date,Client,Amount\n2025-01-15,Acme,100\n2025-01-31,Acme,100\n")
    app = open_page("managers")

    assert not app.exception
    assert plain(app.header[0].value) == "No line names an account manager"
    assert app.toggle(key="handover_all_0").label == "The one client found"


def test_the_work_of_the_sample_is_shown_per_manager(open_page):
    app = open_page("managers")

    assert not app.exception
    work = next(one.value for one in app.dataframe if "stale_count" in one.value)
    assert len(work) >= 6
    assert work["client_count"].sum() > 0


def test_clients_of_a_region_can_be_chosen(keep, open_page):
    keep(
        "Date,Client,Amount,Region\n2025-01-15,Acme,100,Bali\n2025-01-20,Bravo,5,Java\n2025-01-31,Cargo,5,\n"
    )
    app = open_page("managers")

    app.multiselect(key="handover_regions_0").select("Java").run()

    assert [one.split(" · ")[0] for one in app.multiselect(key="handover_clients_0").options] == ["Bravo"]
