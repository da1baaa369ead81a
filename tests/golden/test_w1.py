"""The worked example: ten clients, six months. METHOD prints most of these figures."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.abc_analysis import AbcSettings, classify_abc
from kamlogic.analysis.abc_cross import cross_measures, list_not_positive
from kamlogic.analysis.bridge import BridgeResult, measure_bridge
from kamlogic.analysis.client_life import measure_life
from kamlogic.analysis.client_totals import sum_clients
from kamlogic.analysis.concentration import measure_concentration, measure_key_shares
from kamlogic.analysis.key_clients import KeyClientSettings, classify_key_clients
from kamlogic.analysis.losses import LossSettings, measure_losses
from kamlogic.analysis.matrix import cross_classes
from kamlogic.analysis.movement import MovementResult, MovementSettings, compare_classes
from kamlogic.analysis.pauses import PauseSettings, measure_pauses
from kamlogic.analysis.retention import measure_retention
from kamlogic.analysis.xyz_analysis import XyzResult, XyzSettings
from kamlogic.day_values import sort_day_values, sort_purchases
from kamlogic.loss_criteria import LossCriterion, silence_limits
from kamlogic.pauses import measure_lengths
from kamlogic.periods import Window, choose_window, complete_months, default_as_of, month_of, month_start
from kamlogic.survival import kaplan_meier, median_duration, return_probability
from kamlogic.window_pairs import ComparisonSettings, choose_windows
from tests.golden.sales_files import REFERENCE, Frames, as_values
from tests.golden.worked_example import AS_OF, code_of, key_of, read_example
from tests.xyz_classes import classify_xyz

EXPECTED: dict[str, Any] = json.loads((REFERENCE / "w1" / "expected.json").read_text())
SMALL: dict[str, Any] = json.loads((REFERENCE / "small_examples.json").read_text())
EXACT = {"rel": 0, "abs": 1e-9}
MEASURES = {"abc_revenue": "net_sales", "abc_profit": "gross_profit"}
PRINTED_CLASSES = ("class_start_80_95", "class_end_80_95", "class_start_70_90", "class_start_50_80")


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    return read_example(tmp_path_factory.mktemp("w1"))


@pytest.fixture(scope="module")
def totals(frames: Frames) -> pd.DataFrame:
    return sum_clients(frames.periods, window=choose_window(frames.span, AS_OF, "12m"))


def xyz(frames: Frames, **settings: Any) -> XyzResult:
    return classify_xyz(
        frames.days,
        as_of=AS_OF,
        complete=complete_months(frames.span, AS_OF),
        reference_keys=pd.Series([1, 2, 3, 4, 5, 6]),
        settings=XyzSettings(**settings),
    )


def approx(expected: dict[str, float | None]) -> Any:
    """The same to nine decimals; the reference's null is NaN."""
    numbers = {name: float("nan") if value is None else value for name, value in expected.items()}
    return pytest.approx(numbers, nan_ok=True, **EXACT)


def numbers_by_code(frame: pd.DataFrame, column: str) -> dict[str, float]:
    """One column of figures by client."""
    return frame.set_index(frame["client_key"].map(code_of))[column].to_dict()


def by_code(frame: pd.DataFrame, column: str) -> dict[str, Any]:
    """One column by client; None where undefined."""
    values = frame.set_index(frame["client_key"].map(code_of))[column]
    return {code: None if pd.isna(value) else value for code, value in values.items()}


def end_classes(values: dict[str, float], a_limit: str, b_limit: str) -> dict[str, str]:
    """End-share by hand, in exact decimals, for the limits that the reference does not print."""
    exact = {code: Decimal(str(value)) for code, value in values.items()}
    base = sum(value for value in exact.values() if value > 0)

    def upto(value: Decimal) -> Decimal:
        return sum(other for other in exact.values() if other >= value) / base

    def name(value: Decimal) -> str:
        if value <= 0 or upto(value) > Decimal(b_limit):
            return "C"
        return "A" if upto(value) <= Decimal(a_limit) else "B"

    return {code: name(value) for code, value in exact.items()}


