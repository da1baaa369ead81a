"""The report's filled example: the worked example of METHOD, whole and against its reference values."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kamlogic.reports.report_model import report_schema

GOLDEN = Path(__file__).parent
EXPECTED: dict[str, Any] = json.loads((GOLDEN / "reference" / "w1" / "expected.json").read_text())
NEAR = {"rel": 0, "abs": 1e-9}


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    command = [sys.executable, "-m", "kamlogic", "report", "transactions.csv", "--json"]
    done = subprocess.run(
        command,
        cwd=GOLDEN / "reference" / "w1",
        env={"PYTHONPATH": str(GOLDEN.parents[1])},
        capture_output=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_report_is_the_filled_example(report: dict[str, Any]) -> None:
    example = json.loads((GOLDEN / "report_w1.json").read_text())

    assert _rounded(report) == _rounded(example)
    assert list(report) == list(example)


def test_the_filled_example_fits_the_schema_that_ships() -> None:
    example = json.loads((GOLDEN / "report_w1.json").read_text())
    schema = report_schema()

    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(example)) == []


def test_totals_are_those_of_the_reference(report: dict[str, Any]) -> None:
    assert report["as_of"] == EXPECTED["as_of"]
    assert report["intake"]["lines"] == {"in": 34, "accepted": 34, "refused": 0, "set_aside": 0}
    assert float(report["intake"]["net_sales"]) == sum(EXPECTED["abc_revenue"]["value"].values())
    assert float(report["intake"]["gross_profit"]) == sum(EXPECTED["abc_profit"]["value"].values())
    assert float(report["abc"]["base"]) == EXPECTED["abc_revenue"]["base"]


def test_classes_and_shares_are_those_of_the_reference(report: dict[str, Any]) -> None:
    abc = EXPECTED["abc_revenue"]
    clients = {client["client"]: client for client in report["clients"]}

    assert clients.keys() == abc["value"].keys()
    for code, client in clients.items():
        assert float(client["net_sales"]) == abc["value"][code]
        assert float(client["gross_profit"]) == EXPECTED["abc_profit"]["value"][code]
        assert client["share"] == (None if abc["share"][code] is None else pytest.approx(abc["share"][code]))
        assert client["abc_class"] == abc["class_start_80_95"][code]
        assert client["xyz_class"] == EXPECTED["xyz"][code]["xyz_frequency"]
        assert client["adi"] == EXPECTED["xyz"][code].get("adi")
        assert client["gap_cv"] == _near(EXPECTED["xyz"][code].get("gap_cv_with_silence_pop"))
        assert client["first_purchase"] == EXPECTED["xyz"][code].get("first")
        assert client["silence_days"] == EXPECTED["xyz"][code].get("silence_days")


def test_concentration_is_that_of_the_reference(report: dict[str, Any]) -> None:
    few, expected = report["concentration"], EXPECTED["concentration_revenue"]

    assert few["clients"] == expected["n"]
    for top in (1, 3, 5, 10):
        assert few[f"top_{top}_share"] == pytest.approx(expected[f"top{top}"], **NEAR)
    assert few["gini"] == pytest.approx(expected["gini"], **NEAR)
    assert few["hhi"] == pytest.approx(expected["hhi"], **NEAR)
    assert few["effective_clients"] == pytest.approx(expected["n_eff_hhi"], **NEAR)
    assert few["vital_clients"] == EXPECTED["concentration_profit"]["vital_10pct_n"]
    assert few["vital_share"] == pytest.approx(EXPECTED["concentration_profit"]["vital_10pct_share"], **NEAR)
    assert few["vital_net_sales_share"] == pytest.approx(
        EXPECTED["key_client_share"]["vital_revenue_share"], **NEAR
    )


def test_losses_are_those_of_the_reference(report: dict[str, Any]) -> None:
    clients = {client["client"]: client for client in report["clients"]}
    events = [event for client in EXPECTED["lost"].values() for event in client["events"]]
    months = {month["month"]: month for month in report["losses"]["by_month"]}

    for code, expected in EXPECTED["lost"].items():
        assert clients[code]["is_lost"] == expected["lost_90"]
        standing = [event["lost_on"] for event in expected["events"] if event["returned_on"] is None]
        assert clients[code]["lost_on"] == (standing[0] if standing else None)
    for month in EXPECTED["monthly_activity"]:
        text = f"2024-{month['month']:02d}"
        assert months[text]["active"] == month["active"]
        assert months[text]["new"] == len(month["new"])
        assert months[text]["lost"] == sum(event["lost_on"].startswith(text) for event in events)
        assert months[text]["returned"] == sum(
            (event["returned_on"] or "").startswith(text) for event in events
        )


def _near(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, **NEAR)


def _rounded(value: Any) -> Any:
    """The same figures without the last bits, which differ between processors."""
    if isinstance(value, float):
        return round(value, 10)
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list) else value
