"""The session's choices: the only place that touches st.session_state."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kamlogic.analysis.abc_analysis import AbcSettings
from kamlogic.analysis.key_clients import KeyClientSettings
from kamlogic.analysis.losses import LossSettings
from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.principal import LOCAL_LEADER, Principal
from kamlogic.services.classes import ClassSettings
from kamlogic.services.report_settings import ReportSettings

DEFAULTS: dict[str, Any] = {
    "window": "12m",
    "measure": "net_sales",
    "abc_method": "cumulative_share",
    "abc_convention": "start_share",
    "abc_limits": (80, 95),
    "abc_ranks": (20, 50),
    "basis": "frequency",
    "bucket": "auto",
    "adi_limit": 1.32,
    "gap_cv_limit": 0.5,
    "value_limits": (10, 25),
    "min_purchase_days": 3,
    "sample_deviation": False,
    "seasonal": False,
    "week_gap": 5,
    "hiatus_days": 90,
    "key_percent": 2.0,
    "compared": "auto",
    "cohorts_by": "auto",
}
"""Widget key → default, as the widget holds it."""


def principal() -> Principal:
    """Who asks; without sign-on the one local leader."""
    return LOCAL_LEADER


def get(key: str) -> Any:
    """A choice, or its default."""
    return st.session_state.get(key, DEFAULTS.get(key))


def put(key: str, value: Any) -> None:
    """Set a choice before its widget is drawn."""
    st.session_state[key] = value


def drop(key: str) -> None:
    """Forget a choice."""
    st.session_state.pop(key, None)


def forget_files(kept: set[str]) -> None:
    """Let go of what was read of files that are no longer in the uploader."""
    for key in list(st.session_state):
        kind, _, file_id = str(key).partition("_")
        if kind in {"export", "questions", "choices", "cancelled"} and file_id not in kept:
            del st.session_state[key]


def _rising(limits: tuple[float, float], step: float) -> tuple[float, float]:
    """Two rising limits, though the handles of the slider may meet and an address may turn them round."""
    low, high = sorted(limits)
    return (low, high) if low < high else (low, low + step)


def class_settings() -> ClassSettings:
    """What decides the classes, from the widgets."""
    a_limit, b_limit = _rising(get("abc_limits"), 1)
    a_rank, b_rank = _rising(get("abc_ranks"), 1)
    x_limit, y_limit = _rising(get("value_limits"), 1)
    key_share = round(get("key_percent") / 100, 4)
    return ClassSettings(
        window=get("window"),
        abc=AbcSettings(
            measure=get("measure"),
            method=get("abc_method"),
            convention=get("abc_convention"),
            a_limit=a_limit / 100,
            b_limit=b_limit / 100,
            a_rank_share=a_rank / 100,
            b_rank_share=b_rank / 100,
        ),
        xyz=XyzSettings(
            basis=get("basis"),
            period=get("bucket"),
            adi_limit=get("adi_limit"),
            gap_cv_limit=get("gap_cv_limit"),
            min_purchase_days=get("min_purchase_days"),
            value_x_limit=x_limit / 100,
            value_y_limit=y_limit / 100,
            uses_sample_deviation=get("sample_deviation"),
            is_seasonally_adjusted=get("seasonal"),
            week_up_to_gap_days=get("week_gap"),
        ),
        key=KeyClientSettings(key_share=key_share),
    )


def loss_settings() -> LossSettings:
    """When a client counts as lost, from the widgets."""
    return LossSettings(hiatus_days=get("hiatus_days"), key_share=round(get("key_percent") / 100, 4))


def report_settings() -> ReportSettings:
    """All settings in force, as the report takes them."""
    classes = class_settings()
    return ReportSettings(
        as_of=get("as_of"),
        window=classes.window,
        abc=classes.abc,
        xyz=classes.xyz,
        key=classes.key,
        losses=loss_settings(),
    )
