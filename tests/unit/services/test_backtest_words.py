from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from kamlogic.analysis.backtest import BacktestResult, BacktestSettings, measure_backtest
from kamlogic.backtesting.candidates import list_candidates
from kamlogic.backtesting.choice import Choice
from kamlogic.backtesting.result_tables import BACKTEST_CRITERIA, LEFT_OUT
from kamlogic.reports.backtest_part import backtest_part
from kamlogic.services import backtest_words as words
from kamlogic.services.backtest import labelled, newest_counts
from tests.unit.analysis.sales_rows import client_days, client_periods, span_of
from tests.unit.analysis.test_backtest import AS_OF, buyers

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def result() -> BacktestResult:
    lines = buyers(80, leaving=40)
    return measure_backtest(
        client_days(lines),
        client_periods(lines),
        as_of=AS_OF,
        span=span_of(lines),
        settings=BacktestSettings(has_mbg=True),
    )


def on_the_newest_day(result: BacktestResult, **counts: int) -> BacktestResult:
    """The same, the chosen rule having had these counts on the newest test day."""
    newest = result.origins.loc[result.origins["is_newest"], "origin"].iloc[0]
    changed = result.counts.copy()
    rows = (changed["origin"] == newest) & (changed["criterion"] == result.choice.chosen)
    changed.loc[rows, list(counts)] = list(counts.values())
    return replace(result, counts=changed)


@pytest.mark.parametrize(
    ("tp", "fp", "expected"),
    [
        (27, 14, f"of 41 clients called lost, 14 bought again within 90{SPACE}days"),
        (1, 1, f"of 2 clients called lost, 1 bought again within 90{SPACE}days"),
        (0, 1, f"the 1 client called lost bought again within 90{SPACE}days"),
        (1, 0, f"the 1 client called lost did not buy within 90{SPACE}days"),
        (7, 0, f"of 7 clients called lost, none bought again within 90{SPACE}days"),
        (0, 0, "it called nobody lost"),
    ],
)
def test_what_the_chosen_rule_got_wrong_in_words(result, tp, fp, expected):
    changed = on_the_newest_day(result, tp=tp, fp=fp)

    assert words.wrong_text(changed, result.choice.chosen) == expected
    assert (
        words.backtest_conclusion(changed)
        == f"Silence beyond 80 % of all gaps did best on your own past: {expected}"
    )


@pytest.mark.parametrize(
    ("tp", "fn", "expected"),
    [
        (3, 2, f"Of 5 clients that bought nothing in these 90{SPACE}days, it had not called 2."),
        (0, 1, f"Of 1 client that bought nothing in these 90{SPACE}days, it had not called 1."),
    ],
)
def test_whom_it_missed_in_words(result, tp, fn, expected):
    assert words.missed_text(on_the_newest_day(result, tp=tp, fn=fn), result.choice.chosen) == expected


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice("few_origins"), f"Not enough history to test a criterion: until then, lost after 90{SPACE}days without a purchase"),
        (Choice("few_clients", "own_longest"), f"Not enough history to choose: until then, lost after 90{SPACE}days without a purchase"),
        (Choice("no_better_than_chance"), f"No criterion tells lost clients from kept ones better than chance: lost after 90{SPACE}days without a purchase"),
    ],
)  # fmt: skip
def test_without_a_choice_the_default_is_named(result, choice, expected):
    without = replace(result, choice=choice)

    assert words.backtest_conclusion(without) == expected
    assert words.backtest_figures(without) == []


def test_where_nobody_was_lost_nobody_was_missed(result):
    text = words.missed_text(on_the_newest_day(result, tp=0, fn=0), result.choice.chosen)

    assert text == f"Every client bought again within 90{SPACE}days."


def test_a_simpler_rule_is_as_good_as_the_best(result):
    simpler = replace(result, choice=Choice("simpler", "percentile_80", "fixed_30"))

    assert words.backtest_conclusion(simpler).startswith(
        f"30{SPACE}days of silence is as good as any other on your own past: "
    )
    assert "Silence beyond 80 % of all gaps had 0." in words.choice_text(simpler)
    assert words.choice_text(simpler).endswith("the simpler rule is taken.")


def test_the_choice_names_its_test_days_and_its_interval(result):
    text = words.choice_text(result)

    assert text.startswith("Chosen on ")
    assert f"95{SPACE}% interval" in text


def test_one_older_test_day_is_one(result):
    two = result.origins.assign(is_common=result.origins.index >= len(result.origins) - 2)

    assert words.choice_text(replace(result, origins=two)).startswith("Chosen on 1 older test day, ")


def test_too_few_clients_are_counted(result):
    few = replace(result, choice=Choice("few_clients", "fixed_30"), lost_client_count=4)

    assert words.choice_text(few) == "Clients ever lost: 4, ever kept: 63; a choice needs 30 of each."


def test_nothing_is_said_of_a_choice_that_was_not_made(result):
    assert words.choice_text(replace(result, choice=Choice("no_better_than_chance"))) == ""
    assert words.choice_text(replace(result, criteria=BACKTEST_CRITERIA.empty())) == ""


def test_figures_are_those_of_the_newest_test_day(result):
    changed = on_the_newest_day(result, false_loss_rate=0.341, recall=float("nan"))

    values = {label: value for label, value, _remark in words.backtest_figures(changed)}

    assert values["False losses"] == f"34{SPACE}%"
    assert values["Found"] == "n/a"


def test_the_error_curve_and_the_regularity_are_told_when_known(result):
    assert words.error_curve_text(result) == (
        f"Both kinds of error together are smallest after 20{SPACE}days of silence."
    )
    assert words.error_curve_text(replace(result, best_fixed_days=None)) == ""
    assert words.regularity_text(result) == ""
    assert words.regularity_text(replace(result, regularity=1.146)).endswith("the median client has 1.15.")
    unasked = replace(result, regularity=1.146, settings=BacktestSettings())
    assert words.regularity_text(unasked) == ""


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, ""),
        (1, "1 criterion is not compared; the last table says why."),
        (2, "2 criteria are not compared; the last table says why."),
    ],
)
def test_what_is_not_compared_is_counted(result, count, expected):
    rows = LEFT_OUT.empty().reindex(range(count))

    assert words.left_out_text(replace(result, left_out=rows)) == expected


def test_every_rule_has_a_label_of_its_own():
    labels = [words.rule_label(rule.name) for rule in list_candidates(("mbg", "bg"))]

    assert len(set(labels)) == len(labels)


def test_tables_name_their_rules(result):
    assert labelled(result.criteria)["rule"].tolist()[:3] == [
        "Everyone lost",
        "Nobody lost",
        f"30{SPACE}days of silence",
    ]
    assert labelled(BACKTEST_CRITERIA.empty()).dtypes["rule"] == "str"


def test_the_newest_counts_are_those_of_one_day(result):
    newest = newest_counts(result)

    assert newest["origin"].unique().tolist() == [pd.Timestamp(AS_OF - timedelta(days=90))]
    assert newest_counts(replace(result, origins=result.origins.iloc[:0])).empty


def test_the_report_carries_every_rule_on_every_day(result):
    part = backtest_part(result).model_dump(mode="json")

    assert len(part["by_origin"]) == len(result.counts)
    assert [row["criterion"] for row in part["criteria"]] == result.criteria["criterion"].tolist()
    assert part["criteria"][0]["mcc"] is None
    assert part["criterion"]["kind"] == "pooled_percentile"
    assert part["origins"][-1]["until"] == date.isoformat(AS_OF)
    assert part["chosen"] == "percentile_80"
    assert part["regularity"] is None
