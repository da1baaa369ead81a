"""The report's parts of one subject each, by the report's keys."""

from __future__ import annotations

import pandas as pd

from kamlogic.principal import Principal
from kamlogic.reports.at_risk_part import at_risk_part
from kamlogic.reports.backtest_part import backtest_part
from kamlogic.reports.bridge_part import bridge_part, retention_part
from kamlogic.reports.cohorts_part import cohorts_part
from kamlogic.reports.criteria_part import criteria_part
from kamlogic.reports.movement_part import movement_part
from kamlogic.reports.part import Part
from kamlogic.reports.survival_part import survival_part
from kamlogic.services.analysis import Analysis
from kamlogic.services.at_risk import list_at_risk
from kamlogic.services.backtest import run_backtest
from kamlogic.services.bridge import build_bridge
from kamlogic.services.cohorts import follow_cohorts
from kamlogic.services.loss_study import study_losses
from kamlogic.services.movement import compare_movement
from kamlogic.services.report_settings import ReportSettings


def _codes(analysis: Analysis) -> pd.Series:
    """Each client's code by its key."""
    return analysis.portfolio.clients.set_index("client_key")["client_code"]


def window_parts(principal: Principal, analysis: Analysis, settings: ReportSettings) -> dict[str, Part]:
    """What changed between two windows, and how first purchases were followed up."""
    portfolio, codes = analysis.portfolio, _codes(analysis)
    scale = portfolio.scale
    moved = compare_movement(
        principal,
        portfolio,
        classes=analysis.classes.settings,
        comparison=settings.comparison,
        settings=settings.movement,
    )
    flow = build_bridge(principal, portfolio, window=settings.window, comparison=settings.comparison)
    cohorts = follow_cohorts(principal, portfolio, settings=settings.cohorts)
    return {
        "movement": movement_part(moved.pair, moved.result, measure=moved.measure, codes=codes, scale=scale),
        "bridge": bridge_part(flow.pair, flow.result, codes=codes, scale=scale),
        "retention": retention_part(flow.pair, flow.result, flow.retention, scale=scale),
        "cohorts": cohorts_part(cohorts, scale=scale),
    }


def loss_parts(principal: Principal, analysis: Analysis, settings: ReportSettings) -> dict[str, Part]:
    """How long clients last, what other criteria say, how well they did in the past, and who is slipping."""
    scale, codes = analysis.portfolio.scale, _codes(analysis)
    study = study_losses(principal, analysis, settings=settings.pauses)
    tested = run_backtest(principal, analysis.portfolio, settings=settings.backtest)
    slipping = list_at_risk(principal, analysis, settings=settings.at_risk)
    return {
        "survival": survival_part(study.pauses, study.life),
        "criteria": criteria_part(study.criteria, codes, scale),
        "backtest": backtest_part(tested),
        "at_risk": at_risk_part(slipping, codes, scale),
    }
