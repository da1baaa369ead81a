from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.analysis.manager_work import (
    KEPT_CLIENTS,
    MANAGER_EVENTS,
    MANAGER_WORK,
    ManagerWorkSettings,
    measure_manager_work,
)
from kamlogic.errors import MissingColumnsError

SETTINGS = ManagerWorkSettings()
NAN = float("nan")


def kept(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=KEPT_CLIENTS.column_names).astype(KEPT_CLIENTS.dtypes)


def events(*rows: tuple[str, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=MANAGER_EVENTS.column_names).astype(MANAGER_EVENTS.dtypes)


def overdue(*rows: tuple[str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["manager", "late_days"])
    return frame.astype({"manager": "str", "late_days": "int64"})


CLIENTS = kept(
    (1, "Ani", 300.0, 0.8, False, 1000.0),
    (2, "Ani", 100.0, 0.4, True, NAN),
    (3, "Ani", -50.0, 0.0, True, 500.0),
    (4, "", 10.0, 0.0, True, NAN),
)


def test_a_small_dossier_of_a_large_client_weighs_more() -> None:
    found = measure_manager_work(CLIENTS, events(), overdue(), settings=SETTINGS).set_index("manager")

    assert found.loc["Ani", "mean_share"] == pytest.approx(0.4)
    assert found.loc["Ani", "weighted_share"] == pytest.approx(0.7)  # (300 × 0.8 + 100 × 0.4) ÷ 400
    assert found.loc["Ani", "stale_count"] == 2
    assert found.loc["Ani", "potential_budget"] == 1500
    assert found.loc["Ani", "potential_count"] == 2
    assert pd.isna(found.loc["", "potential_budget"])
    assert found["is_small"].all()


def test_promises_and_win_backs_are_counted_apart() -> None:
    happened = events(
        ("promise", "Ani", True), ("promise", "Ani", False), ("win_back", "Ani", True), ("promise", "Budi", True)
    )  # fmt: skip

    found = measure_manager_work(CLIENTS, happened, overdue(("Budi", 3), ("Budi", 9)), settings=SETTINGS)

    assert found["manager"].tolist() == ["Ani", "Budi", ""]
    assert found["promise_count"].tolist() == [2, 1, 0]
    assert found["kept_share"].tolist()[:2] == [0.5, 1.0]
    assert found["won_count"].tolist() == [1, 0, 0]
    assert pd.isna(found["won_share"].iloc[1])
    assert found["overdue_count"].tolist() == [0, 2, 0]
    assert found["overdue_days"].iloc[1] == 9
    assert found["client_count"].tolist() == [3, 0, 1]
    pd.testing.assert_series_equal(found.dtypes, MANAGER_WORK.empty().dtypes)


def test_nothing_at_all_gives_an_empty_table() -> None:
    found = measure_manager_work(kept(), events(), overdue(), settings=SETTINGS)

    assert found.empty
    assert found.columns.tolist() == MANAGER_WORK.column_names


def test_enough_clients_make_rates_that_say_something() -> None:
    many = kept(*((key, "Ani", 1.0, 0.5, False, NAN) for key in range(5)))

    assert not measure_manager_work(many, events(), overdue(), settings=SETTINGS)["is_small"].any()


def test_tables_that_lack_columns_are_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'kept_clients' lacks is_stale"):
        measure_manager_work(CLIENTS.drop(columns="is_stale"), events(), overdue(), settings=SETTINGS)
    with pytest.raises(MissingColumnsError, match="'manager_events' lacks is_good"):
        measure_manager_work(CLIENTS, events().drop(columns="is_good"), overdue(), settings=SETTINGS)
