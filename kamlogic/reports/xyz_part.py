"""The XYZ analysis as a part of the report; each client's own figures stand with the clients."""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from kamlogic.analysis.matrix import MatrixResult
from kamlogic.analysis.xyz_analysis import XyzResult
from kamlogic.reports.part import Part, defined


class SeasonalityPart(Part):
    """The portfolio's index of each month or quarter of the year."""

    reason: str | None = Field(description="too_short, weeks, no_sales, or null when there is an index.")
    index: list[float] = Field(description="The first month or quarter of the year first.")
    is_used: bool = Field(description="The classes by amounts are those of the adjusted sales.")


class DisagreementPart(Part):
    """A client whose classes by frequency and by amounts are both known and differ."""

    client: str
    frequency_class: str
    value_class: str


class XyzPart(Part):
    """Regularity of the same clients."""

    basis: str
    period: str
    typical_gap_days: float | None = Field(description="Kaplan-Meier median gap of class A.")
    counts: dict[str, int]
    seasonality: SeasonalityPart
    disagreements: list[DisagreementPart]


def xyz_part(
    xyz: XyzResult, matrix: MatrixResult, *, disagreements: pd.DataFrame, codes: pd.Series
) -> XyzPart:
    """The XYZ analysis, counted over the clients of the matrix.

    Args:
        xyz: Of all clients.
        matrix: Of the window.
        disagreements: client_key and both classes of the clients of the window whose classes differ.
        codes: client_code by client_key.
    """
    found = matrix.clients["xyz_class"].value_counts()
    return XyzPart(
        basis=xyz.settings.basis,
        period=xyz.period,
        typical_gap_days=defined(xyz.typical_gap_days),
        counts={name: int(found.get(name, 0)) for name in "XYZN"},
        seasonality=SeasonalityPart(
            reason=xyz.seasonality.reason or None,
            index=list(xyz.seasonality.index),
            is_used=xyz.is_adjusted,
        ),
        disagreements=[
            DisagreementPart(
                client=str(codes[row["client_key"]]),
                frequency_class=row["frequency_class"],
                value_class=row["value_class"],
            )
            for row in disagreements.to_dict("records")
        ],
    )
