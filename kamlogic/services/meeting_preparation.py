"""What to know before going to a client: what changed since the last meeting, what is open, what to ask and to offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from kamlogic.entries.dossier import Contact
from kamlogic.entries.kinds import KINDS
from kamlogic.entries.relationship import Event
from kamlogic.entries.winning_back import OFFERS
from kamlogic.formats import count_text, day_text, money_text_short, share_text
from kamlogic.principal import Principal
from kamlogic.reports.one_page import Lines, OnePage, shortened
from kamlogic.services.analysis import Analysis
from kamlogic.services.classes import ClassSettings, classify_clients
from kamlogic.services.client_card import ClientCard
from kamlogic.services.client_sheet import client_subtitle, footer_text, sales_bars
from kamlogic.services.conclusions import client_sheet_figures
from kamlogic.services.dossier import ClientDossier
from kamlogic.services.meeting_questions import questions
from kamlogic.services.open_work import unanswered
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.sheet_words import (
    incident_line,
    open_tasks,
    opinion_line,
    people_table,
    promise_lines,
    task_line,
)
from kamlogic.store.database import Store
from kamlogic.store.entry_history import EntryChange
from kamlogic.texts import _, ngettext

NO_MEETING_DAYS: Final = 90
"""Looked back where no meeting has been written down."""
MOST_OFFERS: Final = 12


@dataclass(frozen=True, eq=False)
class MeetingFacts:
    """What the sheet is made from.

    Attributes:
        dossier: What people wrote down about the client.
        card: Its figures.
        spaces: WHITE_SPACES of the client, the largest first.
        changes: What was changed in its entries.
        class_before: Its classes on the day of the last meeting, e.g. AX; empty where nobody knows.
        people: Ids of the contacts who will be there.
        today: The day of work.
    """

    dossier: ClientDossier
    card: ClientCard
    spaces: pd.DataFrame
    changes: Sequence[EntryChange]
    class_before: str
    people: Sequence[int]
    today: date


def last_meeting(dossier: ClientDossier, today: date) -> Event | None:
    """The latest meeting up to today; None where none was written down."""
    held = [
        one.entry for one in dossier.events if one.entry.event == "meeting" and one.entry.happened_on <= today
    ]
    return max(held, key=lambda one: one.happened_on, default=None)


def looked_back_to(dossier: ClientDossier, today: date) -> date:
    """The day from which changes are told: the last meeting, or 90 days ago."""
    meeting = last_meeting(dossier, today)
    return today - timedelta(days=NO_MEETING_DAYS) if meeting is None else meeting.happened_on


def classes_on(
    principal: Principal,
    store: Store,
    analysis: Analysis,
    dossier: ClientDossier,
    *,
    settings: ClassSettings,
    today: date,
) -> str:
    """The classes of the client on the day of the last meeting, under the same settings, e.g. AX; empty without any."""
    day, portfolio = looked_back_to(dossier, today), analysis.portfolio
    if not portfolio.span.first_date <= day < portfolio.as_of:
        return ""
    then = load_portfolio(principal, store, dataset_id=portfolio.dataset_id, as_of=day)
    classes = classify_clients(principal, then, settings=settings)
    cells = classes.matrix.clients
    own = cells.loc[cells["client_key"] == dossier.client_key, "cell"]
    return str(own.iloc[0]) if len(own) and isinstance(own.iloc[0], str) else ""


def meeting_sheet(principal: Principal, analysis: Analysis, facts: MeetingFacts) -> OnePage:
    """What the sheet says; reports.one_page draws it.

    Args:
        principal: Who prepares.
        analysis: With the settings in force.
        facts: Of the client.
    """
    dossier, card, today = facts.dossier, facts.card, facts.today
    currency = analysis.portfolio.currency
    chosen = [one.entry for one in dossier.contacts if one.id in set(facts.people)]
    asked = questions(dossier, card, today=today, currency=currency)
    return OnePage(
        title=_("Before the meeting: {name}").format(name=card.figures["client_name"]),
        subtitle=client_subtitle(card, dossier, today),
        figures=tuple(client_sheet_figures(principal, analysis, card)),
        bars=sales_bars(card, currency),
        left=(
            Lines(
                _since_title(dossier, today),
                tuple(changed_lines(facts, currency, analysis.portfolio.as_of)),
                _("Nothing changed."),
            ),
            people_table(_("Who will be there"), chosen, _("Nobody was chosen.")),
            Lines(_("About them"), tuple(_about(chosen)), _("Nothing is noted about them.")),
            Lines(
                _("Offers that fit"), tuple(offer_lines(facts, currency)), _("Nothing: see the questions.")
            ),
        ),
        right=(
            Lines(_("Questions to ask"), tuple(one.line for one in asked), _("None.")),
            Lines(_("Open promises"), tuple(promise_lines(dossier, today)), _("None.")),
            Lines(
                _("Unanswered opinions"),
                tuple(opinion_line(one.entry) for one in unanswered(dossier.opinions)),
                _("None."),
            ),
            Lines(
                _("Open tasks"), tuple(task_line(one, today) for one in open_tasks(dossier.tasks)), _("None.")
            ),
        ),
        footer=footer_text(principal, analysis, today),
    )


def _since_title(dossier: ClientDossier, today: date) -> str:
    meeting = last_meeting(dossier, today)
    if meeting is None:
        return _("The last {count} days (no meeting on record)").format(count=NO_MEETING_DAYS)
    return _("Since the meeting of {day}").format(day=day_text(meeting.happened_on))


def changed_lines(facts: MeetingFacts, currency: str, as_of: date) -> Iterator[str]:
    """Sales, class, losses, deliveries, incidents and entries since the last meeting."""
    since = looked_back_to(facts.dossier, facts.today)
    meeting = last_meeting(facts.dossier, facts.today)
    if meeting is not None:
        said = "; ".join(part.rstrip(" .;") for part in (meeting.result, meeting.next_step) if part)
        if said:
            yield _("Then: {text}").format(text=said)
    if as_of < facts.today:
        yield _("The sales end on {day}; what was ordered later is not known.").format(day=day_text(as_of))
    if since < as_of:
        yield from _sales(facts.card, pd.Timestamp(since), currency)
    yield from _class(facts)
    yield from _losses(facts.card, pd.Timestamp(since))
    yield from _late_orders(facts.card, pd.Timestamp(since))
    for saved in facts.dossier.incidents:
        if saved.entry.happened_on > since:
            yield _("Incident {text}").format(text=incident_line(saved.entry))
    yield from _entries(facts.changes, since)


def _sales(card: ClientCard, since: pd.Timestamp, currency: str) -> Iterator[str]:
    later = card.orders[card.orders["date"] > since]
    if later.empty:
        yield _("No order in this time.")
        return
    days = (card.orders["date"].max() - since).days
    year = pd.Timedelta(days=364)
    same = card.orders["date"].gt(since - year) & card.orders["date"].le(
        since + pd.Timedelta(days=days) - year
    )
    text = ngettext("{count} order of {money}", "{count} orders of {money}", len(later)).format(
        count=count_text(len(later)), money=money_text_short(later["net_sales"].sum(), currency)
    )
    if not same.any():
        yield _("{text}; none in the same days a year before.").format(text=text)
    else:
        before = money_text_short(card.orders.loc[same, "net_sales"].sum(), currency)
        yield _("{text}; {before} in the same days a year before.").format(text=text, before=before)


def _class(facts: MeetingFacts) -> Iterator[str]:
    row = facts.card.figures
    now = "" if pd.isna(row["abc_class"]) else f"{row['abc_class']}{row['xyz_class']}"
    if facts.class_before and now and now != facts.class_before:
        yield _("Its class went from {before} to {now}.").format(before=facts.class_before, now=now)


def _losses(card: ClientCard, since: pd.Timestamp) -> Iterator[str]:
    for lost_on, returned_on in zip(card.losses["lost_on"], card.losses["returned_on"], strict=True):
        if lost_on > since:
            yield _("Lost on {day}.").format(day=day_text(lost_on))
        if not pd.isna(returned_on) and returned_on > since:
            yield _("Returned on {day}.").format(day=day_text(returned_on))


def _late_orders(card: ClientCard, since: pd.Timestamp) -> Iterator[str]:
    orders = card.orders[card.orders["delivered_date"] > since]
    delays = (orders["delivered_date"] - orders["promised_date"]).dt.days
    late = int((delays > 0).sum())
    if late:
        most = int(delays.max())
        days = ngettext("{count} day", "{count} days", most).format(count=count_text(most))
        text = ngettext(
            "{count} order was delivered late, by up to {days}.",
            "{count} orders were delivered late, by up to {days}.",
            late,
        )
        yield text.format(count=count_text(late), days=days)


def _entries(changes: Iterable[EntryChange], since: date) -> Iterator[str]:
    """Who changed how many entries of which kind; entries that the program keeps up to date are theirs, too."""
    counts: dict[str, Counter[str]] = {}
    for change in {(one.who, one.kind, one.entry_id) for one in changes if one.at.date() > since}:
        counts.setdefault(change[0], Counter())[change[1]] += 1
    for who, kinds in sorted(counts.items()):
        listed = ", ".join(
            f"{_(KINDS[kind].label if count == 1 else KINDS[kind].plural)} {count_text(count)}"
            for kind, count in kinds.most_common()
        )
        yield _("Written by {who}: {listed}.").format(who=who, listed=listed)


def _about(people: Sequence[Contact]) -> Iterator[str]:
    for person in people:
        rivals = _("rivals know them") if person.known_by_rivals else ""
        ours = _("kept by {name}").format(name=person.our_person) if person.our_person else ""
        said = "; ".join(part for part in (person.note, ours, rivals) if part)
        if said:
            yield f"{person.name}: {said}"


def offer_lines(facts: MeetingFacts, currency: str) -> Iterator[str]:
    """What may be offered: to win a lost client back, then what its peers buy and it does not."""
    row = facts.card.figures
    if row["is_lost"]:
        open_ones = [
            one.entry for one in facts.dossier.win_backs if one.entry.state in {"planned", "offered"}
        ]
        for attempt in open_ones:
            what = attempt.offer or _(OFFERS[attempt.offer_type])
            yield _("To win it back: {what}").format(what=what)
        if not open_ones:
            yield _("It is lost since {day}: take an offer with you to win it back.").format(
                day=day_text(row["lost_on"])
            )
    shown = facts.spaces.head(MOST_OFFERS)
    for space in shown.to_dict("records"):
        yield _("{item}: about {money} a year; {share} of its {count} peers buy it").format(
            item=shortened(str(space["item"]), 60),
            money=money_text_short(space["expected_value"], currency),
            share=share_text(space["buyer_share"]),
            count=count_text(space["peer_count"]),
        )
