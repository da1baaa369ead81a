from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kamlogic.analysis.incidents_before_losses import BeforeLossSettings
from kamlogic.analysis.losses import LossSettings
from kamlogic.analysis.punctuality import PunctualitySettings
from kamlogic.entries.relationship import Event, Incident
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.analysis import analyse
from kamlogic.services.classes import ClassSettings
from kamlogic.services.entries import save_entry
from kamlogic.services.incidents import compare_with_losses, find_incidents
from kamlogic.services.incidents_words import (
    before_losses_conclusion,
    before_losses_notes,
    incidents_conclusion,
    incidents_figures,
    owner_text,
)
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.promises import find_promises, promise_clients, promises_conclusion, promises_notes

BUDI = replace(LOCAL_LEADER, name="Budi")
TODAY = date(2025, 12, 31)
KEPT = [f"2025-{month:02}-{day},C1,Kedai,K{month},Tea,100,60" for month in range(1, 13) for day in ("31" if month in (1, 3, 5, 7, 8, 10, 12) else "28",)]  # fmt: skip
LOST = ["2025-03-01,C2,Gone,G1,Tea,50,30", "2025-06-01,C2,Gone,G2,Tea,50,30"]


@pytest.fixture
def portfolio(portfolio_of):
    return portfolio_of(*KEPT, *LOST)


@pytest.fixture
def log(store, portfolio):
    """Write an incident or an event down; gives nothing."""

    def _log(kind=Incident, client: str = "Kedai", **values: object) -> None:
        key = int(portfolio.clients.set_index("client_name").loc[client, "client_key"])
        given = {"happened_on": date(2025, 12, 1), "description": "Late", "client_key": key}
        if kind is Incident:
            given["mistake"] = "unpunctuality"
        else:
            given["event"] = "promise"
        entry = kind.read(given | values)
        save_entry(BUDI, store, dataset_id=portfolio.dataset_id, entry=entry)

    return _log


@pytest.fixture
def found(store, portfolio):
    return lambda principal=BUDI: find_incidents(
        principal, store, dataset_id=portfolio.dataset_id, today=TODAY, mapping={}
    )


@pytest.fixture
def compared(found, store, portfolio):
    def _compared():
        analysis = analyse(BUDI, load_portfolio(BUDI, store, dataset_id=portfolio.dataset_id), classes=ClassSettings(), losses=LossSettings())  # fmt: skip
        return compare_with_losses(BUDI, found(), analysis, settings=BeforeLossSettings())

    return _compared


@pytest.fixture
def promises(store, portfolio):
    def _promises(tolerance: int = 0):
        settings = PunctualitySettings(tolerance_days=tolerance)
        return find_promises(
            BUDI, store, dataset_id=portfolio.dataset_id, today=TODAY, settings=settings, mapping={}
        )

    return _promises


def test_the_title_for_none_one_and_many(log, found):
    assert incidents_conclusion(BUDI, found()) == "No incident is written down yet"
    log()
    assert incidents_conclusion(BUDI, found()) == "1 incident, open"
    log(resolved_on=date(2025, 12, 5))
    assert (
        incidents_conclusion(BUDI, found())
        == "2 incidents, 1 open; the most frequent mistake: Unpunctuality (2)"
    )
    log(mistake="quality")
    log(mistake="quality")
    assert incidents_conclusion(BUDI, found()) == "4 incidents, 3 open"


def test_the_title_when_all_are_resolved(log, found):
    log(resolved_on=date(2025, 12, 5))
    assert incidents_conclusion(BUDI, found()) == "1 incident, resolved"
    log(mistake="quality", resolved_on=date(2025, 12, 5))
    assert incidents_conclusion(BUDI, found()) == "2 incidents, all resolved"


def test_the_open_ones_stand_first(log, found):
    log(happened_on=date(2025, 11, 1), resolved_on=date(2025, 12, 1))
    log(happened_on=date(2025, 12, 30))
    log(happened_on=date(2025, 12, 20))
    log(happened_on=date(2025, 12, 30), severity="high")
    log(happened_on=date(2025, 12, 2), resolved_on=date(2025, 12, 4))

    seen = found()

    assert [one.id for one in seen.saved] == [4, 3, 2, 5, 1]
    assert seen.ages == {4: 1.0, 3: 11.0, 2: 1.0}
    figures = {label: value for label, value, _remark in incidents_figures(BUDI, seen)}
    assert figures == {
        "Incidents": "5", "Open": "3", "Oldest open": "11\u00a0days", "High severity": "1", "Resolved in": "16\u00a0days",
    }  # fmt: skip


def test_undefined_figures_say_why(log, found):
    assert incidents_figures(BUDI, found()) == []
    log()
    assert ("Resolved in", "n/a", "n/a: none is resolved yet.") in incidents_figures(BUDI, found())


def test_incidents_of_others_clients_are_not_counted(log, found):
    log()

    assert found(replace(BUDI, client_keys=frozenset({99}))).result.incident_count == 0


