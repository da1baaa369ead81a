from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kamlogic.analysis.abc_analysis import AbcSettings, classify_abc
from kamlogic.analysis.client_figures import join_client_figures
from kamlogic.analysis.client_totals import sum_clients
from kamlogic.analysis.key_clients import KeyClientSettings, classify_key_clients
from kamlogic.analysis.losses import LossSettings, measure_losses
from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.day_values import sort_day_values
from kamlogic.errors import MissingColumnsError
from kamlogic.periods import choose_window, complete_months
from kamlogic.tables import CLIENT_TOTALS, CLIENTS
from tests.unit.analysis.sales_rows import (
    ACME,
    BRAVO,
    CARGO,
    DELTA,
    Line,
    as_table,
    client_days,
    client_periods,
    line,
    span_of,
)
from tests.xyz_classes import classify_xyz

AS_OF = date(2024, 12, 31)
LINES = [
    line(ACME, "2022-01-05", 500),
    line(BRAVO, "2024-11-05", 70),
    line(CARGO, "2024-12-05", 30),
    line(DELTA, "2024-12-06", -5),
]


def names(*keys: int) -> pd.DataFrame:
    return as_table(
        [{"client_key": key, "client_code": f"K{key}", "client_name": f"Client {key}"} for key in keys],
        CLIENTS,
    )


def tables(lines: list[Line]) -> dict[str, pd.DataFrame]:
    """The result of every analysis."""
    days, span = client_days(lines), span_of(lines)
    totals = sum_clients(client_periods(lines), window=choose_window(span, AS_OF, "12m"))
    values = totals.rename(columns={"net_sales": "value"})
    return {
        "totals": totals,
        "abc_clients": classify_abc(values, settings=AbcSettings()).clients,
        "xyz_clients": classify_xyz(
            days,
            as_of=AS_OF,
            complete=complete_months(span, AS_OF),
            reference_keys=totals["client_key"],
            settings=XyzSettings(),
        ).clients,
        "key_clients": classify_key_clients(totals, settings=KeyClientSettings()).clients,
        "loss_clients": measure_losses(
            sort_day_values(days), as_of=AS_OF, span=span, settings=LossSettings()
        ).clients,
    }


def test_clients_of_the_window_come_first_and_the_others_have_no_window_figures() -> None:
    figures = join_client_figures(names(ACME, BRAVO, CARGO, DELTA, 9), **tables(LINES))

    assert figures["client_key"].tolist() == [BRAVO, CARGO, DELTA, ACME]
    assert figures["is_in_window"].tolist() == [True, True, True, False]
    assert figures["abc_class"].tolist()[:3] == ["A", "A", "C"]
    former = figures.iloc[-1]
    assert pd.isna(former["net_sales"])
    assert pd.isna(former["abc_class"])
    assert former["is_lost"]


def test_flags_are_true_or_false_and_never_missing() -> None:
    figures = join_client_figures(names(ACME, BRAVO, CARGO, DELTA), **tables(LINES))

    flags = figures[["is_in_window", "is_key", "is_vital", "is_lost", "is_buyer"]]
    assert set(map(str, flags.dtypes)) == {"bool"}
    assert figures["is_key"].tolist() == [True, True, False, False]
    assert figures["is_buyer"].tolist() == [True, True, False, True]


def test_no_clients_give_an_empty_table() -> None:
    empty = {name: table.iloc[:0] for name, table in tables(LINES).items()}

    assert join_client_figures(CLIENTS.empty(), **empty).empty


def test_the_arguments_are_not_modified() -> None:
    clients, given = names(ACME, BRAVO), tables(LINES)
    before = {name: table.copy() for name, table in given.items()}

    join_client_figures(clients, **given)

    pd.testing.assert_frame_equal(clients, names(ACME, BRAVO))
    for name, table in before.items():
        pd.testing.assert_frame_equal(given[name], table)


@pytest.mark.parametrize(("table", "column"), [("clients", "client_name"), ("client_totals", "net_sales")])
def test_a_missing_column_is_refused(table: str, column: str) -> None:
    clients, given = CLIENTS.empty(), tables(LINES)
    if table == "clients":
        clients = clients.drop(columns=column)
    else:
        given["totals"] = CLIENT_TOTALS.empty().drop(columns=column)

    with pytest.raises(MissingColumnsError, match=f"'{table}' lacks {column}"):
        join_client_figures(clients, **given)
