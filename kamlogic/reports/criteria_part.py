"""Every loss criterion on the same clients as a part of the report."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pydantic import Field

from kamlogic.analysis.criteria import CriteriaResult
from kamlogic.money import exact_sum, money_text
from kamlogic.reports.part import Part, defined


class CriterionPart(Part):
    """What one criterion says at the as-of day."""

    kind: str
    settings: dict[str, Any] = Field(description="Of this criterion.")
    clients: int = Field(description="Clients that have bought.")
    lost: int
    lost_net_sales: str = Field(
        description="Net sales of the 365 days up to each lost client's last purchase."
    )
    median_limit_days: float | None
    fallback_clients: int = Field(description="Clients of which it knows too little; hiatus_days apply.")


class CriterionClientPart(Part):
    """One client that has bought, under every criterion."""

    client: str
    silence_days: int
    limit_days: dict[str, float] = Field(
        description="Criterion -> silence from which it counts as lost, by what was known at its last purchase; the pooled percentile is that of the end of the month before it."
    )
    lost: list[str] = Field(description="The criteria that call it lost.")
    fallback: list[str] = Field(description="The criteria that know too little of it.")


class CriteriaPart(Part):
    """Every criterion on the same clients."""

    criteria: list[CriterionPart]
    clients: list[CriterionClientPart]


def criteria_part(result: CriteriaResult, codes: pd.Series, scale: int) -> CriteriaPart:
    """Counts, money and limits.

    Args:
        result: Of all criteria.
        codes: client_code by client_key.
        scale: Decimals of the money.
    """
    settings = {criterion.kind: criterion.model_dump(mode="json") for criterion in result.criteria}
    lost = result.clients[result.clients["is_lost"]].groupby("kind")["yearly_net_sales"]
    money = {str(kind): exact_sum(values, scale) for kind, values in lost}
    totals = [
        CriterionPart(
            kind=row["kind"],
            settings=settings[row["kind"]],
            clients=row["client_count"],
            lost=row["lost_count"],
            lost_net_sales=str(money_text(money.get(row["kind"], 0.0), scale)),
            median_limit_days=defined(row["median_limit_days"]),
            fallback_clients=row["fallback_count"],
        )
        for row in result.totals.to_dict("records")
    ]
    return CriteriaPart(criteria=totals, clients=_clients(result, codes))


def _clients(result: CriteriaResult, codes: pd.Series) -> list[CriterionClientPart]:
    parts = {kind: part.reset_index(drop=True) for kind, part in result.clients.groupby("kind", sort=False)}
    kinds = [criterion.kind for criterion in result.criteria if criterion.kind in parts]
    if not kinds:
        return []
    first = parts[kinds[0]]
    columns = {
        name: list(zip(*(parts[kind][name].tolist() for kind in kinds), strict=True))
        for name in ("limit_days", "is_lost", "is_fallback")
    }
    rows = zip(
        codes.reindex(first["client_key"]).tolist(),
        first["silence_days"].tolist(),
        *columns.values(),
        strict=True,
    )
    return [
        CriterionClientPart(
            client=code,
            silence_days=silence,
            limit_days=dict(zip(kinds, limits, strict=True)),
            lost=[kind for kind, holds in zip(kinds, lost, strict=True) if holds],
            fallback=[kind for kind, holds in zip(kinds, fallback, strict=True) if holds],
        )
        for code, silence, limits, lost, fallback in rows
    ]
