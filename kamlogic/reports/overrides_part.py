"""What people decided, as the report has it: verdicts put before computed ones, and settings adopted for everybody."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
from pydantic import Field

from kamlogic.reports.part import Part, day_or_none


class OverridePart(Part):
    """A verdict of a person on one client."""

    client: str
    verdict: str = Field(description="key, abc_class, xyz_class or lost.")
    value: str = Field(description="yes or no; A, B or C; X, Y or Z.")
    computed: str | None = Field(description="What the figures say; null where they say nothing.")
    state: str = Field(description="contradicted, confirmed or undecided by the figures, or expired.")
    reason: str
    author: str
    judged_on: date
    until: date | None = Field(description="The last day on which it holds; null without an end.")


class DecisionPart(Part):
    """Settings or a policy that somebody adopted."""

    topic: str = Field(description="key_criteria, selection, loss_criterion or policy.<cell>.")
    decided_by: str
    decided_at: datetime = Field(description="In UTC.")


def overrides_part(listed: pd.DataFrame, *, codes: pd.Series) -> list[OverridePart]:
    """The overrides in the order of the list; codes are by client_key."""
    return [
        OverridePart(
            client=str(codes[row["client_key"]]),
            verdict=row["verdict"],
            value=row["value"],
            computed=row["computed_value"] or None,
            state=row["state"],
            reason=row["reason"],
            author=row["author"],
            judged_on=row["judged_on"].date(),
            until=day_or_none(row["until"]),
        )
        for row in listed.to_dict("records")
    ]
