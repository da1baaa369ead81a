from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from kamlogic.day_values import sort_purchases
from kamlogic.pauses import count_groups, count_lengths, measure_lengths, return_shares
from kamlogic.purchases import Purchases
from kamlogic.survival import kaplan_meier, return_probability
from kamlogic.tables import CLIENT_DAYS
from tests.unit.analysis.sales_rows import Line, client_days

START = date(2024, 1, 1)


def bought(by_client: list[list[int]]) -> Purchases:
    lines = [
        Line(key, START + timedelta(days=offset), 100)
        for key, offsets in enumerate(by_client, start=1)
        for offset in offsets
    ]
    return sort_purchases(client_days(lines))


def test_each_purchase_begins_a_pause_that_the_next_ends_or_that_lasts() -> None:
    found = measure_lengths(bought([[0, 10, 40], [5]]), START + timedelta(days=100))

    assert found.days.tolist() == [10, 30, 60, 95]
    assert found.is_closed.tolist() == [True, True, False, False]


def test_groups_by_the_number_of_purchases_so_far() -> None:
    assert count_groups(np.array([1, 2, 3, 5, 6, 99])).tolist() == [0, 1, 2, 2, 3, 3]


def test_lengths_are_counted_by_group_and_pauses_of_no_group_left_out() -> None:
    pauses = measure_lengths(bought([[0, 1, 3], [0, 1]]), START + timedelta(days=3))

    counts = count_lengths(pauses, np.array([0, 1, 1, -1, 0]), 2)

    assert counts.ended.tolist() == [[0, 1, 0], [0, 0, 1]]
    assert counts.cases.tolist() == [[0, 1, 1], [1, 0, 1]]
    assert not counts.is_enough


def test_the_chance_to_return_is_that_of_all_pauses_while_groups_are_small() -> None:
    purchases, day = bought([[0, 10, 40], [5]]), START + timedelta(days=45)
    pauses = measure_lengths(purchases, day)

    shares, by_count = return_shares(purchases, day, 30)

    curve = kaplan_meier(pauses.days, pauses.is_closed)
    assert not by_count
    assert shares.tolist() == return_probability(curve, np.array([5, 40]), 30).tolist()


def test_the_chance_to_return_is_that_of_pauses_after_as_many_purchases() -> None:
    eager, shy = [[0, 5, 10, 15, 20, 25, 30, 35]] * 40, [[30]] * 159 + [[34]]
    purchases, day = bought([*eager, *shy]), START + timedelta(days=38)

    shares, by_count = return_shares(purchases, day, 10)

    assert by_count
    assert shares[0] == pytest.approx(1.0)
    assert shares[-1] == pytest.approx(40 / 199)


def test_nobody_returns_who_never_bought() -> None:
    shares, by_count = return_shares(sort_purchases(CLIENT_DAYS.empty()), START, 30)

    assert (len(shares), by_count) == (0, False)
