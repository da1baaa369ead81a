from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from kamlogic.alive_models import NOT_CONVERGED
from kamlogic.analysis.backtest import BacktestResult, BacktestSettings, measure_backtest
from kamlogic.backtesting.candidates import TOO_SHORT
from kamlogic.backtesting.error_curve import ERROR_CURVE
from kamlogic.backtesting.result_tables import (
    BACKTEST_COUNTS,
    BACKTEST_CRITERIA,
    BACKTEST_ORIGINS,
    LEFT_OUT,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.loss_criteria import LossCriterion
from tests.unit.analysis.sales_rows import Line, client_days, client_periods, span_of

FIRST, AS_OF = date(2022, 1, 1), date(2024, 6, 30)


def buyers(count: int, *, leaving: int, pause: int = 20) -> list[Line]:
    """So many clients that buy after every pause, some of which stop, one after the other."""
    lines = []
    for key in range(1, count + 1):
        stop = FIRST + timedelta(days=300 + 15 * key) if key <= leaving else AS_OF
        days = range(key % pause, (stop - FIRST).days + 1, pause)
        lines += [Line(key, FIRST + timedelta(days=day), 10_000, 6_000) for day in days]
    return lines


def measure(lines: list[Line], as_of: date = AS_OF, **settings: int | bool) -> BacktestResult:
    return measure_backtest(
        client_days(lines),
        client_periods(lines),
        as_of=as_of,
        span=span_of(lines),
        settings=BacktestSettings(**settings),
    )


@pytest.fixture(scope="module")
def result() -> BacktestResult:
    return measure(buyers(80, leaving=40), has_mbg=True)


def test_the_result_has_the_declared_tables(result, assert_is):
    for frame, table in (
        (result.origins, BACKTEST_ORIGINS),
        (result.counts, BACKTEST_COUNTS),
        (result.criteria, BACKTEST_CRITERIA),
        (result.left_out, LEFT_OUT),
        (result.error_curve, ERROR_CURVE),
    ):
        assert_is(frame, table)


def test_clients_of_one_rhythm_are_told_by_that_rhythm(result):
    assert result.choice.verdict == "best"
    assert result.choice.chosen == "percentile_80"
    assert result.criterion == LossCriterion(kind="pooled_percentile")
    criteria = result.criteria.set_index("criterion")
    assert criteria.loc["percentile_80", "false_loss_rate"] == 0
    assert criteria.loc["percentile_80", "behind"] == 0
    assert criteria.loc["fixed_30", "false_loss_rate"] == 0
    assert criteria.loc["fixed_30", "behind_low"] > 0
    assert (criteria["behind"].dropna() >= 0).all()
    assert result.best_fixed_days == 20


def test_every_case_is_counted_once_for_every_rule(result):
    cases = result.origins.set_index("origin")["case_count"]
    lost = result.origins.set_index("origin")["lost_count"]
    counts = result.counts

    assert (counts[["tp", "fp", "fn", "tn"]].sum(axis=1) == counts["origin"].map(cases)).all()
    assert (counts["tp"] + counts["fn"] == counts["origin"].map(lost)).all()


def test_the_newest_test_day_is_reported_and_not_used(result):
    origins, counts = result.origins, result.counts
    older = origins.loc[origins["is_common"] & ~origins["is_newest"], "origin"]

    assert origins["is_newest"].tolist() == [False] * (len(origins) - 1) + [True]
    assert origins["until"].iloc[-1] == pd.Timestamp(AS_OF)
    pooled = counts[counts["origin"].isin(older)].groupby("criterion")[["tp", "fp", "fn", "tn"]].sum()
    found = result.criteria.set_index("criterion")[["tp", "fp", "fn", "tn"]]
    pd.testing.assert_frame_equal(found, pooled.reindex(found.index))


def test_the_interval_of_a_coefficient_holds_it(result):
    known = result.criteria.dropna(subset=["mcc_low", "mcc"])

    assert (known["mcc_low"] <= known["mcc"] + 0.05).all()
    assert (known["mcc"] - 0.05 <= known["mcc_high"]).all()


def test_a_rule_is_left_out_with_the_reason(result):
    early = [line for line in buyers(80, leaving=40) if line.day <= date(2022, 10, 31)]
    left_out = measure(early, as_of=date(2022, 10, 31)).left_out.set_index("criterion")

    assert left_out.loc["fixed_365", "reason"] == TOO_SHORT
    assert left_out.loc["fixed_365", "needed_days"] == 730
    assert left_out.loc["fixed_365", "origin_count"] == 0
    models = result.left_out.set_index("criterion")["reason"]
    assert models.get("alive_mbg", NOT_CONVERGED) == NOT_CONVERGED


def test_baselines_are_always_listed_and_never_chosen(result):
    baselines = result.criteria.set_index("criterion").loc[["everyone", "nobody"]]

    assert baselines["mcc"].isna().all()
    assert not baselines["is_adoptable"].any()
    assert result.criteria["criterion"].iloc[:2].tolist() == ["everyone", "nobody"]


def test_with_few_lost_clients_there_is_no_choice_but_a_default():
    few = measure(buyers(80, leaving=29))

    assert few.lost_client_count == 29
    assert few.choice.verdict == "few_clients"
    assert few.criterion == few.default == LossCriterion(hiatus_days=90)


def test_the_default_is_three_median_gaps_where_that_is_longer():
    slow = measure(buyers(60, leaving=0, pause=45))

    assert slow.default == LossCriterion(hiatus_days=135)


def test_a_median_gap_that_is_never_reached_leaves_90_days():
    once = [Line(key, FIRST + timedelta(days=key), 100) for key in range(1, 30)]

    assert measure(once).default == LossCriterion(hiatus_days=90)


def test_rules_can_be_worked_by_with_the_fallback_of_now(result):
    assert result.adoptable["own_median_3"] == LossCriterion(
        kind="own_median", median_factor=3, hiatus_days=60
    )
    assert not {"everyone", "nobody", "decline", "alive_mbg"} & set(result.adoptable)


def test_the_regularity_is_that_of_the_gaps(result):
    assert np.isnan(result.regularity)
    uneven = [
        *buyers(40, leaving=20),
        *(Line(99, FIRST + timedelta(days=day**2), 100) for day in range(1, 25)),
    ]
    assert 0.5 < measure(uneven).regularity < 10


@pytest.mark.parametrize(
    "lines",
    [
        [Line(1, date(2024, 6, 15), 100)],
        [Line(1, FIRST, -100), Line(1, AS_OF, -100)],
        [Line(0, FIRST, 100), Line(0, AS_OF, 100)],
        [Line(1, FIRST, 100), Line(1, AS_OF, 100)],
    ],
    ids=["too short", "returns only", "nobody named", "one client"],
)
def test_with_too_little_there_is_no_choice_and_no_table_breaks(lines, assert_is):
    found = measure(lines, has_mbg=True, has_bg=True)

    assert found.choice.chosen == ""
    assert found.criterion == found.default
    assert_is(found.origins, BACKTEST_ORIGINS)
    assert_is(found.counts, BACKTEST_COUNTS)
    assert_is(found.criteria, BACKTEST_CRITERIA)
    assert_is(found.left_out, LEFT_OUT)


def test_a_missing_column_is_named():
    lines = buyers(3, leaving=1)

    with pytest.raises(MissingColumnsError, match="purchase_day_count"):
        measure_backtest(
            client_days(lines),
            client_periods(lines).drop(columns="purchase_day_count"),
            as_of=AS_OF,
            span=span_of(lines),
            settings=BacktestSettings(),
        )


def test_the_models_are_asked_only_when_wanted():
    names = {candidate.name for candidate in BacktestSettings().candidates()}

    assert not {"alive_bg", "alive_mbg"} & names
    both = BacktestSettings(has_bg=True, has_mbg=True).candidates()
    assert {"alive_bg", "alive_mbg"} <= {candidate.name for candidate in both}
