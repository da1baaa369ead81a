from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from kamlogic.alive_models import NO_REPEAT
from kamlogic.backtesting.candidates import (
    DECLINE_DAYS,
    NOT_REACHED,
    Candidate,
    Past,
    Verdicts,
    adoptable,
    fallback_days,
    list_candidates,
)
from kamlogic.backtesting.cases import find_cases
from kamlogic.day_values import sort_day_values, sort_purchases
from kamlogic.loss_criteria import LossCriterion
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, Line, client_days, client_periods, span_of

DAY = date(2024, 6, 30)
RULES = {rule.name: rule for rule in list_candidates(("mbg", "bg"))}


def bought(client_key: int, last_silence: int, *gaps: int, cents: int = 100) -> list[Line]:
    """A client that is silent for so long on the day, after these gaps."""
    last = DAY - timedelta(days=last_silence)
    days = [last - timedelta(days=sum(gaps[place:])) for place in range(len(gaps) + 1)]
    return [Line(client_key, day, cents) for day in days]


def ask(name: str, *clients: list[Line], horizon_days: int = 90) -> Verdicts:
    lines = [line for client in clients for line in client]
    days = client_days(lines)
    purchases = sort_purchases(days)
    past = Past(purchases, client_periods(lines), span_of(lines), horizon_days)
    found = find_cases(purchases, sort_day_values(days), DAY, horizon_days=horizon_days, eligible_days=10_000)
    return past.ask(RULES[name], DAY, found.rows, found.silence)


def test_the_rules_begin_with_the_baselines_and_end_with_what_is_asked_for():
    assert list(RULES)[:3] == ["everyone", "nobody", "fixed_30"]
    assert list(RULES)[-2:] == ["alive_mbg", "alive_bg"]
    assert not any(rule.model for rule in list_candidates())
    assert [rule.name for rule in list_candidates() if rule.is_baseline] == ["everyone", "nobody"]


def test_baselines_call_all_alike_and_need_no_history():
    clients = bought(ACME, 400), bought(BRAVO, 0)

    assert ask("everyone", *clients).is_flagged.tolist() == [True, True]
    assert ask("nobody", *clients).is_flagged.tolist() == [False, False]
    assert ask("nobody", *clients).needed_days == 0


def test_fixed_days_are_reached_on_the_day():
    found = ask("fixed_60", bought(ACME, 60), bought(BRAVO, 59))

    assert found.is_flagged.tolist() == [True, False]
    assert (found.needed_days, found.fallback_days) == (120, 60)


def test_own_rhythm_is_the_clients_own_from_three_purchases_and_the_pooled_one_below():
    # Gaps of all: 10, 10, 20, 40; their median is 15, so that few purchases make a client lost after 30 days.
    lost = ask("own_median_2", bought(ACME, 20, 20, 10, 10), bought(BRAVO, 30, 40), bought(CARGO, 30))
    kept = ask("own_median_2", bought(ACME, 19, 20, 10, 10), bought(BRAVO, 29, 40), bought(CARGO, 29))

    assert lost.is_flagged.tolist() == [True, True, True]
    assert kept.is_flagged.tolist() == [False, False, False]
    assert (lost.fallback_days, lost.needed_days) == (30, 60)


def test_a_short_median_counts_as_a_week():
    found = ask("own_median_2", bought(ACME, 13, 1, 1, 1), bought(BRAVO, 14, 1, 1, 1))

    assert found.is_flagged.tolist() == [False, True]
    assert found.fallback_days == 14


def test_longer_than_ever_means_longer():
    found = ask("own_longest", bought(ACME, 30, 10, 30), bought(BRAVO, 31, 10, 30))

    assert found.is_flagged.tolist() == [False, True]
    # Three pooled median gaps of 20 days, and one more.
    assert found.fallback_days == 61


def test_without_a_closed_gap_the_pooled_rhythm_is_90_days():
    found = ask("own_median_3", bought(ACME, 89), bought(BRAVO, 90))

    assert found.is_flagged.tolist() == [False, True]


