"""The worked example: what hangs on each client, types of key clients, and every figure of concentration."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.client_totals import sum_clients
from kamlogic.analysis.client_types import ClientTypeSettings, tag_clients
from kamlogic.analysis.concentration import ConcentrationSettings, measure_concentration
from kamlogic.analysis.concentration_periods import PeriodSettings, choose_periods, measure_periods
from kamlogic.analysis.if_we_lose import IfWeLoseSettings, lose_clients, lose_each
from kamlogic.analysis.if_we_lose_effects import compare_managers
from kamlogic.analysis.key_clients import TAGS, KeyClientSettings, classify_key_clients
from kamlogic.analysis.vital_history import VitalSettings, follow_vital
from kamlogic.key_client_tables import KEY_TAGS
from kamlogic.periods import choose_window, complete_months
from kamlogic.rolling import Months
from kamlogic.tables import CLIENT_JUDGEMENTS
from tests.golden.sales_files import REFERENCE, Frames, as_values
from tests.golden.worked_example import AS_OF, code_of, key_of, read_example, rows_of

EXPECTED: dict[str, Any] = json.loads((REFERENCE / "w1" / "expected.json").read_text())
EDGES: dict[str, Any] = {case["id"]: case for case in json.loads((REFERENCE / "edge_cases.json").read_text())}
PUBLISHED: dict[str, Any] = {
    check["id"]: check for check in json.loads((REFERENCE / "published_checks.json").read_text())
}
EXACT = {"rel": 0, "abs": 1e-9}
MEASURES = {"revenue": "net_sales", "profit": "gross_profit"}
BUDGET_LIMIT = 1000
"""Between the two budgets that the example's clients have, of which one makes a prospect."""


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    return read_example(tmp_path_factory.mktemp("w1"))


@pytest.fixture(scope="module")
def totals(frames: Frames) -> pd.DataFrame:
    return sum_clients(frames.periods, window=choose_window(frames.span, AS_OF, "12m"))


@pytest.fixture(scope="module")
def types(frames: Frames) -> pd.DataFrame:
    """The types of the ten clients, from their sales and the flags of clients.csv."""
    window = choose_window(frames.span, AS_OF, "12m")
    vital = follow_vital(
        frames.periods,
        windows=[Months(window.first_month, window.last_month)],
        enter_share=KeyClientSettings().vital_share,
        settings=VitalSettings(),
        decimals=2,
    )
    first = frames.days[frames.days["is_purchase"]].groupby("client_key")["date"].min()
    facts = pd.DataFrame({"client_key": range(1, 11)}).assign(is_lost=False)
    facts["first_purchase"] = facts["client_key"].map(first)
    return tag_clients(
        facts,
        vital=vital[vital["is_vital"]],
        judgements=judgements(),
        as_of=AS_OF,
        settings=ClientTypeSettings(min_potential_budget=BUDGET_LIMIT),
    )


def judgements() -> pd.DataFrame:
    rows = [
        (key_of(client["client_id"]), tag, budget and float(budget))
        for client in rows_of("clients.csv")
        for tag, is_said, budget in (
            ("image", client["image_flag"] == "1", None),
            ("expert", client["expert_flag"] == "1", None),
            ("", bool(client["potential_budget"]), client["potential_budget"]),
        )
        if is_said
    ]
    said = pd.DataFrame(rows, columns=["client_key", "tag", "potential_budget"])
    said = said.assign(note="known", author="Sari", judged_on=pd.Timestamp(AS_OF))
    dtypes = {column.name: column.dtype for column in CLIENT_JUDGEMENTS.columns}
    return said[CLIENT_JUDGEMENTS.column_names].astype(dtypes)


@pytest.mark.parametrize("area", MEASURES)
def test_every_other_figure_of_concentration(totals: pd.DataFrame, area: str) -> None:
    printed = EXPECTED[f"concentration_{area}"]

    result = measure_concentration(as_values(totals, MEASURES[area]))

    found = {
        "hhi_points": result.hhi_points,
        "hhi_normalised": result.hhi_normalised,
        "theil_normalised": result.theil_normalised,
        "shannon": result.shannon,
        "n_eff_shannon": result.effective_clients_by_entropy,
        "vital_10pct_n": result.major_count,
        "vital_10pct_share": result.major_share,
        "cc_patatoukas_10pct": result.major_squared_shares,
    }
    assert found == pytest.approx({name: printed[name] for name in found}, **EXACT)


def test_rosenbluth_of_ineq() -> None:
    check = PUBLISHED["rosenbluth_ineq"]
    values = pd.DataFrame(
        {"client_key": range(len(check["input"])), "value": check["input"]}, dtype="float64"
    )

    found = measure_concentration(values).rosenbluth

    assert found == pytest.approx(check["expected"], rel=0, abs=check["tol"])


def test_a_single_client_has_no_normalised_hhi() -> None:
    case = EDGES["hhi_single"]
    values = pd.DataFrame({"client_key": [1], "value": case["given"]["values"]}, dtype="float64")

    result = measure_concentration(values)

    assert case["expect"]["hhi_normalised"] is None
    assert np.isnan(result.hhi_normalised)