def test_incidents_before_losses_are_counts_that_deny_a_cause(log, compared):
    assert before_losses_conclusion(BUDI, compared()).startswith("n/a: no incident")
    log(client="Gone", happened_on=date(2025, 6, 10))

    result = compared()

    assert before_losses_conclusion(BUDI, result) == (
        "Of 1 lost client 1 had an incident in the 180 days before; of 1 not lost 0 had one in the last 180 days."
    )
    assert "does not show that it caused the loss" in before_losses_notes(BUDI, result)[0]
    assert len(before_losses_notes(BUDI, result)) == 2


def test_losses_before_the_first_incident_are_said_to_be_left_out(log, compared):
    log()

    assert before_losses_conclusion(BUDI, compared()) == (
        "n/a: no client was lost since the first incident was written down, on 1 Dec 2025."
    )
    assert before_losses_notes(BUDI, compared()) == []


def test_some_losses_are_left_out(store, portfolio_of):
    gone = ["2025-01-02,C3,Early,E1,Tea,5,3", "2025-01-01,C3,Early,E0,Tea,5,3"]
    portfolio = portfolio_of(*KEPT, *LOST, *gone)
    key = int(portfolio.clients.set_index("client_name").loc["Gone", "client_key"])
    entry = Incident(client_key=key, happened_on=date(2025, 7, 1), mistake="quality", description="Broken")
    save_entry(BUDI, store, dataset_id=portfolio.dataset_id, entry=entry)
    incidents = find_incidents(BUDI, store, dataset_id=portfolio.dataset_id, today=TODAY, mapping={})
    analysis = analyse(BUDI, portfolio, classes=ClassSettings(), losses=LossSettings())

    result = compare_with_losses(BUDI, incidents, analysis, settings=BeforeLossSettings())

    assert (
        before_losses_notes(BUDI, result)[2]
        == "1 client lost before the first incident was written down, on 1 Jul 2025, is left out."
    )


def test_promises_of_incidents_and_events_are_judged_together(log, promises, portfolio):
    log(promised_for=date(2025, 12, 10), kept_on=date(2025, 12, 9), owner="Rina")
    log(promised_for=date(2025, 12, 10), kept_on=date(2025, 12, 12), owner="Rina")
    log(promised_for=date(2025, 12, 20))
    log(promised_for=date(2026, 1, 20))
    log(promise="Soon")
    log(Event, client="Gone", promised_for=date(2025, 12, 5), done_on=date(2025, 12, 5), our_person="Budi")
    log(Event, event="note")

    seen = promises()

    assert promises_conclusion(BUDI, seen) == "50\u00a0% of 4 promises were kept in time (2)."
    assert promises_notes(BUDI, seen)[1] == "83\u00a0% of 6 promises name their day. 1 is not due yet."
    people = seen.people[["person", "order_count", "otif_count", "failed_count", "late_days"]]
    assert people.fillna(0).to_numpy().tolist() == [
        ["Rina", 2, 1, 1, 2],
        ["", 1, 0, 1, 0],
        ["Budi", 1, 1, 0, 0],
    ]
    assert seen.people["is_small"].all()
    clients = promise_clients(seen, portfolio.clients)
    assert clients[["client_name", "order_count"]].to_numpy().tolist() == [["Kedai", 3], ["Gone", 1]]


def test_the_tolerance_is_that_of_deliveries(log, promises):
    log(promised_for=date(2025, 12, 10), kept_on=date(2025, 12, 12))

    assert promises_conclusion(BUDI, promises()) == "The one promise that was due was not kept in time."
    assert promises_conclusion(BUDI, promises(2)) == "The one promise that was due was kept in time."
    assert "and 2\u00a0days more" in promises_notes(BUDI, promises(2))[0]


def test_no_promise_and_none_due(log, promises):
    assert promises_conclusion(BUDI, promises()) == "n/a: no promise with its day is written down yet."
    assert len(promises_notes(BUDI, promises())) == 1
    log(promised_for=date(2026, 1, 20))
    assert promises_conclusion(BUDI, promises()) == "No promise is due yet."


def test_an_owner_without_a_name_is_said_to_be_nobody():
    assert (owner_text(""), owner_text("Rina")) == ("nobody named", "Rina")


def test_a_merged_client_counts_as_the_one_it_became(log, store, portfolio):
    log(promised_for=date(2025, 12, 10), kept_on=date(2025, 12, 9))
    log(client="Gone", promised_for=date(2025, 12, 10))
    keys = portfolio.clients.set_index("client_name")["client_key"]
    asked = {"dataset_id": portfolio.dataset_id, "today": TODAY, "mapping": {keys["Gone"]: keys["Kedai"]}}

    incidents = find_incidents(BUDI, store, **asked)
    promises = find_promises(BUDI, store, settings=PunctualitySettings(), **asked)

    assert incidents.result.mistakes["client_count"].tolist() == [1]
    assert promises.result.clients["client_key"].tolist() == [keys["Kedai"]]
