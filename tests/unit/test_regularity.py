from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from kamlogic.day_values import sort_purchases
from kamlogic.regularity import median_shape, variation_shape
from tests.unit.analysis.sales_rows import ACME, BRAVO, Line, client_days


def bought(client_key: int, gaps: list[int]) -> list[Line]:
    days = date(2022, 1, 1) + np.cumsum([0, *gaps]) * timedelta(days=1)
    return [Line(client_key, day, 100) for day in days]


def test_even_gaps_are_more_regular_than_uneven_ones():
    even = sort_purchases(client_days(bought(ACME, [30, 31, 29] * 4)))
    uneven = sort_purchases(client_days(bought(ACME, [5, 80, 10, 3, 44, 90, 20, 8, 31, 2, 75])))

    assert median_shape(even) > 100
    assert 0.5 < median_shape(uneven) < 2


def test_clients_with_few_gaps_or_equal_ones_say_nothing():
    assert np.isnan(median_shape(sort_purchases(client_days(bought(ACME, [30, 31] * 4)))))
    assert np.isnan(median_shape(sort_purchases(client_days(bought(ACME, [30] * 12)))))
    mixed = sort_purchases(client_days([*bought(ACME, [30] * 12), *bought(BRAVO, [30, 60] * 6)]))
    assert median_shape(mixed) > 1


def test_the_shape_of_one_client_needs_two_different_gaps():
    assert variation_shape(np.array([10.0, 30.0])) == pytest.approx(2.0)
    assert np.isnan(variation_shape(np.array([10.0, 10.0])))
    assert np.isnan(variation_shape(np.array([10.0])))
