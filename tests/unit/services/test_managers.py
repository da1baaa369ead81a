"""Account managers of a data set, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from kamlogic.analysis.managers import MANAGED_CLIENTS, ManagerSettings
from kamlogic.ownership import OWNERSHIP
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.analysis import Analysis
from kamlogic.services.manager_words import (
    manager_clients_title,
    manager_name,
    managers_conclusion,
    managers_figures,
    managers_notes,
)
from kamlogic.services.managers import Managers, find_managers, manager_clients
from kamlogic.services.ownership import Ownership, load_ownership, sales_managers
from kamlogic.store.database import Store
from kamlogic.window_pairs import ComparisonSettings

HEADER = "Date,Client code,Client name,Amount,Account manager"
ROWS = (
    "2025-01-15,C1,Acme,100,Ani",
    "2025-02-15,C1,Acme,100,Ani",
    "2025-03-15,C1,Acme,40,Sari",
    "2025-04-15,C1,Acme,100,Sari",
    "2025-01-20,C2,Bravo,60,Ani",
    "2025-02-20,C2,Bravo,60,Ani",
    "2025-03-31,C3,Cargo,50,",
    "2025-04-30,C3,Cargo,50,",
)
Make = Callable[..., Any]


@pytest.fixture
def managers_of(store: Store, analysis_of: Make) -> Callable[..., tuple[Analysis, Ownership, Managers]]:
    """The analysis, the ownership and the managers of these rows."""

    def _managers(
        *rows: str, header: str = HEADER, entered: pd.DataFrame | None = None, windows: str = "halves"
    ) -> tuple[Analysis, Ownership, Managers]:
        analysis = analysis_of(*rows, header=header)
        ownership = load_ownership(LOCAL_LEADER, store, analysis.portfolio)
        ownership = ownership if entered is None else replace(ownership, entered=entered)
        found = find_managers(
            LOCAL_LEADER,
            analysis,
            ownership,
            comparison=ComparisonSettings(windows=windows),  # type: ignore[arg-type]
            settings=ManagerSettings(),
        )
        return analysis, ownership, found

    return _managers


def said(found: Managers) -> str:
    return managers_conclusion(LOCAL_LEADER, found)


def values(found: Managers) -> dict[str, tuple[str, str]]:
    figures = managers_figures(LOCAL_LEADER, found)
    return {label: (value.replace("\u00a0", " "), remark) for label, value, remark in figures}


def test_a_client_belongs_to_its_latest_manager_and_its_churn_to_the_one_before(managers_of: Make) -> None:
    _, ownership, found = managers_of(*ROWS)

    table = found.result.managers.set_index("manager")
    assert table.index.tolist() == ["Sari", "Ani", ""]
    assert table["net_sales"].tolist() == [340, 120, 100]
    assert table["sales_share"].sum() == pytest.approx(1)
    # Acme fell from 200 to 140 and Bravo from 120 to nothing while both were Ani's.
    assert table.loc["Ani", "start_count"] == 2
    assert table.loc["Ani", "gross_revenue_retention"] == pytest.approx(140 / 320)
    assert table.loc["Sari", "start_count"] == 0
    assert ownership.handovers["manager"].tolist() == ["Sari"]


def test_the_sales_of_a_month_stay_with_who_owned_the_client_then(managers_of: Make) -> None:
    _, _, found = managers_of(*ROWS)

    by_manager = found.months.groupby("manager")["net_sales"].sum()
    assert by_manager.to_dict() == {"": 100, "Ani": 320, "Sari": 140}


def test_the_managers_of_the_lines_are_known_by_name_as_far_as_the_viewer_may_see(
    store: Store, managers_of: Make
) -> None:
    portfolio = managers_of(*ROWS)[0].portfolio
    bravo = portfolio.clients.set_index("client_name")["client_key"]["Bravo"]
    only_bravo = replace(LOCAL_LEADER, client_keys=frozenset({int(bravo)}))

    assert sales_managers(LOCAL_LEADER, store, portfolio) == ["Ani", "Sari"]
    assert sales_managers(only_bravo, store, portfolio) == ["Ani"]


def test_an_entered_owner_wins_over_the_lines(managers_of: Make) -> None:
    entered = pd.DataFrame([(1, "Dewi", "2025-04-01", None)], columns=OWNERSHIP.column_names).astype(
        {column.name: column.dtype for column in OWNERSHIP.columns}
    )

    _, _, found = managers_of(*ROWS, entered=entered)

    assert found.result.managers["manager"].tolist() == ["Dewi", "Ani", ""]


def test_the_clients_of_a_manager_are_listed_with_their_change(managers_of: Make) -> None:
    analysis, _, found = managers_of(*ROWS)

    clients = manager_clients(LOCAL_LEADER, analysis, found, "Sari")

    assert clients["client_name"].tolist() == ["Acme"]
    assert clients["growth_share"].tolist() == pytest.approx([-0.3])
    assert clients["cell"].tolist() == ["AX"]
    assert clients["silence_days"].tolist() == [15]
    assert manager_clients(LOCAL_LEADER, analysis, found, "").loc[0, "client_name"] == "Cargo"


def test_a_table_of_managed_clients_is_what_it_declares(managers_of: Make) -> None:
    _, _, found = managers_of(*ROWS)

    pd.testing.assert_series_equal(found.clients.dtypes, MANAGED_CLIENTS.empty().dtypes)


def test_windows_that_do_not_exist_leave_retention_open(managers_of: Make) -> None:
    _, _, found = managers_of(*ROWS, windows="year_ago")

    assert found.pair.reason == "no_quarter_a_year_ago"
    assert found.result.managers["gross_revenue_retention"].isna().all()
    assert found.result.managers["sales_share"].sum() == pytest.approx(1)


def test_months_that_the_data_do_not_cover_whole_are_not_drawn(managers_of: Make) -> None:
    days = [f"2025-01-{day:02},C1,Acme,1,Ani" for day in range(1, 11)]

    _, _, found = managers_of(*days)

    assert found.months.empty
    assert found.result.managers["net_sales"].tolist() == [10]


def test_nothing_is_said_of_few_clients_where_there_are_enough(managers_of: Make) -> None:
    rows = [f"2025-{month:02}-28,C{client},Client {client},5,Ani" for month in (1, 2) for client in range(6)]

    _, _, found = managers_of(*rows)

    assert len(managers_notes(LOCAL_LEADER, found)) == 1


def test_the_title_of_many_names_the_largest(managers_of: Make) -> None:
    _, _, found = managers_of(*ROWS)

    assert (
        said(found).replace("\u00a0", " ") == "Sari looks after 61 % of sales, the most of 2 account managers"
    )
    assert values(found) == {
        "Account managers": ("2", "With a client in the window."),
        "Largest portfolio": ("61 %", "Sari: 1 client."),
        "Its share of profit": ("n/a", "n/a: no cost or profit is known."),
        "Its share of key-client sales": ("61 %", "Of the positive sales of all key clients."),
        "Without a manager": ("18 %", "1 client."),
    }
    assert managers_notes(LOCAL_LEADER, found)[1] == (
        "2 managers have fewer than 5 clients: their rates, in grey, say little."
    )
    title = manager_clients_title(LOCAL_LEADER, found.result, "")
    assert title.replace("\u00a0", " ") == "Without a manager: 1 client, 18 % of sales"


def test_where_the_charts_leave_managers_out_it_is_said(managers_of: Make) -> None:
    rows = [f"2025-0{month}-28,C{n},Client {n},100,M{n}" for n in range(16) for month in (3, 4)]

    _, _, found = managers_of(*rows)

    assert managers_notes(LOCAL_LEADER, found)[-1] == (
        "The charts show the 15 largest of 16; the tables show all."
    )


def test_the_title_of_one_manager_of_all(managers_of: Make) -> None:
    _, _, found = managers_of(*(row for row in ROWS if row.endswith("Ani")))

    assert said(found) == "Ani looks after every client"
    assert values(found)["Without a manager"] == ("0 %", "0 clients.")
    assert managers_notes(LOCAL_LEADER, found)[1].startswith("1 manager has fewer than 5 clients: its rates")


def test_the_title_of_one_manager_of_some(managers_of: Make) -> None:
    _, _, found = managers_of(*ROWS[4:])

    assert said(found).replace("\u00a0", " ") == "Ani looks after 55 % of sales; nobody looks after the rest"


def test_without_positive_sales_there_is_no_share(managers_of: Make) -> None:
    _, _, found = managers_of("2025-01-15,C1,Acme,-5,Ani", "2025-02-15,C1,Acme,-5,Ani")

    assert said(found) == "1 account manager, and no client with sales above zero"
    assert values(found)["Its share of key-client sales"][1] == "n/a: no key client has sales above zero."


def test_without_a_manager_the_page_says_what_to_map(managers_of: Make) -> None:
    _, ownership, found = managers_of("2025-01-15,C1,Acme,5", header="Date,Client code,Client name,Amount")

    assert not ownership.is_known
    assert found.result is None
    assert said(found) == "No line names an account manager"
    assert managers_figures(LOCAL_LEADER, found) == []
    assert "map it to Account manager on the Upload page" in managers_notes(LOCAL_LEADER, found)[0]


def test_managers_of_earlier_years_only_own_nobody_in_the_window(managers_of: Make) -> None:
    recent = [f"2025-{month:02}-15,C2,Bravo,5," for month in range(1, 13)]

    _, _, found = managers_of("2023-01-15,C1,Acme,5,Ani", *recent)

    assert said(found) == "No client of this window has an account manager"
    assert managers_figures(LOCAL_LEADER, found) == []


def test_a_manager_is_shown_by_name_and_nobody_in_words() -> None:
    assert [manager_name("Ani"), manager_name("")] == ["Ani", "Without a manager"]


def test_the_report_carries_every_manager(report_of: Make, write: Make) -> None:
    part = report_of(write(*ROWS, header=HEADER))["managers"]

    assert part["reason"] is None
    assert part["top_manager"] == "Sari"
    assert part["windows"]["kind"] == "halves"
    assert [row["manager"] for row in part["managers"]] == ["Sari", "Ani", None]
    assert [row["net_sales"] for row in part["managers"]] == ["340", "120", "100"]
    assert part["managers"][1]["gross_revenue_retention"] == pytest.approx(140 / 320)
    assert part["managers"][0]["gross_profit"] is None
    assert part["by_month"][0] == {"month": "2025-01", "manager": "Ani", "net_sales": "160"}


def test_the_report_says_why_there_are_no_managers(report_of: Make, write: Make) -> None:
    part = report_of(write("2025-01-15,C1,Acme,R1,Tea,5,"))["managers"]

    assert part["reason"] == "no_manager_named"
    assert part["managers"] is None