def test_purchases_after_the_day_change_no_verdict():
    clients = bought(ACME, 30, 10, 30), bought(BRAVO, 31, 10, 30)
    later = [Line(key, DAY + timedelta(days=days), 100) for key in (ACME, CARGO) for days in (1, 2, 9)]

    for name in ("fixed_30", "own_median_2", "own_longest", "alive_mbg"):
        before, after = ask(name, *clients), ask(name, *clients, later)
        assert after.is_flagged.tolist() == before.is_flagged.tolist()
        assert after.needed_days == before.needed_days


def test_the_percentile_is_taken_of_all_pauses_once_enough_have_closed():
    clients = [bought(key, 5, *([10] * 8 + [40] * 2)) for key in range(1, 6)]

    found = ask("percentile_80", *clients, bought(6, 60, 10, 10))

    assert found.is_flagged.tolist() == [False] * 5 + [True]


def test_a_percentile_that_nobody_reaches_gives_no_verdict_but_a_reason():
    found = ask("percentile_80", *[bought(key, 200) for key in range(1, 9)])

    assert found.reason == NOT_REACHED
    assert len(found.is_flagged) == 0


def test_falling_sales_are_asked_of_those_that_still_buy():
    rich = [Line(ACME, DAY - timedelta(days=back), 1000 if back > 120 else 10) for back in range(0, 700, 20)]
    steady = [Line(BRAVO, DAY - timedelta(days=back), 1000) for back in range(0, 700, 20)]
    silent = [Line(CARGO, DAY - timedelta(days=back), 1000) for back in range(200, 700, 20)]

    found = ask("decline", rich, steady, silent)

    assert found.is_flagged.tolist() == [True, False, False]
    assert found.needed_days == DECLINE_DAYS


@pytest.mark.parametrize("name", ["decline", "alive_mbg"])
def test_with_little_history_the_costly_rules_call_nobody(name):
    found = ask(name, bought(ACME, 10, 10, 10), bought(BRAVO, 20))

    assert found.is_flagged.tolist() == [False, False]
    assert found.needed_days > 30


def test_a_model_calls_the_long_silent_lost_and_one_that_cannot_be_fitted_says_why():
    often = [bought(key, 15, *[21] * 10, 20, 20) for key in range(1, 6)]
    sometimes = [bought(key, 60, *[50] * 4) for key in range(6, 16)]
    gone = [bought(key, 240, 30) for key in range(16, 31)]
    once = [bought(key, 270) for key in range(31, 71)]

    found = ask("alive_mbg", *often, *sometimes, *gone, *once)

    assert found.reason == ""
    assert not found.is_flagged[:5].any()
    assert found.is_flagged[15:30].all()
    assert ask("alive_bg", bought(ACME, 300), bought(BRAVO, 200)).reason == NO_REPEAT


def test_fallbacks_keep_within_the_bounds_of_a_criterion():
    median, longest = LossCriterion(kind="own_median", median_factor=2), LossCriterion(kind="own_longest")

    assert fallback_days(median, 500) == 730
    assert fallback_days(median, 1) == 14
    assert fallback_days(median, 27.5) == 55
    assert fallback_days(longest, 27.5) == 83
    assert fallback_days(longest, 1) == 7
    assert fallback_days(longest, np.nan) == 90
    assert fallback_days(LossCriterion(hiatus_days=60), 27) == 60


def test_a_rule_can_be_worked_by_with_the_fallback_of_now():
    assert adoptable(RULES["own_median_2"], 27) == LossCriterion(
        kind="own_median", median_factor=2, hiatus_days=54
    )
    assert adoptable(RULES["fixed_120"], 27) == LossCriterion(hiatus_days=120)
    assert adoptable(RULES["alive_mbg"], 27) is None
    assert adoptable(Candidate("everyone", 0), 27) is None
