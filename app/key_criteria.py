"""The firm's own criteria for key clients; every one has a place in the URL."""

from __future__ import annotations

import streamlit as st

from app import state, view, widgets
from app.amount_fields import amount_field
from kamlogic.analysis.key_clients import CRITERIA
from kamlogic.texts import N_, _

NAMES = {
    "vital": N_("Vital: share of gross profit"),
    "sales": N_("Share of sales"),
    "profit": N_("Share of gross profit"),
    "prospective": N_("Prospective"),
    "image": N_("Name and reputation"),
    "expert": N_("Expertise"),
    "market_access": N_("Access to a market"),
    "potential": N_("Potential budget"),
    "length": N_("Length of the relationship"),
    "regularity": N_("Regularity"),
    "net_sales": N_("Sales"),
}
COMBINE = {"any": N_("any of these"), "all": N_("all of these")}
REGULAR = {"XY": N_("often or regularly (X, Y)"), "X": N_("often (X)")}


def choice() -> None:
    """Which criteria count, and how they combine."""
    st.segmented_control(
        _("A client is key with"), list(COMBINE), format_func=lambda name: _(COMBINE[name]), key="key_combine",
        default=state.default("key_combine"), bind="query-params", required=True, persist_state="session",
    )  # fmt: skip
    st.multiselect(
        _("Criteria"), list(CRITERIA), format_func=lambda name: _(NAMES[name]), key="key_criteria",
        default=state.default("key_criteria"), bind="query-params", persist_state="session",
    )  # fmt: skip
    if not state.get("key_criteria"):
        view.note(_("No criterion is chosen: a client is key only by judgement."))


def limits() -> None:
    """The limit of each criterion that counts."""
    chosen = state.get("key_criteria")
    if {"sales", "profit"} & set(chosen):
        widgets.key_slider()
    if "vital" in chosen:
        st.slider(
            _("Vital from (% of gross profit)"), 1.0, 30.0, key="key_vital_percent", step=0.5, format="%.1f %%",
            value=state.default("key_vital_percent"), bind="query-params", persist_state="session",
        )  # fmt: skip
    if "length" in chosen:
        st.slider(
            _("Client for at least (months)"), 1, 120, key="key_min_months",
            value=state.default("key_min_months"), bind="query-params", persist_state="session",
        )  # fmt: skip
    if "regularity" in chosen:
        st.segmented_control(
            _("Buys"), list(REGULAR), format_func=lambda name: _(REGULAR[name]), key="key_regular",
            default=state.default("key_regular"), bind="query-params", required=True, persist_state="session",
        )  # fmt: skip
    if "net_sales" in chosen:
        amount_field(_("Sales in the window from"), "key_min_net_sales", is_shared=True)
    if "potential" in chosen:
        amount_field(_("Potential budget from (a year)"), "key_min_potential", is_shared=True)
