"""The settings of the analyses as the session's choices have them."""

from __future__ import annotations

from app import state
from app.amount_fields import amount
from kamlogic.analysis.abc_analysis import AbcSettings
from kamlogic.analysis.at_risk import AtRiskSettings
from kamlogic.analysis.backtest import BacktestSettings
from kamlogic.analysis.cohorts import CohortSettings
from kamlogic.analysis.concentration import ConcentrationSettings
from kamlogic.analysis.if_we_lose import IfWeLoseSettings
from kamlogic.analysis.key_clients import CRITERIA, KeyClientSettings
from kamlogic.analysis.losses import LossSettings
from kamlogic.analysis.punctuality import PunctualitySettings
from kamlogic.analysis.white_space import WhiteSpaceSettings
from kamlogic.analysis.win_back import WinBackSettings
from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.decline import DeclineSettings
from kamlogic.services.classes import ClassSettings
from kamlogic.services.report_settings import ReportSettings
from kamlogic.window_pairs import ComparisonSettings


def _rising(limits: tuple[float, float], step: float) -> tuple[float, float]:
    """Two rising limits, though the handles of the slider may meet and an address may turn them round."""
    low, high = sorted(limits)
    return (low, high) if low < high else (low, low + step)


def class_settings() -> ClassSettings:
    """What decides the classes, from the widgets."""
    a_limit, b_limit = _rising(state.get("abc_limits"), 1)
    a_rank, b_rank = _rising(state.get("abc_ranks"), 1)
    x_limit, y_limit = _rising(state.get("value_limits"), 1)
    return ClassSettings(
        window=state.get("window"),
        abc=AbcSettings(
            measure=state.get("measure"),
            method=state.get("abc_method"),
            convention=state.get("abc_convention"),
            a_limit=a_limit / 100,
            b_limit=b_limit / 100,
            a_rank_share=a_rank / 100,
            b_rank_share=b_rank / 100,
        ),
        xyz=XyzSettings(
            basis=state.get("basis"),
            period=state.get("bucket"),
            adi_limit=state.get("adi_limit"),
            gap_cv_limit=state.get("gap_cv_limit"),
            min_purchase_days=state.get("min_purchase_days"),
            value_x_limit=x_limit / 100,
            value_y_limit=y_limit / 100,
            uses_sample_deviation=state.get("sample_deviation"),
            is_seasonally_adjusted=state.get("seasonal"),
            week_up_to_gap_days=state.get("week_gap"),
        ),
        key=key_settings(),
    )


def key_settings() -> KeyClientSettings:
    """What makes a client key, from the widgets."""
    chosen = state.get("key_criteria")
    return KeyClientSettings(
        key_share=round(state.get("key_percent") / 100, 4),
        vital_share=round(state.get("key_vital_percent") / 100, 4),
        criteria=tuple(name for name in CRITERIA if name in chosen),
        combine=state.get("key_combine"),
        min_net_sales=amount("key_min_net_sales") or 0.0,
        min_potential_budget=amount("key_min_potential") or 0.0,
        min_months=state.get("key_min_months"),
        regular_classes=state.get("key_regular"),
    )


def loss_settings() -> LossSettings:
    """When a client counts as lost, from the widgets."""
    return LossSettings(
        kind=state.get("loss_kind"),
        hiatus_days=state.get("hiatus_days"),
        median_factor=state.get("median_factor"),
        gap_percentile=state.get("gap_percent") / 100,
        key_share=round(state.get("key_percent") / 100, 4),
    )


def at_risk_settings() -> AtRiskSettings:
    """When a client counts as slipping, from the widgets."""
    falling = DeclineSettings(kept_share=state.get("kept_percent") / 100)
    return AtRiskSettings(late_factor=state.get("late_factor"), decline=falling)


def comparison_settings() -> ComparisonSettings:
    """Which two windows are compared, from the widget."""
    return ComparisonSettings(windows=state.get("compared"))


def punctuality_settings() -> PunctualitySettings:
    """How many days late is still on time, from the widget."""
    return PunctualitySettings(tolerance_days=state.get("tolerance_days"))


def cohort_settings() -> CohortSettings:
    """Months or quarters."""
    return CohortSettings(period=state.get("cohorts_by"))


def backtest_settings() -> BacktestSettings:
    """Horizon, and whether the models are tried."""
    has_models = state.get("has_models")
    return BacktestSettings(horizon_days=state.get("horizon_days"), has_mbg=has_models, has_bg=has_models)


def win_back_settings() -> WinBackSettings:
    """What a client that returns is worth, and what the offer costs."""
    return WinBackSettings(
        horizon_days=state.get("return_days"),
        months=state.get("win_months"),
        retention=state.get("win_kept") / 100,
        discount=round(state.get("win_discount") / 100, 6),
        cost=amount("win_cost") or 0.0,
    )


def white_space_settings() -> WhiteSpaceSettings:
    """Products or categories."""
    return WhiteSpaceSettings(level=state.get("space_level"))


def concentration_settings() -> ConcentrationSettings:
    """Whether clients of exactly zero count."""
    return ConcentrationSettings(counts_zeros=state.get("counts_zeros"))


def if_we_lose_settings() -> IfWeLoseSettings:
    """The fixed cost, where it was given."""
    return IfWeLoseSettings(fixed_cost=amount("fixed_cost"))


def report_settings() -> ReportSettings:
    """All settings in force, as the report takes them."""
    classes = class_settings()
    return ReportSettings(
        as_of=state.get("as_of_in_force"),
        window=classes.window,
        abc=classes.abc,
        xyz=classes.xyz,
        key=classes.key,
        comparison=comparison_settings(),
        losses=loss_settings(),
        at_risk=at_risk_settings(),
        backtest=backtest_settings(),
        cohorts=cohort_settings(),
        concentration=concentration_settings(),
        if_we_lose=if_we_lose_settings(),
        win_back=win_back_settings(),
        white_space=white_space_settings(),
        punctuality=punctuality_settings(),
    )
