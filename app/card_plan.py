"""The plan of a client on its card: strategy, goals with their progress, steps."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import current, state, view
from app.card_dossier import OpenDossier
from app.entry_form import EntryForm
from app.entry_list import entry_list
from kamlogic.entries.dossier import Goal, Plan
from kamlogic.entries.relationship import Task
from kamlogic.services.open_work import in_order
from kamlogic.services.plan_words import goal_progress, goal_sentence, plan_sentence
from kamlogic.store.entries import Saved
from kamlogic.texts import _

_MOST_BARS = 8


def plan(card: OpenDossier) -> None:
    """What we want with the client, how far it is, and who does what by when."""
    dossier, today = card.dossier, current.work_day()
    view.subsection(plan_sentence(state.principal(), dossier, today))
    view.section(_("Goals"))
    for one in dossier.goals[:_MOST_BARS]:
        progress = goal_progress(one.entry, one.entry.current)
        sentence = view.escaped(goal_sentence(state.principal(), one.entry, today))
        if pd.isna(progress):
            view.line(goal_sentence(state.principal(), one.entry, today))
        else:
            st.progress(min(max(progress, 0.0), 1.0), text=sentence)
    entry_list(
        Goal, dossier.goals, key=card.key("goals"), fixed=card.fixed,
        columns=["goal", "measure", "baseline", "target", "current", "forecast", "due"],
        empty_text=_("No goal yet. A goal says what is counted, from where to where, by when."),
    )  # fmt: skip
    view.section(_("Steps: who does what by when"))
    steps = [one for one in dossier.tasks if one.entry.subject == "plan"]
    entry_list(
        Task, in_order(steps), key=card.key("steps"),
        fixed={**card.fixed, "subject": "plan"}, columns=_step_columns(steps),
        fields=["task", "position", "owner", "team", "due", "done_on", "cost", "result"],
        empty_text=_("No step yet."),
    )  # fmt: skip
    view.section(_("Strategy and resources"))
    EntryForm(entry_type=Plan, key=card.key("plan"), opened=dossier.plan, fixed=card.fixed).show()


def _step_columns(steps: list[Saved[Task]]) -> list[str]:
    numbered = ["position"] if any(one.entry.position is not None for one in steps) else []
    return [*numbered, "task", "owner", "due", "done_on", "result"]
