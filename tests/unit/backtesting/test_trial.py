from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kamlogic.backtesting.candidates import Past, list_candidates
from kamlogic.backtesting.cases import OriginCases, find_cases
from kamlogic.backtesting.trial import Trial, run_trial
from kamlogic.day_values import sort_day_values, sort_purchases
from tests.unit.analysis.sales_rows import client_days, client_periods, span_of
from tests.unit.backtesting.test_candidates import ACME, BRAVO, bought

RULES = [rule for rule in list_candidates() if rule.name in {"everyone", "fixed_30", "fixed_60", "fixed_90"}]


def trial(is_judged: list[list[bool]], reasons: dict[str, str] | None = None) -> Trial:
    """Test days of two cases each, the first one lost, on which every rule called both."""
    rows = np.array([0, 1])
    case = OriginCases(date(2024, 1, 1), rows, rows, rows, np.array([True, False]), np.ones(2))
    judged = np.array([[True, *row] for row in is_judged])
    needed = np.where(judged, 60.0, np.inf)
    called = [np.full(2, 15, dtype="uint32")] * len(judged)
    return Trial(RULES, [case] * len(judged), called, needed, reasons or {}, judged)


def test_a_rule_with_too_few_test_days_is_not_compared():
    found = trial([[True, False, False], [True, True, False], [True, True, True]])

    assert found.compared_rules(2) == [0, 1, 2]
    assert found.compared_rules(3) == [0, 1]
    assert found.common_origins([0, 1, 2]) == [1, 2]


def test_where_no_rule_has_enough_test_days_those_with_the_most_are_compared():
    assert trial([[True, False, False], [True, True, False]]).compared_rules(6) == [0, 1]


def test_a_rule_without_a_verdict_is_not_compared():
    assert trial([[True, True, True]] * 3, {"fixed_60": "why"}).compared_rules(2) == [0, 1, 3]


def test_baselines_alone_are_not_compared():
    found = trial([[False, False, False]] * 3)

    assert found.compared_rules(2) == [0]
    assert found.common_origins([0]) == []


def test_cases_are_counted_by_client():
    counts = trial([[True, True, True]] * 3).count_cases([0, 2], [0, 1], client_count=3)

    assert counts.lost.tolist() == [2, 0, 0]
    assert counts.kept.tolist() == [0, 2, 0]
    assert counts.flagged_lost.tolist() == [[2, 2], [0, 0], [0, 0]]
    assert counts.flagged_kept.tolist() == [[0, 0], [2, 2], [0, 0]]


def test_history_needed_on_the_newest_test_day():
    found = trial([[True, True, False]])

    assert found.needed_on_newest(1) == 60
    assert np.isnan(found.needed_on_newest(3))


@pytest.mark.parametrize(("history", "judged"), [(119, False), (120, True)])
def test_a_rule_is_judged_when_the_data_reach_back_twice_its_days(history, judged):
    lines = [*bought(ACME, 30), *bought(BRAVO, history)]
    days = client_days(lines)
    purchases = sort_purchases(days)
    span = span_of(lines)
    day = max(line.day for line in lines)
    test_day = date.fromordinal(span.first_date.toordinal() + history)
    case = find_cases(purchases, sort_day_values(days), test_day, horizon_days=90, eligible_days=365)

    found = run_trial(
        Past(purchases, client_periods(lines), span, 90), RULES, [case], first_date=span.first_date
    )

    assert day < test_day
    assert found.is_judged.tolist() == [[True, True, judged, False]]
    assert found.is_flagged(0, 1).tolist() == [True, True]