def test_the_default_as_of_day_is_the_last_day_of_june(frames: Frames) -> None:
    assert default_as_of(frames.span) == AS_OF
    assert EXPECTED["as_of"] == AS_OF.isoformat()


def test_monthly_sales_are_the_printed_ones(frames: Frames) -> None:
    by_month = frames.periods.pivot_table(
        index="client_key", columns="month", values="net_sales", fill_value=0.0
    )

    found = {code_of(key): row.tolist() for key, row in by_month.iterrows()}

    assert found == EXPECTED["monthly"]


@pytest.mark.parametrize("area", MEASURES)
def test_abc_values_shares_and_cumulative_shares(totals: pd.DataFrame, area: str) -> None:
    result = classify_abc(as_values(totals, MEASURES[area]), settings=AbcSettings())

    assert result.base == pytest.approx(EXPECTED[area]["base"], **EXACT)
    columns = {
        "value": "value",
        "share": "share",
        "share_before": "cum_before",
        "share_upto": "cum_upto_ties",
    }
    for column, printed in columns.items():
        assert numbers_by_code(result.clients, column) == approx(EXPECTED[area][printed])


@pytest.mark.parametrize("area", MEASURES)
@pytest.mark.parametrize("printed", PRINTED_CLASSES)
def test_abc_classes_of_the_printed_limits(totals: pd.DataFrame, area: str, printed: str) -> None:
    convention, a_limit, b_limit = printed.removeprefix("class_").split("_")
    settings = AbcSettings(
        convention=f"{convention}_share", a_limit=int(a_limit) / 100, b_limit=int(b_limit) / 100
    )

    result = classify_abc(as_values(totals, MEASURES[area]), settings=settings)

    assert by_code(result.clients, "abc_class") == EXPECTED[area][printed]


@pytest.mark.parametrize("area", MEASURES)
@pytest.mark.parametrize("limits", [("0.70", "0.90"), ("0.50", "0.80"), ("0.80", "0.95")])
def test_abc_classes_by_end_share_follow_exact_decimals(
    totals: pd.DataFrame, area: str, limits: tuple[str, str]
) -> None:
    settings = AbcSettings(convention="end_share", a_limit=float(limits[0]), b_limit=float(limits[1]))

    result = classify_abc(as_values(totals, MEASURES[area]), settings=settings)

    assert by_code(result.clients, "abc_class") == end_classes(EXPECTED[area]["value"], *limits)


def test_computed_classes_end_at_the_printed_points(totals: pd.DataFrame) -> None:
    printed = EXPECTED["cabc_revenue"]
    values = as_values(totals, "net_sales")

    result = classify_abc(values, settings=AbcSettings(method="computed"))

    positive = result.clients[result.clients["value"] > 0]
    counts = positive["abc_class"].value_counts().to_dict()
    assert len(positive) == printed["n"]
    assert {f"n_{name}": count for name, count in counts.items()} == {
        name: printed[name] for name in ("n_A", "n_B", "n_C")
    }
    # The point of C is the fifth client; the sixth is its equal and stays with it.
    assert printed["juren"] == printed["n_A"] + printed["n_B"] - 1
    assert positive["value"].iloc[printed["juren"] - 1] == positive["value"].iloc[printed["juren"]]
    assert printed["n_A"] == min(printed["pareto"], printed["break_even"])


@pytest.mark.parametrize("area", MEASURES)
def test_the_second_client_is_a_by_sales_and_b_by_profit(totals: pd.DataFrame, area: str) -> None:
    by_measure = {
        name: classify_abc(as_values(totals, measure), settings=AbcSettings()).clients
        for name, measure in MEASURES.items()
    }

    cross = cross_measures(
        totals, sales_classes=by_measure["abc_revenue"], profit_classes=by_measure["abc_profit"]
    )

    column = "sales_class" if area == "abc_revenue" else "profit_class"
    assert by_code(cross.clients, column) == EXPECTED[area]["class_start_80_95"]
    assert [code_of(key) for key in cross.differing()["client_key"]] == ["C02", "C09"]
    assert [code_of(key) for key in list_not_positive(totals)["client_key"]] == ["C10"]


