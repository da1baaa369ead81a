from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.next_orders import NextOrderResult, NextOrderSettings, forecast_orders
from kamlogic.day_values import sort_day_values
from kamlogic.errors import MissingColumnsError
from kamlogic.forecast_tables import NEXT_ORDERS, ORDER_ORIGINS, ORDER_WEEKS
from kamlogic.loss_criteria import CriterionKind, LossCriterion
from kamlogic.tables import CLIENT_DAYS, Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, DELTA, NOBODY, Line, client_days, line

AssertIs = Callable[[pd.DataFrame, Table], None]
AS_OF = date(2024, 6, 30)


def foretell(*lines: Line, as_of: date = AS_OF, silent_days: int = 90, **settings: float) -> NextOrderResult:
    return forecast_orders(
        sort_day_values(client_days(lines)),
        as_of=as_of,
        criterion=LossCriterion(hiatus_days=silent_days),
        settings=NextOrderSettings(**settings),  # type: ignore[arg-type]
    )


def bought(client: int, *days: str, amount: float = 10) -> list[Line]:
    return [line(client, day, amount) for day in days]


def order(result: NextOrderResult, client: int = ACME) -> pd.Series:
    return result.orders.set_index("client_key").loc[client]


# Gaps 10, 20, 40, 10: median 15, quartiles 10 and 25.
ACME_DAYS = ("2024-04-01", "2024-04-11", "2024-05-01", "2024-06-10", "2024-06-20")


def test_the_date_is_the_last_purchase_and_the_own_median_gap(assert_is: AssertIs) -> None:
    result = foretell(*bought(ACME, *ACME_DAYS), line(NOBODY, "2024-06-01", 5))

    found = order(result)
    assert_is(result.orders, NEXT_ORDERS)
    assert_is(result.weeks, ORDER_WEEKS)
    assert_is(result.origins, ORDER_ORIGINS)
    assert found["expected_on"] == pd.Timestamp("2024-07-05")
    assert (found["earliest_on"], found["latest_on"]) == (
        pd.Timestamp("2024-06-30"),
        pd.Timestamp("2024-07-15"),
    )
    assert (found["median_gap_days"], found["gap_count"], found["order_state"]) == (15, 4, "expected")
    assert np.isnan(found["overdue_days"])


def test_half_a_day_is_rounded_up_and_the_spread_outwards() -> None:
    # Gaps 1 and 4: median 2.5, quartiles 1.75 and 3.25.
    found = order(foretell(*bought(ACME, "2024-06-24", "2024-06-25", "2024-06-29")))

    assert [found[name].day for name in ("expected_on", "earliest_on", "latest_on")] == [2, 30, 3]


def test_the_orders_ahead_are_one_each_usual_gap_times_the_usual_order() -> None:
    # Expected on 5 July, then 20 July; 4 August is beyond 30 days.
    found = order(foretell(*bought(ACME, *ACME_DAYS[:-1]), line(ACME, ACME_DAYS[-1], 60)))

    assert (found["order_count"], found["usual_order"], found["expected_net_sales"]) == (2, 20, 40)


def test_the_usual_order_is_of_the_last_purchase_days() -> None:
    lines = [*bought(ACME, *ACME_DAYS[:-1]), line(ACME, ACME_DAYS[-1], 60)]

    assert order(foretell(*lines, order_mean_of=2))["usual_order"] == 35


def test_under_three_purchase_days_there_is_no_date() -> None:
    found = order(foretell(*bought(ACME, "2024-06-01", "2024-06-15")))

    assert (found["order_state"], found["gap_count"], found["median_gap_days"]) == ("few", 1, 14)
    assert pd.isna(found["expected_on"])
    assert (found["order_count"], found["expected_net_sales"]) == (0, 0)


def test_due_overdue_and_lost_clients() -> None:
    # Gaps 10 and 20: expected after 15 days, at the latest after 17.5, so 18.
    lines = [
        *bought(ACME, "2024-05-15", "2024-05-25", "2024-06-14"),
        *bought(BRAVO, "2024-05-12", "2024-05-22", "2024-06-11"),
        *bought(CARGO, "2024-03-03", "2024-03-13", "2024-04-02"),
        *bought(DELTA, "2024-03-02", "2024-03-12", "2024-04-01"),
    ]

    result = foretell(*lines)

    assert result.orders.set_index("client_key")["order_state"].to_dict() == {
        ACME: "due", BRAVO: "overdue", CARGO: "overdue", DELTA: "silent",
    }  # fmt: skip
    assert order(result, BRAVO)["overdue_days"] == 1
    assert order(result, CARGO)["overdue_days"] == 71
    # Due: on the first day ahead, and once more after the usual gap.
    assert order(result)["order_count"] == 2
    assert result.orders.loc[result.orders["client_key"] != ACME, "order_count"].sum() == 0


