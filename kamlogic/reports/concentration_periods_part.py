"""Concentration of each period, as the report has it."""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from kamlogic.money import money_text
from kamlogic.periods import month_text
from kamlogic.reports.part import Part, defined


class ConcentrationPeriodPart(Part):
    """One quarter, or the twelve months up to a month's end."""

    first_month: str = Field(description="ISO 8601.")
    last_month: str
    clients: int = Field(description="With a positive value of the measure.")
    value: str = Field(description="Sum of the positive values.")
    top_1_share: float | None
    top_5_share: float | None
    key_share: float | None = Field(description="Of the positive net sales; the clients that are key now.")
    hhi: float | None
    effective_clients: float | None


def concentration_periods_part(periods: pd.DataFrame, scale: int) -> list[ConcentrationPeriodPart]:
    """Each row of CONCENTRATION_PERIODS."""
    return [
        ConcentrationPeriodPart(
            first_month=month_text(int(row["first_month"])),
            last_month=month_text(int(row["last_month"])),
            clients=int(row["client_count"]),
            value=str(money_text(row["value"], scale)),
            top_1_share=defined(row["top_1_share"]),
            top_5_share=defined(row["top_5_share"]),
            key_share=defined(row["key_share"]),
            hhi=defined(row["hhi"]),
            effective_clients=defined(row["effective_clients"]),
        )
        for row in periods.to_dict("records")
    ]
