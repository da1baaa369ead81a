"""The session's choices: the only place that touches st.session_state."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kamlogic.analysis.abc_analysis import AbcSettings
from kamlogic.analysis.at_risk import AtRiskSettings
from kamlogic.analysis.key_clients import CRITERIA, DEFAULT_CRITERIA, KeyClientSettings
from kamlogic.analysis.losses import LossSettings
from kamlogic.analysis.punctuality import PunctualitySettings
from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.decline import DeclineSettings
from kamlogic.loss_criteria import LossCriterion
from kamlogic.principal import LOCAL_LEADER, Principal
from kamlogic.services.classes import ClassSettings
from kamlogic.services.report_settings import ReportSettings
from kamlogic.window_pairs import ComparisonSettings

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
    "loss_kind": "fixed_hiatus",
    "hiatus_days": 90,
    "median_factor": 3.0,
    "gap_percent": 80,
    "late_factor": 1.5,
    "kept_percent": 50,
    "key_percent": 2.0,
    "compared": "auto",
    "cohorts_by": "auto",
    "horizon_days": 90,
    "has_models": False,
    "key_criteria": list(DEFAULT_CRITERIA),
    "key_combine": "any",
    "key_vital_percent": 10.0,
    "key_min_net_sales": 0.0,
    "key_min_potential": 0.0,
    "key_min_months": 36,
    "key_regular": "XY",
    "return_days": 90,
    "win_months": 12,
    "win_kept": 100,
    "win_discount": 0.0,
    "win_cost": 0.0,
    "space_level": "auto",
    "tolerance_days": 0,
}
"""Widget key → default, as the widget holds it."""


def principal() -> Principal:
    """Who asks; without sign-on the one local leader."""
    return LOCAL_LEADER


def default(key: str) -> Any:
    """The default of a choice: what was adopted for the data set, or the product's own."""
    held: LossCriterion | None = st.session_state.get("adopted_criterion")
    return DEFAULTS.get(key) if held is None else _criterion_choices(held).get(key, DEFAULTS.get(key))


def _criterion_choices(criterion: LossCriterion) -> dict[str, Any]:
    """A criterion as its widgets hold it."""
    return {
        "loss_kind": criterion.kind,
        "hiatus_days": criterion.hiatus_days,
        "median_factor": criterion.median_factor,
        "gap_percent": round(criterion.gap_percentile * 100),
    }


def get(key: str) -> Any:
    """A choice, or its default."""
    return st.session_state.get(key, default(key))


def put_adopted_criterion(criterion: LossCriterion | None) -> None:
    """Work by the criterion that was adopted; choices that were not moved follow it."""
    if st.session_state.get("adopted_criterion") == criterion:
        return
    names = list(_criterion_choices(LossCriterion()))
    if all(get(name) == default(name) for name in names):
        for name in names:
            drop(name)
    put("adopted_criterion", criterion)


def forget_criterion() -> None:
    """Let the adopted criterion hold, whatever was tried."""
    for name in _criterion_choices(LossCriterion()):
        drop(name)
        st.query_params.pop(name, None)


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
        key=key_settings(),
    )


def key_settings() -> KeyClientSettings:
    """What makes a client key, from the widgets."""
    chosen = get("key_criteria")
    return KeyClientSettings(
        key_share=round(get("key_percent") / 100, 4),
        vital_share=round(get("key_vital_percent") / 100, 4),
        criteria=tuple(name for name in CRITERIA if name in chosen),
        combine=get("key_combine"),
        min_net_sales=get("key_min_net_sales"),
        min_potential_budget=get("key_min_potential"),
        min_months=get("key_min_months"),
        regular_classes=get("key_regular"),
    )


def loss_settings() -> LossSettings:
    """When a client counts as lost, from the widgets."""
    return LossSettings(
        kind=get("loss_kind"),
        hiatus_days=get("hiatus_days"),
        median_factor=get("median_factor"),
        gap_percentile=get("gap_percent") / 100,
        key_share=round(get("key_percent") / 100, 4),
    )


def at_risk_settings() -> AtRiskSettings:
    """When a client counts as slipping, from the widgets."""
    falling = DeclineSettings(kept_share=get("kept_percent") / 100)
    return AtRiskSettings(late_factor=get("late_factor"), decline=falling)


def comparison_settings() -> ComparisonSettings:
    """Which two windows are compared, from the widget."""
    return ComparisonSettings(windows=get("compared"))


def punctuality_settings() -> PunctualitySettings:
    """How many days late is still on time, from the widget."""
    return PunctualitySettings(tolerance_days=get("tolerance_days"))


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
        at_risk=at_risk_settings(),
        comparison=comparison_settings(),
        punctuality=punctuality_settings(),
    )
