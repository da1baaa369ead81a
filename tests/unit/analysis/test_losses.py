from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.losses import (
    LOSS_CLIENTS,
    LOSS_EVENTS,
    LOSS_MONTHS,
    LossResult,
    LossSettings,
    measure_losses,
)
from kamlogic.day_values import sort_day_values
from kamlogic.errors import MissingColumnsError
from kamlogic.periods import DataSpan, month_of
from kamlogic.tables import CLIENT_DAYS, Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, NOBODY, Line, client_days, line

AssertIs = Callable[[pd.DataFrame, Table], None]
AS_OF = date(2024, 6, 30)
SPAN = DataSpan(date(2024, 1, 1), AS_OF, quiet_days=2)


def measure(*lines: Line, as_of: date = AS_OF, span: DataSpan = SPAN, **settings: float) -> LossResult:
    return measure_losses(
        sort_day_values(client_days(lines)),
        as_of=as_of,
        span=span,
        settings=LossSettings(**settings),  # type: ignore[arg-type]
    )


def month(result: LossResult, year: int, number: int) -> pd.Series:
    return result.months.set_index("month").loc[year * 12 + number]


def test_the_whole_events_of_two_clients(assert_is: AssertIs) -> None:
    result = measure(
        line(ACME, "2024-01-10", 100, 60),
        line(ACME, "2024-05-20", 100, 60),
        line(BRAVO, "2024-01-05", 300),
        line(BRAVO, "2024-01-09", -50),
    )

    expected = pd.DataFrame(
        {
            "client_key": [BRAVO, ACME],
            "last_purchase": pd.Series([date(2024, 1, 5), date(2024, 1, 10)], dtype="datetime64[us]"),
            "lost_on": pd.Series([date(2024, 4, 4), date(2024, 4, 9)], dtype="datetime64[us]"),
            "returned_on": pd.Series([pd.NaT, date(2024, 5, 20)], dtype="datetime64[us]"),
            "yearly_net_sales": [300.0, 100.0],
            "yearly_gross_profit": [np.nan, 40.0],
            "was_key": [True, True],
        }
    )
    pd.testing.assert_frame_equal(result.events, expected)
    assert_is(result.events, LOSS_EVENTS)
    assert_is(result.months, LOSS_MONTHS)
    assert_is(result.clients, LOSS_CLIENTS)


def test_a_client_can_be_lost_return_and_be_lost_again() -> None:
    result = measure(
        line(ACME, "2023-01-10", 1),
        line(ACME, "2023-06-10", 1),
        line(ACME, "2024-02-10", 1),
        span=DataSpan(date(2023, 1, 1), AS_OF, 2),
    )

    assert result.events["lost_on"].dt.date.tolist() == [
        date(2023, 4, 10),
        date(2023, 9, 8),
        date(2024, 5, 10),
    ]
    assert result.events["returned_on"].isna().tolist() == [False, False, True]
    assert result.clients["lost_on"].tolist() == [pd.Timestamp("2024-05-10")]
    assert result.clients["is_lost"].tolist() == [True]


def test_when_everybody_returned_nobody_is_lost(assert_is: AssertIs) -> None:
    """Once crashed: no loss stood at the as-of day."""
    result = measure(line(ACME, "2024-01-05", 10), line(ACME, "2024-06-05", 10))

    assert len(result.events) == 1
    assert result.clients["is_lost"].tolist() == [False]
    assert_is(result.clients, LOSS_CLIENTS)


def test_without_a_loss_the_tables_keep_their_columns(assert_is: AssertIs) -> None:
    result = measure(line(ACME, "2024-06-05", 10))

    assert result.events.empty
    assert_is(result.events, LOSS_EVENTS)
    assert_is(result.months, LOSS_MONTHS)
    assert_is(result.clients, LOSS_CLIENTS)


@pytest.mark.parametrize("lines", [(), (line(NOBODY, "2024-01-05", 10),), (line(ACME, "2024-01-05", -10),)])
def test_without_a_buyer_nothing_can_be_lost(assert_is: AssertIs, lines: tuple[Line, ...]) -> None:
    result = measure(*lines)

    assert_is(result.events, LOSS_EVENTS)
    assert_is(result.months, LOSS_MONTHS)
    assert_is(result.clients, LOSS_CLIENTS)
    assert result.events.empty
    assert not result.clients["is_buyer"].any()
    assert not result.clients["is_lost"].any()
    assert (result.months[["active", "new", "lost", "returned", "stock"]] == 0).all(axis=None)
    assert result.months["lost_rate"].isna().all()


def test_lines_without_a_client_are_never_lost() -> None:
    assert measure(line(NOBODY, "2024-01-05", 10)).clients.empty


def test_each_month_from_the_first_with_data_is_listed() -> None:
    result = measure(line(ACME, "2024-05-05", 10))

    assert result.months["month"].tolist() == list(range(month_of(SPAN.first_date), month_of(AS_OF) + 1))
    assert result.months["active"].tolist() == [0, 0, 0, 0, 1, 0]
    assert result.months["new"].tolist() == [0, 0, 0, 0, 1, 0]


def test_the_loss_rate_is_of_the_clients_at_the_months_start() -> None:
    result = measure(
        line(ACME, "2024-01-10", 60),
        line(BRAVO, "2024-01-20", 30),
        line(BRAVO, "2024-04-18", 30),
        line(CARGO, "2024-04-02", 10),
    )

    april = month(result, 2024, 4)
    assert (april["new"], april["lost"], april["stock"]) == (1, 1, 2)
    assert april["lost_rate"] == 0.5
    assert np.isnan(month(result, 2024, 1)["lost_rate"])
    assert april["lost_net_sales"] == 60


