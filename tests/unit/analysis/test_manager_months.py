from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.analysis.manager_months import MANAGER_MONTHS, sum_manager_months

JAN_24 = 2024 * 12 + 1


def sum_up(*rows: tuple[int, str, float, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["client_key", "date", "net_sales", "manager"])
    days = frame.astype({"date": "datetime64[us]", "net_sales": "float64", "client_key": "int64"})
    return sum_manager_months(days, days["manager"].astype("category"), decimals=2)


def test_each_day_belongs_to_its_owner(assert_is) -> None:
    found = sum_up(
        (1, "2024-01-05", 30, "Ani"),
        (1, "2024-01-20", 10, "Sari"),
        (1, "2024-03-01", 5, "Sari"),
        (0, "2024-01-01", 9, ""),
    )

    assert found.to_dict("list") == {
        "month": [JAN_24, JAN_24, JAN_24 + 2],
        "manager": ["Ani", "Sari", "Sari"],
        "net_sales": [30, 10, 5],
        "sales_share": [0.75, 0.25, 1],
    }
    assert_is(found, MANAGER_MONTHS)


def test_a_month_of_returns_has_no_share() -> None:
    found = sum_up((1, "2024-01-05", -30, "Ani"), (2, "2024-01-20", 30, ""))

    assert found["net_sales"].tolist() == [30, -30]
    assert found["sales_share"].isna().all()


def test_equal_money_stays_equal() -> None:
    found = sum_up(*[(1, f"2024-01-{day:02}", 0.1, "Ani") for day in range(1, 4)])

    assert found["net_sales"].tolist() == [0.3]


def test_no_day_makes_no_row(assert_is) -> None:
    assert_is(sum_up((0, "2024-01-05", 1, "")), MANAGER_MONTHS)
    assert sum_up()["month"].tolist() == pytest.approx([])
