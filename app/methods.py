"""What the Methods page shows of one method."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import state, view
from kamlogic.docstrings import Docstring
from kamlogic.services.methods import TOPICS, Method, data_dictionary
from kamlogic.tables import Table
from kamlogic.texts import _


def topic_choice() -> str:
    """Which method to read."""
    picked: str = st.selectbox(
        _("Method"),
        list(TOPICS),
        format_func=lambda topic: _(TOPICS[topic][0]),
        key="method",
        bind="query-params",
    )
    return picked


def show_method(method: Method) -> None:
    """Question, formula, source, rules, figures, settings and tables."""
    view.section(method.text.summary)
    for paragraph in method.text.details:
        view.line(paragraph)
    if method.settings:
        view.section(_("Settings in force"))
        _settings(method)
    if method.figures:
        view.section(_("Figures"))
        _pairs(method.figures, _("Figure"), _("Definition"), "method_figures")
    if method.functions:
        view.section(_("Rules and edge cases"))
        for name, text in method.functions.items():
            _rules(name, text)
    if method.tables:
        view.section(_("Tables"))
    for table in method.tables:
        _dictionary(table)


def _settings(method: Method) -> None:
    rows = [
        {
            _("Setting"): text.title,
            _("In force"): text.value,
            _("Default"): text.default,
            _("Allowed"): text.bounds,
            _("Meaning"): text.description,
            _("Name"): text.name,
        }
        for text in method.settings
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="method_settings")


def _rules(name: str, text: Docstring) -> None:
    with st.expander(f"{view.escaped(text.summary)} `{name}`", key=f"method_{name}"):
        for paragraph in text.details:
            view.line(paragraph)
        given = text.entries["Args"]
        if given:
            _pairs(given, _("Given"), _("Meaning"), f"method_{name}_given")
        if text.returns:
            view.line(_("Result: {text}").format(text=text.returns))
        for error, reason in text.entries["Raises"].items():
            view.line(_("Refused ({error}): {reason}").format(error=error, reason=reason))


def _dictionary(table: Table) -> None:
    title = _("Table {name}: {grain}").format(name=table.name, grain=_(table.grain))
    with st.expander(view.escaped(title), key=f"method_table_{table.name}"):
        columns = data_dictionary(state.principal(), table).set_axis(
            [_("Column"), _("Heading"), _("Meaning"), _("Unit")], axis=1
        )
        st.dataframe(columns, hide_index=True, key=f"method_dictionary_{table.name}")


def _pairs(texts: dict[str, str], name: str, meaning: str, key: str) -> None:
    st.dataframe(pd.DataFrame({name: texts.keys(), meaning: texts.values()}), hide_index=True, key=key)