@pytest.mark.parametrize(
    ("column", "printed"),
    [("purchase_adi", "adi_kourentzes"), ("non_zero_cv2", "cv2_nonzero_pop"), ("sbc_class", "sbc")],
)
def test_patterns_of_the_clients_with_three_active_periods(frames: Frames, column: str, printed: str) -> None:
    clients = xyz(frames).clients
    known = clients[clients["active_period_count"] >= 3]

    expected = {code: EXPECTED["xyz"][code][printed] for code in by_code(known, column)}

    assert list(expected) == ["C01", "C02", "C03", "C04", "C05", "C06", "C08"]
    if column == "sbc_class":
        assert by_code(known, column) == expected
        others = clients.loc[clients["active_period_count"] < 3, column]
        assert others.tolist() == ["", "", ""]
    else:
        assert numbers_by_code(known, column) == approx(expected)


def test_nobody_is_charged_for_months_before_the_first_purchase(frames: Frames) -> None:
    """`cv_full_*` counts them; C05, who came in April, would vary by 1.01 and not by 0.10."""
    found = by_code(xyz(frames).clients, "value_cv")["C05"]

    assert found == pytest.approx(EXPECTED["xyz"]["C05"]["cv_active_pop"], **EXACT)
    assert found < EXPECTED["xyz"]["C05"]["cv_full_pop"] / 9


def test_the_seasonally_adjusted_variation_of_eight_quarters() -> None:
    printed = SMALL["seasonal_cv"]
    rows = [
        (key, month_start(month_of(date(2022, 1, 1)) + 3 * place), float(sold))
        for key, name in ((1, "A"), (2, "B"))
        for place, sold in enumerate(printed[name])
    ]
    days = pd.DataFrame(rows, columns=["client_key", "date", "net_sales"])
    days["date"] = days["date"].astype("datetime64[us]")

    result = classify_xyz(
        days.assign(gross_profit=np.nan, is_purchase=True),
        as_of=date(2023, 12, 31),
        complete=range(month_of(date(2022, 1, 1)), month_of(date(2024, 1, 1))),
        reference_keys=pd.Series([1, 2]),
        settings=XyzSettings(basis="value", period="quarter", is_seasonally_adjusted=True),
    )

    assert result.seasonality.index == pytest.approx(printed["portfolio_index"], **EXACT)
    assert result.clients["value_cv"].tolist() == pytest.approx([printed["raw_cv_pop_A"], 0], **EXACT)
    assert result.clients["seasonal_cv"].tolist() == pytest.approx(
        [printed["deseasonalised_cv_pop_A"], printed["deseasonalised_cv_pop_B"]], **EXACT
    )
    adjusted = [sold / result.seasonality.index[place % 4] for place, sold in enumerate(printed["A"])]
    assert adjusted == pytest.approx(printed["deseasonalised_A"], **EXACT)
    assert result.clients["xyz_class"].tolist() == ["Y", "Y"]


@pytest.mark.parametrize(
    ("column", "printed"),
    [
        ("purchase_day_count", "n_purchases"),
        ("silence_days", "silence_days"),
        ("period_count", "window_months"),
        ("active_period_count", "active_months"),
        ("adi", "adi"),
        ("median_gap_days", "median_gap"),
        ("gap_cv", "gap_cv_with_silence_pop"),
        ("value_cv", "cv_active_pop"),
        ("xyz_class", "xyz_frequency"),
    ],
)
def test_xyz_by_frequency(frames: Frames, column: str, printed: str) -> None:
    clients = xyz(frames).clients
    buyers = clients[clients["purchase_day_count"] > 0]

    expected = {code: EXPECTED["xyz"][code][printed] for code in by_code(buyers, column)}

    assert len(expected) == 9
    if column == "xyz_class":
        assert by_code(buyers, column) == expected
    else:
        assert numbers_by_code(buyers, column) == approx(expected)


