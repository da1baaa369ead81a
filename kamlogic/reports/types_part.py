"""The types of key clients, as the report has them."""

from __future__ import annotations

from datetime import date

import pandas as pd
from pydantic import Field

from kamlogic.money import money_text
from kamlogic.periods import month_text
from kamlogic.reports.part import Part, day_or_none, defined


class ClientTypePart(Part):
    """One type of one client, with its evidence."""

    client: str
    type: str = Field(description="vital, prospective, image, expert or market_access.")
    basis: str = Field(description="rule or judgement.")
    vital_share: float | None = Field(description="Of the vital basis; null for other types.")
    vital_since: str | None = Field(description="Last month of the window that made it vital.")
    first_purchase: date | None
    potential_budget: str | None
    note: str
    author: str
    judged_on: date | None
    lost_and_vital: bool


class DisagreementPart(Part):
    """Where a verdict and the figures disagree."""

    client: str
    disagreement: str


class TypesPart(Part):
    """Types by rule and by judgement."""

    vital_basis: str
    clients: list[ClientTypePart] = Field(description="A client once per type.")
    disagreements: list[DisagreementPart]


def types_part(
    types: pd.DataFrame, disagreements: pd.DataFrame, *, codes: pd.Series, basis: str, scale: int
) -> TypesPart:
    """CLIENT_TYPES and DISAGREEMENTS; codes are by client_key."""
    return TypesPart(
        vital_basis=basis,
        clients=[
            ClientTypePart(
                client=str(codes[row["client_key"]]),
                type=row["client_type"],
                basis=row["basis"],
                vital_share=defined(row["vital_share"]),
                vital_since=None if pd.isna(row["vital_since"]) else month_text(int(row["vital_since"])),
                first_purchase=day_or_none(row["first_purchase"]),
                potential_budget=money_text(row["potential_budget"], scale),
                note=row["note"],
                author=row["author"],
                judged_on=day_or_none(row["judged_on"]),
                lost_and_vital=row["client_type"] == "vital" and row["is_lost"],
            )
            for row in types.to_dict("records")
        ],
        disagreements=[
            DisagreementPart(client=str(codes[row["client_key"]]), disagreement=row["disagreement"])
            for row in disagreements.to_dict("records")
        ],
    )
