"""The settings and the tables of the page that tests the criteria."""

from __future__ import annotations

import streamlit as st

from app import chosen_settings, state, view
from kamlogic.analysis.backtest import BacktestResult, BacktestSettings
from kamlogic.backtesting.result_tables import (
    BACKTEST_COUNTS,
    BACKTEST_CRITERIA,
    BACKTEST_ORIGINS,
    LEFT_OUT,
)
from kamlogic.formats import days_text
from kamlogic.services.backtest import labelled, newest_counts
from kamlogic.tables import Column
from kamlogic.texts import N_, _

HORIZONS = (30, 60, 90, 180, 365)
_RULE = Column("rule", "str", N_("Criterion"), N_("Which clients are called lost."))
_HIDDEN = {"criterion", "simplicity", "is_adoptable"}


def backtest_settings() -> BacktestSettings:
    """Horizon and optional models, from the widgets."""
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    left.segmented_control(
        _("Lost means no purchase within"), list(HORIZONS), format_func=days_text, key="horizon_days",
        default=state.DEFAULTS["horizon_days"], bind="query-params", required=True, persist_state="session",
    )  # fmt: skip
    right.toggle(
        _("Models too (BG/NBD, MBG/NBD)"), key="has_models", value=state.DEFAULTS["has_models"],
        bind="query-params", persist_state="session",
        help=_("P(alive) below one half. For comparison only; they are never adopted."),
    )  # fmt: skip
    return chosen_settings.backtest_settings()


def tables(result: BacktestResult) -> None:
    """Every figure: together, on the newest test day, on each test day, and what was left out."""
    together, newest, each, days, left_out = st.tabs(
        [
            _("Older test days"),
            _("Newest test day"),
            _("Each test day"),
            _("Test days"),
            _("Not compared"),
        ],
        key="backtest_tables",
    )
    counts = labelled(result.counts)
    with together:
        columns = [_RULE, *(column for column in BACKTEST_CRITERIA.columns if column.name not in _HIDDEN)]
        view.data_table(labelled(result.criteria), columns, key="backtest_criteria")
    of_counts = [_RULE, *(column for column in BACKTEST_COUNTS.columns if column.name not in _HIDDEN)]
    with newest:
        view.data_table(labelled(newest_counts(result)), _without(of_counts, "origin"), key="backtest_newest")
    with each:
        view.data_table(counts.iloc[::-1], of_counts, key="backtest_counts")
    with days:
        view.data_table(result.origins.iloc[::-1], list(BACKTEST_ORIGINS.columns), key="backtest_origins")
    with left_out:
        reasons = result.left_out["reason"].map({name: _(name) for name in result.left_out["reason"]})
        view.data_table(
            labelled(result.left_out).assign(reason=reasons.astype("str")),
            [_RULE, *_without(list(LEFT_OUT.columns), "criterion")],
            key="backtest_left_out",
        )


def _without(columns: list[Column], name: str) -> list[Column]:
    return [column for column in columns if column.name != name]
