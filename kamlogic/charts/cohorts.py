"""Do clients stay after their first purchase: cohorts down, time since the first purchase across."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from kamlogic.analysis.cohorts import COHORT_AGES, COHORT_CELLS
from kamlogic.charts import theme
from kamlogic.charts.heat import add_cells
from kamlogic.texts import _, ngettext

CohortMeasure = Literal["retained_share", "money_share"]

NUMBERS = ["retained_share", "money_share", "buyer_count", "client_count", "net_sales", "percent"]
TEXT = "%{customdata[5]:,.0f}"
"""Without the sign, so that twelve columns fit a phone; the heading of the chart names the unit."""
ROW_HEIGHT, HEADING_HEIGHT, LEAST_HEIGHT, AVERAGE_HEIGHT = 30, 80, 200, 320
MOST_TEXT_COLUMNS, MOST_ROWS = 18, 36


def cohorts_chart(
    cells: pd.DataFrame,
    *,
    measure: CohortMeasure,
    period: str,
    label: Callable[[int], str],
    currency: str,
) -> go.Figure:
    """Draw each cohort as a row, newest at the bottom; what is not over yet stays blank.

    Args:
        cells: COHORT_CELLS; of more than 36 cohorts the newest are drawn.
        measure: Share of the clients, or of the money of the first period (colours end at 100 %).
        period: month or quarter.
        label: Names a cohort.
        currency: Its code or sign.
    """
    COHORT_CELLS.require(cells)
    if cells.empty:
        return theme.empty_chart(height=LEAST_HEIGHT)
    cohorts = sorted(cells["cohort"].unique())[-MOST_ROWS:]
    known = cells[cells["cohort"].isin(cohorts)]
    rows = {cohort: len(cohorts) - 1 - place for place, cohort in enumerate(cohorts)}
    scale = theme.money_scale(float(known["net_sales"].abs().max()))
    shown = known.assign(
        percent=known[measure] * 100,
        net_sales=known["net_sales"] / scale.divisor,
        column=known["age"],
        row=known["cohort"].map(rows),
        depth=known[measure].clip(0, 1),
        text=["–" if pd.isna(share) else TEXT for share in known[measure]],
        hover=_hovers(known, label, scale.title(currency)),
    )
    ages = int(known["age"].max()) + 1
    figure = go.Figure()
    add_cells(figure, shown, numbers=NUMBERS, writes_text=ages <= MOST_TEXT_COLUMNS)
    theme.apply_theme(figure, height=max(ROW_HEIGHT * len(cohorts) + HEADING_HEIGHT, LEAST_HEIGHT))
    first = known.drop_duplicates("cohort").set_index("cohort")
    line = {"showgrid": False, "zeroline": False}
    names = [_row_name(label(cohort), first.loc[cohort]) for cohort in cohorts]
    figure.update_yaxes(tickvals=[rows[cohort] for cohort in cohorts], ticktext=names, **line)
    step = 1 if ages <= MOST_TEXT_COLUMNS else 3
    return figure.update_xaxes(title_text=_age_title(period), side="top", dtick=step, **line)


def retention_curve(ages: pd.DataFrame, *, period: str) -> go.Figure:
    """Draw the average over all cohorts: clients and money kept with time since the first purchase.

    Args:
        ages: COHORT_AGES.
        period: month or quarter.
    """
    COHORT_AGES.require(ages)
    if ages.empty:
        return theme.empty_chart(height=AVERAGE_HEIGHT)
    figure = go.Figure()
    hovers = [
        "%{x}: %{y:.1%}<br>"
        + ngettext("{count} client", "{count} clients", count).format(count="%{customdata:,d}")
        for count in ages["client_count"]
    ]
    for column, name, color, dash in (
        ("retained_share", _("Clients"), theme.BLUE, "solid"),
        ("money_share", _("Money"), theme.ORANGE, "dash"),
    ):
        figure.add_scatter(
            x=ages["age"],
            y=ages[column],
            name=name,
            mode="lines+markers",
            line={"color": color, "width": 2, "dash": dash},
            marker_size=6,
            cliponaxis=False,
            customdata=ages["client_count"],
            hovertemplate=[f"{hover}<extra>{name}</extra>" for hover in hovers],
        )
    theme.apply_theme(figure, height=AVERAGE_HEIGHT)
    figure.update_yaxes(tickformat=".0%", rangemode="tozero", title_text=_("Share of the first period"))
    figure.update_xaxes(title_text=_age_title(period), tickformat="d", showgrid=False, zeroline=False)
    return figure


def _age_title(period: str) -> str:
    return (
        _("Quarters since the first purchase")
        if period == "quarter"
        else _("Months since the first purchase")
    )


def _row_name(name: str, row: pd.Series) -> str:
    return f"{name}{' *' if row['is_left_edge'] else ''} ({row['client_count']})"


def _hovers(cells: pd.DataFrame, label: Callable[[int], str], unit: str) -> list[str]:
    bought = _("{buyers} of {clients} bought").format(
        buyers="%{customdata[2]:,d}", clients="%{customdata[3]:,d}"
    )
    of_first = _("{share} of the first period's sales").format(share="%{customdata[1]:.1%}")
    return [
        "<br>".join(
            [
                f"<b>{label(cohort)} + {age}</b>",
                bought,
                f"%{{customdata[4]:,.2f}} {unit}",
                *([] if pd.isna(share) else [of_first]),
            ]
        )
        for cohort, age, share in zip(cells["cohort"], cells["age"], cells["money_share"], strict=True)
    ]
