"""Concentration: how much hangs on how few?"""

from __future__ import annotations

import streamlit as st

from app import current, losing_clients, state, view, widgets
from kamlogic.analysis.concentration_periods import PeriodSettings
from kamlogic.charts.concentration import lorenz_chart, pareto_chart
from kamlogic.charts.concentration_periods import period_chart
from kamlogic.services.concentration import concentration_by_period, measure_concentration_of
from kamlogic.services.concentration_words import (
    CONCENTRATION_DETAILS,
    antitrust_note,
    bands_note,
    concentration_details,
    period_conclusion,
    period_note,
)
from kamlogic.services.conclusions import concentration_conclusion, concentration_figures
from kamlogic.texts import _

header = st.container()
widgets.key_slider()
asker, result = state.principal(), current.analysis()
portfolio, classes = result.portfolio, result.classes
with header:
    view.page_header(_("How much hangs on how few?"), concentration_conclusion(asker, result))
    view.metric_row(concentration_figures(asker, result))

view.section(_("From period to period"))
periods = current.kept(
    "concentration_by_period",
    [classes.settings, PeriodSettings()],
    lambda: concentration_by_period(asker, portfolio, classes, settings=PeriodSettings()),
)
view.line(period_conclusion(asker, periods))
view.chart(
    period_chart(periods),
    "concentration_periods",
    _("Shares of the largest, the five largest and the key clients per period, and effective clients"),
)
view.note(period_note(asker, periods))
view.note(bands_note(asker))

left, right = st.columns(2, gap="medium")
curve = result.concentration.result.curve
with left:
    view.section(_("The largest clients and what they add up to"))
    names = portfolio.client_names
    limits = (classes.abc.settings.a_limit, classes.abc.settings.b_limit)
    view.chart(
        pareto_chart(curve, names=names, currency=portfolio.currency, limits=limits),
        "pareto",
        _("Share of each of the largest clients and their cumulative share"),
    )
with right:
    view.section(_("How unequal the clients are"))
    view.chart(lorenz_chart(curve), "lorenz", _("Lorenz curve: share of clients against share of sales"))

losing_clients.part(result)

with st.expander(_("Every figure, and how it is computed"), key="every_figure"):
    settings = widgets.zeros_choice()
    figures = measure_concentration_of(asker, classes, settings=settings)
    details = concentration_details(asker, figures)
    view.data_table(details, list(CONCENTRATION_DETAILS.columns), key="concentration_details")
    view.note(antitrust_note(asker, figures))
