"""Which pages there are, and where."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from kamlogic.texts import N_, _

FOLDER = Path(__file__).resolve().parent.parent / "pages"
TITLES = {
    "overview": (N_("Overview"), ":material/dashboard:"),
    "matrix": (N_("ABC-XYZ matrix"), ":material/grid_on:"),
    "movement": (N_("Class movement"), ":material/swap_vert:"),
    "bridge": (N_("Sales bridge"), ":material/waterfall_chart:"),
    "abc_analysis": (N_("ABC analysis"), ":material/leaderboard:"),
    "xyz_analysis": (N_("XYZ analysis"), ":material/timeline:"),
    "concentration": (N_("Concentration"), ":material/pie_chart:"),
    "losses": (N_("Lost clients"), ":material/person_off:"),
    "cohorts": (N_("Cohorts"), ":material/grid_view:"),
    "client": (N_("Client card"), ":material/badge:"),
    "upload": (N_("Upload"), ":material/upload_file:"),
    "methods": (N_("Methods"), ":material/menu_book:"),
}


def page(topic: str) -> StreamlitPage:
    """The page of a topic."""
    title, icon = TITLES[topic]
    return st.Page(
        FOLDER / f"{topic}.py",
        title=_(title),
        icon=icon,
        url_path="" if topic == "overview" else topic,
        default=topic == "overview",
    )


def sections() -> dict[str, list[StreamlitPage]]:
    """The pages under their headings."""
    return {
        _("Portfolio"): [
            page("overview"),
            page("matrix"),
            page("abc_analysis"),
            page("xyz_analysis"),
            page("movement"),
            page("bridge"),
            page("concentration"),
        ],
        _("Losses"): [page("losses"), page("cohorts")],
        _("Clients"): [page("client")],
        _("Data"): [page("upload"), page("methods")],
    }
