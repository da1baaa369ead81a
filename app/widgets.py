"""The widgets that steer the analyses; every one has a key, a default and a place in the URL."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app import chosen_settings, state
from kamlogic.analysis.concentration import ConcentrationSettings
from kamlogic.loss_criteria import KINDS
from kamlogic.services.datasets import DatasetState
from kamlogic.services.portfolio import Portfolio
from kamlogic.texts import N_, _
from kamlogic.window_pairs import ComparisonSettings

WINDOWS = {"12m": N_("12 months"), "24m": N_("24 months"), "all": N_("All data")}
COMPARED = {
    "auto": N_("Window and the one before, or two halves"),
    "previous": N_("Window and the one before"),
    "year_ago": N_("Quarter and a year ago"),
    "quarters": N_("Last two quarters"),
    "halves": N_("Two halves"),
}
MEASURES = {"net_sales": N_("Net sales"), "gross_profit": N_("Gross profit")}


def dataset_choice(states: list[DatasetState]) -> DatasetState:
    """The data set to look at; the newest with lines unless one is chosen."""
    by_id = {entry.dataset.id: entry for entry in states}
    if state.get("next_dataset") in by_id:
        state.put("dataset", state.get("next_dataset"))
    state.drop("next_dataset")
    if state.get("dataset") not in by_id:
        named = {str(key): key for key in by_id}.get(st.query_params.get("dataset", ""))
        filled = [key for key, entry in by_id.items() if not entry.is_empty]
        own = [key for key in filled if by_id[key].dataset.kind == "own"]
        state.put("dataset", named or (own[-1:] or filled[:1] or list(by_id))[0])
    picked = st.selectbox(
        _("Data set"), list(by_id), format_func=lambda key: by_id[key].dataset.name, key="dataset"
    )
    st.query_params["dataset"] = str(picked)
    return by_id[picked]


def window_choice() -> None:
    """How many months are analysed."""
    st.segmented_control(
        _("Window"), list(WINDOWS), format_func=lambda key: _(WINDOWS[key]), key="window",
        default=state.DEFAULTS["window"], bind="query-params", required=True,
    )  # fmt: skip


def as_of_choice(dataset_id: int, portfolio: Portfolio) -> date | None:
    """Up to which day figures are computed; None for the end of the last complete month."""
    if state.get("as_of_dataset") != dataset_id:
        if state.get("as_of_dataset") is not None:
            state.drop("as_of")
            st.query_params.pop("as_of", None)
        state.put("as_of_dataset", dataset_id)
    picked = st.date_input(
        _("As of"), portfolio.as_of, portfolio.totals.first_date, max(portfolio.as_of, portfolio.totals.last_date),
        key="as_of", format="YYYY-MM-DD", bind="query-params",
        help=_("The last day that counts. At first the end of the last complete month."),
    )  # fmt: skip
    return picked if isinstance(picked, date) and picked != portfolio.as_of else None


def parent_choice() -> bool:
    """Whether clients count under their parents."""
    return st.toggle(
        _("Group by parent"), key="group_by_parent", bind="query-params", persist_state="session",
        help=_("Clients of one parent count as one client, on every page."),
    )  # fmt: skip


def measure_choice(*, has_cost: bool) -> None:
    """Sales or profit; without cost there is no profit."""
    if not has_cost:
        state.drop("measure")
    st.segmented_control(
        _("Measure"), list(MEASURES) if has_cost else ["net_sales"], format_func=lambda key: _(MEASURES[key]),
        key="measure", default=state.DEFAULTS["measure"], bind="query-params", required=True,
        help=None if has_cost else _("Gross profit needs a cost or profit column in the export."),
    )  # fmt: skip


def loss_criterion() -> None:
    """When a client is lost."""
    st.segmented_control(
        _("Lost by"), list(KINDS), format_func=lambda key: _(KINDS[key]), key="loss_kind",
        default=state.default("loss_kind"), bind="query-params", required=True, persist_state="session",
        help=_("What the silence of a client is measured against."),
    )  # fmt: skip
    if state.get("loss_kind") == "own_median":
        st.slider(
            _("Lost after (times its own median gap)"), 1.0, 10.0, key="median_factor", step=0.5,
            value=state.default("median_factor"), bind="query-params", persist_state="session",
        )  # fmt: skip
    if state.get("loss_kind") == "pooled_percentile":
        st.slider(
            _("Lost when so many of all pauses would have ended (%)"), 20, 99, key="gap_percent", format="%d %%",
            value=state.default("gap_percent"), bind="query-params", persist_state="session",
        )  # fmt: skip
    is_fixed = state.get("loss_kind") == "fixed_hiatus"
    st.slider(
        _("Lost after (days without a purchase)") if is_fixed else _("Where too little is known: lost after (days)"),
        7, 730, key="hiatus_days", value=state.default("hiatus_days"), bind="query-params", persist_state="session",
    )  # fmt: skip


def risk_sliders() -> None:
    """When a client counts as slipping."""
    st.slider(
        _("Late after (times its own median gap)"), 1.0, 5.0, key="late_factor", step=0.1,
        value=state.DEFAULTS["late_factor"], bind="query-params", persist_state="session",
    )  # fmt: skip
    st.slider(
        _("Falling below (% of the year before)"), 5, 95, key="kept_percent", format="%d %%",
        value=state.DEFAULTS["kept_percent"], bind="query-params", persist_state="session",
    )  # fmt: skip


def key_slider() -> None:
    """From which share a client is key."""
    st.slider(
        _("Key from (% of sales or of gross profit)"), 0.5, 10.0, key="key_percent", step=0.5, format="%.1f %%",
        value=state.default("key_percent"), bind="query-params", persist_state="session",
    )  # fmt: skip


def zeros_choice() -> ConcentrationSettings:
    """Whether clients that bought for nothing count as clients."""
    st.toggle(_("Count clients whose value is exactly zero"), key="counts_zeros", persist_state="session")
    return chosen_settings.concentration_settings()


def windows_choice() -> ComparisonSettings:
    """Which two windows are compared."""
    st.selectbox(
        _("Compared windows"), list(COMPARED), format_func=lambda key: _(COMPARED[key]), key="compared",
        index=list(COMPARED).index(state.DEFAULTS["compared"]), bind="query-params", persist_state="session",
        help=_("Two halves where the data do not reach back two windows. "
               "Take the quarter of a year ago when sales are seasonal."),
    )  # fmt: skip
    return chosen_settings.comparison_settings()
