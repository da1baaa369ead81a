"""The oracle itself against the reference values, before it judges the package."""

from __future__ import annotations

import csv
import json
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.golden.oracle.backtest_oracle import Confusion, Criterion, confusion, eligible, pooled_median
from tests.golden.oracle.classes_oracle import (
    abc_classes,
    abc_computed,
    abc_flag,
    computed_limits,
    share_before,
    share_upto,
    shares,
)
from tests.golden.oracle.concentration_oracle import concentration, if_we_lose, joint
from tests.golden.oracle.keys_oracle import key_clients
from tests.golden.oracle.lines_oracle import (
    Line,
    by_client,
    complete_months,
    default_as_of,
    gaps_of,
    known,
    month_of,
    positive,
    profit_by_client,
    purchase_days,
    sales_by_client,
    trailing_window,
)
from tests.golden.oracle.losses_oracle import FIXED, Rule, by_month, is_lost, lives, losses_of, own_limit
from tests.golden.oracle.managers_oracle import owners, portfolios, punctuality, retention
from tests.golden.oracle.movement_oracle import bridge, migration
from tests.golden.oracle.opportunities_oracle import expected_value
from tests.golden.oracle.rhythm_oracle import (
    demand_class,
    frequency_class,
    rhythm,
    seasonal_index,
    squared_cv,
    value_class,
)
from tests.golden.oracle.survival_oracle import (
    kaplan_meier,
    km_median,
    open_and_closed_gaps,
    return_probability,
    survival_at,
)

REFERENCE = Path(__file__).parent / "reference"
W1: dict[str, Any] = json.loads((REFERENCE / "w1" / "expected.json").read_text())
CDNOW: dict[str, Any] = json.loads((REFERENCE / "cdnow" / "expected.json").read_text())["events"]
SMALL: dict[str, Any] = json.loads((REFERENCE / "small_examples.json").read_text())
EDGES: dict[str, Any] = {case["id"]: case for case in json.loads((REFERENCE / "edge_cases.json").read_text())}
W1_END = date(2024, 6, 30)
CDNOW_END = date(1998, 6, 30)
QUARTERS = ((date(2024, 1, 1), date(2024, 3, 31)), (date(2024, 4, 1), W1_END))
NEAR = {"rel": 0, "abs": 1e-9}
LIBRARY = {"rel": 0, "abs": 1e-8}


def rows(*path: str) -> list[dict[str, str]]:
    with REFERENCE.joinpath(*path).open() as file:
        return list(csv.DictReader(file))


@cache
def w1() -> list[Line]:
    manager = {row["client_id"]: row["manager"] for row in rows("w1", "clients.csv")}
    return [
        Line(
            row["client_id"],
            date.fromisoformat(row["date"]),
            Fraction(row["revenue"]),
            Fraction(row["cost"]),
            manager=manager[row["client_id"]],
        )
        for row in rows("w1", "transactions.csv")
    ]


@cache
def cdnow() -> list[Line]:
    records = (REFERENCE / "cdnow" / "CDNOW_sample.txt").read_text().splitlines()
    fields = [record.split() for record in records]
    return [Line(field[1], date.fromisoformat(field[2]), Fraction(field[4])) for field in fields]


def measures() -> dict[str, Any]:
    lines = known(w1(), W1_END)
    return {"abc_revenue": sales_by_client(lines), "abc_profit": profit_by_client(lines)}


def near(expected: Any) -> Any:
    return pytest.approx(expected, **NEAR)


def plain(value: Any) -> Any:
    return float(value) if isinstance(value, Fraction) else value


def test_the_windows_of_the_worked_example() -> None:
    assert default_as_of(w1()) == W1_END
    assert trailing_window(w1(), W1_END) == (date(2024, 1, 1), W1_END)
    assert complete_months(w1(), W1_END) == range(month_of(date(2024, 1, 1)), month_of(W1_END) + 1)


