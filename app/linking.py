"""Which clients are merged, which pairs are not one and who belongs to whom, each with its way back."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from app import current, joining, signing, state, view
from kamlogic.principal import Role
from kamlogic.services.analysis import Analysis
from kamlogic.services.identity import LinkChange, allow_merge, set_parent, undo_merge
from kamlogic.services.identity_words import history_table, link_table
from kamlogic.services.linked_clients import CLIENT_LINKS, LINK_HISTORY, Links, link_history, list_held
from kamlogic.tables import Column
from kamlogic.texts import _


def held_links(result: Analysis) -> Links:
    """What holds of the data set's clients."""
    return list_held(state.principal(), current.store(), dataset_id=result.portfolio.dataset_id)


def merged_part(result: Analysis, held: Links) -> None:
    """Merged clients and refused pairs, each with its way back."""
    view.section(_("Merged clients"))
    dataset_id = result.portfolio.dataset_id
    _link_list(
        held.merged, "merged", empty=_("No client is merged into another one."), button=_("Undo the merge"),
        labels=(_("Client"), _("Merged into")),
        act=lambda row: undo_merge(
            state.principal(), current.store(), dataset_id=dataset_id, client_key=int(row["client_key"])
        ),
        said=_("{client} stands for itself again."),
    )  # fmt: skip
    if len(held.refused):
        with st.expander(_("Pairs that are not one"), key="refused_pairs"):
            _link_list(
                held.refused, "refused", empty="", button=_("Suggest it again"), labels=(_("Client"), _("Not the same as")),
                act=lambda row: allow_merge(
                    state.principal(), current.store(), dataset_id=dataset_id,
                    client_key=int(row["client_key"]), other_key=int(row["other_key"]),
                ),
                said=_("{client} and {other} may be suggested again."),
            )  # fmt: skip


def parents_part(result: Analysis, held: Links) -> None:
    """Who belongs to whom, and a way to say so."""
    view.section(_("Parents"))
    dataset_id = result.portfolio.dataset_id
    if joining.may_change():
        left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
        with left:
            client = joining.client_choice(result, _("This client"), key="parent_of")
        with middle:
            parent = joining.client_choice(result, _("belongs to"), key="parent")
        with right:
            is_said = _parent_button(is_ready=client is not None and parent is not None)
        if is_said and client is not None:
            change = set_parent(
                state.principal(), current.store(), dataset_id=dataset_id, client_key=client, parent_key=parent
            )  # fmt: skip
            joining.done(_("{client} belongs to {other}. Turn on “Group by parent” to count them as one.").format(
                client=change.client_name, other=change.other_name
            ))  # fmt: skip
    _link_list(
        held.parents, "parents", empty=_("No client has a parent."), button=_("Remove the parent"),
        labels=(_("Client"), _("Parent")),
        act=lambda row: set_parent(
            state.principal(), current.store(), dataset_id=dataset_id, client_key=int(row["client_key"]), parent_key=None
        ),
        said=_("{client} has no parent."),
    )  # fmt: skip


def _parent_button(*, is_ready: bool) -> bool:
    """Saves the parent; grey until both clients are chosen."""
    if is_ready:
        return signing.action_button(_("Save"), key="parent_save")
    return st.button(_("Save"), key="parent_waits", disabled=True)


def history_part(result: Analysis) -> None:
    """Everything that was said."""
    history = link_history(state.principal(), current.store(), dataset_id=result.portfolio.dataset_id)
    if len(history):
        with st.expander(_("History"), key="link_history"):
            columns = [column for column in LINK_HISTORY.columns if not column.name.endswith("_key")]
            view.data_table(history_table(state.principal(), history), columns, key="links_said")


def _link_list(
    frame: pd.DataFrame,
    name: str,
    *,
    empty: str,
    button: str,
    labels: tuple[str, str],
    act: Callable[[pd.Series], LinkChange],
    said: str,
) -> None:
    """CLIENT_LINKS of one kind; a chosen row can be taken back."""
    if frame.empty:
        view.note(empty)
        return
    named = {"client_name": labels[0], "other_name": labels[1]}
    columns = [
        Column(column.name, column.dtype, named.get(column.name, column.label), column.meaning, column.kind)
        for column in CLIENT_LINKS.columns
        if not column.name.endswith(("_key", "_code"))
    ]
    frame = link_table(state.principal(), frame)
    key = joining.table_key(name)
    view.data_table(frame, columns, key=key, on_select="rerun", label=_("Choose a row to change it."))
    place = view.chosen_row(key)
    if place is None or place >= len(frame) or state.principal().role < Role.MANAGER:
        return
    row = frame.iloc[place]
    label = f"{button}: {view.escaped(row['client_name'])}"
    if signing.action_button(label, key=f"{name}_undo", icon=":material/undo:"):
        act(row)
        joining.done(said.format(client=row["client_name"], other=row["other_name"]))
