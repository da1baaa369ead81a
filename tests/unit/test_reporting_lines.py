from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.reporting_lines import (
    LONGEST,
    TREE_PLACES,
    WIDEST,
    closed_circle,
    place_people,
    without_circles,
)


@pytest.mark.parametrize(
    ("managers", "kept"),
    [
        ({}, {}),
        ({2: 1, 3: 2}, {2: 1, 3: 2}),
        ({1: 1}, {}),
        ({4: 2, 2: 4, 3: 4}, {4: 2, 3: 4}),
        ({2: 1, 1: 2, 4: 3, 3: 4}, {2: 1, 4: 3}),
        ({5: 1, 1: 2, 2: 3, 3: 1}, {5: 1, 2: 3, 3: 1}),
    ],
)
def test_each_circle_is_opened_above_its_smallest_number(managers, kept) -> None:
    assert without_circles(managers) == kept


def test_a_circle_further_up_that_leaves_the_person_out_does_not_matter() -> None:
    assert closed_circle({1: 2, 2: 1}, 3, 1) == []
    assert closed_circle({1: 2, 2: 1}, 2, 1) == [2, 1]


def test_places_come_in_the_order_of_the_people() -> None:
    places = place_people([3, 1, 2], {2: 3})

    assert places.index.tolist() == [3, 1, 2]
    assert places["row"].tolist() == [0, 2, 1]
    pd.testing.assert_series_equal(places.dtypes, TREE_PLACES.empty().dtypes)


def test_nobody_has_a_place() -> None:
    assert place_people([], {}).empty


def test_a_manager_stands_in_the_middle_of_its_reports() -> None:
    places = place_people([1, 2, 3, 4, 5, 6], {2: 1, 3: 1, 4: 1, 5: 4, 6: 4})

    assert places["column"].tolist() == [1.75, 0.5, 1.5, 3.0, 2.5, 3.5]
    assert places["layer"].tolist() == [0, 1, 1, 1, 2, 2]


def test_people_hang_only_where_it_would_be_too_wide() -> None:
    side_by_side = place_people(range(WIDEST), {})
    hanging = place_people(range(WIDEST + 1), {})

    assert side_by_side["layer"].eq(0).all()
    assert hanging["is_hung"].all()
    assert hanging["column"].nunique() == 2
    assert hanging["layer"].max() < LONGEST


def test_who_has_reports_does_not_hang_and_stands_first() -> None:
    people = list(range(20))
    managers = dict.fromkeys(range(1, 18), 0) | {18: 9, 19: 9}

    places = place_people(people, managers)

    assert places.loc[9, ["column", "layer", "is_hung"]].tolist() == [0.5, 1, False]
    assert places.loc[[18, 19], "is_hung"].all()
    assert places.loc[[18, 19], "layer"].tolist() == [2, 3]
