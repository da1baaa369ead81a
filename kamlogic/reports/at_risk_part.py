"""The clients that are slipping as a part of the report."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from pydantic import Field

from kamlogic.analysis.at_risk import AtRiskResult
from kamlogic.money import money_text
from kamlogic.reports.part import Part, day_or_none, defined


class AtRiskClientPart(Part):
    """One client that is slipping."""

    client: str
    reasons: list[str] = Field(description="late, beyond_longest_gap, falling.")
    last_purchase: date | None
    silence_days: int
    limit_days: float = Field(description="Silence from which it counts as lost.")
    median_gap_days: float | None
    longest_gap_days: float | None
    recent_net_sales: str | None = Field(description="Of the last three complete months.")
    base_net_sales: str | None = Field(
        description="Of the same months a year ago, or three times the monthly mean of the 12 months before these."
    )
    base: str | None = Field(description="year_ago, year_mean, or null where too new.")
    kept_share: float | None = Field(description="recent_net_sales / base_net_sales.")
    yearly_net_sales: str | None = Field(description="Of the last 12 complete months.")
    yearly_gross_profit: str | None = Field(description="Of the same months, where the cost is known.")
    return_share: float | None = Field(
        description="1 - S(silence + horizon_days) / S(silence), Kaplan-Meier of the pauses."
    )
    value_at_risk: str | None = Field(
        description="Yearly value of the basis, at least 0, x (1 - return_share)."
    )


class AtRiskPart(Part):
    """Clients that are slipping but not lost yet, largest value at risk first."""

    value_basis: str = Field(description="gross_profit, or net_sales where no cost is known.")
    horizon_days: int
    returns_by_count: bool = Field(
        description="return_share is that of pauses after 1, 2, 3-5 or 6 and more purchases, not of all pauses."
    )
    counts: dict[str, int] = Field(
        description="Every client with a line by standing: lost, at_risk, steady, too_new, never_bought."
    )
    clients: list[AtRiskClientPart]


def at_risk_part(result: AtRiskResult, codes: pd.Series, scale: int) -> AtRiskPart:
    """The list and the counts.

    Args:
        result: Of the at-risk analysis.
        codes: client_code by client_key.
        scale: Decimals of the money.
    """
    rows = result.clients.assign(client=codes.reindex(result.clients["client_key"]).to_numpy())
    return AtRiskPart(
        value_basis=result.value_basis,
        horizon_days=result.settings.horizon_days,
        returns_by_count=result.returns_by_count,
        counts=result.counts(),
        clients=[_client(row, scale) for row in rows.to_dict("records")],
    )


def _client(row: dict[Any, Any], scale: int) -> AtRiskClientPart:
    reasons = {"late": "is_late", "beyond_longest_gap": "is_beyond", "falling": "is_declining"}
    days = ("median_gap_days", "longest_gap_days", "kept_share", "return_share")
    money = ("recent_net_sales", "base_net_sales", "yearly_net_sales", "yearly_gross_profit", "value_at_risk")
    return AtRiskClientPart(
        client=row["client"],
        reasons=[name for name, flag in reasons.items() if row[flag]],
        last_purchase=day_or_none(row["last_purchase"]),
        silence_days=row["silence_days"],
        limit_days=row["limit_days"],
        base=row["base"] or None,
        **{name: defined(row[name]) for name in days},
        **{name: money_text(row[name], scale) for name in money},
    )
