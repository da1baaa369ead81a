from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.at_risk import (
    AT_RISK,
    CLIENT_STANDINGS,
    AtRiskResult,
    AtRiskSettings,
    find_at_risk,
)
from kamlogic.day_values import sort_day_values
from kamlogic.errors import MissingColumnsError
from kamlogic.loss_criteria import LossCriterion
from kamlogic.periods import DataSpan, choose_window, complete_months
from kamlogic.tables import CLIENT_DAYS, CLIENT_PERIODS, Table
from tests.unit.analysis.sales_rows import (
    ACME,
    BRAVO,
    CARGO,
    DELTA,
    NOBODY,
    Line,
    client_days,
    client_periods,
    line,
)

AssertIs = Callable[[pd.DataFrame, Table], None]
AS_OF = date(2024, 6, 30)
SPAN = DataSpan(date(2023, 1, 1), AS_OF, quiet_days=2)


def find(*lines: Line, **settings: object) -> AtRiskResult:
    return find_at_risk(
        sort_day_values(client_days(lines)),
        client_periods(lines),
        as_of=AS_OF,
        complete=complete_months(SPAN, AS_OF),
        window=choose_window(SPAN, AS_OF, "12m"),
        criterion=LossCriterion(),
        settings=AtRiskSettings(**settings),  # type: ignore[arg-type]
    )


def monthly(key: int, months: range, amount: float, cost: float | None = None, day: int = 10) -> list[Line]:
    """One purchase in each month counted from January 2023 (0)."""
    return [line(key, f"{2023 + month // 12}-{month % 12 + 1:02}-{day:02}", amount, cost) for month in months]


def standing(result: AtRiskResult) -> dict[int, str]:
    return dict(zip(result.standings["client_key"], result.standings["standing"], strict=True))


def test_a_late_client_with_its_figures_and_its_value_at_risk(assert_is: AssertIs) -> None:
    result = find(
        *monthly(ACME, range(12, 17), 100, 60),
        *monthly(BRAVO, range(12, 18), 100, 60),
    )

    assert standing(result) == {ACME: "at_risk", BRAVO: "steady"}
    (acme,) = result.clients.to_dict("records")
    assert acme["silence_days"] == 51
    assert (acme["median_gap_days"], acme["longest_gap_days"]) == (30.5, 31)
    assert (acme["is_late"], acme["is_beyond"], acme["is_declining"]) == (True, True, False)
    assert (acme["yearly_net_sales"], acme["yearly_gross_profit"]) == (500, 200)
    # No pause of 51 days has ended so far, so the chance to return within 90 days is 0.
    assert acme["return_share"] == 0
    assert acme["value_at_risk"] == 200
    assert result.value_basis == "gross_profit"
    assert not result.returns_by_count
    assert_is(result.clients, AT_RISK)
    assert_is(result.standings, CLIENT_STANDINGS)


def test_without_cost_the_value_is_that_of_the_sales() -> None:
    result = find(*monthly(ACME, range(12, 17), 100), *monthly(BRAVO, range(12, 18), 100))

    assert result.value_basis == "net_sales"
    assert result.clients["value_at_risk"].tolist() == [500]


def test_late_begins_after_the_factor() -> None:
    # The gaps are 30, 61, 30 and 30 days, the silence 45.
    bought = [
        line(ACME, day, 10) for day in ("2023-12-17", "2024-01-16", "2024-03-17", "2024-04-16", "2024-05-16")
    ]

    assert standing(find(*bought, late_factor=1.5)) == {ACME: "steady"}
    assert find(*bought, late_factor=1.49).clients["is_late"].tolist() == [True]


def test_silent_as_never_before_begins_the_day_after_the_longest_gap() -> None:
    as_long = [line(ACME, day, 10) for day in ("2024-03-02", "2024-04-01", "2024-05-16")]
    longer = [line(ACME, day, 10) for day in ("2024-03-02", "2024-04-02", "2024-05-16")]

    assert standing(find(*as_long, late_factor=5)) == {ACME: "steady"}
    assert find(*longer, late_factor=5).clients["is_beyond"].tolist() == [True]


def test_a_short_rhythm_counts_as_a_week() -> None:
    daily = [line(ACME, f"2024-06-{day:02}", 10) for day in range(10, 20)]

    result = find(*daily)

    assert result.clients[["is_late", "is_beyond"]].to_numpy().tolist() == [[True, True]]
    weekly = [line(ACME, f"2024-06-{day:02}", 10) for day in range(13, 21)]
    assert find(*weekly).clients["is_late"].tolist() == [False]


def test_a_falling_client_that_still_buys_is_at_risk() -> None:
    result = find(*monthly(ACME, range(15), 100), *monthly(ACME, range(15, 18), 40))

    assert result.clients["is_declining"].tolist() == [True]
    assert result.clients[["is_late", "is_beyond"]].to_numpy().tolist() == [[False, False]]
    assert result.clients[["base", "kept_share"]].iloc[0].tolist() == ["year_ago", 0.4]


def test_the_lost_the_new_and_those_who_never_bought_stand_apart() -> None:
    result = find(
        *monthly(ACME, range(12), 100),
        line(BRAVO, "2024-06-01", 100),
        line(CARGO, "2024-06-01", -100),
        *monthly(DELTA, range(12, 18), 5),
        line(NOBODY, "2024-06-02", 9),
    )

    assert standing(result) == {ACME: "lost", BRAVO: "too_new", CARGO: "never_bought", DELTA: "steady"}
    assert result.counts() == {"lost": 1, "at_risk": 0, "steady": 1, "too_new": 1, "never_bought": 1}
    assert result.clients.empty


def test_a_client_of_two_purchases_can_fall_but_is_never_late() -> None:
    result = find(line(ACME, "2023-05-02", 900), line(ACME, "2024-05-20", 100))

    (acme,) = result.clients.to_dict("records")
    assert (acme["is_late"], acme["is_beyond"], acme["is_declining"]) == (False, False, True)


def test_the_largest_value_comes_first_and_a_loss_puts_nothing_at_risk() -> None:
    result = find(
        *monthly(ACME, range(12, 17), 100, 60),
        *monthly(BRAVO, range(12, 17), 100, 10),
        *monthly(CARGO, range(12, 17), 100, 900),
        *monthly(DELTA, range(12, 17), 100),
    )

    assert result.clients["client_key"].tolist() == [BRAVO, ACME, CARGO, DELTA]
    assert result.clients["value_at_risk"].tolist()[:3] == [450, 200, 0]
    assert np.isnan(result.clients["value_at_risk"].iloc[3])


def test_nobody_is_an_empty_list(assert_is: AssertIs) -> None:
    result = find()

    assert_is(result.clients, AT_RISK)
    assert_is(result.standings, CLIENT_STANDINGS)
    assert sum(result.counts().values()) == 0


@pytest.mark.parametrize(("table", "name"), [(CLIENT_DAYS, "date"), (CLIENT_PERIODS, "month")])
def test_a_missing_column_is_named(table: Table, name: str) -> None:
    days, periods = [
        one.empty().drop(columns=name) if one is table else one.empty()
        for one in (CLIENT_DAYS, CLIENT_PERIODS)
    ]
    with pytest.raises(MissingColumnsError, match=name):
        find_at_risk(
            sort_day_values(days),
            periods,
            as_of=AS_OF,
            complete=complete_months(SPAN, AS_OF),
            window=choose_window(SPAN, AS_OF, "12m"),
            criterion=LossCriterion(),
            settings=AtRiskSettings(),
        )