def test_the_client_with_only_a_return_is_n_and_has_no_rhythm(frames: Frames) -> None:
    clients = xyz(frames).clients.set_index("client_key")

    assert clients.loc[10, "xyz_class"] == EXPECTED["xyz"]["C10"]["xyz_frequency"] == "N"
    assert clients.loc[10, "purchase_day_count"] == EXPECTED["xyz"]["C10"]["n_purchases"] == 0
    assert np.isnan(clients.loc[10, "value_cv"])


def test_first_and_last_purchases(frames: Frames) -> None:
    clients = xyz(frames).clients

    for column, printed in (("first_purchase", "first"), ("last_purchase", "last")):
        found = {code: day and day.date().isoformat() for code, day in by_code(clients, column).items()}
        assert found == {code: client.get(printed) for code, client in EXPECTED["xyz"].items()}


def test_the_longest_gap_is_the_printed_one(frames: Frames) -> None:
    longest = by_code(xyz(frames).clients, "longest_gap_days")

    assert {code: longest[code] for code in EXPECTED["lost"]} == {
        code: client["max_own_gap"] for code, client in EXPECTED["lost"].items()
    }


@pytest.mark.parametrize(("x_limit", "y_limit"), [(10, 25), (25, 50), (50, 100)])
def test_xyz_by_value(frames: Frames, x_limit: int, y_limit: int) -> None:
    result = xyz(frames, basis="value", value_x_limit=x_limit / 100, value_y_limit=y_limit / 100)

    printed = f"xyz_value_{x_limit}_{y_limit}"
    assert by_code(result.clients, "xyz_class") == {
        code: client[printed] for code, client in EXPECTED["xyz"].items()
    }


def test_the_sample_deviation_gives_the_printed_variation_and_moves_c02_to_y(frames: Frames) -> None:
    result = xyz(frames, basis="value", uses_sample_deviation=True)

    variation = by_code(result.clients, "value_cv")
    expected = {code: client.get("cv_active_sample") for code, client in EXPECTED["xyz"].items()}
    assert {code: variation[code] for code in expected if expected[code] is not None} == pytest.approx(
        {code: value for code, value in expected.items() if value is not None}, **EXACT
    )
    assert variation["C09"] is variation["C10"] is None
    assert by_code(result.clients, "xyz_class")["C02"] == "Y"


@pytest.mark.parametrize("area", ["revenue", "profit"])
def test_concentration(totals: pd.DataFrame, area: str) -> None:
    printed = EXPECTED[f"concentration_{area}"]

    result = measure_concentration(as_values(totals, MEASURES[f"abc_{area}"]))

    found = {
        "n": result.client_count,
        "total": result.total,
        "gini": result.gini,
        "gini_corrected": result.gini_corrected,
        "hhi": result.hhi,
        "n_eff_hhi": result.effective_clients,
        "theil": result.theil,
        "n_for_80pct": result.clients_for_80,
        **{f"top{top}": share for top, share in result.top_shares.items()},
    }
    assert found == pytest.approx({name: printed[name] for name in found}, **EXACT)


def test_vital_clients_and_their_shares(totals: pd.DataFrame) -> None:
    result = classify_key_clients(totals, settings=KeyClientSettings())

    vital = result.clients[result.clients["is_vital"]]
    tagged = sorted(code for code, client in EXPECTED["types"].items() if "vital" in client["types"])
    assert sorted(map(code_of, vital["client_key"])) == tagged
    assert result.vital_basis == "gross_profit"
    assert result.vital_count == EXPECTED["concentration_profit"]["vital_10pct_n"]
    assert result.vital_share == pytest.approx(EXPECTED["concentration_profit"]["vital_10pct_share"], **EXACT)
    assert result.vital_sales_share == pytest.approx(
        EXPECTED["key_client_share"]["vital_revenue_share"], **EXACT
    )
    for column, printed in (("sales_share", "revenue_share"), ("profit_share", "profit_share")):
        expected = {code: client[printed] for code, client in EXPECTED["types"].items()}
        assert numbers_by_code(result.clients, column) == approx(expected)


