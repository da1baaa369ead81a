"""Programmes in a real store: their cost, steps and peers, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from kamlogic.analysis.programme_results import ProgrammeResult, ProgrammeSettings
from kamlogic.entries.entry import EntryT
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.entries.programmes import Programme
from kamlogic.entries.relationship import Task
from kamlogic.errors import NotAllowedError
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.classes import ClassSettings
from kamlogic.services.entries import save_entry
from kamlogic.services.identity import merge_clients
from kamlogic.services.portfolio import Portfolio, load_portfolio
from kamlogic.services.programme_result_words import compared_note, result_row, result_sentences
from kamlogic.services.programme_words import (
    PROGRAMME_LIST,
    programme_figures,
    programme_table,
    programmes_conclusion,
)
from kamlogic.services.programmes import (
    ProgrammeState,
    cells_on,
    find_results,
    load_programmes,
    save_programme,
    touched_clients,
)
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved

SPACE = "\N{NO-BREAK SPACE}"
HEADER = "Date,Client,Amount,Cost"
NO_COST = "Date,Client,Amount"
TODAY = date(2025, 7, 1)
NAMES = [f"Client {letter}" for letter in "ABCDEFGH"]


def rows(*, with_cost: bool = True) -> list[str]:
    """Eight equal clients, 100 a month from 2023 on; in 2025 the first buys for 150, the others for 110."""
    return [
        f"{month // 12}-{month % 12 + 1:02d}-15,{name},{amount}" + (f",{amount // 2}" if with_cost else "")
        for month in range(2023 * 12, 2025 * 12 + 6)
        for name in NAMES
        for amount in [100 if month < 2025 * 12 else 150 if name == NAMES[0] else 110]
    ]


class World:
    """A data set with programmes."""

    def __init__(self, store: Store, portfolio: Portfolio) -> None:
        self.store, self.portfolio = store, portfolio
        self.keys = dict(zip(portfolio.clients["client_name"], portfolio.clients["client_key"], strict=True))

    def key(self, letter: str) -> int:
        return int(self.keys[f"Client {letter}"])

    def add(self, entry: EntryT) -> Saved[EntryT]:
        return save_entry(LOCAL_LEADER, self.store, dataset_id=self.portfolio.dataset_id, entry=entry)

    def programme(self, letters: str = "A", **values: Any) -> Saved[Programme]:
        given = {
            "name": "Breakfast",
            "objective": "More",
            "start": date(2025, 1, 1),
            "state": "running",
        } | values
        return self.add(Programme(members=tuple(map(self.key, letters)), **given))

    def step(self, programme: Saved[Programme], **values: Any) -> Saved[Task]:
        return self.add(
            Task(**({"task": "Call", "subject": "programme", "subject_id": programme.id} | values))
        )

    def states(self, principal: Principal = LOCAL_LEADER) -> list[ProgrammeState]:
        return load_programmes(principal, self.store, dataset_id=self.portfolio.dataset_id)

    def results(self, principal: Principal = LOCAL_LEADER, **settings: Any) -> ProgrammeResult:
        portfolio = load_portfolio(principal, self.store, dataset_id=self.portfolio.dataset_id)
        return find_results(
            principal,
            self.store,
            portfolio,
            cells=lambda day: cells_on(principal, portfolio, day, classes=ClassSettings()),
            settings=ProgrammeSettings(**settings),
        )

    def title(self) -> str:
        return programmes_conclusion(LOCAL_LEADER, self.states(), self.results(), today=TODAY)

    def sentences(self, **settings: Any) -> str:
        found = self.results(**settings)
        return " ".join(result_sentences(LOCAL_LEADER, self.states()[0], found, currency="EUR"))


@pytest.fixture
def world(store: Store, portfolio_of: Callable[..., Portfolio]) -> World:
    return World(store, portfolio_of(*rows(), header=HEADER))


def row(result: ProgrammeResult, place: int = 0) -> pd.Series:
    return result.results.iloc[place]


def test_peers_are_the_untouched_clients_of_the_same_cells(world):
    world.programme("A")
    world.programme("B", name="Other", start=date(2025, 3, 1))
    world.programme("C", name="Over", start=date(2024, 1, 1), end=date(2024, 12, 31), state="finished")
    world.programme("D", name="Not yet", state="planned")

    found = row(world.results())

    assert found["peer_count"] == 6  # A is in it, B in another at that time
    assert (found["member_before"], found["member_since"]) == (600, 900)
    assert found["difference"] == pytest.approx(0.4)


def test_the_cells_are_those_of_the_day_before_the_start(world):
    asked: list[date] = []

    def cells(day: date) -> pd.DataFrame:
        asked.append(day)
        return cells_on(LOCAL_LEADER, world.portfolio, day, classes=ClassSettings())

    world.programme("A")
    find_results(LOCAL_LEADER, world.store, world.portfolio, cells=cells, settings=ProgrammeSettings())

    assert asked == [date(2024, 12, 31)]


def test_a_later_fall_does_not_change_the_cell_at_the_start(store, portfolio_of):
    lines = [one for one in rows() if not ("Client B" in one and one >= "2025")]
    world = World(store, portfolio_of(*lines, header=HEADER))
    world.programme("A")

    found = row(world.results())

    assert found["peer_count"] == 7
    assert found["peer_since"] == 6 * 6 * 110


def test_entered_peers_go_before_the_cells_and_a_client_of_the_programme_is_none(world):
    with pytest.raises(InvalidEntryError, match="cannot be compared with itself"):
        save_programme(
            LOCAL_LEADER,
            world.store,
            dataset_id=world.portfolio.dataset_id,
            entry=Programme(
                name="x", objective="y", start=TODAY, members=(world.key("A"),), peers=(world.key("A"),)
            ),
        )
    world.programme("A", peers=(world.key("B"), world.key("C"), world.key("A")))

    found = row(world.results())

    assert (found["peer_count"], found["is_small"]) == (2, True)
    assert "too few peers: n = 1 against 2" in list(table(world)["evidence"])
    assert "2 clients chosen to compare with" in world.sentences()
    assert "Fewer than 5 peers" in world.sentences()


def table(world: World) -> pd.DataFrame:
    return programme_table(LOCAL_LEADER, world.states(), world.results(), today=TODAY)


def test_clients_of_others_are_out_of_sight(world):
    world.programme("AB", name="Mixed")
    world.programme("A", name="Mine")
    world.programme("B", name="Theirs")
    world.programme("", name="Open")
    mine = Principal("Ana", Role.MANAGER, frozenset({world.key("A"), world.key("C")}))

    assert [one.saved.entry.name for one in world.states(mine)] == ["Mixed", "Mine", "Open"]
    found = world.results(mine)
    assert list(found.results["member_count"]) == [1, 0]
    shown = programme_table(mine, world.states(mine), found, today=TODAY)
    assert shown.loc[0, "evidence"] == "n/a: some of its clients are not yours"


def test_nobody_adds_a_client_of_others(world):
    mine = Principal("Ana", Role.MANAGER, frozenset({world.key("A")}))
    opened = world.programme("AB")
    dataset_id = world.portfolio.dataset_id

    saved = save_programme(
        mine, world.store, dataset_id=dataset_id, entry=opened.entry.with_values(offer="Tea"), opened=opened
    )
    assert saved.entry.offer == "Tea"
    more = saved.entry.with_values(members=(*saved.entry.members, world.key("C")))
    with pytest.raises(InvalidEntryError, match="no such client"):
        save_programme(mine, world.store, dataset_id=dataset_id, entry=more, opened=saved)
    with pytest.raises(NotAllowedError, match="Eva"):
        save_programme(Principal("Eva", Role.VIEWER), world.store, dataset_id=dataset_id, entry=opened.entry)


def test_cost_is_that_of_the_programme_and_its_steps(world):
    one = world.programme("A", budget=100, cost=Decimal("40.5"))
    world.step(one, cost=80, position=2)
    world.step(one, task="First", position=1)
    world.step(one, task="Last", due=TODAY)

    state = world.states()[0]

    assert state.cost == Decimal("120.5")
    assert state.budget_used == pytest.approx(1.205)
    assert [step.entry.task for step in state.steps] == ["First", "Call", "Last"]
    assert f"EUR 120 of a budget of EUR 100, 120{SPACE}%: overspent by EUR 20." in world.sentences()


def test_steps_are_overdue_and_reviews_due(world):
    one = world.programme("A", review_on=date(2025, 6, 30))
    world.step(one, due=date(2025, 6, 10))
    world.step(one, due=date(2025, 6, 10), done_on=date(2025, 6, 12))
    world.step(one, due=TODAY)
    world.step(one)

    state = world.states()[0]

    assert len(state.overdue_steps(TODAY)) == 1
    assert state.is_review_due(TODAY)
    assert table(world).loc[0, "steps"] == "1 of 4 done, 1 overdue"
    figures = {
        label: (value, remark)
        for label, value, remark in programme_figures(
            LOCAL_LEADER, world.states(), world.results(), today=TODAY, currency="EUR"
        )
    }
    assert figures["Steps overdue"] == ("1", "The oldest by 21 days.")
    assert figures["Reviews due"][0] == "1"
    assert figures["Budget used"][0] == "n/a"


def test_the_title_tells_of_none_one_and_several(world):
    assert world.title() == "No programme has been written down yet"

    one = world.programme("A", budget=10, cost=20)
    assert world.title() == (
        "1 programme running, no step overdue; “Breakfast” is 40 percentage points above its peers "
        "(indicative, n = 1 against 7)"
    )
    world.step(one, due=date(2025, 6, 10))
    world.programme("B", name="Second", state="planned")
    assert world.title().startswith("1 programme running, 1 step overdue; ")
    figures = programme_figures(LOCAL_LEADER, world.states(), world.results(), today=TODAY, currency="EUR")
    assert "Overspent: Breakfast." in figures[2][2]


def test_a_title_without_a_running_programme(world):
    world.programme("A", state="finished")

    assert world.title() == "No programme running, no step overdue"


def test_a_result_below_its_peers_and_one_like_them(world):
    world.programme("B")
    assert "is 5.7 percentage points below its peers" in world.title()  # A, who grew more, is among them

    world.programme("A", name="Other")
    assert "changed as its peers did" in world.sentences()


def test_the_sentences_name_months_sums_and_counts(world):
    world.programme("A", target=Decimal(200))

    said = world.sentences()

    assert "Sales a month: EUR 100 before, EUR 150 now, target EUR 200: 50" in said
    assert (
        f"Sales of its 1 client: EUR 900 in Jan 2025 to Jun 2025 against EUR 600 in Jan 2024 to Jun 2024, +50{SPACE}%."
        in said
    )
    assert (
        f"7 untouched clients of the same cells: EUR 4.6 thousand against EUR 4.2 thousand, +10{SPACE}%."
        in said
    )
    assert (
        "this is no proof that the programme did it. 7 of the 7 peers that bought before changed less."
        in said
    )
    assert "In the months right before 1 Jan 2025 it stood as its peers did already." in said


def test_a_target_below_the_start_and_an_entered_baseline(world):
    world.programme("A", target=Decimal(90))
    assert "the target is not above what it was before" in world.sentences()

    world.programme("A", name="Other", target=Decimal(150), baseline=Decimal(50))
    other = " ".join(result_sentences(LOCAL_LEADER, world.states()[1], world.results(), currency="EUR"))
    assert f"EUR 50 before, EUR 150 now, target EUR 150: 100{SPACE}% of the way." in other


def test_an_own_measure_is_as_it_was_entered(world):
    world.programme("A", measure="own", own_measure="Visits", baseline=0, current=340, target=1000)

    assert f"Visits: 0 before, 340 now, target 1,000: 34{SPACE}% of the way." in world.sentences()
    assert "Against peers: n/a: its own measure has no peers." in world.sentences()
    assert world.results().results.empty
    assert result_row(world.results(), world.states()[0].saved.id) is None
    assert compared_note(LOCAL_LEADER, world.states()[0], None) == ""


def test_an_own_measure_without_values_is_not_available(world):
    world.programme("A", measure="own", target=0)

    assert "Own measure: n/a before, n/a now, target 0." in world.sentences()


@pytest.mark.parametrize(
    ("values", "evidence"),
    [
        ({"start": date(2025, 6, 1)}, "n/a: 1 whole month since the start is known, 3 are needed"),
        ({"start": date(2025, 5, 1)}, "n/a: 2 whole months since the start are known, 3 are needed"),
        ({"start": date(2026, 1, 1)}, "n/a: 0 whole months since the start are known, 3 are needed"),
        ({"start": date(2023, 2, 1)}, "n/a: the data do not reach back so far before the start"),
        ({"start": date(2020, 2, 1)}, "n/a: the data do not reach back so far before the start"),
    ],
)
def test_why_there_is_no_figure(world, values, evidence):
    world.programme("A", **values)

    assert list(table(world)["evidence"]) == [evidence]
    assert f"Against peers: {evidence}." in world.sentences()


def test_a_programme_of_nobody_and_one_whose_cells_hold_nobody_else(world):
    world.programme("")
    assert list(table(world)["evidence"]) == ["n/a: it holds no client"]

    world.programme("ABCDEFGH", name="All")
    assert table(world)["evidence"].iloc[1] == "n/a: no untouched client is in the same cells"
    found = result_sentences(LOCAL_LEADER, world.states()[1], world.results(), currency="EUR")
    assert found[-1] == "Peers: n/a: no untouched client is in the same cells."


def test_without_cost_there_is_no_gross_profit(store, portfolio_of):
    world = World(store, portfolio_of(*rows(with_cost=False), header=NO_COST))
    world.programme("A", measure="gross_profit")

    assert list(table(world)["evidence"]) == ["n/a: no cost is known, so there is no gross profit"]


def test_orders_are_counted_in_days_with_a_purchase(world):
    world.programme("A", measure="orders")

    assert "Orders of its 1 client: 6 in Jan 2025 to Jun 2025 against 6 in" in world.sentences()
    note = compared_note(
        LOCAL_LEADER, world.states()[0], result_row(world.results(), world.states()[0].saved.id)
    )
    assert "the season is out. Orders are days with a purchase. Peers were in the same cells" in note


def test_the_months_before_the_start_are_named_when_they_are_compared_with(world):
    world.programme("A", peers=(world.key("B"),))
    found = world.results(before="right_before")

    note = compared_note(LOCAL_LEADER, world.states()[0], result_row(found, world.states()[0].saved.id))

    assert note == "Compared with the months before the start: a season is not taken out."


def test_the_table_has_the_declared_columns_and_no_row_without_programmes(world):
    empty = table(world)

    assert list(empty.columns) == [column.name for column in PROGRAMME_LIST]
    assert empty.empty
    world.programme("A")
    pd.testing.assert_series_equal(table(world).dtypes, empty.dtypes)


def test_an_unfinished_programme_touches_from_its_start_on(world):
    one = world.programme("A", end=date(2025, 3, 31))
    late = world.programme("B", start=date(2025, 4, 1))
    stopped = world.programme("C", start=date(2024, 6, 1), state="stopped")
    every = [one, late, stopped]

    assert touched_clients(one, every, date(2025, 6, 30)) == {world.key("A"), world.key("C")}


def test_clients_that_were_merged_are_one(world):
    world.programme("AB", peers=(world.key("C"), world.key("D")))
    for gone, into in (("B", "A"), ("D", "C")):
        merge_clients(
            LOCAL_LEADER,
            world.store,
            dataset_id=world.portfolio.dataset_id,
            client_key=world.key(gone),
            into_key=world.key(into),
        )

    found = row(world.results())

    assert (found["member_count"], found["member_before"], found["member_since"]) == (1, 1200, 1560)
    assert (found["peer_count"], found["peer_before"]) == (1, 1200)
    merged = load_portfolio(LOCAL_LEADER, world.store, dataset_id=world.portfolio.dataset_id)
    names = merged.named_clients.set_index("client_key")["client_name"]
    assert names[world.key("B")] == "Client A"
    assert len(names) == len(NAMES)


def test_a_programme_without_a_state_or_measure_has_the_usual_ones():
    entry = Programme.read(
        {"name": "x", "objective": "y", "start": TODAY, "state": "", "measure": "", "tier": None}
    )

    assert (entry.state, entry.measure, entry.tier) == ("planned", "net_sales", "1")
