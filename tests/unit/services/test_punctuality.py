"""Punctuality of a data set's deliveries, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kamlogic.analysis.punctuality import PunctualitySettings
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.ownership import load_ownership
from kamlogic.services.punctuality import Punctuality, find_punctuality, load_deliveries
from kamlogic.services.punctuality_words import (
    punctuality_conclusion,
    punctuality_figures,
    punctuality_notes,
)
from kamlogic.services.report_settings import ReportSettings
from kamlogic.store.database import Store

HEADER = (
    "Date,Client code,Client name,Invoice,Amount,Quantity,Account manager,"
    "Promised date,Delivered date,Delivered quantity"
)
GOOD = "2025-01-10,C1,Acme,R1,100,10,Ani,2025-01-15,2025-01-14,10"
LATE = "2025-02-10,C1,Acme,R2,100,10,Ani,2025-02-15,2025-02-17,10"
SHORT = "2025-03-10,C2,Bravo,R3,100,10,Sari,2025-03-15,2025-03-15,8"
OPEN = "2025-03-20,C2,Bravo,R4,100,10,Sari,2025-04-15,,"
UNPROMISED = "2025-03-31,C2,Bravo,R5,100,10,Sari,,,"
ROWS = (GOOD, LATE, SHORT, OPEN, UNPROMISED)
Make = Callable[..., Any]


@pytest.fixture
def punctuality_of(store: Store, portfolio_of: Make) -> Callable[..., Punctuality]:
    """The punctuality of these rows."""

    def _punctuality(*rows: str, header: str = HEADER, tolerance_days: int = 0) -> Punctuality:
        portfolio = portfolio_of(*rows, header=header, as_of=date(2025, 3, 31))
        deliveries = load_deliveries(LOCAL_LEADER, store, portfolio, window="12m")
        owned = load_ownership(LOCAL_LEADER, store, portfolio)
        settings = PunctualitySettings(tolerance_days=tolerance_days)
        return find_punctuality(LOCAL_LEADER, portfolio, deliveries, owned, settings=settings)

    return _punctuality


def said(found: Punctuality) -> str:
    return punctuality_conclusion(LOCAL_LEADER, found).replace("\u00a0", " ")


def test_orders_are_judged_and_the_others_are_counted(punctuality_of: Make) -> None:
    found = punctuality_of(*ROWS)

    result = found.result
    assert (result.order_count, result.otif_count, result.on_time_count, result.in_full_count) == (3, 1, 2, 2)
    assert result.quantity_share == pytest.approx(18 / 30)
    assert (result.open_count, found.unpromised_count) == (1, 1)
    assert found.promised_share == pytest.approx(4 / 5)
    assert found.managers["manager"].tolist() == ["Ani", "Sari"]
    assert found.managers["otif_share"].tolist() == [0.5, 0]


def test_what_is_said_of_many_orders(punctuality_of: Make) -> None:
    found = punctuality_of(*ROWS)

    assert said(found) == "33 % of 3 orders came on time and in full"
    figures = {label: value for label, value, _ in punctuality_figures(LOCAL_LEADER, found)}
    assert {label: value.replace("\u00a0", " ") for label, value in figures.items()} == {
        "On time in full": "33 %",
        "On time": "67 %",
        "In full": "67 %",
        "Lines": "33 %",
        "Quantity": "60 %",
    }
    assert [note.replace("\u00a0", " ") for note in punctuality_notes(LOCAL_LEADER, found)] == [
        (
            "On time in full (OTIF): all of the order came by the promised day; early counts. "
            "What is due and not delivered counts as late and not in full."
        ),
        "80 % of the orders have a promised day. 1 more order is promised and not due yet.",
    ]


@pytest.mark.parametrize(
    ("rows", "conclusion"),
    [
        ((GOOD,), "The one order that was due came on time and in full"),
        ((LATE,), "The one order that was due did not come on time and in full"),
        ((GOOD, GOOD.replace("R1", "R9")), "Both orders that were due came on time and in full"),
        ((LATE, SHORT), "Neither of the two orders that were due came on time and in full"),
        ((GOOD.replace("2025-01-15", "2025-09-15"),), "No promised order is due yet"),
    ],
)
def test_the_title_in_every_number(punctuality_of: Make, rows: tuple[str, ...], conclusion: str) -> None:
    assert said(punctuality_of(*rows)) == conclusion


@pytest.mark.parametrize(("days", "word"), [(1, "1 day more"), (2, "2 days more")])
def test_a_tolerance_is_told(punctuality_of: Make, days: int, word: str) -> None:
    found = punctuality_of(*ROWS, tolerance_days=days)

    assert word in punctuality_notes(LOCAL_LEADER, found)[0]
    assert found.result.on_time_count == 1 + days


def test_an_undue_order_leaves_the_figures_open(punctuality_of: Make) -> None:
    found = punctuality_of(GOOD.replace("2025-01-15", "2025-09-15"))

    assert {value for _, value, _ in punctuality_figures(LOCAL_LEADER, found)} == {"n/a"}


def test_without_quantities_only_the_day_is_judged_and_that_is_said(punctuality_of: Make) -> None:
    header = "Date,Client code,Client name,Invoice,Amount,Promised date,Delivered date"

    found = punctuality_of("2025-01-10,C1,Acme,R1,100,2025-01-15,2025-01-14", header=header)

    assert found.result.otif_share == 1
    assert found.managers.empty
    assert "counts as in full" in punctuality_notes(LOCAL_LEADER, found)[0]
    assert punctuality_figures(LOCAL_LEADER, found)[-1][1:] == ("n/a", "n/a: no quantity is given.")


@pytest.mark.parametrize(
    ("given", "reason", "title", "column"),
    [
        (
            ("Date,Client code,Client name,Invoice,Amount", "2025-01-10,C1,Acme,R1,100"),
            "no_promised_date",
            "No line of this window says for which day it was promised",
            "Promised date",
        ),
        (
            (
                "Date,Client code,Client name,Invoice,Amount,Promised date",
                "2025-01-10,C1,Acme,R1,100,2025-01-15",
            ),
            "no_delivered_date",
            "No line of this window says when it was delivered",
            "Delivered date",
        ),
    ],
)
def test_without_the_columns_the_page_says_what_to_map(
    punctuality_of: Make, given: tuple[str, str], reason: str, title: str, column: str
) -> None:
    header, row = given

    found = punctuality_of(row, header=header)

    assert (found.reason, found.result) == (reason, None)
    assert said(found) == title
    assert punctuality_figures(LOCAL_LEADER, found) == []
    assert f"map it to {column} on the Upload page" in punctuality_notes(LOCAL_LEADER, found)[0]


def test_the_report_carries_every_rate(report_of: Make, write: Make) -> None:
    settings = ReportSettings(punctuality=PunctualitySettings(tolerance_days=2))

    part = report_of(write(*ROWS, header=HEADER), settings=settings)["punctuality"]

    assert part["reason"] is None
    assert (part["orders"], part["otif"], part["tolerance_days"]) == (3, 2, 2)
    assert part["otif_rate"] == pytest.approx(2 / 3)
    assert part["promised_share"] == pytest.approx(0.8)
    assert [month["month"] for month in part["by_month"]] == ["2025-01", "2025-02", "2025-03"]
    assert [client["client"] for client in part["by_client"]] == ["C2", "C1"]
    assert [manager["manager"] for manager in part["by_manager"]] == ["Ani", "Sari"]


def test_the_report_says_why_nothing_is_judged(report_of: Make, write: Make) -> None:
    part = report_of(write("2025-01-15,C1,Acme,R1,Tea,5,"))["punctuality"]

    assert part["reason"] == "no_promised_date"
    assert part["orders"] is None
    assert part["unpromised_orders"] == 1
