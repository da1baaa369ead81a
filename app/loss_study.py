"""The evidence on the Lost clients page: pauses, client lives and other criteria."""

from __future__ import annotations

import streamlit as st

from app import state, view
from kamlogic.analysis.criteria import CRITERIA
from kamlogic.analysis.pauses import PAUSE_GROUPS, PAUSE_PERCENTILES, PAUSE_RETURNS
from kamlogic.charts.client_life import life_chart
from kamlogic.charts.pauses import pauses_chart
from kamlogic.formats import days_text
from kamlogic.loss_criteria import criterion_text
from kamlogic.services.analysis import Analysis
from kamlogic.services.loss_study import LossStudy
from kamlogic.services.loss_study_words import (
    criteria_table,
    groups_table,
    life_sentence,
    pause_sentences,
    trend_sentences,
)
from kamlogic.tables import Column
from kamlogic.texts import N_, _

_CRITERION = Column("criterion", "str", N_("Criterion"), N_("When a client counts as lost."))


def trend(study: LossStudy) -> None:
    """Is it getting better?"""
    view.section(_("Is it getting better?"))
    for sentence in trend_sentences(state.principal(), study):
        view.line(sentence)


def curves(study: LossStudy) -> None:
    """How long clients pause, and how long they stay."""
    pauses, life = study.pauses, study.life
    left, right = st.columns(2, gap="medium")
    with left:
        view.section(_("How long clients pause"))
        view.chart(
            pauses_chart(
                pauses.curve,
                pauses.closed_curve,
                percentiles=pauses.percentiles,
                longest_days=pauses.longest_days,
            ),
            "pauses_chart",
            _("Share of pauses between purchases that is over after so many days"),
        )
        for sentence in pause_sentences(state.principal(), pauses):
            view.line(sentence)
    with right:
        view.section(_("How long clients stay"))
        view.chart(
            life_chart(life.curve, from_days=life.from_days, longest_days=life.longest_days),
            "life_chart",
            _("Share of clients never lost after so many days"),
        )
        view.line(life_sentence(state.principal(), life))
        view.note(
            _("{criterion}; no loss can come before, so the curve begins there.").format(
                criterion=criterion_text(life.criterion).capitalize()
            )
        )


def tables(result: Analysis, study: LossStudy) -> None:
    """Other criteria, and the pauses in figures."""
    pauses, scale = study.pauses, result.portfolio.scale
    criteria, percentiles, returns, groups = st.tabs(
        [_("Other criteria"), _("Percentiles of pauses"), _("Who returns by itself"), _("Pauses by group")],
        key="loss_evidence",
    )
    with criteria:
        columns = [_CRITERION, *(column for column in CRITERIA.columns if column.name != "kind")]
        view.data_table(criteria_table(state.principal(), study), columns, key="criteria", scale=scale)
    with percentiles:
        view.data_table(pauses.percentiles, list(PAUSE_PERCENTILES.columns), key="pause_percentiles")
    with returns:
        view.note(
            _("Probability of a purchase within the next {days}, without any offer.").format(
                days=days_text(pauses.settings.horizon_days)
            )
        )
        view.data_table(pauses.returns, list(PAUSE_RETURNS.columns), key="pause_returns")
    with groups:
        view.note(_("ABC classes and numbers of purchases stand apart only when each has 30 closed gaps."))
        view.data_table(
            groups_table(state.principal(), study), list(PAUSE_GROUPS.columns), key="pause_groups"
        )
