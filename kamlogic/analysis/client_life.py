"""How long does a client stay before it is lost for the first time?

Kaplan-Meier of the days from the first purchase to the first loss, censored at the as-of day, with Greenwood's standard
error. No loss can come before the shortest limit of the criterion, so the curve says nothing until then and is not
drawn there. METHOD § 5f.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kamlogic.day_values import DayValues
from kamlogic.loss_criteria import LossCriterion, fired_losses, purchase_limits
from kamlogic.purchases import day_number
from kamlogic.survival import kaplan_meier


@dataclass(frozen=True, eq=False)
class LifeResult:
    """The clients' lives up to their first loss.

    Attributes:
        criterion: In force.
        client_count: Clients that have bought.
        lost_count: Of these, those lost at least once.
        from_days: The shortest limit of any purchase; there is no curve before it. NaN without a client.
        longest_days: The longest life known; there is no curve beyond it.
        curve: SURVIVAL.
    """

    criterion: LossCriterion
    client_count: int
    lost_count: int
    from_days: float
    longest_days: int
    curve: pd.DataFrame


def measure_life(values: DayValues, *, as_of: date, criterion: LossCriterion) -> LifeResult:
    """Measure how long clients last until their first loss.

    Args:
        values: The days with lines up to the as-of day, sorted once for many analyses.
        as_of: The last day that is known.
        criterion: When a client counts as lost.

    Returns:
        The curve; empty when nobody was ever lost.
    """
    purchases = values.purchases
    limits = purchase_limits(purchases, criterion)
    rows, fires = fired_losses(purchases, limits, as_of)
    first_days = purchases.days[purchases.starts[:-1]]
    places, first_fires = np.unique(purchases.places[rows], return_index=True)
    is_lost = np.zeros(len(first_days), dtype=bool)
    is_lost[places] = True
    ends = np.full(len(first_days), day_number(as_of))
    ends[places] = fires[first_fires]
    lives = ends - first_days
    return LifeResult(
        criterion=criterion,
        client_count=len(lives),
        lost_count=int(is_lost.sum()),
        from_days=float(limits.full_days.min()) if len(limits.days) else float("nan"),
        longest_days=int(lives.max(initial=0)),
        curve=kaplan_meier(lives, is_lost),
    )
