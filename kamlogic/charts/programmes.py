"""The clients of a programme beside their peers, month by month."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.charts import theme
from kamlogic.programme_tables import PROGRAMME_MONTHS
from kamlogic.texts import _

HEIGHT = 360


def programme_chart(
    months: pd.DataFrame, *, start_month: int, before: tuple[int, int], is_small: bool
) -> go.Figure:
    """Draw both groups as an index, the months before shaded and the start marked.

    Args:
        months: PROGRAMME_MONTHS of one programme.
        start_month: Month index of its start.
        before: First and last month of those whose mean is 100.
        is_small: Peers are too few: their line is grey.
    """
    PROGRAMME_MONTHS.require(months)
    if months[["member_index", "peer_index"]].isna().all(axis=None):
        return theme.empty_chart(height=HEIGHT)
    labels = [theme.month_label(month) for month in months["month"]]
    figure = go.Figure()
    series = (
        (_("Peers"), "peer_index", theme.GREY if is_small else theme.ORANGE, "dash"),
        (_("Programme"), "member_index", theme.BLUE, "solid"),
    )
    for name, column, color, dash in series:
        if months[column].isna().all():
            continue
        figure.add_scatter(
            x=months["month"],
            y=months[column],
            mode="lines+markers",
            name=name,
            line={"color": color, "width": 2, "dash": dash},
            marker={"size": 5},
            customdata=labels,
            hovertemplate=f"%{{customdata}}: %{{y:,.0f}}<extra>{name}</extra>",
        )
    theme.apply_theme(figure, height=HEIGHT)
    first, last = before
    figure.add_vrect(x0=first - 0.5, x1=last + 0.5, fillcolor=theme.EMPTY_FILL, line_width=0, layer="below")
    figure.add_hline(y=100, line={"color": theme.GRID, "width": 1})
    figure.add_vline(
        x=start_month - 0.5,
        line={"color": theme.VERMILLION, "width": 2, "dash": "dot"},
        annotation={"text": _("Start"), "font": {"color": theme.VERMILLION}, "yanchor": "top"},
    )
    theme.set_month_axis(figure, first=int(months["month"].min()), last=int(months["month"].max()))
    figure.update_yaxes(title_text=_("Mean month before = 100"))
    return figure
