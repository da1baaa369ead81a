"""What the pages of each topic compute from the small tables, ready to be timed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kamlogic.analysis.at_risk import AtRiskSettings
from kamlogic.analysis.backtest import BacktestSettings
from kamlogic.analysis.client_types import ClientTypeSettings
from kamlogic.analysis.cohorts import CohortSettings
from kamlogic.analysis.concentration_periods import PeriodSettings
from kamlogic.analysis.managers import ManagerSettings
from kamlogic.analysis.movement import MovementSettings
from kamlogic.analysis.next_orders import NextOrderSettings
from kamlogic.analysis.next_sales import NextSalesSettings
from kamlogic.analysis.pauses import PauseSettings
from kamlogic.analysis.vital_history import VitalSettings
from kamlogic.analysis.win_back import WinBackSettings
from kamlogic.ownership import OWNERSHIP
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.analysis import Analysis
from kamlogic.services.at_risk import list_at_risk
from kamlogic.services.backtest import run_backtest
from kamlogic.services.bridge import build_bridge
from kamlogic.services.classes import ClassSettings
from kamlogic.services.cohorts import follow_cohorts
from kamlogic.services.concentration import concentration_by_period
from kamlogic.services.forecast import forecast_clients
from kamlogic.services.if_we_lose import lose_largest
from kamlogic.services.key_clients import find_key_clients
from kamlogic.services.loss_study import study_losses
from kamlogic.services.managers import find_managers
from kamlogic.services.movement import ClassKind, compare_movement
from kamlogic.services.ownership import Ownership
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.win_back import find_win_back
from kamlogic.window_pairs import ComparisonSettings

MANAGERS = 40
COMPARED = ComparisonSettings()


def topic_actions(portfolio: Portfolio, analysis: Analysis) -> dict[str, Callable[[], object]]:
    """Name → what a page of the topic computes when it is opened first."""
    asker, owned = LOCAL_LEADER, invent_ownership(portfolio)
    return {
        "movement, ABC": lambda: _movement(portfolio, "abc"),
        "movement, XYZ": lambda: _movement(portfolio, "xyz"),
        "bridge": lambda: build_bridge(asker, portfolio, window="12m", comparison=COMPARED),
        "cohorts": lambda: follow_cohorts(asker, portfolio, settings=CohortSettings()),
        "concentration by period": lambda: concentration_by_period(
            asker, portfolio, analysis.classes, settings=PeriodSettings()
        ),
        "if we lose the largest": lambda: lose_largest(asker, analysis),
        "key clients": lambda: find_key_clients(
            asker, analysis, vital=VitalSettings(), types=ClientTypeSettings()
        ),
        "account managers": lambda: find_managers(
            asker, analysis, owned, comparison=COMPARED, settings=ManagerSettings()
        ),
        "pauses and lives": lambda: study_losses(asker, analysis, settings=PauseSettings()),
        "at risk": lambda: list_at_risk(asker, analysis, settings=AtRiskSettings()),
        "win back": lambda: find_win_back(asker, analysis, settings=WinBackSettings()),
        "forecast": lambda: forecast_clients(
            asker, analysis, orders=NextOrderSettings(), sales=NextSalesSettings()
        ),
        "criteria tested": lambda: run_backtest(asker, portfolio, settings=BacktestSettings()),
    }


def invent_ownership(portfolio: Portfolio) -> Ownership:
    """Every client with one of 40 account managers since its first line."""
    clients = portfolio.client_days.drop_duplicates("client_key")
    names = (clients["client_key"] % MANAGERS).map("Manager {:02d}".format).astype("str")
    columns = [clients["client_key"], names, clients["date"], pd.Series(pd.NaT, clients.index)]
    derived = pd.DataFrame(dict(zip(OWNERSHIP.column_names, columns, strict=True)))
    derived = derived.astype({column.name: column.dtype for column in OWNERSHIP.columns})
    return Ownership(derived.reset_index(drop=True))


def _movement(portfolio: Portfolio, kind: ClassKind) -> object:
    return compare_movement(
        LOCAL_LEADER,
        portfolio,
        classes=ClassSettings(),
        comparison=COMPARED,
        settings=MovementSettings(),
        kind=kind,
    )
