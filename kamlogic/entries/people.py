"""Who works with Kunci, and who looks after whom."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from pydantic import model_validator

from kamlogic.entries.entry import Entry, choice, client, count, day, flag, line, person, text
from kamlogic.entries.problems import problem
from kamlogic.texts import N_, _

SKILLS: Final = {
    "product": N_("Knows the product"),
    "selling": N_("Sells goods and ideas"),
    "client_business": N_("Knows the client's business"),
    "communication": N_("Communication, analysis, foreign language, foresight"),
}


class Person(Entry):
    """Somebody whose name signs changes."""

    kind: ClassVar = "person"
    label: ClassVar = N_("Person")
    plural: ClassVar = N_("People")
    add_label: ClassVar = N_("Add a person")
    unique_by: ClassVar = ("name",)
    of_dataset: ClassVar = False

    name: str = line(N_("Name"), N_("Signs every change."), required=True)
    position: str = line(N_("Position"))
    manager: str = person(N_("As account manager"), N_("The name in the sales export, where it differs."))
    has_left: bool = flag(N_("Has left"), N_("No longer offered; the name stays in the history."))


class Ownership(Entry):
    """The time in which an account manager looks after a client; entered time goes before the export's."""

    kind: ClassVar = "ownership"
    label: ClassVar = N_("Ownership")
    plural: ClassVar = N_("Ownerships")

    client_key: int = client(N_("Client"))
    manager: str = person(N_("Account manager"), required=True)
    from_date: date = day(N_("From"), N_("First day."), required=True)
    to_date: date | None = day(N_("To"), N_("Last day; empty while it lasts."))
    note: str = text(N_("Note"), N_("Why it changed, what was agreed."))

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Ownership:
        if self.to_date is not None and self.to_date < self.from_date:
            raise problem(_("The last day is before the first one."))
        return self


class Skill(Entry):
    """How far an account manager masters a skill, for coaching."""

    kind: ClassVar = "skill"
    label: ClassVar = N_("Skill")
    plural: ClassVar = N_("Skills")
    add_label: ClassVar = N_("Add a skill")
    unique_by: ClassVar = ("manager", "skill")

    manager: str = person(N_("Account manager"), required=True)
    skill: str = choice(N_("Skill"), SKILLS, required=True)
    level: int | None = count(N_("Level"), N_("0 (none) to 4 (teaches others)."), most=4)
    required_level: int | None = count(N_("Needed"), N_("0 to 4."), most=4, default=3)
    note: str = text(N_("Note"), N_("What to practise next."))
    seen_on: date | None = day(N_("Seen on"))
