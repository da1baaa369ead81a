"""Published examples and reference packages' values, as far as their analyses exist; the rest: README.md."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.abc_analysis import AbcSettings, classify_abc
from kamlogic.analysis.concentration import ConcentrationResult, measure_concentration
from kamlogic.analysis.key_clients import KeyClientSettings, classify_key_clients
from kamlogic.analysis.retention import RetentionResult, measure_retention
from kamlogic.analysis.win_back import WinBackSettings, expected_value
from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.periods import complete_months, month_end, month_of, month_start
from kamlogic.survival import kaplan_meier
from kamlogic.variation import PeriodSales, measure_variation
from tests.golden.sales_files import REFERENCE, read_frames, write_lines
from tests.xyz_classes import classify_xyz

CHECKS: dict[str, Any] = {
    check["id"]: check for check in json.loads((REFERENCE / "published_checks.json").read_text())
}
SMALL: dict[str, Any] = json.loads((REFERENCE / "small_examples.json").read_text())


def concentration(amounts: list[float]) -> ConcentrationResult:
    values = pd.DataFrame({"client_key": range(1, len(amounts) + 1), "value": amounts}, dtype="float64")
    return measure_concentration(values)


@pytest.mark.parametrize("check_id", ["gini_ineq", "gini_corr_damgaard_x", "gini_corr_damgaard_y"])
def test_gini(check_id: str) -> None:
    check = CHECKS[check_id]

    result = concentration(check["input"])

    found = result.gini if check_id == "gini_ineq" else result.gini_corrected
    assert found == pytest.approx(check["expected"], rel=0, abs=check["tol"])


def test_hhi_of_ineq() -> None:
    check = CHECKS["hhi_ineq"]

    result = concentration(check["input"])

    assert result.hhi == pytest.approx(check["expected"], rel=0, abs=check["tol"])


@pytest.mark.parametrize(
    "check_id", ["hhi_doj", "hhi_io_9firms_before", "hhi_io_merge_small", "hhi_io_merge_large"]
)
def test_hhi_points(check_id: str) -> None:
    check = CHECKS[check_id]

    result = concentration(check["input"])

    assert result.hhi * 10_000 == pytest.approx(check["expected"], rel=0, abs=check["tol"])


def test_effective_number_of_clients() -> None:
    check = CHECKS["hhi_schweser"]

    result = concentration(check["input"])

    found = {"hhi": result.hhi, "n_eff": result.effective_clients}
    assert found == pytest.approx(check["expected"], rel=0, abs=check["tol"])


def test_kaplan_meier_of_the_6mp_remissions() -> None:
    check = CHECKS["km_6mp"]

    curve = kaplan_meier(np.array(check["input"]["t"]), np.array(check["input"]["event"], dtype=bool))

    assert curve["duration_days"].tolist() == check["expected"]["t"]
    assert curve["survival_share"].tolist() == pytest.approx(check["expected"]["S"], rel=0, abs=check["tol"])
    assert curve["standard_error"].tolist() == pytest.approx(check["expected"]["se"], rel=0, abs=check["tol"])


@pytest.mark.parametrize(
    ("check_id", "convention"), [("abc_pypi_readme", "end_share"), ("abc_pypi_readme_start", "start_share")]
)
def test_abc_of_the_readme(check_id: str, convention: str) -> None:
    check = CHECKS[check_id]
    products = dict(enumerate(check["input"], start=1))
    values = pd.DataFrame({"client_key": list(products), "value": list(check["input"].values())})

    result = classify_abc(
        values.astype({"value": "float64"}),
        settings=AbcSettings(convention=convention, a_limit=0.70, b_limit=0.90),
    )

    by_class = result.clients["client_key"].map(products).groupby(result.clients["abc_class"]).agg(list)
    assert by_class.to_dict() == check["expected"]


@pytest.mark.parametrize(("period", "place"), [("month", 1), ("quarter", 2)])
def test_value_variation_of_the_forum_example(tmp_path: Path, period: str, place: int) -> None:
    check, example = CHECKS["xyz_agg"], SMALL["aggregation_cv"]
    january = month_of(date(2024, 1, 1))
    as_of = month_end(january + 8)
    path = write_lines(
        tmp_path / "lines.parquet",
        client_keys=[1] * 9,
        days=[month_start(january + place) for place in range(9)],
        amounts=[Decimal(sold) for sold in example["monthly"]],
        scale=2,
    )
    read = read_frames(path, scale=2, as_of=as_of)

    found = {}
    for form, is_sample in (("cv_sample", True), ("cv_pop", False)):
        result = classify_xyz(
            read.days,
            as_of=as_of,
            complete=complete_months(read.span, as_of),
            reference_keys=pd.Series([1]),
            settings=XyzSettings(basis="value", period=period, uses_sample_deviation=is_sample),
        )
        found[form] = result.clients["value_cv"].iloc[0]

    assert found == pytest.approx({form: example[form][place] for form in found}, rel=0, abs=1e-9)
    assert found["cv_sample"] * 100 == pytest.approx(check["expected"][place], rel=0, abs=check["tol"])


def test_value_variation_of_the_forum_example_by_weeks() -> None:
    """Its first week is empty and counted; the product counts from the first purchase, so the formula is tested."""
    check, example = CHECKS["xyz_agg"], SMALL["aggregation_cv"]
    sold = np.array(example["weekly"], dtype="float64")
    weeks = np.flatnonzero(sold)
    sales = PeriodSales(np.zeros(len(weeks), dtype="int64"), weeks, sold[weeks], np.array([len(sold)]))

    variation = measure_variation(sales)

    found = {
        name: float(variation.coefficient(is_sample=name == "cv_sample")[0])
        for name in ("cv_sample", "cv_pop")
    }
    assert found == pytest.approx({name: example[name][0] for name in found}, rel=0, abs=1e-9)
    assert found["cv_sample"] * 100 == pytest.approx(check["expected"][0], rel=0, abs=check["tol"])


@pytest.mark.parametrize(
    ("amounts", "counts"),
    [
        (CHECKS["hhi_ineq"]["input"], {"A": 3, "B": 2, "C": 5}),
        (list(range(1, 11)), {"A": 4, "B": 2, "C": 4}),
    ],
)
def test_computed_classes_of_the_exact_form(amounts: list[float], counts: dict[str, int]) -> None:
    """METHOD § 1, column "exact, no spline"; the packages' splines give other counts for so few clients."""
    values = pd.DataFrame({"client_key": range(len(amounts)), "value": amounts}, dtype="float64")

    result = classify_abc(values.astype({"client_key": "int64"}), settings=AbcSettings(method="computed"))

    assert result.counts() == counts


