from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kamlogic.analysis.vital_history import VITAL_CLIENTS, VitalSettings, follow_vital
from kamlogic.errors import MissingColumnsError
from kamlogic.rolling import Months
from kamlogic.tables import CLIENT_PERIODS, Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, client_periods, line

AssertIs = Callable[[pd.DataFrame, Table], None]
JAN = 2024 * 12 + 1


def follow(shares: list[float], **settings: object) -> pd.Series:
    """ACME's state after windows of one month each in which it has these per cent of the profit."""
    lines = [
        sold
        for month, share in enumerate(shares, start=1)
        for sold in (
            line(ACME, f"2024-{month:02}-05", share, 0),
            line(BRAVO, f"2024-{month:02}-05", 100 - share, 0),
        )
    ]
    found = follow_vital(
        client_periods(lines),
        windows=[Months(JAN + place, JAN + place) for place in range(len(shares))],
        enter_share=0.10,
        settings=VitalSettings(**settings),  # type: ignore[arg-type]
        decimals=2,
    )
    rows = found[found["client_key"] == ACME]
    return rows.iloc[0] if len(rows) else pd.Series({"is_vital": None})


@pytest.mark.parametrize(
    ("shares", "is_vital", "since"),
    [
        ([10], True, 0),
        ([9.99], None, None),
        ([10, 9.5, 9.0], True, 0),
        ([10, 8.9], True, 0),
        ([10, 8.9, 8.9], False, 0),
        ([10, 8.9, 9.0, 8.9], True, 0),
        ([10, 8.9, 8.9, 9.5], False, 0),
        ([10, 8.9, 8.9, 10], True, 3),
        ([9.5, 9.5, 10], True, 2),
    ],
)
def test_a_client_becomes_vital_at_ten_percent_and_stays_until_twice_below_nine(
    shares: list[float], is_vital: bool | None, since: int | None
) -> None:
    found = follow(shares)

    assert found["is_vital"] is is_vital or found["is_vital"] == is_vital
    assert found.get("vital_since") == (None if since is None else JAN + since)


def test_the_windows_below_are_counted() -> None:
    assert follow([10, 8, 7, 6], leave_windows=5)["below_count"] == 3


def test_the_leaving_share_never_lies_above_the_entering_share() -> None:
    assert follow([10, 10, 10], leave_share=0.5, leave_windows=1)["is_vital"]


def test_the_whole_result(assert_is: AssertIs) -> None:
    periods = client_periods([line(ACME, "2024-01-05", 40, 30), line(BRAVO, "2024-01-05", 60, 30)])

    found = follow_vital(
        periods, windows=[Months(JAN, JAN)], enter_share=0.1, settings=VitalSettings(), decimals=2
    )

    assert_is(found, VITAL_CLIENTS)
    assert found.to_dict("list") == {
        "client_key": [BRAVO, ACME],
        "is_vital": [True, True],
        "vital_share": [0.75, 0.25],
        "vital_since": [JAN, JAN],
        "below_count": [0, 0],
    }


def test_without_cost_the_share_is_of_sales() -> None:
    periods = client_periods([line(ACME, "2024-01-05", 5), line(BRAVO, "2024-01-05", 95)])

    found = follow_vital(
        periods, windows=[Months(JAN, JAN)], enter_share=0.1, settings=VitalSettings(), decimals=2
    )

    assert found["client_key"].tolist() == [BRAVO]


def test_ten_equal_clients_reach_ten_percent() -> None:
    periods = client_periods([line(key, "2024-01-05", 0.1, 0) for key in range(1, 11)])

    found = follow_vital(
        periods, windows=[Months(JAN, JAN)], enter_share=0.1, settings=VitalSettings(), decimals=2
    )

    assert len(found) == 10


def test_a_client_without_a_share_does_not_reach_a_limit_of_nothing() -> None:
    periods = client_periods([line(ACME, "2024-01-05", 5), line(BRAVO, "2024-01-05", -5)])

    found = follow_vital(
        periods, windows=[Months(JAN, JAN)], enter_share=0.0, settings=VitalSettings(), decimals=2
    )

    assert found["client_key"].tolist() == [ACME]


@pytest.mark.parametrize("windows", [[], [Months(JAN, JAN)]])
def test_without_clients_or_windows_nobody_is_vital(assert_is: AssertIs, windows: list[Months]) -> None:
    found = follow_vital(
        CLIENT_PERIODS.empty(), windows=windows, enter_share=0.1, settings=VitalSettings(), decimals=2
    )

    assert_is(found, VITAL_CLIENTS)
    assert found.empty


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_periods' lacks gross_profit"):
        follow_vital(
            CLIENT_PERIODS.empty().drop(columns="gross_profit"),
            windows=[Months(JAN, JAN)],
            enter_share=0.1,
            settings=VitalSettings(),
            decimals=2,
        )
