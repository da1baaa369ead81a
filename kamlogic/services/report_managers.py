"""The report's parts on account managers and punctuality."""

from __future__ import annotations

from kamlogic.principal import Principal
from kamlogic.reports.managers_part import managers_part
from kamlogic.reports.punctuality_part import punctuality_part
from kamlogic.services.analysed_files import AnalysedFiles
from kamlogic.services.managers import find_managers
from kamlogic.services.ownership import load_ownership
from kamlogic.services.punctuality import find_punctuality, load_deliveries


def manager_parts(principal: Principal, files: AnalysedFiles) -> dict[str, object]:
    """What each account manager looks after, and how punctual the deliveries were."""
    store, analysis, settings = files.store, files.analysis, files.settings
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
            codes=portfolio.client_codes,
            unpromised_count=punctual.unpromised_count,
            promised_share=punctual.promised_share,
        ),
    }
