from __future__ import annotations

import math

import pandas as pd
import pytest

from kamlogic.analysis.win_back_results import ATTEMPTS, WIN_BACK_RESULTS, review_win_backs
from kamlogic.errors import MissingColumnsError
from tests.unit.analysis.sales_rows import as_table

NAN = math.nan


def attempts(*rows: tuple) -> pd.DataFrame:
    return as_table([dict(zip(ATTEMPTS.column_names, row, strict=True)) for row in rows], ATTEMPTS)


FOUND = attempts(
    ("gift", ("price", "dates"), True, True, 0.25, 100.0, 30.0),
    ("gift", ("price",), False, True, 0.5, NAN, 10.0),
    ("gift", (), True, False, 0.5, 7.0, 0.0),
    ("visit", ("dates",), False, False, 0.1, NAN, 5.0),
)


def rows(results: pd.DataFrame, *names: str) -> list[list[object]]:
    return results[["group", *names]].to_numpy().tolist()


def test_each_kind_of_offer_counts_its_wins_beside_those_expected(assert_is):
    found = review_win_backs(FOUND).by_offer

    assert_is(found, WIN_BACK_RESULTS)
    assert rows(found, "offer_count", "won_count", "over_count", "over_won_count") == [
        ["gift", 3, 2, 2, 1],
        ["visit", 1, 0, 0, 0],
    ]
    gift, visit = found.to_dict("records")
    assert (gift["win_rate"], gift["expected_returns"]) == (0.5, 0.75)
    assert (gift["recovered"], gift["cost"], gift["net"], gift["cost_per_won"]) == (107, 40, 67, 20)
    assert (visit["recovered"], visit["cost"], visit["net"]) == (0, 5, -5)
    assert all(math.isnan(visit[name]) for name in ("win_rate", "expected_returns", "cost_per_won"))


def test_several_reasons_count_each_and_share_the_money():
    review = review_win_backs(FOUND)

    assert rows(review.by_reason, "offer_count", "won_count", "recovered", "cost") == [
        ["dates", 2, 1, 50.0, 20.0],
        ["price", 2, 1, 50.0, 25.0],
        ["", 1, 1, 7.0, 0.0],
    ]
    assert review.by_reason["recovered"].sum() == review.total["recovered"].sum() == 107
    assert review.by_reason["cost"].sum() == review.total["cost"].sum() == 45


def test_an_unknown_natural_rate_makes_the_expected_count_unknown():
    found = review_win_backs(
        attempts(("gift", (), True, True, NAN, 1.0, 0.0), ("gift", (), True, True, 0.5, 1.0, 0.0))
    )

    assert found.by_offer["expected_returns"].isna().all()


@pytest.mark.parametrize(("count", "is_few"), [(4, True), (5, False)])
def test_under_five_offers_with_the_window_over_are_few(count, is_few):
    found = review_win_backs(attempts(*[("gift", (), False, True, 0.5, NAN, 0.0)] * count))

    assert found.by_offer["is_few"].tolist() == [is_few]


def test_no_offer_has_no_result(assert_is):
    review = review_win_backs(ATTEMPTS.empty())

    for table in (review.total, review.by_offer, review.by_reason):
        assert_is(table, WIN_BACK_RESULTS)
        assert table.empty


def test_a_frame_without_a_column_is_refused():
    with pytest.raises(MissingColumnsError, match="cost"):
        review_win_backs(FOUND.drop(columns="cost"))
