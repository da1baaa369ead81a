from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlogic.errors import MissingColumnsError
from kamlogic.rolling import Months, past_windows, positive_shares, whole_quarters, window_sums
from kamlogic.tables import CLIENT_PERIODS
from tests.unit.analysis.sales_rows import ACME, BRAVO, NOBODY, client_periods, line

JAN = 2024 * 12 + 1


def test_windows_end_with_the_last_complete_month_and_step_back() -> None:
    found = past_windows(range(JAN, JAN + 15), length=12, step=3)

    assert found == [Months(JAN, JAN + 11), Months(JAN + 3, JAN + 14)]


@pytest.mark.parametrize("count", [0, 11])
def test_too_few_months_have_no_window(count: int) -> None:
    assert past_windows(range(JAN, JAN + count), length=12, step=1) == []


def test_a_quarter_is_whole_when_all_its_months_are_complete() -> None:
    assert whole_quarters(range(JAN + 1, JAN + 7)) == [Months(JAN + 3, JAN + 5)]


def test_the_sums_of_two_windows() -> None:
    periods = client_periods(
        [
            line(BRAVO, "2024-03-05", 40, 10),
            line(ACME, "2024-01-05", 0.1, 0),
            line(ACME, "2024-02-05", 0.2),
            line(NOBODY, "2024-02-05", 1000, 1),
        ]
    )

    first, second = window_sums(
        periods.iloc[::-1], windows=[Months(JAN, JAN + 1), Months(JAN + 1, JAN + 2)], decimals=2
    )

    assert first.client_keys.tolist() == second.client_keys.tolist() == [ACME, BRAVO]
    assert first.net_sales.tolist() == [0.3, 0.0]
    np.testing.assert_array_equal(first.gross_profit, [0.1, np.nan])
    assert second.net_sales.tolist() == [0.2, 40.0]
    np.testing.assert_array_equal(second.gross_profit, [np.nan, 30.0])


def test_without_clients_there_are_windows_of_nobody() -> None:
    (sums,) = window_sums(CLIENT_PERIODS.empty(), windows=[Months(JAN, JAN)], decimals=2)

    assert (len(sums.client_keys), len(sums.net_sales), len(sums.gross_profit)) == (0, 0, 0)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_periods' lacks month"):
        next(window_sums(CLIENT_PERIODS.empty().drop(columns="month"), windows=[], decimals=2))


@pytest.mark.parametrize(
    ("values", "shares"),
    [([30.0, -5.0, 10.0, np.nan], [0.75, 0.0, 0.25, 0.0]), ([-1.0, 0.0], [0.0, 0.0]), ([], [])],
)
def test_shares_are_of_the_positive_values(values: list[float], shares: list[float]) -> None:
    assert positive_shares(np.array(values, dtype="float64")).tolist() == shares


def test_the_periods_are_not_modified() -> None:
    periods = client_periods([line(ACME, "2024-01-05", 75)])
    before = periods.copy()

    list(window_sums(periods, windows=[Months(JAN, JAN)], decimals=2))

    pd.testing.assert_frame_equal(periods, before)
