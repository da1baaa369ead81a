"""The parts of the report on dependence: concentration by period, lost clients supposed, types and selection."""

from __future__ import annotations

from typing import TypedDict

from kamlogic.principal import Principal
from kamlogic.reports.concentration_periods_part import ConcentrationPeriodPart, concentration_periods_part
from kamlogic.reports.if_we_lose_part import IfWeLosePart, if_we_lose_part
from kamlogic.reports.selection_part import SelectionPart, selection_part
from kamlogic.reports.types_part import TypesPart, types_part
from kamlogic.services.analysis import Analysis
from kamlogic.services.concentration import concentration_by_period
from kamlogic.services.if_we_lose import default_scenario, load_client_managers, lose, lose_largest
from kamlogic.services.key_clients import find_key_clients
from kamlogic.services.report_settings import ReportSettings
from kamlogic.services.selection import select_clients
from kamlogic.store.database import Store


class DependenceParts(TypedDict):
    """The parts by their key in the report."""

    concentration_by_period: list[ConcentrationPeriodPart]
    if_we_lose: IfWeLosePart
    types: TypesPart
    selection: SelectionPart


def dependence_parts(
    principal: Principal, store: Store, analysis: Analysis, settings: ReportSettings
) -> DependenceParts:
    """Each part by its key in the report."""
    portfolio, classes = analysis.portfolio, analysis.classes
    codes = portfolio.clients.set_index("client_key")["client_code"]
    periods = concentration_by_period(principal, portfolio, classes, settings=settings.concentration_periods)
    scenario = lose(
        principal,
        analysis,
        client_managers=load_client_managers(principal, store, portfolio, classes.window),
        lost_keys=default_scenario(principal, analysis),
        settings=settings.if_we_lose,
    )
    found = find_key_clients(principal, analysis, vital=settings.vital, types=settings.types)
    return {
        "concentration_by_period": concentration_periods_part(periods, portfolio.scale),
        "if_we_lose": if_we_lose_part(
            lose_largest(principal, analysis),
            scenario.loss,
            moves=scenario.moves,
            managers=scenario.managers,
            codes=codes,
            scale=portfolio.scale,
        ),
        "types": types_part(
            found.types,
            found.disagreements,
            codes=codes,
            basis=found.verdicts.vital_basis,
            scale=portfolio.scale,
        ),
        "selection": selection_part(select_clients(principal, settings=settings.selection), codes=codes),
    }
