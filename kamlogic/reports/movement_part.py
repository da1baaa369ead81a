"""The moves between classes in the report."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

import pandas as pd
from pydantic import Field

from kamlogic.analysis.movement import ABSENT, MovementResult
from kamlogic.money import exact_sum, money_text
from kamlogic.reports.part import Part, defined
from kamlogic.reports.windows_part import WindowsPart, windows_part
from kamlogic.window_pairs import WindowPair

T = TypeVar("T")
Rows = list[list[int]]
Shares = list[list[float | None]]
Money = list[list[str | None]]


class MovePart(Part):
    """One client with another class than before."""

    client: str
    before: str = Field(description="Class in the first window; - without a purchase.")
    after: str = Field(description="Class in the second window; - without a purchase.")
    value_before: str | None
    value_after: str | None
    boundary: bool = Field(description="Its own value hardly changed: others moved the limit.")


class MovementPart(Part):
    """ABC classes of two windows by the same rules; rows are earlier states, columns later ones."""

    windows: WindowsPart
    measure: str
    states: list[str] = Field(description="Order of rows and columns; - is no purchase in the window.")
    matrix: Rows | None = Field(
        description="Clients; each client with a line up to the end of the second window."
    )
    row_shares: Shares | None = Field(description="Of the clients of the earlier state.")
    value_before: Money | None = Field(description="Their measure in the first window.")
    value_after: Money | None = Field(description="Their measure in the second window.")
    clients_in_both: int | None = Field(description="With a class in both windows.")
    same_class: int | None
    stability: float | None = Field(description="same_class / clients_in_both.")
    trace_index: float | None = Field(
        description="(n - trace) / (n - 1) of the A, B, C rows; null when a row has no client of both windows."
    )
    unknown: int | None = Field(description="Clients in no cell, because the measure is not known.")
    boundary_moves: int | None
    moves: list[MovePart] | None = Field(description="Largest change of value first.")


def movement_part(
    pair: WindowPair, result: MovementResult | None, *, measure: str, codes: pd.Series, scale: int
) -> MovementPart:
    """The moves; null where not comparable.

    Args:
        pair: The windows.
        result: The moves, if comparable.
        measure: What the classes rank.
        codes: Client codes by client key.
        scale: Decimals of the money.
    """
    states = [*(result.classes if result else ("A", "B", "C")), ABSENT]
    if result is None:
        empty = dict.fromkeys(set(MovementPart.model_fields) - {"windows", "measure", "states"})
        return MovementPart.model_validate(
            {**empty, "windows": windows_part(pair), "measure": measure, "states": states}
        )
    cells = result.cells
    return MovementPart(
        windows=windows_part(pair),
        measure=measure,
        states=states,
        matrix=_grid([int(count) for count in cells["client_count"]], len(states)),
        row_shares=_grid([defined(share) for share in cells["row_share"]], len(states)),
        value_before=_money(result, "value_before", scale),
        value_after=_money(result, "value_after", scale),
        clients_in_both=result.both_count,
        same_class=result.same_count,
        stability=defined(result.stability),
        trace_index=defined(result.trace_index),
        unknown=result.count("unknown"),
        boundary_moves=result.boundary_count,
        moves=_moves(result, codes, scale),
    )


def _grid(values: list[T], width: int) -> list[list[T]]:
    return [values[start : start + width] for start in range(0, len(values), width)]


def _money(result: MovementResult, column: str, scale: int) -> Money:
    """The sums of the cells, exact."""
    clients = result.clients[result.clients["move"] != "unknown"]
    sums = {
        pair: exact_sum(values, scale)
        for pair, values in clients.groupby(["class_before", "class_after"])[column]
    }
    cells = zip(result.cells["class_before"], result.cells["class_after"], strict=True)
    texts = [money_text(sums.get(pair, Decimal(0)), scale) for pair in cells]
    return _grid(texts, len(result.classes) + 1)


def _moves(result: MovementResult, codes: pd.Series, scale: int) -> list[MovePart]:
    moved = result.clients[result.clients["class_before"] != result.clients["class_after"]]
    order = moved["change"].abs().sort_values(ascending=False, kind="stable").index
    named = moved.loc[order].assign(code=moved["client_key"].map(codes))
    return [
        MovePart(
            client=row["code"],
            before=row["class_before"],
            after=row["class_after"],
            value_before=money_text(row["value_before"], scale),
            value_after=money_text(row["value_after"], scale),
            boundary=row["is_boundary_move"],
        )
        for row in named.to_dict("records")
    ]
