"""How things look: headers, figures, tables; text from data is never read as markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from app import state
from app.table_columns import SHOWN_DECIMALS, column_config, row_height
from kamlogic.charts.theme import CHART_CONFIG
from kamlogic.errors import KamError
from kamlogic.reports.spreadsheets import csv_file
from kamlogic.services.changes import UnitChange
from kamlogic.services.findings import Finding
from kamlogic.store.records import ImportRecord
from kamlogic.tables import Column
from kamlogic.texts import _, ngettext

SHOWN_ROWS = 1000
HEIGHT, TALL_HEIGHT = 430, 620
"""Of tables with many rows, and of those whose rows are tall, in pixels."""
_BREAKS = re.compile(r"[\r\n\t]+")
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@^=])")


def escaped(text: str) -> str:
    """Text from data, so that Markdown shows it letter by letter."""
    return _MARKUP.sub(r"\\\1", _BREAKS.sub(" ", str(text)).strip())


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
                about = {"client": str(finding.client_key)} if finding.client_key is not None else None
                st.page_link(
                    pages[finding.topic], label=_("More"), icon=":material/arrow_forward:", query_params=about
                )


def metric_row(figures: list[tuple[str, str, str]]) -> None:
    """Label, value and remark of each figure, side by side."""
    with st.container(horizontal=True):
        for label, value, remark in figures:
            st.metric(escaped(label), escaped(value), help=escaped(remark) or None)


def section(title: str) -> None:
    """The heading of a part of the page."""
    st.subheader(escaped(title), anchor=False)


def subsection(title: str) -> None:
    """A smaller heading."""
    st.markdown(f"**{escaped(title)}**")


def line(text: str) -> None:
    """One sentence."""
    st.markdown(escaped(text))


def note(text: str) -> None:
    """A remark under a figure; nothing when there is nothing to say."""
    if text:
        st.caption(escaped(text))


def chosen_row(key: str) -> int | None:
    """The position of the chosen row of a table; None when none is."""
    rows = (state.get(key) or {}).get("selection", {}).get("rows", [])
    return rows[0] if rows else None


def chart(figure: go.Figure, key: str, description: str) -> None:
    """A chart that fills its column."""
    st.plotly_chart(figure, key=key, config=CHART_CONFIG, alt=description)


def clickable_chart(figure: go.Figure, key: str, on_select: Callable[[], None], description: str) -> None:
    """A chart whose points can be chosen."""
    st.plotly_chart(
        figure, key=key, config=CHART_CONFIG, on_select=on_select, selection_mode="points", alt=description
    )


def data_table(
    frame: pd.DataFrame,
    columns: list[Column],
    *,
    key: str,
    scale: int = 2,
    on_select: Literal["ignore", "rerun"] = "ignore",
    label: str = "",
) -> None:
    """A sortable table of the declared columns, the first rows of a long one, and a download of all.

    Args:
        frame: Any frame that holds the columns.
        columns: Which to show, in order.
        key: Of the widget.
        scale: Decimals of the money; no more than two are shown, all are in the download.
        on_select: "rerun" lets a row be chosen (chosen_row).
        label: A line above the table.
    """
    names = [column.name for column in columns]
    percents = {column.name: frame[column.name] * 100 for column in columns if column.kind == "share"}
    shown = frame[names].assign(**percents).head(SHOWN_ROWS)
    height = row_height(shown, columns)
    if label:
        st.caption(label)
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        column_config={column.name: column_config(column, scale, shown[column.name]) for column in columns},
        height="content" if len(shown) < 12 else HEIGHT if height is None else TALL_HEIGHT,
        row_height=height,
        on_select=on_select,
        selection_mode="single-row",
        placeholder=_("n/a"),
    )
    if len(frame) > SHOWN_ROWS:
        st.caption(
            _("The first {shown} of {all} rows; the download has all.").format(
                shown=f"{SHOWN_ROWS:,}", all=f"{len(frame):,}"
            )
        )
    st.download_button(
        _("Download as CSV"),
        data=lambda: csv_file(frame[names]),
        file_name=f"{key}.csv",
        mime="text/csv",
        key=f"{key}_download",
        icon=":material/download:",
        on_click="ignore",
    )


@contextmanager
def progress() -> Iterator[Callable[[float, str], None]]:
    """A bar that is gone afterwards, and how to move it."""
    bar = st.progress(0.0)

    def move(share: float, text: str) -> None:
        bar.progress(min(max(share, 0.0), 1.0), escaped(text))

    try:
        yield move
    finally:
        bar.empty()


@contextmanager
def vanishing() -> Iterator[Any]:
    """A place for one element that is gone afterwards."""
    place = st.empty()
    try:
        yield place
    finally:
        place.empty()


def say_next(text: str) -> None:
    """Let the next run say this in passing, whatever it draws."""
    state.put("said", text)


def said() -> None:
    """Say what the run before has left to say."""
    text = state.get("said")
    if text:
        st.toast(escaped(text), icon=":material/check:")
        state.drop("said")


def refusal(error: KamError) -> None:
    """A request that cannot be met: what, where and what to do."""
    st.error(escaped(str(error)), icon=":material/info:")


def refused_table(refused: pd.DataFrame, *, key: str, title: str = "") -> None:
    """Refused rows with row number, column, value and reason."""
    heading = ngettext("{count} row refused", "{count} rows refused", len(refused)).format(
        count=f"{len(refused):,}"
    )
    subsection(f"{title}: {heading}" if title else heading)
    labels = {
        "part": _("Part"), "row_number": _("Row"), "column": _("Column"), "value": _("Value"), "reason": _("Reason"),
    }  # fmt: skip
    named = [
        name
        for name in labels
        if name in refused.columns and not (name == "part" and refused[name].isna().all())
    ]
    st.dataframe(refused[named].head(SHOWN_ROWS).rename(columns=labels), hide_index=True, key=key)


def doubtful_table(doubtful: pd.DataFrame, *, key: str) -> None:
    """Rows that are in but look odd, with what is odd about them."""
    subsection(
        ngettext("{count} accepted row looks odd", "{count} accepted rows look odd", len(doubtful)).format(
            count=f"{len(doubtful):,}"
        )
    )
    labels = {
        "part": _("Part"), "row_number": _("Row"), "column": _("Column"), "value": _("Value"), "reason": _("Why"),
    }  # fmt: skip
    shown = doubtful[list(labels)].head(SHOWN_ROWS).dropna(axis="columns", how="all")
    st.dataframe(shown.rename(columns=labels), hide_index=True, key=key)


def change_table(changes: Sequence[UnitChange], kinds: dict[str, str]) -> None:
    """Documents that would change, with their money before and after."""
    rows = [
        {
            _("Change"): kinds[change.kind],
            _("Document"): change.document,
            _("Client"): change.client,
            _("Day"): change.date,
            _("Net sales before"): float(change.net_sales_before),
            _("Net sales after"): float(change.net_sales_after),
        }
        for change in changes
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def import_table(imports: Sequence[ImportRecord], states: Sequence[str]) -> None:
    """Every import with its state and its count of rows: accepted + refused + set aside = rows."""
    rows = [
        {
            _("Import"): record.id,
            _("File"): record.file_name,
            _("State"): name,
            _("Rows"): record.row_count,
            _("Accepted"): record.accepted_count,
            _("Refused"): record.refused_count,
            _("Set aside"): record.set_aside_count,
            _("Repeated lines"): record.duplicate_count,
            _("Without client"): record.unidentified_count,
            _("Net sales"): float(record.net_sales),
            _("Currency"): record.currency or "",
            _("First day"): record.first_date,
            _("Last day"): record.last_date,
            _("Imported (UTC)"): record.created_at.strftime("%Y-%m-%d %H:%M"),
        }
        for record, name in zip(imports, states, strict=True)
    ]
    counts = [
        _("Rows"),
        _("Accepted"),
        _("Refused"),
        _("Set aside"),
        _("Repeated lines"),
        _("Without client"),
    ]
    config = {name: st.column_config.NumberColumn(format="localized") for name in counts}
    config[_("Net sales")] = st.column_config.NumberColumn(
        format="localized", step=10 ** -min(imports[-1].scale, SHOWN_DECIMALS)
    )
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="imports", column_config=config)
