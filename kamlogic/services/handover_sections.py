"""The parts of a client's page in a handover sheet: people, what is open, what is next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from kamlogic.entries.dossier import ATTITUDES, COVERAGES, ROLES, Competitor, Contact, Goal, Plan
from kamlogic.entries.entry import EntryT
from kamlogic.entries.relationship import MISTAKES, SEVERITIES, Event, Incident, Opinion, Task
from kamlogic.formats import day_text, number_text
from kamlogic.reports.handover_sheet import SheetSection
from kamlogic.services.open_work import unanswered
from kamlogic.store.entries import Saved
from kamlogic.texts import _


class Listed(Protocol):
    """The entries of one kind about the client."""

    def __call__(self, entry_type: type[EntryT], /) -> list[Saved[EntryT]]:
        """Oldest first."""


def client_sections(
    of: Listed, *, risks: Sequence[str], gaps: Sequence[str], today: date
) -> tuple[SheetSection, ...]:
    """The sections of one client, in the order of the page."""
    return (
        SheetSection(_("Risk and what comes next"), (), tuple((one,) for one in risks), ""),
        _contacts(of(Contact)),
        _promises(of(Event), of(Incident), today),
        _opinions(of(Opinion)),
        _tasks(of(Task), today),
        _incidents(of(Incident)),
        _next_steps(of(Plan), of(Goal), of(Event)),
        _gaps(gaps, of(Competitor)),
    )


def _contacts(contacts: Sequence[Saved[Contact]]) -> SheetSection:
    """Those with the most decision power first."""
    people = sorted((one.entry for one in contacts), key=lambda one: (-(one.power or 0), one.name.casefold()))
    rows = tuple(
        (
            ", ".join(filter(None, (one.name, one.title))),
            _(ROLES.get(one.role, "")) if one.role else "",
            " · ".join(
                filter(None, (_word(ATTITUDES, one.attitude), _word(COVERAGES, one.coverage)))
            ) or "–",
            " · ".join(filter(None, (one.phone, one.email))) or "–",
            "–" if one.last_contact is None else day_text(one.last_contact),
        )
        for one in people
    )  # fmt: skip
    columns = (_("Who"), _("Role"), _("Attitude, coverage"), _("How to reach"), _("Last contact"))
    return SheetSection(_("Key contacts"), columns, rows, _("Nobody at this client is written down yet."))


def _promises(
    events: Sequence[Saved[Event]], incidents: Sequence[Saved[Incident]], today: date
) -> SheetSection:
    made = [
        (one.entry.promised_for, one.entry.description, one.entry.our_person)
        for one in events
        if one.entry.event == "promise" and one.entry.done_on is None
    ]
    made += [
        (one.entry.promised_for, one.entry.promise or one.entry.description, one.entry.owner)
        for one in incidents
        if one.entry.promised_for is not None and one.entry.kept_on is None and one.entry.resolved_on is None
    ]
    rows = tuple(
        (text, who or "–", _due(day, today))
        for day, text, who in sorted(made, key=lambda one: one[0] or date.max)
    )
    return SheetSection(
        _("Open promises"), (_("What"), _("Who promised"), _("Due")), rows, _("No promise is open.")
    )


def _opinions(opinions: Sequence[Saved[Opinion]]) -> SheetSection:
    rows = tuple(
        (one.statement, one.said_by or "–", _word(SEVERITIES, one.severity), day_text(one.said_on))
        for one in (saved.entry for saved in unanswered(opinions))
    )
    columns = (_("What was said"), _("Who said it"), _("Severity"), _("Day"))
    return SheetSection(_("Opinions without an answer"), columns, rows, _("No opinion waits for an answer."))


def _tasks(tasks: Sequence[Saved[Task]], today: date) -> SheetSection:
    found = sorted(
        (one.entry for one in tasks if one.entry.done_on is None), key=lambda one: one.due or date.max
    )
    rows = tuple((one.task, one.owner or "–", _due(one.due, today)) for one in found)
    return SheetSection(_("Open tasks"), (_("What"), _("Who"), _("Due")), rows, _("No task is open."))


def _incidents(incidents: Sequence[Saved[Incident]]) -> SheetSection:
    """The latest first; those that are not resolved before all."""
    found = sorted(
        (one.entry for one in incidents),
        key=lambda one: (one.resolved_on is not None, -one.happened_on.toordinal()),
    )
    rows = tuple(
        (
            _word(MISTAKES, one.mistake),
            one.description,
            day_text(one.happened_on),
            _("open") if one.resolved_on is None else day_text(one.resolved_on),
        )
        for one in found
    )
    columns = (_("Mistake"), _("What happened"), _("Day"), _("Resolved on"))
    return SheetSection(_("Incidents"), columns, rows, _("No incident is written down."))


def _next_steps(
    plans: Sequence[Saved[Plan]], goals: Sequence[Saved[Goal]], events: Sequence[Saved[Event]]
) -> SheetSection:
    """The strategy, what the latest events left to do, and the goals."""
    texts = [_("Strategy: {text}").format(text=one.entry.strategy) for one in plans if one.entry.strategy]
    latest = sorted((one.entry for one in events), key=lambda one: one.happened_on, reverse=True)
    texts += [
        _("{step} (since {day}).").format(step=one.next_step.rstrip("."), day=day_text(one.happened_on))
        for one in latest
        if one.next_step
    ][:2]
    texts += [_goal(one.entry) for one in goals]
    rows = tuple((text,) for text in texts)
    return SheetSection(_("Next steps and goals"), (), rows, _("No plan and no next step is written down."))


def _goal(goal: Goal) -> str:
    text = _("Goal: {goal} ({measure}: now {now}, target {target}").format(
        goal=goal.goal, measure=goal.measure, now=_number(goal.current), target=_number(goal.target)
    )
    return (
        f"{text})." if goal.due is None else _("{text}, by {day}).").format(text=text, day=day_text(goal.due))
    )


def _gaps(gaps: Sequence[str], competitors: Sequence[Saved[Competitor]]) -> SheetSection:
    rivals = ", ".join(one.entry.name for one in competitors)
    said = (
        _("Competitors there: {names}.").format(names=rivals)
        if rivals
        else _("No competitor is written down.")
    )
    rows = tuple((text,) for text in (*gaps[:4], said))
    return SheetSection(_("Gaps and competitors"), (), rows, "")


def _due(day: date | None, today: date) -> str:
    if day is None:
        return "–"
    return _("{day}, overdue").format(day=day_text(day)) if day < today else day_text(day)


def _number(value: float | None) -> str:
    return _("n/a") if value is None else number_text(value, 0 if value == int(value) else 2)


def _word(options: dict[str, str], value: str) -> str:
    return _(options[value]) if value in options else ""
