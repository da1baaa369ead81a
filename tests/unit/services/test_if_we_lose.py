from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kamlogic.analysis.if_we_lose import IfWeLoseSettings
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.analysis import Analysis
from kamlogic.services.if_we_lose import (
    IfWeLose,
    default_scenario,
    load_client_managers,
    lose,
    lose_largest,
)
from kamlogic.services.if_we_lose_words import (
    managers_conclusion,
    moves_conclusion,
    scenario_conclusion,
    scenario_figures,
)
from kamlogic.store.database import Store

HEADER = "Date,Client code,Amount,Cost,Manager"
ROWS = [
    row
    for month in range(1, 7)
    for row in (
        f"2024-{month:02}-28,acme,500,300,Sari",
        f"2024-{month:02}-28,bravo,300,200,Budi",
        f"2024-{month:02}-28,cargo,150,100,{'Budi' if month < 4 else 'Sari'}",
        f"2024-{month:02}-28,delta,50,60,",
    )
]
AnalysisOf = Callable[..., Analysis]


@pytest.fixture
def analysis(analysis_of: AnalysisOf) -> Analysis:
    return analysis_of(*ROWS, header=HEADER)


def keys(analysis: Analysis, *codes: str) -> list[int]:
    by_code = analysis.portfolio.clients.set_index("client_code")["client_key"]
    return [int(by_code[code]) for code in codes]


def scenario_of(
    store: Store, analysis: Analysis, *codes: str, settings: IfWeLoseSettings | None = None
) -> IfWeLose:
    managers = load_client_managers(LOCAL_LEADER, store, analysis.portfolio, analysis.classes.window)
    return lose(
        LOCAL_LEADER,
        analysis,
        client_managers=managers,
        lost_keys=keys(analysis, *codes),
        settings=settings or IfWeLoseSettings(),
    )


def test_the_default_is_the_two_largest(analysis: Analysis) -> None:
    assert default_scenario(LOCAL_LEADER, analysis) == keys(analysis, "acme", "bravo")


def test_the_latest_manager_has_the_client(store: Store, analysis: Analysis) -> None:
    managers = scenario_of(store, analysis, "cargo").managers.set_index("manager")

    assert managers["net_sales"].to_dict() == {"Sari": 3900.0, "Budi": 1800.0, "": 300.0}
    assert managers["lost_client_count"].to_dict() == {"Sari": 1, "Budi": 0, "": 0}


def test_a_viewer_s_managers_are_those_of_their_clients(store: Store, analysis: Analysis) -> None:
    viewer = Principal("Budi", Role.MANAGER, frozenset(keys(analysis, "bravo")))

    managers = load_client_managers(viewer, store, analysis.portfolio, analysis.classes.window)

    assert managers["client_key"].tolist() == keys(analysis, "bravo")


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ([], "Nobody is picked: nothing is lost"),
        (["acme"], "Without acme: 50\u00a0% of sales and 57\u00a0% of gross profit less"),
        (["bravo", "acme"], "Without acme and bravo: 80\u00a0% of sales and 86\u00a0% of gross profit less"),
        (
            ["delta", "bravo", "acme", "cargo"],
            "Without 4 clients nothing is left: 6.0 thousand of sales",
        ),
    ],
)
def test_the_title_says_who_goes_and_how_much(
    store: Store, analysis: Analysis, codes: list[str], said: str
) -> None:
    scenario = scenario_of(store, analysis, *codes)

    assert scenario_conclusion(LOCAL_LEADER, analysis, scenario) == said


def test_three_clients_are_named(store: Store, analysis: Analysis) -> None:
    scenario = scenario_of(store, analysis, "acme", "bravo", "cargo")

    assert "Without acme, bravo and cargo:" in scenario_conclusion(LOCAL_LEADER, analysis, scenario)


def test_without_cost_only_sales_are_named(store: Store, analysis_of: AnalysisOf) -> None:
    analysis = analysis_of(
        "2024-01-31,acme,60,", "2024-01-31,bravo,40,", header="Date,Client code,Amount,Manager"
    )

    scenario = scenario_of(store, analysis, "acme", settings=IfWeLoseSettings(fixed_cost=5))

    assert (
        scenario_conclusion(LOCAL_LEADER, analysis, scenario) == "Without acme: 60\u00a0% of sales less, 60"
    )
    labels = [label for label, _, _ in scenario_figures(LOCAL_LEADER, analysis, scenario)]
    assert labels == ["Sales lost", "Largest client", "HHI", "Effective clients"]
    assert managers_conclusion(LOCAL_LEADER, scenario).startswith("n/a: no line")


def test_the_figures_show_what_is_left(store: Store, analysis: Analysis) -> None:
    scenario = scenario_of(store, analysis, "acme", settings=IfWeLoseSettings(fixed_cost=1500))

    figures = {
        label: (value, remark) for label, value, remark in scenario_figures(LOCAL_LEADER, analysis, scenario)
    }

    assert figures["Gross profit lost"][0] == "1.2 thousand"
    assert figures["Operating profit after"] == ("-660", "Gross profit less fixed cost; 540 before.")
    assert figures["Largest client"] == ("50\u00a0% → 60\u00a0%", "Now, and without the lost clients.")


def test_classes_move_by_the_rule_in_force(store: Store, analysis: Analysis) -> None:
    scenario = scenario_of(store, analysis, "acme")

    moved = scenario.moves.merge(analysis.portfolio.clients, on="client_key")
    changes = zip(moved["client_code"], moved["class_before"], moved["class_after"], strict=True)
    assert list(changes) == [("cargo", "B", "A"), ("delta", "C", "B")]
    assert moves_conclusion(LOCAL_LEADER, scenario) == (
        "2 other clients change their ABC class, 2 of them upwards"
    )


def test_one_client_and_no_client_that_moves(store: Store, analysis: Analysis) -> None:
    nobody = scenario_of(store, analysis)

    assert moves_conclusion(LOCAL_LEADER, nobody) == "No other client changes its ABC class"
    assert managers_conclusion(LOCAL_LEADER, nobody) == "No account manager loses a client"


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["acme"], "Sari would lose 77\u00a0% of the portfolio's sales"),
        (["acme", "bravo"], "2 managers are hit; Budi would lose 100\u00a0% of the portfolio's sales"),
        (["delta"], "Clients without a manager would lose 100\u00a0% of the portfolio's sales"),
    ],
)
def test_the_hardest_hit_manager_is_named(
    store: Store, analysis: Analysis, codes: list[str], said: str
) -> None:
    assert managers_conclusion(LOCAL_LEADER, scenario_of(store, analysis, *codes)) == said


def test_the_largest_one_by_one(analysis: Analysis) -> None:
    each = lose_largest(LOCAL_LEADER, analysis)

    assert each["client_key"].tolist() == keys(analysis, "acme", "bravo", "cargo", "delta")
    assert analysis.portfolio.as_of == date(2024, 6, 30)
