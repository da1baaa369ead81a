"""How many prospects stand in each stage, and how they are qualified."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.prospects import PROSPECT_CELLS, QUALIFICATIONS
from kamlogic.charts import theme
from kamlogic.entries.prospects import STAGES
from kamlogic.texts import _

HEIGHT = 360
LOOKS = {"qualified": (theme.BLUE, ""), "open": (theme.SKY, "/"), "disqualified": (theme.GREY, "x")}
"""Colour and pattern: told apart without colour as well."""


def prospect_funnel_chart(cells: pd.DataFrame, *, currency: str) -> go.Figure:
    """Draw a bar for each stage, its prospects by qualification, with counts in the bars and values in the label.

    Args:
        cells: PROSPECT_CELLS.
        currency: Its code or sign.
    """
    PROSPECT_CELLS.require(cells)
    if not cells["prospect_count"].sum():
        return theme.empty_chart(height=HEIGHT)
    scale = theme.money_scale(float(cells["estimated_value"].max()))
    unit = scale.title(currency)
    figure = go.Figure()
    for qualification, label in QUALIFICATIONS.items():
        rows = cells[cells["qualification"] == qualification]
        color, pattern = LOOKS[qualification]
        worth = [_worth(value / scale.divisor, unit) for value in rows["estimated_value"]]
        figure.add_bar(
            x=rows["prospect_count"],
            y=[_(STAGES[stage]) for stage in rows["stage"]],
            orientation="h",
            name=_(label),
            text=[f"{count:,}" if count else "" for count in rows["prospect_count"]],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            insidetextfont={"color": theme.text_color_on(color), "size": theme.FONT_SIZE},
            customdata=worth,
            hovertemplate=f"%{{y}} · {_(label)}: %{{x:,d}}%{{customdata}}<extra></extra>",
            marker={
                "color": color,
                "pattern": {
                    "shape": pattern,
                    "size": 8,
                    "solidity": 0.15,
                    "fillmode": "overlay",
                    "fgcolor": theme.LIGHT_TEXT,
                    "fgopacity": 0.35,
                },
            },
        )
    theme.apply_theme(figure, height=HEIGHT)
    figure.update_layout(barmode="stack", bargap=0.25, legend_traceorder="normal")
    most = int(cells.groupby("stage")["prospect_count"].sum().max())
    figure.update_xaxes(title_text=_("Prospects"), tickformat=",d", dtick=1 if most <= 6 else None)
    return figure.update_yaxes(autorange="reversed", showgrid=False)


def _worth(value: float, unit: str) -> str:
    return "" if pd.isna(value) else f"<br>{value:,.1f} {unit} " + _("a year")
