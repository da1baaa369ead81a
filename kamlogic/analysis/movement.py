"""Which clients changed class between two windows, and how much money moved with them?

Both windows are classed by the same rules. A client without a purchase in a window has the state "-" there.

- stability = clients with the same class in both windows / clients with a class in both;
- trace index = (n - trace P) / (n - 1), P the shares of each earlier class among its clients that have a later class:
  0 when nobody moves (Shorrocks' index of mobility);
- boundary move: the class changed although the client's own value stayed within 5 %: others moved the limit.

METHOD § 3, Migration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.ratios import ratio
from kamlogic.settings import Settings, Share
from kamlogic.tables import CLIENT_KEY, CLIENT_TOTALS, Column, Table
from kamlogic.texts import N_

ABSENT = "-"
SHARE_DECIMALS = 12

WINDOW_CLASSES = Table(
    "window_classes",
    N_("one row per client with a line in the window"),
    (
        CLIENT_KEY,
        Column("class_name", "str", N_("Class"), N_("In the window; empty where the value is unknown.")),
        Column("value", "float64", N_("Value"), N_("The measure in the window; n/a where unknown."), "money"),
        CLIENT_TOTALS.column("purchase_day_count"),
    ),
)

MOVEMENT_CLIENTS = Table(
    "movement_clients",
    N_("one row per client with a line up to the end of the second window"),
    (
        CLIENT_KEY,
        Column("class_before", "str", N_("Class before"), N_("In the first window; - without a purchase.")),
        Column("class_after", "str", N_("Class after"), N_("In the second window; - without a purchase.")),
        Column("move", "str", N_("Move"), N_("up, down, same, came, left, none, or unknown.")),
        Column("value_before", "float64", N_("Before"), N_("The measure in the first window."), "money"),
        Column("value_after", "float64", N_("After"), N_("The measure in the second window."), "money"),
        Column("change", "float64", N_("Change"), N_("After less before."), "money"),
        Column(
            "is_boundary_move",
            "bool",
            N_("Boundary move"),
            N_("The class changed, the client's own value hardly: others moved the limit."),
            "flag",
        ),
    ),
)

MOVEMENT_CELLS = Table(
    "movement_cells",
    N_("one row per pair of an earlier and a later class"),
    (
        Column("class_before", "str", N_("Class before"), N_("In the first window; - without a purchase.")),
        Column("class_after", "str", N_("Class after"), N_("In the second window; - without a purchase.")),
        Column("client_count", "int64", N_("Clients"), N_("Clients that made this move."), "count"),
        Column(
            "row_share",
            "float64",
            N_("Share of the class"),
            N_("Of the clients of the earlier class; n/a when it had none."),
            "share",
        ),
        Column("value_before", "float64", N_("Before"), N_("Their measure in the first window."), "money"),
        Column("value_after", "float64", N_("After"), N_("Their measure in the second window."), "money"),
    ),
)


class MovementSettings(Settings):
    """What counts as a real move."""

    boundary_share: Share = Field(
        default=0.05,
        title=N_("Boundary move within"),
        description=N_("A move with an own change of at most this share is one of the limit only."),
    )


@dataclass(frozen=True, eq=False)
class MovementResult:
    """The moves between the classes of two windows.

    Attributes:
        settings: In force.
        classes: The classes, best first.
        cells: MOVEMENT_CELLS, every pair of classes and "-", in order.
        clients: MOVEMENT_CLIENTS by client_key.
        both_count: Clients with a class in both windows.
        same_count: Those of them whose class stayed.
        trace_index: NaN when an earlier class has nobody who has a later one.
    """

    settings: MovementSettings
    classes: tuple[str, ...]
    cells: pd.DataFrame
    clients: pd.DataFrame
    both_count: int
    same_count: int
    trace_index: float

    @property
    def stability(self) -> float:
        """Share of the clients of both windows whose class stayed; NaN without any."""
        return ratio(self.same_count, self.both_count)

    def count(self, move: str) -> int:
        """Clients that went up, down, came, left, stayed the same, were in neither window, or are unknown."""
        return int(self.clients["move"].eq(move).sum())

    @property
    def boundary_count(self) -> int:
        """Moves of the limit only."""
        return int(self.clients["is_boundary_move"].sum())


def compare_classes(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    client_keys: pd.Series,
    classes: Sequence[str],
    settings: MovementSettings,
) -> MovementResult:
    """Compare the classes of two windows.

    A client whose value is unknown in a window where it bought has no class there: it is listed as unknown and in no
    cell. A value of zero or less before is never the base of a boundary move.

    Args:
        before: WINDOW_CLASSES of the first window, any row order; not modified.
        after: WINDOW_CLASSES of the second window.
        client_keys: All clients to place, each once; those of neither frame bought in no window.
        classes: The classes, best first.
        settings: What counts as a move of the limit only.

    Returns:
        The moves; the counts of the cells sum to the clients whose class is known.

    Raises:
        MissingColumnsError: A column of WINDOW_CLASSES is missing.
    """
    WINDOW_CLASSES.require(before)
    WINDOW_CLASSES.require(after)
    clients = _place(before, after, client_keys)
    clients["move"] = _moves(clients, classes)
    own_change = ratio(clients["change"].abs(), clients["value_before"].where(clients["value_before"] > 0))
    is_within = own_change.round(SHARE_DECIMALS) <= settings.boundary_share
    clients["is_boundary_move"] = clients["move"].isin(["up", "down"]) & is_within
    cells = _count_cells(clients, (*classes, ABSENT))
    return MovementResult(
        settings=settings,
        classes=tuple(classes),
        cells=cells,
        clients=clients[MOVEMENT_CLIENTS.column_names],
        both_count=int(clients["move"].isin(["up", "down", "same"]).sum()),
        same_count=int(clients["move"].eq("same").sum()),
        trace_index=_trace_index(cells, classes),
    )


def _place(before: pd.DataFrame, after: pd.DataFrame, client_keys: pd.Series) -> pd.DataFrame:
    """Each client with its class and value in both windows."""
    clients = pd.DataFrame({"client_key": np.sort(client_keys.to_numpy(dtype="int64"))})
    for name, window in (("before", before), ("after", after)):
        placed = window.set_index("client_key").reindex(clients["client_key"]).reset_index()
        bought = placed["purchase_day_count"] > 0
        clients[f"class_{name}"] = placed["class_name"].where(bought, ABSENT).astype("str")
        clients[f"value_{name}"] = placed["value"].where(placed["purchase_day_count"].notna(), 0.0)
    clients["change"] = clients["value_after"] - clients["value_before"]
    return clients


def _moves(clients: pd.DataFrame, classes: Sequence[str]) -> np.ndarray:
    ranks = {name: rank for rank, name in enumerate(classes)}
    old, new = clients["class_before"].map(ranks), clients["class_after"].map(ranks)
    was_absent, is_absent = clients["class_before"].eq(ABSENT), clients["class_after"].eq(ABSENT)
    names = [
        new < old,
        new > old,
        new == old,
        was_absent & is_absent,
        was_absent & new.notna(),
        is_absent & old.notna(),
    ]
    return np.select(names, ["up", "down", "same", "none", "came", "left"], default="unknown")


def _count_cells(clients: pd.DataFrame, states: Sequence[str]) -> pd.DataFrame:
    pairs = pd.MultiIndex.from_product([states, states], names=["class_before", "class_after"])
    known = clients[clients["move"] != "unknown"]
    grouped = known.groupby(["class_before", "class_after"])
    cells = pd.DataFrame(
        {
            "client_count": grouped.size().reindex(pairs, fill_value=0),
            "value_before": grouped["value_before"].sum().reindex(pairs, fill_value=0.0),
            "value_after": grouped["value_after"].sum().reindex(pairs, fill_value=0.0),
        }
    ).reset_index()
    cells["row_share"] = ratio(
        cells["client_count"], cells.groupby("class_before")["client_count"].transform("sum")
    )
    return cells.astype(MOVEMENT_CELLS.dtypes)[MOVEMENT_CELLS.column_names]


def _trace_index(cells: pd.DataFrame, classes: Sequence[str]) -> float:
    inner = cells[cells["class_before"].isin(classes) & cells["class_after"].isin(classes)]
    stayed = inner.loc[inner["class_before"] == inner["class_after"]].set_index("class_before")[
        "client_count"
    ]
    trace = ratio(stayed, inner.groupby("class_before")["client_count"].sum().reindex(stayed.index))
    return (len(classes) - float(trace.sum(skipna=False))) / (len(classes) - 1)
