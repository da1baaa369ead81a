from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from kamlogic.analysis.bridge import BRIDGE_CLIENTS, BRIDGE_PARTS, BridgeResult, measure_bridge
from kamlogic.errors import MissingColumnsError
from kamlogic.periods import Window, month_of
from kamlogic.tables import Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, NOBODY, Line, client_periods, line

AssertIs = Callable[[pd.DataFrame, Table], None]
EARLIER = Window(date(2023, 4, 1), date(2023, 6, 30), month_of(date(2023, 4, 1)), month_of(date(2023, 6, 1)))
LATER = Window(date(2024, 4, 1), date(2024, 6, 30), month_of(date(2024, 4, 1)), month_of(date(2024, 6, 1)))
BEFORE, BETWEEN, FIRST, SECOND = "2023-01-10", "2023-10-10", "2023-05-10", "2024-05-10"


def bridge(*lines: Line, scale: int = 2) -> BridgeResult:
    return measure_bridge(client_periods(lines), earlier=EARLIER, later=LATER, scale=scale)


def changes(result: BridgeResult) -> dict[str, Decimal]:
    """The parts that are not zero."""
    return {name: change for name, change in result.changes.items() if change}


def part_of(result: BridgeResult) -> str:
    return str(result.clients["part"].item())


def test_the_whole_clients_of_a_bridge(assert_is: AssertIs) -> None:
    result = bridge(line(ACME, FIRST, 100.25), line(ACME, SECOND, 60.10), line(BRAVO, SECOND, 7))

    expected = pd.DataFrame(
        {
            "client_key": [ACME, BRAVO],
            "part": pd.Series(["shrunk", "new"], dtype="str"),
            "net_sales_before": [100.25, 0.0],
            "net_sales_after": [60.10, 7.0],
            "part_change": [-40.15, 7.0],
            "credit_change": [0.0, 0.0],
        }
    )
    pd.testing.assert_frame_equal(result.clients, expected)
    assert_is(result.clients, BRIDGE_CLIENTS)
    assert_is(result.parts, BRIDGE_PARTS)


@pytest.mark.parametrize(
    ("lines", "part", "change"),
    [
        ([(FIRST, 10), (SECOND, 15)], "grown", "5"),
        ([(FIRST, 10), (SECOND, 4)], "shrunk", "-6"),
        ([(FIRST, 10)], "lost", "-10"),
        ([(FIRST, 10), (SECOND, 5), (SECOND, -5)], "lost", "-10"),
        ([(SECOND, 4)], "new", "4"),
        ([(BETWEEN, 9), (SECOND, 4)], "new", "4"),
        ([(BEFORE, 9), (SECOND, 4)], "returned", "4"),
    ],
)
def test_each_client_belongs_to_one_part(lines: list[tuple[str, float]], part: str, change: str) -> None:
    result = bridge(*(line(ACME, day, amount) for day, amount in lines))

    assert part_of(result) == part
    assert changes(result) == {part: Decimal(change)}
    assert result.parts.set_index("part")["client_count"][part] == 1


def test_a_client_with_equal_sales_is_in_no_part() -> None:
    result = bridge(line(ACME, FIRST, 10), line(ACME, SECOND, 10))

    assert part_of(result) == "same"
    assert changes(result) == {}
    assert (result.start_count, result.kept_count) == (1, 1)


def test_a_client_that_gave_everything_back_returns_and_is_not_new() -> None:
    result = bridge(line(ACME, FIRST, 10), line(ACME, FIRST, -10), line(ACME, SECOND, 3))

    assert part_of(result) == "returned"
    assert result.start == 0


def test_a_return_before_the_first_purchase_makes_no_old_client() -> None:
    assert part_of(bridge(line(ACME, FIRST, -10), line(ACME, SECOND, 3))) == "new"


def test_totals_below_zero_are_credits_and_in_no_retention_money() -> None:
    result = bridge(line(ACME, FIRST, 100), line(ACME, SECOND, -30), line(BRAVO, FIRST, -8))

    assert changes(result) == {"lost": Decimal(-100), "credits": Decimal(-22)}
    assert (result.start, result.end) == (Decimal(100), Decimal(0))
    assert (result.total_before, result.total_after) == (Decimal(92), Decimal(-30))
    assert result.behind("credits")["client_key"].tolist() == [ACME, BRAVO]
    assert result.behind("lost")["client_key"].tolist() == [ACME]


def test_lines_without_a_client_are_a_part_of_their_own() -> None:
    result = bridge(
        line(NOBODY, FIRST, 5), line(NOBODY, SECOND, 9), line(ACME, FIRST, 1), line(ACME, SECOND, 1)
    )

    assert changes(result) == {"unidentified": Decimal(4)}
    assert (result.total_before, result.total_after) == (Decimal(6), Decimal(10))
    assert result.clients["client_key"].tolist() == [ACME]
    assert result.behind("unidentified").empty


def test_cents_add_up_to_the_last_one() -> None:
    lines = [line(key, day, 0.1 * key) for key in range(1, 40) for day in (FIRST, SECOND, SECOND)]

    result = bridge(*lines)

    assert result.total_before == Decimal("78.00")
    assert result.total_before + sum(result.changes.values()) == result.total_after == Decimal("156.00")


def test_the_largest_change_is_listed_first() -> None:
    result = bridge(line(1, FIRST, 5), line(2, FIRST, 50), line(3, FIRST, 20))

    assert result.behind("lost")["client_key"].tolist() == [2, 3, 1]


def test_months_outside_both_windows_do_not_count() -> None:
    result = bridge(line(ACME, BEFORE, 10), line(ACME, BETWEEN, 10))

    assert result.clients.empty
    assert result.total_before == result.total_after == 0


def test_without_a_line_everything_is_zero(assert_is: AssertIs) -> None:
    result = bridge()

    assert changes(result) == {}
    assert (result.start, result.end, result.start_count, result.kept_count) == (0, 0, 0, 0)
    assert_is(result.clients, BRIDGE_CLIENTS)
    assert_is(result.parts, BRIDGE_PARTS)


def test_the_frame_is_left_as_it_was() -> None:
    periods = client_periods([line(ACME, FIRST, 10)])
    before = periods.copy()

    measure_bridge(periods, earlier=EARLIER, later=LATER, scale=2)

    pd.testing.assert_frame_equal(periods, before)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(MissingColumnsError, match="purchase_day_count"):
        measure_bridge(
            client_periods([]).drop(columns="purchase_day_count"), earlier=EARLIER, later=LATER, scale=2
        )
