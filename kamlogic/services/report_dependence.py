"""The report's parts on dependence: concentration, lost clients supposed, types and selection."""

from __future__ import annotations

from kamlogic.principal import Principal
from kamlogic.reports.concentration_periods_part import concentration_periods_part
from kamlogic.reports.if_we_lose_part import IfWeLosePart, if_we_lose_part
from kamlogic.reports.overrides_part import DecisionPart, overrides_part
from kamlogic.reports.report_parts import concentration_part
from kamlogic.reports.selection_part import selection_part
from kamlogic.reports.types_part import types_part
from kamlogic.services.adoptions import adopted
from kamlogic.services.analysed_files import AnalysedFiles
from kamlogic.services.concentration import concentration_by_period, measure_concentration_of
from kamlogic.services.if_we_lose import default_scenario, load_client_managers, lose, lose_largest
from kamlogic.services.key_clients import find_key_clients
from kamlogic.services.overrides import list_overrides
from kamlogic.services.ownership import load_ownership, put_entered_owners
from kamlogic.services.selection import select_clients


def dependence_parts(principal: Principal, files: AnalysedFiles) -> dict[str, object]:
    """How much hangs on how few, and who they are."""
    analysis, settings = files.analysis, files.settings
    portfolio, classes = analysis.portfolio, analysis.classes
    measured = measure_concentration_of(principal, classes, settings=settings.concentration)
    periods = concentration_by_period(principal, portfolio, classes, settings=settings.concentration_periods)
    said = analysis.judgements
    found = find_key_clients(
        principal,
        analysis,
        vital=settings.vital,
        types=settings.types,
        judgements=None if said is None else said.judgements,
        judged_until=None if said is None else said.said_until,
    )
    scores = None if said is None else said.scores
    selected = select_clients(principal, settings=settings.selection, scores=scores)
    decided = adopted(principal, files.store, dataset_id=portfolio.dataset_id)
    return {
        "concentration": concentration_part(measured, classes.key, classes.settings.abc.measure),
        "concentration_by_period": concentration_periods_part(periods, portfolio.scale),
        "if_we_lose": _if_we_lose(principal, files),
        "types": types_part(
            found.types,
            found.disagreements,
            codes=portfolio.client_codes,
            basis=found.verdicts.vital_basis,
            scale=portfolio.scale,
        ),
        "selection": selection_part(selected, codes=portfolio.client_codes),
        "overrides": overrides_part(list_overrides(principal, analysis), codes=portfolio.client_codes),
        "decisions": [
            DecisionPart(topic=one.topic, decided_by=one.who, decided_at=one.at) for one in decided.values()
        ],
    }


def _if_we_lose(principal: Principal, files: AnalysedFiles) -> IfWeLosePart:
    analysis, portfolio = files.analysis, files.analysis.portfolio
    managers = load_client_managers(principal, files.store, portfolio, analysis.classes.window)
    owned = load_ownership(principal, files.store, portfolio)
    scenario = lose(
        principal,
        analysis,
        client_managers=put_entered_owners(managers, owned, portfolio.as_of),
        lost_keys=default_scenario(principal, analysis),
        settings=files.settings.if_we_lose,
    )
    return if_we_lose_part(
        lose_largest(principal, analysis),
        scenario.loss,
        moves=scenario.moves,
        managers=scenario.managers,
        codes=portfolio.client_codes,
        scale=portfolio.scale,
    )
