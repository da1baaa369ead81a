"""The dossier of a client: general information, terms, decision scheme, competitors."""

from __future__ import annotations

from datetime import date
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
    number,
    person,
    text,
)
from kamlogic.entries.problems import problem
from kamlogic.texts import N_, _

ROLES: Final = {
    "decision_maker": N_("Decision maker"),
    "approver": N_("Approver"),
    "evaluator": N_("Evaluator"),
    "user": N_("User"),
    "influencer": N_("Influencer"),
    "champion": N_("Champion"),
    "sponsor": N_("Sponsor"),
    "blocker": N_("Blocker"),
    "contact": N_("Contact"),
}
ATTITUDES: Final = {
    "mentor": N_("Mentor"),
    "supporter": N_("Supporter"),
    "neutral": N_("Neutral"),
    "non_supporter": N_("Non-supporter"),
    "enemy": N_("Enemy"),
}
COVERAGES: Final = {
    "none": N_("No contact"),
    "brief": N_("Brief contact"),
    "multiple": N_("Several contacts"),
    "in_depth": N_("In depth"),
}
COMPETITOR_STATES: Final = {
    "trying": N_("Trying to win the client"),
    "supplying": N_("Supplies the client too"),
    "lost": N_("Lost the client to us"),
    "watching": N_("Not active now"),
}


class Dossier(Entry):
    """General information about a client, and the terms on which it buys."""

    kind: ClassVar = "dossier"
    label: ClassVar = N_("Dossier")
    plural: ClassVar = N_("Dossiers")
    unique_by: ClassVar = ("client_key",)

    client_key: int = client(N_("Client"))
    overview: str = text(N_("Overview"), N_("What the client does, for whom, where."), section="general")
    headcount: int | None = count(N_("Headcount"), N_("People who work there."), section="general")
    history: str = text(N_("History"), N_("How the client developed."), section="general")
    staff: str = text(N_("Staff"), N_("Owners, leaders, people who matter."), section="general")
    structure: str = text(N_("Organisation"), N_("Sites, departments, who buys for whom."), section="general")
    environment: str = text(
        N_("Environment"), N_("Its market, its own clients, its rivals."), section="general"
    )
    payment_terms: str = text(N_("Payment terms"), N_("Days, limits, discounts."), section="terms")
    delivery_terms: str = text(N_("Delivery terms"), N_("Days, places, quantities."), section="terms")
    contract_until: date | None = day(N_("Contract until"), section="terms")


class Contact(Entry):
    """A person at a client or a prospect: what they decide, how they stand to us, who knows them."""

    kind: ClassVar = "contact"
    label: ClassVar = N_("Contact")
    plural: ClassVar = N_("Contacts")
    add_label: ClassVar = N_("Add a contact")

    client_key: int | None = client(N_("Client"), required=False)
    prospect_id: int | None = entry(N_("Prospect"), "prospect")
    name: str = line(N_("Name"), required=True)
    title: str = line(N_("Title"))
    department: str = line(N_("Department"))
    email: str = line(N_("E-mail"))
    phone: str = line(N_("Telephone"))
    channels: str = line(N_("Other channels"), N_("Messenger, assistant, when to call."))
    role: str = choice(N_("Role"), ROLES, N_("In the decision to buy."), default="contact")
    power: int | None = count(N_("Decision power"), N_("0 (none) to 10 (decides alone)."), most=10)
    attitude: str = choice(N_("Attitude"), ATTITUDES, N_("Towards us."))
    coverage: str = choice(N_("Coverage"), COVERAGES, N_("How well we know them."))
    relation_now: int | None = count(
        N_("Relation now"), N_("1 (first contact) to 5 (partner)."), least=1, most=5
    )
    relation_wanted: int | None = count(N_("Relation wanted"), N_("1 to 5."), least=1, most=5)
    reports_to: int | None = entry(N_("Reports to"), "contact")
    influences: tuple[int, ...] = entries(N_("Influences"), "contact", N_("Whose opinion they shape."))
    our_person: str = person(N_("Our person"), N_("Who of us keeps the contact."))
    last_contact: date | None = day(N_("Last contact"))
    known_by_rivals: bool = flag(N_("Rivals know them"))
    note: str = text(N_("Note"))
    erase_by: date | None = day(N_("Erase by"), N_("Until when these personal data may be kept."))

    @model_validator(mode="after")
    def _at_a_client_or_a_prospect(self) -> Contact:
        if self.client_key is None and self.prospect_id is None:
            raise problem(_("Choose the client or the prospect."))
        return self


class Competitor(Entry):
    """A rival at the client."""

    kind: ClassVar = "competitor"
    label: ClassVar = N_("Competitor")
    plural: ClassVar = N_("Competitors")
    add_label: ClassVar = N_("Add a competitor")

    client_key: int = client(N_("Client"))
    name: str = line(N_("Name"), required=True)
    product: str = line(N_("Product"), N_("What they sell or offer there."))
    state: str = choice(N_("State"), COMPETITOR_STATES)
    share_percent: int | None = count(
        N_("Share of its purchases (%)"), N_("Estimated, 0 to 100 %."), most=100
    )
    strengths: str = text(N_("Strengths"))
    weaknesses: str = text(N_("Weaknesses"))
    knows: tuple[int, ...] = entries(N_("Whom they know"), "contact")
    answer: str = text(N_("Our answer"), N_("What we do against it."))


class Plan(Entry):
    """What we want with a client, and with what."""

    kind: ClassVar = "plan"
    label: ClassVar = N_("Plan")
    plural: ClassVar = N_("Plans")
    unique_by: ClassVar = ("client_key",)

    client_key: int = client(N_("Client"))
    strategy: str = text(N_("Strategy"), N_("Where the relationship should be in three years, and how."))
    resources: str = text(N_("Resources"), N_("People, money, stock that it takes."))
    review_on: date | None = day(N_("Next review"))


class Goal(Entry):
    """A measurable aim of a client's plan."""

    kind: ClassVar = "goal"
    label: ClassVar = N_("Goal")
    plural: ClassVar = N_("Goals")
    add_label: ClassVar = N_("Add a goal")

    client_key: int = client(N_("Client"))
    goal: str = line(N_("Goal"), required=True)
    measure: str = line(N_("Measure"), N_("What is counted, in which unit."), required=True)
    baseline: float | None = number(N_("Baseline"), N_("Where it started."))
    target: float | None = number(N_("Target"))
    current: float | None = number(N_("Now"))
    forecast: float | None = number(N_("Forecast"), N_("What it will be when due."))
    due: date | None = day(N_("Due"))

    @model_validator(mode="after")
    def _has_somewhere_to_go(self) -> Goal:
        if self.target is not None and self.target == self.baseline:
            raise problem(_("Baseline and target are the same: nothing would change."))
        return self
