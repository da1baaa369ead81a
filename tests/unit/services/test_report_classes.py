"""The classes, policies and alerts in the report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kamlogic.analysis.abc_analysis import AbcSettings
from kamlogic.analysis.matrix import POLICIES
from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.services.report_settings import ReportSettings

W1 = Path(__file__).parents[2] / "golden" / "reference" / "w1" / "transactions.csv"
ReportOf = Callable[..., dict[str, Any]]


def monthly(code: str, amount: float, cost: float | str, *years: int) -> list[str]:
    return [
        f"{year}-{month:02d}-15,{code},{code},{code}{year}{month},tea,{amount},{cost}"
        for year in years
        for month in range(1, 13)
    ]


def test_the_worked_example_crosses_sales_and_profit(report_of: ReportOf) -> None:
    abc = report_of(W1)["abc"]

    filled = {cell["sales_class"] + cell["profit_class"]: cell for cell in abc["cross"] if cell["clients"]}
    assert {name: cell["clients"] for name, cell in filled.items()} == {
        "AA": 5,
        "AB": 1,
        "BB": 1,
        "CB": 1,
        "CC": 2,
    }
    assert (filled["AB"]["net_sales"], filled["AB"]["gross_profit"]) == ("1800.00", "90.00")
    assert abc["differing"][0] == {"client": "C02", "sales_class": "A", "profit_class": "B"}
    assert abc["unknown_profit"] == 0
    assert abc["loss_making"] == [
        {
            "client": "C10",
            "net_sales": "-100.00",
            "gross_profit": "-20.00",
            "loss_making": True,
            "flag": "net_negative",
        }
    ]


def test_the_worked_example_has_computed_classes(report_of: ReportOf) -> None:
    abc = report_of(W1, settings=ReportSettings(abc=AbcSettings(method="computed")))["abc"]

    assert (abc["method"], abc["counts"]) == ("computed", {"A": 3, "B": 3, "C": 4})


def test_the_worked_example_has_patterns_and_disagreements(report_of: ReportOf) -> None:
    report = report_of(W1)

    patterns = {client["client"]: client["sbc_class"] for client in report["clients"]}
    assert (patterns["C01"], patterns["C03"], patterns["C09"]) == ("smooth", "intermittent", None)
    assert [row["client"] for row in report["xyz"]["disagreements"]] == ["C04", "C03", "C05", "C08"]
    assert report["xyz"]["seasonality"] == {"reason": "too_short", "index": [], "is_used": False}


def test_the_worked_example_has_one_silent_client_and_nothing_to_compare_with(report_of: ReportOf) -> None:
    report = report_of(W1)

    assert [row["client"] for row in report["alerts"]["az_silent"]] == ["C06"]
    assert report["alerts"]["az_silent"][0]["previous_net_sales"] is None
    assert (report["alerts"]["ax_moved"], report["alerts"]["compared_from"]) == (None, None)
    assert {cell: policy["text"] for cell, policy in report["policies"].items()} == POLICIES


def test_without_cost_there_is_no_cross_and_a_season_can_be_used(
    report_of: ReportOf, write: Callable[..., Path]
) -> None:
    path = write(*monthly("A", 100, "", 2023, 2024), "2024-03-01,B,B,B1,tea,-5,")
    settings = ReportSettings(xyz=XyzSettings(basis="value", is_seasonally_adjusted=True))

    report = report_of(path, settings=settings)

    assert (report["abc"]["cross"], report["abc"]["differing"], report["abc"]["unknown_profit"]) == (
        None,
    ) * 3
    assert report["abc"]["loss_making"][0] == {
        "client": "B",
        "net_sales": "-5",
        "gross_profit": None,
        "loss_making": False,
        "flag": "net_negative",
    }
    assert report["xyz"]["seasonality"]["is_used"]
    assert len(report["xyz"]["seasonality"]["index"]) == 12
    assert report["alerts"]["compared_from"] == "2023-01-01"
    assert report["alerts"]["ax_moved"] == []


def test_a_move_out_of_ax_has_the_money_of_both_windows(
    report_of: ReportOf, write: Callable[..., Path]
) -> None:
    odd = ("2024-01-05", "2024-01-09", "2024-02-20", "2024-03-01", "2024-06-10")
    late = [f"{day},L,L,L{day},tea,300,100" for day in odd]
    path = write(*monthly("K", 100, 50, 2023, 2024), *monthly("L", 200, 90, 2023), *late)

    moved = report_of(path)["alerts"]["ax_moved"]

    assert len(moved) == 1
    assert (moved[0]["client"], moved[0]["previous_cell"], moved[0]["cell"]) == ("L", "AX", "AZ")
    assert (moved[0]["previous_net_sales"], moved[0]["net_sales"]) == ("2400", "1500")
