"""Lines that both printed sheets of a client say: promises, opinions, tasks, people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kamlogic.entries.dossier import ATTITUDES, ROLES, Contact
from kamlogic.entries.relationship import Event, Incident, Opinion, Task
from kamlogic.formats import count_text, day_text
from kamlogic.reports.one_page import SmallTable, TableRow, shortened
from kamlogic.services.dossier import ClientDossier
from kamlogic.store.entries import Saved
from kamlogic.texts import N_, _, ngettext

SAID_LENGTH = 120


def promise_lines(dossier: ClientDossier, today: date) -> list[str]:
    """Promises that are not kept yet, of events and of incidents, the earliest due first."""
    events = [
        (one.entry.promised_for, one.entry.description)
        for one in dossier.events
        if one.entry.event == "promise" and one.entry.done_on is None and one.entry.promised_for
    ]
    incidents = [
        (one.entry.promised_for, one.entry.promise or one.entry.description)
        for one in dossier.incidents
        if one.entry.promised_for is not None and one.entry.kept_on is None
    ]
    return [
        _("{text} (promised for {day}{late})").format(
            text=text, day=day_text(day), late=late_text(day, today)
        )
        for day, text in sorted(events + incidents)
    ]


def late_text(due: date | None, today: date) -> str:
    """How long something is overdue, to follow its day; empty while it is not."""
    if due is None or due >= today:
        return ""
    days = (today - due).days
    return ngettext(", {count} day late", ", {count} days late", days).format(count=count_text(days))


def opinion_line(opinion: Opinion) -> str:
    """What was said, by whom and when."""
    who = opinion.said_by or _("Somebody")
    return _("{day}, {who}: “{text}”").format(
        day=day_text(opinion.said_on), who=who, text=shortened(opinion.statement, SAID_LENGTH)
    )


def open_tasks(tasks: Sequence[Saved[Task]]) -> list[Task]:
    """Tasks that are not done, the earliest due first, those without a day last."""
    found = [one.entry for one in tasks if one.entry.done_on is None]
    return sorted(found, key=lambda one: (one.due or date.max, one.task))


def task_line(task: Task, today: date) -> str:
    """What, who and when."""
    due = (
        ""
        if task.due is None
        else _("due {day}{late}").format(day=day_text(task.due), late=late_text(task.due, today))
    )
    about = ", ".join(part for part in (task.owner, due) if part)
    return f"{task.task} ({about})" if about else task.task


def open_incidents(dossier: ClientDossier) -> list[Incident]:
    """Incidents that are not resolved, the latest first."""
    found = [one.entry for one in dossier.incidents if one.entry.resolved_on is None]
    return sorted(found, key=lambda one: one.happened_on, reverse=True)


def incident_line(incident: Incident) -> str:
    """When, what kind, and what happened."""
    mistake = _(incident.shape("mistake").options[incident.mistake])
    return _("{day}, {mistake}: {text}").format(
        day=day_text(incident.happened_on), mistake=mistake, text=incident.description
    )


def event_line(event: Event, currency: str) -> str:
    """When, what kind, for how much, what happened and what came out."""
    kind = _(event.shape("event").options[event.event])
    amount = "" if event.amount is None else f", {f'{currency} {plain_money(event.amount)}'.strip()}"
    result = f" → {event.result}" if event.result else ""
    text = shortened(event.description, SAID_LENGTH)
    return _("{day}, {kind}{amount}: {text}{result}").format(
        day=day_text(event.happened_on), kind=kind, amount=amount, text=text, result=result
    )


def plain_money(amount: Decimal) -> str:
    """An amount with thousands separated."""
    return f"{amount:,.2f}".removesuffix(".00")


def people_table(title: str, people: Sequence[Contact], empty_text: str) -> SmallTable:
    """Name, role, power, attitude and last contact; those who decide first."""
    order = list(ROLES)
    ranked = sorted(
        people, key=lambda one: (order.index(one.role) if one.role else len(order), -(one.power or 0))
    )
    return SmallTable(
        title=title,
        heads=(_("Name"), _("Role"), _("Power"), _("Attitude"), _("Last seen")),
        widths=(26, 22, 10, 25, 17),
        rows=tuple(TableRow(_person_cells(one), one.attitude) for one in ranked),
        shaped=3,
        empty_text=empty_text,
    )


def _person_cells(person: Contact) -> tuple[str, ...]:
    name = f"{person.name}*" if person.known_by_rivals else person.name
    return (
        f"{name}, {person.title}" if person.title else name,
        _(ROLES[person.role]) if person.role else "–",
        "–" if person.power is None else str(person.power),
        _(ATTITUDES[person.attitude]) if person.attitude else _("unknown"),
        _("never") if person.last_contact is None else person.last_contact.isoformat(),
    )


RIVALS_NOTE = N_("* rivals know this person")
