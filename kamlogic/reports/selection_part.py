"""The selection matrix, as the report has it."""

from __future__ import annotations

import math

import pandas as pd
from pydantic import Field

from kamlogic.analysis.selection import SelectionResult
from kamlogic.reports.part import Part, defined


class SelectedClientPart(Part):
    """One scored client."""

    client: str
    attractiveness: float | None = Field(description="1-5; null while too little is filled.")
    strength: float | None
    attractiveness_filled: float
    strength_filled: float
    quadrant: str | None = Field(description="strategic, star, status or streamline.")
    rank: int | None


class SensitivityPart(Part):
    """One change of one weight."""

    criterion: str
    change: str = Field(description="doubled or left_out.")
    ranks_changed: int
    quadrants_changed: int


class SelectionPart(Part):
    """Attractiveness and strength; empty while nobody is scored."""

    clients: list[SelectedClientPart]
    sensitivity: list[SensitivityPart]


def selection_part(result: SelectionResult, *, codes: pd.Series) -> SelectionPart:
    """The scored clients; codes are by client_key."""
    return SelectionPart(
        clients=[
            SelectedClientPart(
                client=str(codes[row["client_key"]]),
                attractiveness=defined(row["attractiveness"]),
                strength=defined(row["strength"]),
                attractiveness_filled=row["attractiveness_filled"],
                strength_filled=row["strength_filled"],
                quadrant=row["quadrant"] or None,
                rank=None if math.isnan(row["selection_rank"]) else int(row["selection_rank"]),
            )
            for row in result.clients.to_dict("records")
        ],
        sensitivity=[
            SensitivityPart(
                criterion=row["criterion"],
                change=row["change"],
                ranks_changed=row["moved_count"],
                quadrants_changed=row["crossed_count"],
            )
            for row in result.sensitivity.to_dict("records")
        ],
    )
