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
    "key_clients": (N_("Key clients"), ":material/star:"),
    "managers": (N_("Account managers"), ":material/groups:"),
    "tasks": (N_("Tasks"), ":material/task_alt:"),
    "incidents": (N_("Incidents"), ":material/report:"),
    "punctuality": (N_("Punctuality"), ":material/local_shipping:"),
    "losses": (N_("Lost clients"), ":material/person_off:"),
    "backtest": (N_("Criterion tested"), ":material/rule:"),
    "at_risk": (N_("At risk"), ":material/trending_down:"),
    "win_back": (N_("Win back"), ":material/person_add:"),
    "loss_cases": (N_("Loss cases"), ":material/folder_open:"),
    "cohorts": (N_("Cohorts"), ":material/grid_view:"),
    "forecast": (N_("What comes next"), ":material/event_upcoming:"),
    "white_space": (N_("White space"), ":material/add_shopping_cart:"),
    "programmes": (N_("Programmes"), ":material/campaign:"),
    "prospects": (N_("Prospects"), ":material/person_search:"),
    "client": (N_("Client card"), ":material/badge:"),
    "identity": (N_("One client, several names"), ":material/merge:"),
    "upload": (N_("Upload"), ":material/upload_file:"),
    "exchange": (N_("Dossiers in and out"), ":material/table_view:"),
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
        _("Key clients"): [
            page("key_clients"),
            page("managers"),
            page("tasks"),
            page("incidents"),
            page("punctuality"),
        ],
        _("Losses"): [
            page("losses"),
            page("at_risk"),
            page("backtest"),
            page("loss_cases"),
            page("win_back"),
            page("cohorts"),
        ],
        _("Growth"): [page("forecast"), page("white_space"), page("prospects"), page("programmes")],
        _("Clients"): [page("client"), page("identity")],
        _("Data"): [page("upload"), page("exchange"), page("methods")],
    }
