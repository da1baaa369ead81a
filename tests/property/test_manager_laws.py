"""Laws of account managers and of punctuality, METHOD § 8."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.manager_months import sum_manager_months
from kamlogic.analysis.managers import MANAGED_CLIENTS, ManagerSettings, measure_managers
from kamlogic.analysis.punctuality import (
    DELIVERIES,
    PunctualityResult,
    PunctualitySettings,
    measure_punctuality,
)
from kamlogic.ownership import MANAGER_STARTS, own_from_lines, owners_on
from tests.property.strategies import LAW, lines
from tests.unit.analysis.sales_rows import Line, client_days

AS_OF = date(2024, 6, 30)
names = st.sampled_from(["", "Ani", "Budi", "Sari"])
money = st.integers(-500, 2_000).map(float)
managed = st.lists(
    st.fixed_dictionaries(
        {
            "manager": names,
            "start_manager": names,
            "is_in_window": st.booleans(),
            "net_sales": money,
            "gross_profit": money | st.just(float("nan")),
            "purchase_day_count": st.integers(0, 5),
            "net_sales_before": money,
            "net_sales_after": money,
            "is_key": st.booleans(),
            "is_silent": st.booleans(),
        }
    ),
    max_size=12,
)
near_days = st.integers(-60, 30).map(lambda days: AS_OF + timedelta(days=days))
delivered = st.lists(
    st.fixed_dictionaries(
        {
            "order_number": st.integers(1, 6),
            "promised_date": st.none() | near_days,
            "delivered_date": st.none() | near_days,
            "is_whole": st.booleans(),
            "line_count": st.integers(1, 3),
            "ordered_quantity": st.integers(1, 9).map(float),
        }
    ),
    max_size=15,
)


def clients_frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    keyed = [row | {"client_key": place} for place, row in enumerate(rows, 1)]
    frame = pd.DataFrame(keyed, columns=MANAGED_CLIENTS.column_names)
    return frame.astype({column.name: column.dtype for column in MANAGED_CLIENTS.columns})


def judge(rows: list[dict[str, object]], tolerance: int = 0, as_of: date = AS_OF) -> PunctualityResult:
    keyed = [row | {"client_key": 1, "delivered_quantity": row["ordered_quantity"]} for row in rows]
    frame = pd.DataFrame(keyed, columns=DELIVERIES.column_names)
    typed = frame.astype({column.name: column.dtype for column in DELIVERIES.columns})
    return measure_punctuality(typed, as_of=as_of, settings=PunctualitySettings(tolerance_days=tolerance))


@LAW
@given(managed)
def test_shares_of_all_managers_sum_to_one(rows: list[dict[str, object]]) -> None:
    clients = clients_frame(rows)

    table = measure_managers(clients, settings=ManagerSettings()).managers

    inside = clients[clients["is_in_window"]]
    has_sales = bool((inside["net_sales"] > 0).any())
    assert table["sales_share"].sum() == pytest.approx(1.0 if has_sales else 0.0)
    assert table["client_count"].sum() == len(inside)
    assert table["net_sales"].sum() == pytest.approx(inside["net_sales"].sum())
    assert table["start_count"].sum() == int((clients["net_sales_before"] > 0).sum())


@LAW
@given(managed)
def test_managers_do_not_depend_on_the_order_of_the_rows(rows: list[dict[str, object]]) -> None:
    clients = clients_frame(rows)

    one = measure_managers(clients, settings=ManagerSettings()).managers
    other = measure_managers(clients.iloc[::-1], settings=ManagerSettings()).managers

    pd.testing.assert_frame_equal(one, other)


@LAW
@given(managed)
def test_rates_of_managers_stay_in_their_bounds(rows: list[dict[str, object]]) -> None:
    table = measure_managers(clients_frame(rows), settings=ManagerSettings()).managers

    for column in ("gross_revenue_retention", "client_retention", "silent_share", "hhi", "top_1_share"):
        known = table[column].dropna()
        assert known.between(0, 1 + 1e-12).all()
    concentrated = table.dropna(subset=["hhi"])
    assert (concentrated["hhi"] <= concentrated["top_1_share"] + 1e-12).all()


@LAW
@given(lines, st.lists(names, min_size=6, max_size=6))
def test_the_sales_of_all_owners_are_those_of_the_month(sold: list[Line], owner: list[str]) -> None:
    days = client_days(sold)
    first = days.groupby("client_key")["date"].min().reset_index()
    starts = first[first["client_key"] > 0].rename(columns={"date": "from_date"})
    starts["manager"] = [owner[key - 1] for key in starts["client_key"]]
    named = starts[starts["manager"] != ""]
    derived = own_from_lines(named.astype({column.name: column.dtype for column in MANAGER_STARTS.columns}))

    owners = owners_on(days["client_key"], days["date"], derived=derived)
    months = sum_manager_months(days, owners, decimals=2)

    known = days[days["client_key"] > 0]
    assert months["net_sales"].sum() == pytest.approx(known["net_sales"].sum())
    expected = [owner[key - 1] if key else "" for key in days["client_key"]]
    assert owners.tolist() == expected


@LAW
@given(delivered, st.integers(0, 20))
def test_a_longer_tolerance_never_makes_a_judged_order_late(rows: list[dict[str, object]], days: int) -> None:
    strict, mild = judge(rows), judge(rows, tolerance=days)

    late = set(mild.orders.loc[~mild.orders["is_on_time"], "order_number"])
    # Lines that are not due yet under the tolerance are no longer judged, so a failed order may drop out, never appear.
    assert late <= set(strict.orders.loc[~strict.orders["is_on_time"], "order_number"])
    assert mild.order_count <= strict.order_count


@LAW
@given(delivered)
def test_punctual_orders_are_on_time_and_in_full(rows: list[dict[str, object]]) -> None:
    found = judge(rows)

    assert found.otif_count <= min(found.on_time_count, found.in_full_count)
    assert found.on_time_count + found.in_full_count - found.otif_count <= found.order_count
    assert found.good_line_count <= found.line_count
    assert found.months["order_count"].sum() == found.order_count
    assert found.clients["otif_count"].sum() == found.otif_count
    promised = {row["order_number"] for row in rows if row["promised_date"]}
    assert found.order_count + found.open_count == len(promised)


@LAW
@given(delivered)
def test_punctuality_does_not_depend_on_the_order_of_the_lines(rows: list[dict[str, object]]) -> None:
    pd.testing.assert_frame_equal(judge(rows).orders, judge(rows[::-1]).orders)


@LAW
@given(delivered)
def test_what_was_delivered_after_the_as_of_day_changes_nothing(rows: list[dict[str, object]]) -> None:
    later = [
        row | {"delivered_date": None}
        if row["delivered_date"] is not None and row["delivered_date"] > AS_OF  # type: ignore[operator]
        else row
        for row in rows
    ]

    pd.testing.assert_frame_equal(judge(rows).orders, judge(later).orders)
