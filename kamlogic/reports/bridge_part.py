"""The bridge of sales and the retention in the report."""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from kamlogic.analysis.bridge import FLOWS, PARTS, BridgeResult
from kamlogic.analysis.retention import RetentionResult
from kamlogic.money import money_text
from kamlogic.reports.part import Part, defined
from kamlogic.reports.windows_part import WindowsPart, windows_part
from kamlogic.window_pairs import WindowPair


class BridgeStepPart(Part):
    """One part of the bridge."""

    change: str = Field(description="What it adds to net sales; below zero takes away.")
    clients: list[str] | None = Field(
        description="Codes, largest change first; null for lines without a client."
    )


class BridgePart(Part):
    """Net sales of two windows, and what lies between: total_before + all changes = total_after, exactly."""

    windows: WindowsPart
    total_before: str | None = Field(description="Net sales of the first window, of every line.")
    total_after: str | None = Field(description="Net sales of the second window, of every line.")
    start: str | None = Field(description="Sum of the clients' totals above zero in the first window.")
    end: str | None = Field(description="The same of the second window: start + new … lost = end, exactly.")
    parts: dict[str, BridgeStepPart] | None = Field(
        description="new, returned, grown, shrunk, lost, credits (totals below zero), unidentified."
    )


class RetentionPart(Part):
    """What was kept of the first window's clients and sales; null where there were none."""

    windows: WindowsPart
    start: str | None
    churned: str | None = Field(description="Sales of clients with no sales above zero in the second window.")
    contraction: str | None
    expansion: str | None
    new: str | None = Field(description="In no retention figure.")
    reactivated: str | None = Field(
        description="Bought before the second window, nothing above zero in the first; in no retention figure."
    )
    end: str | None
    gross_revenue_retention: float | None = Field(description="(start - churned - contraction) / start")
    net_revenue_retention: float | None = Field(description="The same plus expansion.")
    revenue_churn: float | None = Field(description="churned / start")
    gross_revenue_churn: float | None = Field(description="(churned + contraction) / start")
    net_revenue_churn: float | None = Field(description="The same less expansion and reactivated.")
    clients_start: int | None = Field(description="Clients above zero in the first window.")
    clients_kept: int | None = Field(description="Those above zero in the second window too.")
    logo_churn: float | None
    quick_ratio: float | None = Field(
        description="(new + expansion + reactivated) / (churned + contraction); null without losses."
    )


def bridge_part(pair: WindowPair, result: BridgeResult | None, *, codes: pd.Series, scale: int) -> BridgePart:
    """The bridge; null where not comparable.

    Args:
        pair: The windows.
        result: The bridge, if comparable.
        codes: Client codes by client key.
        scale: Decimals of the money.
    """
    windows = windows_part(pair)
    if result is None:
        return BridgePart(
            windows=windows, total_before=None, total_after=None, start=None, end=None, parts=None
        )
    return BridgePart(
        windows=windows,
        total_before=money_text(result.total_before, scale),
        total_after=money_text(result.total_after, scale),
        start=money_text(result.start, scale),
        end=money_text(result.end, scale),
        parts={name: _step(result, name, codes, scale) for name in PARTS},
    )


def _step(result: BridgeResult, name: str, codes: pd.Series, scale: int) -> BridgeStepPart:
    clients = None if name == "unidentified" else result.behind(name)["client_key"].map(codes).tolist()
    return BridgeStepPart(change=str(money_text(result.changes[name], scale)), clients=clients)


def retention_part(
    pair: WindowPair, result: BridgeResult | None, retention: RetentionResult | None, *, scale: int
) -> RetentionPart:
    """The retention; null where not comparable."""
    windows = windows_part(pair)
    if result is None or retention is None:
        empty = dict.fromkeys(set(RetentionPart.model_fields) - {"windows"})
        return RetentionPart.model_validate({**empty, "windows": windows})
    money = {name: money_text(abs(result.changes[name]), scale) for name in FLOWS}
    return RetentionPart(
        windows=windows,
        start=money_text(result.start, scale),
        churned=money["lost"],
        contraction=money["shrunk"],
        expansion=money["grown"],
        new=money["new"],
        reactivated=money["returned"],
        end=money_text(result.end, scale),
        gross_revenue_retention=defined(retention.gross_revenue_retention),
        net_revenue_retention=defined(retention.net_revenue_retention),
        revenue_churn=defined(retention.revenue_churn),
        gross_revenue_churn=defined(retention.gross_revenue_churn),
        net_revenue_churn=defined(retention.net_revenue_churn),
        clients_start=retention.start_count,
        clients_kept=retention.kept_count,
        logo_churn=defined(retention.logo_churn),
        quick_ratio=defined(retention.quick_ratio),
    )
