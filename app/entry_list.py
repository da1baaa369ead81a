"""Entries of one kind: a table, the chosen one to change or remove, and a form for a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

import pandas as pd
import streamlit as st

from app import current, signing, state, view
from app.entry_fields import Names
from app.entry_form import EntryForm, More, Save, just_saved
from kamlogic.entries.entry import EntryT
from kamlogic.services.entries import bring_back, remove
from kamlogic.services.entry_words import entry_columns, entry_values
from kamlogic.store.entries import Saved
from kamlogic.tables import Column
from kamlogic.texts import _

Derived = Mapping[int, Mapping[str, Any]]
"""Id of an entry → name of a column → its value."""


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


def entry_list(  # noqa: PLR0913 - each names one thing of the table or of its form
    entry_type: type[EntryT],
    entries: Sequence[Saved[EntryT]],
    *,
    key: str,
    columns: Sequence[str | Column] | JoinedTable[EntryT],
    empty_text: str,
    fixed: Mapping[str, Any] | None = None,
    fields: Sequence[str] | None = None,
    names: Names | None = None,
    save: Save[EntryT] | None = None,
    more: More[EntryT] | None = None,
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
        more: Asks for further fields in its own way (EntryForm).

    Returns:
        The chosen entry; None when none is.
    """
    known = names or {}
    shown = columns if isinstance(columns, JoinedTable) else own_table(entry_type, entries, columns, known)
    chosen = entry_table(entry_type, entries, shown, key=key, empty_text=empty_text)
    entry_editor(
        entry_type, chosen, key=key, fixed=fixed, fields=fields, names=known, save=save, more=more,
        detail=shown.detail,
    )  # fmt: skip
    return chosen


def entry_editor(
    entry_type: type[EntryT],
    chosen: Saved[EntryT] | None,
    *,
    key: str,
    fixed: Mapping[str, Any] | None = None,
    fields: Sequence[str] | None = None,
    names: Names | None = None,
    save: Save[EntryT] | None = None,
    more: More[EntryT] | None = None,
    detail: Callable[[Saved[EntryT]], None] | None = None,
) -> None:
    """The form of the entry that `entry_table` of this key gave, or of a new one where none is chosen."""

    def form(name: str) -> EntryForm[EntryT]:
        return EntryForm(
            entry_type=entry_type, key=f"{key}_{name}", opened=chosen, fixed=fixed or {}, fields=fields,
            names=names or {}, save=save, more=more,
        )  # fmt: skip

    if chosen is None:
        new = form("add")
        label = _(entry_type.add_label)
        with st.expander(label, key=f"{key}_new", icon=":material/add:", expanded=new.waits()):
            new.show()
        return
    with st.container(border=True, key=f"{key}_open"):
        if detail is None:
            form(str(chosen.id)).show()
        else:
            detail(chosen)
            change, held = f"{key}_{chosen.id}_change", form(str(chosen.id))
            with st.expander(_("Change"), key=change, icon=":material/edit:", expanded=held.waits()):
                held.show()
        _removal(chosen, key)


def own_table(
    entry_type: type[EntryT],
    entries: Sequence[Saved[EntryT]],
    columns: Sequence[str | Column],
    names: Names | None = None,
    *,
    derived: Derived | None = None,
    detail: Callable[[Saved[EntryT]], None] | None = None,
    scale: int | None = None,
) -> JoinedTable[EntryT]:
    """The table of the entries' own fields and of what is derived from them.

    Args:
        entry_type: The kind.
        entries: Which to show, in order.
        columns: In order: fields, and columns whose values `derived` tells.
        names: What clients and entries are called.
        derived: Id of an entry → its values of the columns that nobody typed.
        detail: As of JoinedTable.
        scale: Decimals of the money; None shows whole money without decimals.
    """
    fields = [one for one in columns if isinstance(one, str)]
    more = derived or {}
    rows = [entry_values(one.entry, fields, names or {}) | dict(more.get(one.id, {})) for one in entries]
    typed = {one.name: one for one in entry_columns(entry_type, fields)}
    declared = [typed[one] if isinstance(one, str) else one for one in columns]
    dtypes = {one.name: one.dtype for one in declared}
    frame = pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)
    return JoinedTable(frame, declared, detail, _scale(frame, declared) if scale is None else scale)


def _scale(frame: pd.DataFrame, columns: list[Column]) -> int:
    money = frame[[column.name for column in columns if column.kind == "money"]]
    return 0 if (money.fillna(0) % 1 == 0).all(axis=None) else 2


def entry_table(
    entry_type: type[EntryT],
    entries: Sequence[Saved[EntryT]],
    shown: JoinedTable[EntryT],
    *,
    key: str,
    empty_text: str,
) -> Saved[EntryT] | None:
    """The table of a list, for a page that shows something between it and the form.

    Returns:
        The chosen entry; None when none is.
    """
    _undo(entry_type, key)
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
    return _chosen(entries, view.chosen_row(table_key), key)


def _chosen(entries: Sequence[Saved[EntryT]], place: int | None, key: str) -> Saved[EntryT] | None:
    """The entry that was chosen, though the changes of others move the rows while it is open."""
    held = f"{key}_chosen"
    if place is None or place >= len(entries):
        state.drop(held)
        return None
    by_id = {one.id: one for one in entries}
    last_place, last_id = state.get(held) or (None, None)
    if last_place == place and last_id in by_id:
        return by_id[last_id]
    state.put(held, (place, entries[place].id))
    return entries[place]


def forget_choice(key: str) -> str:
    """A new table, in which no row is chosen; gives its key."""
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
