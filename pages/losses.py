"""Lost clients: how many, how much money, and who?"""

from __future__ import annotations

import streamlit as st

from app import current, losing, loss_study, state, view, widgets
from kamlogic.analysis.pauses import PauseSettings
from kamlogic.charts.losses import losses_chart, lost_money_chart
from kamlogic.services.conclusions import losses_conclusion, losses_figures
from kamlogic.services.loss_study import study_losses
from kamlogic.texts import _

header = st.container()
widgets.loss_criterion()
result = current.analysis()
losses, settings = result.losses, result.losses.settings
with header:
    view.page_header(
        _("Whom did we lose, and what did it cost?"), losses_conclusion(state.principal(), result)
    )
    view.metric_row(losses_figures(state.principal(), result))
    losing.short_limit_hint(result)

left, right = st.columns(2, gap="medium")
with left:
    view.section(_("Clients lost and returned per month"))
    fixed_days = settings.hiatus_days if settings.kind == "fixed_hiatus" else None
    view.chart(
        losses_chart(losses.months, hiatus_days=fixed_days), "losses_chart", _("Clients lost per month")
    )
with right:
    view.section(_("Yearly sales that went with them"))
    view.chart(
        lost_money_chart(losses.months, currency=result.portfolio.currency),
        "money_chart",
        _("Yearly sales lost per month"),
    )
view.note(losing.dating_note(result))

study = current.kept(
    "loss_study",
    [result.classes.settings, settings],
    lambda: study_losses(state.principal(), result, settings=PauseSettings()),
)
loss_study.trend(study)
losing.lists(result)
loss_study.curves(study)
loss_study.tables(result, study)
