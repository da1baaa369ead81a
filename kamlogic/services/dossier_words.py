"""What the dossier of a client says, in words: how complete, how fresh, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import pandas as pd

from kamlogic.entries.dossier import Competitor
from kamlogic.entries.relationship import Event
from kamlogic.formats import ago_text, all_text, count_text, day_text, days_text, money_text_short, share_text
from kamlogic.principal import Principal
from kamlogic.services.dossier import ClientDossier
from kamlogic.services.dossier_state import SECTIONS, DossierStates
from kamlogic.services.open_work import open_tasks, overdue_tasks, unanswered, unresolved
from kamlogic.store.entries import Saved
from kamlogic.texts import N_, _, ngettext

_IN_SENTENCE: Final = {
    "general": N_("general information"),
    "relationship": N_("relationship"),
    "decision": N_("decision scheme"),
    "competitors": N_("competitors"),
}


def dossier_conclusion(principal: Principal, states: DossierStates) -> str:
    """How complete the dossier of the one client is, which sections are empty and which are stale."""
    if states.clients.empty:
        return _("No dossier yet: nobody has written anything about this client")
    complete = _("Dossier {share} complete").format(share=share_text(states.clients["section_share"].iloc[0]))
    parts = [
        *_empty(states.sections),
        *(
            _("{section} not touched for {days}").format(
                section=_(_IN_SENTENCE[section]), days=days_text(age)
            )
            for section, age in _stale(states.sections)
        ),
    ]
    return f"{complete}; {', '.join(parts)}" if parts else complete


def _empty(sections: pd.DataFrame) -> list[str]:
    empty = [_(_IN_SENTENCE[name]) for name in sections.loc[sections["filled_count"] == 0, "section"]]
    if not empty:
        return []
    listed = empty[0] if len(empty) == 1 else _("{first} and {last}").format(
        first=", ".join(empty[:-1]), last=empty[-1]
    )  # fmt: skip
    return [_("{sections} empty").format(sections=listed)]


def _stale(sections: pd.DataFrame) -> list[tuple[str, float]]:
    stale = sections[sections["is_stale"] & (sections["filled_count"] > 0)]
    return list(zip(stale["section"], stale["age_days"], strict=True))


def section_sentence(principal: Principal, states: DossierStates, section: str) -> str:
    """How many fields of a section are filled, which are missing, and when it was last changed."""
    found = states.sections[states.sections["section"] == section]
    names = SECTIONS[section]
    if found.empty:
        return _("0 of {all} fields filled; nobody has written anything.").format(all=len(names))
    row = found.iloc[0]
    fields = states.fields[(states.fields["section"] == section) & ~states.fields["is_filled"]]
    filled = _("{filled} of {all} fields filled").format(filled=row["filled_count"], all=row["field_count"])
    missing = ", ".join(_(names[name]) for name in fields["field"])
    text = _("{filled}; missing: {missing}").format(filled=filled, missing=missing) if missing else filled
    return f"{text}. {_last_change(row)}"


def _last_change(row: pd.Series) -> str:
    if pd.isna(row["last_change"]):
        return _("Never changed.")
    text = _("Last changed on {day}.").format(day=day_text(row["last_change"]))
    return _("{text} Stale: {ago}.").format(text=text, ago=ago_text(row["age_days"])) if row["is_stale"] else text  # fmt: skip


def opinions_sentence(principal: Principal, dossier: ClientDossier, today: date) -> str:
    """How many opinions wait for an answer, and the oldest for how long."""
    if not dossier.opinions:
        return _("No opinion of this client is written down yet")
    waiting = unanswered(dossier.opinions)
    if not waiting and any(one.entry.answered_on is None for one in dossier.opinions):
        return _("No opinion waits for an answer")
    if not waiting:
        return all_text(
            _("The one opinion is answered"),
            _("Both opinions are answered"),
            _("All {count} opinions are answered"),
            len(dossier.opinions),
        )
    return ngettext(
        "{count} opinion is unanswered, for {days}: a gap and a risk",
        "{count} opinions are unanswered, the oldest for {days}: a gap and a risk",
        len(waiting),
    ).format(count=count_text(len(waiting)), days=days_text(max(0, (today - waiting[0].entry.said_on).days)))


def incidents_sentence(principal: Principal, dossier: ClientDossier, today: date) -> str:
    """How many incidents are open, and since when."""
    if not dossier.incidents:
        return _("No incident is written down for this client")
    waiting = unresolved(dossier.incidents)
    if not waiting:
        return all_text(
            _("The one incident is resolved"),
            _("Both incidents are resolved"),
            _("All {count} incidents are resolved"),
            len(dossier.incidents),
        )
    since = day_text(waiting[0].entry.happened_on)
    if len(dossier.incidents) == 1:
        return _("The one incident has been open since {day}").format(day=since)
    return ngettext(
        "{count} of {all} incidents is open, since {day}",
        "{count} of {all} incidents are open, the oldest since {day}",
        len(waiting),
    ).format(count=count_text(len(waiting)), all=count_text(len(dossier.incidents)), day=since)


def relationship_sentences(
    principal: Principal, dossier: ClientDossier, today: date, currency: str = ""
) -> list[str]:
    """The last event, the open promises, the wins and losses with their reasons, and the next steps."""
    events = dossier.events
    if not events and not dossier.tasks:
        return [_("Nothing has been written down about this relationship yet.")]
    sentences = [
        _last_event(events, today), _promises(events, today), *wins_and_losses(principal, events, currency), _steps(dossier, today),
    ]  # fmt: skip
    return [text for text in sentences if text]


def _last_event(events: Sequence[Saved[Event]], today: date) -> str:
    past = [one.entry for one in events if one.entry.happened_on <= today]
    if not past:
        return ""
    last = max(past, key=lambda one: one.happened_on)
    return _("Last event on {day}, {ago}: {event}.").format(
        day=day_text(last.happened_on), ago=ago_text((today - last.happened_on).days),
        event=_(Event.shape("event").options[last.event]),
    )  # fmt: skip


def _promises(events: Sequence[Saved[Event]], today: date) -> str:
    waiting = [one.entry for one in events if one.entry.event == "promise" and one.entry.done_on is None]
    late = sum(one.promised_for is not None and one.promised_for < today for one in waiting)
    if not waiting:
        return ""
    return ngettext(
        "{count} promise is open, {late} overdue.", "{count} promises are open, {late} overdue.", len(waiting)
    ).format(count=count_text(len(waiting)), late=count_text(late))


def wins_and_losses(principal: Principal, events: Sequence[Saved[Event]], currency: str = "") -> list[str]:
    """How many wins and losses, with their money, and the reasons of the latest; nothing where there are none."""
    found = []
    for kind in ("win", "loss"):
        some = sorted(
            (one.entry for one in events if one.entry.event == kind), key=lambda one: one.happened_on
        )[::-1]
        if some:
            found.append(_decided(kind, some, currency))
    return found


def _decided(kind: str, some: list[Event], currency: str) -> str:
    count = len(some)
    named = (
        ngettext("{count} win", "{count} wins", count)
        if kind == "win"
        else ngettext("{count} loss", "{count} losses", count)
    ).format(count=count_text(count))
    amounts = [one.amount for one in some if one.amount is not None]
    if amounts:
        named = _("{named} of {money}").format(
            named=named, money=money_text_short(float(sum(amounts)), currency)
        )
    reasons = [one.result for one in some if one.result]
    if not reasons:
        return _("{named}, no reason written down.").format(named=named)
    without = count - len(reasons)
    text = _("{named}; why: {reasons}").format(named=named, reasons="; ".join(reasons[:3]).rstrip("."))
    if without:
        text = _("{text}; {count} without a reason").format(text=text, count=count_text(without))
    return f"{text}."


def _steps(dossier: ClientDossier, today: date) -> str:
    waiting = open_tasks(dossier.tasks)
    if not waiting:
        return _("No task is open: no next step is agreed.")
    late = len(overdue_tasks(dossier.tasks, today))
    first = waiting[0].entry
    count = ngettext("{count} task is open", "{count} tasks are open", len(waiting)).format(
        count=count_text(len(waiting))
    )
    text = _("{count}, {late} overdue; next: {task}").format(
        count=count, late=count_text(late), task=first.task
    )
    by_when = [first.owner, day_text(first.due) if first.due else ""]
    told = ", ".join(part for part in by_when if part)
    return f"{text.rstrip('.')} ({told})." if told else f"{text.rstrip('.')}."


def competitors_sentence(principal: Principal, competitors: Sequence[Saved[Competitor]]) -> str:
    """Who is at the client, with which share of its purchases, and to whom we have no answer.

    The share is that of the active ones: what a rival sold before it left is not bought there any more.
    """
    if not competitors:
        return _("No competitor is written down for this client")
    rivals = [one.entry for one in competitors]
    active = [one for one in rivals if one.state in {"trying", "supplying", ""}]
    shares = [one.share_percent for one in active if one.share_percent is not None]
    count = ngettext("{count} competitor is active", "{count} competitors are active", len(active)).format(
        count=count_text(len(active))
    )
    if shares:
        count = ngettext(
            "{count}, with {share} of the client's purchases",
            "{count}, together with {share} of the client's purchases",
            len(active),
        ).format(count=count, share=share_text(sum(shares) / 100))
    parts = [count]
    unready = [one.name for one in active if not one.answer]
    if unready:
        parts.append(_("no answer yet to {names}").format(names=", ".join(unready)))
    return "; ".join(parts)
