"""The rules that can call a client lost, asked on any past day and answered from what was known by then.

Rules of silence (loss_criteria): fixed days; 2 and 3 times the own median gap; beyond the own longest gap; a percentile
of all gaps. Where a client has fewer than 3 purchase days, its own rhythm gives way to the pooled one: so many times
the median of all gaps closed by the day. For comparison only: falling sales (decline) and P(alive) below one half
(alive_models). METHOD § 5a, § 5e.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from kamlogic.alive_models import (
    DAYS_PER_WEEK,
    AliveModel,
    AliveParameters,
    alive_probability,
    fit_alive_model,
    measure_histories,
)
from kamlogic.decline import YEAR_MONTHS, DeclineSettings, decline
from kamlogic.loss_criteria import LossCriterion, PurchaseLimits, purchase_limits
from kamlogic.periods import DataSpan, complete_months
from kamlogic.purchases import EPOCH, Purchases, day_number
from kamlogic.texts import N_

FIXED_DAYS = (30, 60, 90, 120, 180, 270, 365)
OWN_MEDIAN_FACTORS = (2, 3)
POOLED_FACTOR = 3
"""How many pooled median gaps stand in for the longest gap of a client with too few."""
LEAST_DAYS, MOST_DAYS, DEFAULT_DAYS = 7, 730, 90
DECLINE_DAYS = 488
"""Sixteen months: the last three complete ones, the same of the year before, and an incomplete one."""
ALIVE_LIMIT = 0.5

EVERYONE, NOBODY, DECLINE = "everyone", "nobody", "decline"
BASELINES = (EVERYONE, NOBODY)
TOO_SHORT = N_("too little history before the test days")
NOT_REACHED = N_("too many pauses never ended for this percentile to be known")


@dataclass(frozen=True)
class Candidate:
    """One rule.

    Attributes:
        name: Its key.
        simplicity: 0 one number for all, 1 a number from all clients' gaps, 2 the client's own rhythm, 3 more.
        criterion: The rule of silence; None for the others.
        model: The model that is asked; None for the others.
    """

    name: str
    simplicity: int
    criterion: LossCriterion | None = None
    model: AliveModel | None = None

    @property
    def is_baseline(self) -> bool:
        """Calls all clients alike."""
        return self.name in BASELINES


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What a rule says of clients on a day.

    Attributes:
        is_flagged: Called lost, one per asked client; empty when there is no verdict.
        needed_days: How much history the rule must have to be judged.
        fallback_days: What a client with too few purchases is measured against.
        reason: Why there is no verdict, to be translated; empty when there is one.
    """

    is_flagged: np.ndarray
    needed_days: float
    fallback_days: int = DEFAULT_DAYS
    reason: str = ""


def list_candidates(models: tuple[AliveModel, ...] = ()) -> list[Candidate]:
    """Every rule in the order in which it is shown, the baselines first."""
    return [
        *(Candidate(name, 0) for name in BASELINES),
        *(Candidate(f"fixed_{days}", 0, LossCriterion(hiatus_days=days)) for days in FIXED_DAYS),
        Candidate("percentile_80", 1, LossCriterion(kind="pooled_percentile", gap_percentile=0.8)),
        *(
            Candidate(f"own_median_{factor}", 2, LossCriterion(kind="own_median", median_factor=factor))
            for factor in OWN_MEDIAN_FACTORS
        ),
        Candidate("own_longest", 2, LossCriterion(kind="own_longest")),
        Candidate(DECLINE, 3),
        *(Candidate(f"alive_{model}", 3, model=model) for model in models),
    ]


