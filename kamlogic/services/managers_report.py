"""The parts of the report on account managers and punctuality."""

from __future__ import annotations

from typing import TypedDict

from kamlogic.principal import Principal
from kamlogic.reports.managers_part import ManagersPart, managers_part
from kamlogic.reports.punctuality_part import PunctualityPart, punctuality_part
from kamlogic.services.analysis import Analysis
from kamlogic.services.managers import find_managers
from kamlogic.services.ownership import load_ownership
from kamlogic.services.punctuality import find_punctuality, load_deliveries
from kamlogic.services.report_settings import ReportSettings
from kamlogic.store.database import Store


class ManagerParts(TypedDict):
    """The parts by their key in the report."""

    managers: ManagersPart
    punctuality: PunctualityPart


def manager_parts(
    principal: Principal, store: Store, analysis: Analysis, settings: ReportSettings
) -> ManagerParts:
    """Each part by its key in the report."""
    portfolio = analysis.portfolio
    owned = load_ownership(principal, store, portfolio)
    found = find_managers(
        principal, analysis, owned, comparison=settings.comparison, settings=settings.managers
    )
    deliveries = load_deliveries(principal, store, portfolio, window=settings.window)
    punctual = find_punctuality(principal, portfolio, deliveries, owned, settings=settings.punctuality)
    return {
        "managers": managers_part(found.result, found.months, pair=found.pair, scale=portfolio.scale),
        "punctuality": punctuality_part(
            punctual.result,
            reason=punctual.reason,
            tolerance_days=settings.punctuality.tolerance_days,
            managers=punctual.managers,
            codes=portfolio.clients.set_index("client_key")["client_code"],
            unpromised_count=punctual.unpromised_count,
            promised_share=punctual.promised_share,
        ),
    }
