"""General information, the relationship and the competitors on a client card."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app import current, state, view
from app.entry_fields import Names
from app.entry_form import EntryForm
from app.entry_list import entry_list
from kamlogic.entries.dossier import Competitor, Dossier
from kamlogic.entries.relationship import EVENTS, Event, Incident, Opinion, Task
from kamlogic.formats import day_text
from kamlogic.services.dossier import ClientDossier
from kamlogic.services.dossier_state import DossierStates
from kamlogic.services.dossier_words import (
    competitors_sentence,
    incidents_sentence,
    opinions_sentence,
    relationship_sentences,
    section_sentence,
    wins_and_losses,
)
from kamlogic.services.open_work import in_order, unanswered, unresolved
from kamlogic.store.entries import Saved
from kamlogic.texts import N_, _

_EVENT_GROUPS = {
    "all": (N_("All"), tuple(EVENTS)),
    "meeting": (N_("Meetings"), ("meeting",)),
    "promise": (N_("Promises"), ("promise",)),
    "decided": (N_("Wins and losses"), ("win", "loss")),
    "terms": (N_("Terms and offers"), ("terms", "offer")),
    "other": (N_("Deliveries and notes"), ("delivery", "note")),
}


@dataclass(frozen=True, eq=False)
class OpenDossier:
    """What every part of the card works with.

    Attributes:
        dossier: What was written down.
        states: How complete and fresh it is.
    """

    dossier: ClientDossier
    states: DossierStates

    @property
    def client(self) -> int:
        """The client's key."""
        return self.dossier.client_key

    def key(self, name: str) -> str:
        """Of a form or a list, so that what is typed for one client never shows up at another."""
        return f"{name}_{self.client}"

    @property
    def fixed(self) -> dict[str, int]:
        """What forms need not ask."""
        return {"client_key": self.client}

    @property
    def names(self) -> Names:
        """What contacts and loss cases are called in lists of choices."""
        return {
            "contact": {one.id: one.entry.name for one in self.dossier.contacts},
            "loss_case": {
                one.id: _("lost on {day}").format(day=day_text(one.entry.lost_on))
                for one in self.dossier.loss_cases
            },
        }


def general(card: OpenDossier) -> None:
    """General information, one form."""
    view.note(section_sentence(state.principal(), card.states, "general"))
    _dossier_form(card, "general")


def relationship(card: OpenDossier) -> None:
    """How the relationship stands, the terms, what happened and what is to be done."""
    dossier, today, asker = card.dossier, current.work_day(), state.principal()
    view.note(section_sentence(asker, card.states, "relationship"))
    for sentence in relationship_sentences(asker, dossier, today, state.get("currency") or ""):
        view.line(sentence)
    view.section(_("What happened"))
    group, events = _chosen_events(card)
    entry_list(
        Event, events, key=card.key(f"events_{group}"), fixed=card.fixed, names=card.names,
        columns=["happened_on", "event", "description", "result", "amount", "next_step", "promised_for", "done_on",
                 "people", "our_person"],
        empty_text=_("Nothing of this kind has been written down yet."),
    )  # fmt: skip
    view.section(_("Tasks and next steps"))
    entry_list(
        Task,
        in_order(dossier.tasks), key=card.key("tasks"), fixed=card.fixed, names=card.names,
        columns=["task", "owner", "due", "done_on", "subject", "result"],
        fields=["task", "owner", "team", "due", "done_on", "cost", "result"],
        empty_text=_("No task has been written down yet."),
    )  # fmt: skip
    view.section(_("Terms"))
    _dossier_form(card, "terms")


def competitors(card: OpenDossier) -> None:
    """Who else sells there, whom they know and what we answer; what was won and lost, and why."""
    dossier, asker = card.dossier, state.principal()
    view.subsection(competitors_sentence(asker, dossier.competitors))
    view.note(section_sentence(asker, card.states, "competitors"))
    entry_list(
        Competitor, dossier.competitors, key=card.key("competitors"), fixed=card.fixed, names=card.names,
        columns=["name", "product", "state", "share_percent", "knows", "strengths", "weaknesses", "answer"],
        empty_text=_("No competitor has been written down yet."),
    )  # fmt: skip
    view.section(_("Wins and losses"))
    decided = wins_and_losses(asker, dossier.events, state.get("currency") or "")
    for sentence in decided or [_("No win and no loss has been written down yet.")]:
        view.line(sentence)
    view.note(
        _("Wins and losses are events: write them down under Relationship, with the reason as the result.")
    )


def opinions(card: OpenDossier) -> None:
    """What the client said, what waits for an answer first."""
    dossier = card.dossier
    waiting = unanswered(dossier.opinions)
    _headline(opinions_sentence(state.principal(), dossier, current.work_day()), is_alarming=bool(waiting))
    others = [one for one in dossier.opinions if not one.entry.awaits_answer]
    latest = sorted(others, key=lambda one: one.entry.said_on, reverse=True)
    entry_list(
        Opinion, [*waiting, *latest], key=card.key("opinions"), fixed=card.fixed, names=card.names,
        columns=["said_on", "channel", "severity", "statement", "said_by", "said_to", "answered_on", "answer"],
        empty_text=_("Ask, and write down what the client says: in a survey, a complaint or in passing."),
    )  # fmt: skip


def incidents(card: OpenDossier) -> None:
    """What went wrong, what is open first."""
    dossier = card.dossier
    waiting = unresolved(dossier.incidents)
    _headline(incidents_sentence(state.principal(), dossier, current.work_day()), is_alarming=bool(waiting))
    resolved = [one for one in dossier.incidents if one.entry.resolved_on is not None]
    latest = sorted(resolved, key=lambda one: one.entry.happened_on, reverse=True)
    entry_list(
        Incident, [*waiting, *latest], key=card.key("incidents"), fixed=card.fixed, names=card.names,
        columns=["happened_on", "mistake", "severity", "description", "resolved_on", "promise", "promised_for",
                 "kept_on", "owner", "resolution"],
        empty_text=_("Nothing has gone wrong that somebody wrote down."),
    )  # fmt: skip


def _headline(text: str, *, is_alarming: bool) -> None:
    if is_alarming:
        st.warning(view.escaped(text), icon=":material/priority_high:")
    else:
        view.subsection(text)


def _dossier_form(card: OpenDossier, section: str) -> None:
    EntryForm(
        entry_type=Dossier,
        key=card.key(section),
        opened=card.dossier.dossier,
        fixed=card.fixed,
        fields=[shape.name for shape in Dossier.shapes(section)],
    ).show()


def _chosen_events(card: OpenDossier) -> tuple[str, list[Saved[Event]]]:
    """The events of the chosen kinds, the latest first."""
    events = sorted(card.dossier.events, key=lambda one: (one.entry.happened_on, one.id), reverse=True)
    if not events:
        return "all", events
    group: str = st.segmented_control(
        _("Show"), list(_EVENT_GROUPS), format_func=lambda key: _(_EVENT_GROUPS[key][0]), default="all",
        required=True, key=card.key("event_group"), label_visibility="collapsed",
    )  # fmt: skip
    return group, [one for one in events if one.entry.event in _EVENT_GROUPS[group][1]]
