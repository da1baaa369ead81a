"""The strip of live facts: what the analyses and the dossier say now, and what was before."""

from __future__ import annotations

from datetime import date

import pytest

from kamlogic.analysis.at_risk import AtRiskSettings
from kamlogic.analysis.client_types import ClientTypeSettings
from kamlogic.analysis.losses import LossSettings
from kamlogic.analysis.movement import MovementSettings
from kamlogic.analysis.vital_history import VitalSettings
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.analysis import analyse
from kamlogic.services.at_risk import list_at_risk
from kamlogic.services.classes import ClassSettings
from kamlogic.services.client_card import load_client_card
from kamlogic.services.client_strip import Situation, live_facts
from kamlogic.services.dossier import load_dossier
from kamlogic.services.key_clients import find_key_clients
from kamlogic.services.movement import compare_movement
from kamlogic.window_pairs import ComparisonSettings

TODAY = date(2025, 12, 31)


def sales(name: str, year: int, months: range, amount: float, cost: float = 0) -> list[str]:
    return [f"{year}-{month:02}-15,{name},{name},{name}{year}{month},Tea,{amount},{cost}" for month in months]


@pytest.fixture
def facts(store, portfolio_of):
    def found(name: str, *rows: str, measure: str = "net_sales") -> dict[str, tuple[str, str, bool]]:
        portfolio = portfolio_of(*rows, as_of=TODAY)
        classes = ClassSettings.model_validate({"abc": {"measure": measure}})
        analysis = analyse(LOCAL_LEADER, portfolio, classes=classes, losses=LossSettings())
        key = int(portfolio.clients.set_index("client_name").loc[name, "client_key"])
        before = ComparisonSettings(windows="previous")
        moves = [
            compare_movement(
                LOCAL_LEADER, portfolio, classes=classes, comparison=before, settings=MovementSettings(), kind=kind
            )
            for kind in ("abc", "xyz")
        ]  # fmt: skip
        types = find_key_clients(LOCAL_LEADER, analysis, vital=VitalSettings(), types=ClientTypeSettings())
        situation = Situation(
            card=load_client_card(LOCAL_LEADER, store, analysis, client_key=key),
            abc=moves[0],
            xyz=moves[1],
            risk=list_at_risk(LOCAL_LEADER, analysis, settings=AtRiskSettings()),
            types=types.types,
        )
        dossier = load_dossier(LOCAL_LEADER, store, dataset_id=portfolio.dataset_id, client_key=key)
        told = live_facts(LOCAL_LEADER, analysis, situation, dossier, today=TODAY)
        return {fact.label: (fact.value, fact.remark, fact.is_alarming) for fact in told}

    return found


YEAR, LAST = range(1, 13), 2025
BASE = [*sales("Big", 2024, YEAR, 900), *sales("Big", LAST, YEAR, 900)]


def test_a_client_that_fell_shows_what_it_was(facts) -> None:
    found = facts("Small", *BASE, *sales("Small", 2024, YEAR, 900), *sales("Small", LAST, range(1, 13), 20))

    assert found["Class"] == ("CX", "was AX in the window before", True)
    assert found["Share of sales"] == ("2.2\u00a0%", "was 50\u00a0%", False)
    assert found["Buys"] == ("Often", "usually every 31\u00a0days", False)
    assert found["Types"] == ("Vital", "key client", False)  # it leaves after two windows below the limit
    value, remark, is_alarming = found["Risk"]
    assert value.endswith("at risk")
    assert remark.startswith("Its last complete months brought 2.2")
    assert is_alarming


def test_a_steady_client_stays(facts) -> None:
    found = facts("Big", *BASE)

    assert found["Class"] == ("AX", "as in the window before", False)
    assert found["Types"] == ("Vital", "key client", False)
    assert found["Risk"] == ("None seen", "", False)
    assert {found[label] for label in ("Open incidents", "Unanswered opinions", "Overdue tasks")} == {
        ("0", "", False)
    }


def test_a_new_client_bought_nothing_before(facts) -> None:
    found = facts("New", *BASE, *sales("New", LAST, range(12, 13), 5))

    assert found["Class"] == ("CN", "bought nothing in the window before", False)
    assert found["Risk"] == ("n/a: too few purchases", "", False)


def test_a_lost_client_has_no_class_any_more(facts) -> None:
    found = facts("Gone", *BASE, *sales("Gone", 2024, range(1, 7), 100))

    assert found["Class"] == ("n/a", "was BZ in the window before", True)
    assert found["Risk"] == ("Lost", "", True)


def test_without_an_earlier_window_nothing_is_compared(facts) -> None:
    found = facts("Big", *sales("Big", LAST, range(6, 13), 900))

    assert found["Class"] == ("AX", "n/a before: no earlier window", False)
    assert found["Share of sales"] == ("100\u00a0%", "n/a before: no earlier window", False)


def test_by_gross_profit_the_share_is_of_gross_profit(facts) -> None:
    rows = [*sales("Big", 2024, YEAR, 900, 300), *sales("Big", LAST, YEAR, 900, 300)]

    assert facts("Big", *rows, measure="gross_profit")["Share of gross profit"][0] == "100\u00a0%"


def test_returns_alone_are_no_purchases(facts) -> None:
    found = facts("Back", *BASE, *sales("Back", LAST, YEAR, -5))

    assert found["Buys"][0] == "Never"
    assert found["Risk"] == ("n/a: never bought", "", False)
