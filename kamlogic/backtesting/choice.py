"""Which of the tested rules to work by?

The rule with the highest Matthews coefficient on the older test days wins. A simpler rule is taken instead when the
95 % interval of the difference contains 0; of several the simplest, then the better one. A choice needs
so many clients that were ever lost and as many that were ever kept (a client is lost on many test days, but counts once),
and a rule that does better than chance. METHOD § 5e.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

Verdict = Literal["best", "simpler", "few_clients", "no_better_than_chance", "few_origins"]


@dataclass(frozen=True)
class Choice:
    """Which rule, and why.

    Attributes:
        verdict: Why; the last three are no choice.
        winner: The rule with the highest coefficient; empty without one.
        chosen: The rule to work by; empty when there is no choice.
    """

    verdict: Verdict
    winner: str = ""
    chosen: str = ""


def find_winner(criteria: pd.DataFrame) -> str:
    """The adoptable rule with the highest coefficient, the simplest of equals; empty when none is above 0.

    Args:
        criteria: Columns criterion, is_adoptable, simplicity, mcc.
    """
    rivals = criteria[criteria["is_adoptable"] & (criteria["mcc"] > 0)]
    if rivals.empty:
        return ""
    ranked = rivals.assign(rounded=rivals["mcc"].round(12)).sort_values(
        ["rounded", "simplicity"], ascending=[False, True], kind="stable"
    )
    return str(ranked["criterion"].iloc[0])


def choose_criterion(criteria: pd.DataFrame, *, winner: str, least_clients: int, min_clients: int) -> Choice:
    """Choose a rule.

    Args:
        criteria: BACKTEST_CRITERIA; empty without an older test day.
        winner: Of find_winner.
        least_clients: Clients ever lost, or ever kept, whichever are fewer.
        min_clients: With fewer there is no choice.
    """
    if criteria.empty:
        return Choice("few_origins")
    if least_clients < min_clients:
        return Choice("few_clients", winner)
    if not winner:
        return Choice("no_better_than_chance")
    own = criteria.loc[criteria["criterion"] == winner, "simplicity"].iloc[0]
    is_as_good = criteria["is_adoptable"] & (criteria["simplicity"] < own) & (criteria["behind_low"] <= 0)
    as_good = criteria[is_as_good].sort_values(["simplicity", "mcc"], ascending=[True, False], kind="stable")
    if as_good.empty:
        return Choice("best", winner, winner)
    return Choice("simpler", winner, str(as_good["criterion"].iloc[0]))
