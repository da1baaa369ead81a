"""The rules for lost clients, tested on the past of the clients that the viewer may see."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.backtest import BacktestResult, BacktestSettings, measure_backtest
from kamlogic.principal import Principal
from kamlogic.services.backtest_words import rule_label
from kamlogic.services.portfolio import Portfolio


def run_backtest(principal: Principal, portfolio: Portfolio, *, settings: BacktestSettings) -> BacktestResult:
    """How each rule would have done up to the portfolio's as-of day."""
    return measure_backtest(
        portfolio.client_days,
        portfolio.client_periods,
        as_of=portfolio.as_of,
        span=portfolio.span,
        settings=settings,
    )


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of rules with their names as a person reads them, in the column `rule`."""
    names = {str(name): rule_label(str(name)) for name in frame["criterion"].unique()}
    return frame.assign(rule=frame["criterion"].map(names).astype("str"))


def newest_counts(result: BacktestResult) -> pd.DataFrame:
    """BACKTEST_COUNTS of the newest test day; empty without one."""
    newest = result.origins.loc[result.origins["is_newest"], "origin"]
    return result.counts[result.counts["origin"].isin(newest)].reset_index(drop=True)
