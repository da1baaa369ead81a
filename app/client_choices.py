"""Clients to choose from: the largest, or those that a search by name or code finds."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from kamlogic.texts import _

MOST_OPTIONS = 2000


def searched_clients(figures: pd.DataFrame, *, key: str) -> pd.DataFrame:
    """The clients to list: all of them, or, of more than 2,000, the largest that the search finds; none if none is.

    Args:
        figures: client_name and client_code, the largest client first.
        key: Of the search.
    """
    if len(figures) <= MOST_OPTIONS:
        return figures
    sought = st.text_input(_("Search by name or code"), key=key, persist_state="session").casefold()
    texts = (figures["client_name"] + " " + figures["client_code"]).str.casefold()
    return figures[texts.str.contains(sought, regex=False)].head(MOST_OPTIONS)


def client_labels(clients: pd.DataFrame) -> dict[int, str]:
    """Client key → name and code."""
    texts = clients["client_name"] + " · " + clients["client_code"]
    return dict(zip(clients["client_key"], texts, strict=True))
