"""How likely is a client with these purchases still a client, by the BG/NBD and MBG/NBD models?

While alive a client buys at a rate of its own (gamma distributed over clients: r, alpha); after each purchase, in MBG/NBD
also after the first one, it leaves with a chance of its own (beta distributed: a, b). With x repeat purchases, the last
t_x weeks after the first and T weeks seen since the first:
P(alive) = 1 / (1 + a / (b + x - 1) · ((alpha + T) / (alpha + t_x))^(r + x)); BG/NBD, 1 at x = 0; MBG/NBD has b + x.
Parameters by maximum likelihood over distinct (x, t_x, T); Γ(r + x) / Γ(r) and the like are running products over x.
Nothing here calls a linear algebra library on clients, so that no threads are started.
Sources: Fader, Hardie & Lee 2005, Marketing Science 24:275-284; Batislam, Denizel & Filiztekin 2007, IJRM 24:201-209;
Hoppe & Wagner 2007. METHOD § 5c.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from kamlogic.minimum import find_minimum
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

AliveModel = Literal["bg", "mbg"]
DAYS_PER_WEEK = 7
LARGEST_LOG_PARAMETER = 9.0
"""A parameter beyond e^9 or below e^-9 means that the likelihood has no maximum inside."""
SMALLEST_TERM, MOST_TERMS = 1e-13, 20_000

NO_REPEAT = N_("nobody has bought a second time")
NOT_CONVERGED = N_("the model did not converge on these purchases")

PURCHASE_HISTORIES = Table(
    "purchase_histories",
    N_("one row per client that has bought"),
    (
        CLIENT_KEY,
        Column(
            "repeat_count", "int64", N_("Repeat purchases"), N_("Purchase days after the first."), "count"
        ),
        Column(
            "last_days", "int64", N_("First to last"), N_("Days from the first to the last purchase."), "days"
        ),
        Column("age_days", "int64", N_("First to now"), N_("Days from the first purchase to now."), "days"),
    ),
)


@dataclass(frozen=True)
class AliveParameters:
    """Fitted parameters; time counts in weeks.

    Attributes:
        model: BG/NBD or MBG/NBD.
        r: Shape of the purchase rates.
        alpha: Their scale, weeks.
        a: First parameter of the chance to leave.
        b: Second parameter.
    """

    model: AliveModel
    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True)
class AliveFit:
    """A fit, or why there is none.

    Attributes:
        parameters: None when there is no fit.
        log_likelihood: At these parameters; NaN when there is no fit.
        reason: Why there is no fit, to be translated; empty when there is one.
    """

    parameters: AliveParameters | None
    log_likelihood: float
    reason: str = ""


def measure_histories(client_keys: np.ndarray, days: np.ndarray, last_day: np.datetime64) -> pd.DataFrame:
    """Purchase days become repeat purchases, time of the last one, and age.

    Args:
        client_keys: The client of each purchase day, sorted.
        days: datetime64[D], rising within a client, no repeats, none after last_day.
        last_day: Now.

    Returns:
        PURCHASE_HISTORIES by rising client_key.
    """
    keys, starts, counts = np.unique(client_keys, return_index=True, return_counts=True)
    first, last = days[starts], days[starts + counts - 1]
    columns = [keys, counts - 1, (last - first).astype("int64"), (last_day - first).astype("int64")]
    return pd.DataFrame(dict(zip(PURCHASE_HISTORIES.column_names, columns, strict=True)))


def fit_alive_model(
    histories: pd.DataFrame, *, model: AliveModel, start: AliveParameters | None = None
) -> AliveFit:
    """Find the parameters under which these histories are most likely.

    Args:
        histories: PURCHASE_HISTORIES; not modified. Nobody at all, nobody who bought twice, and a likelihood without
            a maximum give a fit without parameters and the reason.
        model: Which one.
        start: Parameters to begin with, e.g. those of a month earlier; the result does not depend on them.
    """
    PURCHASE_HISTORIES.require(histories)
    if not (histories["repeat_count"] > 0).any():
        return AliveFit(None, float("nan"), NO_REPEAT)
    likelihood = _Likelihood(histories, model)
    begin = np.zeros(4) if start is None else np.log([start.r, start.alpha, start.a, start.b])
    found = find_minimum(likelihood.mean_loss, begin, bound=LARGEST_LOG_PARAMETER)
    if found is None:
        return AliveFit(None, float("nan"), NOT_CONVERGED)
    r, alpha, a, b = (float(value) for value in np.exp(found))
    log_likelihood = -likelihood.mean_loss(found)[0] * likelihood.client_count
    return AliveFit(AliveParameters(model, r, alpha, a, b), float(log_likelihood))


def alive_probability(
    parameters: AliveParameters, *, repeats: np.ndarray, last_weeks: np.ndarray, age_weeks: np.ndarray
) -> np.ndarray:
    """P(alive) of each client, 0-1; by BG/NBD 1 for every one-time buyer, a known weakness.

    Args:
        parameters: Of the model.
        repeats: Purchases after the first.
        last_weeks: Weeks from the first to the last purchase, 0 without repeats.
        age_weeks: Weeks from the first purchase to now.
    """
    log_odds = _log_odds_gone(parameters, repeats, last_weeks, age_weeks)
    alive: np.ndarray = np.exp(-np.logaddexp(0, log_odds))
    return alive


def _log_odds_gone(
    parameters: AliveParameters, repeats: np.ndarray, last_weeks: np.ndarray, age_weeks: np.ndarray
) -> np.ndarray:
    power = (parameters.r + repeats) * np.log(
        (parameters.alpha + age_weeks) / (parameters.alpha + last_weeks)
    )
    if parameters.model == "mbg":
        return np.log(parameters.a / (parameters.b + repeats)) + power
    left = np.log(parameters.a / (parameters.b + np.maximum(repeats, 1) - 1)) + power
    return np.where(np.asarray(repeats) > 0, left, -np.inf)


def expected_purchases(
    parameters: AliveParameters, *, weeks: float, repeats: float, last_weeks: float, age_weeks: float
) -> float:
    """Purchase days that BG/NBD expects of one client in the next weeks; NaN where the series does not settle.

    Args:
        parameters: Of BG/NBD; a = 1 has no value.
        weeks: How far ahead.
        repeats: Purchases after the first.
        last_weeks: Weeks from the first to the last purchase.
        age_weeks: Weeks from the first purchase to now.
    """
    r, alpha, a, b = parameters.r, parameters.alpha, parameters.a, parameters.b
    later = alpha + age_weeks + weeks
    series = _gauss_series(r + repeats, b + repeats, a + b + repeats - 1, weeks / later)
    grown = 1 - ((alpha + age_weeks) / later) ** (r + repeats) * series
    alive = alive_probability(
        parameters,
        repeats=np.array([repeats]),
        last_weeks=np.array([last_weeks]),
        age_weeks=np.array([age_weeks]),
    )
    return float((a + b + repeats - 1) / (a - 1) * grown * alive[0]) if a != 1 else float("nan")


def _gauss_series(first: float, second: float, third: float, place: float) -> float:
    """The Gaussian hypergeometric series at 0 <= place < 1."""
    steps = np.arange(MOST_TERMS)
    factors = (first + steps) * (second + steps) / ((third + steps) * (1 + steps)) * place
    terms = np.cumprod(factors)
    return float(1 + terms.sum()) if terms[-1] < SMALLEST_TERM else float("nan")


class _Likelihood:
    """The log-likelihood of distinct histories, with its gradient, by logarithms of the parameters."""

    def __init__(self, histories: pd.DataFrame, model: AliveModel) -> None:
        names = ["repeat_count", "last_days", "age_days"]
        distinct = histories.groupby(names, sort=False).size().reset_index(name="clients")
        self._repeats, self._last, self._age = (distinct[name].to_numpy() for name in names)
        self.client_count = int(distinct["clients"].sum())
        self._weight = distinct["clients"].to_numpy() / self.client_count
        self._weeks = np.arange(self._age.max() + 1) / DAYS_PER_WEEK
        self._steps = np.arange(self._repeats.max() + 1)
        self._extra = 1 if model == "mbg" else 0
        self._can_be_gone = (self._repeats > 0) | (model == "mbg")

    def _mean(self, values: np.ndarray) -> float:
        return float((self._weight * values).sum())

    def _rising(self, begin: float) -> tuple[np.ndarray, np.ndarray]:
        """Sum of log(begin + j) and of 1 / (begin + j) over the first 0, 1, 2 … values of j."""
        logs = np.concatenate([[0.0], np.cumsum(np.log(begin + self._steps))])
        return logs, np.concatenate([[0.0], np.cumsum(1 / (begin + self._steps))])

    def mean_loss(self, logs: np.ndarray) -> tuple[float, np.ndarray]:
        """Minus the log-likelihood per client, and its gradient."""
        r, alpha, a, b = np.exp(logs)
        repeats, losses = self._repeats, self._repeats + self._extra
        log_weeks, per_weeks = np.log(alpha + self._weeks), 1 / (alpha + self._weeks)
        log_age, per_age = log_weeks[self._age], per_weeks[self._age]
        stretch = log_age - log_weeks[self._last]
        bought, bought_slope = (sums[repeats] for sums in self._rising(r))
        kept, kept_slope = (sums[losses] for sums in self._rising(b))
        either, either_slope = (sums[losses] for sums in self._rising(a + b))
        below = np.maximum(b + losses - 1, b)
        odds = np.where(self._can_be_gone, np.log(a / below) + (r + repeats) * stretch, -np.inf)
        one_plus_odds = np.logaddexp(0, odds)
        gone = np.exp(odds - one_plus_odds)
        likelihood = bought + r * logs[1] - (r + repeats) * log_age + kept - either + one_plus_odds
        slopes = (
            bought_slope + logs[1] - log_age + gone * stretch,
            r / alpha - (r + repeats) * (per_age - gone * (per_age - per_weeks[self._last])),
            gone / a - either_slope,
            kept_slope - either_slope - gone / below,
        )
        gradient = np.array([self._mean(slope) for slope in slopes]) * np.exp(logs)
        return -self._mean(likelihood), -gradient
