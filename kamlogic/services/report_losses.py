"""The report's parts on losses: by month, survival, other criteria, the past, and who is slipping."""

from __future__ import annotations

from kamlogic.principal import Principal
from kamlogic.reports.at_risk_part import at_risk_part
from kamlogic.reports.backtest_part import backtest_part
from kamlogic.reports.criteria_part import criteria_part
from kamlogic.reports.report_parts import losses_part
from kamlogic.reports.survival_part import survival_part
from kamlogic.services.analysed_files import AnalysedFiles
from kamlogic.services.at_risk import list_at_risk
from kamlogic.services.backtest import run_backtest
from kamlogic.services.loss_study import study_losses


def loss_parts(principal: Principal, files: AnalysedFiles) -> dict[str, object]:
    """How many are lost, how long clients last, what other criteria say and said, and who is slipping."""
    analysis, settings = files.analysis, files.settings
    codes, scale = analysis.portfolio.client_codes, analysis.portfolio.scale
    study = study_losses(principal, analysis, settings=settings.pauses)
    tested = run_backtest(principal, analysis.portfolio, settings=settings.backtest)
    slipping = list_at_risk(principal, analysis, settings=settings.at_risk)
    return {
        "losses": losses_part(analysis.losses, scale),
        "survival": survival_part(study.pauses, study.life),
        "criteria": criteria_part(study.criteria, codes, scale),
        "backtest": backtest_part(tested),
        "at_risk": at_risk_part(slipping, codes, scale),
    }
