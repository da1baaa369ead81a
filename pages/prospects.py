"""Prospects: who may become a client, and what is to be asked next?"""

from __future__ import annotations

from app import prospecting, state, view
from kamlogic.charts.prospects import prospect_funnel_chart
from kamlogic.services.prospects_words import prospects_conclusion, prospects_figures
from kamlogic.texts import _

found = prospecting.prospects()
asker, currency = state.principal(), state.get("currency") or ""
view.page_header(
    _("Who may become a client, and what do we ask next?"),
    prospects_conclusion(asker, found, currency=currency),
)
if found.saved:
    view.metric_row(prospects_figures(asker, found, currency=currency))
prospecting.matches_to_settle(found)
prospecting.prospect_list(found)
if found.saved:
    view.section(_("Prospects by stage"))
    view.chart(
        prospect_funnel_chart(found.result.cells, currency=currency),
        "prospect_funnel",
        _("Number of prospects in each stage by qualification"),
    )
    prospecting.funnel_table(found)
