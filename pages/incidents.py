"""Incidents: which mistakes do we make, and which are still open?"""

from __future__ import annotations

from app import current, incident_log, state, view
from kamlogic.charts.incidents import incident_months_chart
from kamlogic.services.incidents_words import incidents_conclusion, incidents_figures
from kamlogic.texts import _

result = current.analysis()
found = incident_log.incidents(result)
asker = state.principal()
view.page_header(_("What goes wrong with our clients?"), incidents_conclusion(asker, found))
if found.result.incident_count:
    view.metric_row(incidents_figures(asker, found))
incident_log.incident_list(result, found)
if found.result.incident_count:
    view.section(_("Mistakes by month"))
    view.chart(
        incident_months_chart(found.result.months),
        "incident_months",
        _("Number of incidents of each mistake in each of the last months"),
    )
    incident_log.counts(found)
    incident_log.before_losses(result, found)
