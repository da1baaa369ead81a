"""Somebody else changed the entry meanwhile: what it was, what it is, what is typed; the person chooses."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import view
from app.entry_fields import Names
from kamlogic.entries.entry import EntryT, FieldShape
from kamlogic.formats import day_text
from kamlogic.services.entry_words import value_text
from kamlogic.store.entries import EditConflictError
from kamlogic.texts import _


def choice(conflict: EditConflictError[EntryT], *, key: str, names: Names) -> EntryT | None:
    """Show the fields that differ, side by side.

    Returns:
        The entry as the person chose it; None while they have not. Theirs where the entry was removed.
    """
    theirs = conflict.theirs
    if theirs is None:
        st.warning(_("Somebody removed this meanwhile; nothing was saved. What you typed:"))
        _typed(conflict, names)
        return conflict.mine if st.button(_("Go on without it"), key=f"{key}_gone") else None
    st.warning(
        _("{who} changed this on {day} at {time} UTC while you had it open; nothing was saved yet.").format(
            who=view.escaped(theirs.updated_by),
            day=day_text(theirs.updated_at),
            time=f"{theirs.updated_at:%H:%M}",
        ),
        icon=":material/sync_problem:",
    )
    chosen: dict[str, Any] = {}
    open_fields = 0
    for shape in conflict.mine.shapes():
        opened, now, mine = (
            getattr(one, shape.name) for one in (conflict.opened.entry, theirs.entry, conflict.mine)
        )
        if now == mine:
            continue
        if mine == opened:
            chosen[shape.name] = now  # changed by them alone
        elif now == opened:
            chosen[shape.name] = mine  # changed by me alone
        _side_by_side(shape, opened, now, mine, names)
        picked = st.radio(
            _(shape.label),
            ["theirs", "mine"],
            index=None if shape.name not in chosen else int(chosen[shape.name] == mine),
            format_func={"theirs": _("Keep theirs"), "mine": _("Keep mine")}.__getitem__,
            key=f"{key}_pick_{shape.name}_{theirs.version_id}",
            horizontal=True,
            label_visibility="collapsed",
        )
        open_fields += picked is None
        chosen[shape.name] = mine if picked == "mine" else now
    if open_fields:
        view.note(_("Choose for every field that both changed."))
    left, right, _rest = st.columns([1, 1, 2])
    if right.button(_("Take all theirs"), key=f"{key}_theirs"):
        return theirs.entry
    if left.button(_("Save this"), key=f"{key}_mine", disabled=bool(open_fields), type="primary"):
        return conflict.mine.with_values(**chosen)
    return None


def _side_by_side(shape: FieldShape, opened: Any, now: Any, mine: Any, names: Names) -> None:
    view.subsection(_(shape.label))
    headings = (_("When you opened it"), _("Theirs"), _("Yours"))
    for column, heading, value in zip(st.columns(3), headings, (opened, now, mine), strict=True):
        column.caption(heading)
        column.markdown(view.escaped(value_text(shape, value, names)))


def _typed(conflict: EditConflictError[EntryT], names: Names) -> None:
    for shape in conflict.mine.shapes():
        if conflict.mine.is_filled(shape.name) and not shape.is_automatic:
            text = value_text(shape, getattr(conflict.mine, shape.name), names)
            view.line(f"{_(shape.label)}: {text}")
