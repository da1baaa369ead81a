"""Loss cases and win-backs: from the list to the form, the outcome and the money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app import data
from kamlogic.entries.relationship import Task
from kamlogic.entries.winning_back import LossCase, WinBack
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.people import sign_in
from kamlogic.store.clients import load_clients

BUDI = replace(LOCAL_LEADER, name="Budi")


def texts(app) -> str:
    shown = [*app.markdown, *app.caption, *app.header, *app.subheader]
    return " ".join(element.value for element in shown).replace("\\", "")


def choose(app, key: str, row: int) -> None:
    app.session_state[key] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    app.run()


def place_of(app, name: str, column: str = "client_name", having: str = "") -> int:
    for table in app.dataframe:
        if column in table.value.columns and (not having or having in table.value.columns):
            return table.value[column].tolist().index(name)
    raise AssertionError(name)


@pytest.fixture
def store(home):
    return data.store(str(home))


def entries(store, entry_type):
    return find_entries(LOCAL_LEADER, store, entry_type, dataset_id=1)


@pytest.fixture
def signed(store):
    return sign_in(LOCAL_LEADER, store, name="Budi", browser="")


def test_the_sample_company_has_a_case_for_each_client_that_is_lost(open_page, store):
    app = open_page("loss_cases")

    assert not app.exception
    assert app.header[0].value.replace("\\", "") == "6 open cases, IDR 1.3 billion a year; 3 without a reason"
    assert [metric.value.replace("\\", "") for metric in app.metric] == ["6", "IDR 1.3 billion", "0", "1"]
    assert len(entries(store, LossCase)) == 7
    assert "Lost from Apr 2026 to Jun 2026" in texts(app)
    shown = app.dataframe[0].value
    assert len(shown) == 6
    assert {"Kopi Jam Dinding", "Kedai Layang-Layang Putus", "Kopi Pintu Biru"} < set(shown["client_name"])
    app.segmented_control(key="case_state").set_value("returned").run()
    assert app.dataframe[0].value["client_name"].tolist() == ["Kafe Hujan Bulan Lima"]


def test_a_case_gets_reasons_a_rival_and_notes(open_page, store, signed):
    app = open_page("loss_cases")
    app.session_state["signed"] = signed
    choose(app, "loss_cases_0", place_of(app, "Kopi Jam Dinding"))
    case = next(
        one for one in entries(store, LossCase) if one.id and f"case_{one.id}_0_rival" in app.session_state
    )

    app.text_input(key=f"case_{case.id}_0_rival").set_value("Rival Roasters")
    app.multiselect(key=f"case_{case.id}_0_reasons").set_value(["dates", "service"])
    next(one for one in app.button if one.label == "Save").click().run()

    saved = next(one for one in entries(store, LossCase) if one.id == case.id)
    assert (saved.entry.rival, saved.entry.reasons, saved.updated_by) == (
        "Rival Roasters", ("dates", "service"), "Budi",
    )  # fmt: skip
    reasons = next(table.value for table in app.dataframe if "reason_text" in table.value.columns)
    assert set(reasons["reason_text"]) == {
        "Missed dates and promises",
        "Lower service level",
        "No reason yet",
        "Price",
        "Unknown",
    }
    assert reasons["net_sales"].sum() == pytest.approx(app.dataframe[0].value["yearly_net_sales"].sum())
    assert "Opened under the product's own rule: lost after 90" in texts(app)


def test_who_has_not_signed_is_asked_and_keeps_what_was_typed(open_page, store):
    app = open_page("loss_cases")
    choose(app, "loss_cases_0", 0)
    case = next(one for one in entries(store, LossCase) if f"case_{one.id}_0_rival" in app.session_state)

    app.text_input(key=f"case_{case.id}_0_rival").set_value("Rival")
    next(one for one in app.button if one.label == "Save").click().run()

    assert "your name" in app.error[0].value
    assert app.text_input(key=f"case_{case.id}_0_rival").value == "Rival"


def test_a_removed_case_can_be_brought_back(open_page, signed):
    app = open_page("loss_cases")
    app.session_state["signed"] = signed
    choose(app, "loss_cases_0", 0)

    next(one for one in app.button if one.label == "Remove").click().run()
    assert app.metric[0].value == "5"

    app.button(key="case_bring_back").click().run()
    assert app.metric[0].value == "6"


def test_a_partial_loss_is_opened_by_hand(open_page, store, signed):
    app = open_page("loss_cases")
    app.session_state["signed"] = signed
    partial = app.selectbox(key="partial_client")

    partial.select_index(0).run()
    next(one for one in app.button if one.label == "Open the case").click().run()

    (case,) = [one for one in entries(store, LossCase) if one.entry.extent == "partial"]
    assert case.entry.lost_on == date(2026, 6, 30)
    assert case.entry.yearly_net_sales > 0
    assert case.created_by == "Budi"


def test_one_click_plans_a_win_back_tied_to_the_case(open_page, store, signed):
    app = open_page("win_back")
    app.session_state["signed"] = signed
    app.button(key="win_back_table_plan").click().run()
    client = next(int(one.key.split("_")[1]) for one in app.selectbox if str(one.key).startswith("plan_"))

    next(one for one in app.button if one.label == "Save the plan").click().run()
    assert "Offer" in app.error[0].value or app.error[0].value

    app.selectbox(key=f"plan_{client}_0_offer_type").select("gift")
    app.text_input(key=f"plan_{client}_0_cost").set_value("250,000")
    next(one for one in app.button if one.label == "Save the plan").click().run()

    saved = entries(store, WinBack)[-1]
    case = next(one for one in entries(store, LossCase) if one.entry.client_key == client)
    assert (saved.entry.offer_type, saved.entry.state, saved.entry.loss_case_id) == (
        "gift",
        "planned",
        case.id,
    )
    assert "3 win-backs are under way" in texts(app)


def test_an_offer_before_the_last_purchase_is_refused_at_its_field(open_page, store, signed):
    open_page("loss_cases")
    case = next(one for one in entries(store, LossCase) if one.entry.lost_on == date(2026, 3, 16))
    plan = WinBack(
        client_key=case.entry.client_key, loss_case_id=case.id, offer_type="visit", offer="Tea with us"
    )
    saved = save_entry(BUDI, store, dataset_id=1, entry=plan)
    app = open_page("win_back")
    app.session_state["signed"] = signed
    choose(app, "win_back_work", place_of(app, "Kopi Pintu Biru", having="overdue"))

    app.date_input(key=f"win_back_{saved.id}_0_offered_on").set_value(date(2024, 1, 1))
    app.text_area(key=f"win_back_{saved.id}_0_note").set_value("Typed")
    next(one for one in app.button if one.label == "Save").click().run()

    assert "before the last purchase" in app.error[0].value
    assert app.text_area(key=f"win_back_{saved.id}_0_note").value == "Typed"
    assert entries(store, WinBack)[-1].entry.offered_on is None


def test_a_return_shows_the_recovered_money_the_result_and_overdue_steps(keep, open_page, store):
    keep(
        "Date,Client,Amount\n2025-01-10,Acme,100\n2025-02-10,Acme,100\n2025-08-05,Acme,40\n2025-08-20,Acme,20\n"
        + "".join(f"2025-{month:02}-15,Bravo,10\n" for month in range(1, 13))
    )
    with store.reading() as session:
        keys = load_clients(session, 2).set_index("client_name")["client_key"].astype(int)
    acme, bravo = (int(keys[name]) for name in ("Acme", "Bravo"))
    offered = WinBack(client_key=acme, offer_type="gift", offered_on=date(2025, 6, 1), cost=15)
    running = WinBack(client_key=bravo, offer_type="visit", due=date(2025, 7, 1))
    saved = [save_entry(BUDI, store, dataset_id=2, entry=entry) for entry in (offered, running)]
    step = Task(
        task="Call", due=date(2025, 6, 20), subject="win_back", subject_id=saved[1].id, client_key=bravo
    )
    save_entry(BUDI, store, dataset_id=2, entry=step)

    app = open_page("win_back", dataset="2")

    assert not app.exception
    assert "1 win-back is under way; 2 steps are overdue; 1 client won back, 60 recovered." in texts(app)
    assert "Of 1 offer whose window is over, 1 won the client back; 1.0 expected without any offer." in texts(
        app
    )
    assert "60 recovered for 15." in texts(app)
    work = next(table.value for table in app.dataframe if "overdue" in table.value.columns)
    assert work[["client_name", "state", "overdue"]].values.tolist() == [
        ["Bravo", "Planned", 2], ["Acme", "Won back", 0],
    ]  # fmt: skip
    results = next(table.value for table in app.dataframe if "net" in table.value.columns)
    assert results[["group_text", "recovered", "cost", "net", "standing"]].values.tolist() == [
        ["Gift", 60.0, 15.0, 45.0, "few"]
    ]


def test_a_step_is_added_to_a_win_back_and_one_that_is_given_up_is_dropped(open_page, store, signed):
    open_page("loss_cases")
    case = next(one for one in entries(store, LossCase) if one.entry.lost_on == date(2026, 3, 16))
    plan = WinBack(client_key=case.entry.client_key, loss_case_id=case.id, offer_type="visit")
    saved = save_entry(BUDI, store, dataset_id=1, entry=plan)
    app = open_page("win_back")
    app.session_state["signed"] = signed
    choose(app, "win_back_work", place_of(app, "Kopi Pintu Biru", having="overdue"))

    app.text_input(key=f"steps_{saved.id}_add_0_task").set_value("Call the owner")
    next(one for one in app.button if one.label == "Save" and "steps" in str(one.form_id)).click().run()
    step = entries(store, Task)[-1]
    assert (step.entry.task, step.entry.subject, step.entry.subject_id) == (
        "Call the owner",
        "win_back",
        saved.id,
    )

    app.button(key=f"win_back_drop_{saved.id}").click().run()
    assert entries(store, WinBack)[-1].entry.state == "dropped"
    assert "2 win-backs are under way" in texts(app)


def test_the_sample_company_won_one_client_back(open_page):
    app = open_page("win_back")

    assert "1 client won back, IDR" in texts(app)
    assert "Of 1 offer whose window is over, 1 won the client back" in texts(app)
