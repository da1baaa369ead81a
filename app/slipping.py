"""The lists of the At risk page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import client_lists, state, view
from kamlogic.analysis.at_risk import AT_RISK, AtRiskResult
from kamlogic.services.analysis import Analysis
from kamlogic.services.at_risk_words import REASON, first_sentences, with_reasons
from kamlogic.tables import CLIENTS, Column
from kamlogic.texts import _

SENTENCES = 5
_NAME = [CLIENTS.column("client_name"), CLIENTS.column("client_code")]
_SHOWN = ["value_at_risk", "yearly_net_sales", "yearly_gross_profit", "return_share", "silence_days",
          "limit_days", "median_gap_days", "longest_gap_days", "kept_share", "last_purchase"]  # fmt: skip


def lists(analysis: Analysis, result: AtRiskResult) -> None:
    """Those slipping with their reasons, by reason, and those of whom too little is known."""
    named = with_reasons(state.principal(), result).merge(analysis.portfolio.clients, on="client_key")
    for sentence in first_sentences(state.principal(), analysis, named, SENTENCES):
        view.line(sentence)
    every, late, falling, new, never = st.tabs(
        [_("Slipping"), _("Late or silent as never before"), _("Falling"), _("Too new to say"), _("Never bought")],
        key="risk_lists",
    )  # fmt: skip
    with every:
        _table(analysis, named, "at_risk", _("Nobody is slipping."))
    with late:
        _table(
            analysis,
            named[named["is_late"] | named["is_beyond"]],
            "at_risk_late",
            _("Nobody is late by its own rhythm."),
        )
    with falling:
        _table(
            analysis, named[named["is_declining"]], "at_risk_falling", _("Nobody buys much less than before.")
        )
    with new:
        view.note(_("Too few purchases for a rhythm of their own, and too short a past to compare with."))
        _names(analysis, result, "too_new", _("Every client that is not lost has a rhythm of its own."))
    with never:
        view.note(_("Clients with returns or corrections only; they never count as lost."))
        _names(analysis, result, "never_bought", _("Every client has bought."))


def _table(analysis: Analysis, rows: pd.DataFrame, key: str, nothing: str) -> None:
    if rows.empty:
        view.note(nothing)
        return
    hidden = set() if analysis.portfolio.has_cost else {"yearly_gross_profit"}
    columns: list[Column] = [
        *_NAME,
        REASON,
        *(AT_RISK.column(name) for name in _SHOWN if name not in hidden),
    ]
    client_lists.client_table(rows, columns, key=key, scale=analysis.portfolio.scale)


def _names(analysis: Analysis, result: AtRiskResult, standing: str, nothing: str) -> None:
    standings = result.standings
    keys = standings.loc[standings["standing"] == standing, "client_key"]
    clients = analysis.portfolio.clients
    rows = clients[clients["client_key"].isin(keys)]
    if rows.empty:
        view.note(nothing)
    else:
        client_lists.client_table(rows, _NAME, key=f"risk_{standing}")
