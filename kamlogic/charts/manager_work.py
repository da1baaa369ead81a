"""How well each account manager keeps the clients: dossiers, deliveries and promises in one row each."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlogic.charts import theme
from kamlogic.charts.managers import FRAME_HEIGHT, MONTHS_HEIGHT, ROW_HEIGHT, SHOWN_MANAGERS, Name
from kamlogic.texts import _, ngettext

FEWEST = 5


def manager_work_chart(work: pd.DataFrame, *, name: Name) -> go.Figure:
    """Draw the rates of each manager; those of few clients or promises are grey.

    Args:
        work: MANAGER_WORK with otif_share and order_count; at most 15 managers are drawn.
        name: How a manager is called.
    """
    rows = work[work["client_count"] > 0].head(SHOWN_MANAGERS).reset_index(drop=True)
    if rows.empty:
        return theme.empty_chart(height=MONTHS_HEIGHT)
    figure = go.Figure()
    dots = (
        ("mean_share", "client_count", _("Dossiers complete"), theme.BLUE, "circle"),
        ("otif_share", "order_count", _("Deliveries on time in full"), theme.GREEN, "diamond"),
        ("kept_share", "promise_count", _("Promises kept"), theme.ORANGE, "square"),
    )
    for column, count, label, color, symbol in dots:
        if rows[column].isna().all():
            continue
        colors = [theme.GREY if few < FEWEST else color for few in rows[count]]
        figure.add_scatter(
            y=rows.index,
            x=rows[column],
            mode="markers",
            name=label,
            marker={"symbol": symbol, "size": 12, "color": colors},
            cliponaxis=False,
            customdata=[
                [theme.full_name(name(manager)), _basis(int(found))]
                for manager, found in zip(rows["manager"], rows[count], strict=True)
            ],
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{x:.1%}<extra>" + label + "</extra>",
        )  # fmt: skip
    theme.apply_theme(figure, height=FRAME_HEIGHT + ROW_HEIGHT * max(len(rows), 3))
    figure.update_yaxes(
        tickvals=rows.index,
        ticktext=[theme.short_name(name(manager)) for manager in rows["manager"]],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
    )
    figure.update_xaxes(title_text=_("Share (grey: of fewer than 5)"), range=[-0.02, 1.03], tickformat=".0%")
    return figure


def _basis(count: int) -> str:
    return ngettext("of {count}", "of {count}", count).format(count=f"{count:,}")
