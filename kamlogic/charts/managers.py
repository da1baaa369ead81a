"""How much each account manager looks after, what was kept, and how that went month by month."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.manager_months import MANAGER_MONTHS
from kamlogic.analysis.managers import MANAGERS
from kamlogic.charts import theme
from kamlogic.texts import _, ngettext

ROW_HEIGHT, FRAME_HEIGHT, MONTHS_HEIGHT = 34, 110, 400
SHOWN_MANAGERS, STACKED_MANAGERS = 15, 6
COLORS = (theme.BLUE, theme.ORANGE, theme.GREEN, theme.SKY, theme.PURPLE, theme.VERMILLION)
SHARE_AXIS = {"tickformat": ".0~%", "rangemode": "tozero"}
Name = Callable[[str], str]


def manager_shares_chart(managers: pd.DataFrame, *, name: Name) -> go.Figure:
    """Draw each manager's share of sales and of gross profit, the largest on top.

    Args:
        managers: MANAGERS; at most 15 are drawn, and bars of profit only where it is known.
        name: How a manager is called.
    """
    MANAGERS.require(managers)
    rows = managers[managers["client_count"] > 0].head(SHOWN_MANAGERS).reset_index(drop=True)
    if rows["sales_share"].isna().all():
        return theme.empty_chart(height=MONTHS_HEIGHT)
    figure = go.Figure()
    bars = (
        ("sales_share", _("Share of sales"), theme.BLUE),
        ("profit_share", _("Share of profit"), theme.ORANGE),
    )
    for column, label, color in bars:
        if rows[column].notna().any():
            figure.add_bar(
                y=rows.index,
                x=rows[column],
                orientation="h",
                name=label,
                marker_color=color,
                texttemplate="%{x:.0%}",
                textposition="outside",
                cliponaxis=False,
                customdata=_hover_rows(rows, name),
                hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{x:.1%}<extra>"
                + label
                + "</extra>",
            )
    _lay_out_rows(figure, rows, name)
    largest = float(rows[["sales_share", "profit_share"]].max().max())
    figure.update_xaxes(
        title_text=_("Share of all clients' positive total"), range=[0, largest * 1.15], **SHARE_AXIS
    )
    return figure.update_layout(barmode="group", bargap=0.25)


def manager_retention_chart(managers: pd.DataFrame, *, name: Name) -> go.Figure:
    """Draw what each manager kept of its clients and their sales; managers of few clients in grey.

    Args:
        managers: MANAGERS; at most 15 with a client at the start are drawn.
        name: How a manager is called.
    """
    MANAGERS.require(managers)
    rows = managers[managers["start_count"] > 0].head(SHOWN_MANAGERS).reset_index(drop=True)
    if rows.empty:
        return theme.empty_chart(height=MONTHS_HEIGHT)
    figure = go.Figure()
    dots = (
        ("gross_revenue_retention", _("Sales kept"), theme.BLUE, "circle"),
        ("client_retention", _("Clients kept"), theme.GREEN, "diamond"),
    )
    for column, label, color, symbol in dots:
        figure.add_scatter(
            y=rows.index,
            x=rows[column],
            mode="markers",
            name=label,
            marker={
                "symbol": symbol,
                "size": 12,
                "color": [theme.GREY if small else color for small in rows["is_small"]],
            },
            cliponaxis=False,
            customdata=_hover_rows(rows, name, "start_count"),
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{x:.1%}<extra>"
            + label
            + "</extra>",
        )
    _lay_out_rows(figure, rows, name)
    figure.update_xaxes(
        title_text=_("Kept from the first window to the second"), range=[0, 1.03], tickformat=".0%"
    )
    return figure


def _hover_rows(rows: pd.DataFrame, name: Name, count: str = "client_count") -> list[list[str]]:
    return [
        [
            theme.full_name(name(manager)),
            ngettext("{count} client", "{count} clients", found).format(count=found),
        ]
        for manager, found in zip(rows["manager"], rows[count], strict=True)
    ]


def _lay_out_rows(figure: go.Figure, rows: pd.DataFrame, name: Name) -> None:
    theme.apply_theme(figure, height=FRAME_HEIGHT + ROW_HEIGHT * max(len(rows), 3))
    figure.update_yaxes(
        tickvals=rows.index,
        ticktext=[theme.short_name(name(manager)) for manager in rows["manager"]],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
    )


def manager_months_chart(months: pd.DataFrame, *, currency: str, name: Name) -> go.Figure:
    """Draw the sales of each month by the manager who owned the clients then.

    Args:
        months: MANAGER_MONTHS; the managers with the most sales have a colour, the others share one.
        currency: Its code or sign.
        name: How a manager is called.
    """
    MANAGER_MONTHS.require(months)
    if months.empty:
        return theme.empty_chart(height=MONTHS_HEIGHT)
    by_size = months.groupby("manager")["net_sales"].sum().sort_values(ascending=False, kind="stable")
    shown = [manager for manager in by_size.index if manager][:STACKED_MANAGERS]
    table = months.pivot_table(index="month", columns="manager", values="net_sales", aggfunc="sum")
    table = table.reindex(range(int(table.index.min()), int(table.index.max()) + 1))
    scale = theme.money_scale(float(table.clip(lower=0).sum(axis=1).max()))
    table, unit = table / scale.divisor, scale.title(currency)
    figure = go.Figure()
    for manager, color in zip(shown, COLORS, strict=False):
        _add_stack(figure, table[manager], label=name(manager), color=color, unit=unit)
    rest = table.drop(columns=shown)
    if len(rest.columns):
        label = name(rest.columns[0]) if len(rest.columns) == 1 else _("All others")
        _add_stack(figure, rest.sum(axis=1, min_count=1), label=label, color=theme.GREY, unit=unit)
    theme.apply_theme(figure, height=MONTHS_HEIGHT).update_layout(barmode="relative", bargap=0.2)
    theme.set_month_axis(figure, first=int(table.index.min()), last=int(table.index.max()))
    figure.update_yaxes(title_text=theme.with_unit(_("Net sales, {unit}"), unit))
    return figure


def _add_stack(figure: go.Figure, sales: pd.Series, *, label: str, color: str, unit: str) -> None:
    figure.add_bar(
        x=sales.index,
        y=sales,
        name=theme.short_name(label),
        marker_color=color,
        customdata=[theme.month_label(int(month)) for month in sales.index],
        hovertemplate=f"%{{customdata}}: %{{y:,.2f}} {unit}<extra>{theme.full_name(label)}</extra>",
    )
