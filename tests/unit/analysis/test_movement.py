from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.movement import (
    MOVEMENT_CELLS,
    MOVEMENT_CLIENTS,
    WINDOW_CLASSES,
    MovementResult,
    MovementSettings,
    compare_classes,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.tables import Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, DELTA, as_table

AssertIs = Callable[[pd.DataFrame, Table], None]
Window = dict[int, tuple[str, float]]


def window(classes: Window, *, without_purchase: tuple[int, ...] = ()) -> pd.DataFrame:
    return as_table(
        [
            {
                "client_key": key,
                "class_name": name,
                "value": value,
                "purchase_day_count": 0 if key in without_purchase else 1,
            }
            for key, (name, value) in classes.items()
        ],
        WINDOW_CLASSES,
    )


def compare(
    before: Window,
    after: Window,
    *,
    keys: tuple[int, ...] = (),
    without_purchase: tuple[int, ...] = (),
    **settings: float,
) -> MovementResult:
    return compare_classes(
        window(before, without_purchase=without_purchase),
        window(after),
        client_keys=pd.Series(sorted({*before, *after, *keys}), dtype="int64"),
        classes=("A", "B", "C"),
        settings=MovementSettings(**settings),
    )


def move(result: MovementResult, key: int = ACME) -> str:
    return str(result.clients.set_index("client_key")["move"][key])


def test_the_whole_tables_of_three_clients(assert_is: AssertIs) -> None:
    result = compare({ACME: ("A", 100), BRAVO: ("B", 20)}, {ACME: ("A", 90), CARGO: ("C", 5)})

    expected = pd.DataFrame(
        {
            "client_key": [ACME, BRAVO, CARGO],
            "class_before": pd.Series(["A", "B", "-"], dtype="str"),
            "class_after": pd.Series(["A", "-", "C"], dtype="str"),
            "move": pd.Series(["same", "left", "came"], dtype="str"),
            "value_before": [100.0, 20.0, 0.0],
            "value_after": [90.0, 0.0, 5.0],
            "change": [-10.0, -20.0, 5.0],
            "is_boundary_move": [False, False, False],
        }
    )
    pd.testing.assert_frame_equal(result.clients, expected)
    assert_is(result.clients, MOVEMENT_CLIENTS)
    assert_is(result.cells, MOVEMENT_CELLS)
    assert len(result.cells) == 16
    assert result.cells["client_count"].sum() == 3


def test_a_cell_holds_clients_their_share_of_the_earlier_class_and_their_money() -> None:
    result = compare({1: ("A", 100), 2: ("A", 90), 3: ("A", 80), 4: ("A", 70)}, {1: ("B", 30)})

    cell = result.cells.query("class_before == 'A' and class_after == 'B'").iloc[0]
    assert (cell["client_count"], cell["row_share"]) == (1, 0.25)
    assert (cell["value_before"], cell["value_after"]) == (100, 30)
    empty_row = result.cells.query("class_before == 'C'")
    assert empty_row["row_share"].isna().all()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [("B", "A", "up"), ("C", "A", "up"), ("A", "B", "down"), ("A", "C", "down"), ("C", "C", "same")],
)
def test_moves_have_a_direction(before: str, after: str, expected: str) -> None:
    result = compare({ACME: (before, 10)}, {ACME: (after, 100)})

    assert move(result) == expected
    assert result.count(expected) == 1


def test_a_client_with_lines_but_no_purchase_was_absent() -> None:
    result = compare({ACME: ("C", -10)}, {ACME: ("A", 100)}, without_purchase=(ACME,))

    assert move(result) == "came"
    assert result.clients["value_before"].tolist() == [-10.0]


def test_a_client_of_neither_window_is_counted_apart() -> None:
    result = compare({ACME: ("A", 10)}, {ACME: ("A", 10)}, keys=(BRAVO,))

    assert move(result, BRAVO) == "none"
    assert result.cells["client_count"].iloc[-1] == 1
    assert (result.both_count, result.same_count) == (1, 1)


def test_an_unknown_value_is_in_no_cell() -> None:
    result = compare({ACME: ("", np.nan), BRAVO: ("A", 1)}, {ACME: ("A", 1), BRAVO: ("A", 1)})

    assert move(result) == "unknown"
    assert result.cells["client_count"].sum() == 1
    assert result.both_count == 1


@pytest.mark.parametrize(("after", "is_boundary"), [(105, True), (95, True), (105.01, False), (94.99, False)])
def test_a_move_within_five_percent_is_one_of_the_limit(after: float, is_boundary: bool) -> None:
    result = compare({ACME: ("A", 100)}, {ACME: ("B", after)})

    assert result.clients["is_boundary_move"].tolist() == [is_boundary]
    assert result.boundary_count == is_boundary


def test_staying_coming_and_values_of_zero_or_less_are_no_boundary_moves() -> None:
    result = compare(
        {ACME: ("A", 100), BRAVO: ("C", -10), CARGO: ("C", 0)},
        {ACME: ("A", 100), BRAVO: ("B", -10), CARGO: ("B", 0), DELTA: ("C", 1)},
    )

    assert result.boundary_count == 0


def test_the_boundary_can_be_set() -> None:
    assert compare({ACME: ("A", 100)}, {ACME: ("B", 80)}, boundary_share=0.2).boundary_count == 1


def test_stability_is_the_share_of_those_in_both_windows() -> None:
    result = compare(
        {1: ("A", 10), 2: ("B", 5), 3: ("C", 1), 4: ("A", 9)},
        {1: ("A", 10), 2: ("C", 1), 3: ("C", 1), 5: ("A", 9)},
    )

    assert result.stability == pytest.approx(2 / 3)
    assert result.trace_index == pytest.approx((3 - 2) / 2)


def test_when_nobody_moves_the_trace_index_is_zero() -> None:
    same: Window = {1: ("A", 10), 2: ("B", 5), 3: ("C", 1)}

    assert compare(same, same).trace_index == 0


def test_a_class_without_anyone_in_both_windows_leaves_the_trace_index_undefined() -> None:
    result = compare({1: ("A", 10), 2: ("B", 5)}, {1: ("A", 10), 2: ("B", 5)})

    assert np.isnan(result.trace_index)
    assert result.stability == 1


def test_without_clients_nothing_is_defined(assert_is: AssertIs) -> None:
    result = compare({}, {})

    assert np.isnan(result.stability)
    assert np.isnan(result.trace_index)
    assert result.cells["client_count"].sum() == 0
    assert_is(result.clients, MOVEMENT_CLIENTS)
    assert_is(result.cells, MOVEMENT_CELLS)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(MissingColumnsError, match="class_name"):
        compare_classes(
            window({}).drop(columns="class_name"),
            window({}),
            client_keys=pd.Series([], dtype="int64"),
            classes=("A", "B", "C"),
            settings=MovementSettings(),
        )
