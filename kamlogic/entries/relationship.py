"""The history of a relationship: what happened, what the client said, what went wrong, what is to be done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from pydantic import model_validator

from kamlogic.entries.entry import (
    Entry,
    choice,
    client,
    count,
    day,
    entries,
    entry,
    flag,
    line,
    money,
    person,
    text,
)
from kamlogic.entries.problems import problem
from kamlogic.texts import N_, _

EVENTS: Final = {
    "meeting": N_("Meeting"),
    "promise": N_("Promise"),
    "offer": N_("Offer"),
    "delivery": N_("Delivery"),
    "terms": N_("Terms"),
    "win": N_("Win"),
    "loss": N_("Loss"),
    "note": N_("Note"),
}
CHANNELS: Final = {
    "survey": N_("Survey"),
    "complaint": N_("Complaint"),
    "remark": N_("Remark"),
    "praise": N_("Praise"),
}
SEVERITIES: Final = {"low": N_("Low"), "medium": N_("Medium"), "high": N_("High")}
MISTAKES: Final = {
    "unpunctuality": N_("Unpunctuality"),
    "unforeseen": N_("Unforeseen situation or conflict"),
    "unaware": N_("Not aware of the client"),
    "unprepared": N_("Unprepared negotiation"),
    "product": N_("Did not know the product"),
    "quality": N_("Quality"),
    "service": N_("Service"),
    "other": N_("Other"),
}
TEAMS: Final = {
    "sales": N_("Sales"),
    "marketing": N_("Marketing"),
    "service": N_("Service"),
    "other": N_("Other"),
}
TASK_SUBJECTS: Final = {
    "plan": N_("Plan"),
    "programme": N_("Programme"),
    "win_back": N_("Win-back"),
    "prospect": N_("Prospect"),
    "gap": N_("Gap in the decision scheme"),
    "contact": N_("Contact"),
    "opinion": N_("Opinion"),
    "incident": N_("Incident"),
    "handover": N_("Handover"),
}


class Event(Entry):
    """Something that happened with a client: a meeting, a promise, a win, a loss."""

    kind: ClassVar = "event"
    label: ClassVar = N_("Event")
    plural: ClassVar = N_("Events")
    add_label: ClassVar = N_("Add an event")

    client_key: int = client(N_("Client"))
    happened_on: date = day(N_("Day"), required=True)
    event: str = choice(N_("What"), EVENTS, required=True)
    description: str = text(N_("What happened"), required=True)
    people: tuple[int, ...] = entries(N_("Who was there"), "contact")
    amount: Decimal | None = money(N_("Amount"), least=None)
    result: str = text(N_("Result"), N_("What came out; of a win or a loss: why."))
    next_step: str = line(N_("Next step"))
    promised_for: date | None = day(N_("Promised for"), N_("Of a promise: the day it is due."))
    done_on: date | None = day(N_("Done on"), N_("Of a promise: the day it was kept."))
    our_person: str = person(N_("Our person"))

    @model_validator(mode="after")
    def _promise_has_a_day(self) -> Event:
        if self.event == "promise" and self.promised_for is None:
            raise problem(_("A promise needs the day it is promised for."))
        return self


class Opinion(Entry):
    """What a client said; unanswered it is a gap and a risk."""

    kind: ClassVar = "opinion"
    label: ClassVar = N_("Opinion")
    plural: ClassVar = N_("Opinions")
    add_label: ClassVar = N_("Add an opinion")

    client_key: int = client(N_("Client"))
    said_on: date = day(N_("Day"), required=True)
    channel: str = choice(N_("How"), CHANNELS, required=True)
    said_by: str = line(N_("Who said it"))
    said_to: str = person(N_("To whom"))
    statement: str = text(N_("What was said"), required=True)
    severity: str = choice(N_("Severity"), SEVERITIES, default="medium")
    answered_on: date | None = day(N_("Answered on"))
    answer: str = text(N_("Answer"))

    @model_validator(mode="after")
    def _answered_after_it_was_said(self) -> Opinion:
        if self.answered_on is not None and self.answered_on < self.said_on:
            raise problem(_("The answer is before the opinion."))
        return self


class Incident(Entry):
    """One of the mistakes that lose clients, or something like it."""

    kind: ClassVar = "incident"
    label: ClassVar = N_("Incident")
    plural: ClassVar = N_("Incidents")
    add_label: ClassVar = N_("Add an incident")

    client_key: int = client(N_("Client"))
    happened_on: date = day(N_("Day"), required=True)
    mistake: str = choice(N_("Mistake"), MISTAKES, required=True)
    severity: str = choice(N_("Severity"), SEVERITIES, default="medium")
    description: str = text(N_("What happened"), required=True)
    promise: str = line(N_("What we promised"))
    promised_for: date | None = day(N_("Promised for"))
    kept_on: date | None = day(N_("Promise kept on"))
    resolved_on: date | None = day(N_("Resolved on"))
    resolution: str = text(N_("How it was resolved"))
    owner: str = person(N_("Owner"))
    loss_case_id: int | None = entry(N_("Loss it led to"), "loss_case", N_("As people judge it."))

    @model_validator(mode="after")
    def _resolved_after_it_happened(self) -> Incident:
        if self.resolved_on is not None and self.resolved_on < self.happened_on:
            raise problem(_("It was resolved before it happened."))
        return self


class Task(Entry):
    """Who does what by when."""

    kind: ClassVar = "task"
    label: ClassVar = N_("Task")
    plural: ClassVar = N_("Tasks")
    add_label: ClassVar = N_("Add a task")

    client_key: int | None = client(N_("Client"), required=False)
    task: str = line(N_("What"), required=True)
    owner: str = person(N_("Who"))
    team: str = choice(N_("Team"), TEAMS, default="sales")
    due: date | None = day(N_("Due"))
    done_on: date | None = day(N_("Done on"))
    result: str = text(N_("Result"))
    cost: Decimal | None = money(N_("Cost"))
    position: int | None = count(N_("Step"), N_("Its place among the steps."))
    subject: str = choice(N_("Belongs to"), TASK_SUBJECTS, automatic=True)
    subject_id: int | None = count(N_("Number"), automatic=True)
    gap: str = line(N_("Gap"), N_("Closes by itself when this gap is gone."), automatic=True)
    closed_by_data: bool = flag(N_("Closed by the data"), automatic=True)
