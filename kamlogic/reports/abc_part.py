"""The ABC analysis as a part of the report."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd
from pydantic import Field

from kamlogic.analysis.abc_analysis import AbcResult
from kamlogic.analysis.abc_cross import AbcCrossResult
from kamlogic.money import exact_sum, money_text
from kamlogic.reports.part import Part


class CrossCellPart(Part):
    """Clients of one class by net sales and one class by gross profit."""

    sales_class: str
    profit_class: str
    clients: int
    net_sales: str
    gross_profit: str


class DifferingClientPart(Part):
    """A client whose classes by net sales and by gross profit differ."""

    client: str
    sales_class: str
    profit_class: str


class NotPositiveClientPart(Part):
    """A client of the window with net sales of zero or less, or with a loss."""

    client: str
    net_sales: str
    gross_profit: str | None
    loss_making: bool = Field(description="Gross profit below zero.")
    flag: str | None = Field(description="zero or net_negative net sales, or null.")


class AbcPart(Part):
    """ABC classes of the clients with a line in the window."""

    measure: str
    convention: str
    limits: list[float]
    base: str = Field(description="Sum of the positive values.")
    flag: str | None = Field(description="no_positive_base, no_differentiation, or null.")
    counts: dict[str, int]
    method: str = Field(description="cumulative_share, rank or computed.")
    rank_limits: list[float] = Field(description="Top shares of the clients above zero, by rank.")
    cross: list[CrossCellPart] | None = Field(
        description="Nine cells by the same rule; null when no cost is known."
    )
    differing: list[DifferingClientPart] | None = Field(description="Null when no cost is known.")
    unknown_profit: int | None = Field(description="Clients in no cell of cross, their cost being unknown.")
    loss_making: list[NotPositiveClientPart] = Field(
        description="Clients with a loss, and those with net sales of zero or less."
    )


def abc_part(
    abc: AbcResult,
    *,
    cross: AbcCrossResult | None,
    not_positive: pd.DataFrame,
    codes: pd.Series,
    scale: int,
) -> AbcPart:
    """The ABC analysis.

    Args:
        abc: By the measure in force.
        cross: Of both measures; None when no cost is known.
        not_positive: NOT_POSITIVE_CLIENTS.
        codes: client_code by client_key.
        scale: Decimals of the money.
    """
    values, settings = abc.clients["value"], abc.settings
    return AbcPart(
        measure=settings.measure,
        convention=settings.convention,
        limits=[settings.a_limit, settings.b_limit],
        base=str(money_text(exact_sum(values[values > 0], scale), scale)),
        flag=abc.flag or None,
        counts=abc.counts(),
        method=settings.method,
        rank_limits=[settings.a_rank_share, settings.b_rank_share],
        cross=None if cross is None else _cells(cross, scale),
        differing=None if cross is None else _differing(cross, codes),
        unknown_profit=None if cross is None else cross.unknown_count,
        loss_making=[_not_positive(row, codes, scale) for row in not_positive.to_dict("records")],
    )


def _cells(cross: AbcCrossResult, scale: int) -> list[CrossCellPart]:
    clients = dict(list(cross.clients.groupby(["sales_class", "profit_class"])))
    parts = []
    for row in cross.cells.to_dict("records"):
        inside = clients.get((row["sales_class"], row["profit_class"]), cross.clients.head(0))
        money = {
            name: str(money_text(exact_sum(inside[name], scale), scale))
            for name in ("net_sales", "gross_profit")
        }
        parts.append(
            CrossCellPart(
                sales_class=row["sales_class"],
                profit_class=row["profit_class"],
                clients=int(row["client_count"]),
                **money,
            )
        )
    return parts


def _differing(cross: AbcCrossResult, codes: pd.Series) -> list[DifferingClientPart]:
    return [
        DifferingClientPart(
            client=str(codes[row["client_key"]]),
            sales_class=row["sales_class"],
            profit_class=row["profit_class"],
        )
        for row in cross.differing().to_dict("records")
    ]


def _not_positive(row: dict[Hashable, Any], codes: pd.Series, scale: int) -> NotPositiveClientPart:
    profit = row["gross_profit"]
    return NotPositiveClientPart(
        client=str(codes[row["client_key"]]),
        net_sales=str(money_text(row["net_sales"], scale)),
        gross_profit=None if math.isnan(profit) else money_text(profit, scale),
        loss_making=bool(row["is_loss_making"]),
        flag=row["sales_flag"] or None,
    )
