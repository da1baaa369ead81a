"""Which rule for lost clients would have been right on the firm's own past?

On each test day every rule says, from what was known by then, which clients are lost; what they bought in the horizon
after it tells whether that was so. Rules are compared on common test days only: t0 - first day of data must be at least
twice the rule's own days N (for a rule with a limit per client, the median limit). The older days decide, the newest one
is reported untouched. The parts stand in kamlogic/backtesting: rules in candidates, figures in confusion, intervals in
bootstrap, choice in choice. METHOD § 5e.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.backtesting.candidates import (
    DEFAULT_DAYS,
    MOST_DAYS,
    Candidate,
    Past,
    adoptable,
    list_candidates,
)
from kamlogic.backtesting.cases import find_cases, origin_days
from kamlogic.backtesting.choice import Choice, choose_criterion
from kamlogic.backtesting.comparison import Draw, compare_rules, count_origins, list_left_out, list_origins
from kamlogic.backtesting.error_curve import best_days, measure_error_curve
from kamlogic.backtesting.result_tables import BACKTEST_COUNTS
from kamlogic.backtesting.trial import Trial, run_trial
from kamlogic.day_values import DayValues, sort_day_values
from kamlogic.loss_criteria import LossCriterion
from kamlogic.pauses import measure_lengths
from kamlogic.periods import DataSpan
from kamlogic.purchases import Purchases
from kamlogic.regularity import median_shape
from kamlogic.settings import Settings
from kamlogic.survival import kaplan_meier, median_duration
from kamlogic.tables import CLIENT_PERIODS
from kamlogic.texts import N_

DEFAULT_GAPS = 3
"""How many median gaps the criterion has at least when there is no choice."""


class BacktestSettings(Settings):
    """How the rules are tested."""

    horizon_days: int = Field(
        default=90,
        ge=30,
        le=365,
        title=N_("Horizon"),
        description=N_("A client was lost when it bought nothing in so many days after the test day."),
    )
    eligible_days: int = Field(
        default=365,
        ge=30,
        le=1095,
        title=N_("Silent for at most"),
        description=N_("Days; clients that were silent for longer on a test day are no cases."),
    )
    min_origins: int = Field(
        default=6,
        ge=2,
        le=36,
        title=N_("Test days at least"),
        description=N_("A rule that may be judged on fewer is left out, where others have so many."),
    )
    max_origins: int = Field(
        default=24, ge=2, le=60, title=N_("Test days at most"), description=N_("The newest ones.")
    )
    min_clients: int = Field(
        default=30,
        ge=5,
        le=1000,
        title=N_("Clients at least"),
        description=N_(
            "With fewer clients ever lost, or ever kept, on the older test days no rule is chosen."
        ),
    )
    resamples: int = Field(
        default=200,
        ge=50,
        le=2000,
        title=N_("Resamples"),
        description=N_("Draws of clients for the intervals."),
    )
    seed: int = Field(
        default=1, ge=0, title=N_("Seed"), description=N_("The same seed draws the same clients.")
    )
    has_mbg: bool = Field(
        default=False,
        title=N_("MBG/NBD too"),
        description=N_("P(alive) below one half by the MBG/NBD model."),
    )
    has_bg: bool = Field(
        default=False, title=N_("BG/NBD too"), description=N_("P(alive) below one half by the BG/NBD model.")
    )

    def candidates(self) -> list[Candidate]:
        """Every rule that is tested."""
        return list_candidates((*(("mbg",) if self.has_mbg else ()), *(("bg",) if self.has_bg else ())))


@dataclass(frozen=True, eq=False)
class BacktestResult:
    """How each rule would have done.

    Attributes:
        settings: In force.
        origins: BACKTEST_ORIGINS, by rising day.
        counts: BACKTEST_COUNTS, by day and the order of the candidates.
        criteria: BACKTEST_CRITERIA in the order of the candidates.
        left_out: LEFT_OUT.
        choice: Which rule, and why.
        lost_client_count: Clients that were lost on an older common test day.
        kept_client_count: Clients that bought after one.
        default: The criterion where there is no choice: 90 days or three median gaps, whichever is longer.
        adoptable: The rules as they can be worked by now, by name.
        error_curve: ERROR_CURVE over the same cases as the choice.
        best_fixed_days: Where it is lowest; None without a curve.
        regularity: Gamma shape of the median client's gaps: 1 is buying at random, as the models assume; NaN without a
            client of ten gaps.
    """

    settings: BacktestSettings
    origins: pd.DataFrame
    counts: pd.DataFrame
    criteria: pd.DataFrame
    left_out: pd.DataFrame
    choice: Choice
    lost_client_count: int
    kept_client_count: int
    default: LossCriterion
    adoptable: dict[str, LossCriterion]
    error_curve: pd.DataFrame
    best_fixed_days: int | None
    regularity: float

    @property
    def criterion(self) -> LossCriterion:
        """The criterion to work by: the chosen one, or the default."""
        return self.adoptable[self.choice.chosen] if self.choice.chosen else self.default


def measure_backtest(
    client_days: pd.DataFrame,
    client_periods: pd.DataFrame,
    *,
    as_of: date,
    span: DataSpan,
    settings: BacktestSettings,
) -> BacktestResult:
    """Test every rule on the past.

    Nothing after a test day is known to a rule, nothing after its horizon changes a figure. A rule whose history is too
    short, or a model that does not converge, is left out with the reason. Where nobody was called lost, precision is
    undefined and not 1; where all cases were lost, specificity is. With less data than one horizon there is no test
    day, and every table is empty.

    Args:
        client_days: CLIENT_DAYS up to as_of, any row order; not modified.
        client_periods: CLIENT_PERIODS of the same lines; not modified.
        as_of: The last day of data.
        span: Of the data.
        settings: Horizon, limits and rules.

    Raises:
        MissingColumnsError: A column of CLIENT_DAYS or CLIENT_PERIODS is missing.
    """
    CLIENT_PERIODS.require(client_periods)
    values = sort_day_values(client_days)
    purchases = values.purchases
    past = Past(purchases, client_periods, span, settings.horizon_days)
    trial = _run(values, past, as_of=as_of, settings=settings)
    rules = trial.compared_rules(settings.min_origins)
    common = trial.common_origins(rules)
    counts = count_origins(trial)
    compared = compare_rules(
        trial,
        rules,
        common[:-1],
        counts,
        client_count=len(purchases.client_keys),
        draw=Draw(settings.resamples, settings.seed),
    )
    curve = _error_curve(trial, common[:-1], span, settings)
    median = past.pooled_median(as_of)
    return BacktestResult(
        settings=settings,
        origins=list_origins(trial, common, settings.horizon_days),
        counts=counts[BACKTEST_COUNTS.column_names],
        criteria=compared.criteria,
        left_out=list_left_out(trial, rules),
        choice=choose_criterion(
            compared.criteria,
            winner=compared.winner,
            least_clients=min(compared.lost_client_count, compared.kept_client_count),
            min_clients=settings.min_clients,
        ),
        lost_client_count=compared.lost_client_count,
        kept_client_count=compared.kept_client_count,
        default=_default_criterion(purchases, as_of),
        adoptable={
            rule.name: criterion
            for rule in trial.candidates
            if (criterion := adoptable(rule, median)) is not None
        },
        error_curve=curve,
        best_fixed_days=best_days(curve),
        regularity=median_shape(purchases),
    )


def _run(values: DayValues, past: Past, *, as_of: date, settings: BacktestSettings) -> Trial:
    days = origin_days(
        past.span.first_date, as_of, horizon_days=settings.horizon_days, most=settings.max_origins
    )
    limits = {"horizon_days": settings.horizon_days, "eligible_days": settings.eligible_days}
    cases = [find_cases(past.purchases, values, day, **limits) for day in days]
    return run_trial(past, settings.candidates(), cases, first_date=past.span.first_date)


def _error_curve(trial: Trial, older: list[int], span: DataSpan, settings: BacktestSettings) -> pd.DataFrame:
    """Up to the days that may be judged on the oldest of these test days."""
    cases = [trial.cases[origin] for origin in older]
    history = (cases[0].day - span.first_date).days if cases else 0
    return measure_error_curve(cases, most_days=min(history // 2, settings.eligible_days))


def _default_criterion(purchases: Purchases, as_of: date) -> LossCriterion:
    """90 days or three Kaplan-Meier median gaps, whichever is longer; 90 where the median is never reached."""
    pauses = measure_lengths(purchases, as_of)
    median = median_duration(kaplan_meier(pauses.days, pauses.is_closed))
    longer = DEFAULT_DAYS if np.isnan(median) else max(DEFAULT_DAYS, int(np.ceil(DEFAULT_GAPS * median)))
    return LossCriterion(hiatus_days=min(longer, MOST_DAYS))
