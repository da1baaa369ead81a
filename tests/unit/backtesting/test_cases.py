from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kamlogic.backtesting.cases import count_verdicts, find_cases, origin_days
from kamlogic.day_values import sort_day_values, sort_purchases
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, DELTA, client_days, line

DAY = date(2024, 3, 31)


def cases(*lines, day=DAY, horizon_days=90, eligible_days=365):
    days = client_days(lines)
    return find_cases(
        sort_purchases(days),
        sort_day_values(days),
        day,
        horizon_days=horizon_days,
        eligible_days=eligible_days,
    )


def test_test_days_lie_a_month_apart_and_end_one_horizon_before_the_as_of_day():
    found = origin_days(date(2024, 1, 15), date(2024, 7, 9), horizon_days=90, most=24)

    assert found == [date(2024, 2, 10), date(2024, 3, 10), date(2024, 4, 10)]


def test_a_test_day_at_the_end_of_a_month_stays_inside_the_month():
    found = origin_days(date(2023, 12, 1), date(2024, 6, 29), horizon_days=90, most=24)

    assert found == [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]


def test_only_the_newest_test_days_are_taken():
    assert len(origin_days(date(2010, 1, 1), DAY, horizon_days=30, most=5)) == 5


def test_without_a_whole_horizon_there_is_no_test_day():
    assert origin_days(date(2024, 1, 1), date(2024, 2, 1), horizon_days=90, most=24) == []


def test_a_purchase_on_the_last_day_of_the_horizon_makes_a_client_kept():
    found = cases(
        line(ACME, "2024-03-01", 10),
        line(ACME, "2024-06-29", 10),
        line(BRAVO, "2024-03-01", 10),
        line(BRAVO, "2024-06-30", 10),
        line(CARGO, "2024-03-01", 10),
        line(CARGO, "2024-05-01", -10),
    )

    assert found.is_lost.tolist() == [False, True, True]
    assert found.silence.tolist() == [30, 30, 30]


def test_a_client_that_had_not_bought_or_was_silent_for_too_long_is_no_case():
    found = cases(
        line(ACME, "2023-04-01", 10),
        line(BRAVO, "2023-03-31", 10),
        line(CARGO, "2024-04-01", 10),
        line(DELTA, "2024-01-01", -5),
    )

    assert found.silence.tolist() == [365]
    assert found.places.tolist() == [0]


def test_the_year_of_sales_nets_returns_and_is_never_negative():
    found = cases(
        line(ACME, "2023-03-30", 1000),
        line(ACME, "2024-03-01", 100),
        line(ACME, "2024-03-02", -30),
        line(ACME, "2024-04-02", 500),
        line(BRAVO, "2024-01-01", 10),
        line(BRAVO, "2024-01-02", -50),
    )

    assert found.net_sales.tolist() == [70, 0]


def test_verdicts_are_counted_and_weighted():
    found = cases(
        line(ACME, "2024-01-01", 100),
        line(BRAVO, "2024-01-01", 20),
        line(BRAVO, "2024-05-01", 20),
        line(CARGO, "2024-01-01", 3),
        line(DELTA, "2024-01-01", 4),
        line(DELTA, "2024-05-01", 4),
    )

    counts, money = count_verdicts(np.array([True, True, False, False]), found)

    assert counts.tolist() == [1, 1, 1, 1]
    assert money.tolist() == [100, 20, 3, 4]


@pytest.mark.parametrize("lines", [(), (line(ACME, "2024-01-01", -5),)])
def test_without_a_buyer_there_is_no_case(lines):
    assert len(cases(*lines).rows) == 0
