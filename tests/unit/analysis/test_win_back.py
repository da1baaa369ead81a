from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import pytest

from kamlogic.analysis.win_back import NEGATIVE_MARGIN, WinBackResult, WinBackSettings, measure_win_back
from kamlogic.errors import MissingColumnsError
from kamlogic.opportunity_tables import WIN_BACK_CLIENTS, WIN_BACK_OUTCOMES
from kamlogic.tables import CLIENT_DAYS, CLIENT_PERIODS, Table
from tests.unit.analysis.sales_rows import (
    ACME,
    BRAVO,
    CARGO,
    NOBODY,
    Line,
    as_table,
    client_days,
    client_periods,
    line,
)

AssertIs = Callable[[pd.DataFrame, Table], None]
AS_OF = date(2024, 12, 31)


def value(
    *lines: Line, lost: list[int], outcomes: pd.DataFrame | None = None, **settings: object
) -> WinBackResult:
    return measure_win_back(
        client_days(lines),
        client_periods(lines),
        lost_keys=pd.Series(lost, dtype="int64"),
        outcomes=WIN_BACK_OUTCOMES.empty() if outcomes is None else outcomes,
        as_of=AS_OF,
        settings=WinBackSettings(**settings),  # type: ignore[arg-type]
    )


def first(result: WinBackResult) -> pd.Series:
    return result.clients.iloc[0]


def rhythm(client: int, start: str, pauses: list[int], amount: float = 10) -> list[Line]:
    day, bought = date.fromisoformat(start), []
    for pause in [0, *pauses]:
        day += timedelta(days=pause)
        bought.append(line(client, day.isoformat(), amount))
    return bought


def attempts(count: int, won: int) -> pd.DataFrame:
    rows = [
        {"client_key": BRAVO, "attempted_on": date(2024, 1, 1), "is_won": place < won}
        for place in range(count)
    ]
    return as_table(rows, WIN_BACK_OUTCOMES)


def test_the_value_and_its_evidence(assert_is: AssertIs) -> None:
    # BRAVO's pauses: 200 and 300 days ended, 40 days open. ACME: 250 days silent.
    lines = [
        line(ACME, "2024-04-25", 120, 60),
        *rhythm(BRAVO, "2023-07-10", [200, 300]),
        line(NOBODY, "2024-01-01", 9),
    ]

    result = value(*lines, lost=[ACME], cost=50, horizon_days=60, months=12, compares_alike=False)

    found = first(result)
    assert_is(result.clients, WIN_BACK_CLIENTS)
    assert result.rate_basis == "natural"
    # At 200 days three pauses were open (200, 300, 250), one ended: S = 2/3; at 300 the last one: S = 0.
    assert found["return_rate"] == 1
    assert (found["gap_count"], found["longer_count"], found["ended_count"]) == (2, 1, 1)
    assert (found["monthly_value"], found["value_basis"], found["last_net_sales"]) == (
        60,
        "gross_profit",
        120,
    )
    assert found["expected_value"] == 60 * 12 - 50
    assert (found["silence_days"], found["stratum"]) == (250, "all")


def test_a_silence_that_no_other_pause_outlasted_has_no_return_rate_above_zero() -> None:
    found = first(value(*rhythm(ACME, "2023-01-01", [30, 30]), lost=[ACME]))

    assert (found["return_rate"], found["longer_count"], found["expected_value"]) == (0, 0, 0)


def test_silent_months_count_as_zero_unless_only_months_with_a_purchase_count() -> None:
    lines = [line(ACME, f"2023-{month:02}-10", 30) for month in (1, 4, 7)]

    spread = first(value(*lines, lost=[ACME]))
    literal = first(value(*lines, lost=[ACME], counts_silent_months=False))

    assert (spread["monthly_value"], spread["active_month_count"]) == (pytest.approx(90 / 7), 7)
    assert (literal["monthly_value"], literal["active_month_count"]) == (30, 3)


@pytest.mark.parametrize("counts_silent_months", [True, False])
def test_only_the_last_twelve_active_months_count(counts_silent_months: bool) -> None:
    lines = [line(ACME, f"{2022 + place // 12}-{place % 12 + 1:02}-10", place + 1) for place in range(20)]

    found = first(value(*lines, lost=[ACME], counts_silent_months=counts_silent_months))

    assert found["active_month_count"] == 12
    assert found["last_net_sales"] == sum(range(9, 21))


def test_returns_in_the_active_months_are_netted_and_later_ones_are_not_active() -> None:
    lines = [line(ACME, "2024-01-10", 100), line(ACME, "2024-01-20", -40), line(ACME, "2024-03-20", -10)]

    assert first(value(*lines, lost=[ACME]))["monthly_value"] == 60


def test_sales_stand_in_where_no_cost_is_known() -> None:
    found = first(value(line(ACME, "2024-01-10", 100), lost=[ACME]))

    assert (found["monthly_value"], found["value_basis"]) == (100, "net_sales")


