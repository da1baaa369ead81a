"""The session's choices: the only place that touches st.session_state."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kamlogic.analysis.key_clients import DEFAULT_CRITERIA, KeyClientSettings
from kamlogic.loss_criteria import LossCriterion
from kamlogic.principal import LOCAL_LEADER, Principal
from kamlogic.services.typed_amounts import choice_text

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
    "key_min_net_sales": "0",
    "key_min_potential": "0",
    "key_min_months": 36,
    "key_regular": "XY",
    "return_days": 90,
    "win_months": 12,
    "win_kept": 100,
    "win_discount": 0.0,
    "win_cost": "0",
    "space_level": "auto",
    "tolerance_days": 0,
    "programme_before": "auto",
    "counts_zeros": False,
    "fixed_cost": "",
    "group_by_parent": False,
    "match_score": 85,
    "identity_step": 0,
}
"""Widget key → default, as the widget holds it."""


def principal() -> Principal:
    """Who asks; without sign-on the local leader, under the name that the person chose."""
    signed: Principal | None = st.session_state.get("signed")
    return signed or LOCAL_LEADER


def is_signed() -> bool:
    """Whether the person has said who they are."""
    return "signed" in st.session_state


def default(key: str) -> Any:
    """The default of a choice: what was adopted for the data set, or the product's own."""
    for topic in _ADOPTED:
        held: dict[str, Any] = st.session_state.get(f"adopted_{topic}") or {}
        if key in held:
            return held[key]
    return DEFAULTS.get(key)


def _criterion_choices(criterion: LossCriterion) -> dict[str, Any]:
    """A criterion as its widgets hold it."""
    return {
        "loss_kind": criterion.kind,
        "hiatus_days": criterion.hiatus_days,
        "median_factor": criterion.median_factor,
        "gap_percent": round(criterion.gap_percentile * 100),
    }


def _key_choices(settings: KeyClientSettings) -> dict[str, Any]:
    """The criteria for key clients as their widgets hold them."""
    return {
        "key_criteria": list(settings.criteria),
        "key_combine": settings.combine,
        "key_percent": round(settings.key_share * 100, 2),
        "key_vital_percent": round(settings.vital_share * 100, 2),
        "key_min_net_sales": choice_text(settings.min_net_sales),
        "key_min_potential": choice_text(settings.min_potential_budget),
        "key_min_months": settings.min_months,
        "key_regular": settings.regular_classes,
    }


_ADOPTED = {
    "criterion": list(_criterion_choices(LossCriterion())),
    "key": list(_key_choices(KeyClientSettings())),
}
"""Topic → the choices that are adopted together."""


def get(key: str) -> Any:
    """A choice, or its default."""
    return st.session_state.get(key, default(key))


def holds(key: str) -> bool:
    """Whether the session holds a value under this key; a widget's is gone once a run did not draw it."""
    return key in st.session_state


def put_adopted_criterion(criterion: LossCriterion | None) -> None:
    """Work by the criterion that was adopted; choices that were not moved follow it."""
    _put_adopted("criterion", None if criterion is None else _criterion_choices(criterion))


def put_adopted_key(settings: KeyClientSettings | None) -> None:
    """Work by the criteria for key clients that were adopted; choices that were not moved follow them."""
    _put_adopted("key", None if settings is None else _key_choices(settings))
    if st.session_state.pop("key_forgotten", None):
        for name in _ADOPTED["key"]:
            put(name, default(name))


def _put_adopted(topic: str, choices: dict[str, Any] | None) -> None:
    if st.session_state.get(f"adopted_{topic}") == choices:
        return
    if all(get(name) == default(name) for name in _ADOPTED[topic]):
        for name in _ADOPTED[topic]:
            drop(name)
    put(f"adopted_{topic}", choices)


def forget_criterion() -> None:
    """Let the adopted criterion hold, whatever was tried."""
    for name in _ADOPTED["criterion"]:
        drop(name)
        st.query_params.pop(name, None)


def forget_key() -> None:
    """Let the adopted criteria for key clients hold from the next run on, whatever was tried.

    Their widgets are on the page, and a browser shows another value only when it is set before they are drawn.
    """
    put("key_forgotten", value=True)


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