@dataclass(eq=False)
class Past:
    """What was known on past days, with what is needed for many of them measured once.

    Attributes:
        purchases: Of all clients, also later ones.
        client_periods: CLIENT_PERIODS.
        span: Of the data.
        horizon_days: How far ahead the rules are asked.
    """

    purchases: Purchases
    client_periods: pd.DataFrame
    span: DataSpan
    horizon_days: int
    _limits: dict[str, PurchaseLimits] = field(default_factory=dict)
    _parameters: dict[str, AliveParameters] = field(default_factory=dict)
    _medians: dict[date, float] = field(default_factory=dict)

    def ask(self, candidate: Candidate, day: date, rows: np.ndarray, silence: np.ndarray) -> Verdicts:
        """Which of these clients a rule calls lost on a day.

        Args:
            candidate: The rule.
            day: Purchases after it change nothing.
            rows: The row in the purchases of each asked client's last purchase up to the day.
            silence: Days since then.
        """
        if candidate.is_baseline:
            return Verdicts(np.full(len(rows), candidate.name == EVERYONE), 0)
        if candidate.criterion is not None:
            return self._ask_silence(candidate.name, candidate.criterion, day, rows, silence)
        if candidate.model is not None:
            return self._ask_model(candidate.model, day, rows)
        return self._ask_decline(day, rows)

    def _ask_silence(
        self, name: str, criterion: LossCriterion, day: date, rows: np.ndarray, silence: np.ndarray
    ) -> Verdicts:
        if criterion.kind == "fixed_hiatus":
            return Verdicts(
                silence >= criterion.hiatus_days, 2 * criterion.hiatus_days, criterion.hiatus_days
            )
        if name not in self._limits:
            self._limits[name] = purchase_limits(self.purchases, criterion)
        limits = self._limits[name]
        if criterion.kind == "pooled_percentile" and limits.is_fallback[rows].all():
            return Verdicts(np.zeros(0, dtype=bool), 2 * DEFAULT_DAYS, reason=NOT_REACHED)
        fallback = fallback_days(criterion, self.pooled_median(day))
        own = PurchaseLimits(limits.days[rows], limits.is_fallback[rows])
        full_days = np.where(own.is_fallback, fallback, own.full_days)
        typical = float(np.median(full_days)) if len(rows) else float(fallback)
        return Verdicts(silence >= full_days, 2 * typical, fallback)

    def _ask_decline(self, day: date, rows: np.ndarray) -> Verdicts:
        if not self._reaches_back(day, DECLINE_DAYS):
            return Verdicts(np.zeros(len(rows), dtype=bool), DECLINE_DAYS)
        months = complete_months(self.span, day)
        settings = DeclineSettings()
        first = months.stop - settings.month_count - YEAR_MONTHS
        start, stop = np.searchsorted(self._months_by_month["month"], [first, months.stop])
        found = decline(self._months_by_month.iloc[start:stop], months=months, settings=settings)
        falling = found.loc[found["is_declining"], "client_key"]
        keys = self.purchases.client_keys[self.purchases.places[rows]]
        return Verdicts(np.isin(keys, falling), DECLINE_DAYS)

    @cached_property
    def _months_by_month(self) -> pd.DataFrame:
        return self.client_periods.sort_values("month", kind="stable", ignore_index=True)

    def _ask_model(self, model: AliveModel, day: date, rows: np.ndarray) -> Verdicts:
        """The model is fitted on every client that had bought by the day, and asked about these."""
        if not self._reaches_back(day, self.horizon_days):
            return Verdicts(np.zeros(len(rows), dtype=bool), self.horizon_days)
        known = self.purchases.days <= day_number(day)
        histories = measure_histories(
            self.purchases.client_keys[self.purchases.places[known]],
            EPOCH + self.purchases.days[known].astype("timedelta64[D]"),
            np.datetime64(day),
        )
        fit = fit_alive_model(histories, model=model, start=self._parameters.get(model))
        if fit.parameters is None:
            return Verdicts(np.zeros(0, dtype=bool), self.horizon_days, reason=fit.reason)
        self._parameters[model] = fit.parameters
        asked_keys = self.purchases.client_keys[self.purchases.places[rows]]
        asked = histories.iloc[np.searchsorted(histories["client_key"], asked_keys)]
        alive = alive_probability(
            fit.parameters,
            repeats=asked["repeat_count"].to_numpy(),
            last_weeks=asked["last_days"].to_numpy() / DAYS_PER_WEEK,
            age_weeks=asked["age_days"].to_numpy() / DAYS_PER_WEEK,
        )
        return Verdicts(alive < ALIVE_LIMIT, self.horizon_days)

    def _reaches_back(self, day: date, needed_days: int) -> bool:
        return (day - self.span.first_date).days >= needed_days

    def pooled_median(self, day: date) -> float:
        """The median of all gaps closed by a day; NaN without any."""
        if day not in self._medians:
            closed, gaps = self._closed_by_day
            count = int(np.searchsorted(closed, day_number(day), side="right"))
            self._medians[day] = float(np.median(gaps[:count])) if count else float("nan")
        return self._medians[day]

    @cached_property
    def _closed_by_day(self) -> tuple[np.ndarray, np.ndarray]:
        """The day that closed each gap, rising, and the gap."""
        is_closed = ~self.purchases.is_first
        days, gaps = self.purchases.days[is_closed], self.purchases.gaps[is_closed]
        order = np.argsort(days, kind="stable")
        return days[order], gaps[order]


def fallback_days(criterion: LossCriterion, pooled_median: float) -> int:
    """What a client with too few purchases is measured against; 90 days while no gap has closed.

    Args:
        criterion: own_median takes its factor times the pooled median, own_longest more than three times it; the
            others have their days.
        pooled_median: Median of all closed gaps, days.
    """
    if np.isnan(pooled_median) or criterion.kind in {"fixed_hiatus", "pooled_percentile"}:
        return criterion.hiatus_days
    if criterion.kind == "own_median":
        days = int(np.ceil(criterion.median_factor * max(pooled_median, criterion.shortest_median_days)))
    else:
        days = int(np.floor(POOLED_FACTOR * pooled_median)) + 1
    return min(max(days, LEAST_DAYS), MOST_DAYS)


def adoptable(candidate: Candidate, pooled_median: float) -> LossCriterion | None:
    """The rule as it can be worked by; None for what is for comparison only.

    Args:
        candidate: The rule.
        pooled_median: Median of all closed gaps now, days.
    """
    if candidate.criterion is None:
        return None
    days = fallback_days(candidate.criterion, pooled_median)
    return candidate.criterion.model_copy(update={"hiatus_days": days})