@pytest.mark.parametrize("area", ["abc_revenue", "abc_profit"])
def test_abc_of_the_worked_example(area: str) -> None:
    values, printed = measures()[area], W1[area]

    assert {client: float(value) for client, value in values.items()} == printed["value"]
    before, upto = share_before(values), share_upto(values)
    for client in positive(values):
        assert float(shares(values)[client]) == near(printed["share"][client])
        assert float(before[client]) == near(printed["cum_before"][client])
        assert float(upto[client]) == near(printed["cum_upto_ties"][client])
    for name in ("start_80_95", "end_80_95", "start_70_90", "start_50_80"):
        convention, a_limit, b_limit = name.split("_")
        found = abc_classes(values, f"0.{a_limit}", f"0.{b_limit}", f"{convention}_share")
        assert found == printed[f"class_{name}"]


def test_computed_abc_of_the_worked_example() -> None:
    printed, values = W1["cabc_revenue"], measures()["abc_revenue"]

    assert computed_limits(values) == (printed["pareto"], printed["break_even"], printed["juren"])
    classes = abc_computed(positive(values)) or {}
    assert [list(classes.values()).count(name) for name in "ABC"] == [3, 3, 3]


@pytest.mark.parametrize(
    ("numbers", "counts"),
    [
        ([541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261], [3, 2, 5]),
        (list(range(1, 11)), [4, 2, 4]),
    ],
)
def test_computed_abc_without_a_spline(numbers: list[int], counts: list[int]) -> None:
    classes = abc_computed({str(number): Fraction(number) for number in numbers}) or {}

    assert [list(classes.values()).count(name) for name in "ABC"] == counts


@pytest.mark.parametrize("case", [name for name in EDGES if name.startswith("abc_")])
def test_edge_cases_of_abc(case: str) -> None:
    values = {client: Fraction(str(value)) for client, value in EDGES[case]["given"]["values"].items()}
    expected = EDGES[case]["expect"]

    for convention in {"start", "end"} & expected.keys():
        assert abc_classes(values, "0.8", "0.95", f"{convention}_share") == expected[convention]
    assert expected.get("flag", "") in {"", abc_flag(values)}


def test_rhythm_of_the_worked_example() -> None:
    own = by_client(w1())
    for client, printed in W1["xyz"].items():
        found = rhythm(own[client], W1_END, complete_months(w1(), W1_END), "month")
        assert frequency_class(found) == printed["xyz_frequency"]
        for limits in ("10_25", "25_50", "50_100"):
            x_limit, y_limit = (f"{int(limit) / 100}" for limit in limits.split("_"))
            assert value_class(found, x_limit, y_limit) == printed[f"xyz_value_{limits}"]
        if found is None:
            continue
        assert found.day_count == printed["n_purchases"]
        assert (found.period_count, found.active_count) == (
            printed["window_months"],
            printed["active_months"],
        )
        assert plain(found.adi) == near(printed["adi"])
        assert plain(found.median_gap) == printed["median_gap"]
        gap_cv = printed["gap_cv_with_silence_pop"]
        assert found.gap_cv == (None if gap_cv is None else near(gap_cv))
        assert found.value_cv == near(printed["cv_active_pop"])
        assert plain(found.nonzero_cv2) == near(printed["cv2_nonzero_pop"])
        assert demand_class(found.adi or Fraction(0), found.nonzero_cv2 or Fraction(0)) == printed["sbc"]


def test_the_sample_deviation_decides_a_class() -> None:
    values = [Fraction(value) for value in EDGES["xyz_boundary"]["given"]["periods"]]

    assert float(squared_cv(values) or 0) ** 0.5 == near(EDGES["xyz_boundary"]["expect"]["cv_pop"])
    assert float(squared_cv(values, is_sample=True) or 0) ** 0.5 == near(
        EDGES["xyz_boundary"]["expect"]["cv_sample"]
    )
    assert squared_cv([Fraction(value) for value in EDGES["xyz_mean0"]["given"]["periods"]]) is None


def test_seasonal_adjustment() -> None:
    printed = SMALL["seasonal_cv"]
    values = {name: [Fraction(value) for value in printed[name]] for name in "AB"}
    totals = dict(enumerate(one + other for one, other in zip(values["A"], values["B"], strict=True)))

    index = seasonal_index(totals, 4) or {}

    assert [float(index[season]) for season in range(4)] == printed["portfolio_index"]
    for name in "AB":
        adjusted = [value / index[place % 4] for place, value in enumerate(values[name])]
        assert float(squared_cv(adjusted) or 0) ** 0.5 == near(printed[f"deseasonalised_cv_pop_{name}"])


