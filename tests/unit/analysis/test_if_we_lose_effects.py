from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.abc_analysis import AbcSettings, classify_abc
from kamlogic.analysis.if_we_lose_effects import (
    ABC_MOVES,
    MANAGERS_AFTER,
    compare_classes,
    compare_managers,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.tables import CLIENT_MANAGERS, CLIENT_TOTALS, Table
from tests.unit.analysis.sales_rows import as_table, client_totals

AssertIs = Callable[[pd.DataFrame, Table], None]


def classes(**sales: float) -> pd.DataFrame:
    values = client_totals(**sales)[["client_key", "net_sales"]].set_axis(["client_key", "value"], axis=1)
    return classify_abc(values, settings=AbcSettings()).clients


def managers(*rows: tuple[int, str, str]) -> pd.DataFrame:
    return as_table(
        [
            {"client_key": key, "manager": name, "net_sales": 1.0, "last_date": pd.Timestamp(day)}
            for key, name, day in rows
        ],
        CLIENT_MANAGERS,
    )


def test_who_moves_up_when_the_largest_is_gone(assert_is: AssertIs) -> None:
    moves = compare_classes(classes(k1=80, k2=17, k3=3), classes(k2=17, k3=3))

    assert_is(moves, ABC_MOVES)
    assert moves.to_dict("list") == {
        "client_key": [2, 3],
        "class_before": ["B", "C"],
        "class_after": ["A", "B"],
        "share_before": [0.17, 0.03],
        "share_after": [0.85, 0.15],
    }


def test_nobody_moves_when_nobody_is_lost(assert_is: AssertIs) -> None:
    moves = compare_classes(classes(k1=80, k2=20), classes(k1=80, k2=20))

    assert_is(moves, ABC_MOVES)
    assert moves.empty


def test_the_portfolios_of_two_managers(assert_is: AssertIs) -> None:
    totals = client_totals(k1=(50, 10), k2=(30, 20), k3=(20, None), k4=(5, 1))
    owners = managers(
        (1, "Sari", "2024-03-01"),
        (2, "Sari", "2024-01-01"),
        (2, "Budi", "2024-02-01"),
        (2, "", "2024-03-01"),
        (3, "Budi", "2024-01-01"),
        (4, "", "2024-01-01"),
        (0, "Sari", "2024-01-01"),
    )

    after = compare_managers(totals, owners, lost_keys=[1, 3])

    assert_is(after, MANAGERS_AFTER)
    expected = pd.DataFrame(
        {
            "manager": pd.Series(["Budi", "Sari", ""], dtype="str"),
            "client_count": [2, 1, 1],
            "lost_client_count": [1, 1, 0],
            "net_sales": [50.0, 50.0, 5.0],
            "net_sales_after": [30.0, 0.0, 5.0],
            "gross_profit": [20.0, 10.0, 1.0],
            "gross_profit_after": [20.0, 0.0, 1.0],
            "lost_share": [0.4, 1.0, 0.0],
        }
    )
    pd.testing.assert_frame_equal(after, expected)


def test_on_the_same_day_the_manager_who_sold_more_has_the_client() -> None:
    owners = managers((1, "Ani", "2024-01-01"), (1, "Zul", "2024-01-01")).assign(net_sales=[9.0, 2.0])

    after = compare_managers(client_totals(k1=11), owners, lost_keys=[])

    assert after["manager"].tolist() == ["Ani"]
    assert after["lost_share"].tolist() == [0.0]


def test_profit_that_is_not_known_stays_unknown() -> None:
    after = compare_managers(client_totals(k1=11, k2=3), managers((1, "Ani", "2024-01-01")), lost_keys=[1])

    assert np.isnan(after["gross_profit_after"]).all()


def test_a_portfolio_of_returns_has_no_lost_part() -> None:
    after = compare_managers(client_totals(k1=-11), managers((1, "Ani", "2024-01-01")), lost_keys=[1])

    assert np.isnan(after["lost_share"]).all()


@pytest.mark.parametrize("owners", [CLIENT_MANAGERS.empty(), managers((1, "", "2024-01-01"))])
def test_without_a_named_manager_there_is_no_portfolio(assert_is: AssertIs, owners: pd.DataFrame) -> None:
    after = compare_managers(client_totals(k1=11), owners, lost_keys=[1])

    assert_is(after, MANAGERS_AFTER)
    assert after.empty


def test_missing_columns_are_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_managers' lacks manager"):
        compare_managers(CLIENT_TOTALS.empty(), CLIENT_MANAGERS.empty().drop(columns="manager"), lost_keys=[])
    with pytest.raises(MissingColumnsError, match="'client_totals' lacks net_sales"):
        compare_managers(
            CLIENT_TOTALS.empty().drop(columns="net_sales"), CLIENT_MANAGERS.empty(), lost_keys=[]
        )
