from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kamlogic.analysis.managers import (
    MANAGED_CLIENTS,
    MANAGERS,
    ManagerSettings,
    ManagersResult,
    measure_managers,
)
from kamlogic.errors import MissingColumnsError

UNKNOWN = float("nan")
FEW = ManagerSettings(min_clients=1)


def client(manager: str, net_sales: float, **more: Any) -> dict[str, Any]:
    """A client in the window; the owner at the start is the same unless given."""
    known = {
        "client_key": 0,
        "manager": manager,
        "start_manager": manager,
        "is_in_window": True,
        "net_sales": net_sales,
        "gross_profit": UNKNOWN,
        "purchase_day_count": 1,
        "net_sales_before": UNKNOWN,
        "net_sales_after": UNKNOWN,
        "is_key": False,
        "is_silent": False,
    }
    renamed = {"before": "net_sales_before", "after": "net_sales_after", "profit": "gross_profit"}
    return known | {renamed.get(name, name): value for name, value in more.items()}


def measure(*clients: dict[str, Any], settings: ManagerSettings = FEW) -> ManagersResult:
    rows = [one | {"client_key": place} for place, one in enumerate(clients, 1)]
    frame = pd.DataFrame(rows, columns=MANAGED_CLIENTS.column_names)
    dtypes = {column.name: column.dtype for column in MANAGED_CLIENTS.columns}
    return measure_managers(frame.astype(dtypes), settings=settings)


def row(found: ManagersResult, manager: str) -> pd.Series:
    return found.managers.set_index("manager").loc[manager]


def test_shares_are_of_positive_sales_and_those_of_nobody_stand_last(assert_is) -> None:
    found = measure(client("Ani", 30), client("", 60), client("Sari", 10), client("Ani", -50))

    assert found.managers["manager"].tolist() == ["Ani", "Sari", ""]
    assert found.managers["sales_share"].tolist() == pytest.approx([0.3, 0.1, 0.6])
    assert found.managers["net_sales"].tolist() == [-20, 10, 60]
    assert found.managers["client_count"].tolist() == [2, 1, 1]
    assert (found.named_count, found.top_manager) == (2, "Ani")
    assert_is(found.managers, MANAGERS)


def test_concentration_is_of_the_managers_own_clients() -> None:
    found = measure(client("Ani", 75), client("Ani", 25), client("Ani", 0), client("Sari", 900))

    assert row(found, "Ani")["hhi"] == pytest.approx(0.625)
    assert row(found, "Ani")["top_1_share"] == pytest.approx(0.75)
    assert row(found, "Sari")["hhi"] == 1


def test_without_positive_sales_no_share_is_defined() -> None:
    found = measure(client("Ani", -5), client("Ani", 0))

    undefined = ["sales_share", "profit_share", "key_sales_share", "hhi", "top_1_share", "growth_share"]
    assert row(found, "Ani")[undefined].isna().all()
    assert row(found, "Ani")["silent_share"] == 0


def test_profit_is_added_up_where_known() -> None:
    found = measure(client("Ani", 10, profit=6), client("Ani", 10), client("Sari", 10, profit=-2))

    assert found.managers["gross_profit"].tolist() == [6, -2]
    assert found.managers["profit_share"].tolist() == [1, 0]


def test_key_clients_hang_on_their_managers() -> None:
    found = measure(client("Ani", 30, is_key=True), client("Sari", 10, is_key=True), client("Sari", 99))

    assert row(found, "Ani")["key_sales_share"] == pytest.approx(0.75)
    assert row(found, "Sari")["key_count"] == 1


def test_silent_clients_are_counted_among_those_of_the_window() -> None:
    gone = client("Ani", UNKNOWN, is_in_window=False, is_silent=True)

    found = measure(client("Ani", 1, is_silent=True), client("Ani", 1), gone)

    assert row(found, "Ani")["silent_count"] == 1
    assert row(found, "Ani")["silent_share"] == 0.5


def test_the_owner_at_the_start_carries_what_was_lost() -> None:
    moved = client("Sari", 5, start_manager="Ani", before=100, after=0)

    found = measure(moved, client("Ani", 50, before=100, after=150), client("Sari", 20, before=40, after=30))

    assert row(found, "Ani")["start_count"] == 2
    assert row(found, "Ani")["gross_revenue_retention"] == 0.5
    assert row(found, "Ani")["client_retention"] == 0.5
    assert row(found, "Sari")["gross_revenue_retention"] == 0.75
    assert row(found, "Sari")["growth_share"] == pytest.approx(30 / 140 - 1)


def test_credits_after_lose_a_client_but_no_more_than_it_brought() -> None:
    found = measure(client("Ani", 1, before=100, after=-30), client("Ani", 1, before=100, after=100))

    assert row(found, "Ani")["gross_revenue_retention"] == 0.5
    assert row(found, "Ani")["client_retention"] == 0.5


def test_a_manager_who_handed_everything_over_keeps_a_row() -> None:
    found = measure(client("Sari", 10, start_manager="Ani", before=10, after=10))

    assert row(found, "Ani")["client_count"] == 0
    assert row(found, "Ani")["net_sales"] == 0
    assert row(found, "Ani")["gross_revenue_retention"] == 1
    assert pd.isna(row(found, "Ani")["silent_share"])
    assert found.named_count == 1


def test_without_compared_windows_nothing_is_retained_or_lost() -> None:
    found = measure(client("Ani", 10))

    assert row(found, "Ani")["start_count"] == 0
    assert row(found, "Ani")[["gross_revenue_retention", "client_retention", "growth_share"]].isna().all()


@pytest.mark.parametrize(("least", "is_small"), [(2, False), (3, True)])
def test_a_manager_of_few_clients_is_marked(least: int, is_small: bool) -> None:
    found = measure(client("Ani", 1), client("Ani", 1), settings=ManagerSettings(min_clients=least))

    assert row(found, "Ani")["is_small"] == is_small


def test_a_manager_with_few_clients_at_the_start_is_marked() -> None:
    clients = [client("Ani", 1, before=5, after=5), client("Ani", 1, start_manager=""), client("Ani", 1)]

    found = measure(*clients, settings=ManagerSettings(min_clients=2))

    assert row(found, "Ani")["is_small"]


def test_nobody_named_leaves_no_top_manager(assert_is) -> None:
    assert measure(client("", 5)).top_manager == ""
    assert measure(client("", 5)).named_count == 0
    assert_is(measure().managers, MANAGERS)


def test_a_table_that_lacks_columns_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'managed_clients' lacks is_key"):
        measure_managers(MANAGED_CLIENTS.empty().drop(columns="is_key"), settings=FEW)
