from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.alerts import ALERT_CLIENTS, MOVED, SILENT, AlertResult, find_alerts
from kamlogic.tables import Table

AssertIs = Callable[[pd.DataFrame, Table], None]


def now(*rows: tuple[int, str, float, float, float]) -> pd.DataFrame:
    """client_key, cell, net_sales, silence_days, median_gap_days."""
    names = ["client_key", "cell", "net_sales", "silence_days", "median_gap_days"]
    kinds = dict(zip(names, ["int64", "str", "float64", "float64", "float64"], strict=True))
    return pd.DataFrame(list(rows), columns=names).astype(kinds)


def before(**cells: str) -> pd.DataFrame:
    keys = [int(name.removeprefix("k")) for name in cells]
    frame = pd.DataFrame({"client_key": keys, "cell": list(cells.values()), "net_sales": 500.0})
    return frame.astype({"client_key": "int64", "cell": "str"})


def keys(result: AlertResult, alert: str) -> list[int]:
    found: list[int] = result.of(alert)["client_key"].tolist()
    return found


def test_az_beyond_its_own_gap_is_silent_and_at_it_is_not(assert_is: AssertIs) -> None:
    clients = now((1, "AZ", 10, 31, 30), (2, "AZ", 20, 30, 30), (3, "AY", 30, 99, 30), (4, "AZ", 40, 99, 30))

    result = find_alerts(clients, previous=None)

    assert_is(result.clients, ALERT_CLIENTS)
    assert keys(result, SILENT) == [4, 1]
    assert result.clients["previous_net_sales"].isna().all()
    assert keys(result, MOVED) == []


def test_a_client_without_a_gap_has_no_alert() -> None:
    assert find_alerts(now((1, "AZ", 10, 99, np.nan)), previous=None).clients.empty


@pytest.mark.parametrize(("cell", "is_alert"), [("AX", False), ("AY", True), ("AZ", True), ("BZ", False)])
def test_a_client_that_was_ax_is_an_alert_when_it_is_a_and_no_longer_x(cell: str, is_alert: bool) -> None:
    result = find_alerts(now((1, cell, 10, 5, 30)), previous=before(k1="AX"))

    assert keys(result, MOVED) == ([1] if is_alert else [])


def test_a_move_names_the_money_of_both_windows() -> None:
    result = find_alerts(now((1, "AY", 300, 5, 30), (2, "AY", 400, 5, 30)), previous=before(k1="AX", k3="AX"))

    move = result.of(MOVED).iloc[0]
    assert (move["previous_cell"], move["previous_net_sales"], move["net_sales"]) == ("AX", 500, 300)


def test_a_client_can_have_both_alerts() -> None:
    result = find_alerts(now((1, "AZ", 10, 99, 30)), previous=before(k1="AX"))

    assert result.clients["alert"].tolist() == [SILENT, MOVED]


def test_nobody_has_no_alert(assert_is: AssertIs) -> None:
    assert_is(find_alerts(now(), previous=before()).clients, ALERT_CLIENTS)
    assert_is(find_alerts(now(), previous=None).clients, ALERT_CLIENTS)