def test_a_negative_margin_is_hidden_with_its_reason() -> None:
    result = value(line(ACME, "2024-01-10", 100, 130), line(BRAVO, "2024-01-10", 5), lost=[ACME, BRAVO])

    assert result.clients["client_key"].tolist() == [BRAVO]
    assert result.hidden["client_key"].tolist() == [ACME]
    assert result.hidden["hidden_reason"].tolist() == [NEGATIVE_MARGIN]
    assert result.clients["hidden_reason"].tolist() == [""]


def test_equal_values_are_ordered_by_last_sales_then_by_key() -> None:
    lines = [line(key, "2023-01-10", amount, 0) for key, amount in ((CARGO, 10), (BRAVO, 10), (ACME, 90))]

    # Nobody ever returned: every value is 0.
    assert value(*lines, lost=[ACME, BRAVO, CARGO]).clients["client_key"].tolist() == [ACME, BRAVO, CARGO]


def test_pauses_after_as_many_purchases_are_compared_where_enough_ended() -> None:
    # After the first purchase 20 days, after later ones 100 days: a first-time buyer silent for 60 days.
    others = [sold for key in range(10, 20) for sold in rhythm(key, "2023-01-01", [20, 100, 100])]
    acme = line(ACME, "2024-11-01", 10)

    alike = first(value(*others, acme, lost=[ACME], min_gap_count=10))
    pooled = first(value(*others, acme, lost=[ACME], min_gap_count=11))
    off = first(value(*others, acme, lost=[ACME], compares_alike=False))

    assert (alike["stratum"], alike["gap_count"], alike["return_rate"]) == ("1", 10, 0)
    assert (pooled["stratum"], pooled["gap_count"]) == ("all", 30)
    assert pooled["return_rate"] == off["return_rate"] > 0.5


@pytest.mark.parametrize(("purchases", "stratum"), [(1, "1"), (2, "2"), (3, "3-5"), (5, "3-5"), (6, "6+")])
def test_strata_by_the_number_of_purchases(purchases: int, stratum: str) -> None:
    long = rhythm(BRAVO, "2023-01-01", [10] * 20)

    found = first(
        value(*long, *rhythm(ACME, "2023-01-05", [9] * (purchases - 1)), lost=[ACME], min_gap_count=1)
    )

    assert found["stratum"] == stratum


def test_own_attempts_give_the_rate_from_thirty_on() -> None:
    acme = line(ACME, "2024-01-10", 100)

    few = value(acme, lost=[ACME], outcomes=attempts(29, 29))
    enough = value(acme, lost=[ACME], outcomes=attempts(30, 6))

    assert (few.rate_basis, few.attempt_count, first(few)["return_rate"]) == ("natural", 29, 0)
    assert (enough.rate_basis, first(enough)["return_rate"]) == ("own", 0.2)


def test_nobody_lost_and_no_sales_give_empty_tables(assert_is: AssertIs) -> None:
    for result in (value(line(ACME, "2024-01-10", 100), lost=[]), value(lost=[ACME])):
        assert_is(result.clients, WIN_BACK_CLIENTS)
        assert result.clients.empty
        assert result.hidden.empty


def test_the_arguments_are_not_modified_and_their_order_does_not_matter() -> None:
    lines = [*rhythm(ACME, "2023-01-01", [30, 60, 30]), *rhythm(BRAVO, "2024-01-01", [200, 5])]
    days, periods = client_days(lines).iloc[::-1], client_periods(lines).iloc[::-1]
    before = days.copy(), periods.copy()

    result = measure_win_back(
        days, periods, lost_keys=pd.Series([BRAVO, ACME]), outcomes=WIN_BACK_OUTCOMES.empty(),
        as_of=AS_OF, settings=WinBackSettings(),
    )  # fmt: skip

    pd.testing.assert_frame_equal(days, before[0])
    pd.testing.assert_frame_equal(periods, before[1])
    pd.testing.assert_frame_equal(result.clients, value(*lines, lost=[ACME, BRAVO]).clients)


@pytest.mark.parametrize("table", ["client_days", "client_periods", "win_back_outcomes"])
def test_a_missing_column_is_refused(table: str) -> None:
    frames = {
        found.name: found.empty().drop(columns="client_key") if found.name == table else found.empty()
        for found in (CLIENT_DAYS, CLIENT_PERIODS, WIN_BACK_OUTCOMES)
    }

    with pytest.raises(MissingColumnsError, match=f"'{table}' lacks client_key"):
        measure_win_back(
            frames["client_days"], frames["client_periods"], lost_keys=pd.Series([], dtype="int64"),
            outcomes=frames["win_back_outcomes"], as_of=AS_OF, settings=WinBackSettings(),
        )  # fmt: skip
