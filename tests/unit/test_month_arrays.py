from __future__ import annotations

import numpy as np
import pytest

from kamlogic.day_values import sort_day_values
from kamlogic.month_arrays import MonthArrays, as_month_arrays
from kamlogic.tables import CLIENT_DAYS
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, NOBODY, client_days, line

JANUARY = 2024 * 12 + 1
SOLD = [
    line(ACME, "2023-12-20", 5),
    line(ACME, "2024-01-10", 10),
    line(ACME, "2024-01-31", 20),
    line(ACME, "2024-03-01", -4),
    line(BRAVO, "2024-02-05", 7),
    line(BRAVO, "2024-04-02", 9),
    line(CARGO, "2024-02-05", -7),
    line(NOBODY, "2024-02-05", 100),
]


@pytest.fixture
def months() -> MonthArrays:
    """January to March; April is not over yet."""
    shuffled = client_days(SOLD).iloc[::-1]
    return as_month_arrays(sort_day_values(shuffled), range(JANUARY - 1, JANUARY + 3), begin=JANUARY)


def test_sales_lie_by_buyer_and_complete_month(months: MonthArrays) -> None:
    assert months.keys.tolist() == [ACME, BRAVO]
    assert months.sales.tolist() == [[30, 0, -4], [0, 7, 0]]
    assert months.bought.tolist() == [[True, False, False], [False, True, False]]
    assert months.sum(JANUARY, JANUARY + 2).tolist() == [26, 7]
    assert np.isnan(months.sum(JANUARY - 2, JANUARY)).all()


def test_a_purchase_before_the_first_column_counts_for_the_history(months: MonthArrays) -> None:
    assert months.first_month.tolist() == [JANUARY - 1, JANUARY + 1]
    assert months.history(JANUARY + 2).tolist() == [4, 2]


def test_the_mean_is_that_of_all_months_or_of_those_with_a_purchase(months: MonthArrays) -> None:
    every = months.recent_mean(JANUARY + 2, 2, counts_silent=True)
    bought = months.recent_mean(JANUARY + 2, 2, counts_silent=False)

    assert every.tolist() == [-2, 3.5]
    assert bought.tolist() == [30, 7]


def test_without_purchases_there_are_no_clients() -> None:
    found = as_month_arrays(sort_day_values(CLIENT_DAYS.empty()), range(JANUARY, JANUARY), begin=JANUARY)

    assert (found.sales.shape, found.first_month.shape) == ((0, 0), (0,))
