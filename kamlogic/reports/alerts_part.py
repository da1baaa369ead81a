"""The policies and the alerts of the matrix as parts of the report."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, datetime
from typing import Any

import pandas as pd
from pydantic import Field

from kamlogic.analysis.alerts import MOVED, SILENT, AlertResult
from kamlogic.money import money_text
from kamlogic.periods import Window
from kamlogic.reports.part import Part, defined


class PolicyPart(Part):
    """What to do with the clients of a cell."""

    text: str
    decided_by: str | None = Field(description="Null for the text that ships.")
    decided_at: datetime | None = Field(description="In UTC; null for the text that ships.")


class AlertPart(Part):
    """One client that calls for action."""

    client: str
    cell: str
    previous_cell: str | None = Field(description="In the window before.")
    net_sales: str
    previous_net_sales: str | None
    silence_days: int
    median_gap_days: float | None


class AlertsPart(Part):
    """Clients of AZ silent beyond their own median gap, and clients that were AX and are AY or AZ."""

    compared_from: date | None = Field(
        description="First day of the window before: as long, or the same window 12 months earlier where data are short; null without one, and of all data."
    )
    compared_to: date | None = Field(description="Last day of the window before.")
    az_silent: list[AlertPart]
    ax_moved: list[AlertPart] | None = Field(description="Null without a window before.")


def alerts_part(alerts: AlertResult, *, previous: Window | None, codes: pd.Series, scale: int) -> AlertsPart:
    """The alerts.

    Args:
        alerts: Found in the window in force.
        previous: The window that was compared with; None when there was none.
        codes: client_code by client_key.
        scale: Decimals of the money.
    """
    parts = {
        alert: [_alert_part(row, codes, scale) for row in alerts.of(alert).to_dict("records")]
        for alert in (SILENT, MOVED)
    }
    return AlertsPart(
        compared_from=None if previous is None else previous.start,
        compared_to=None if previous is None else previous.end,
        az_silent=parts[SILENT],
        ax_moved=None if previous is None else parts[MOVED],
    )


def _alert_part(row: dict[Hashable, Any], codes: pd.Series, scale: int) -> AlertPart:
    return AlertPart(
        client=str(codes[row["client_key"]]),
        cell=row["cell"],
        previous_cell=row["previous_cell"] or None,
        net_sales=str(money_text(row["net_sales"], scale)),
        previous_net_sales=money_text(row["previous_net_sales"], scale),
        silence_days=int(row["silence_days"]),
        median_gap_days=defined(row["median_gap_days"]),
    )
