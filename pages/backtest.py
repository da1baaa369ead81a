"""Criterion tested: which rule for lost clients would have been right on the firm's own past?"""

from __future__ import annotations

import streamlit as st

from app import adopting, current, state, testing_choices, view
from kamlogic.charts.backtest import backtest_chart
from kamlogic.services.backtest import labelled, newest_counts, run_backtest
from kamlogic.services.backtest_words import (
    backtest_conclusion,
    backtest_figures,
    choice_text,
    error_curve_text,
    left_out_text,
    missed_text,
    regularity_text,
)
from kamlogic.texts import _

header = st.container()
settings = testing_choices.backtest_settings()
portfolio = current.portfolio()
with st.spinner(_("Testing every criterion on the past …")):
    result = current.kept(
        "backtest", [settings], lambda: run_backtest(state.principal(), portfolio, settings=settings)
    )
with header:
    view.page_header(_("Which criterion would have been right on our own past?"), backtest_conclusion(result))
    figures = backtest_figures(result)
    if figures:
        view.metric_row(figures)
        view.line(missed_text(result, result.choice.chosen))
    view.note(choice_text(result))
adopting.criterion_in_force(result.criterion)
criteria = labelled(result.criteria)
view.section(_("How well each criterion agreed with what came after"))
view.chart(
    backtest_chart(
        result.criteria,
        newest_counts(result),
        labels=criteria.set_index("criterion")["rule"],
        chosen=result.choice.chosen,
    ),
    "backtest_chart",
    _("MCC of each criterion with its interval"),
)
view.note(left_out_text(result))
view.note(error_curve_text(result))
view.note(regularity_text(result))
testing_choices.tables(result)
