"""Which rule for lost clients would have been right on the firm's own past?

On each test day every rule says, from what was known by then, which clients are lost; what they bought in the horizon
after it tells whether that was so. Rules are compared on common test days only: t0 - first day of data must be at least
twice the rule's own days N (for a rule with a limit per client, the median limit). The older days decide, the newest one
is reported untouched. Figures: kamlogic/confusion; interval: kamlogic/bootstrap; choice: kamlogic/criterion_choice.
METHOD § 5e.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.bootstrap import interval
from kamlogic.confusion import COUNTS, FIGURES, measure_confusion
from kamlogic.criterion_choice import Choice, choose_criterion, find_winner
from kamlogic.error_curve import best_days, measure_error_curve
from kamlogic.loss_candidates import DEFAULT_DAYS, MOST_DAYS, TOO_SHORT, Candidate, Past, adoptable, list_candidates
from kamlogic.loss_criteria import LossCriterion
from kamlogic.past_cases import DaySales, count_verdicts, find_cases, origin_days
from kamlogic.periods import DataSpan
from kamlogic.purchases import EPOCH, Purchases, sort_purchases
from kamlogic.rule_trial import Trial, run_trial
from kamlogic.settings import Settings
from kamlogic.survival import kaplan_meier, median_duration, purchase_gaps
from kamlogic.tables import Column, Table
from kamlogic.texts import N_

DEFAULT_GAPS = 3
"""How many median gaps the criterion has at least when there is no choice."""

COUNT_NAMES = [column.name for column in COUNTS]

_CRITERION = Column("criterion", "str", N_("Criterion"), N_("The key of the rule."))
_MONEY = (
    Column(
        "money_precision", "float64", N_("Precision of money"), N_("Precision weighted by the year's sales."), "share"
    ),
    Column("money_recall", "float64", N_("Recall of money"), N_("Recall weighted by the year's sales."), "share"),
    Column("money_mcc", "float64", N_("MCC of money"), N_("MCC weighted by the year's sales."), "number"),
)

BACKTEST_ORIGINS = Table(
    "backtest_origins",
    N_("one row per test day"),
    (
        Column("origin", "datetime64[us]", N_("Test day"), N_("The rules know nothing later."), "date"),
        Column("until", "datetime64[us]", N_("Known until"), N_("Last day of the horizon."), "date"),
        Column("case_count", "int64", N_("Clients"), N_("Bought, and silent for no longer than a year."), "count"),
        Column("lost_count", "int64", N_("Lost"), N_("Bought on no day of the horizon."), "count"),
        Column("is_common", "bool", N_("Compared"), N_("Every compared rule may be judged on it."), "flag"),
        Column("is_newest", "bool", N_("Newest"), N_("Reported only, not used for the choice."), "flag"),
    ),
)

BACKTEST_COUNTS = Table(
    "backtest_counts",
    N_("test day × rule that may be judged on it"),
    (
        Column("origin", "datetime64[us]", N_("Test day"), N_("The rules know nothing later."), "date"),
        _CRITERION,
        *COUNTS,
        *FIGURES,
        *_MONEY,
    ),
)

BACKTEST_CRITERIA = Table(
    "backtest_criteria",
    N_("one row per compared rule, over all common test days but the newest"),
    (
        _CRITERION,
        Column("simplicity", "int64", N_("Steps"), N_("0 is the simplest kind of rule."), "count"),
        Column("is_adoptable", "bool", N_("Adoptable"), N_("A rule of silence, no baseline."), "flag"),
        *COUNTS,
        *FIGURES,
        *_MONEY,
        Column("mcc_low", "float64", N_("MCC from"), N_("Lower end of its 95 % interval."), "number"),
        Column("mcc_high", "float64", N_("MCC to"), N_("Upper end of its 95 % interval."), "number"),
        Column("behind", "float64", N_("Behind the best"), N_("MCC of the best less its own."), "number"),
        Column("behind_low", "float64", N_("Behind from"), N_("Lower end of its 95 % interval."), "number"),
        Column("behind_high", "float64", N_("Behind to"), N_("Upper end of its 95 % interval."), "number"),
    ),
)

LEFT_OUT = Table(
    "backtest_left_out",
    N_("one row per rule that is not compared"),
    (
        _CRITERION,
        Column("origin_count", "int64", N_("Test days"), N_("On which it may be judged."), "count"),
        Column("needed_days", "float64", N_("Needs (days)"), N_("History before a test day."), "days"),
        Column("reason", "str", N_("Reason"), N_("Why it is not compared.")),
    ),
)


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
    max_origins: int = Field(default=24, ge=2, le=60, title=N_("Test days at most"), description=N_("The newest ones."))
    min_cases: int = Field(
        default=30,
        ge=5,
        le=1000,
        title=N_("Cases at least"),
        description=N_("With fewer lost or fewer kept cases no rule is chosen."),
    )
    resamples: int = Field(
        default=200, ge=50, le=2000, title=N_("Resamples"), description=N_("Draws of clients for the intervals.")
    )
    seed: int = Field(default=1, ge=0, title=N_("Seed"), description=N_("The same seed draws the same clients."))
    has_mbg: bool = Field(
        default=False, title=N_("MBG/NBD too"), description=N_("P(alive) below one half by the MBG/NBD model.")
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
        default: The criterion where there is no choice: 90 days or three median gaps, whichever is longer.
        fallbacks: What clients with too few purchases are measured against now, by rule.
        error_curve: ERROR_CURVE over the same cases as the choice.
        best_fixed_days: Where it is lowest; None without a curve.
    """

    settings: BacktestSettings
    origins: pd.DataFrame
    counts: pd.DataFrame
    criteria: pd.DataFrame
    left_out: pd.DataFrame
    choice: Choice
    default: LossCriterion
    fallbacks: dict[str, LossCriterion]
    error_curve: pd.DataFrame
    best_fixed_days: int | None

    @property
    def criterion(self) -> LossCriterion:
        """The criterion to work by: the chosen one, or the default."""
        return self.fallbacks[self.choice.chosen] if self.choice.chosen else self.default


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
    purchases = sort_purchases(client_days)
    past = Past(purchases, client_periods, span, settings.horizon_days)
    days = origin_days(
        span.first_date, as_of, horizon_days=settings.horizon_days, most=settings.max_origins
    )
    sales = DaySales(client_days, purchases.client_keys)
    cases = [
        find_cases(
            purchases, sales, day, horizon_days=settings.horizon_days, eligible_days=settings.eligible_days
        )
        for day in days
    ]
    trial = run_trial(past, settings.candidates(), cases, first_date=span.first_date)
    rules = trial.compared_rules(settings.min_origins)
    common = trial.common_origins(rules)
    counts = _count_origins(trial)
    criteria, choice = _compare(trial, rules, common[:-1], counts, len(purchases.client_keys), settings)
    older = [trial.cases[origin] for origin in common[:-1]]
    most_days = (older[0].day - span.first_date).days // 2 if older else 0
    curve = measure_error_curve(older, most_days=min(most_days, settings.eligible_days))
    now = past.pooled_median(as_of)
    return BacktestResult(
        settings=settings,
        origins=_list_origins(trial, common, settings.horizon_days),
        counts=counts,
        criteria=criteria,
        left_out=_list_left_out(trial, rules),
        choice=choice,
        default=_default_criterion(purchases, as_of),
        fallbacks={
            rule.name: adopted for rule in trial.candidates if (adopted := adoptable(rule, now)) is not None
        },
        error_curve=curve,
        best_fixed_days=best_days(curve),
    )


