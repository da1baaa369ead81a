"""Which account managers' portfolios the lost clients leave a hole in."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.if_we_lose_effects import MANAGERS_AFTER
from kamlogic.charts import theme
from kamlogic.texts import _

SHOWN_MANAGERS = 15
ROW_HEIGHT, FRAME_HEIGHT = 30, 110


def managers_after_chart(managers: pd.DataFrame, *, currency: str) -> go.Figure:
    """Draw what stays and what goes of the sales of each manager, the largest portfolios first.

    Args:
        managers: MANAGERS_AFTER.
        currency: Its code or sign.
    """
    MANAGERS_AFTER.require(managers)
    if managers.empty:
        return theme.empty_chart(height=FRAME_HEIGHT + ROW_HEIGHT)
    shown = managers.head(SHOWN_MANAGERS)
    names = [name or _("no manager") for name in shown["manager"]]
    scale = theme.money_scale(float(shown["net_sales"].abs().max()))
    unit = scale.title(currency)
    stays = shown["net_sales_after"] / scale.divisor
    goes = (shown["net_sales"] - shown["net_sales_after"]) / scale.divisor
    figure = go.Figure()
    for title, color, money in ((_("stays"), theme.BLUE, stays), (_("goes"), theme.ORANGE, goes)):
        figure.add_bar(
            x=money,
            y=list(range(len(shown))),
            orientation="h",
            name=title,
            marker={"color": color, "line_width": 0},
            customdata=[theme.full_name(name) for name in names],
            hovertemplate="%{customdata}<br>%{x:,.2f} " + unit + "<extra>" + title + "</extra>",
        )
    theme.apply_theme(figure, height=FRAME_HEIGHT + ROW_HEIGHT * len(shown))
    figure.update_layout(barmode="relative", bargap=0.25)
    figure.update_xaxes(title_text=theme.with_unit(_("Net sales of the window, {unit}"), unit))
    figure.update_yaxes(
        tickvals=list(range(len(shown))),
        ticktext=[theme.short_name(name) for name in names],
        autorange="reversed",
        showgrid=False,
        zeroline=False,
    )
    return figure
