from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.if_we_lose import (
    IF_WE_LOSE_CLIENTS,
    IfWeLoseSettings,
    LossOfClients,
    largest_clients,
    lose_clients,
    lose_each,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.tables import CLIENT_TOTALS, Table
from tests.unit.analysis.sales_rows import client_totals

AssertIs = Callable[[pd.DataFrame, Table], None]


def lose(
    totals: pd.DataFrame, *keys: int, measure: str = "net_sales", fixed: float | None = None
) -> LossOfClients:
    return lose_clients(totals, lost_keys=keys, measure=measure, settings=IfWeLoseSettings(fixed_cost=fixed))


def test_two_clients_lost_together() -> None:
    loss = lose(client_totals(k1=(50, 10), k2=(30, 20), k3=(15, 5), k4=(5, 5)), 2, 1, fixed=12)

    assert loss.client_keys == (1, 2)
    assert (loss.net_sales, loss.sales_share, loss.gross_profit, loss.profit_share) == (80.0, 0.8, 30.0, 0.75)
    assert (loss.before.client_count, loss.before.value, loss.before.top_1_share) == (4, 100.0, 0.5)
    assert (loss.after.client_count, loss.after.value, loss.after.top_1_share) == (2, 20.0, 0.75)
    assert loss.after.top_5_share == 1.0
    assert loss.after.hhi == pytest.approx(0.625, abs=1e-12)
    assert loss.after.effective_clients == pytest.approx(1.6, abs=1e-12)
    assert (loss.before.operating_profit, loss.after.operating_profit) == (28.0, -2.0)


def test_losing_nobody_changes_nothing() -> None:
    loss = lose(client_totals(k1=(50, 10), k2=(30, 20)))

    assert (loss.client_keys, loss.net_sales, loss.sales_share, loss.gross_profit) == ((), 0.0, 0.0, 0.0)
    np.testing.assert_equal(asdict(loss.after), asdict(loss.before))
    assert np.isnan(loss.after.operating_profit)


def test_losing_everybody_leaves_nothing_and_the_fixed_cost() -> None:
    loss = lose(client_totals(k1=(50, 10), k2=(30, 20)), 1, 2, fixed=7)

    assert (loss.sales_share, loss.after.client_count, loss.after.value) == (1.0, 0, 0.0)
    assert (loss.after.net_sales, loss.after.gross_profit, loss.after.operating_profit) == (0.0, 0.0, -7.0)
    assert np.isnan([loss.after.top_1_share, loss.after.hhi, loss.after.effective_clients]).all()


def test_without_cost_no_profit_is_known() -> None:
    loss = lose(client_totals(k1=50, k2=30), 1, fixed=7)

    assert np.isnan([loss.gross_profit, loss.profit_share, loss.before.gross_profit]).all()
    assert np.isnan([loss.after.gross_profit, loss.after.operating_profit]).all()


def test_a_lost_client_that_made_a_loss_makes_the_profit_grow() -> None:
    loss = lose(client_totals(k1=(50, -10), k2=(30, 20)), 1)

    assert (loss.gross_profit, loss.profit_share) == (-10.0, 0.0)
    assert (loss.before.gross_profit, loss.after.gross_profit) == (10.0, 20.0)


def test_a_client_with_returns_only_takes_no_share_with_it() -> None:
    loss = lose(client_totals(k1=50, k2=-30), 2)

    assert (loss.net_sales, loss.sales_share, loss.after.value) == (-30.0, 0.0, 50.0)


def test_an_unknown_client_is_passed_over() -> None:
    assert lose(client_totals(k1=50), 9).client_keys == ()


def test_concentration_in_the_chosen_measure() -> None:
    loss = lose(client_totals(k1=(50, 1), k2=(30, 20), k3=(20, 60)), 3, measure="gross_profit")

    assert (loss.before.value, loss.after.value) == (81.0, 21.0)
    assert loss.after.top_1_share == pytest.approx(20 / 21, abs=1e-12)


def test_the_largest_clients_and_their_ties() -> None:
    totals = client_totals(k3=10, k2=10, k1=5, k4=-90, k5=0)

    assert largest_clients(totals, measure="net_sales", count=2) == [2, 3]
    assert largest_clients(totals, measure="net_sales", count=9) == [2, 3, 1]


def test_one_by_one_is_the_same_as_each_alone(assert_is: AssertIs) -> None:
    totals = client_totals(k1=(50, 10), k2=(30, 20), k3=(30, -5), k4=(-5, 1))

    each = lose_each(totals, measure="net_sales", count=50)

    assert_is(each, IF_WE_LOSE_CLIENTS)
    assert each["client_key"].tolist() == [1, 2, 3]
    for row in each.to_dict("records"):
        alone = lose(totals, int(row["client_key"]))
        assert (row["net_sales"], row["sales_share"], row["gross_profit"]) == (
            alone.net_sales,
            alone.sales_share,
            alone.gross_profit,
        )
        assert row["value_after"] == alone.after.value
        assert row["top_1_share_after"] == pytest.approx(alone.after.top_1_share, abs=1e-12)
        assert row["hhi_after"] == pytest.approx(alone.after.hhi, abs=1e-12)
        assert row["effective_clients_after"] == pytest.approx(alone.after.effective_clients, abs=1e-12)
    assert np.isnan(each["profit_share"].iloc[2])


def test_what_stays_of_a_single_client_has_no_share() -> None:
    (row,) = lose_each(client_totals(k1=50), measure="net_sales", count=50).to_dict("records")

    assert (row["sales_share"], row["value_after"]) == (1.0, 0.0)
    assert np.isnan([row["top_1_share_after"], row["hhi_after"], row["effective_clients_after"]]).all()


@pytest.mark.parametrize("totals", [CLIENT_TOTALS.empty(), client_totals(k1=-5)])
def test_without_positive_sales_nobody_is_listed(assert_is: AssertIs, totals: pd.DataFrame) -> None:
    each = lose_each(totals, measure="net_sales", count=50)

    assert_is(each, IF_WE_LOSE_CLIENTS)
    assert each.empty
    assert np.isnan(lose(totals).sales_share)


def test_a_missing_column_is_refused() -> None:
    totals = CLIENT_TOTALS.empty().drop(columns="gross_profit")

    with pytest.raises(MissingColumnsError, match="'client_totals' lacks gross_profit"):
        lose(totals)
    with pytest.raises(MissingColumnsError, match="'client_totals' lacks gross_profit"):
        lose_each(totals, measure="net_sales", count=1)
