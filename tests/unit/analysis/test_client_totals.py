from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.client_totals import sum_clients
from kamlogic.errors import MissingColumnsError
from kamlogic.periods import Window, month_of
from kamlogic.tables import CLIENT_PERIODS, CLIENT_TOTALS, Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, NOBODY, as_table, client_periods, line

AssertIs = Callable[[pd.DataFrame, Table], None]
START, END = date(2024, 1, 1), date(2024, 3, 31)
QUARTER = Window(START, END, month_of(START), month_of(END))


def test_months_in_the_window_are_added_up() -> None:
    periods = client_periods(
        [
            line(ACME, "2023-12-31", 1000, 1),
            line(ACME, "2024-01-01", 100, 60),
            line(ACME, "2024-03-31", 50.25, 30),
            line(ACME, "2024-04-01", 1000, 1),
            line(BRAVO, "2024-02-10", -20, -10),
        ]
    )

    totals = sum_clients(periods.iloc[::-1], window=QUARTER)

    expected = [
        {"client_key": ACME, "net_sales": 150.25, "gross_profit": 60.25, "purchase_day_count": 2},
        {"client_key": BRAVO, "net_sales": -20.0, "gross_profit": -10.0, "purchase_day_count": 0},
    ]
    pd.testing.assert_frame_equal(totals, as_table(expected, CLIENT_TOTALS))


def test_lines_without_a_client_are_in_no_total(assert_is: AssertIs) -> None:
    totals = sum_clients(client_periods([line(NOBODY, "2024-01-01", 5)]), window=QUARTER)

    assert totals.empty
    assert_is(totals, CLIENT_TOTALS)


def test_a_gross_profit_known_in_some_months_is_the_sum_of_these() -> None:
    periods = client_periods([line(ACME, "2024-01-01", 100), line(ACME, "2024-02-01", 100, 70)])

    assert sum_clients(periods, window=QUARTER)["gross_profit"].tolist() == [30.0]


def test_a_gross_profit_known_in_no_month_is_missing() -> None:
    totals = sum_clients(client_periods([line(ACME, "2024-01-01", 100)]), window=QUARTER)

    assert np.isnan(totals["gross_profit"].iloc[0])


def test_an_empty_table_gives_an_empty_one(assert_is: AssertIs) -> None:
    assert_is(sum_clients(CLIENT_PERIODS.empty(), window=QUARTER), CLIENT_TOTALS)


def test_the_argument_is_not_modified() -> None:
    periods = client_periods([line(BRAVO, "2024-02-10", 5), line(ACME, "2024-01-01", 5)])
    before = periods.copy()

    sum_clients(periods, window=QUARTER)

    pd.testing.assert_frame_equal(periods, before)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_periods' lacks month"):
        sum_clients(CLIENT_PERIODS.empty().drop(columns="month"), window=QUARTER)
