"""Account-based programmes: whom they aim at, what they offer, what they cost and bring."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

from pydantic import ValidationInfo, field_validator, model_validator

from kamlogic.entries.entry import Entry, choice, client, clients, day, entry, line, money, person, text
from kamlogic.entries.problems import problem
from kamlogic.texts import N_, _

TIERS: Final = {
    "1": N_("1 One client"),
    "2": N_("2 A few alike"),
    "3": N_("3 Many"),
}
MEASURES: Final = {
    "net_sales": N_("Sales"),
    "gross_profit": N_("Gross profit"),
    "orders": N_("Orders"),
    "own": N_("Own measure"),
}
PROGRAMME_STATES: Final = {
    "planned": N_("Planned"),
    "running": N_("Running"),
    "finished": N_("Finished"),
    "stopped": N_("Stopped"),
}


class Target(Entry):
    """A client or a prospect that marketing and sales aim at together."""

    kind: ClassVar = "target"
    label: ClassVar = N_("Target")
    plural: ClassVar = N_("Targets")
    add_label: ClassVar = N_("Add a target")

    client_key: int | None = client(N_("Client"), required=False)
    prospect_id: int | None = entry(N_("Prospect"), "prospect")
    tier: str = choice(N_("Tier"), TIERS, required=True)
    reason: str = text(N_("Reason"))
    sales_owner: str = person(N_("Owner in sales"))
    marketing_owner: str = person(N_("Owner in marketing"))

    @model_validator(mode="after")
    def _client_or_prospect(self) -> Target:
        if (self.client_key is None) == (self.prospect_id is None):
            raise problem(_("Choose a client or a prospect."))
        return self


class Programme(Entry):
    """What sales and marketing do together for a client or a group."""

    kind: ClassVar = "programme"
    label: ClassVar = N_("Programme")
    plural: ClassVar = N_("Programmes")
    add_label: ClassVar = N_("Add a programme")

    name: str = line(N_("Name"), required=True)
    members: tuple[int, ...] = clients(N_("Clients"))
    tier: str = choice(N_("Tier"), TIERS, default="1")
    objective: str = text(N_("Goal"), required=True)
    measure: str = choice(N_("Measure"), MEASURES, default="net_sales")
    own_measure: str = line(N_("Own measure"), N_("What is counted, in which unit."))
    baseline: Decimal | None = money(
        N_("Baseline"),
        N_("A month on average; an own measure as counted. Empty: taken from the sales."),
        least=None,
    )
    target: Decimal | None = money(
        N_("Target"), N_("A month on average; an own measure as counted."), least=None
    )
    current: Decimal | None = money(N_("Now"), N_("Of an own measure."), least=None)
    offer: str = text(N_("Offer"))
    message: str = text(N_("Message"))
    sales_owner: str = person(N_("Owner in sales"))
    marketing_owner: str = person(N_("Owner in marketing"))
    budget: Decimal | None = money(N_("Budget"))
    cost: Decimal | None = money(N_("Cost so far"), N_("Beside the cost of the steps."))
    start: date = day(N_("Start"), required=True)
    end: date | None = day(N_("End"))
    review_on: date | None = day(N_("Review"))
    state: str = choice(N_("State"), PROGRAMME_STATES, default="planned")
    peers: tuple[int, ...] = clients(
        N_("Compared with"), N_("Empty: the untouched clients of the same cells.")
    )

    @field_validator("tier", "measure", "state", mode="before")
    @classmethod
    def _default_for_nothing(cls, value: Any, info: ValidationInfo) -> Any:
        return value or cls.shape(str(info.field_name)).default

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Programme:
        if self.end is not None and self.end < self.start:
            raise problem(_("The end is before the start."))
        return self
