from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.analysis.reassignment import OWNED_CLIENTS, PORTFOLIO_CHANGES, measure_reassignment
from kamlogic.errors import MissingColumnsError

ACME, BRAVO, CARGO, DELTA = 1, 2, 3, 4


def owned(*rows: tuple[int, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=OWNED_CLIENTS.column_names).astype(OWNED_CLIENTS.dtypes)


CLIENTS = owned((ACME, "Ani", 60), (BRAVO, "Ani", 20), (CARGO, "Budi", 20), (DELTA, "", -10))


def test_the_taker_comes_first_and_every_giver_follows() -> None:
    found = measure_reassignment(CLIENTS, moved_keys=[BRAVO, DELTA], manager="Budi")

    assert found.to_numpy().tolist() == [
        ["Budi", 1, 3, 20, 30, 0.2, 0.4],
        ["", 1, 0, -10, 0, 0, 0],
        ["Ani", 2, 1, 80, 60, 0.8, 0.6],
    ]
    pd.testing.assert_series_equal(found.dtypes, PORTFOLIO_CHANGES.empty().dtypes)


def test_a_new_manager_begins_with_nothing() -> None:
    found = measure_reassignment(CLIENTS, moved_keys=[ACME], manager="Sari").iloc[0]

    assert (found["client_count_before"], found["sales_share_before"]) == (0, 0)
    assert (found["client_count_after"], found["sales_share_after"]) == (1, 0.6)


def test_without_positive_sales_there_is_no_share() -> None:
    found = measure_reassignment(owned((ACME, "Ani", -5)), moved_keys=[ACME], manager="Budi")

    assert found[["sales_share_before", "sales_share_after"]].isna().all(axis=None)


def test_clients_outside_the_window_change_no_figure() -> None:
    found = measure_reassignment(CLIENTS, moved_keys=[99], manager="Budi")

    assert found["manager"].tolist() == ["Budi"]
    assert found["client_count_before"].tolist() == found["client_count_after"].tolist() == [1]


def test_a_table_that_lacks_columns_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'owned_clients' lacks manager"):
        measure_reassignment(CLIENTS.drop(columns="manager"), moved_keys=[], manager="Ani")
