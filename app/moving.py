"""What the pages that compare two windows share: the choice of the windows, and the clients behind a move or a part."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app import chosen_settings, client_lists, current, state, view
from kamlogic.analysis.bridge import BRIDGE_CLIENTS, PARTS, BridgeResult
from kamlogic.analysis.movement import MOVEMENT_CLIENTS, MovementResult, MovementSettings
from kamlogic.formats import count_text
from kamlogic.services.bridge import Bridge, build_bridge
from kamlogic.services.bridge_words import PART_MEANINGS, PART_NAMES
from kamlogic.services.movement import ClassKind, Movement, compare_movement
from kamlogic.services.movement_words import MOVES
from kamlogic.tables import CLIENTS, Column, Table
from kamlogic.texts import N_, _
from kamlogic.window_pairs import ComparisonSettings

KINDS: dict[ClassKind, str] = {"abc": N_("ABC"), "xyz": N_("XYZ")}
WIDTHS = {"client_count": N_("Clients"), "value_before": N_("Money before"), "value_after": N_("Money after")}
_NAME = [CLIENTS.column("client_name"), CLIENTS.column("client_code")]
_MOVED = ("up", "down", "came", "left")


def kind_choice() -> ClassKind:
    """Whether ABC or XYZ classes are compared."""
    kind: ClassKind = st.segmented_control(
        _("Classes"), list(KINDS), format_func=lambda key: _(KINDS[key]), key="moved_classes", default="abc",
        bind="query-params", required=True, persist_state="session",
    )  # fmt: skip
    return kind


def width_choice() -> Any:
    """What the width of the streams counts."""
    return st.segmented_control(
        _("Width of the streams"), list(WIDTHS), format_func=lambda key: _(WIDTHS[key]), key="stream_width",
        default="client_count", required=True, persist_state="session",
    )  # fmt: skip


def movement(comparison: ComparisonSettings, kind: ClassKind) -> Movement:
    """The moves under the rules in force."""
    portfolio, classes, settings = current.portfolio(), chosen_settings.class_settings(), MovementSettings()
    return current.kept(
        f"movement {kind}",
        [classes, comparison, settings],
        lambda: compare_movement(
            state.principal(), portfolio, classes=classes, comparison=comparison, settings=settings, kind=kind
        ),
    )


def bridge(comparison: ComparisonSettings) -> Bridge:
    """The bridge of sales for the window in force."""
    portfolio, classes = current.portfolio(), chosen_settings.class_settings()
    return current.kept(
        f"bridge {classes.window}",
        [comparison],
        lambda: build_bridge(state.principal(), portfolio, window=classes.window, comparison=comparison),
    )


def cell_note(found: Movement) -> str:
    """How to read a cell."""
    measure = _("gross profit") if found.measure == "gross_profit" else _("net sales")
    note = _(
        "Clients, their share of the earlier class, and their {measure} before → after. None: no purchase."
    ).format(measure=measure)
    if found.kind == "abc":
        return note
    order = _(
        "Up is towards X; N, too few purchases, comes last. Classes are those at the end of each window."
    )
    return f"{note} {order}"


def moved_clients(result: MovementResult, kind: ClassKind) -> None:
    """The clients of a move, or of all moves, by the money that changed."""
    view.section(_("Who moved"))
    cells = result.cells[
        (result.cells["client_count"] > 0) & (result.cells["class_before"] != result.cells["class_after"])
    ]
    pairs = list(zip(cells["class_before"], cells["class_after"], strict=True))
    labels = {
        f"{before}>{after}": f"{before} → {after} ({count_text(count)})"
        for (before, after), count in zip(pairs, cells["client_count"], strict=True)
    }
    clients = result.clients
    listed = clients[clients["move"].isin([*_MOVED, "unknown"])]
    if listed.empty:
        view.note(_("Nobody moved."))
        return
    chosen = st.selectbox(
        _("Move"),
        list(labels),
        format_func=labels.__getitem__,
        index=None,
        placeholder=_("All moves"),
        key="chosen_move",
    )
    if chosen:
        before, after = chosen.split(">")
        listed = listed[(listed["class_before"] == before) & (listed["class_after"] == after)]
    order = listed["change"].abs().sort_values(ascending=False, kind="stable").index
    named = listed.loc[order].assign(move=listed["move"].map(lambda move: _(MOVES[move])))
    hidden = {"client_key"} if kind == "abc" else {"client_key", "is_boundary_move"}
    _table(named, MOVEMENT_CLIENTS, hidden, key="moved_clients")


def part_clients(result: BridgeResult) -> None:
    """The clients behind a part of the bridge, by the money they add or take."""
    counts = result.parts.set_index("part")["client_count"]
    parts = [part for part in PARTS if counts[part]]
    view.section(_("The clients behind each part"))
    if not parts:
        view.note(_("No client is behind any part."))
        return

    def label(part: str) -> str:
        return f"{_(PART_NAMES[part])} ({count_text(counts[part])})"

    chosen = st.selectbox(_("Part"), parts, format_func=label, index=_first(parts), key="bridge_part")
    view.note(_(PART_MEANINGS[chosen]))
    hidden = {"client_key", "part", "part_change" if chosen == "credits" else "credit_change"}
    _table(result.behind(chosen), BRIDGE_CLIENTS, hidden, key="part_clients")


def _first(parts: list[str]) -> int:
    """The lost are looked at first."""
    return parts.index("lost") if "lost" in parts else 0


def _table(clients: pd.DataFrame, table: Table, hidden: set[str], *, key: str) -> None:
    portfolio = current.portfolio()
    named = clients.merge(portfolio.clients, on="client_key")
    columns: list[Column] = [*_NAME, *(column for column in table.columns if column.name not in hidden)]
    client_lists.client_table(named, columns, key=key, scale=portfolio.scale)
