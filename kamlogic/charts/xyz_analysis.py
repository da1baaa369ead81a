"""Where the clients lie on a measure of regularity, and how many fall into each class."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.regularity import REGULARITY_SUMS
from kamlogic.charts import theme
from kamlogic.distribution import DISTRIBUTION
from kamlogic.texts import N_, _

HEIGHT, CLASS_HEIGHT = 300, 230
CLASS_WORDS = {
    "X": N_("X often"),
    "Y": N_("Y regular"),
    "Z": N_("Z irregular"),
    "N": N_("N too new to say"),
}
COLORS = {"X": theme.BLUE, "Y": theme.SKY, "Z": theme.ORANGE, "N": theme.GREY}


def distribution_chart(
    steps: pd.DataFrame, *, limits: dict[str, float], axis_title: str, as_percent: bool = False
) -> go.Figure:
    """Draw how many clients lie at each step of a measure, with the limits of the sliders.

    The last bar holds every client beyond it.

    Args:
        steps: DISTRIBUTION.
        limits: Name of each limit and where it lies; one beyond the last step is left out.
        axis_title: The measure with its unit.
        as_percent: Whether the measure is written as per cent.
    """
    DISTRIBUTION.require(steps)
    if not steps["client_count"].sum():
        return theme.empty_chart(height=HEIGHT)
    width = float(steps["end"].iloc[0] - steps["start"].iloc[0])
    number = ".0%" if as_percent else ".2f"
    starts = [format(float(start), number) for start in steps["start"]]
    spans = [_("{start} to {end}").format(start=start, end=end) for start, end in pairwise(starts)]
    spans.append(_("{start} or more").format(start=starts[-1]))
    figure = go.Figure()
    figure.add_bar(
        x=steps["start"] + width / 2,
        y=steps["client_count"],
        width=width * 0.94,
        marker={"color": theme.BLUE, "line_width": 0},
        customdata=spans,
        hovertemplate="%{customdata}: %{y:,d}<extra></extra>",
        showlegend=False,
    )
    end = float(steps["start"].iloc[-1]) + width
    for name, limit in limits.items():
        if limit < end:
            figure.add_vline(
                x=limit,
                line={"color": theme.VERMILLION, "width": 1.5, "dash": "dash"},
                annotation_text=theme.escape(name),
                annotation_position="top right",
                annotation_font_size=theme.SMALL_FONT_SIZE,
            )
    theme.apply_theme(figure, height=HEIGHT)
    figure.update_xaxes(
        title_text=axis_title,
        range=[float(steps["start"].iloc[0]), end],
        tickformat=".0%" if as_percent else "",
        showgrid=False,
        zeroline=False,
    )
    figure.update_yaxes(title_text=_("Clients"), tickformat=",d", rangemode="tozero", nticks=5)
    return figure


def regularity_chart(sums: pd.DataFrame) -> go.Figure:
    """Draw each class's share of the clients and of the net sales, those too new apart.

    Args:
        sums: REGULARITY_SUMS.
    """
    REGULARITY_SUMS.require(sums)
    if not sums["client_count"].sum():
        return theme.empty_chart(height=CLASS_HEIGHT)
    rows = [_("of clients"), _("of net sales")]
    figure = go.Figure()
    for row in sums.to_dict("records"):
        name = _(CLASS_WORDS[row["xyz_class"]])
        figure.add_bar(
            x=[row["client_share"], row["share"]],
            y=rows,
            orientation="h",
            name=name,
            marker={"color": COLORS[row["xyz_class"]], "line_width": 0},
            texttemplate="%{x:.0%}",
            textposition="inside",
            insidetextanchor="middle",
            insidetextfont_color=theme.text_color_on(COLORS[row["xyz_class"]]),
            textangle=0,
            hovertemplate="%{x:.1%} %{y}<extra>" + name + "</extra>",
        )
    theme.apply_theme(figure, height=CLASS_HEIGHT)
    figure.update_layout(barmode="stack", bargap=0.3, legend_traceorder="normal")
    figure.update_xaxes(title_text=_("Share"), range=[0, 1], dtick=0.25, tickformat=".0%")
    figure.update_yaxes(autorange="reversed")
    return figure
