"""The cohorts in the report."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from pydantic import Field

from kamlogic.analysis.cohorts import CohortResult
from kamlogic.money import money_text
from kamlogic.periods import month_text
from kamlogic.reports.part import Part, defined


class CohortCellPart(Part):
    """A cohort so many periods after its first purchase; a period that is not over has no cell."""

    age: int = Field(description="Periods since the first purchase.")
    buyers: int
    retained_share: float | None = Field(description="Buyers / clients of the cohort.")
    net_sales: str
    money_share: float | None = Field(
        description="Net sales / those at age 0; null when these are not above zero or their period is incomplete."
    )


class CohortPart(Part):
    """Clients with their first purchase in one period."""

    cohort: str = Field(description="2024-06, or 2024-Q2.")
    clients: int
    left_edge: bool = Field(description="So near to the beginning of the data that its clients may be older.")
    cells: list[CohortCellPart]


class CohortAgePart(Part):
    """All cohorts but those at the left edge, so many periods after their first purchase."""

    age: int
    clients: int = Field(description="Of the cohorts for which the age is known.")
    buyers: int
    retained_share: float | None
    money_share: float | None


class CohortsPart(Part):
    """Clients by their first purchase."""

    period: str = Field(description="month or quarter.")
    cohorts: list[CohortPart]
    average: list[CohortAgePart]


def cohorts_part(result: CohortResult, *, scale: int) -> CohortsPart:
    """The cohorts by their first purchase."""
    return CohortsPart(
        period=result.period,
        cohorts=[
            CohortPart(
                cohort=_cohort_text(int(cells["cohort"].iloc[0]), result.period),
                clients=int(cells["client_count"].iloc[0]),
                left_edge=bool(cells["is_left_edge"].iloc[0]),
                cells=[_cell(row, scale) for row in cells.to_dict("records")],
            )
            for _cohort, cells in result.cells.groupby("cohort")
        ],
        average=[
            CohortAgePart(
                age=row["age"],
                clients=row["client_count"],
                buyers=row["buyer_count"],
                retained_share=defined(row["retained_share"]),
                money_share=defined(row["money_share"]),
            )
            for row in result.ages.to_dict("records")
        ],
    )


def _cell(row: dict[Hashable, Any], scale: int) -> CohortCellPart:
    return CohortCellPart(
        age=row["age"],
        buyers=row["buyer_count"],
        retained_share=defined(row["retained_share"]),
        net_sales=str(money_text(row["net_sales"], scale)),
        money_share=defined(row["money_share"]),
    )


def _cohort_text(cohort: int, period: str) -> str:
    if period == "month":
        return month_text(cohort)
    return f"{(cohort - 1) // 4}-Q{(cohort - 1) % 4 + 1}"
