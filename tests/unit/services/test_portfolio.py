from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from kamlogic.errors import EmptyDatasetError, UnknownRecordError
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.analysis import analyse
from kamlogic.services.classes import ClassSettings
from kamlogic.services.datasets import own_dataset
from kamlogic.services.imports import ImportOutcome
from kamlogic.services.losses import LossSettings
from kamlogic.services.portfolio import Portfolio, load_portfolio
from kamlogic.store.database import Store
from kamlogic.tables import UNIDENTIFIED_KEY

ROWS = [
    "2024-01-05,A,Acme,I1,tea,100.25,60",
    "2024-01-31,B,Beta,I2,tea,1000,",
    "2024-02-05,A,Acme,I3,tea,50,30",
    "2024-02-07,,,I4,tea,7,3",
    "2024-02-29,C,Gamma,I5,tea,-20,-5",
]


@pytest.fixture
def dataset_id(keep: Callable[..., ImportOutcome]) -> int:
    return keep(*ROWS).record.dataset_id


def manager_of(*client_keys: int) -> Principal:
    return Principal(name="Rini", role=Role.MANAGER, client_keys=frozenset(client_keys))


def key_of(portfolio: Portfolio, code: str) -> int:
    return int(portfolio.clients.set_index("client_code").loc[code, "client_key"])


def test_the_leader_sees_everything(store: Store, dataset_id: int) -> None:
    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id)

    assert portfolio.as_of == date(2024, 2, 29)
    assert portfolio.totals.line_count == 5
    assert portfolio.totals.net_sales == Decimal("1137.25")
    assert portfolio.totals.gross_profit == Decimal("49.25")
    assert (portfolio.totals.unidentified_line_count, portfolio.totals.unidentified_net_sales) == (
        1,
        Decimal("7.00"),
    )
    assert (portfolio.totals.client_count, portfolio.totals.document_count) == (3, 5)
    assert portfolio.unidentified()["net_sales"].tolist() == [7.0]
    assert portfolio.has_cost


def test_a_manager_sees_only_their_clients_in_every_table(store: Store, dataset_id: int) -> None:
    own = key_of(load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id), "A")

    portfolio = load_portfolio(manager_of(own), store, dataset_id=dataset_id)

    for table in (portfolio.clients, portfolio.client_periods, portfolio.client_days):
        assert set(table["client_key"]) == {own}
    assert portfolio.unidentified().empty


def test_a_manager_learns_no_total_of_the_company(store: Store, dataset_id: int) -> None:
    own = key_of(load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id), "A")

    totals = load_portfolio(manager_of(own), store, dataset_id=dataset_id).totals

    assert (totals.line_count, totals.client_count, totals.document_count) == (2, 1, 2)
    assert (totals.net_sales, totals.gross_profit) == (Decimal("150.25"), Decimal("60.25"))
    assert (totals.unidentified_line_count, totals.unidentified_net_sales) == (0, Decimal(0))


def test_a_manager_whose_clients_have_no_cost_is_not_told_that_others_have(
    store: Store, dataset_id: int
) -> None:
    own = key_of(load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id), "B")

    assert not load_portfolio(manager_of(own), store, dataset_id=dataset_id).has_cost


def test_a_manager_s_silent_clients_are_judged_at_the_data_s_last_day(
    store: Store, keep: Callable[..., ImportOutcome]
) -> None:
    silent = [f"2024-01-{day:02d},S,Silent,S{day},tea,10,5" for day in (1, 15, 31)]
    others = [
        f"2024-{month:02d}-{day:02d},O,Other,O{month}{day},tea,10,5"
        for month in range(1, 7)
        for day in (1, 15, 28)
    ]
    dataset_id = keep(*silent, *others).record.dataset_id
    own = key_of(load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id), "S")

    portfolio = load_portfolio(manager_of(own), store, dataset_id=dataset_id)
    result = analyse(manager_of(own), portfolio, classes=ClassSettings(), losses=LossSettings())

    assert portfolio.as_of == date(2024, 6, 30)
    assert result.client_figures()["is_lost"].tolist() == [True]


@pytest.mark.parametrize("client_keys", [[], [999]])
def test_a_manager_without_a_visible_line_has_nothing_to_analyse(
    store: Store, dataset_id: int, client_keys: list[int]
) -> None:
    with pytest.raises(EmptyDatasetError, match="no sales lines"):
        load_portfolio(manager_of(*client_keys), store, dataset_id=dataset_id)


def test_a_manager_may_not_see_the_unidentified_lines(store: Store, dataset_id: int) -> None:
    own = key_of(load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id), "C")

    portfolio = load_portfolio(manager_of(own), store, dataset_id=dataset_id)

    assert UNIDENTIFIED_KEY not in portfolio.client_days["client_key"].tolist()


def test_an_empty_data_set_has_nothing_to_analyse(store: Store) -> None:
    dataset = own_dataset(LOCAL_LEADER, store, name="New company")

    with pytest.raises(EmptyDatasetError, match="'New company' has no sales lines yet"):
        load_portfolio(LOCAL_LEADER, store, dataset_id=dataset.id)


def test_a_data_set_that_is_not_there_is_unknown(store: Store) -> None:
    with pytest.raises(UnknownRecordError, match="There is no data set 7"):
        load_portfolio(LOCAL_LEADER, store, dataset_id=7)


def test_an_as_of_day_before_the_data_leaves_nothing(store: Store, dataset_id: int) -> None:
    with pytest.raises(EmptyDatasetError, match="up to 2024-01-04"):
        load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id, as_of=date(2024, 1, 4))


def test_an_as_of_day_inside_a_month_leaves_out_the_days_after_it(store: Store, dataset_id: int) -> None:
    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id, as_of=date(2024, 2, 6))

    assert portfolio.as_of == date(2024, 2, 6)
    assert portfolio.client_days["date"].max().date() == date(2024, 2, 5)
    assert portfolio.totals.line_count == 5


def test_the_currency_is_empty_where_no_file_names_one(
    store: Store, dataset_id: int, keep: Callable[..., ImportOutcome]
) -> None:
    assert load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id).currency == ""
    named = keep("2024-01-05,acme,5,EUR", header="Date,Client,Amount,Currency", dataset="Euro company").record
    assert load_portfolio(LOCAL_LEADER, store, dataset_id=named.dataset_id).currency == "EUR"


def test_the_rhythm_of_a_day_is_measured_once_and_only_the_last_two_earlier_ones_are_kept(
    store: Store, dataset_id: int
) -> None:
    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id)
    now, first = portfolio.rhythm(), portfolio.rhythm(date(2024, 1, 10))
    second = portfolio.rhythm(date(2024, 1, 20))
    assert portfolio.rhythm(date(2024, 1, 10)) is first

    portfolio.rhythm(date(2024, 1, 31))

    assert portfolio.rhythm() is now
    assert portfolio.rhythm(date(2024, 1, 20)) is second
    assert portfolio.rhythm(date(2024, 1, 10)) is not first
    assert portfolio.rhythm(date(2024, 1, 10)).clients.equals(first.clients)
