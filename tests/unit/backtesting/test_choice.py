from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlogic.backtesting.choice import Choice, choose_criterion, find_winner
from kamlogic.backtesting.result_tables import BACKTEST_CRITERIA


def criteria(*rows: tuple[str, int, float, float]) -> pd.DataFrame:
    """Rules as name, simplicity, mcc, behind_low; a name in capitals is no rule of silence."""
    frame = pd.DataFrame(rows, columns=["criterion", "simplicity", "mcc", "behind_low"])
    return frame.assign(is_adoptable=~frame["criterion"].str.isupper())


def choose(frame: pd.DataFrame, clients: int = 100) -> Choice:
    return choose_criterion(frame, winner=find_winner(frame), least_clients=clients, min_clients=30)


def test_the_highest_coefficient_wins():
    assert choose(criteria(("sixty", 0, 0.2, 0.05), ("ninety", 0, 0.4, 0.0))) == Choice(
        "best", "ninety", "ninety"
    )


def test_a_simpler_rule_is_taken_when_it_may_be_as_good():
    found = choose(criteria(("sixty", 0, 0.39, -0.01), ("thirty", 0, 0.3, -0.001), ("own", 2, 0.4, 0.0)))

    assert found == Choice("simpler", "own", "sixty")


def test_of_simpler_rules_the_simplest_is_taken():
    found = choose(criteria(("pooled", 1, 0.39, -0.01), ("ninety", 0, 0.38, 0.0), ("own", 2, 0.4, 0.0)))

    assert found.chosen == "ninety"


def test_a_simpler_rule_that_is_surely_worse_is_not_taken():
    assert choose(criteria(("sixty", 0, 0.2, 0.05), ("own", 2, 0.4, 0.0))).chosen == "own"


def test_a_more_complicated_rule_never_replaces_the_winner():
    assert choose(criteria(("ninety", 0, 0.4, 0.0), ("own", 2, 0.4, -0.1))).chosen == "ninety"


def test_what_is_for_comparison_only_neither_wins_nor_replaces():
    frame = criteria(("MODEL", 3, 0.9, -0.5), ("NOBODY", 0, np.nan, -0.5), ("own", 2, 0.4, 0.0))

    assert choose(frame) == Choice("best", "own", "own")


@pytest.mark.parametrize("mcc", [0.0, -0.2, np.nan])
def test_no_better_than_chance_is_no_choice(mcc):
    assert choose(criteria(("ninety", 0, mcc, 0.0))) == Choice("no_better_than_chance")


def test_too_few_clients_are_no_choice_but_have_a_winner():
    assert choose(criteria(("ninety", 0, 0.4, 0.0)), clients=29) == Choice("few_clients", "ninety")
    assert choose(criteria(("ninety", 0, 0.4, 0.0)), clients=30).chosen == "ninety"


def test_without_an_older_test_day_there_is_nothing_to_choose_from():
    assert choose(BACKTEST_CRITERIA.empty()) == Choice("few_origins")
