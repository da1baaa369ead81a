"""The report's parts on change: movement, bridge and retention between two windows, and cohorts."""

from __future__ import annotations

from kamlogic.principal import Principal
from kamlogic.reports.bridge_part import bridge_part, retention_part
from kamlogic.reports.cohorts_part import cohorts_part
from kamlogic.reports.movement_part import movement_part
from kamlogic.services.analysed_files import AnalysedFiles
from kamlogic.services.bridge import build_bridge
from kamlogic.services.cohorts import follow_cohorts
from kamlogic.services.movement import compare_movement


def window_parts(principal: Principal, files: AnalysedFiles) -> dict[str, object]:
    """What changed between two windows, and how first purchases were followed up."""
    analysis, settings = files.analysis, files.settings
    portfolio = analysis.portfolio
    codes, scale = portfolio.client_codes, portfolio.scale
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