def test_without_cost_sales_make_four_clients_vital(totals: pd.DataFrame) -> None:
    result = classify_key_clients(totals.assign(gross_profit=np.nan), settings=KeyClientSettings())

    assert result.vital_basis == "net_sales"
    assert result.vital_count == EXPECTED["concentration_revenue"]["vital_10pct_n"]
    assert result.vital_share == pytest.approx(
        EXPECTED["concentration_revenue"]["vital_10pct_share"], **EXACT
    )


def test_every_buyer_reaches_two_percent_and_is_key(totals: pd.DataFrame) -> None:
    result = classify_key_clients(totals, settings=KeyClientSettings())

    assert sorted(result.keys()) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert result.key_share == pytest.approx(1.0, **EXACT)


def test_the_tagged_clients_bring_the_printed_share(frames: Frames) -> None:
    tagged = pd.Series([key_of(code) for code in EXPECTED["key_client_share"]["clients"]])

    year = frames.periods.groupby("client_key", as_index=False).agg(
        {name: "first" if name == "month" else "sum" for name in ("month", "net_sales", "gross_profit")}
    )
    others = frames.periods.drop_duplicates("client_key").drop(columns=["month", "net_sales", "gross_profit"])
    one_period = year.assign(month=frames.periods["month"].min()).merge(others, on="client_key")

    (share,) = measure_key_shares(one_period, key_clients=tagged)["key_share"]

    assert share == pytest.approx(EXPECTED["key_client_share"]["revenue_share"], **EXACT)


def test_losses_and_returns_on_their_days(frames: Frames) -> None:
    result = measure_losses(
        sort_day_values(frames.days), as_of=AS_OF, span=frames.span, settings=LossSettings()
    )

    events: dict[str, list[dict[str, str | None]]] = {code: [] for code in EXPECTED["lost"]}
    for event in result.events.itertuples():
        returned = None if pd.isna(event.returned_on) else event.returned_on.date().isoformat()
        events[code_of(event.client_key)].append(
            {"lost_on": event.lost_on.date().isoformat(), "returned_on": returned}
        )
    assert events == {code: client["events"] for code, client in EXPECTED["lost"].items()}
    is_lost = by_code(result.clients, "is_lost")
    assert {code: is_lost[code] for code in EXPECTED["lost"]} == {
        code: client["lost_90"] for code, client in EXPECTED["lost"].items()
    }
    assert not is_lost["C10"]
    assert not by_code(result.clients, "is_buyer")["C10"]


def test_active_and_new_clients_of_each_month(frames: Frames) -> None:
    result = measure_losses(
        sort_day_values(frames.days), as_of=AS_OF, span=frames.span, settings=LossSettings()
    )

    assert result.months["active"].tolist() == [month["active"] for month in EXPECTED["monthly_activity"]]
    assert result.months["new"].tolist() == [len(month["new"]) for month in EXPECTED["monthly_activity"]]
    assert result.months["lost"].tolist() == [0, 0, 0, 1, 0, 2]
    assert result.months["returned"].tolist() == [0, 0, 0, 0, 0, 1]
    assert result.months["stock"].tolist() == [7, 7, 7, 7, 7, 7]
    assert result.months["decidable"].tolist() == [False, False, False, False, True, True]


def test_life_until_the_first_loss(frames: Frames) -> None:
    result = measure_losses(
        sort_day_values(frames.days), as_of=AS_OF, span=frames.span, settings=LossSettings()
    )
    first = frames.days[frames.days["is_purchase"]].groupby("client_key")["date"].min()
    lost = result.events.groupby("client_key")["lost_on"].min().reindex(first.index)
    ends = lost.fillna(pd.Timestamp(AS_OF))

    curve = kaplan_meier((ends - first).dt.days.to_numpy(), lost.notna().to_numpy())

    steps = EXPECTED["km_90"]["steps"]
    assert curve["duration_days"].tolist() == [step["t"] for step in steps]
    assert curve["at_risk_count"].tolist() == [step["at_risk"] for step in steps]
    assert curve["event_count"].tolist() == [step["events"] for step in steps]
    assert curve["survival_share"].tolist() == pytest.approx([step["S"] for step in steps], **EXACT)


