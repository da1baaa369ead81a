"""Laws of the backtest, METHOD § 5e and § 8."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.backtest import BacktestResult, BacktestSettings, measure_backtest
from tests.property.strategies import AS_OF, LAW, later_lines, lines, span_up_to_as_of
from tests.unit.analysis.sales_rows import NOBODY, Line, client_days, client_periods

COUNTS = ["tp", "fp", "fn", "tn"]
horizons = st.sampled_from([30, 90, 180])
TABLES = ("origins", "counts", "criteria", "left_out", "error_curve")


def measure(
    sold: list[Line], horizon_days: int = 90, *, as_of: date = AS_OF, shuffle: int = 0
) -> BacktestResult:
    known = [one for one in sold if one.day <= as_of]
    days, periods = client_days(known), client_periods(known)
    if shuffle:
        days, periods = (frame.sample(frac=1, random_state=shuffle) for frame in (days, periods))
    settings = BacktestSettings(horizon_days=horizon_days, resamples=50)
    return measure_backtest(days, periods, as_of=as_of, span=span_up_to_as_of(sold), settings=settings)


def bought_days(sold: list[Line]) -> dict[int, set[date]]:
    keys = {one.client_key for one in sold} - {NOBODY}
    return {key: {one.day for one in sold if one.client_key == key and one.cents > 0} for key in keys}


@LAW
@given(lines, horizons)
def test_fixed_days_are_found_by_counting(sold: list[Line], horizon_days: int) -> None:
    counts = measure(sold, horizon_days).counts
    bought = bought_days(sold)

    for row in counts[counts["criterion"].isin(["fixed_30", "fixed_90", "everyone"])].to_dict("records"):
        origin = row["origin"].date()
        limit = 0 if row["criterion"] == "everyone" else int(row["criterion"].removeprefix("fixed_"))
        expected = dict.fromkeys(COUNTS, 0)
        for days in bought.values():
            past = [day for day in days if day <= origin]
            if not past or (origin - max(past)).days > 365:
                continue
            flagged = (origin - max(past)).days >= limit
            lost = not any(origin < day <= origin + timedelta(days=horizon_days) for day in days)
            expected[{(1, 1): "tp", (1, 0): "fp", (0, 1): "fn", (0, 0): "tn"}[flagged, lost]] += 1
        assert {name: row[name] for name in COUNTS} == expected


@LAW
@given(lines, later_lines)
def test_a_test_day_is_unchanged_by_what_comes_after_its_horizon(sold: list[Line], later: list[Line]) -> None:
    cut = AS_OF - timedelta(days=120)
    before = measure([one for one in sold if one.day <= cut], as_of=cut).counts

    after = measure([*sold, *later], as_of=cut).counts

    if any(one.day <= cut for one in sold):
        pd.testing.assert_frame_equal(after, before)


@LAW
@given(lines)
def test_more_days_call_a_subset_lost(sold: list[Line]) -> None:
    counts = measure(sold).counts
    flagged = (counts["tp"] + counts["fp"]).where(counts["criterion"].str.startswith("fixed_"))
    by_days = pd.DataFrame(
        {
            "origin": counts["origin"],
            "days": pd.to_numeric(counts["criterion"].str.removeprefix("fixed_"), errors="coerce"),
            "flagged": flagged,
        }
    ).dropna()

    for _origin, group in by_days.sort_values("days").groupby("origin"):
        assert group["flagged"].is_monotonic_decreasing


@LAW
@given(lines, horizons)
def test_everyone_and_nobody_are_opposites_and_all_rules_share_the_truth(
    sold: list[Line], horizon_days: int
) -> None:
    counts = measure(sold, horizon_days).counts
    lost, kept = counts["tp"] + counts["fn"], counts["fp"] + counts["tn"]

    for truth in (lost, kept):
        by_day = truth.groupby(counts["origin"])
        assert by_day.min().equals(by_day.max())
    baselines = counts.set_index("criterion")[COUNTS]
    everyone, nobody = (baselines[baselines.index == name] for name in ("everyone", "nobody"))
    assert everyone["tp"].tolist() == nobody["fn"].tolist()
    assert everyone["fp"].tolist() == nobody["tn"].tolist()


@LAW
@given(lines, horizons)
def test_no_figure_leaves_its_range(sold: list[Line], horizon_days: int) -> None:
    result = measure(sold, horizon_days)

    for table in (result.counts, result.criteria):
        shares = table.select_dtypes("float64").drop(columns=["mcc", "money_mcc"])
        shares = shares[[name for name in shares if not name.startswith(("mcc_", "behind"))]]
        assert ((shares >= 0) & (shares <= 1 + 1e-12) | shares.isna()).all(axis=None)
        assert ((table["mcc"].abs() <= 1 + 1e-12) | table["mcc"].isna()).all()
        undefined = table["tp"] + table["fp"] == 0
        assert (table["precision"].isna() == undefined).all()
    assert (
        (result.criteria["behind"] >= -1e-12)
        | ~result.criteria["is_adoptable"]
        | result.criteria["behind"].isna()
    ).all()


@LAW
@given(lines, st.integers(1, 2**16))
def test_row_order_does_not_matter(sold: list[Line], seed: int) -> None:
    straight, shuffled = measure(sold), measure(sold, shuffle=seed)

    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(shuffled, table), getattr(straight, table))
    assert shuffled.choice == straight.choice


@LAW
@given(lines)
def test_another_currency_moves_no_figure(sold: list[Line]) -> None:
    dearer = [one._replace(cents=one.cents * 8, cost_cents=None) for one in sold]

    before, after = measure(sold), measure(dearer)

    for table in ("counts", "criteria"):
        first, second = getattr(before, table), getattr(after, table)
        assert first["criterion"].tolist() == second["criterion"].tolist()
        numbers = first.select_dtypes("number").columns
        np.testing.assert_allclose(second[numbers], first[numbers], rtol=1e-9, atol=1e-9)
    assert after.choice == before.choice


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_gives_the_same_intervals(seed: int) -> None:
    sold = [
        Line(key, date(2023, 1, 1) + timedelta(days=(key * 7 + 31 * step) % 540), 100)
        for key in range(1, 40)
        for step in range(1 + key % 9)
    ]
    settings = BacktestSettings(seed=seed, resamples=50)
    days, periods = client_days(sold), client_periods(sold)

    first, again = (
        measure_backtest(days, periods, as_of=AS_OF, span=span_up_to_as_of(sold), settings=settings)
        for _time in range(2)
    )

    pd.testing.assert_frame_equal(first.criteria, again.criteria)
    assert len(first.criteria)
