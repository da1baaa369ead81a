"""Loss cases, and what is done to win clients back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

from kamlogic.entries.entry import (
    Entry,
    choice,
    choices,
    client,
    count,
    day,
    entry,
    json_object,
    line,
    money,
    person,
    text,
)
from kamlogic.texts import N_

LOSS_REASONS: Final = {
    "service": N_("Lower service level"),
    "quality": N_("Worse quality"),
    "dates": N_("Missed dates and promises"),
    "opinion": N_("Opinion ignored or taken for granted"),
    "price": N_("Price"),
    "range": N_("Range of goods"),
    "person": N_("Contact person left"),
    "closed": N_("Client closed or changed its business"),
    "own_decision": N_("We gave it up"),
    "unknown": N_("Unknown"),
}
LOSS_EXTENTS: Final = {"full": N_("Full"), "partial": N_("Partial")}
LOSS_STATES: Final = {
    "open": N_("Open"),
    "returned": N_("Returned"),
    "closed": N_("Closed"),
}
OFFERS: Final = {
    "special_offer": N_("Special offer"),
    "discount": N_("Discount"),
    "gift": N_("Gift"),
    "visit": N_("Visit of the management"),
    "apology": N_("Apology and repair"),
    "service": N_("Better service"),
    "other": N_("Other"),
}
WIN_BACK_STATES: Final = {
    "planned": N_("Planned"),
    "offered": N_("Offered"),
    "won": N_("Won back"),
    "not_won": N_("Not won back"),
    "dropped": N_("Dropped"),
}


class LossCase(Entry):
    """A client that was lost under the criterion of the day; opened by the program, explained by people."""

    kind: ClassVar = "loss_case"
    label: ClassVar = N_("Loss case")
    plural: ClassVar = N_("Loss cases")
    unique_by: ClassVar = ("client_key", "lost_on")

    client_key: int = client(N_("Client"))
    lost_on: date = day(N_("Lost on"), required=True, automatic=True)
    last_purchase: date | None = day(N_("Last purchase"), automatic=True)
    criterion: dict[str, Any] = json_object(N_("Criterion"), N_("The rule by which it counts as lost."))
    adopted_at: str = line(N_("Rule of"), N_("When the rule was adopted."), automatic=True)
    yearly_net_sales: Decimal | None = money(
        N_("Sales a year"), N_("In the twelve months up to the last purchase."), least=None, automatic=True
    )
    extent: str = choice(N_("Extent"), LOSS_EXTENTS, default="full")
    reasons: tuple[str, ...] = choices(N_("Reasons"), LOSS_REASONS)
    rival: str = line(N_("Went to"))
    expected_by: date | None = day(N_("Expected back by"))
    would_return: str = line(N_("Would return if"))
    exit_notes: str = text(N_("Notes of the exit talk"))
    owner: str = person(N_("Owner"))
    state: str = choice(N_("State"), LOSS_STATES, default="open")
    returned_on: date | None = day(N_("Returned on"), automatic=True)


class WinBack(Entry):
    """An attempt to win a client back; its outcome comes from the sales."""

    kind: ClassVar = "win_back"
    label: ClassVar = N_("Win-back")
    plural: ClassVar = N_("Win-backs")

    client_key: int = client(N_("Client"))
    loss_case_id: int | None = entry(N_("Loss case"), "loss_case")
    priority: int | None = count(N_("Priority"), N_("1 is first."), least=1, most=9)
    offer_type: str = choice(N_("Offer"), OFFERS, required=True)
    offer: str = text(N_("What is offered"))
    cost: Decimal | None = money(N_("Cost"))
    owner: str = person(N_("Owner"))
    offered_on: date | None = day(N_("Offered on"))
    window_days: int | None = count(
        N_("Window (days)"), N_("A purchase within so many days of the offer counts."), least=1, most=730,
        default=90,
    )  # fmt: skip
    due: date | None = day(N_("Due"))
    state: str = choice(N_("State"), WIN_BACK_STATES, default="planned")
    note: str = text(N_("Note"))
    returned_on: date | None = day(N_("Returned on"), automatic=True)
    recovered: Decimal | None = money(
        N_("Recovered"), N_("Sales after the offer and inside its window."), least=None, automatic=True
    )
