"""How things look: headers, figures, tables; text from data is never read as markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from kamlogic.charts.theme import CHART_CONFIG
from kamlogic.reports.spreadsheets import csv_file
from kamlogic.services.findings import Finding
from kamlogic.tables import Column
from kamlogic.texts import _

SHOWN_ROWS = 1000
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@^=])")


def escaped(text: str) -> str:
    """Text from data, so that Markdown shows it letter by letter."""
    return _MARKUP.sub(r"\\\1", " ".join(str(text).split()))


def page_header(question: str, conclusion: str) -> None:
    """The page's conclusion as its title, under the question it answers."""
    st.caption(question)
    st.header(escaped(conclusion), anchor=False)


def figure_tiles(findings: list[Finding], pages: dict[str, Any]) -> None:
    """Figures in a row of three: value, conclusion, evidence and the page that tells more."""
    for start in range(0, len(findings), 3):
        for column, finding in zip(st.columns(3), findings[start : start + 3], strict=False):
            with column.container(border=True, key=f"figure_{start}_{findings.index(finding)}"):
                st.metric(escaped(finding.label), escaped(finding.value))
                st.markdown(f"**{escaped(finding.conclusion)}**")
                st.caption(escaped(finding.evidence))
                st.page_link(pages[finding.topic], label=_("More"), icon=":material/arrow_forward:")


def chart(figure: go.Figure, key: str, description: str) -> None:
    """A chart that fills its column."""
    st.plotly_chart(figure, key=key, config=CHART_CONFIG, alt=description)


def clickable_chart(figure: go.Figure, key: str, on_select: Callable[[], None], description: str) -> None:
    """A chart whose points can be chosen."""
    st.plotly_chart(
        figure, key=key, config=CHART_CONFIG, on_select=on_select, selection_mode="points", alt=description
    )


def _column_config(column: Column, scale: int) -> Any:
    label, meaning = _(column.label), _(column.meaning)
    kinds: dict[str, Callable[[], Any]] = {
        "money": lambda: st.column_config.NumberColumn(label, help=meaning, format="localized", step=10**-scale),
        "share": lambda: st.column_config.NumberColumn(label, help=meaning, format="percent"),
        "count": lambda: st.column_config.NumberColumn(label, help=meaning, format="localized"),
        "days": lambda: st.column_config.NumberColumn(label, help=meaning, format="%d"),
        "number": lambda: st.column_config.NumberColumn(label, help=meaning, format="%.2f"),
        "date": lambda: st.column_config.DateColumn(label, help=meaning, format="YYYY-MM-DD"),
        "flag": lambda: st.column_config.CheckboxColumn(label, help=meaning),
    }
    return kinds.get(column.kind, lambda: st.column_config.TextColumn(label, help=meaning))()


def data_table(
    frame: pd.DataFrame, columns: list[Column], *, key: str, scale: int = 2, on_select: Callable[[], None] | None = None
) -> None:
    """A sortable table of the declared columns, the first rows of a long one, and a download of all.

    Args:
        frame: Any frame that holds the columns.
        columns: Which to show, in order.
        key: Of the widget.
        scale: Decimals of the money.
        on_select: Called when a row is chosen.
    """
    names = [column.name for column in columns]
    shown = frame[names].head(SHOWN_ROWS)
    selecting: Any = {"on_select": on_select, "selection_mode": "single-row"} if on_select else {}
    config = {column.name: _column_config(column, scale) for column in columns}
    st.dataframe(shown, key=key, hide_index=True, column_config=config, height="content" if len(shown) < 12 else 430, **selecting)
    if len(frame) > SHOWN_ROWS:
        st.caption(_("The first {shown} of {all} rows; the download has all.").format(shown=f"{SHOWN_ROWS:,}", all=f"{len(frame):,}"))
    st.download_button(
        _("Download as CSV"),
        data=lambda: csv_file(frame[names]),
        file_name=f"{key}.csv",
        mime="text/csv",
        key=f"{key}_download",
        icon=":material/download:",
        on_click="ignore",
    )