def test_the_yearly_value_is_of_the_365_days_up_to_the_last_purchase() -> None:
    result = measure(
        line(ACME, "2023-03-02", 1000),  # 365 days before the last purchase: outside
        line(ACME, "2023-03-03", 100),
        line(ACME, "2024-02-20", -30),
        line(ACME, "2024-03-01", 7, 5),
        line(ACME, "2024-03-02", -7),
        span=DataSpan(date(2023, 3, 2), AS_OF, 2),
    )

    last = result.events.iloc[-1]
    assert last["last_purchase"] == pd.Timestamp("2024-03-01")
    assert last["yearly_net_sales"] == 77
    assert last["yearly_gross_profit"] == 2


def test_a_client_is_key_with_two_percent_of_the_sales_of_that_year() -> None:
    lines = [line(ACME, "2024-01-10", 2), line(BRAVO, "2024-01-10", 98)]
    more = [line(BRAVO, "2024-03-10", 900), line(BRAVO, "2024-06-10", 1)]

    exactly = measure(*lines, *more)
    below = measure(lines[0], line(BRAVO, "2024-01-10", 98.01), *more)

    assert exactly.events.set_index("client_key")["was_key"].to_dict() == {ACME: True, BRAVO: True}
    assert below.events.set_index("client_key")["was_key"].to_dict() == {ACME: False, BRAVO: True}


def test_a_client_can_be_key_by_gross_profit_alone() -> None:
    result = measure(
        line(ACME, "2024-01-10", 1, 0.10), line(BRAVO, "2024-01-10", 99, 97), line(BRAVO, "2024-06-10", 1, 1)
    )

    assert result.events.set_index("client_key").loc[ACME, "was_key"]


def test_the_money_of_key_clients_is_counted_apart() -> None:
    result = measure(
        line(ACME, "2024-01-10", 1),
        line(BRAVO, "2024-01-10", 99),
        line(CARGO, "2024-01-10", 3),
        key_share=0.02,
    )

    april = month(result, 2024, 4)
    assert (april["lost"], april["key_lost"]) == (3, 2)
    assert (april["lost_net_sales"], april["key_lost_net_sales"]) == (103, 102)


def test_clients_below_zero_are_not_in_the_base_of_the_key_share() -> None:
    result = measure(
        line(ACME, "2024-01-10", 1),
        line(BRAVO, "2024-01-10", 99),
        line(CARGO, "2024-01-10", -60),
        key_share=0.02,
    )

    assert result.events.set_index("client_key")["was_key"].to_dict() == {ACME: False, BRAVO: True}


def test_no_client_is_key_where_nobody_sold_more_than_came_back() -> None:
    result = measure(line(ACME, "2024-01-10", 10), line(ACME, "2024-01-10", -10))

    assert result.events["was_key"].tolist() == [False]


@pytest.mark.parametrize("amounts", [(7.39, 8.22, -8.22, -7.39), (52.06, 82.57, 91.3, -52.06, -91.3, -82.57)])
def test_cents_that_were_all_taken_back_leave_no_money_of_which_to_be_key(amounts: tuple[float, ...]) -> None:
    lines = [line(ACME, f"2024-01-1{day}", amount) for day, amount in enumerate(amounts)]

    result = measure(*lines, line(ACME, "2024-01-20", 5), line(ACME, "2024-01-20", -5))

    assert result.events["yearly_net_sales"].tolist() == [0]
    assert result.events["was_key"].tolist() == [False]


def test_a_month_is_decidable_when_it_begins_the_hiatus_after_the_data_and_is_complete() -> None:
    result = measure(
        line(ACME, "2024-01-01", 1), as_of=date(2024, 6, 15), span=DataSpan(date(2024, 1, 2), AS_OF, 2)
    )

    decidable = result.months.loc[result.months["decidable"], "month"]
    # 2 January + 90 days = 1 April; June has not ended.
    assert decidable.tolist() == [2024 * 12 + 4, 2024 * 12 + 5]


def test_a_loss_after_the_as_of_day_is_not_one_yet() -> None:
    lines = [line(ACME, "2024-01-10", 1)]

    assert measure(*lines, as_of=date(2024, 4, 8)).events.empty
    assert len(measure(*lines, as_of=date(2024, 4, 9)).events) == 1


def test_the_row_order_does_not_matter_and_the_argument_is_not_modified() -> None:
    lines = [line(BRAVO, "2024-03-01", 5), line(ACME, "2024-01-10", 9), line(ACME, "2024-02-10", 9)]
    days = client_days(lines).iloc[::-1]
    before = days.copy()

    result = measure_losses(sort_day_values(days), as_of=AS_OF, span=SPAN, settings=LossSettings())

    pd.testing.assert_frame_equal(days, before)
    pd.testing.assert_frame_equal(result.events, measure(*lines).events)
    pd.testing.assert_frame_equal(result.clients, measure(*lines).clients)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_days' lacks is_purchase"):
        measure_losses(
            sort_day_values(CLIENT_DAYS.empty().drop(columns="is_purchase")),
            as_of=AS_OF,
            span=SPAN,
            settings=LossSettings(),
        )


@pytest.mark.parametrize("days", [6, 731])
def test_the_hiatus_has_bounds(days: int) -> None:
    with pytest.raises(ValueError, match="hiatus_days"):
        LossSettings(hiatus_days=days)
