"""What published ABC-XYZ tools get wrong is right here: each test is a fault that somebody ships."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kamlogic.analysis.abc_analysis import AbcResult, AbcSettings, classify_abc
from kamlogic.analysis.abc_cross import list_not_positive
from kamlogic.analysis.client_totals import sum_clients
from kamlogic.analysis.xyz_analysis import XyzResult, XyzSettings
from kamlogic.periods import choose_window, complete_months
from tests.unit.analysis.sales_rows import (
    ACME,
    BRAVO,
    CARGO,
    DELTA,
    Line,
    client_days,
    client_periods,
    line,
    span_of,
)
from tests.xyz_classes import classify_xyz

AS_OF = date(2024, 12, 31)


def totals(lines: list[Line]) -> pd.DataFrame:
    return sum_clients(client_periods(lines), window=choose_window(span_of(lines), AS_OF, "12m"))


def abc(lines: list[Line], **settings: object) -> AbcResult:
    values = totals(lines)[["client_key", "net_sales"]].rename(columns={"net_sales": "value"})
    return classify_abc(values, settings=AbcSettings(**settings))  # type: ignore[arg-type]


def xyz(lines: list[Line], **settings: object) -> XyzResult:
    return classify_xyz(
        client_days(lines),
        as_of=AS_OF,
        complete=complete_months(span_of(lines), AS_OF),
        reference_keys=pd.Series([ACME]),
        settings=XyzSettings(**settings),  # type: ignore[arg-type]
    )


def monthly(client_key: int, amount: float, months: range = range(1, 13)) -> list[Line]:
    return [line(client_key, f"2024-{month:02d}-15", amount) for month in months]


@pytest.mark.parametrize("limits", [(0.5, 0.8), (0.7, 0.9), (0.8, 0.95)])
def test_a_client_with_85_percent_of_sales_is_a(limits: tuple[float, float]) -> None:
    lines = [*monthly(ACME, 850), *monthly(BRAVO, 100), *monthly(CARGO, 50)]

    clients = abc(lines, a_limit=limits[0], b_limit=limits[1]).clients.set_index("client_key")

    assert clients.loc[ACME, "share"] == pytest.approx(0.85)
    assert clients.loc[ACME, "abc_class"] == "A"


def test_who_buys_twice_a_year_for_the_same_money_is_not_x() -> None:
    lines = [*monthly(ACME, 100), line(BRAVO, "2024-01-15", 500), line(BRAVO, "2024-07-15", 500)]
    longer = [
        *lines,
        line(CARGO, "2023-01-15", 500),
        line(CARGO, "2023-07-15", 500),
        line(CARGO, "2024-01-15", 500),
    ]

    classes = xyz(longer).clients.set_index("client_key")["xyz_class"]

    assert (classes[BRAVO], classes[CARGO]) == ("N", "Y")
    assert not (
        xyz(longer, basis="value").clients.set_index("client_key")["value_class"][[BRAVO, CARGO]] == "X"
    ).any()


def test_totals_of_zero_or_less_are_listed_and_not_dropped() -> None:
    lines = [
        *monthly(ACME, 100),
        line(BRAVO, "2024-03-15", 50),
        line(BRAVO, "2024-04-15", -50),
        line(CARGO, "2024-05-15", -20),
    ]

    clients = abc(lines).clients.set_index("client_key")

    assert clients["abc_class"].to_dict() == {ACME: "A", BRAVO: "C", CARGO: "C"}
    assert list_not_positive(totals(lines))["sales_flag"].tolist() == ["net_negative", "zero"]


def test_nobody_is_charged_for_months_before_the_first_purchase() -> None:
    lines = [*monthly(ACME, 100), *monthly(DELTA, 100, range(7, 13))]

    client = xyz(lines).clients.set_index("client_key").loc[DELTA]

    assert (client["period_count"], client["adi"], client["value_cv"]) == (6, 1, 0)
    assert (client["frequency_class"], client["value_class"]) == ("X", "X")


def test_returns_are_netted_and_are_no_purchases() -> None:
    lines = [*monthly(ACME, 100), line(ACME, "2024-06-20", -40), *monthly(BRAVO, 90)]

    clients = totals(lines).set_index("client_key")

    assert clients.loc[ACME].tolist()[0] == 1160
    assert xyz(lines).clients.set_index("client_key").loc[ACME, "purchase_day_count"] == 12


def test_equal_clients_are_never_in_different_classes() -> None:
    lines = [line(key, "2024-03-15", 10) for key in range(1, 41)]

    assert abc(lines).counts() == {"A": 40, "B": 0, "C": 0}
    assert abc(lines, convention="end_share").counts() == {"A": 0, "B": 0, "C": 40}
    assert abc(lines, method="rank").counts() == {"A": 40, "B": 0, "C": 0}
