"""What class movement, the bridge and the cohorts say in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kamlogic.analysis.abc_analysis import AbcSettings
from kamlogic.analysis.cohorts import CohortSettings
from kamlogic.analysis.movement import MovementSettings
from kamlogic.errors import NoCostError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.bridge import Bridge, build_bridge
from kamlogic.services.bridge_words import bridge_conclusion, bridge_figures, bridge_note
from kamlogic.services.classes import ClassSettings
from kamlogic.services.cohort_words import cohort_label, cohorts_conclusion, cohorts_note
from kamlogic.services.cohorts import follow_cohorts
from kamlogic.services.movement import Movement, compare_movement
from kamlogic.services.movement_words import movement_conclusion, movement_figures, movement_notes
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.window_words import windows_note
from kamlogic.window_pairs import ComparisonSettings

PLAIN = "Date,Client,Amount,Cost"
SPACE = "\N{NO-BREAK SPACE}"
PortfolioOf = Callable[..., Portfolio]


def sold(client: str, amounts: dict[int, float], cost: object = "") -> list[str]:
    """A line on the second and the 28th of each month of 2024, each half of the amount."""
    return [
        f"2024-{month:02}-{day:02},{client},{amount / 2},{cost}"
        for month, amount in amounts.items()
        for day in (2, 28)
    ]


EVERY = dict.fromkeys(range(1, 7), 100.0)


@pytest.fixture
def moved(portfolio_of: PortfolioOf) -> Callable[..., Movement]:
    def _moved(*rows: str, windows: Any = "auto", kind: Any = "abc", measure: Any = "net_sales") -> Movement:
        return compare_movement(
            LOCAL_LEADER,
            portfolio_of(*rows, header=PLAIN),
            classes=ClassSettings(abc=AbcSettings(measure=measure)),
            comparison=ComparisonSettings(windows=windows),
            settings=MovementSettings(),
            kind=kind,
        )

    return _moved


@pytest.fixture
def bridged(portfolio_of: PortfolioOf) -> Callable[..., Bridge]:
    def _bridged(*rows: str, windows: Any = "auto", dataset: str = "first") -> Bridge:
        return build_bridge(
            LOCAL_LEADER,
            portfolio_of(*rows, header=PLAIN, dataset=dataset),
            window="12m",
            comparison=ComparisonSettings(windows=windows),
        )

    return _bridged


MovedOf = Callable[..., Movement]
BridgedOf = Callable[..., Bridge]
GROWING = {**dict.fromkeys(range(1, 4), 10.0), **dict.fromkeys(range(4, 7), 900.0)}
FALLING = {month: GROWING[7 - month] for month in GROWING}


def test_moves_up_and_down_are_counted_in_the_title(moved: MovedOf) -> None:
    movement = moved(*sold("up", GROWING), *sold("down", FALLING), *sold("big", dict.fromkeys(EVERY, 5000.0)))

    assert movement_conclusion(LOCAL_LEADER, movement) == (
        "2 of 3 clients of both windows changed class: 1 up, 1 down"
    )
    assert movement.result is not None
    values = {label: value for label, value, _ in movement_figures(LOCAL_LEADER, movement.result)}
    assert values == {
        "Stability": f"33{SPACE}%",
        "Moved up": "1",
        "Moved down": "1",
        "Came": "0",
        "Left": "0",
    }
    assert movement_notes(LOCAL_LEADER, movement) == ""


def test_when_nobody_moves_the_title_says_so(moved: MovedOf) -> None:
    movement = moved(*sold("acme", EVERY), *sold("beta", EVERY))

    assert movement_conclusion(LOCAL_LEADER, movement) == "The two clients of both windows kept their class"


def test_one_client_is_spoken_of_as_one(moved: MovedOf) -> None:
    assert movement_conclusion(LOCAL_LEADER, moved(*sold("acme", EVERY))) == (
        "The only client of both windows kept its class"
    )
    others = sold("first", dict.fromkeys(range(1, 4), 9000.0))
    assert movement_conclusion(LOCAL_LEADER, moved(*sold("acme", GROWING), *others)) == (
        "The only client of both windows changed its class"
    )


def test_without_a_client_of_both_windows_there_is_nothing_to_compare(moved: MovedOf) -> None:
    movement = moved(
        *sold("old", dict.fromkeys(range(1, 4), 9.0)), *sold("new", dict.fromkeys(range(4, 7), 9.0))
    )

    assert movement_conclusion(LOCAL_LEADER, movement) == "No client bought in both windows"


def test_a_move_of_the_limit_is_told_as_one(moved: MovedOf) -> None:
    steady = sold("steady", dict.fromkeys(range(1, 7), 100.0))
    rows = [*steady, *sold("big", dict.fromkeys(range(1, 4), 300.0) | dict.fromkeys(range(4, 7), 3000.0))]

    movement = moved(*rows)

    assert movement_notes(LOCAL_LEADER, movement) == (
        f"1 move is one of the limit only: the client's own value changed by at most 5.0{SPACE}%."
    )


def test_without_an_earlier_window_the_pages_say_why(moved: MovedOf, bridged: BridgedOf) -> None:
    movement = moved(*sold("acme", {6: 10.0}))
    bridge = bridged(*sold("acme", EVERY), windows="year_ago")

    assert movement.result is None
    assert movement_conclusion(LOCAL_LEADER, movement) == (
        "Not comparable: the data hold fewer than two complete months"
    )
    assert movement_notes(LOCAL_LEADER, movement) == ""
    assert "reaches further back" in windows_note(movement.pair)
    assert bridge_conclusion(LOCAL_LEADER, bridge, "") == (
        "Not comparable: the data hold no complete quarter and the same one a year before"
    )
    assert bridge_figures(LOCAL_LEADER, bridge) == []
    assert bridge_note(LOCAL_LEADER, bridge) == ""


def test_different_seasons_are_warned_of(moved: MovedOf) -> None:
    assert windows_note(moved(*sold("acme", EVERY)).pair) == (
        "1 Jan 2024 to 31 Mar 2024, then 1 Apr 2024 to 30 Jun 2024: 3 complete months each. "
        "They are different months of the year: part of the change may be the season."
    )


def test_the_same_season_needs_no_warning(moved: MovedOf) -> None:
    year_before = [row.replace("2024", "2023") for row in sold("acme", dict.fromkeys(range(1, 13), 10.0))]

    note = windows_note(moved(*year_before, *sold("acme", EVERY), windows="year_ago").pair)

    assert note == "1 Apr 2023 to 30 Jun 2023, then 1 Apr 2024 to 30 Jun 2024: 3 complete months each."


def test_the_classes_of_profit_need_a_cost(moved: MovedOf) -> None:
    with pytest.raises(NoCostError, match="cost"):
        moved(*sold("acme", EVERY), measure="gross_profit")


def test_clients_without_a_cost_are_in_no_cell_and_told(moved: MovedOf) -> None:
    movement = moved(*sold("acme", EVERY, cost=10), *sold("beta", EVERY), measure="gross_profit")

    assert movement_notes(LOCAL_LEADER, movement) == "1 client is in no cell: its gross profit is not known."


def test_xyz_classes_are_those_at_the_end_of_each_window(moved: MovedOf) -> None:
    movement = moved(*sold("acme", EVERY), *sold("late", {1: 10.0, 6: 10.0}), kind="xyz")

    assert movement.result is not None
    states = movement.result.clients[["class_before", "class_after"]].to_numpy().tolist()
    assert states == [["X", "X"], ["N", "Z"]]
    assert movement.result.classes == ("X", "Y", "Z", "N")


def test_the_bridge_tells_the_change_and_the_lost(bridged: BridgedOf) -> None:
    lost = sold("lost", dict.fromkeys(range(1, 4), 100.0))

    one = bridged(*sold("acme", EVERY), *lost)
    two = bridged(*sold("acme", EVERY), *lost, *sold("gone", {1: 300.0}), dataset="second")

    assert (
        bridge_conclusion(LOCAL_LEADER, one, "EUR") == f"Sales fell by 50{SPACE}%; 1 lost client took EUR 300"
    )
    assert bridge_conclusion(LOCAL_LEADER, two, "EUR").endswith("2 lost clients took EUR 600")


def test_the_bridge_without_losses(bridged: BridgedOf) -> None:
    same = bridged(*sold("acme", EVERY))
    rising = bridged(*sold("acme", GROWING), dataset="second")

    assert bridge_conclusion(LOCAL_LEADER, same, "") == "Sales stayed the same; no client was lost"
    assert bridge_conclusion(LOCAL_LEADER, rising, "").startswith("Sales rose by ")
    figures = {label: (value, remark) for label, value, remark in bridge_figures(LOCAL_LEADER, same)}
    assert figures["Gross retention"][0] == f"100{SPACE}%"
    assert figures["Clients lost"] == (f"0{SPACE}%", "0 of 1 clients.")
    assert figures["Quick ratio"][0] == "no losses"


def test_without_sales_in_the_first_window_nothing_is_a_share_of_them(bridged: BridgedOf) -> None:
    bridge = bridged(
        "2024-01-02,acme,-5,", "2024-03-28,acme,-5,", *sold("beta", dict.fromkeys(range(4, 7), 10.0))
    )

    assert bridge_conclusion(LOCAL_LEADER, bridge, "") == "Sales went from -10 to 30"
    gross = bridge_figures(LOCAL_LEADER, bridge)[0]
    assert gross[1:] == ("n/a", "n/a: no client had sales above zero in the first window.")


def test_returned_clients_can_only_be_told_when_data_reach_back(bridged: BridgedOf) -> None:
    assert "counts as new" in bridge_note(LOCAL_LEADER, bridged(*sold("acme", EVERY)))
    longer = sold("acme", dict.fromkeys(range(1, 10), 100.0))
    known = bridged(*longer, windows="quarters", dataset="second")
    assert bridge_note(LOCAL_LEADER, known) == ""


@pytest.fixture
def told(portfolio_of: PortfolioOf) -> Callable[..., tuple[str, str]]:
    """The title and the note of the cohorts of these rows."""

    def _told(*rows: str, period: Any = "month") -> tuple[str, str]:
        result = follow_cohorts(
            LOCAL_LEADER, portfolio_of(*rows, header=PLAIN), settings=CohortSettings(period=period)
        )
        return cohorts_conclusion(LOCAL_LEADER, result), cohorts_note(LOCAL_LEADER, result)

    return _told


ToldOf = Callable[..., tuple[str, str]]
OLD = sold("old", EVERY)


def test_cohorts_tell_how_many_bought_again(told: ToldOf) -> None:
    staying = [row for name in "abc" for row in sold(name, {4: 5.0, 5: 5.0})]
    leaving = [row for name in "de" for row in sold(name, {4: 5.0})]

    title, note = told(*OLD, *staying, *leaving)

    assert title == f"3 of 5 new clients (60{SPACE}%) bought again in the month after the first purchase"
    assert note.startswith("Cohorts marked * lie at the beginning")
    assert note.endswith("Blank: not over yet.")


@pytest.mark.parametrize(
    ("clients", "months", "title"),
    [
        ("a", (4, 5), "The only new client bought again in the month after the first purchase"),
        ("a", (4,), "The only new client did not buy in the month after the first purchase"),
        ("ab", (4,), "Neither of two new clients bought in the month after the first purchase"),
        ("a", (6,), "Too early to say whether new clients stay"),
    ],
)
def test_cohorts_of_few(told: ToldOf, clients: str, months: tuple[int, ...], title: str) -> None:
    rows = [row for name in clients for row in sold(name, dict.fromkeys(months, 5.0))]

    assert told(*OLD, *rows)[0] == title


def test_cohorts_by_quarters_speak_of_quarters(told: ToldOf) -> None:
    later = [row for name in "abcde" for row in sold(name, {4: 5.0, 7: 5.0})]

    title, _note = told(*OLD, *later, *sold("old", {7: 1.0, 8: 1.0, 9: 1.0}), period="quarter")

    assert title == f"5 of 5 new clients (100{SPACE}%) bought again in the quarter after the first purchase"
    assert cohort_label(2024 * 4 + 2, "quarter") == "Q2 2024"
    assert cohort_label(2024 * 12 + 6, "month") == "Jun 2024"


@pytest.mark.parametrize("period", ["month", "quarter"])
def test_without_a_purchase_there_is_no_cohort(told: ToldOf, period: str) -> None:
    title, note = told("2024-01-02,acme,-5,", "2024-06-28,acme,-5,", period=period)

    assert title == f"Not comparable: no purchase in a complete {period}"
    assert note.startswith("A cohort needs a complete month")


def test_cohorts_away_from_the_beginning_need_no_mark(told: ToldOf) -> None:
    returns = ["2024-01-02,back,-1,", "2024-02-02,back,-1,", "2024-03-28,back,-1,"]

    assert told(*returns, *sold("acme", {5: 5.0, 6: 5.0}))[1] == "Blank: not over yet."
