from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.next_sales import NextSalesResult, NextSalesSettings, forecast_sales
from kamlogic.day_values import sort_day_values
from kamlogic.errors import MissingColumnsError
from kamlogic.forecast_tables import NEXT_SALES, SALES_ERRORS, SALES_ORIGINS
from kamlogic.loss_criteria import LossCriterion
from kamlogic.periods import complete_months, month_of
from kamlogic.tables import CLIENT_DAYS, Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, NOBODY, Line, client_days, line, span_of

AssertIs = Callable[[pd.DataFrame, Table], None]
AS_OF = date(2024, 6, 30)


def foretell(*lines: Line, as_of: date = AS_OF, silent_days: int = 90, **settings: object) -> NextSalesResult:
    return forecast_sales(
        sort_day_values(client_days(lines)),
        as_of=as_of,
        complete=complete_months(span_of(lines), as_of) if lines else range(24_289, 24_289),
        criterion=LossCriterion(hiatus_days=silent_days),
        settings=NextSalesSettings(**settings),  # type: ignore[arg-type]
    )


def monthly(client: int, first: str, amounts: list[float]) -> list[Line]:
    """One purchase on the first of each month."""
    start = month_of(date.fromisoformat(first))
    months = range(start, start + len(amounts))
    return [
        line(client, f"{(month - 1) // 12}-{(month - 1) % 12 + 1:02}-01", amount)
        for month, amount in zip(months, amounts, strict=True)
    ]


def client(result: NextSalesResult, key: int = ACME) -> pd.Series:
    return result.clients.set_index("client_key").loc[key]


def errors(result: NextSalesResult) -> pd.DataFrame:
    return result.errors.set_index(["client_group", "method"])


def test_a_purchase_in_the_month_that_is_not_over_ends_the_silence() -> None:
    result = foretell(
        *monthly(ACME, "2024-01-01", [10, 10, 10]),
        line(ACME, "2024-06-10", 10),
        *monthly(BRAVO, "2024-01-01", [1, 1, 1, 1, 1, 1]),
        as_of=date(2024, 6, 15),
    )

    found = client(result)
    assert (found["expected_net_sales"], found["reason"]) == (18, "")


def test_from_24_complete_months_on_the_same_months_of_last_year(assert_is: AssertIs) -> None:
    # July 2022 to June 2024: month number as amount.
    result = foretell(*monthly(ACME, "2022-07-01", list(range(1, 25))), line(NOBODY, "2023-07-01", 99))

    found = client(result)
    assert_is(result.clients, NEXT_SALES)
    assert_is(result.errors, SALES_ERRORS)
    assert_is(result.origins, SALES_ORIGINS)
    assert (found["expected_net_sales"], found["method"], found["history_months"]) == (
        13 + 14 + 15,
        "seasonal",
        24,
    )
    assert (found["last_year_net_sales"], found["last_quarter_net_sales"]) == (42, 22 + 23 + 24)
    assert result.first_month == month_of(date(2024, 7, 1))


def test_before_that_three_times_the_mean_of_the_last_six_active_months() -> None:
    result = foretell(*monthly(ACME, "2022-08-01", list(range(2, 25))))

    found = client(result)
    assert (found["expected_net_sales"], found["method"]) == (
        3 * np.mean([19, 20, 21, 22, 23, 24]),
        "recent_mean",
    )


def test_silent_months_are_active_and_count_zero_unless_only_purchases_count() -> None:
    lines = [
        *monthly(BRAVO, "2023-07-01", [1] * 12),
        line(ACME, "2024-02-01", 30),
        line(ACME, "2024-05-01", 60),
    ]

    assert client(foretell(*lines))["expected_net_sales"] == 3 * 90 / 5
    assert client(foretell(*lines, counts_silent_months=False))["expected_net_sales"] == 3 * 90 / 2


def test_a_longer_mean_takes_more_months() -> None:
    lines = monthly(ACME, "2023-07-01", list(range(1, 13)))

    assert client(foretell(*lines, mean_of_months=2))["expected_net_sales"] == 3 * 11.5


def test_a_lost_client_has_no_figure_and_says_why() -> None:
    lines = [
        *monthly(BRAVO, "2023-07-01", [10] * 12),
        line(ACME, "2024-03-01", 30),
        line(CARGO, "2024-04-02", 30),
    ]

    result = foretell(*lines)

    # 30 June is 121 days after 1 March, 89 after 2 April.
    assert np.isnan(client(result)["expected_net_sales"])
    assert (client(result)["method"], client(result)["reason"]) == ("", "silent")
    assert (client(result, CARGO)["reason"], client(result, CARGO)["expected_net_sales"]) == ("", 30)
    assert result.total == 60


def test_a_client_that_began_after_the_last_complete_month_has_no_figure_yet() -> None:
    lines = [*monthly(BRAVO, "2023-07-01", [10] * 12), line(ACME, "2024-07-03", 30)]

    found = client(foretell(*lines, as_of=date(2024, 7, 10)))

    assert (found["history_months"], found["reason"]) == (0, "no_month")


def test_expected_sales_are_never_below_zero_and_returns_are_netted() -> None:
    lines = [
        *monthly(BRAVO, "2024-01-01", [10] * 6),
        line(ACME, "2024-06-01", 5),
        line(ACME, "2024-06-10", -20),
    ]
    more = [*lines, line(BRAVO, "2024-06-10", -4), line(CARGO, "2024-06-10", -4)]

    result = foretell(*more)

    assert client(result)["expected_net_sales"] == 0
    assert client(result, BRAVO)["expected_net_sales"] == 28
    assert CARGO not in result.clients["client_key"].tolist()