def test_kaplan_meier_of_the_gaps(frames: Frames) -> None:
    pauses = measure_lengths(sort_purchases(frames.days), AS_OF)

    curve = kaplan_meier(pauses.days, pauses.is_closed)

    printed = SMALL["w1_gap_km"]
    found = sorted(zip(pauses.days.tolist(), pauses.is_closed.astype(int).tolist(), strict=True))
    assert found == sorted(map(tuple, printed["observations"]))
    assert curve["duration_days"].tolist() == [step["t"] for step in printed["steps"]]
    assert curve["at_risk_count"].tolist() == [step["at_risk"] for step in printed["steps"]]
    assert curve["event_count"].tolist() == [step["events"] for step in printed["steps"]]
    survival = curve.set_index("duration_days")["survival_share"]
    assert survival.tolist() == pytest.approx([step["S"] for step in printed["steps"]], **EXACT)
    assert 1 - survival.loc[:106].iloc[-1] / survival.loc[:46].iloc[-1] == pytest.approx(
        printed["return_prob_60_from_46"], **EXACT
    )
    assert median_duration(curve) == 31


def test_the_cells_follow_both_classes(frames: Frames, totals: pd.DataFrame) -> None:
    abc = classify_abc(as_values(totals, "net_sales"), settings=AbcSettings())

    result = cross_classes(totals, abc_classes=abc.clients, xyz_classes=xyz(frames).clients)

    assert by_code(result.clients, "cell") == {
        code: EXPECTED["abc_revenue"]["class_start_80_95"][code] + client["xyz_frequency"]
        for code, client in EXPECTED["xyz"].items()
    }
    counts = result.cells.set_index("cell")["client_count"]
    assert counts[counts > 0].to_dict() == {"AX": 4, "AY": 1, "AZ": 1, "BN": 1, "CY": 1, "CN": 2}


@pytest.fixture(scope="module")
def quarters(frames: Frames) -> tuple[Window, Window]:
    pair = choose_windows(frames.span, AS_OF, length="12m", settings=ComparisonSettings(windows="quarters"))
    assert pair.earlier is not None
    assert pair.later is not None
    return pair.earlier, pair.later


@pytest.fixture(scope="module")
def movement(frames: Frames, quarters: tuple[Window, Window]) -> MovementResult:
    windows = []
    for window in quarters:
        totals = sum_clients(frames.periods, window=window)
        abc = classify_abc(as_values(totals, "net_sales"), settings=AbcSettings())
        bought = totals[["client_key", "purchase_day_count"]]
        windows.append(abc.clients.rename(columns={"abc_class": "class_name"}).merge(bought, on="client_key"))
    return compare_classes(
        *windows,
        client_keys=pd.Series(frames.periods["client_key"].unique()),
        classes=("A", "B", "C"),
        settings=MovementSettings(),
    )


@pytest.fixture(scope="module")
def bridge(frames: Frames, quarters: tuple[Window, Window]) -> BridgeResult:
    return measure_bridge(frames.periods, earlier=quarters[0], later=quarters[1], scale=2)


def test_classes_move_as_printed_from_one_quarter_to_the_next(movement: MovementResult) -> None:
    moves: dict[str, list[str]] = {}
    for client in movement.clients.itertuples():
        moves.setdefault(f"{client.class_before}>{client.class_after}", []).append(code_of(client.client_key))

    assert moves == EXPECTED["abc_migration_q1_q2"]
    printed = SMALL["w1_migration"]
    order = printed["order"]
    counts = movement.cells.pivot_table(index="class_before", columns="class_after", values="client_count")
    assert counts.loc[order, order].to_numpy().tolist() == printed["matrix"]


def test_stability_and_trace_index_of_the_quarters(movement: MovementResult) -> None:
    expected, printed = EXPECTED["abc_stability_q1_q2"], SMALL["w1_migration"]

    assert (movement.both_count, movement.same_count) == (expected["n_both"], expected["same"])
    assert (movement.both_count, movement.same_count) == (
        printed["both_periods"],
        printed["retained_same_class"],
    )
    assert movement.stability == pytest.approx(printed["share_same"], **EXACT)
    assert movement.trace_index == pytest.approx(printed["trace_index_ABC_rows_renormalised"], **EXACT)


