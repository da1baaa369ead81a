"""Who signs the changes: chosen once from the list of people, remembered by the browser."""

from __future__ import annotations

import streamlit as st

from app import data, state
from app.browser_mark import COOKIE
from app.view import escaped
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.people import list_people, sign_in, signed_in
from kamlogic.texts import _


def recognise() -> None:
    """Take up who said before who they are, at this browser."""
    if state.is_signed():
        return
    known = signed_in(LOCAL_LEADER, data.opened_store(), browser=_browser())
    if known is not None:
        state.put("signed", known)


def shown_in_sidebar() -> None:
    """Who signs now, and the way to change it."""
    if not state.is_signed():
        return
    with st.popover(
        _("Signed by {name}").format(name=escaped(state.principal().name)), icon=":material/person:", type="tertiary"
    ):  # fmt: skip
        name = signer("sidebar")
        if st.button(_("This is me"), key="sign_in", disabled=not name):
            sign(name or "")
            st.rerun()


def signer(key: str) -> str | None:
    """The field that asks who the person is."""
    people = [one.entry.name for one in list_people(state.principal(), data.opened_store())]
    chosen: str | None = st.selectbox(
        _("Who are you?"),
        people,
        index=None,
        key=f"signer_{key}",
        accept_new_options=True,
        placeholder=_("Choose your name, or type it"),
        help=_("Signs your changes. This browser remembers it."),
    )
    return chosen


def action_button(label: str, *, key: str, icon: str | None = None, is_primary: bool = False) -> bool:
    """A button for a change outside a form; asks first who the person is, where nobody has said."""
    if state.is_signed():
        return st.button(label, key=key, icon=icon, type="primary" if is_primary else "secondary")
    with st.popover(label, icon=icon, key=f"{key}_asks"):
        name = signer(key)
        if st.button(label, key=key, disabled=not name, type="primary") and name:
            sign(name)
            return True
    return False


def sign(name: str) -> None:
    """Let this name sign from here on.

    Raises:
        InvalidEntryError: The name is empty or too long.
    """
    store = data.opened_store()
    state.put("signed", sign_in(LOCAL_LEADER, store, name=name, browser=_browser()))


def _browser() -> str:
    mark = st.context.cookies.get(COOKIE)
    return mark if isinstance(mark, str) else ""  # AppTest has no cookies
