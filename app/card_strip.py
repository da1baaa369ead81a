"""The strip of live facts of a client card."""

from __future__ import annotations

import streamlit as st

from app import chosen_settings, current, key_verdicts, moving, state, view
from kamlogic.services.analysis import Analysis
from kamlogic.services.at_risk import list_at_risk
from kamlogic.services.client_card import ClientCard
from kamlogic.services.client_strip import LiveFact, Situation, live_facts
from kamlogic.services.dossier import ClientDossier
from kamlogic.window_pairs import ComparisonSettings


def strip(result: Analysis, client: ClientCard, dossier: ClientDossier) -> None:
    """What the analyses say now, each fact with what it was or rests on."""
    facts = live_facts(
        state.principal(), result, _situation(result, client), dossier, today=current.work_day()
    )
    with st.container(border=True, key="live"), st.container(horizontal=True, gap="small"):
        for fact in facts:
            with st.container(width=_width(fact), gap=None):
                _fact(fact)


def _width(fact: LiveFact) -> int:
    return 96 if fact.value.isdigit() else 116


def _fact(fact: LiveFact) -> None:
    value = view.escaped(fact.value)
    st.caption(view.escaped(fact.label))
    st.markdown(f":red[**{value}**]" if fact.is_alarming else f"**{value}**")
    view.note(fact.remark)


def _situation(result: Analysis, client: ClientCard) -> Situation:
    asker, windows = state.principal(), ComparisonSettings(windows="previous")
    risk = chosen_settings.at_risk_settings()
    return Situation(
        card=client,
        abc=moving.movement(windows, "abc"),
        xyz=moving.movement(windows, "xyz"),
        risk=current.kept(
            "at_risk", [result.losses.settings, risk], lambda: list_at_risk(asker, result, settings=risk)
        ),
        types=key_verdicts.key_clients(result).types,
    )
