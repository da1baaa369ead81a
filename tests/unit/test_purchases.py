from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kamlogic.day_values import sort_purchases
from kamlogic.errors import MissingColumnsError
from kamlogic.purchases import day_number, day_stamps
from kamlogic.tables import CLIENT_DAYS
from tests.unit.analysis.sales_rows import ACME, BRAVO, NOBODY, client_days, line

SOLD = [
    line(BRAVO, "2024-01-05", 10),
    line(ACME, "2024-03-01", 10),
    line(ACME, "2024-01-01", 10),
    line(ACME, "2024-01-11", 10),
    line(ACME, "2024-01-15", -10),
    line(NOBODY, "2024-01-02", 10),
]


def test_purchases_lie_by_client_and_day_without_returns_and_nameless_lines() -> None:
    found = sort_purchases(client_days(SOLD).iloc[::-1])

    assert found.client_keys.tolist() == [ACME, BRAVO]
    assert found.starts.tolist() == [0, 3, 4]
    assert [str(day)[:10] for day in day_stamps(found.days)] == [
        "2024-01-01",
        "2024-01-11",
        "2024-03-01",
        "2024-01-05",
    ]


def test_every_purchase_knows_its_own_past_and_the_next_day() -> None:
    found = sort_purchases(client_days(SOLD))

    assert found.gaps.tolist() == [0, 10, 50, 0]
    assert found.counts.tolist() == [1, 2, 3, 1]
    assert found.longest_gaps.tolist() == [0, 10, 50, 0]
    np.testing.assert_array_equal(found.median_gaps, [np.nan, 10, 30, np.nan])
    assert found.next_days.tolist() == [
        day_number(date(2024, 1, 11)),
        day_number(date(2024, 3, 1)),
        -1,
        -1,
    ]


def test_the_last_row_up_to_a_day_is_missing_before_the_first_purchase() -> None:
    found = sort_purchases(client_days(SOLD))

    assert found.last_rows(date(2024, 1, 4)).tolist() == [0, -1]
    assert found.last_rows(date(2024, 1, 11)).tolist() == [1, 3]
    assert found.last_rows(date(2023, 1, 1)).tolist() == [-1, -1]


@pytest.mark.parametrize("seed", range(3))
def test_the_median_up_to_each_purchase_is_the_plain_median(seed: int) -> None:
    random = np.random.default_rng(seed)
    keys = np.repeat(np.arange(1, 1501), random.integers(1, 12, 1500))
    offsets = np.concatenate(
        [np.sort(random.choice(90, count, replace=False)) for count in np.unique(keys, return_counts=True)[1]]
    )
    days = pd.DataFrame(
        {"client_key": keys, "date": day_stamps(offsets), "net_sales": 1.0, "gross_profit": 1.0, "is_purchase": True}
    )  # fmt: skip
    found = sort_purchases(days)
    day = date(1970, 2, 15)
    rows = found.last_rows(day)

    expected = pd.Series(np.where(found.is_first, np.nan, found.gaps)).groupby(found.places).expanding()
    np.testing.assert_array_equal(found.median_gaps, expected.median().to_numpy())
    at_rows = np.where(rows >= 0, found.median_gaps[rows], np.nan)
    np.testing.assert_array_equal(found.median_gaps_at(day), at_rows)


def test_without_purchases_every_array_is_empty() -> None:
    found = sort_purchases(CLIENT_DAYS.empty())

    assert found.starts.tolist() == [0]
    for values in (found.client_keys, found.days, found.gaps, found.counts, found.longest_gaps):
        assert len(values) == 0
    assert len(found.next_days) == len(found.median_gaps) == 0
    assert found.median_gaps_at(date(2024, 1, 1)).tolist() == []


def test_a_missing_column_is_named() -> None:
    with pytest.raises(MissingColumnsError, match="is_purchase"):
        sort_purchases(CLIENT_DAYS.empty().drop(columns="is_purchase"))


def test_the_first_purchase_after_a_day_is_found_for_any_client() -> None:
    found = sort_purchases(client_days(SOLD))
    days = [date(2024, 1, 1), date(2024, 1, 10), date(2024, 3, 1), date(2020, 1, 1), date(2030, 1, 1)]
    numbers = np.array([day_number(day) for day in [*days, days[0]]])

    later = found.first_days_after(np.array([ACME, ACME, ACME, BRAVO, BRAVO, 99]), numbers)

    expected = [day_number(date(2024, 1, 11))] * 2 + [-1, day_number(date(2024, 1, 5)), -1, -1]
    assert later.tolist() == expected
    empty = sort_purchases(client_days([]))
    assert empty.first_days_after(np.array([ACME]), numbers[:1]).tolist() == [-1]
