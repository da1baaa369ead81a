"""The punctuality of deliveries, as the report has it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from pydantic import Field

from kamlogic.analysis.punctuality import PunctualityResult
from kamlogic.periods import month_text
from kamlogic.reports.part import Part, defined


class RatesPart(Part):
    """The rates of some judged orders."""

    orders: int = Field(description="Judged.")
    otif: int = Field(description="On time and in full.")
    otif_rate: float | None
    on_time_rate: float | None
    in_full_rate: float | None
    line_rate: float | None = Field(description="Lines on time and in full, of those judged.")
    qty_rate: float | None = Field(description="Quantity on time, of the quantity ordered.")
    late_days: float | None = Field(description="Mean of the orders that came late.")


class MonthRatesPart(RatesPart):
    """The orders promised for one month."""

    month: str


class ClientRatesPart(RatesPart):
    """The orders of one client."""

    client: str


class ManagerRatesPart(RatesPart):
    """The orders of the clients that a manager owned on the promised day."""

    manager: str | None = Field(description="null for clients without one.")


class PunctualityPart(Part):
    """On time in full (OTIF) of the orders promised from the window's first day on."""

    reason: str | None = Field(
        description="no_promised_date or no_delivered_date when no line has one; null otherwise."
    )
    tolerance_days: int
    orders: int | None = Field(
        description="Judged; null with a reason, like all that follow but the coverage."
    )
    on_time: int | None
    in_full: int | None
    otif: int | None
    otif_rate: float | None
    lines: int | None
    line_ok: int | None
    line_rate: float | None
    qty_rate: float | None
    open_orders: int | None = Field(description="Promised, no line due yet.")
    unpromised_orders: int = Field(description="Without a promised day.")
    promised_share: float | None = Field(description="Orders with a promised day, of all.")
    by_month: list[MonthRatesPart] | None
    by_client: list[ClientRatesPart] | None = Field(description="Most failed orders first.")
    by_manager: list[ManagerRatesPart] | None


def punctuality_part(
    result: PunctualityResult | None,
    *,
    reason: str,
    tolerance_days: int,
    managers: pd.DataFrame,
    codes: pd.Series,
    unpromised_count: int,
    promised_share: float,
) -> PunctualityPart:
    """The rates, or why there are none.

    Args:
        result: None with a reason.
        reason: Why nothing can be judged; empty with a result.
        tolerance_days: In force.
        managers: PUNCTUALITY_MANAGERS.
        codes: client_code by client_key.
        unpromised_count: Orders without a promised day.
        promised_share: Orders with one, of all.
    """
    coverage: dict[str, Any] = {
        "reason": reason or None,
        "tolerance_days": tolerance_days,
        "unpromised_orders": unpromised_count,
        "promised_share": defined(promised_share),
    }
    if result is None:
        nothing = dict.fromkeys(set(PunctualityPart.model_fields) - set(coverage))
        return PunctualityPart(**coverage, **nothing)
    return PunctualityPart(
        **coverage,
        orders=result.order_count,
        on_time=result.on_time_count,
        in_full=result.in_full_count,
        otif=result.otif_count,
        otif_rate=defined(result.otif_share),
        lines=result.line_count,
        line_ok=result.good_line_count,
        line_rate=defined(result.line_share),
        qty_rate=defined(result.quantity_share),
        open_orders=result.open_count,
        by_month=[
            MonthRatesPart(month=month_text(int(row["month"])), **_rates(row))
            for row in result.months.to_dict("records")
        ],
        by_client=[
            ClientRatesPart(client=codes[row["client_key"]], **_rates(row))
            for row in result.clients.to_dict("records")
        ],
        by_manager=[
            ManagerRatesPart(manager=row["manager"] or None, **_rates(row))
            for row in managers.to_dict("records")
        ],
    )


def _rates(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {
        "orders": row["order_count"],
        "otif": row["otif_count"],
        "otif_rate": defined(row["otif_share"]),
        "on_time_rate": defined(row["on_time_share"]),
        "in_full_rate": defined(row["in_full_share"]),
        "line_rate": defined(row["line_share"]),
        "qty_rate": defined(row["quantity_share"]),
        "late_days": defined(row["late_days"]),
    }
