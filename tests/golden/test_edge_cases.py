"""The edge cases of the reference, as far as their analyses exist; the rest is listed in README.md."""

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
from kamlogic.analysis.concentration import measure_concentration
from kamlogic.analysis.key_clients import KeyClientSettings, classify_key_clients
from kamlogic.analysis.losses import LossResult, LossSettings, measure_losses
from kamlogic.analysis.retention import measure_retention
from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.day_values import sort_day_values
from kamlogic.periods import complete_months, month_end, month_of, month_start
from kamlogic.services.bridge_words import quick_ratio_text
from tests.golden.sales_files import REFERENCE, Frames, read_frames, write_lines
from tests.xyz_classes import classify_xyz

CASES: dict[str, Any] = {case["id"]: case for case in json.loads((REFERENCE / "edge_cases.json").read_text())}
AS_OF = date(2024, 6, 30)
ACME = 1


def frames(folder: Path, rows: list[tuple[date, str]], as_of: date = AS_OF) -> Frames:
    """The tables of one client's lines."""
    path = write_lines(
        folder / "lines.parquet",
        client_keys=[ACME] * len(rows),
        days=[day for day, _ in rows],
        amounts=[Decimal(amount) for _, amount in rows],
        scale=2,
    )
    return read_frames(path, scale=2, as_of=as_of)


def losses(read: Frames, case: dict[str, Any], as_of: date = AS_OF) -> LossResult:
    settings = LossSettings(hiatus_days=case["given"].get("N", 90))
    return measure_losses(sort_day_values(read.days), as_of=as_of, span=read.span, settings=settings)


def classify_periods(folder: Path, sales: list[int], **settings: Any) -> pd.Series:
    """The client that sold so much in each month from January on."""
    january = month_of(date(2024, 1, 1))
    days = [month_start(january + place) for place in range(len(sales))]
    as_of = month_end(january + len(sales) - 1)
    read = frames(folder, [(day, str(sold)) for day, sold in zip(days, sales, strict=True) if sold], as_of)
    result = classify_xyz(
        read.days,
        as_of=as_of,
        complete=complete_months(read.span, as_of),
        reference_keys=pd.Series([ACME]),
        settings=XyzSettings(basis="value", **settings),
    )
    return result.clients.iloc[0]


@pytest.mark.parametrize("case_id", [name for name in CASES if name.startswith("abc_")])
def test_abc(case_id: str) -> None:
    given, expected = CASES[case_id]["given"]["values"], CASES[case_id]["expect"]
    names = dict(enumerate(given, start=1))
    values = pd.DataFrame({"client_key": list(names), "value": list(given.values())})
    values = values.astype({"client_key": "int64", "value": "float64"})

    for convention in ("start", "end"):
        result = classify_abc(values, settings=AbcSettings(convention=f"{convention}_share"))
        clients = result.clients.assign(name=result.clients["client_key"].map(names)).set_index("name")
        if convention in expected:
            assert clients["abc_class"].to_dict() == expected[convention]
        if "base" in expected:
            assert result.base == expected["base"]
        if "flag" in expected:
            assert result.flag == expected["flag"]
        for name, flag in expected.get("flags", {}).items():
            assert clients.loc[name, "abc_flag"] == flag


def test_no_variation_without_a_positive_mean(tmp_path: Path) -> None:
    case = CASES["xyz_mean0"]

    client = classify_periods(tmp_path, case["given"]["periods"])

    assert case["expect"]["cv"] is None
    assert np.isnan(client["value_cv"])
    assert client["xyz_class"] == case["expect"]["class"]


def test_one_period_is_too_few(tmp_path: Path) -> None:
    case = CASES["xyz_one_period"]

    client = classify_periods(tmp_path, case["given"]["periods"])

    assert client["xyz_class"] == case["expect"]["class"]


def test_constant_sales_do_not_vary(tmp_path: Path) -> None:
    case = CASES["xyz_const"]

    client = classify_periods(tmp_path, case["given"]["periods"])

    assert client["value_cv"] == case["expect"]["cv"]
    assert client["xyz_class"] == case["expect"]["value_class"]


@pytest.mark.parametrize("form", ["pop", "sample"])
def test_the_form_of_the_deviation_decides_the_class(tmp_path: Path, form: str) -> None:
    case = CASES["xyz_boundary"]

    client = classify_periods(tmp_path, case["given"]["periods"], uses_sample_deviation=form == "sample")

    assert client["value_cv"] == pytest.approx(case["expect"][f"cv_{form}"], rel=0, abs=1e-9)
    assert client["xyz_class"] == case["expect"][f"{form}_10_25"]


def test_a_variation_at_the_limit_belongs_to_the_more_regular_class(tmp_path: Path) -> None:
    case = CASES["xyz_boundary_eq"]

    client = classify_periods(tmp_path, [90, 110])

    assert client["value_cv"] == case["given"]["cv"]
    assert client["xyz_class"] == case["expect"]["10_25"]


@pytest.mark.parametrize("case_id", ["hhi_single", "gini_equal"])
def test_concentration(case_id: str) -> None:
    case = CASES[case_id]
    amounts = [float(value) for value in case["given"]["values"]]

    result = measure_concentration(pd.DataFrame({"client_key": range(len(amounts)), "value": amounts}))

    found = {
        "hhi": result.hhi,
        "n_eff": result.effective_clients,
        "gini": result.gini,
        "gini_corrected": result.gini_corrected,
        "theil": result.theil,
    }
    expected = {name: value for name, value in case["expect"].items() if name in found}
    for name, value in expected.items():
        assert found[name] == pytest.approx(np.nan if value is None else value, abs=1e-9, nan_ok=True)


