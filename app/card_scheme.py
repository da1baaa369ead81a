"""The decision scheme on a client card: drawn, its gaps with their tasks, and the people in it."""

from __future__ import annotations

import streamlit as st

from app import current, state, view
from app.card_dossier import OpenDossier
from app.entry_list import entry_list
from kamlogic.analysis.decision_scheme import DecisionScheme
from kamlogic.charts.decision_scheme import Arrangement, decision_scheme_chart, fits_across
from kamlogic.entries.dossier import Contact
from kamlogic.entries.relationship import Task
from kamlogic.services.decision_scheme_words import (
    GapText,
    gap_texts,
    gaps_conclusion,
    scheme_conclusion,
    scheme_figures,
)
from kamlogic.services.decision_schemes import ABOUT_CONTACT, scheme_of
from kamlogic.services.dossier_words import section_sentence
from kamlogic.services.gap_tasks import GAP, SETTINGS
from kamlogic.services.gap_words import gap_task_text
from kamlogic.store.entries import Saved
from kamlogic.texts import N_, _

_ARRANGEMENTS: dict[Arrangement, str] = {"across": N_("Chart"), "down": N_("List")}
_ICONS = {
    "high": ":material/error:",
    "medium": ":material/warning:",
    "low": ":material/info:",
}
_SEVERITIES = {"high": N_("High"), "medium": N_("Medium"), "low": N_("Low")}


def decision(card: OpenDossier) -> None:
    """Who decides: the scheme, what is missing in it, and the people."""
    asker = state.principal()
    scheme = scheme_of(asker, card.dossier, today=current.work_day(), settings=SETTINGS)
    view.subsection(scheme_conclusion(asker, scheme))
    view.note(section_sentence(asker, card.states, "decision"))
    if scheme.contact_count:
        view.metric_row(scheme_figures(asker, scheme))
        _drawing(card, scheme)
    _gaps(card, scheme)
    view.section(_("People"))
    chosen = entry_list(
        Contact, card.dossier.contacts, key=card.key("contacts"), fixed=card.fixed, names=card.names,
        columns=["name", "title", "department", "role", "power", "attitude", "coverage", "relation_now",
                 "relation_wanted", "reports_to", "influences", "our_person", "last_contact", "known_by_rivals",
                 "email", "phone"],
        fields=[name for name in Contact.model_fields if name != "prospect_id"],
        empty_text=_("Nobody at this client has been written down yet. Begin with the one who decides."),
    )  # fmt: skip
    if chosen is not None:
        _steps_with(card, chosen)


def _drawing(card: OpenDossier, scheme: DecisionScheme) -> None:
    default: Arrangement = "across" if fits_across(scheme.people) and not _is_phone() else "down"
    arrangement: Arrangement = st.segmented_control(
        _("Shown as"), list(_ARRANGEMENTS), format_func=lambda key: _(_ARRANGEMENTS[key]), default=default,
        required=True, key=card.key("arrangement"), label_visibility="collapsed",
    )  # fmt: skip
    view.chart(
        decision_scheme_chart(scheme.people, scheme.influences, arrangement=arrangement),
        card.key("scheme"),
        _(
            "The people who decide at the client: who reports to whom, who influences whom, how they stand to us"
        ),
    )


def _is_phone() -> bool:
    agent = st.context.headers.get("User-Agent")
    return isinstance(agent, str) and "Mobi" in agent


def _gaps(card: OpenDossier, scheme: DecisionScheme) -> None:
    """Each gap in words with what to do and how its task stands."""
    asker = state.principal()
    gaps = gap_texts(asker, scheme)
    view.section(gaps_conclusion(asker, scheme))
    if not gaps:
        return
    tasks = [one for one in card.dossier.tasks if one.entry.subject == GAP]
    shown, rest = gaps[:5], gaps[5:]
    for gap in shown:
        _gap(gap, tasks)
    if rest:
        with st.expander(_("{count} more gaps").format(count=len(rest)), key=card.key("more_gaps")):
            for gap in rest:
                _gap(gap, tasks)


def _gap(gap: GapText, tasks: list[Saved[Task]]) -> None:
    severity, text = _(_SEVERITIES[gap.severity]), view.escaped(gap.text)
    st.markdown(f"{_ICONS[gap.severity]} **{severity}** · {text} {view.escaped(gap.advice)}")
    view.note(gap_task_text(state.principal(), gap, tasks, today=current.work_day()))


def _steps_with(card: OpenDossier, contact: Saved[Contact]) -> None:
    """What is to be done about one person; an open step is the plan that an opponent needs."""
    view.subsection(_("Steps with {name}").format(name=contact.entry.name))
    steps = [
        one
        for one in card.dossier.tasks
        if one.entry.subject == ABOUT_CONTACT and one.entry.subject_id == contact.id
    ]
    entry_list(
        Task, steps, key=card.key(f"steps_{contact.id}"), columns=["task", "owner", "due", "done_on", "result"],
        fields=["task", "owner", "team", "due", "done_on", "result"],
        fixed={**card.fixed, "subject": ABOUT_CONTACT, "subject_id": contact.id}, names=card.names,
        empty_text=_("No step is planned with this person."),
    )  # fmt: skip
