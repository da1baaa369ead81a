"""Overview: where do we stand with our clients?"""

from __future__ import annotations

from app import current, navigation, state, view
from kamlogic.charts.matrix import matrix_chart
from kamlogic.services.conclusions import matrix_conclusion
from kamlogic.services.findings import (
    overview_conclusion,
    overview_findings,
    unidentified_note,
)
from kamlogic.texts import _

result = current.analysis()
asker = state.principal()

view.page_header(_("Where do we stand with our clients?"), overview_conclusion(asker, result))
view.figure_tiles(
    overview_findings(asker, result), {topic: navigation.page(topic) for topic in navigation.TITLES}
)
view.note(unidentified_note(asker, result))
view.section(matrix_conclusion(asker, result.classes))
view.chart(
    matrix_chart(
        result.classes.matrix.cells, measure="share", currency=result.portfolio.currency, compact=True
    ),
    "overview_matrix",
    _("Clients by size (A, B, C) and regularity (X, Y, Z, N)"),
)
