from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kamlogic.day_values import sort_day_values
from kamlogic.errors import MissingColumnsError
from kamlogic.purchases import day_number
from kamlogic.tables import CLIENT_DAYS
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, NOBODY, client_days, line

SOLD = [
    line(ACME, "2024-01-01", 10, 4),
    line(ACME, "2024-01-10", -3),
    line(ACME, "2024-02-01", 100, 50),
    line(BRAVO, "2024-01-05", 7),
    line(CARGO, "2024-01-31", 1, 1),
    line(NOBODY, "2024-01-02", 1000, 1),
]


def days(*texts: str) -> np.ndarray:
    return np.array([day_number(date.fromisoformat(text)) for text in texts])


def test_sums_of_stretches_of_days_in_any_order() -> None:
    values = sort_day_values(client_days(SOLD).iloc[::-1])

    found = values.client_sums(
        np.array([BRAVO, ACME, ACME, ACME, CARGO]),
        first=days("2024-01-01", "2023-01-01", "2024-01-02", "2024-01-10", "2024-03-01"),
        last=days("2024-12-31", "2024-01-31", "2024-01-09", "2024-02-01", "2024-04-01"),
    )

    np.testing.assert_array_equal(found["net_sales"], [7, 7, np.nan, 97, np.nan])
    np.testing.assert_array_equal(found["gross_profit"], [np.nan, 6, np.nan, 50, np.nan])


def test_the_base_for_shares_is_the_sum_of_the_totals_above_zero() -> None:
    credit = line(CARGO, "2024-01-20", -40, 0)
    values = sort_day_values(client_days([*SOLD, credit]))

    sales = values.positive_base(
        "net_sales", days("2023-12-31", "2024-01-05", "2024-01-10", "2024-01-31", "2025-01-01"), length=10
    )
    profit = values.positive_base("gross_profit", days("2024-01-05", "2024-02-01", "2030-01-01"), length=365)

    # 10 + 7; then 10 - 3 + 7; then only Cargo's 1 after its credit of 40 on the edge of ten days; then nothing.
    np.testing.assert_array_equal(sales, [0, 17, 14, 1, 0])
    np.testing.assert_array_equal(profit, [6, 56, 0])


def test_a_client_whose_total_is_below_zero_is_in_no_base() -> None:
    values = sort_day_values(client_days([line(ACME, "2024-01-10", 100), line(BRAVO, "2024-01-10", -90)]))

    assert values.positive_base("net_sales", days("2024-01-10"), length=365).tolist() == [100]


def test_without_lines_there_are_no_values() -> None:
    values = sort_day_values(CLIENT_DAYS.empty())
    nothing = np.array([], dtype="int64")

    assert values.starts.tolist() == [0]
    for name, sums in values.client_sums(nothing, first=nothing, last=nothing).items():
        assert len(sums) == len(values.positive_base(name, nothing, length=365)) == 0


def test_a_missing_column_is_named() -> None:
    with pytest.raises(MissingColumnsError, match="gross_profit"):
        sort_day_values(pd.DataFrame(client_days(SOLD)).drop(columns="gross_profit"))