@pytest.mark.parametrize("area", ["revenue", "profit"])
def test_concentration_of_the_worked_example(area: str) -> None:
    found = concentration(measures()[f"abc_{area}"])

    assert {name: plain(value) for name, value in found.items()} == near(W1[f"concentration_{area}"])


@pytest.mark.parametrize("client", list(W1["what_if_lose"]))
def test_what_is_left_without_a_client(client: str) -> None:
    found = if_we_lose(measures()["abc_revenue"], measures()["abc_profit"], {client})

    assert {name: plain(found[name]) for name in W1["what_if_lose"][client]} == near(
        W1["what_if_lose"][client]
    )


def test_edge_cases_of_concentration() -> None:
    for case in ("hhi_single", "gini_equal"):
        numbers = EDGES[case]["given"]["values"]
        found = concentration({str(place): Fraction(value) for place, value in enumerate(numbers)})
        names = {"n_eff": "n_eff_hhi"}
        for name, value in EDGES[case]["expect"].items():
            assert plain(found[names.get(name, name)]) == (None if value is None else near(value))


def test_vital_and_key_clients_of_the_worked_example() -> None:
    sales, profits = measures().values()

    found = key_clients(sales, profits)

    assert found.vital == {client for client, one in W1["types"].items() if "vital" in one["types"]}
    assert float(found.vital_sales_share or 0) == near(W1["key_client_share"]["vital_revenue_share"])
    tagged = joint(sales, set(W1["key_client_share"]["clients"]))
    assert float(tagged or 0) == near(W1["key_client_share"]["revenue_share"])


def test_losses_of_the_worked_example() -> None:
    days = purchase_days(w1())

    assert days.keys() == W1["lost"].keys()
    for client, printed in W1["lost"].items():
        own = days[client]
        found = [
            {
                "lost_on": loss.lost_on.isoformat(),
                "returned_on": loss.returned_on and loss.returned_on.isoformat(),
            }
            for loss in losses_of(days, client, FIXED, W1_END)
        ]
        assert found == printed["events"]
        assert (W1_END - own[-1]).days == printed["silence"]
        assert is_lost(days, client, FIXED, W1_END) == printed["lost_90"]
        for kind, limit, lost in (
            ("own_median", "k3_median_threshold", "lost_k3"),
            ("own_longest", "max_own_gap", "over_max_gap"),
        ):
            if printed[limit] is None:
                assert own_limit(gaps_of(own), Rule(kind)) is None
            else:
                # "Longer than" its longest gap is from the next day on.
                assert own_limit(gaps_of(own), Rule(kind)) == printed[limit] + (kind == "own_longest")
                assert is_lost(days, client, Rule(kind), W1_END) == printed[lost]


@pytest.mark.parametrize("case", ["lost_exact", "lost_day_N"])
def test_the_day_of_a_loss(case: str) -> None:
    given, expected = EDGES[case]["given"], EDGES[case]["expect"]
    days = [date.fromisoformat(given[name]) for name in ("last", "next")]

    found = losses_of({"acme": days}, "acme", Rule(hiatus=given["N"]), days[-1])

    if "lost_on" in expected:
        (loss,) = found
        assert loss.lost_on.isoformat() == expected["lost_on"]
        assert loss.returned_on is not None
        assert loss.returned_on.isoformat() == expected["reactivated_on"]
    else:
        assert found == []


def test_months_of_the_worked_example() -> None:
    months = by_month(w1(), purchase_days(w1()), FIXED, W1_END)

    assert [month.active for month in months] == [month["active"] for month in W1["monthly_activity"]]
    assert [month.new for month in months] == [len(month["new"]) for month in W1["monthly_activity"]]
    assert [month.lost for month in months] == [0, 0, 0, 1, 0, 2]
    assert [month.stock for month in months] == [7] * 6


def test_life_until_the_first_loss() -> None:
    cases = lives(purchase_days(w1()), FIXED, W1_END)

    printed = W1["km_90"]
    assert sorted(cases) == sorted((case["t"], bool(case["event"])) for case in printed["durations"])
    steps = kaplan_meier(cases)
    assert [(step.days, step.at_risk, step.events) for step in steps] == [
        (step["t"], step["at_risk"], step["events"]) for step in printed["steps"]
    ]
    assert [float(step.survival) for step in steps] == near([step["S"] for step in printed["steps"]])
    assert [step.standard_error for step in steps] == near(
        [step["se_greenwood"] for step in printed["steps"]]
    )


