"""Which mistakes happened in which months."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.incidents import INCIDENT_MONTHS
from kamlogic.charts import theme
from kamlogic.charts.heat import add_cells
from kamlogic.entries.relationship import MISTAKES
from kamlogic.texts import _

ROW_HEIGHT, AXIS_HEIGHT = 34, 80
DEEPEST = 4
"""The least count that is drawn in the deepest colour: a single mistake is none to be alarmed at."""
NUMBERS = ["incident_count"]


def incident_months_chart(months: pd.DataFrame) -> go.Figure:
    """Draw a row for each mistake and a column for each month, darker where more happened.

    Args:
        months: INCIDENT_MONTHS; of all mistakes or of some.
    """
    INCIDENT_MONTHS.require(months)
    mistakes = [mistake for mistake in MISTAKES if mistake in set(months["mistake"])]
    height = ROW_HEIGHT * max(len(mistakes), 1) + AXIS_HEIGHT
    most = months["incident_count"].max() if len(months) else 0
    if not most:
        return theme.empty_chart(height=height)
    rows = {mistake: len(mistakes) - 1 - place for place, mistake in enumerate(mistakes)}
    counts = months["incident_count"]
    names = months["mistake"].map({mistake: theme.escape(_(MISTAKES[mistake])) for mistake in mistakes})
    cells = months.assign(
        column=months["month"],
        row=months["mistake"].map(rows),
        depth=(counts / max(most, DEEPEST)).where(counts > 0),
        text=["%{customdata[0]:,d}" if count else "" for count in counts],
        hover=names + "<br>" + months["month"].map(theme.month_label) + ": %{customdata[0]:,d}",
    )
    figure = go.Figure()
    add_cells(figure, cells, numbers=NUMBERS)
    theme.apply_theme(figure, height=height)
    theme.set_month_axis(figure, first=int(months["month"].min()), last=int(months["month"].max()))
    return figure.update_yaxes(
        tickvals=list(rows.values()),
        ticktext=[theme.tick_name(_(MISTAKES[mistake])) for mistake in rows],
        showgrid=False,
        zeroline=False,
        range=[-0.6, len(mistakes) - 0.4],
    )
