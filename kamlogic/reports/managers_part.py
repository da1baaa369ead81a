"""The portfolios of the account managers, as the report has them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
from pydantic import Field

from kamlogic.analysis.managers import ManagersResult
from kamlogic.money import money_text
from kamlogic.ownership import NOBODY
from kamlogic.periods import month_text
from kamlogic.reports.part import Part, defined
from kamlogic.reports.windows_part import WindowsPart, windows_part
from kamlogic.window_pairs import WindowPair


class ManagerPart(Part):
    """One account manager's clients at `as_of`, with their figures of the window."""

    manager: str | None = Field(description="null for the clients without one.")
    clients: int = Field(description="With a line in the window.")
    purchase_days: int = Field(description="Summed over the clients.")
    net_sales: str = Field(description="Signed.")
    positive_net_sales: str = Field(description="Of the clients above zero.")
    share: float | None = Field(description="Of all positive net sales; the shares sum to 1.")
    gross_profit: str | None
    profit_share: float | None = Field(description="Of all positive gross profits.")
    key_clients: int
    key_sales_share: float | None = Field(description="Of the positive net sales of all key clients.")
    top_1_share: float | None = Field(description="Of its own positive sales, like hhi.")
    hhi: float | None
    growth: float | None = Field(description="Sales after / sales before - 1 of the clients owned now.")
    start_clients: int = Field(
        description="Owned at the end of the first compared window and above zero in it."
    )
    gross_revenue_retention: float | None = Field(description="Of the clients at the start.")
    logo_retention: float | None = Field(description="Of the clients at the start.")
    silent_clients: int = Field(description="Of `clients`, those that count as lost.")
    silent_share: float | None
    is_small: bool = Field(
        description="Fewer clients than settings.managers.min_clients, now or at the start."
    )


class ManagerMonthPart(Part):
    """The sales of one month by the manager who owned the clients then."""

    month: str
    manager: str | None
    net_sales: str = Field(description="Of the lines whose client the manager owned on their day.")


class ManagersPart(Part):
    """Every account manager's portfolio."""

    reason: str | None = Field(description="no_manager_named when no line names one; null otherwise.")
    windows: WindowsPart = Field(description="What growth and retention compare.")
    top_manager: str | None = Field(description="With the largest share.")
    managers: list[ManagerPart] | None = Field(description="null with a reason.")
    by_month: list[ManagerMonthPart] | None = Field(description="null with a reason.")


def managers_part(
    result: ManagersResult | None, months: pd.DataFrame, *, pair: WindowPair, scale: int
) -> ManagersPart:
    """The portfolios in the order of MANAGERS, or why there are none."""
    if result is None:
        return ManagersPart(
            reason="no_manager_named",
            windows=windows_part(pair),
            top_manager=None,
            managers=None,
            by_month=None,
        )
    return ManagersPart(
        reason=None,
        windows=windows_part(pair),
        top_manager=result.top_manager or None,
        managers=[_manager_part(row, scale) for row in result.managers.to_dict("records")],
        by_month=[
            ManagerMonthPart(
                month=month_text(int(row["month"])),
                manager=_name(row["manager"]),
                net_sales=str(money_text(row["net_sales"], scale)),
            )
            for row in months.to_dict("records")
        ],
    )


def _name(manager: Any) -> str | None:
    return None if manager == NOBODY else str(manager)


def _manager_part(row: dict[Hashable, Any], scale: int) -> ManagerPart:
    return ManagerPart(
        manager=_name(row["manager"]),
        clients=row["client_count"],
        purchase_days=row["purchase_day_count"],
        net_sales=str(money_text(row["net_sales"], scale)),
        positive_net_sales=str(money_text(row["positive_net_sales"], scale)),
        share=defined(row["sales_share"]),
        gross_profit=money_text(row["gross_profit"], scale),
        profit_share=defined(row["profit_share"]),
        key_clients=row["key_count"],
        key_sales_share=defined(row["key_sales_share"]),
        top_1_share=defined(row["top_1_share"]),
        hhi=defined(row["hhi"]),
        growth=defined(row["growth_share"]),
        start_clients=row["start_count"],
        gross_revenue_retention=defined(row["gross_revenue_retention"]),
        logo_retention=defined(row["client_retention"]),
        silent_clients=row["silent_count"],
        silent_share=defined(row["silent_share"]),
        is_small=row["is_small"],
    )
