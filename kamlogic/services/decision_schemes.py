"""The decision scheme of a client, read from what people wrote down about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from kamlogic.analysis.decision_scheme import DecisionScheme, DecisionSchemeSettings, read_scheme
from kamlogic.contact_tables import CONTACTS, INFLUENCES
from kamlogic.entries.dossier import Competitor, Contact
from kamlogic.entries.relationship import Event, Task
from kamlogic.principal import Principal
from kamlogic.services.dossier import ClientDossier
from kamlogic.store.entries import Saved

ABOUT_CONTACT = "contact"
"""The subject of a task about one person; its number is the person's id."""


def scheme_of(
    principal: Principal, dossier: ClientDossier, *, today: date, settings: DecisionSchemeSettings
) -> DecisionScheme:
    """The decision scheme of the client of a dossier.

    Args:
        principal: Who asks.
        dossier: Of the client.
        today: The day on which it is read.
        settings: What counts as seen, covered, powerful and opposed.
    """
    return scheme_of_entries(
        dossier.contacts,
        competitors=dossier.competitors,
        events=dossier.events,
        tasks=dossier.tasks,
        today=today,
        settings=settings,
    )


def scheme_of_entries(
    contacts: Sequence[Saved[Contact]],
    *,
    competitors: Sequence[Saved[Competitor]],
    events: Sequence[Saved[Event]],
    tasks: Sequence[Saved[Task]],
    today: date,
    settings: DecisionSchemeSettings,
) -> DecisionScheme:
    """The decision scheme of one client.

    A meeting up to today counts as a contact with those who were there, and rivals know those whom a competitor is
    said to know. An open task about a person is a plan for that person.
    """
    return read_scheme(
        _contacts(contacts, _last_met(events, today), _known_by(competitors)),
        _influences(contacts),
        as_of=today,
        settings=settings,
        planned_contacts=frozenset(
            one.entry.subject_id
            for one in tasks
            if one.entry.subject == ABOUT_CONTACT
            and one.entry.done_on is None
            and one.entry.subject_id is not None
        ),
    )


def _last_met(events: Sequence[Saved[Event]], today: date) -> dict[int, date]:
    """Contact → day of the last meeting."""
    meetings = [one.entry for one in events if one.entry.event == "meeting"]
    held = sorted((one for one in meetings if one.happened_on <= today), key=lambda one: one.happened_on)
    return {person: one.happened_on for one in held for person in one.people}


def _known_by(competitors: Sequence[Saved[Competitor]]) -> set[int]:
    return {person for one in competitors for person in one.entry.knows}


def _contacts(contacts: Sequence[Saved[Contact]], last_met: dict[int, date], known: set[int]) -> pd.DataFrame:
    rows = [
        dict(one.entry)
        | {
            "contact_id": one.id,
            "last_contact": max(filter(None, (one.entry.last_contact, last_met.get(one.id))), default=None),
            "known_by_rivals": one.entry.known_by_rivals or one.id in known,
        }
        for one in contacts
    ]
    return pd.DataFrame(rows, columns=CONTACTS.column_names).astype(CONTACTS.dtypes)


def _influences(contacts: Sequence[Saved[Contact]]) -> pd.DataFrame:
    pairs = [(one.id, other) for one in contacts for other in one.entry.influences]
    return pd.DataFrame(pairs, columns=INFLUENCES.column_names).astype(INFLUENCES.dtypes)
