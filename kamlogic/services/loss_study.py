"""What stands behind the losses: pauses, client lives, the trend, and what other criteria would say."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kamlogic.analysis.client_life import LifeResult, measure_life
from kamlogic.analysis.criteria import CriteriaResult, compare_criteria
from kamlogic.analysis.loss_trend import measure_trend
from kamlogic.analysis.pauses import PauseResult, PauseSettings, measure_pauses
from kamlogic.loss_criteria import KINDS, LossCriterion
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis


@dataclass(frozen=True, eq=False)
class LossStudy:
    """The evidence behind the losses.

    Attributes:
        pauses: How long clients pause, those still silent included.
        life: How long clients stay until their first loss.
        trend: LOSS_TRENDS.
        criteria: Every criterion on the same clients, with the settings in force.
    """

    pauses: PauseResult
    life: LifeResult
    trend: pd.DataFrame
    criteria: CriteriaResult


def study_losses(principal: Principal, analysis: Analysis, *, settings: PauseSettings) -> LossStudy:
    """Measure what stands behind the losses of an analysis."""
    portfolio, losses = analysis.portfolio, analysis.losses
    values, as_of = portfolio.day_values, portfolio.as_of
    chosen = losses.settings.model_dump(include=set(LossCriterion.model_fields))
    classes = analysis.classes.abc.clients.set_index("client_key")["abc_class"]
    return LossStudy(
        pauses=measure_pauses(values, as_of=as_of, abc_classes=classes, settings=settings),
        life=measure_life(values, as_of=as_of, criterion=losses.settings),
        trend=measure_trend(losses.months),
        criteria=compare_criteria(
            values, as_of=as_of, criteria=[LossCriterion(**{**chosen, "kind": kind}) for kind in KINDS]
        ),
    )
