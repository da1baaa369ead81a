"""Tables of clients, each row the way to a client's card."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import current, override_marks, view
from kamlogic.tables import Column
from kamlogic.texts import _


def client_table(
    frame: pd.DataFrame, columns: list[Column], *, key: str, scale: int = 2, label: str = ""
) -> None:
    """A table whose chosen row offers the card of its client; a code that only repeats the name is left out.

    Where a verdict that is shown was overridden, a column says by whom and why.

    Args:
        frame: Holds the columns, client_key and client_name.
        columns: Which to show, in order.
        key: Of the table.
        scale: Decimals of the money.
        label: A sentence before the one that tells what a row is for.
    """
    hint = _("Choose a row to open the client's card.")
    if "client_code" in frame and (frame["client_code"] == frame["client_name"]).all():
        columns = [column for column in columns if column.name != "client_code"]
    frame, columns = override_marks.marked(frame, columns)
    view.data_table(
        frame, columns, key=key, scale=scale, on_select="rerun", label=f"{label} {hint}" if label else hint
    )
    place = view.chosen_row(key)
    if place is None or place >= len(frame):
        return
    row = frame.iloc[place]
    name = view.escaped(row["client_name"])
    if st.button(_("Open the card of {name}").format(name=name), key=f"{key}_card", icon=":material/badge:"):
        current.open_client(int(row["client_key"]))