def _list_origins(trial: Trial, common: list[int], horizon_days: int) -> pd.DataFrame:
    origin = pd.Series([found.day for found in trial.cases], dtype="datetime64[us]")
    places = np.arange(len(trial.cases))
    columns = [
        origin,
        origin + pd.Timedelta(days=horizon_days),
        np.array([len(found.rows) for found in trial.cases], dtype="int64"),
        np.array([found.is_lost.sum() for found in trial.cases], dtype="int64"),
        np.isin(places, common),
        np.isin(places, common[-1:]),
    ]
    return pd.DataFrame(dict(zip(BACKTEST_ORIGINS.column_names, columns, strict=True)))


def _count_origins(trial: Trial) -> pd.DataFrame:
    """The counts and figures of each test day and each rule that may be judged on it."""
    places = np.argwhere(trial.is_judged)
    found = [
        count_verdicts(trial.is_flagged(origin, rule), trial.cases[origin]) for origin, rule in places.tolist()
    ]
    names = [rule.name for rule in trial.candidates]
    table = pd.DataFrame(
        {
            "origin": pd.Series(
                [trial.cases[origin].day for origin in places[:, 0]], dtype="datetime64[us]"
            ),
            "criterion": pd.Series([names[rule] for rule in places[:, 1]], dtype="str"),
        }
    )
    for kind, prefix in enumerate(("", "money_")):
        values = np.array([pair[kind] for pair in found]).reshape(len(found), 4)
        table[[prefix + name for name in COUNT_NAMES]] = values
    return _with_figures(table)