def test_each_origin_is_foretold_with_the_lines_up_to_then_and_measured_on_what_came() -> None:
    result = foretell(*monthly(ACME, "2023-10-01", [10, 10, 10, 20, 20, 20, 40, 40, 40]))

    origins = result.origins.set_index("month")
    # December, January, February and March had three months after them; October and November had no three before.
    assert origins.index.tolist() == [24_286, 24_287, 24_288, 24_289, 24_290, 24_291, 24_294]
    assert origins.loc[24_288, ["expected_net_sales", "actual_net_sales"]].tolist() == [30, 60]
    assert origins.loc[24_288, "error_share"] == 1
    assert origins.loc[24_291, ["expected_net_sales", "actual_net_sales"]].tolist() == [45, 120]
    assert origins.loc[24_294, "expected_net_sales"] == 90
    assert np.isnan(origins.loc[24_294, "actual_net_sales"])
    # Always too low so far: the range ends at the total and goes up by the largest surplus.
    assert result.low == result.total == 90
    assert result.high == pytest.approx(90 * (1 + origins["error_share"].max()))


def test_methods_of_a_group_are_measured_on_the_same_cases() -> None:
    lines = [*monthly(ACME, "2021-07-01", [10, 20, 30] * 12), *monthly(BRAVO, "2023-07-01", [5] * 12)]

    found = errors(foretell(*lines))

    assert found.loc[("long", "seasonal"), ["weighted_error_share", "bias_share"]].tolist() == [0, 0]
    assert set(found.loc["long", "case_count"]) == {10}
    # At the first two origins ACME has fewer than 24 months.
    assert found.loc[("new", "recent_mean"), ["mean_actual", "mean_error"]].tolist() == [255 / 11, 0]
    assert found.loc[("all", "chosen"), "case_count"] == found.loc[("all", "last_quarter"), "case_count"]
    assert found.loc["all", "case_count"].iloc[0] == 10 + found.loc["new", "case_count"].iloc[0]


def test_error_and_bias_of_one_client() -> None:
    found = errors(
        foretell(*monthly(ACME, "2023-10-01", [10, 10, 10, 20, 20, 20, 40, 40, 40]), origin_count=1)
    )

    # At the end of March: 45 expected, 120 came; the last three months were 60.
    row = found.loc[("new", "recent_mean")]
    assert row[["case_count", "mean_actual", "mean_error"]].tolist() == [1, 120, 75]
    assert row[["weighted_error_share", "bias_share"]].tolist() == [0.625, -0.625]
    assert found.loc[("all", "last_quarter"), "mean_error"] == 60


def test_errors_without_positive_sales_have_no_share() -> None:
    lines = [
        *monthly(ACME, "2024-01-01", [10, 10, 10]),
        line(ACME, "2024-05-01", -40),
        line(BRAVO, "2024-06-30", 1),
    ]

    found = errors(foretell(*lines, origin_count=1))

    assert found.loc[("all", "chosen"), "mean_error"] == 70
    assert np.isnan(found.loc[("all", "chosen"), "weighted_error_share"])


def test_fewer_than_three_origins_give_no_range() -> None:
    result = foretell(*monthly(ACME, "2024-01-01", [10] * 6), origin_count=2)

    assert result.total == 30
    assert np.isnan([result.low, result.high]).all()


def test_without_a_complete_month_nothing_is_expected(assert_is: AssertIs) -> None:
    result = foretell(line(ACME, "2024-06-10", 5), as_of=date(2024, 6, 12))

    assert client(result)["reason"] == "no_month"
    assert np.isnan(result.total)
    assert_is(result.errors, SALES_ERRORS)
    assert result.errors.empty


def test_without_sales_everything_is_empty(assert_is: AssertIs) -> None:
    result = foretell()

    assert_is(result.clients, NEXT_SALES)
    assert_is(result.origins, SALES_ORIGINS)
    assert np.isnan(result.total)


@pytest.mark.parametrize("counts_silent_months", [True, False])
def test_the_argument_is_not_modified_and_its_order_does_not_matter(counts_silent_months: bool) -> None:
    lines = [
        *monthly(ACME, "2021-07-01", list(range(36))),
        *monthly(BRAVO, "2024-01-01", [10, 9, 8, 7, 6, 5]),
    ]
    days = client_days(lines).iloc[::-1]
    before = days.copy()
    settings = NextSalesSettings(counts_silent_months=counts_silent_months)

    result = forecast_sales(
        sort_day_values(days),
        as_of=AS_OF,
        complete=complete_months(span_of(lines), AS_OF),
        criterion=LossCriterion(hiatus_days=90),
        settings=settings,
    )

    pd.testing.assert_frame_equal(days, before)
    ordered = foretell(*lines, counts_silent_months=counts_silent_months)
    pd.testing.assert_frame_equal(result.clients, ordered.clients)
    pd.testing.assert_frame_equal(result.errors, ordered.errors)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_days' lacks date"):
        forecast_sales(
            sort_day_values(CLIENT_DAYS.empty().drop(columns="date")), as_of=AS_OF, complete=range(24_283, 24_289), criterion=LossCriterion(hiatus_days=90),
            settings=NextSalesSettings(),
        )  # fmt: skip


def test_nothing_is_expected_of_a_client_that_the_criterion_in_force_calls_lost() -> None:
    lines = [line(ACME, day, 10) for day in ("2024-02-01", "2024-02-11", "2024-02-21", "2024-04-20")]

    def reason(criterion: LossCriterion) -> str:
        result = forecast_sales(
            sort_day_values(client_days(lines)),
            as_of=AS_OF,
            complete=complete_months(span_of(lines), AS_OF),
            criterion=criterion,
            settings=NextSalesSettings(),
        )
        return str(result.clients["reason"].iloc[0])

    assert reason(LossCriterion()) != "silent"
    assert reason(LossCriterion(kind="own_median")) == "silent"