def test_the_bridge_from_quarter_to_quarter(bridge: BridgeResult) -> None:
    expected = EXPECTED["q1_to_q2"]

    assert float(bridge.start) == expected["start_revenue"]
    assert float(bridge.end) == expected["end_revenue"]
    printed = {
        "lost": "churned",
        "shrunk": "contraction",
        "grown": "expansion",
        "new": "new",
        "returned": "reactivated",
    }
    assert {part: float(abs(bridge.changes[part])) for part in printed} == {
        part: expected[name] for part, name in printed.items()
    }
    for part, name in (("new", "new_clients"), ("lost", "churned_clients")):
        assert sorted(map(code_of, bridge.behind(part)["client_key"])) == expected[name]


def test_retention_from_quarter_to_quarter(bridge: BridgeResult) -> None:
    expected = EXPECTED["q1_to_q2"]

    result = measure_retention(
        start=bridge.start,
        **{name: abs(bridge.changes[name]) for name in ("lost", "shrunk", "grown", "new", "returned")},
        start_count=bridge.start_count,
        kept_count=bridge.kept_count,
    )

    found = {
        "grr": result.gross_revenue_retention,
        "nrr": result.net_revenue_retention,
        "logos_start": result.start_count,
        "logos_kept": result.kept_count,
        "logo_churn": result.logo_churn,
        "revenue_churn": result.revenue_churn,
        "quick_ratio": result.quick_ratio,
    }
    assert found == pytest.approx({name: expected[name] for name in found}, **EXACT)


def test_three_times_the_own_median_and_longer_than_ever_before(frames: Frames) -> None:
    purchases = sort_purchases(frames.days)
    found = {
        kind: silence_limits(purchases, LossCriterion(kind=kind), AS_OF).assign(
            code=lambda clients: clients["client_key"].map(code_of)
        )
        for kind in ("own_median", "own_longest")
    }

    for kind, limit, verdict in (
        ("own_median", "k3_median_threshold", "lost_k3"),
        ("own_longest", "max_own_gap", "over_max_gap"),
    ):
        for client in found[kind].to_dict("records"):
            printed = EXPECTED["lost"][client["code"]]
            assert client["silence_days"] == printed["silence"]
            assert client["is_fallback"] is (printed[limit] is None)
            if printed[limit] is not None:
                assert client["limit_days"] == printed[limit] + (kind == "own_longest")
                assert client["is_lost"] is printed[verdict]


def test_client_life_with_greenwoods_standard_error(frames: Frames) -> None:
    life = measure_life(sort_day_values(frames.days), as_of=AS_OF, criterion=LossCriterion())

    printed = EXPECTED["km_90"]
    steps = life.curve.to_dict("records")
    assert (life.client_count, life.lost_count) == (9, sum(one["event"] for one in printed["durations"]))
    assert (life.from_days, life.longest_days) == (90, max(one["t"] for one in printed["durations"]))
    for step, expected in zip(steps, printed["steps"], strict=True):
        assert (step["duration_days"], step["at_risk_count"], step["event_count"]) == (
            expected["t"],
            expected["at_risk"],
            expected["events"],
        )
        assert step["survival_share"] == pytest.approx(expected["S"], **EXACT)
        assert step["standard_error"] == pytest.approx(expected["se_greenwood"], **EXACT)


def test_the_pauses_and_the_return_within_60_days(frames: Frames) -> None:
    nobody = pd.Series(dtype="str")
    result = measure_pauses(
        sort_day_values(frames.days), as_of=AS_OF, abc_classes=nobody, settings=PauseSettings(horizon_days=60)
    )

    printed = SMALL["w1_gap_km"]
    observations = printed["observations"]
    assert result.closed_count == sum(closed for _, closed in observations)
    assert result.open_count == sum(not closed for _, closed in observations)
    assert result.curve["survival_share"].tolist() == pytest.approx(
        [step["S"] for step in printed["steps"]], **EXACT
    )
    chance = return_probability(result.curve, np.array([46]), 60)
    assert chance.tolist() == pytest.approx([printed["return_prob_60_from_46"]], **EXACT)