def _with_figures(table: pd.DataFrame) -> pd.DataFrame:
    """Counts and money become figures; the sums of money are kept beside them."""
    money = table[["money_" + name for name in COUNT_NAMES]].set_axis(COUNT_NAMES, axis=1)
    of_money = measure_confusion(money)[["precision", "recall", "mcc"]].add_prefix("money_")
    return pd.concat([table, measure_confusion(table), of_money], axis=1)


def _compare(
    trial: Trial,
    rules: list[int],
    older: list[int],
    counts: pd.DataFrame,
    client_count: int,
    settings: BacktestSettings,
) -> tuple[pd.DataFrame, Choice]:
    """The rules over the older common test days, and the choice among them."""
    if not older:
        return BACKTEST_CRITERIA.empty(), Choice("few_origins")
    names = [trial.candidates[rule].name for rule in rules]
    summed = ["money_" + name for name in COUNT_NAMES] + COUNT_NAMES
    is_older = counts["origin"].isin([pd.Timestamp(trial.cases[origin].day) for origin in older])
    pooled = counts[is_older].groupby("criterion")[summed].sum().reindex(names).reset_index()
    criteria = _with_figures(pooled)
    criteria["simplicity"] = [trial.candidates[rule].simplicity for rule in rules]
    criteria["is_adoptable"] = [trial.candidates[rule].criterion is not None for rule in rules]
    winner = find_winner(criteria)
    found = trial.count_cases(older, rules, client_count=client_count)
    draws = found.resample(resamples=settings.resamples, seed=settings.seed)
    criteria = _add_intervals(criteria, draws, winner)
    everyone = criteria.iloc[0]
    choice = choose_criterion(
        criteria,
        winner=winner,
        lost=int(everyone["tp"]),
        kept=int(everyone["fp"]),
        min_cases=settings.min_cases,
    )
    return criteria[BACKTEST_CRITERIA.column_names], choice


def _add_intervals(criteria: pd.DataFrame, draws: np.ndarray, winner: str) -> pd.DataFrame:
    """The intervals of each coefficient and of its difference to the winner's."""
    own = np.flatnonzero(criteria["criterion"] == winner)
    best = draws[:, own[0]] if len(own) else np.full(len(draws), np.nan)
    best_mcc = float(criteria["mcc"].iloc[own[0]]) if len(own) else float("nan")
    of_mcc = np.array([interval(draws[:, place]) for place in range(draws.shape[1])])
    of_difference = np.array([interval(best - draws[:, place]) for place in range(draws.shape[1])])
    return criteria.assign(
        mcc_low=of_mcc[:, 0],
        mcc_high=of_mcc[:, 1],
        behind=best_mcc - criteria["mcc"],
        behind_low=of_difference[:, 0],
        behind_high=of_difference[:, 1],
    )


def _list_left_out(trial: Trial, rules: list[int]) -> pd.DataFrame:
    rows = [
        (
            candidate.name,
            int(trial.is_judged[:, place].sum()),
            float(trial.needed_days[-1, place]) if len(trial.cases) and candidate.name not in trial.reasons else np.nan,
            trial.reasons.get(candidate.name, TOO_SHORT),
        )
        for place, candidate in enumerate(trial.candidates)
        if place not in rules
    ]
    table = pd.DataFrame(rows, columns=LEFT_OUT.column_names)
    return table.astype({column.name: column.dtype for column in LEFT_OUT.columns})


def _default_criterion(purchases: Purchases, as_of: date) -> LossCriterion:
    """90 days or three Kaplan-Meier median gaps, whichever is longer; 90 where the median is never reached."""
    gaps = purchase_gaps(
        purchases.client_keys[purchases.places],
        EPOCH + purchases.days.astype("timedelta64[D]"),
        np.datetime64(as_of),
    )
    median = median_duration(kaplan_meier(*gaps))
    longer = DEFAULT_DAYS if np.isnan(median) else max(DEFAULT_DAYS, int(np.ceil(DEFAULT_GAPS * median)))
    return LossCriterion(hiatus_days=min(longer, MOST_DAYS))
