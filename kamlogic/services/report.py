"""The report: every figure of a data set, or of files that are not kept."""

from __future__ import annotations

from kamlogic.principal import Principal
from kamlogic.reports.report_model import Report, WindowPart
from kamlogic.reports.report_parts import clients_part
from kamlogic.services.analysed_files import AnalysedFiles
from kamlogic.services.report_classes import class_parts
from kamlogic.services.report_dependence import dependence_parts
from kamlogic.services.report_intake import intake_part
from kamlogic.services.report_losses import loss_parts
from kamlogic.services.report_managers import manager_parts
from kamlogic.services.report_opportunities import opportunity_parts
from kamlogic.services.report_windows import window_parts


def build_report(principal: Principal, files: AnalysedFiles) -> Report:
    """All figures as the report's contract (reports/report_model); each of its parts by the key it has there."""
    analysis, portfolio, window = files.analysis, files.analysis.portfolio, files.analysis.classes.window
    return Report(
        as_of=portfolio.as_of,
        window=WindowPart(from_=window.start, to=window.end, periods=window.period_count),
        currency=portfolio.currency or None,
        intake=intake_part(principal, files),
        settings=files.settings.model_copy(update={"as_of": portfolio.as_of}).model_dump(mode="json"),
        clients=clients_part(analysis.client_figures(), portfolio.scale, has_cost=portfolio.has_cost),
        **class_parts(principal, files),
        **dependence_parts(principal, files),
        **window_parts(principal, files),
        **loss_parts(principal, files),
        **opportunity_parts(principal, files),
        **manager_parts(principal, files),
    )
