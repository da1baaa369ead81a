"""The worked example's account managers, dossiers and deliveries, and the edge cases of punctuality."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from kamlogic.analysis.client_totals import sum_clients
from kamlogic.analysis.dossier_completeness import (
    DOSSIER_FIELDS,
    measure_dossiers,
)
from kamlogic.analysis.manager_work import MANAGER_EVENTS, ManagerWorkSettings, measure_manager_work
from kamlogic.analysis.managers import MANAGED_CLIENTS, ManagerSettings, measure_managers
from kamlogic.analysis.punctuality import (
    PunctualityResult,
    PunctualitySettings,
    measure_punctuality,
)
from kamlogic.engine.duckdb_lines import LineFile, open_lines
from kamlogic.engine.statements import client_periods, deliveries, manager_starts
from kamlogic.ownership import MANAGER_STARTS, own_from_lines, owners_on
from kamlogic.periods import Window, month_of
from kamlogic.tables import CLIENT_PERIODS, DELIVERIES
from tests.golden.sales_files import REFERENCE, write_lines
from tests.golden.worked_example import AS_OF, key_of, rows_of, write_example

EXPECTED: dict[str, Any] = json.loads((REFERENCE / "w1" / "expected.json").read_text())
CASES = {case["id"]: case for case in json.loads((REFERENCE / "edge_cases.json").read_text())}
EXACT = {"rel": 0, "abs": 1e-9}
SECTIONS = {
    "general": ("f_overview", "f_headcount", "f_history", "f_org"),
    "relationship": ("f_deliveries", "f_wins_losses", "f_next_steps"),
    "decision": ("f_decision_map", "f_influencers"),
    "competitors": ("f_competitors",),
}


def window(first: date, last: date) -> Window:
    return Window(first, last, month_of(first), month_of(last))


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """MANAGED_CLIENTS of the first and the second quarter, through the engine."""
    rows = rows_of("transactions.csv")
    manager = {row["client_id"]: row["manager"] for row in rows_of("clients.csv")}
    path = write_example(tmp_path_factory.mktemp("w1"), manager=[manager[row["client_id"]] for row in rows])
    with open_lines([LineFile(path, 2)]) as lines:
        periods = lines.frame(client_periods(AS_OF), CLIENT_PERIODS)
        derived = own_from_lines(lines.frame(manager_starts(AS_OF), MANAGER_STARTS))
    totals = sum_clients(periods, window=window(date(2024, 1, 1), AS_OF))
    keys = totals["client_key"]
    quarters = window(date(2024, 1, 1), date(2024, 3, 31)), window(date(2024, 4, 1), AS_OF)
    before, after = (
        keys.map(sum_clients(periods, window=quarter).set_index("client_key")["net_sales"]).fillna(0.0)
        for quarter in quarters
    )
    # A client's manager does not change here, and who first buys in the second quarter has none before.
    owner = owners_on(keys, AS_OF, derived=derived).astype("str")
    return totals.assign(
        manager=owner,
        start_manager=owner,
        is_in_window=True,
        net_sales_before=before,
        net_sales_after=after,
        is_key=False,
        is_silent=False,
    )[MANAGED_CLIENTS.column_names]


def test_managers(clients: pd.DataFrame) -> None:
    found = measure_managers(clients, settings=ManagerSettings()).managers.set_index("manager")

    printed = EXPECTED["managers"]
    assert list(found.index) == list(printed)
    for name, expected in printed.items():
        row = found.loc[name]
        assert row["client_count"] == expected["clients"]
        assert row["positive_net_sales"] == expected["revenue_pos"]
        assert row["sales_share"] == pytest.approx(expected["share"], **EXACT)
        assert row["hhi"] == pytest.approx(expected["hhi"], **EXACT)
        assert row["top_1_share"] == pytest.approx(expected["top1"], **EXACT)
        assert row["gross_revenue_retention"] == pytest.approx(expected["grr"], **EXACT)
        assert row["client_retention"] == pytest.approx(expected["logo_retention"], **EXACT)


def dossiers() -> pd.DataFrame:
    fields = [
        {
            "client_key": key_of(row["client_id"]),
            "section": section,
            "field": field,
            "is_filled": row[field] == "1",
        }
        for row in rows_of("clients.csv")
        for section, names in SECTIONS.items()
        for field in names
    ]
    return measure_dossiers(pd.DataFrame(fields)[DOSSIER_FIELDS.column_names])


def test_dossiers() -> None:
    found = dossiers().set_index("client_key")

    for code, expected in EXPECTED["dossier"].items():
        row = found.loc[key_of(code)]
        assert row["plain_share"] == pytest.approx(expected["plain"], **EXACT)
        assert row["section_share"] == pytest.approx(expected["by_section"], **EXACT)


def test_dossiers_of_managers(clients: pd.DataFrame) -> None:
    kept = clients[["client_key", "manager", "net_sales"]].merge(dossiers(), on="client_key")
    kept = kept.assign(is_stale=False, potential_budget=float("nan"))
    overdue = pd.DataFrame({"manager": pd.Series(dtype="str"), "late_days": pd.Series(dtype="int64")})
    found = measure_manager_work(kept, MANAGER_EVENTS.empty(), overdue, settings=ManagerWorkSettings())
    found = found.set_index("manager")

    for name, expected in EXPECTED["managers"].items():
        assert found.loc[name, "mean_share"] == pytest.approx(expected["dossier_mean"], **EXACT)
        assert found.loc[name, "weighted_share"] == pytest.approx(
            expected["dossier_revenue_weighted"], **EXACT
        )


def day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """DELIVERIES of the orders, through the engine; only those promised come out of it."""
    rows = rows_of("deliveries.csv")
    path = write_lines(
        tmp_path_factory.mktemp("w1") / "deliveries.parquet",
        client_keys=[key_of(row["client_id"]) for row in rows],
        days=[date(2024, 1, 1)] * len(rows),
        amounts=[Decimal(1)] * len(rows),
        scale=0,
        document=[row["order_id"] for row in rows],
        promised_date=[day_or_none(row["promised_date"]) for row in rows],
        delivered_date=[day_or_none(row["delivered_date"]) for row in rows],
        quantity=[float(row["qty_ordered"]) for row in rows],
        delivered_quantity=[float(row["qty_delivered"]) for row in rows],
    )
    with open_lines([LineFile(path, 0)]) as lines:
        return lines.frame(deliveries(date(2024, 1, 1), AS_OF), DELIVERIES)


def raw_deliveries() -> pd.DataFrame:
    """DELIVERIES with a row per line, made without the engine."""
    rows = rows_of("deliveries.csv")
    numbers = {order: place for place, order in enumerate(dict.fromkeys(row["order_id"] for row in rows))}
    frame = pd.DataFrame(
        {
            "order_number": numbers[row["order_id"]],
            "client_key": key_of(row["client_id"]),
            "promised_date": day_or_none(row["promised_date"]),
            "delivered_date": day_or_none(row["delivered_date"]),
            "is_whole": float(row["qty_delivered"]) >= float(row["qty_ordered"]),
            "line_count": 1,
            "ordered_quantity": float(row["qty_ordered"]),
            "delivered_quantity": min(float(row["qty_delivered"]), float(row["qty_ordered"])),
        }
        for row in rows
    )
    return frame.astype({column.name: column.dtype for column in DELIVERIES.columns})


def assert_printed(found: PunctualityResult, expected: dict[str, Any]) -> None:
    assert [found.order_count, found.on_time_count, found.in_full_count, found.otif_count] == [
        expected[name] for name in ("orders", "on_time", "in_full", "otif")
    ]
    assert [found.good_line_count, found.line_count] == [expected["line_ok"], expected["lines"]]
    assert [found.otif_share, found.line_share, found.quantity_share] == pytest.approx(
        [expected["otif_rate"], expected["line_rate"], expected["qty_rate"]], **EXACT
    )


@pytest.mark.parametrize(("name", "days"), [("otif_tol0", 0), ("otif_tol2", 2)])
def test_otif(delivered: pd.DataFrame, name: str, days: int) -> None:
    settings = PunctualitySettings(tolerance_days=days)

    for frame in (delivered, raw_deliveries()):
        assert_printed(measure_punctuality(frame, as_of=AS_OF, settings=settings), EXPECTED[name])


def judged(**given: Any) -> PunctualityResult:
    """One order of one line, as the case gives it."""
    ordered, came = float(given.get("ordered", 10)), float(given.get("delivered_quantity", 10))
    row = {
        "order_number": 1,
        "client_key": 1,
        "promised_date": day_or_none(given.get("promised", "2024-03-15")),
        "delivered_date": day_or_none(given.get("delivered", "2024-03-15")),
        "is_whole": came >= ordered,
        "line_count": 1,
        "ordered_quantity": ordered,
        "delivered_quantity": min(came, ordered),
    }
    frame = pd.DataFrame([row]).astype({column.name: column.dtype for column in DELIVERIES.columns})
    return measure_punctuality(frame, as_of=AS_OF, settings=PunctualitySettings())


@pytest.mark.parametrize("case", ["otif_no_promise", "otif_not_due"])
def test_an_order_without_a_promise_or_before_its_day_is_not_judged(case: str) -> None:
    found = judged(promised=CASES[case]["given"]["promised"])

    assert found.order_count == int(CASES[case]["expect"]["scored"])


def test_what_is_overdue_and_missing_is_a_failure() -> None:
    case = CASES["otif_undelivered"]

    found = judged(**case["given"])

    assert found.order_count == 1
    assert [bool(found.on_time_count), bool(found.in_full_count)] == [
        case["expect"]["on_time"],
        case["expect"]["in_full"],
    ]


def test_a_delivery_of_more_than_ordered_counts_as_what_was_ordered() -> None:
    given, expect = CASES["otif_over"]["given"], CASES["otif_over"]["expect"]

    found = judged(ordered=given["ordered"], delivered_quantity=given["delivered"])

    assert bool(found.in_full_count) == expect["in_full"]
    assert found.orders["good_quantity"].tolist() == [expect["qty_counted"]]
