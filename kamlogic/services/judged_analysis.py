"""The analyses with what people judged: it decides who is key, and changes no sum."""

from __future__ import annotations

from dataclasses import replace

from kamlogic.analysis.client_types import ClientTypeSettings
from kamlogic.analysis.concentration import measure_key_shares
from kamlogic.analysis.vital_history import VitalSettings
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis
from kamlogic.services.judgements import Judgements
from kamlogic.services.key_clients import find_key_clients


def judge(
    principal: Principal,
    analysis: Analysis,
    judgements: Judgements,
    *,
    vital: VitalSettings,
    types: ClientTypeSettings,
) -> Analysis:
    """The same analyses, in which judged clients are key or not.

    Types, potential budgets and overrides of "key" decide who is key, and so the joint share of the key clients.
    Overrides of a class or of a loss are shown beside what is computed (services/overrides) and change no result.

    Args:
        principal: Who asks.
        analysis: Without judgements; not modified.
        judgements: As they stand.
        vital: When a vital client stops being vital.
        types: Who is prospective.
    """
    if judgements.judgements.empty:
        return replace(analysis, judgements=judgements)
    found = find_key_clients(
        principal,
        analysis,
        vital=vital,
        types=types,
        judgements=judgements.judgements,
        judged_until=judgements.said_until,
    )
    shares = measure_key_shares(analysis.portfolio.client_periods, key_clients=found.verdicts.keys())
    return replace(
        analysis,
        classes=replace(analysis.classes, key=found.verdicts),
        concentration=replace(analysis.concentration, key_shares=shares),
        judgements=judgements,
    )
