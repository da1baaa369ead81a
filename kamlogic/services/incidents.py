"""The incidents of a data set, by mistake, month and owner, and whether they came before losses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kamlogic.analysis.incidents import INCIDENTS, IncidentResult, IncidentSettings, measure_incidents
from kamlogic.analysis.incidents_before_losses import (
    BeforeLossResult,
    BeforeLossSettings,
    count_before_losses,
)
from kamlogic.entries.relationship import Incident
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis
from kamlogic.services.entries import find_entries
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved


@dataclass(frozen=True, eq=False)
class Incidents:
    """Incidents and their counts.

    Attributes:
        saved: The open ones first, high severity and the oldest of them first; then the others, the latest first.
        result: Counts up to today.
        ages: Incident → days that it is open; of open ones only.
    """

    saved: list[Saved[Incident]]
    result: IncidentResult
    ages: dict[int, float]


def find_incidents(
    principal: Principal,
    store: Store,
    *,
    dataset_id: int,
    today: date,
    mapping: Mapping[int, int],
    settings: IncidentSettings | None = None,
) -> Incidents:
    """The incidents with the clients that the person may see.

    Args:
        principal: Who asks.
        store: Where they lie.
        dataset_id: Which data set.
        today: The day on which open ones and their age are counted.
        mapping: Client → the client under which it counts (Portfolio.mapping).
        settings: In force.
    """
    saved = find_entries(principal, store, Incident, dataset_id=dataset_id)
    result = measure_incidents(_frame(saved, mapping), as_of=today, settings=settings or IncidentSettings())
    ages = dict(zip(result.open["incident_id"], result.open["age_days"], strict=True))
    by_id = {one.id: one for one in saved}
    others = [one for one in saved if one.id not in ages]
    others.sort(key=lambda one: (one.entry.happened_on, one.id), reverse=True)
    return Incidents([*(by_id[key] for key in ages), *others], result, ages)


def compare_with_losses(
    principal: Principal, incidents: Incidents, analysis: Analysis, *, settings: BeforeLossSettings
) -> BeforeLossResult:
    """Incidents of clients that were lost under the criterion in force, beside those of clients never lost."""
    portfolio, losses = analysis.portfolio, analysis.losses
    clients = losses.clients
    return count_before_losses(
        _frame(incidents.saved, portfolio.mapping),
        losses.events,
        clients.loc[clients["is_buyer"], "client_key"],
        as_of=portfolio.as_of,
        settings=settings,
    )


def _frame(saved: list[Saved[Incident]], mapping: Mapping[int, int]) -> pd.DataFrame:
    rows = [
        (
            one.id,
            mapping.get(one.entry.client_key, one.entry.client_key),
            one.entry.happened_on,
            one.entry.mistake,
            one.entry.severity,
            one.entry.resolved_on,
            one.entry.owner,
        )
        for one in saved
    ]
    return pd.DataFrame(rows, columns=INCIDENTS.column_names).astype(INCIDENTS.dtypes)
