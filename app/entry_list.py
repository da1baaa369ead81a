"""Entries of one kind: a table, the chosen one to change or remove, and a form for a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

import pandas as pd
import streamlit as st

from app import current, signing, state, view
from app.entry_fields import Names
from app.entry_form import EntryForm, Save, just_saved
from kamlogic.entries.entry import EntryT
from kamlogic.services.entries import bring_back, remove
from kamlogic.services.entry_words import entry_columns, entry_values
from kamlogic.store.entries import Saved
from kamlogic.tables import Column
from kamlogic.texts import _


@dataclass(frozen=True, eq=False)
class JoinedTable(Generic[EntryT]):
    """A table of entries that tells more than their own fields.

    Attributes:
        frame: One row per entry, in their order.
        columns: Which to show, in order.
        detail: Draws what there is to know of the chosen entry; its form then waits below, folded in.
        scale: Decimals of the money.
    """

    frame: pd.DataFrame
    columns: list[Column]
    detail: Callable[[Saved[EntryT]], None] | None = None
    scale: int = 2


def entry_list(
    entry_type: type[EntryT],
    entries: Sequence[Saved[EntryT]],
    *,
    key: str,
    columns: Sequence[str] | JoinedTable[EntryT],
    empty_text: str,
    fixed: Mapping[str, Any] | None = None,
    fields: Sequence[str] | None = None,
    names: Names | None = None,
    save: Save[EntryT] | None = None,
) -> Saved[EntryT] | None:
    """Show entries, and let people add, change and remove them.

    Args:
        entry_type: The kind.
        entries: Which to show, in order.
        key: Unique on the page.
        columns: Fields of the table, in order; or a table of more than the entries tell.
        empty_text: Said where there are none.
        fixed: Fields that the page knows, e.g. the client; not asked for.
        fields: Fields of the form, in order; None asks for all.
        names: The clients and entries to choose from.
        save: Saves instead of services.entries.save_entry.

    Returns:
        The chosen entry; None when none is.
    """
    known = names or {}
    _undo(entry_type, key)
    shown = columns if isinstance(columns, JoinedTable) else own_table(entry_type, entries, columns, known)
    chosen = _table(entries, shown, key=key, empty_text=empty_text)
    if chosen is not None:
        with st.container(border=True, key=f"{key}_open"):
            form = EntryForm(
                entry_type=entry_type, key=f"{key}_{chosen.id}", opened=chosen, fixed=fixed or {}, fields=fields,
                names=known, save=save,
            )  # fmt: skip
            if shown.detail is None:
                form.show()
            else:
                shown.detail(chosen)
                with st.expander(_("Change"), key=f"{key}_{chosen.id}_change", icon=":material/edit:"):
                    form.show()
            _removal(chosen, key)
        return chosen
    label = _("Add: {kind}").format(kind=_(entry_type.label))
    with st.expander(label, key=f"{key}_new", icon=":material/add:"):
        EntryForm(
            entry_type=entry_type, key=f"{key}_add", fixed=fixed or {}, fields=fields, names=known, save=save
        ).show()
    return None


def own_table(
    entry_type: type[EntryT],
    entries: Sequence[Saved[EntryT]],
    columns: Sequence[str],
    names: Names,
    *,
    detail: Callable[[Saved[EntryT]], None] | None = None,
    scale: int = 2,
) -> JoinedTable[EntryT]:
    """The table of the entries' own fields."""
    rows = [entry_values(one.entry, columns, names) for one in entries]
    declared = entry_columns(entry_type, columns)
    frame = pd.DataFrame(rows, columns=list(columns)).astype({one.name: one.dtype for one in declared})
    return JoinedTable(frame, declared, detail, scale)


def _table(
    entries: Sequence[Saved[EntryT]],
    shown: JoinedTable[EntryT],
    *,
    key: str,
    empty_text: str,
) -> Saved[EntryT] | None:
    if not entries:
        view.note(empty_text)
        return None
    table_key = f"{key}_table_{state.get(f'{key}_fresh') or 0}"
    if any(just_saved(f"{key}_{one.id}") for one in entries) or just_saved(f"{key}_add"):
        table_key = forget_choice(key)
    label = _("Choose a row to see, change or remove it.")
    view.data_table(
        shown.frame, shown.columns, key=table_key, scale=shown.scale, on_select="rerun", label=label
    )
    place = view.chosen_row(table_key)
    return None if place is None or place >= len(entries) else entries[place]


def forget_choice(key: str) -> str:
    """Let no row of the list be chosen from the next run on; gives the key of the new table."""
    fresh = (state.get(f"{key}_fresh") or 0) + 1
    state.put(f"{key}_fresh", fresh)
    return f"{key}_table_{fresh}"


def _removal(chosen: Saved[Any], key: str) -> None:
    if signing.action_button(_("Remove"), key=f"{key}_remove_{chosen.id}", icon=":material/delete:"):
        remove(state.principal(), current.store(), opened=chosen)
        state.put(f"{key}_removed", chosen.id)
        forget_choice(key)
        st.rerun()


def _undo(entry_type: type[EntryT], key: str) -> None:
    removed: int | None = state.get(f"{key}_removed")
    if removed is None:
        return
    left, right, _rest = st.columns([2, 1, 3], vertical_alignment="center")
    left.caption(_("Removed: {kind}.").format(kind=_(entry_type.label)))
    if right.button(_("Bring it back"), key=f"{key}_bring_back", icon=":material/undo:"):
        bring_back(state.principal(), current.store(), entry_type, entry_id=removed)
        state.drop(f"{key}_removed")
        st.rerun()
