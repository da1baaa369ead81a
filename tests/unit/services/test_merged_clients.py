"""What people wrote of a client counts for the one that it became, everywhere."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from kamlogic.analysis.at_risk import AtRiskSettings
from kamlogic.analysis.manager_work import ManagerWorkSettings
from kamlogic.analysis.managers import ManagerSettings
from kamlogic.analysis.next_orders import NextOrderSettings
from kamlogic.analysis.next_sales import NextSalesSettings
from kamlogic.entries.dossier import Contact, Dossier
from kamlogic.entries.judgements import Override, Selection
from kamlogic.entries.people import Ownership
from kamlogic.entries.programmes import Programme, Target
from kamlogic.entries.relationship import Event, Incident, Task
from kamlogic.entries.winning_back import WinBack
from kamlogic.errors import UnknownRecordError
from kamlogic.principal import LOCAL_LEADER, Role
from kamlogic.services.analysis import analyse
from kamlogic.services.at_risk import list_at_risk
from kamlogic.services.classes import ClassSettings
from kamlogic.services.dossier import load_dossier
from kamlogic.services.dossier_state import dossier_states
from kamlogic.services.entries import (
    bring_back,
    client_history,
    entry_history,
    find_entries,
    find_entry,
    remove,
    save_entry,
)
from kamlogic.services.exchange_words import count_entries
from kamlogic.services.forecast import forecast_clients
from kamlogic.services.handing_over import hand_over, list_written
from kamlogic.services.handover_sheets import SalesSide, handover_sheet
from kamlogic.services.identity import merge_clients
from kamlogic.services.incidents import find_incidents
from kamlogic.services.judgements import load_judgements
from kamlogic.services.losses import LossSettings, find_losses
from kamlogic.services.manager_work import find_manager_work
from kamlogic.services.managers import find_managers
from kamlogic.services.ownership import load_ownership
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.programmes import load_programmes
from kamlogic.services.targets import contact_table, open_programmes, target_table
from kamlogic.services.tasks import WorkSettings, load_tasks, overdue_work
from kamlogic.services.win_back_list import load_win_backs
from kamlogic.store.link_folding import fold_keys
from kamlogic.window_pairs import ComparisonSettings

HEADER = "Date,Client code,Client name,Amount,Account manager"
ROWS = [f"2025-0{month}-15,{code},{name},{money},{owner}" for month in range(1, 7) for code, name, money, owner in
        (("C1", "Acme", 100, "Ani"), ("C2", "Acme Ltd", 60, "Budi"), ("C3", "Cargo", 80, "Budi"))]  # fmt: skip
ACME, GONE, CARGO = 1, 2, 3
TODAY, MAY, JUNE = date(2025, 6, 30), date(2025, 5, 5), date(2025, 6, 1)
ENTRIES = (
    Dossier(client_key=GONE, overview="Bakery"),
    Contact(client_key=GONE, name="Sri", role="decision_maker"),
    Event(client_key=GONE, happened_on=MAY, event="promise", description="Samples", promised_for=MAY, done_on=MAY),
    Incident(client_key=GONE, happened_on=MAY, mistake="quality", description="Burnt"),
    Task(client_key=GONE, task="Call", due=MAY),
    WinBack(client_key=GONE, offer_type="visit", offered_on=MAY),
    Selection(client_key=GONE, potential_budget=Decimal(900)),
    Override(client_key=GONE, verdict="key", value="yes", reason="Their group", judged_on=MAY),
    Programme(name="Spring", objective="More", start=MAY, members=(GONE,), state="running"),
    Target(client_key=GONE, tier="1", reason="Large"),
    Ownership(client_key=GONE, manager="Sari", from_date=JUNE),
)  # fmt: skip


@pytest.fixture
def portfolio(store, portfolio_of):
    """All that was written of a client before it was merged into another."""
    dataset_id = portfolio_of(*ROWS, header=HEADER).dataset_id
    for entry in ENTRIES:
        save_entry(LOCAL_LEADER, store, dataset_id=dataset_id, entry=entry)
    merge_clients(LOCAL_LEADER, store, dataset_id=dataset_id, client_key=GONE, into_key=ACME)
    return load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id)


@pytest.fixture
def side(store, portfolio):

    def made():
        analysis = analyse(LOCAL_LEADER, portfolio, classes=ClassSettings(), losses=LossSettings())
        owned = load_ownership(LOCAL_LEADER, store, portfolio)
        managers = find_managers(
            LOCAL_LEADER, analysis, owned, comparison=ComparisonSettings(), settings=ManagerSettings()
        )
        forecast = forecast_clients(
            LOCAL_LEADER, analysis, orders=NextOrderSettings(), sales=NextSalesSettings()
        )
        return SalesSide(
            analysis,
            managers,
            owned,
            list_at_risk(LOCAL_LEADER, analysis, settings=AtRiskSettings()),
            forecast,
        )

    return made


def test_managers_keep_what_was_promised_to_the_client_it_became(store, portfolio, side):
    found = side()
    work = find_manager_work(
        LOCAL_LEADER, store, found.managers, found.ownership, portfolio, today=TODAY, settings=ManagerWorkSettings()
    ).set_index("manager")  # fmt: skip

    assert work["promise_count"].to_dict() == {"Ani": 1, "Budi": 0, "Sari": 0}
    assert work["win_back_count"].to_dict() == {"Ani": 1, "Budi": 0, "Sari": 0}
    assert work["overdue_count"].to_dict() == {"Ani": 0, "Budi": 0, "Sari": 1}
    assert work["potential_budget"].dropna().to_dict() == {"Sari": 900}
    assert work.loc["Sari", "mean_share"] > 0
    assert work.loc["Sari", "stale_count"] == 0


def test_lists_and_counts_name_the_client_it_became(store, portfolio, side):
    asked = {"dataset_id": portfolio.dataset_id, "today": TODAY, "mapping": portfolio.mapping}
    work = overdue_work(LOCAL_LEADER, store, settings=WorkSettings(), **asked)
    incidents = find_incidents(LOCAL_LEADER, store, **asked)
    judged = load_judgements(LOCAL_LEADER, store, dataset_id=portfolio.dataset_id, day=TODAY)
    states = dossier_states(LOCAL_LEADER, store, portfolio.dataset_id, TODAY)
    programmes = load_programmes(LOCAL_LEADER, store, dataset_id=portfolio.dataset_id)
    inside = open_programmes(programmes, portfolio.mapping)
    contacts = contact_table(LOCAL_LEADER, store, portfolio, programmes=inside)
    targets = find_entries(LOCAL_LEADER, store, Target, dataset_id=portfolio.dataset_id)
    selections = find_entries(LOCAL_LEADER, store, Selection, dataset_id=portfolio.dataset_id)
    listed = target_table(
        LOCAL_LEADER, side().analysis, targets, prospects=[], selections=selections, programmes=programmes
    )

    assert work["client_key"].dropna().unique().tolist() == [ACME]
    assert incidents.result.mistakes["client_count"].tolist() == [1]
    assert judged.judgements["client_key"].unique().tolist() == [ACME]
    assert states["client_key"].tolist() == [ACME]
    assert inside == {ACME: ["Spring"]}
    assert contacts["client_name"].tolist() == ["Acme"]
    assert listed[["name", "potential", "programmes"]].to_numpy().tolist() == [["Acme", 900, "Spring"]]
    assert portfolio.entry_names[GONE] == "Acme"
    assert load_dossier(
        LOCAL_LEADER, store, dataset_id=portfolio.dataset_id, client_key=ACME
    ).contacts[0].entry.name == "Sri"  # fmt: skip


def test_a_win_back_counts_for_the_client_it_became(store, portfolio):

    losses = find_losses(LOCAL_LEADER, portfolio, settings=LossSettings())

    found = load_win_backs(LOCAL_LEADER, store, portfolio, losses)

    assert [one.entry.client_key for one in found.win_backs] == [GONE]
    assert set(found.outcomes["client_key"]) <= {ACME}


def test_the_handover_sheet_holds_what_was_written_under_the_old_name(store, portfolio, side):
    hand_over(
        LOCAL_LEADER, store, dataset_id=portfolio.dataset_id, client_keys=[ACME], manager="Rini",
        from_date=date(2025, 6, 10), note="",
    )  # fmt: skip
    written = list_written(LOCAL_LEADER, store, dataset_id=portfolio.dataset_id).iloc[0]

    sheet = handover_sheet(LOCAL_LEADER, store, side(), written=written, today=TODAY)

    assert [one.title for one in sheet.clients] == ["Acme · C1"]
    cells = {text for part in sheet.clients[0].sections for row in part.rows for text in row}
    assert {"Sri", "Call", "Burnt"} <= cells
    assert sheet.closing == ""
    ended = find_entries(LOCAL_LEADER, store, Ownership, dataset_id=portfolio.dataset_id, manager="Sari")
    assert ended[0].entry.to_date == date(2025, 6, 9)


def test_a_handover_of_a_client_merged_since_is_one_of_the_client_it_became(store, portfolio, side):
    written = list_written(LOCAL_LEADER, store, dataset_id=portfolio.dataset_id).iloc[0]

    sheet = handover_sheet(LOCAL_LEADER, store, side(), written=written, today=TODAY)

    assert [one.title for one in sheet.clients] == ["Acme · C1"]


@pytest.mark.parametrize(("seen", "count"), [({ACME}, 1), ({GONE}, 0), ({CARGO}, 0)])
def test_entries_are_seen_by_who_may_see_the_client_it_became(store, portfolio, seen, count):
    person = replace(LOCAL_LEADER, client_keys=frozenset(seen))

    assert len(find_entries(person, store, Task, dataset_id=portfolio.dataset_id)) == count


@pytest.mark.parametrize(("seen", "may"), [({ACME}, True), ({GONE}, False), ({CARGO}, False)])
def test_entries_are_changed_by_who_may_see_the_client_it_became(store, portfolio, seen, may):
    person = replace(LOCAL_LEADER, role=Role.MANAGER, client_keys=frozenset(seen))
    dataset_id = portfolio.dataset_id
    task = find_entries(LOCAL_LEADER, store, Task, dataset_id=dataset_id)[0]
    refused = nullcontext() if may else pytest.raises(UnknownRecordError, match="client")

    with refused:
        assert find_entry(person, store, Task, dataset_id=dataset_id, entry_id=task.id) == task
    with refused:
        assert len(entry_history(person, store, saved=task)) == 1
    with refused:
        assert load_dossier(person, store, dataset_id=dataset_id, client_key=GONE).client_keys == (ACME, GONE)
    with refused:
        due = task.entry.with_values(due=JUNE)
        task = save_entry(person, store, dataset_id=dataset_id, entry=due, opened=task)
    with refused:
        remove(person, store, opened=task)
        bring_back(person, store, Task, entry_id=task.id)
    assert bool(client_history(person, store, client_keys=[GONE])) == may
    assert count_entries(person, store, dataset_id=dataset_id)["task"] == int(may)
    assert bool(load_programmes(person, store, dataset_id=dataset_id)) == may


def test_steps_of_a_programme_of_a_client_merged_since_are_seen_with_the_client_it_became(store, portfolio):
    dataset_id = portfolio.dataset_id
    programme = find_entries(LOCAL_LEADER, store, Programme, dataset_id=dataset_id)[0]
    step = Task(task="Write", subject="programme", subject_id=programme.id)
    save_entry(LOCAL_LEADER, store, dataset_id=dataset_id, entry=step)

    shown = {
        key: [
            one.entry.task
            for one in load_tasks(
                replace(LOCAL_LEADER, client_keys=frozenset({key})), store, dataset_id=dataset_id
            )
        ]
        for key in (ACME, CARGO)
    }

    assert shown == {ACME: ["Call", "Write"], CARGO: []}


@pytest.mark.parametrize("dtype", ["int64", "Int64", "float64", "object"])
def test_keys_keep_their_kind(dtype):
    keys = pd.Series([GONE, CARGO], dtype=dtype)

    folded = fold_keys(keys, {GONE: ACME})

    assert folded.tolist() == [ACME, CARGO]
    assert folded.dtype == keys.dtype
    assert keys.tolist() == [GONE, CARGO]


def test_missing_keys_stay_missing():
    keys = pd.Series([GONE, None], dtype="Int64")

    assert fold_keys(keys, {GONE: ACME}).isna().tolist() == [False, True]
    assert fold_keys(keys, {}) is keys
