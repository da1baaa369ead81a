"""The choices and the tables of the Cohorts page."""

from __future__ import annotations

import streamlit as st

from app import chosen_settings, current, state, view
from kamlogic.analysis.cohorts import COHORT_AGES, COHORT_CELLS, CohortResult, CohortSettings
from kamlogic.charts.cohorts import CohortMeasure
from kamlogic.services.cohort_words import cohort_label
from kamlogic.services.cohorts import follow_cohorts
from kamlogic.tables import Column
from kamlogic.texts import N_, _

PERIODS = {"auto": N_("By length of the data"), "month": N_("Months"), "quarter": N_("Quarters")}
MEASURES: dict[CohortMeasure, str] = {"retained_share": N_("Clients"), "money_share": N_("Money")}
_COHORT_TEXT = Column("cohort_text", "str", N_("Cohort"), N_("Month or quarter of the first purchase."))


def cohort_settings() -> CohortSettings:
    """Months or quarters."""
    st.segmented_control(
        _("Cohorts by"), list(PERIODS), format_func=lambda key: _(PERIODS[key]), key="cohorts_by",
        default=state.DEFAULTS["cohorts_by"], bind="query-params", required=True, persist_state="session",
        help=_("By length of the data: months, or quarters when there are more than 18 complete months."),
    )  # fmt: skip
    return chosen_settings.cohort_settings()


def measure_choice() -> CohortMeasure:
    """Clients or money."""
    measure: CohortMeasure = st.segmented_control(
        _("Share of"), list(MEASURES), format_func=lambda key: _(MEASURES[key]), key="cohort_measure",
        default="retained_share", required=True, persist_state="session",
    )  # fmt: skip
    return measure


def chart_title(measure: CohortMeasure) -> str:
    """What the cells show."""
    if measure == "money_share":
        return _("Net sales, % of the cohort's first period")
    return _("Clients that bought, % of the cohort")


def cohorts(settings: CohortSettings) -> CohortResult:
    """The cohorts of the data set."""
    portfolio = current.portfolio()
    return current.kept(
        "cohorts", [settings], lambda: follow_cohorts(state.principal(), portfolio, settings=settings)
    )


def cohort_tables(result: CohortResult, *, scale: int) -> None:
    """The averages and every cell."""
    if result.cells.empty:
        return
    average, every = st.tabs([_("All cohorts together"), _("Every cohort")], key="cohort_tables")
    with average:
        if result.ages.empty:
            view.note(_("Every cohort lies at the beginning of the data; there is no average yet."))
        else:
            view.data_table(result.ages, list(COHORT_AGES.columns), key="cohort_ages", scale=scale)
    with every:
        named = result.cells.assign(
            cohort_text=[cohort_label(cohort, result.period) for cohort in result.cells["cohort"]]
        )
        columns = [_COHORT_TEXT, *(column for column in COHORT_CELLS.columns if column.name != "cohort")]
        view.data_table(named, columns, key="cohort_cells", scale=scale)
