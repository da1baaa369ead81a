"""Win-back value, as a part of the report."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

from pydantic import Field

from kamlogic.analysis.win_back import WinBackResult
from kamlogic.money import money_text
from kamlogic.reports.part import Part, defined


class WinBackClientPart(Part):
    """One lost client: expected_value = return_rate × monthly_value × month_factor - cost."""

    client: str
    expected_value: str
    return_rate: float | None = Field(
        description="Own rate, or 1 - S(silence + horizon) / S(silence) of the pauses it is compared with."
    )
    monthly_value: str = Field(description="Mean a month of the last twelve active months.")
    value_basis: str = Field(description="gross_profit, or net_sales where no cost is known.")
    active_months: int
    last_net_sales: str = Field(description="Net sales of the same months.")
    last_purchase: date
    silence_days: int
    purchase_days: int
    compared_with: str = Field(description="Pauses after the 1st, 2nd, 3-5th, 6+th purchase, or all.")
    ended_pauses: int = Field(description="Of these pauses, ended by a purchase.")
    longer_pauses: int = Field(description="Of all of these, longer than the silence.")
    longer_ended: int = Field(description="Of the longer ones, ended within the horizon after the silence.")
    hidden_reason: str | None


class WinBackPart(Part):
    """Lost clients by what winning them back is worth."""

    rate_basis: str = Field(
        description="natural: Kaplan-Meier, what an offer adds is unknown; or own attempts."
    )
    attempts: int
    horizon_days: int
    month_factor: float = Field(
        description="Sum of (retention / (1 + discount))^j for j from 0 below months."
    )
    cost: str
    clients: list[WinBackClientPart] = Field(description="By expected value, then last sales.")
    hidden: list[WinBackClientPart] = Field(description="With a margin below zero.")


def win_back_part(result: WinBackResult, codes: dict[int, str], scale: int) -> WinBackPart:
    """The list and those left out; codes name the clients."""
    settings = result.settings
    return WinBackPart(
        rate_basis=result.rate_basis,
        attempts=result.attempt_count,
        horizon_days=settings.horizon_days,
        month_factor=settings.month_factor(),
        cost=str(money_text(settings.cost, scale)),
        clients=[_client(row, codes, scale) for row in result.clients.to_dict("records")],
        hidden=[_client(row, codes, scale) for row in result.hidden.to_dict("records")],
    )


def _client(row: dict[Hashable, Any], codes: dict[int, str], scale: int) -> WinBackClientPart:
    return WinBackClientPart(
        client=codes[row["client_key"]],
        expected_value=str(money_text(row["expected_value"], scale)),
        return_rate=defined(row["return_rate"]),
        monthly_value=str(money_text(row["monthly_value"], scale)),
        value_basis=row["value_basis"],
        active_months=row["active_month_count"],
        last_net_sales=str(money_text(row["last_net_sales"], scale)),
        last_purchase=row["last_purchase"].date(),
        silence_days=row["silence_days"],
        purchase_days=row["purchase_day_count"],
        compared_with=row["stratum"],
        ended_pauses=row["gap_count"],
        longer_pauses=row["longer_count"],
        longer_ended=row["ended_count"],
        hidden_reason=row["hidden_reason"] or None,
    )
