from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.concentration_periods import (
    CONCENTRATION_PERIODS,
    PeriodSettings,
    choose_periods,
    measure_periods,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.rolling import Months
from kamlogic.tables import CLIENT_PERIODS, Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, NOBODY, client_periods, line

AssertIs = Callable[[pd.DataFrame, Table], None]
JAN = 2024 * 12 + 1


def measure(periods: pd.DataFrame, windows: list[Months], **options: object) -> pd.DataFrame:
    given: dict[str, object] = {"measure": "net_sales", "key_clients": pd.Series([ACME]), "decimals": 2}
    return measure_periods(periods, periods=windows, **(given | options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("months", "period", "count", "length"),
    [
        (17, "auto", 5, 3),
        (18, "auto", 7, 12),
        (18, "quarter", 6, 3),
        (13, "trailing_year", 2, 12),
    ],
)
def test_periods_are_chosen_by_the_length_of_the_data(
    months: int, period: str, count: int, length: int
) -> None:
    found = choose_periods(range(JAN, JAN + months), settings=PeriodSettings(period=period))  # type: ignore[arg-type]

    assert len(found) == count
    assert {last - first + 1 for first, last in found} == {length}


def test_two_months_make_no_period() -> None:
    assert choose_periods(range(JAN, JAN + 2), settings=PeriodSettings()) == []


def test_the_whole_result_of_two_periods(assert_is: AssertIs) -> None:
    periods = client_periods(
        [
            line(ACME, "2024-01-05", 60, 50),
            line(BRAVO, "2024-01-05", 30, 0),
            line(CARGO, "2024-01-05", 10, 0),
            line(NOBODY, "2024-01-05", 900, 0),
            line(BRAVO, "2024-02-05", 50, 0),
            line(CARGO, "2024-02-05", -50, 0),
        ]
    )

    found = measure(periods, [Months(JAN, JAN), Months(JAN + 1, JAN + 1)])

    assert_is(found, CONCENTRATION_PERIODS)
    expected = pd.DataFrame(
        {
            "first_month": [JAN, JAN + 1],
            "last_month": [JAN, JAN + 1],
            "client_count": [3, 1],
            "value": [100.0, 50.0],
            "top_1_share": [0.6, 1.0],
            "top_5_share": [1.0, 1.0],
            "key_share": [0.6, 0.0],
            "hhi": [0.46, 1.0],
            "effective_clients": [1 / 0.46, 1.0],
        }
    )
    pd.testing.assert_frame_equal(found, expected)


def test_concentration_of_profit_keeps_the_key_share_of_sales() -> None:
    periods = client_periods([line(ACME, "2024-01-05", 60, 50), line(BRAVO, "2024-01-05", 40, 10)])

    found = measure(periods, [Months(JAN, JAN)], measure="gross_profit").iloc[0]

    assert (found["value"], found["top_1_share"], found["key_share"]) == (40.0, 0.75, 0.6)


def test_the_five_largest_of_six() -> None:
    periods = client_periods([line(key, "2024-01-05", 10 + key) for key in range(1, 7)])

    found = measure(periods, [Months(JAN, JAN)]).iloc[0]

    assert found["top_5_share"] == pytest.approx(1 - 11 / 81, abs=1e-12)


def test_a_period_without_positive_sales_is_undefined() -> None:
    periods = client_periods([line(ACME, "2024-01-05", -5), line(BRAVO, "2024-02-05", 5)])

    found = measure(periods, [Months(JAN, JAN)]).iloc[0]

    assert (found["client_count"], found["value"]) == (0, 0.0)
    assert found[["top_1_share", "top_5_share", "key_share", "hhi", "effective_clients"]].isna().all()


@pytest.mark.parametrize("windows", [[], [Months(JAN, JAN)]])
def test_without_clients_nothing_is_defined(assert_is: AssertIs, windows: list[Months]) -> None:
    found = measure(CLIENT_PERIODS.empty(), windows)

    assert_is(found, CONCENTRATION_PERIODS)
    assert len(found) == len(windows)
    assert np.isnan(found["hhi"]).all()


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_periods' lacks net_sales"):
        measure(CLIENT_PERIODS.empty().drop(columns="net_sales"), [])
