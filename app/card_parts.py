"""The parts of a client card: tabs of which only those that were opened are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from app import state


def parts(drawn: Mapping[str, Callable[[], None]], *, about: int) -> None:
    """Tabs that a link names by `?part=<label>`.

    A part is drawn when it is opened, and from then on in every run, so that what was typed in it is still there after a
    look at another part.

    Args:
        drawn: Label → what draws the part; the first is open at first.
        about: The client; the parts opened for another one are forgotten.
    """
    held: tuple[int, set[str]] = state.get("parts_opened") or (about, set())
    opened = held[1] if held[0] == about else set()
    for label, tab in zip(drawn, st.tabs(list(drawn), key="part", bind="query-params"), strict=True):
        if tab.open:
            opened.add(label)
        if label in opened:
            with tab:
                drawn[label]()
    state.put("parts_opened", (about, opened))
