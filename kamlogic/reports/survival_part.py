"""Pauses between purchases and client lives as a part of the report."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pydantic import Field

from kamlogic.analysis.client_life import LifeResult
from kamlogic.analysis.pauses import PauseResult
from kamlogic.reports.part import Part, defined


class CurvePoint(Part):
    """One step of a Kaplan-Meier curve."""

    days: int
    at_risk: int = Field(description="Cases that last at least so long.")
    events: int = Field(description="Cases that ended then.")
    survival: float = Field(description="Estimated share that lasts longer.")
    standard_error: float | None = Field(description="Greenwood's; null where nobody is left.")


class PercentilePart(Part):
    """One percentile of the pauses, both ways."""

    percentile: float
    km_days: float | None = Field(description="Pauses still open are censored; null when never reached.")
    closed_days: float | None = Field(
        description="Closed gaps only, interpolated; leaves out who never came back."
    )


class PauseGroupPart(Part):
    """The pauses of one group."""

    grouping: str = Field(description="all, abc_class or purchases (purchase days before the pause).")
    group: str
    closed: int
    open: int
    km_median_days: float | None
    km_80_days: float | None
    closed_median_days: float | None
    closed_80_days: float | None


class ReturnPart(Part):
    """How likely a silent client is to return by itself."""

    silence_days: int
    at_risk: int = Field(description="Pauses that lasted at least so long.")
    return_share: float | None = Field(description="1 - S(silence + horizon) / S(silence).")


class GapsPart(Part):
    """Pauses between purchases; a silence that lasts is censored."""

    closed: int
    open: int
    longest_days: int = Field(description="The longest pause known; nothing is said beyond.")
    curve: list[CurvePoint]
    percentiles: list[PercentilePart]
    groups: list[PauseGroupPart] = Field(description="Groups of a kind only when each has 30 closed gaps.")
    horizon_days: int
    returns: list[ReturnPart]


class LifePart(Part):
    """Days from the first purchase to the first loss, censored at the as-of day."""

    criterion: str
    clients: int
    lost: int
    from_days: int | None = Field(description="No loss can come earlier; the curve says nothing before.")
    longest_days: int
    curve: list[CurvePoint]


class SurvivalPart(Part):
    """Kaplan-Meier curves."""

    gaps: GapsPart
    client_life: LifePart


def survival_part(pauses: PauseResult, life: LifeResult) -> SurvivalPart:
    """Both curves with their percentiles."""
    return SurvivalPart(gaps=_gaps(pauses), client_life=_life(life))


def _gaps(pauses: PauseResult) -> GapsPart:
    return GapsPart(
        closed=pauses.closed_count,
        open=pauses.open_count,
        longest_days=pauses.longest_days,
        curve=_curve(pauses.curve),
        percentiles=[
            PercentilePart(
                percentile=row["percentile_share"],
                km_days=defined(row["km_days"]),
                closed_days=defined(row["closed_days"]),
            )
            for row in pauses.percentiles.to_dict("records")
        ],
        groups=[_group(row) for row in pauses.groups.to_dict("records")],
        horizon_days=pauses.settings.horizon_days,
        returns=[
            ReturnPart(
                silence_days=row["silence_days"],
                at_risk=row["at_risk_count"],
                return_share=defined(row["return_share"]),
            )
            for row in pauses.returns.to_dict("records")
        ],
    )


def _group(row: dict[Any, Any]) -> PauseGroupPart:
    days = ("km_median_days", "km_80_days", "closed_median_days", "closed_80_days")
    return PauseGroupPart(
        grouping=row["grouping"],
        group=row["group"],
        closed=row["closed_count"],
        open=row["open_count"],
        **{name: defined(row[name]) for name in days},
    )


def _life(life: LifeResult) -> LifePart:
    from_days = defined(life.from_days)
    return LifePart(
        criterion=life.criterion.kind,
        clients=life.client_count,
        lost=life.lost_count,
        from_days=None if from_days is None else int(from_days),
        longest_days=life.longest_days,
        curve=_curve(life.curve),
    )


def _curve(curve: pd.DataFrame) -> list[CurvePoint]:
    return [
        CurvePoint(
            days=row["duration_days"],
            at_risk=row["at_risk_count"],
            events=row["event_count"],
            survival=row["survival_share"],
            standard_error=defined(row["standard_error"]),
        )
        for row in curve.to_dict("records")
    ]