def test_the_interval_of_1_32_is_still_often() -> None:
    """33 months, 25 of them with purchases: exactly the published cut-off."""
    january = month_of(date(2021, 1, 1))
    bought = [january + place for place in range(33) if place not in range(3, 11)]
    days = pd.DataFrame(
        {
            "client_key": 1,
            "date": pd.Series([month_start(month) for month in bought], dtype="datetime64[us]"),
            "net_sales": 1.0,
            "gross_profit": np.nan,
            "is_purchase": True,
        }
    )

    def classify(as_of: date) -> pd.Series:
        return classify_xyz(
            days,
            as_of=as_of,
            complete=range(january, month_of(as_of) + 1),
            reference_keys=pd.Series([1]),
            settings=XyzSettings(period="month"),
        ).clients.iloc[0]

    at_the_limit, beyond = classify(month_end(january + 32)), classify(month_end(january + 33))

    assert at_the_limit["adi"] == CHECKS["sbc_cut"]["input"]["adi"]
    assert at_the_limit["xyz_class"] == "X"
    assert beyond["xyz_class"] == "Z"


def test_a_client_with_ten_percent_of_sales_is_a_major_one() -> None:
    assert CHECKS["customer10_gaap"]["input"] == "share of revenue >= 10%"
    totals = pd.DataFrame(
        {
            "client_key": [1, 2, 3],
            "net_sales": [80.01, 10.0, 9.99],
            "gross_profit": np.nan,
            "purchase_day_count": 1,
        }
    )

    result = classify_key_clients(totals, settings=KeyClientSettings())

    assert result.clients.set_index("client_key")["is_vital"].to_dict() == {1: True, 2: True, 3: False}


def retention(given: dict[str, float]) -> RetentionResult:
    money = {name: Decimal(str(amount)) for name, amount in given.items()}
    return measure_retention(
        start=money["start"],
        lost=money["churn"],
        shrunk=money["contraction"],
        grown=money["expansion"],
        new=Decimal(0),
        returned=Decimal(0),
        start_count=1,
        kept_count=1,
    )


def test_gross_and_net_retention_of_a_worked_example() -> None:
    check = CHECKS["grr_nrr"]

    result = retention(check["input"])

    found = {"grr": result.gross_revenue_retention, "nrr": result.net_revenue_retention}
    assert found == pytest.approx(check["expected"], rel=0, abs=check["tol"])


def test_gross_and_net_churn_of_chartmogul() -> None:
    check = CHECKS["chartmogul_gross"]

    result = retention(check["input"])

    found = {"gross": result.gross_revenue_churn, "net": result.net_revenue_churn}
    assert found == pytest.approx(check["expected"], rel=0, abs=check["tol"])


@pytest.mark.parametrize("case", SMALL["winback_value"]["cases"])
def test_the_value_of_winning_back(case: dict[str, float]) -> None:
    settings = WinBackSettings(
        months=int(case["H"]), retention=case["r"], discount=case["d"], cost=case["cost"]
    )

    found = expected_value(pd.Series([case["p"]]), pd.Series([float(case["m"])]), settings=settings)

    assert found[0] == pytest.approx(case["expected"], rel=0, abs=1e-9)