def test_with_zeros_one_of_four_clients_takes_all() -> None:
    case = EDGES["gini_one_takes_all"]
    values = pd.DataFrame({"client_key": range(4), "value": case["given"]["values"]}, dtype="float64")

    result = measure_concentration(values, settings=ConcentrationSettings(counts_zeros=True))

    found = {
        "n": result.client_count,
        "gini": result.gini,
        "gini_corrected": result.gini_corrected,
        "theil": result.theil,
    }
    assert found == pytest.approx(case["expect"]["with_zeros"], **EXACT)


@pytest.mark.parametrize("code", EXPECTED["what_if_lose"])
def test_the_loss_of_each_client(totals: pd.DataFrame, code: str) -> None:
    printed = EXPECTED["what_if_lose"][code]

    loss = lose_clients(
        totals, lost_keys=[key_of(code)], measure="net_sales", settings=IfWeLoseSettings(fixed_cost=1000)
    )

    found = {
        "share": loss.sales_share,
        "hhi_after": loss.after.hhi,
        "top1_after": loss.after.top_1_share,
        "total_after": loss.after.value,
        "profit_lost": loss.gross_profit,
        "profit_share_lost": loss.profit_share,
    }
    assert found == pytest.approx(printed, **EXACT)
    # METHOD: operating profit after = profit - margin of the lost client.
    before = sum(EXPECTED["abc_profit"]["value"].values()) - 1000
    assert loss.before.operating_profit == pytest.approx(before, **EXACT)
    assert loss.after.operating_profit == pytest.approx(before - printed["profit_lost"], **EXACT)


def test_the_clients_one_by_one_are_the_same(totals: pd.DataFrame) -> None:
    each = lose_each(totals, measure="net_sales", count=50)

    columns = {
        "sales_share": "share",
        "hhi_after": "hhi_after",
        "top_1_share_after": "top1_after",
        "value_after": "total_after",
        "gross_profit": "profit_lost",
        "profit_share": "profit_share_lost",
    }
    assert sorted(map(code_of, each["client_key"])) == sorted(EXPECTED["what_if_lose"])
    for row in each.to_dict("records"):
        printed = EXPECTED["what_if_lose"][code_of(row["client_key"])]
        found = {name: row[column] for column, name in columns.items()}
        assert found == pytest.approx(printed, **EXACT)


def test_the_managers_portfolios_before_the_loss(totals: pd.DataFrame) -> None:
    managers = pd.DataFrame(
        [(key_of(client["client_id"]), client["manager"]) for client in rows_of("clients.csv")],
        columns=["client_key", "manager"],
    ).assign(net_sales=1.0, last_date=pd.Timestamp(AS_OF))

    after = compare_managers(totals, managers, lost_keys=[1, 2]).set_index("manager")

    assert after["client_count"].to_dict() == {
        name: manager["clients"] for name, manager in EXPECTED["managers"].items()
    }
    # The reference has the positive sales; the example's only negative client belongs to M3.
    sales = {name: manager["revenue_pos"] for name, manager in EXPECTED["managers"].items()}
    assert after["net_sales"].to_dict() == sales | {"M3": sales["M3"] - 100}
    assert after["net_sales_after"].to_dict() == {"M1": 2100.0, "M2": 2200.0, "M3": 800.0}
    assert after["lost_client_count"].to_dict() == {"M1": 1, "M2": 1, "M3": 0}


def test_the_types_of_every_client(types: pd.DataFrame) -> None:
    found = types.groupby("client_key")["client_type"].agg(list).to_dict()

    expected = {code: client["types"] for code, client in EXPECTED["types"].items()}
    assert {code: found.get(key_of(code), []) for code in expected} == expected


def test_the_tagged_clients_are_the_key_clients_of_the_reference(
    totals: pd.DataFrame, types: pd.DataFrame
) -> None:
    tags = types.rename(columns={"client_type": "tag"})[KEY_TAGS.column_names]

    result = classify_key_clients(totals, settings=KeyClientSettings(criteria=("vital", *TAGS)), tags=tags)

    printed = EXPECTED["key_client_share"]
    assert sorted(map(code_of, result.keys())) == printed["clients"]
    assert result.key_share == pytest.approx(printed["revenue_share"], **EXACT)
    assert result.vital_sales_share == pytest.approx(printed["vital_revenue_share"], **EXACT)


def test_concentration_of_both_quarters_follows_the_printed_months(frames: Frames) -> None:
    periods = choose_periods(complete_months(frames.span, AS_OF), settings=PeriodSettings())

    found = measure_periods(
        frames.periods, periods=periods, measure="net_sales", key_clients=pd.Series([1, 3]), decimals=2
    )

    quarters = [
        [sum(months[first : first + 3]) for months in EXPECTED["monthly"].values()] for first in (0, 3)
    ]
    assert found["value"].tolist() == [
        EXPECTED["q1_to_q2"]["start_revenue"],
        EXPECTED["q1_to_q2"]["end_revenue"],
    ]
    for row, quarter in zip(found.to_dict("records"), quarters, strict=True):
        positive = sorted((sold for sold in quarter if sold > 0), reverse=True)
        total = sum(positive)
        assert row["client_count"] == len(positive)
        assert row["top_1_share"] == pytest.approx(positive[0] / total, **EXACT)
        assert row["top_5_share"] == pytest.approx(sum(positive[:5]) / total, **EXACT)
        assert row["hhi"] == pytest.approx(sum((sold / total) ** 2 for sold in positive), **EXACT)
        assert row["key_share"] == pytest.approx((quarter[0] + quarter[2]) / total, **EXACT)