def test_zeros_are_not_counted() -> None:
    case = CASES["gini_one_takes_all"]
    amounts = [float(value) for value in case["given"]["values"]]

    result = measure_concentration(pd.DataFrame({"client_key": range(len(amounts)), "value": amounts}))

    assert {"n": result.client_count, "gini": result.gini} == case["expect"]["positive_only"]


def test_exactly_ten_percent_is_vital() -> None:
    totals = pd.DataFrame(
        {"client_key": range(1, 11), "net_sales": 0.1, "gross_profit": 0.1, "purchase_day_count": 1}
    )

    result = classify_key_clients(totals, settings=KeyClientSettings())

    assert CASES["vital_exact10"]["given"]["share"] == 0.1
    assert result.clients["is_vital"].all() == CASES["vital_exact10"]["expect"]["vital"]


def test_a_purchase_on_the_last_day_prevents_the_loss(tmp_path: Path) -> None:
    case = CASES["lost_exact"]
    days = [date.fromisoformat(case["given"][name]) for name in ("last", "next")]

    result = losses(frames(tmp_path, [(day, "10") for day in days]), case)

    assert (len(result.events) > 0) == case["expect"]["lost_event"]


def test_a_purchase_one_day_later_is_a_return(tmp_path: Path) -> None:
    case = CASES["lost_day_N"]
    days = [date.fromisoformat(case["given"][name]) for name in ("last", "next")]

    result = losses(frames(tmp_path, [(day, "10") for day in days]), case)

    assert result.events["lost_on"].tolist() == [pd.Timestamp(case["expect"]["lost_on"])]
    assert result.events["returned_on"].tolist() == [pd.Timestamp(case["expect"]["reactivated_on"])]


@pytest.mark.parametrize("case_id", ["lost_asof_N", "lost_asof_N1"])
def test_the_silence_at_the_as_of_day(tmp_path: Path, case_id: str) -> None:
    case = CASES[case_id]
    as_of, last = (date.fromisoformat(case["given"][name]) for name in ("as_of", "last"))

    result = losses(frames(tmp_path, [(last, "10")], as_of), case, as_of)

    assert (as_of - last).days == case["expect"]["silence"]
    assert result.clients["is_lost"].tolist() == [case["expect"]["lost"]]


def test_a_client_with_returns_only_was_never_a_buyer(tmp_path: Path) -> None:
    case = CASES["return_only"]
    rows = [(date.fromisoformat(day), str(amount)) for day, amount in case["given"]["rows"]]

    result = losses(frames(tmp_path, rows), case)

    assert result.clients["is_buyer"].tolist() == [case["expect"]["is_buyer"]]
    assert result.clients["is_lost"].tolist() == [case["expect"]["in_lost_counts"]]
    assert result.months[["active", "new", "lost", "stock"]].to_numpy().sum() == 0


def test_a_day_with_a_positive_line_is_a_purchase_day_whatever_was_returned(tmp_path: Path) -> None:
    case = CASES["same_day_net_zero"]
    rows = [(date.fromisoformat(day), str(amount)) for day, amount in case["given"]["rows"]]

    read = frames(tmp_path, rows)

    assert read.days["is_purchase"].sum() == case["expect"]["purchase_days"]
    assert read.periods["purchase_day_count"].tolist() == [case["expect"]["purchase_days"]]
    assert read.days["net_sales"].tolist() == [0.0]


def test_a_line_after_the_as_of_day_is_ignored(tmp_path: Path) -> None:
    case = CASES["future_rows"]
    day, amount = case["given"]["row"]
    known = [(date(2024, 3, 1), "10")]

    read = frames(tmp_path, [*known, (date.fromisoformat(day), str(amount))])

    assert case["expect"]["ignored"]
    without = frames(tmp_path, known)
    pd.testing.assert_frame_equal(read.days, without.days)
    pd.testing.assert_frame_equal(read.periods, without.periods)
    assert read.span == without.span


def test_without_a_start_nothing_was_kept_or_lost() -> None:
    case = CASES["grr_zero_start"]

    result = measure_retention(
        start=Decimal(case["given"]["start"]), lost=Decimal(0), shrunk=Decimal(0), grown=Decimal(0), new=Decimal(5),
        returned=Decimal(0), start_count=0, kept_count=0,
    )  # fmt: skip

    assert case["expect"] == {"grr": None, "nrr": None}
    assert np.isnan([result.gross_revenue_retention, result.net_revenue_retention]).all()


def test_without_losses_there_is_no_quick_ratio_and_the_page_says_so() -> None:
    case = CASES["quick_zero_loss"]
    given = case["given"]

    result = measure_retention(
        start=Decimal(9), lost=Decimal(given["churn"]), shrunk=Decimal(given["contraction"]),
        grown=Decimal(given["expansion"]), new=Decimal(given["new"]), returned=Decimal(0), start_count=2, kept_count=2,
    )  # fmt: skip

    assert case["expect"]["quick_ratio"] is None
    assert np.isnan(result.quick_ratio)
    assert quick_ratio_text(result) == case["expect"]["display"]
