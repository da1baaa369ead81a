"""Movement, bridge, retention and cohorts as other programs see them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kamlogic.analysis.cohorts import CohortSettings
from kamlogic.services.report_settings import ReportSettings
from kamlogic.window_pairs import ComparisonSettings

W1 = Path(__file__).parents[2] / "golden" / "reference" / "w1" / "transactions.csv"
ReportOf = Callable[..., dict[str, Any]]


def test_the_worked_example_in_two_halves(report_of: ReportOf) -> None:
    report = report_of(W1)

    movement, bridge, retention = (report[name] for name in ("movement", "bridge", "retention"))
    assert movement["windows"]["kind"] == "halves"
    assert movement["windows"]["earlier"] == {"from": "2024-01-01", "to": "2024-03-31", "periods": 3}
    assert movement["matrix"] == [[2, 1, 0, 2], [1, 0, 0, 0], [0, 0, 1, 0], [1, 1, 0, 1]]
    assert movement["value_before"][0] == ["2400.00", "800.00", "0.00", "1300.00"]
    assert [move["client"] for move in movement["moves"]] == ["C06", "C05", "C04", "C07", "C03", "C09"]
    assert (retention["clients_start"], retention["clients_kept"]) == (7, 5)
    assert retention["gross_revenue_retention"] == pytest.approx(3300 / 5200)
    changes = sum(Decimal(part["change"]) for part in bridge["parts"].values())
    assert Decimal(bridge["total_before"]) + changes == Decimal(bridge["total_after"])
    assert bridge["parts"]["lost"] == {"change": "-1300.00", "clients": ["C06", "C07"]}
    assert bridge["parts"]["unidentified"]["clients"] is None


def test_a_report_that_is_not_comparable_says_why_and_has_no_figures(report_of: ReportOf) -> None:
    report = report_of(W1, settings=ReportSettings(comparison=ComparisonSettings(windows="year_ago")))

    for name in ("movement", "bridge", "retention"):
        part = dict(report[name])
        windows = part.pop("windows")
        assert windows == {
            "kind": "year_ago",
            "earlier": None,
            "later": None,
            "reason": "no_quarter_a_year_ago",
        }
        described = {"measure", "states"}
        assert all(part[key] is None for key in part if key not in described)
    assert report["movement"]["states"] == ["A", "B", "C", "-"]


def test_cohorts_by_month_and_by_quarter(report_of: ReportOf) -> None:
    months = report_of(W1)["cohorts"]
    quarters = report_of(W1, settings=ReportSettings(cohorts=CohortSettings(period="quarter")))["cohorts"]

    assert [cohort["cohort"] for cohort in months["cohorts"]] == ["2024-01", "2024-04", "2024-06"]
    assert [len(cohort["cells"]) for cohort in months["cohorts"]] == [6, 3, 1]
    assert months["cohorts"][1]["cells"][1] == {
        "age": 1, "buyers": 1, "retained_share": 1.0, "net_sales": "250.00", "money_share": 1.25,
    }  # fmt: skip
    assert months["average"][0] == {
        "age": 0, "clients": 2, "buyers": 2, "retained_share": 1.0, "money_share": 1.0,
    }  # fmt: skip
    assert [cohort["cohort"] for cohort in quarters["cohorts"]] == ["2024-Q1", "2024-Q2"]
    assert quarters["cohorts"][0]["left_edge"]


def test_an_unknown_profit_is_null(report_of: ReportOf, write: Callable[..., Path]) -> None:
    rows = [
        f"2024-{month:02}-{day},{code},{code},{month}{day},tea,10,{cost}"
        for month in range(1, 5)
        for day in ("02", "28")
        for code, cost in (("A1", "4"), ("B1", "" if month < 3 else "3"))
    ]

    movement = report_of(
        write(*rows), settings=ReportSettings.model_validate({"abc": {"measure": "gross_profit"}})
    )["movement"]

    assert movement["unknown"] == 1
    assert movement["moves"][0]["value_before"] is None
    assert sum(sum(row) for row in movement["matrix"]) == 1
