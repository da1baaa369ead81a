"""The widgets that decide the classes, the same on every page that shows classes."""

from __future__ import annotations

import streamlit as st

from app import state
from kamlogic.texts import N_, _

METHODS = {
    "cumulative_share": N_("Share"),
    "rank": N_("Rank"),
    "computed": N_("Computed"),
}
CONVENTIONS = {"start_share": N_("stays above"), "end_share": N_("falls below")}
PRESETS = {"80/95": (80, 95), "70/90": (70, 90), "50/80": (50, 80)}
BASES = {"frequency": N_("Frequency of buying"), "value": N_("Amounts")}
BUCKETS = {
    "auto": N_("By the pauses of class A"),
    "week": N_("Weeks"),
    "month": N_("Months"),
    "quarter": N_("Quarters"),
}


def abc_sliders(*, with_convention: bool = False) -> None:
    """How and where the clients are cut.

    Args:
        with_convention: Offer the convention as well.
    """
    st.segmented_control(
        _("Cut by"), list(METHODS), format_func=lambda key: _(METHODS[key]), key="abc_method",
        default=state.DEFAULTS["abc_method"], bind="query-params", required=True, persist_state="session",
        help=_("Computed: from the shape of the curve, after Ultsch and Lötsch."),
    )  # fmt: skip
    if state.get("abc_method") == "rank":
        st.slider(
            _("A and B end at (% of clients)"), 1, 99, key="abc_ranks", value=state.DEFAULTS["abc_ranks"],
            format="%d %%", bind="query-params", persist_state="session",
            help=_("Equal clients stay together in the higher class."),
        )  # fmt: skip
    elif state.get("abc_method") == "cumulative_share":
        _share_sliders(with_convention=with_convention)


def _share_sliders(*, with_convention: bool) -> None:
    limits = tuple(state.get("abc_limits"))
    state.put("abc_preset", next((name for name, preset in PRESETS.items() if preset == limits), None))
    st.segmented_control(_("Usual limits"), list(PRESETS), key="abc_preset", on_change=_take_preset)
    st.slider(
        _("A and B end at (% of cumulative share)"), 5, 99, key="abc_limits", value=state.DEFAULTS["abc_limits"],
        format="%d %%", bind="query-params", persist_state="session",
    )  # fmt: skip
    if with_convention:
        st.segmented_control(
            _("The client that crosses a limit"), list(CONVENTIONS), format_func=lambda key: _(CONVENTIONS[key]),
            key="abc_convention", default=state.DEFAULTS["abc_convention"], bind="query-params", required=True,
            persist_state="session",
        )  # fmt: skip


def _take_preset() -> None:
    chosen = state.get("abc_preset")
    if chosen in PRESETS:
        state.put("abc_limits", PRESETS[chosen])


def xyz_sliders(*, with_details: bool = False) -> None:
    """What regular means.

    Args:
        with_details: Offer the form of the deviation, the seasonal adjustment and the limit of weeks as well.
    """
    st.segmented_control(
        _("Regularity of"), list(BASES), format_func=lambda key: _(BASES[key]), key="basis",
        default=state.DEFAULTS["basis"], bind="query-params", required=True, persist_state="session",
    )  # fmt: skip
    st.selectbox(
        _("Bucket"), list(BUCKETS), format_func=lambda key: _(BUCKETS[key]), key="bucket",
        index=list(BUCKETS).index(state.DEFAULTS["bucket"]), bind="query-params", persist_state="session",
    )  # fmt: skip
    if with_details and state.get("bucket") == "auto":
        st.slider(
            _("Weeks when class A pauses up to (days)"), 1, 31, key="week_gap", value=state.DEFAULTS["week_gap"],
            bind="query-params", persist_state="session",
        )  # fmt: skip
    if state.get("basis") == "value":
        _value_sliders(with_details=with_details)
    else:
        _frequency_sliders()


def _value_sliders(*, with_details: bool) -> None:
    st.slider(
        _("X and Y end at (variation of amounts, %)"), 1, 200, key="value_limits", format="%d %%",
        value=state.DEFAULTS["value_limits"], bind="query-params", persist_state="session",
    )  # fmt: skip
    if with_details:
        st.toggle(
            _("Sample standard deviation (n-1)"), key="sample_deviation", value=state.DEFAULTS["sample_deviation"],
            bind="query-params", persist_state="session",
        )  # fmt: skip


def _frequency_sliders() -> None:
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


def seasonal_toggle(*, is_offered: bool) -> None:
    """Adjust amounts for the season, where the data allow it.

    Args:
        is_offered: At least 24 months are complete, and the bucket is a month or a quarter.
    """
    if state.get("basis") == "value" and is_offered:
        st.toggle(
            _("Seasonally adjusted amounts"), key="seasonal", value=state.DEFAULTS["seasonal"], bind="query-params",
            persist_state="session",
        )  # fmt: skip
