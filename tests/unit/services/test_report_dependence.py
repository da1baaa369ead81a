"""The parts of the report on dependence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kamlogic.analysis.if_we_lose import IfWeLoseSettings
from kamlogic.analysis.key_clients import KeyClientSettings
from kamlogic.analysis.selection import (
    SELECTION_CLIENTS,
    SELECTION_SENSITIVITY,
    SelectionResult,
    SelectionSettings,
)
from kamlogic.reports.selection_part import selection_part
from kamlogic.services.report_settings import ReportSettings

Write = Callable[..., Path]
ReportOf = Callable[..., dict[str, Any]]
HEADER = "Date,Client code,Amount,Cost,Manager"


def rows(months: int = 24) -> list[str]:
    return [
        f"{2023 + month // 12}-{month % 12 + 1:02}-28,{line}"
        for month in range(months)
        for line in ("acme,600.10,500,Sari", "bravo,300,200,Budi", "cargo,100,90,Budi")
    ]


def test_every_period_is_in_the_report(write: Write, report_of: ReportOf) -> None:
    periods = report_of(write(*rows(), header=HEADER))["concentration_by_period"]

    assert len(periods) == 13
    assert (periods[0]["first_month"], periods[-1]["last_month"]) == ("2023-01", "2024-12")
    assert periods[-1]["value"] == "12001.20"
    assert periods[-1]["key_share"] == pytest.approx(1, abs=1e-12)


def test_the_loss_of_the_two_largest(write: Write, report_of: ReportOf) -> None:
    settings = ReportSettings(if_we_lose=IfWeLoseSettings(fixed_cost=1000))

    part = report_of(write(*rows(), header=HEADER), settings=settings)["if_we_lose"]

    assert [client["client"] for client in part["clients"]] == ["acme", "bravo", "cargo"]
    two = part["two_largest"]
    assert two["clients"] == ["acme", "bravo"]
    assert two["net_sales"] == "10801.20"
    assert (two["before"]["operating_profit"], two["after"]["operating_profit"]) == ("1521.20", "-880.00")
    assert two["after"]["hhi"] == 1.0
    assert [(manager["manager"], manager["net_sales_after"]) for manager in two["managers"]] == [
        ("Sari", "0.00"),
        ("Budi", "1200.00"),
    ]
    assert two["abc_moves"] == [{"client": "cargo", "before": "B", "after": "A"}]


def test_without_cost_and_managers_these_are_null_and_empty(write: Write, report_of: ReportOf) -> None:
    part = report_of(write("2024-01-31,acme,5", header="Date,Client code,Amount"))["if_we_lose"]

    assert part["two_largest"]["managers"] == []
    assert part["two_largest"]["gross_profit"] is None
    assert part["clients"][0]["hhi_after"] is None
    assert float(part["clients"][0]["value_after"]) == 0


def test_vital_clients_are_types_and_the_criteria_follow_the_settings(
    write: Write, report_of: ReportOf
) -> None:
    settings = ReportSettings(key=KeyClientSettings(criteria=("length",), min_months=24))

    report = report_of(write(*rows(), header=HEADER), settings=settings)

    assert [(one["client"], one["type"], one["vital_since"]) for one in report["types"]["clients"]] == [
        ("acme", "vital", "2023-12"),
        ("bravo", "vital", "2023-12"),
    ]
    assert report["types"]["disagreements"] == []
    assert report["concentration"]["key_clients"] == 0
    assert report["selection"] == {"clients": [], "sensitivity": []}


def test_scored_clients_are_in_the_part_with_null_for_what_is_open() -> None:
    clients = pd.DataFrame(
        [(1, 4.0, 2.0, 1.0, 1.0, "star", 1.0), (2, 4.0, float("nan"), 1.0, 0.2, "", float("nan"))],
        columns=SELECTION_CLIENTS.column_names,
    )
    sensitivity = pd.DataFrame([("price", "doubled", 2, 1)], columns=SELECTION_SENSITIVITY.column_names)

    part = selection_part(
        SelectionResult(SelectionSettings(), clients, sensitivity), codes=pd.Series({1: "acme", 2: "bravo"})
    )

    assert [(one.client, one.strength, one.quadrant, one.rank) for one in part.clients] == [
        ("acme", 2.0, "star", 1),
        ("bravo", None, None, None),
    ]
    assert part.sensitivity[0].ranks_changed == 2