def test_weeks_hold_every_order_that_follows_at_the_usual_gap() -> None:
    result = foretell(*bought(ACME, *ACME_DAYS), week_count=4)

    # 5 and 20 July; weeks from 1, 8, 15 and 22 July.
    assert result.weeks["week_start"].dt.day.tolist() == [1, 8, 15, 22]
    assert result.weeks["order_count"].tolist() == [1, 0, 1, 0]
    assert result.weeks["expected_net_sales"].tolist() == [10, 0, 10, 0]


def test_returns_are_no_purchases_and_a_client_with_returns_only_is_absent() -> None:
    result = foretell(*bought(ACME, *ACME_DAYS), line(ACME, "2024-06-25", -5), line(BRAVO, "2024-06-25", -5))

    assert result.orders["client_key"].tolist() == [ACME]
    assert order(result)["last_purchase"] == pd.Timestamp("2024-06-20")


def test_the_past_is_foretold_with_the_lines_up_to_then_only() -> None:
    # Every 10 days until 31 May, then on 14 June: four days late.
    days = [str(day.date()) for day in pd.date_range("2024-03-02", "2024-05-31", freq="10D")]
    result = foretell(*bought(ACME, *days, "2024-06-14"), as_of=AS_OF)

    origins = result.origins.set_index("origin")
    assert origins.index.strftime("%m-%d").tolist() == ["03-31", "04-30", "05-31"]
    assert origins["median_error_days"].tolist() == [0, 0, 4]
    assert origins["within_share"].tolist() == [1, 1, 0]
    assert (result.case_count, result.median_error_days, result.within_share) == (3, 0, pytest.approx(2 / 3))
    # In the 30 days after 31 March: 1, 11 and 21 April.
    assert origins.loc["2024-03-31", ["expected_net_sales", "actual_net_sales"]].tolist() == [30, 30]
    # In the 30 days after 31 May three orders were expected, one came: off by two thirds.
    assert origins.loc["2024-05-31", ["expected_net_sales", "actual_net_sales"]].tolist() == [30, 10]
    assert result.worth_error_share == 0


def test_an_order_that_has_not_come_is_late_so_far_or_undecided() -> None:
    # ACME: expected on 4 May, never came. BRAVO: gaps 30 and 90, expected 60 days after 29 May.
    lines = [
        *bought(ACME, "2024-04-04", "2024-04-14", "2024-04-24"),
        *bought(BRAVO, "2024-01-30", "2024-02-29", "2024-05-29"),
    ]

    origins = foretell(*lines, origin_count=2).origins.set_index("origin")

    # On 30 April ACME alone was foretold: 57 days late by 30 June. On 31 May it was overdue, BRAVO undecided.
    assert origins.loc["2024-04-30", ["case_count", "undecided_count", "median_error_days"]].tolist() == [
        1,
        0,
        57,
    ]
    assert origins.loc["2024-05-31", ["case_count", "undecided_count"]].tolist() == [1, 1]
    assert np.isnan(origins.loc["2024-05-31", "median_error_days"])


def test_the_worth_of_days_that_are_not_over_is_not_tested() -> None:
    result = foretell(*bought(ACME, *ACME_DAYS), origin_count=1, days_ahead=31)

    assert result.origins["actual_net_sales"].isna().all()
    assert np.isnan(result.worth_error_share)


def test_without_sales_everything_is_empty(assert_is: AssertIs) -> None:
    result = foretell()

    assert_is(result.orders, NEXT_ORDERS)
    assert_is(result.origins, ORDER_ORIGINS)
    assert len(result.weeks) == 13
    assert result.case_count == 0
    assert np.isnan([result.median_error_days, result.within_share, result.worth_error_share]).all()


def test_the_argument_is_not_modified_and_its_order_does_not_matter() -> None:
    lines = [*bought(ACME, *ACME_DAYS), *bought(BRAVO, *ACME_DAYS[1:], amount=7)]
    days = client_days(lines).iloc[::-1]
    before = days.copy()

    result = forecast_orders(
        sort_day_values(days),
        as_of=AS_OF,
        criterion=LossCriterion(hiatus_days=90),
        settings=NextOrderSettings(),
    )

    pd.testing.assert_frame_equal(days, before)
    pd.testing.assert_frame_equal(result.orders, foretell(*lines).orders)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_days' lacks date"):
        forecast_orders(
            sort_day_values(CLIENT_DAYS.empty().drop(columns="date")),
            as_of=AS_OF,
            criterion=LossCriterion(hiatus_days=90),
            settings=NextOrderSettings(),
        )


def test_a_client_is_lost_by_the_criterion_in_force() -> None:
    lines = [line(ACME, day, 10) for day in ("2024-03-01", "2024-03-11", "2024-03-21", "2024-04-20")]
    days = client_days(lines)

    def state(kind: CriterionKind) -> str:
        criterion = LossCriterion(kind=kind, median_factor=3)
        result = forecast_orders(
            sort_day_values(days), as_of=AS_OF, criterion=criterion, settings=NextOrderSettings()
        )
        return str(result.orders["order_state"].iloc[0])

    # 71 days of silence: more than 3 x 10 days and than the 30 of the longest gap, less than 90.
    assert state("fixed_hiatus") == "overdue"
    assert state("own_median") == state("own_longest") == "silent"