def test_pauses_of_the_worked_example() -> None:
    cases = open_and_closed_gaps(purchase_days(w1()), W1_END)

    printed = SMALL["w1_gap_km"]
    assert sorted(cases) == sorted((days, bool(ended)) for days, ended in printed["observations"])
    assert [float(step.survival) for step in kaplan_meier(cases)] == near(
        [step["S"] for step in printed["steps"]]
    )
    assert float(return_probability(cases, 46, 60) or 0) == near(printed["return_prob_60_from_46"])


def test_from_the_first_to_the_second_quarter() -> None:
    printed = W1["q1_to_q2"]

    found = bridge(w1(), *QUARTERS)

    assert {part: float(getattr(found, part)) for part in ("churned", "contraction", "expansion", "new")} == {
        part: printed[part] for part in ("churned", "contraction", "expansion", "new")
    }
    assert (found.start, found.reactivated, found.end) == (
        printed["start_revenue"],
        printed["reactivated"],
        printed["end_revenue"],
    )
    for name in ("grr", "nrr", "logo_churn", "quick_ratio", "revenue_churn"):
        assert plain(getattr(found, name)) == near(printed[name])
    for kind, name in (("new", "new_clients"), ("churned", "churned_clients")):
        assert sorted(client for client, one in found.kinds.items() if one == kind) == printed[name]


def test_migration_of_the_worked_example() -> None:
    found = migration(w1(), *QUARTERS, ("0.8", "0.95", "start_share"))

    printed = SMALL["w1_migration"]
    order = printed["order"]
    assert [[found.counts[old, new] for new in order] for old in order] == printed["matrix"]
    assert found.in_both == printed["both_periods"]
    assert plain(found.stability) == near(printed["share_same"])
    assert plain(found.trace_index) == near(printed["trace_index_ABC_rows_renormalised"])
    moves = {f"{old}>{new}": [] for old in "ABC-" for new in "ABC-"}
    for client in sorted(found.before):
        moves[f"{found.before[client]}>{found.after[client]}"].append(client)
    expected = {
        name if ">" in name[1:] else f"->{name[2:]}": own for name, own in W1["abc_migration_q1_q2"].items()
    }
    assert {name: own for name, own in moves.items() if own} == expected


def test_the_backtest_by_hand() -> None:
    printed = SMALL["w1_backtest"]
    origin, days = date.fromisoformat(printed["origin"]), purchase_days(w1())

    assert {client: (origin - own[-1]).days for client, own in eligible(days, origin).items()} == printed[
        "silence"
    ]
    for limit in (20, 60):
        found = confusion(days, origin, printed["horizon_days"], Criterion("fixed", Fraction(limit)))
        expected = printed[f"fixed_{limit}"]
        assert {name: plain(getattr(found, name)) for name in expected} == near(expected)


CRITERIA = {
    "2x_median": Criterion("own_median", Fraction(2)),
    "3x_median": Criterion("own_median", Fraction(3)),
    "over_own_max": Criterion("own_longest"),
    "everyone": Criterion("everyone"),
}


@pytest.mark.parametrize(
    "row", rows("cdnow", "backtest_1997-09-30.csv"), ids=lambda row: "-".join(row.values())[:32]
)
def test_the_backtest_of_cdnow(row: dict[str, str]) -> None:
    name, origin = row["criterion"], date.fromisoformat(row["origin"])
    criterion = CRITERIA.get(name) or Criterion("fixed", Fraction(name.removeprefix("fixed_")))
    days = purchase_days(cdnow())

    found = confusion(days, origin, int(row["horizon"]), criterion)

    assert [found.tp, found.fp, found.fn, found.tn] == [int(row[cell]) for cell in ("tp", "fp", "fn", "tn")]
    assert found.mcc == (pytest.approx(float(row["mcc"]), **LIBRARY) if row["mcc"] else None)
    known_then = {client: [day for day in own if day <= origin] for client, own in days.items()}
    assert pooled_median(known_then) == Fraction(row["pool_median"])


