"""BG/NBD and MBG/NBD against the published values and the reference packages; CDNOW, 39 weeks."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kamlogic.alive_models import (
    AliveFit,
    AliveModel,
    AliveParameters,
    alive_probability,
    expected_purchases,
    fit_alive_model,
    measure_histories,
)
from kamlogic.day_values import sort_purchases
from kamlogic.purchases import EPOCH
from kamlogic.regularity import median_shape, thom_shape, variation_shape
from tests.golden import past_sales
from tests.golden.sales_files import REFERENCE

UNTIL = date(1997, 9, 30)
CHECKS: dict[str, Any] = {
    check["id"]: check for check in json.loads((REFERENCE / "published_checks.json").read_text())
}
CDNOW: dict[str, Any] = json.loads((REFERENCE / "cdnow" / "expected.json").read_text())
SMALL: dict[str, Any] = json.loads((REFERENCE / "small_examples.json").read_text())
EDGES = {case["id"]: case for case in json.loads((REFERENCE / "edge_cases.json").read_text())}
ROUNDED = AliveParameters("bg", 0.243, 4.414, 0.793, 2.426)
MODELS: list[AliveModel] = ["bg", "mbg"]


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    purchases = sort_purchases(past_sales.cdnow(tmp_path_factory.mktemp("cdnow"), as_of=UNTIL).days)
    return measure_histories(
        purchases.client_keys[purchases.places],
        EPOCH + purchases.days.astype("timedelta64[D]"),
        np.datetime64(UNTIL),
    )


@pytest.fixture(scope="module")
def everybody() -> pd.DataFrame:
    """As the reference counts: all 2,357 customers, those that paid nothing too."""
    text = (REFERENCE / "cdnow" / "CDNOW_sample.txt").read_text()
    rows = [line.split() for line in text.splitlines()]
    days = pd.DataFrame(
        {"key": [int(row[1]) for row in rows], "day": pd.to_datetime([row[2] for row in rows])}
    )
    days = days[days["day"] <= pd.Timestamp(UNTIL)].drop_duplicates().sort_values(["key", "day"])
    return measure_histories(
        days["key"].to_numpy(), days["day"].to_numpy(dtype="datetime64[D]"), np.datetime64(UNTIL)
    )


@pytest.fixture(scope="module")
def fits(everybody: pd.DataFrame) -> dict[str, AliveFit]:
    return {model: fit_alive_model(everybody, model=model) for model in MODELS}


def probability(parameters: AliveParameters, repeats: Any, last_weeks: Any, age_weeks: Any) -> np.ndarray:
    values = (np.atleast_1d(np.asarray(value, dtype="float64")) for value in (repeats, last_weeks, age_weeks))
    repeats, last_weeks, age_weeks = np.broadcast_arrays(*values)
    return alive_probability(parameters, repeats=repeats, last_weeks=last_weeks, age_weeks=age_weeks)


def test_size(everybody: pd.DataFrame) -> None:
    given = CHECKS["bgnbd_params"]["input"]

    assert len(everybody) == given["n"]
    assert everybody["repeat_count"].sum() == given["sum_x"]


@pytest.mark.parametrize(("check_id", "model"), [("bgnbd_params", "bg"), ("mbgnbd_params", "mbg")])
def test_published_parameters(fits: dict[str, AliveFit], check_id: str, model: str) -> None:
    check, fit = CHECKS[check_id], fits[model]

    assert fit.parameters is not None
    for name in ("r", "alpha", "a", "b"):
        expected = check["expected"][name]
        assert getattr(fit.parameters, name) == pytest.approx(expected, rel=0, abs=check["tol"]["params"])
    assert fit.log_likelihood == pytest.approx(check["expected"]["LL"], abs=check["tol"]["LL"])


@pytest.mark.parametrize("model", MODELS)
def test_parameters_of_the_reference(fits: dict[str, AliveFit], model: AliveModel) -> None:
    expected, fit = CDNOW["params"][f"{model}_nbd"], fits[model]

    assert fit.parameters is not None
    found = {name: getattr(fit.parameters, name) for name in ("r", "alpha", "a", "b")}
    assert found == pytest.approx({name: expected[name] for name in found}, rel=1e-3)
    assert fit.log_likelihood == pytest.approx(expected["LL"], abs=0.01)


@pytest.mark.parametrize(("model", "column"), [("bg", "bg_palive"), ("mbg", "mbg_py")])
def test_the_first_twenty_customers(
    fits: dict[str, AliveFit], everybody: pd.DataFrame, model: str, column: str
) -> None:
    with (REFERENCE / "cdnow" / "palive_first20.csv").open() as file:
        rows = list(csv.DictReader(file))
    fit, first = fits[model], everybody.head(20)
    assert fit.parameters is not None

    found = probability(fit.parameters, first["repeat_count"], first["last_days"] / 7, first["age_days"] / 7)

    assert first["repeat_count"].tolist() == [int(row["x"]) for row in rows]
    assert (first["last_days"] / 7).tolist() == pytest.approx([float(row["t.x"]) for row in rows])
    assert (first["age_days"] / 7).tolist() == pytest.approx([float(row["T.cal"]) for row in rows])
    assert found == pytest.approx([float(row[column]) for row in rows], rel=0, abs=1e-3)


def test_customer_1516(fits: dict[str, AliveFit]) -> None:
    alive, expected = CHECKS["bgnbd_palive_1516"], CHECKS["bgnbd_cet_1516"]
    parameters, given = fits["bg"].parameters, alive["input"]
    assert parameters is not None

    purchases = expected_purchases(
        parameters, weeks=52, repeats=given["x"], last_weeks=given["t_x"], age_weeks=given["T"]
    )

    found = probability(parameters, given["x"], given["t_x"], given["T"])
    assert found[0] == pytest.approx(alive["expected"], rel=0, abs=alive["tol"])
    assert purchases == pytest.approx(expected["expected"], rel=0, abs=expected["tol"])


def test_expected_purchases_of_the_published_sheet() -> None:
    check = CHECKS["bgnbd_cet_excel"]
    given = check["input"]

    found = expected_purchases(
        ROUNDED, weeks=39, repeats=given["x"], last_weeks=given["t_x"], age_weeks=given["T"]
    )

    assert found == pytest.approx(check["expected"], rel=0, abs=check["tol"])


@pytest.mark.parametrize("check_id", ["bgnbd_palive_23", "bgnbd_palive_5_20"])
def test_probabilities_of_rounded_parameters(check_id: str) -> None:
    check = CHECKS[check_id]
    given = {"t_x": 30, "T": 39} | check["input"]

    found = probability(ROUNDED, given["x"], given["t_x"], given["T"])

    assert found.tolist() == pytest.approx(np.atleast_1d(check["expected"]).tolist(), rel=0, abs=check["tol"])


def test_one_time_buyers(fits: dict[str, AliveFit]) -> None:
    edge = EDGES["palive_x0"]
    bg, mbg = fits["bg"].parameters, fits["mbg"].parameters
    assert bg is not None
    assert mbg is not None

    repeats = edge["given"]["x"]

    assert probability(bg, repeats, 0, 39)[0] == edge["expect"]["bg"] == CHECKS["bgnbd_p0"]["expected"]
    assert edge["expect"]["mbg"] == "<1"
    assert probability(mbg, repeats, 0, 39)[0] < 1


@pytest.mark.parametrize("name", list(SMALL["regularity"]))
def test_shape_of_a_few_gaps(name: str) -> None:
    expected = SMALL["regularity"][name]
    gaps = np.array(expected["gaps"], dtype="float64")

    thom = thom_shape(np.array([gaps.mean()]), np.array([np.log(gaps).mean()]))

    assert variation_shape(gaps) == pytest.approx(expected["k_cv"], rel=1e-9)
    assert thom[0] == pytest.approx(expected["k_thom"], rel=1e-8)


def test_regularity_of_cdnow(tmp_path: Any) -> None:
    expected = CDNOW["events"]["regularity_thom_min10"]

    found = median_shape(sort_purchases(past_sales.cdnow(tmp_path).days))

    assert found == pytest.approx(expected["median_k"], rel=0, abs=1e-8)


def test_the_engine_counts_as_the_reference_but_for_those_who_paid_nothing(
    histories: pd.DataFrame, everybody: pd.DataFrame
) -> None:
    assert len(everybody) - len(histories) == 8
