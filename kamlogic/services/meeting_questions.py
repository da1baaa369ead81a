"""Questions to ask a client at the next meeting, made from what we do not know and from what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from kamlogic.entries.dossier import Contact
from kamlogic.formats import count_text, day_text, money_text_short
from kamlogic.reports.one_page import shortened
from kamlogic.services.client_card import ClientCard
from kamlogic.services.dossier import ClientDossier
from kamlogic.services.open_work import unanswered
from kamlogic.services.sheet_words import SAID_LENGTH
from kamlogic.texts import N_, _, ngettext

MOST_PRODUCTS: Final = 3
SILENT_FACTOR: Final = 1.5
"""Silence of so many usual gaps is worth a question."""
CONTRACT_DAYS: Final = 180
_OF_EMPTY_FIELDS: Final = {
    "overview": N_("What do you do, for whom and where?"),
    "headcount": N_("How many people work here now, and is that growing?"),
    "staff": N_("Who owns and leads the firm?"),
    "structure": N_("Which sites and departments do you have, and who buys for whom?"),
    "environment": N_("How is your market doing, and who are your main rivals?"),
    "history": N_("How did the firm come to where it is?"),
    "payment_terms": N_("Are the terms of payment still right for you?"),
    "delivery_terms": N_("Do days and places of delivery suit you?"),
    "contract_until": N_("Until when does your present contract run?"),
}


@dataclass(frozen=True)
class Question:
    """Something to ask.

    Attributes:
        text: As it could be said.
        reason: Why it is asked; for us.
    """

    text: str
    reason: str

    @property
    def line(self) -> str:
        """Both, as printed."""
        return f"{self.text} [{self.reason}]"


def questions(dossier: ClientDossier, card: ClientCard, *, today: date, currency: str) -> list[Question]:
    """What to ask, the most pressing first: what the client said, what it stopped, who decides, what we do not know.

    Args:
        dossier: What people wrote down about the client.
        card: Its figures.
        today: The day of work.
        currency: Of the amounts.
    """
    return [
        *_of_opinions(dossier),
        *_of_silence(card),
        *_of_products(card, currency),
        *_of_people([one.entry for one in dossier.contacts]),
        *_of_competitors(dossier),
        *_of_contract(dossier, today),
        *_of_empty_fields(dossier),
    ]


def _of_opinions(dossier: ClientDossier) -> Iterator[Question]:
    for opinion in (saved.entry for saved in unanswered(dossier.opinions)):
        text = _("You said on {day}: “{text}” What would put this right?")
        yield Question(
            text.format(day=day_text(opinion.said_on), text=shortened(opinion.statement, SAID_LENGTH)),
            _("not answered yet"),
        )


def _of_silence(card: ClientCard) -> Iterator[Question]:
    silence, gap = card.figures["silence_days"], card.figures["median_gap_days"]
    if pd.isna(silence) or pd.isna(gap) or silence <= SILENT_FACTOR * gap:
        return
    text = ngettext(
        "Your last order is {silence} day old: what has changed on your side?",
        "Your last order is {silence} days old: what has changed on your side?",
        int(silence),
    )
    reason = ngettext("usual gap: {gap} day", "usual gap: {gap} days", int(gap))
    yield Question(text.format(silence=count_text(silence)), reason.format(gap=count_text(gap)))


def _of_products(card: ClientCard, currency: str) -> Iterator[Question]:
    changes = card.product_changes if len(card.product_changes) else card.category_changes
    stopped = changes[(changes["net_sales_before"] > 0) & ~(changes["net_sales"] > 0)]
    largest = stopped.sort_values(["net_sales_before", "item"], ascending=[False, True]).head(MOST_PRODUCTS)
    for item, before in zip(largest["item"], largest["net_sales_before"], strict=True):
        yield Question(
            _("You no longer buy {item}: what do you use instead?").format(item=shortened(str(item), 60)),
            _("{money} in the window before").format(money=money_text_short(before, currency)),
        )


def _of_people(contacts: list[Contact]) -> Iterator[Question]:
    if not contacts:
        yield Question(
            _("Who decides on what you buy from us, who uses it, and who pays?"), _("nobody is known")
        )
        return
    deciders = [one for one in contacts if one.role == "decision_maker"]
    if not deciders:
        yield Question(
            _("Who has the last word when you choose a supplier?"), _("no decision maker is known")
        )
    for one in sorted(contacts, key=lambda person: -(person.power or 0)):
        is_important = one in deciders or (one.power or 0) >= 7
        if is_important and not one.attitude:
            text = _("How content is {name} with us, and what would {name} like to be different?")
            yield Question(text.format(name=one.name), _("attitude unknown"))
        elif is_important and one.attitude in {"enemy", "non_supporter"}:
            yield Question(
                _("What would have to change for {name} to choose us?").format(name=one.name), _("against us")
            )
    if deciders and any(one.power is None for one in deciders):
        yield Question(
            _("Up to which amount may you decide alone, and who signs beyond it?"), _("power unknown")
        )


def _of_competitors(dossier: ClientDossier) -> Iterator[Question]:
    names = [one.entry.name for one in dossier.competitors if one.entry.state in {"trying", "supplying"}]
    if not dossier.competitors:
        yield Question(_("Who else supplies you with what we sell?"), _("no competitor is known"))
    elif names:
        text = _("What do you get from {names} that you miss with us?")
        yield Question(text.format(names=", ".join(names[:3])), _("active at the client"))


def _of_contract(dossier: ClientDossier, today: date) -> Iterator[Question]:
    until = None if dossier.dossier is None else dossier.dossier.entry.contract_until
    if until is not None and until - today <= timedelta(days=CONTRACT_DAYS):
        ends = _("Your contract ended on {day}") if until < today else _("Your contract ends on {day}")
        text = _("{ends}: what should the next one be like?")
        yield Question(text.format(ends=ends.format(day=day_text(until))), _("contract"))


def _of_empty_fields(dossier: ClientDossier) -> Iterator[Question]:
    entry = None if dossier.dossier is None else dossier.dossier.entry
    for name, text in _OF_EMPTY_FIELDS.items():
        if entry is None or not entry.is_filled(name):
            yield Question(_(text), _("dossier is empty there"))
    if dossier.plan is None:
        yield Question(
            _("Where do you want to be in three years, and what can we do for it?"), _("no plan yet")
        )
