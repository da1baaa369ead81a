"""The widgets that steer the analyses; every one has a key, a default and a place in the URL."""

from __future__ import annotations

import streamlit as st

from app import state
from kamlogic.services.datasets import DatasetState
from kamlogic.texts import N_, _

WINDOWS = {"12m": N_("12 months"), "24m": N_("24 months"), "all": N_("All data")}
MEASURES = {"net_sales": N_("Net sales"), "gross_profit": N_("Gross profit")}
BASES = {"frequency": N_("Frequency of buying"), "value": N_("Amounts")}
BUCKETS = {"auto": N_("Auto"), "month": N_("Months"), "quarter": N_("Quarters")}


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


def measure_choice(*, has_cost: bool) -> None:
    """Sales or profit; without cost there is no profit."""
    if not has_cost:
        state.drop("measure")
    st.segmented_control(
        _("Measure"), list(MEASURES) if has_cost else ["net_sales"], format_func=lambda key: _(MEASURES[key]),
        key="measure", default=state.DEFAULTS["measure"], bind="query-params", required=True,
        help=None if has_cost else _("Gross profit needs a cost or profit column in the export."),
    )  # fmt: skip


def abc_sliders() -> None:
    """Where the cumulative share is cut."""
    st.slider(
        _("A and B end at (% of cumulative share)"), 5, 99, key="abc_limits", value=state.DEFAULTS["abc_limits"],
        format="%d %%", bind="query-params", persist_state="session",
        help=_("The client that crosses a limit stays in the higher class."),
    )  # fmt: skip


def xyz_sliders() -> None:
    """What regular means."""
    st.segmented_control(
        _("Regularity of"), list(BASES), format_func=lambda key: _(BASES[key]), key="basis",
        default=state.DEFAULTS["basis"], bind="query-params", required=True, persist_state="session",
    )  # fmt: skip
    st.segmented_control(
        _("Bucket"), list(BUCKETS), format_func=lambda key: _(BUCKETS[key]), key="bucket",
        default=state.DEFAULTS["bucket"], bind="query-params", required=True, persist_state="session",
    )  # fmt: skip
    if state.get("basis") == "value":
        st.slider(
            _("X and Y end at (variation of amounts, %)"), 1, 200, key="value_limits", format="%d %%",
            value=state.DEFAULTS["value_limits"], bind="query-params", persist_state="session",
        )  # fmt: skip
        return
    st.slider(
        _("X often: average interval up to (periods)"), 1.0, 4.0, key="adi_limit", step=0.01,
        value=state.DEFAULTS["adi_limit"], bind="query-params", persist_state="session",
        help=_("Average demand interval: periods ÷ periods with a purchase."),
    )  # fmt: skip
    st.slider(
        _("Y regular: gaps vary by up to (× their mean)"), 0.05, 2.0, key="gap_cv_limit", step=0.05,
        value=state.DEFAULTS["gap_cv_limit"], bind="query-params", persist_state="session",
    )  # fmt: skip
    st.slider(
        _("Too new: fewer purchase days than"), 2, 12, key="min_purchase_days",
        value=state.DEFAULTS["min_purchase_days"], bind="query-params", persist_state="session",
    )  # fmt: skip


def hiatus_slider() -> None:
    """After how many silent days a client is lost."""
    st.slider(
        _("Lost after (days without a purchase)"), 14, 365, key="hiatus_days", value=state.DEFAULTS["hiatus_days"],
        bind="query-params", persist_state="session",
    )  # fmt: skip


def key_slider() -> None:
    """From which share a client is key."""
    st.slider(
        _("Key from (% of sales or of gross profit)"), 0.5, 10.0, key="key_percent", step=0.5, format="%.1f %%",
        value=state.DEFAULTS["key_percent"], bind="query-params", persist_state="session",
    )  # fmt: skip


def zeros_choice() -> bool:
    """Whether clients that bought for nothing count as clients."""
    return st.toggle(
        _("Count clients whose value is exactly zero"), key="counts_zeros", persist_state="session"
    )