def test_nothing_flagged_and_nobody_kept_are_undefined() -> None:
    no_flag = Confusion(Fraction(0), Fraction(0), Fraction(3), Fraction(2))
    all_lost = Confusion(Fraction(3), Fraction(0), Fraction(2), Fraction(0))

    assert (no_flag.precision, no_flag.recall) == (None, 0)
    assert (all_lost.specificity, all_lost.mcc) == (None, None)


def test_losses_of_cdnow() -> None:
    days = purchase_days(cdnow())
    months = by_month(cdnow(), days, FIXED, CDNOW_END)

    assert [month.lost for month in months] == CDNOW["monthly_lost_90"]
    assert [month.returned for month in months] == CDNOW["monthly_reactivated_90"]
    assert [month.stock for month in months] == CDNOW["stock_not_lost_end"]
    assert [month.decidable for month in months] == [False] * 3 + [True] * 15
    cases = lives(days, FIXED, CDNOW_END)
    assert km_median(cases) == CDNOW["km_median"]
    for silence, share in CDNOW["km_first_loss_90"].items():
        assert float(survival_at(cases, int(silence))) == pytest.approx(share, **LIBRARY)


def test_return_probabilities_of_cdnow() -> None:
    cases = open_and_closed_gaps(purchase_days(cdnow()), CDNOW_END)

    for silence in ("30", "90", "270"):
        expected = CDNOW["return_prob_next_90"][silence]
        found = return_probability(cases, int(silence), 90)
        assert float(found or 0) == pytest.approx(expected, **LIBRARY)


@pytest.mark.parametrize("convention", ["start", "end"])
def test_abc_counts_of_cdnow(convention: str) -> None:
    sales = positive(dict(sales_by_client(cdnow())))

    found = list(abc_classes(sales, "0.8", "0.95", f"{convention}_share").values())

    assert [found.count(name) for name in "ABC"] == CDNOW[f"abc_{convention}_80_95"]


@pytest.mark.parametrize("case", SMALL["winback_value"]["cases"])
def test_the_value_of_winning_back(case: dict[str, float]) -> None:
    exact = {name: Fraction(str(value)) for name, value in case.items()}

    found = expected_value(
        exact["p"],
        exact["m"],
        int(case["H"]),
        retention=exact["r"],
        discount=exact["d"],
        cost=exact["cost"],
    )

    assert float(found) == near(case["expected"])


def test_managers_of_the_worked_example() -> None:
    owner = {row["client_id"]: row["manager"] for row in rows("w1", "clients.csv")}
    assert owners(w1(), W1_END) == owner
    found = portfolios(w1(), (date(2024, 1, 1), W1_END), owners(w1(), W1_END))
    kept = retention(w1(), owner, *QUARTERS)

    for manager, printed in W1["managers"].items():
        own = found[manager]
        assert (len(own.clients), own.sales) == (printed["clients"], printed["revenue_pos"])
        assert [plain(one) for one in (own.share, own.hhi, own.top1)] == near(
            [printed["share"], printed["hhi"], printed["top1"]]
        )
        assert [plain(one) for one in kept[manager]] == near([printed["grr"], printed["logo_retention"]])


@pytest.mark.parametrize("tolerance", [0, 2])
def test_punctuality_of_the_worked_example(tolerance: int) -> None:
    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    lines = [
        Line(
            row["client_id"],
            W1_END,
            Fraction(0),
            document=row["order_id"],
            promised=day(row["promised_date"]),
            delivered=day(row["delivered_date"]),
            ordered=Fraction(row["qty_ordered"]),
            arrived=Fraction(row["qty_delivered"]),
        )
        for row in rows("w1", "deliveries.csv")
    ]

    found = punctuality(lines, W1_END, tolerance)

    printed = W1[f"otif_tol{tolerance}"]
    assert [found.orders, found.on_time, found.in_full, found.otif, found.line_ok, found.lines] == [
        printed[name] for name in ("orders", "on_time", "in_full", "otif", "line_ok", "lines")
    ]
    rates = [found.otif_rate, found.line_rate, found.quantity_rate]
    assert [plain(rate) for rate in rates] == near(
        [printed[n] for n in ("otif_rate", "line_rate", "qty_rate")]
    )
