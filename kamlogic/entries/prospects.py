"""Prospects: the three P's with their evidence, and the way to the first purchase."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from kamlogic.entries.entry import Entry, choice, client, day, line, money, person, text
from kamlogic.texts import N_

ANSWERS: Final = {"yes": N_("Yes"), "no": N_("No"), "unknown": N_("Unknown")}
SOURCES: Final = {
    "trade_press": N_("Trade press"),
    "advertising": N_("Advertising"),
    "media": N_("Media"),
    "internet": N_("Internet"),
    "database": N_("Database"),
    "recommendation": N_("Recommendation"),
    "fair": N_("Fair"),
    "other": N_("Other"),
}
STAGES: Final = {
    "new": N_("New"),
    "contacted": N_("Contacted"),
    "meeting": N_("Meeting held"),
    "offer": N_("Offer made"),
    "negotiation": N_("Negotiation"),
    "won": N_("First purchase"),
    "given_up": N_("Given up"),
}


class Prospect(Entry):
    """A firm that may become a client; it becomes one by itself with its first purchase."""

    kind: ClassVar = "prospect"
    label: ClassVar = N_("Prospect")
    plural: ClassVar = N_("Prospects")
    add_label: ClassVar = N_("Add a prospect")

    name: str = line(N_("Name"), N_("As it will stand in the sales export."), required=True)
    code: str = line(N_("Code"), N_("Its client code in the sales export, where it is known."))
    aliases: str = text(N_("Other names"), N_("One a line."))
    need: str = choice(N_("Need for the service"), ANSWERS, default="unknown", section="need")
    need_evidence: str = text(N_("Evidence of the need"), section="need")
    solvency: str = choice(N_("Solvency"), ANSWERS, default="unknown", section="solvency")
    solvency_evidence: str = text(N_("Evidence of solvency"), section="solvency")
    authority: str = choice(N_("Authority to decide"), ANSWERS, default="unknown", section="authority")
    authority_evidence: str = text(N_("Who decides"), section="authority")
    source: str = choice(N_("Source"), SOURCES)
    competitor: str = line(N_("Buys now from"))
    estimated_value: Decimal | None = money(N_("Estimated value"), N_("Sales a year."))
    stage: str = choice(N_("Stage"), STAGES, default="new")
    owner: str = person(N_("Owner"))
    next_step: str = line(N_("Next step"))
    due: date | None = day(N_("Due"))
    note: str = text(N_("Note"))
    converted_client: int | None = client(N_("Became client"), required=False, automatic=True)
    converted_on: date | None = day(N_("First purchase"), automatic=True)
    not_client: int | None = client(
        N_("Is not client"), N_("A match that somebody took back."), required=False, automatic=True
    )
