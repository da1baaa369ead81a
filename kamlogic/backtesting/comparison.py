"""The rules of a trial side by side: on each test day, over the older ones together, and which to work by."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from kamlogic.backtesting.bootstrap import interval
from kamlogic.backtesting.candidates import TOO_SHORT
from kamlogic.backtesting.cases import count_verdicts
from kamlogic.backtesting.choice import find_winner
from kamlogic.backtesting.confusion import measure_confusion
from kamlogic.backtesting.result_tables import BACKTEST_CRITERIA, BACKTEST_ORIGINS, COUNT_NAMES, LEFT_OUT
from kamlogic.backtesting.trial import Trial

MONEY_NAMES = ["money_" + name for name in COUNT_NAMES]


class Compared(NamedTuple):
    """The rules over the older common test days.

    Attributes:
        criteria: BACKTEST_CRITERIA; empty without such a day.
        winner: The rule with the highest coefficient; empty without one.
        lost_client_count: Clients that were lost on one of the days.
        kept_client_count: Clients that bought after one of them.
    """

    criteria: pd.DataFrame
    winner: str
    lost_client_count: int
    kept_client_count: int


class Draw(NamedTuple):
    """How often clients are drawn for the intervals, and from which seed."""

    resamples: int
    seed: int


def list_origins(trial: Trial, common: list[int], horizon_days: int) -> pd.DataFrame:
    """BACKTEST_ORIGINS."""
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


def count_origins(trial: Trial) -> pd.DataFrame:
    """The counts and figures of each test day and each rule that may be judged on it."""
    places = np.argwhere(trial.is_judged)
    found = [
        count_verdicts(trial.is_flagged(origin, rule), trial.cases[origin])
        for origin, rule in places.tolist()
    ]
    names = [rule.name for rule in trial.candidates]
    table = pd.DataFrame(
        {
            "origin": pd.Series([trial.cases[origin].day for origin in places[:, 0]], dtype="datetime64[us]"),
            "criterion": pd.Series([names[rule] for rule in places[:, 1]], dtype="str"),
        }
    )
    for kind, (prefix, dtype) in enumerate((("", "int64"), ("money_", "float64"))):
        values = np.array([pair[kind] for pair in found], dtype=dtype).reshape(len(found), 4)
        table[[prefix + name for name in COUNT_NAMES]] = values
    return _with_figures(table)


def _with_figures(table: pd.DataFrame) -> pd.DataFrame:
    """Counts and money become figures; the sums of money are kept beside them."""
    money = table[MONEY_NAMES].set_axis(COUNT_NAMES, axis=1)
    of_money = measure_confusion(money)[["precision", "recall", "mcc"]].add_prefix("money_")
    return pd.concat([table, measure_confusion(table), of_money], axis=1)


def compare_rules(
    trial: Trial, rules: list[int], older: list[int], counts: pd.DataFrame, *, client_count: int, draw: Draw
) -> Compared:
    """The rules over the older common test days.

    Args:
        trial: What every rule said.
        rules: Those that are compared.
        older: The test days that decide.
        counts: Of count_origins.
        client_count: Clients that have ever bought.
        draw: For the intervals.
    """
    if not older:
        return Compared(BACKTEST_CRITERIA.empty(), "", 0, 0)
    names = [trial.candidates[rule].name for rule in rules]
    summed = [*COUNT_NAMES, *MONEY_NAMES]
    is_older = counts["origin"].isin([pd.Timestamp(trial.cases[origin].day) for origin in older])
    pooled = counts[is_older].groupby("criterion")[summed].sum().reindex(names).reset_index()
    criteria = _with_figures(pooled)
    criteria["simplicity"] = [trial.candidates[rule].simplicity for rule in rules]
    criteria["is_adoptable"] = [trial.candidates[rule].criterion is not None for rule in rules]
    winner = find_winner(criteria)
    cases = trial.count_cases(older, rules, client_count=client_count)
    criteria = _add_intervals(criteria, cases.resample(resamples=draw.resamples, seed=draw.seed), winner)
    return Compared(
        criteria[BACKTEST_CRITERIA.column_names],
        winner,
        int((cases.lost > 0).sum()),
        int((cases.kept > 0).sum()),
    )


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


def list_left_out(trial: Trial, rules: list[int]) -> pd.DataFrame:
    """LEFT_OUT: the rules that are not compared, and why."""
    rows = [
        (
            candidate.name,
            int(trial.is_judged[:, place].sum()),
            trial.needed_on_newest(place),
            trial.reasons.get(candidate.name, TOO_SHORT),
        )
        for place, candidate in enumerate(trial.candidates)
        if place not in rules
    ]
    table = pd.DataFrame(rows, columns=LEFT_OUT.column_names)
    return table.astype(LEFT_OUT.dtypes)
