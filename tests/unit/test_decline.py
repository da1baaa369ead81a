from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.decline import DECLINES, DeclineSettings, decline
from kamlogic.errors import MissingColumnsError
from kamlogic.periods import month_start
from kamlogic.tables import CLIENT_PERIODS
from tests.unit.analysis.sales_rows import ACME, BRAVO, NOBODY, Line, client_periods

FIRST = 2023 * 12 + 1
MONTHS = range(FIRST, FIRST + 18)
"""January 2023 to June 2024: April to June against April to June."""


def find(sold: dict[int, dict[int, float]], months: range = MONTHS, **settings: float) -> pd.DataFrame:
    """Clients by key, their sales by number of the month (0: January 2023)."""
    lines = [
        Line(key, month_start(FIRST + month).replace(day=15), round(amount * 100))
        for key, by_month in sold.items()
        for month, amount in by_month.items()
    ]
    return decline(client_periods(lines), months=months, settings=DeclineSettings(**settings))  # type: ignore[arg-type]


def test_the_whole_table_of_a_falling_and_a_steady_client() -> None:
    found = find(
        {
            ACME: {3: 100, 4: 100, 5: 100, 15: 100, 16: 49.99},
            BRAVO: {3: 100, 4: 100, 5: 100, 15: 100, 16: 50},
            NOBODY: {3: 900, 15: 1},
        }
    )

    expected = pd.DataFrame(
        {
            "client_key": [ACME, BRAVO],
            "recent_net_sales": [149.99, 150.0],
            "base_net_sales": [300.0, 300.0],
            "base": pd.Series(["year_ago", "year_ago"], dtype="str"),
            "kept_share": [149.99 / 300, 0.5],
            "is_declining": [True, False],
        }
    )
    pd.testing.assert_frame_equal(found, expected)
    pd.testing.assert_series_equal(found.dtypes, DECLINES.empty().dtypes)


def test_a_client_that_did_not_buy_lately_is_silent_and_not_falling() -> None:
    found = find({ACME: {3: 100, 14: 100}, BRAVO: {3: 100, 16: -20}})

    assert found["is_declining"].tolist() == [False, False]
    assert found["kept_share"].tolist() == [0.0, -0.2]


def test_without_sales_a_year_ago_the_own_mean_of_the_year_is_the_measure() -> None:
    found = find({ACME: dict.fromkeys(range(6, 15), 100) | {15: 100}})

    assert found[["base", "base_net_sales"]].iloc[0].tolist() == ["year_mean", 300.0]
    assert found["is_declining"].tolist() == [True]


def test_a_client_of_fewer_than_six_months_before_has_nothing_to_compare_with() -> None:
    found = find({ACME: {9: 600, 15: 100}, BRAVO: {10: 600, 15: 100}})

    assert found["base"].tolist() == ["year_mean", ""]
    assert found["base_net_sales"].isna().tolist() == [False, True]
    assert found["kept_share"].isna().tolist() == [False, True]
    assert found["is_declining"].tolist() == [True, False]


def test_sales_of_less_than_nothing_are_nothing_to_compare_with() -> None:
    found = find({ACME: {0: 10, 3: -100, 15: 10}})

    assert found["base"].tolist() == [""]


def test_data_that_do_not_reach_back_a_year_take_the_mean_of_what_they_hold() -> None:
    sold = {ACME: dict.fromkeys(range(4, 15), 100) | {15: 40, 16: 40}}

    assert find(sold, range(FIRST + 4, FIRST + 18))["base"].tolist() == ["year_mean"]


def test_months_outside_the_range_change_nothing() -> None:
    sold = {ACME: {3: 100, 4: 100, 5: 100, 15: 100}}
    later = {ACME: sold[ACME] | {18: 1000}}

    pd.testing.assert_frame_equal(find(sold), find(later))
    assert find(sold, range(FIRST, FIRST)).empty


def test_a_missing_column_is_named() -> None:
    with pytest.raises(MissingColumnsError, match="net_sales"):
        decline(CLIENT_PERIODS.empty().drop(columns="net_sales"), months=MONTHS, settings=DeclineSettings())
