"""Who is key under the settings and judgements in force, for every page that asks."""

from __future__ import annotations

from app import current, state
from kamlogic.analysis.client_types import ClientTypeSettings
from kamlogic.analysis.vital_history import VitalSettings
from kamlogic.services.analysis import Analysis
from kamlogic.services.key_clients import KeyClients, find_key_clients


def key_clients(result: Analysis) -> KeyClients:
    """The types and verdicts of all clients, with what people judged; computed once, whichever page asks first."""
    vital, types, said = VitalSettings(), ClientTypeSettings(), result.judgements
    return current.kept(
        "key_clients",
        [result.classes.settings, result.losses.settings, vital, types],
        lambda: find_key_clients(
            state.principal(),
            result,
            vital=vital,
            types=types,
            judgements=None if said is None else said.judgements,
            judged_until=None if said is None else said.said_until,
        ),
    )
