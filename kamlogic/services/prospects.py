"""The prospects of a data set, their funnel, and the clients that they may have become."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kamlogic.analysis.prospects import (
    GIVEN_UP,
    PATH,
    PROSPECT_CONTACTS,
    PROSPECT_FACTS,
    ProspectResult,
    ProspectSettings,
    find_deciders,
    measure_prospects,
)
from kamlogic.entries.dossier import Contact
from kamlogic.entries.prospects import Prospect
from kamlogic.principal import Principal
from kamlogic.services.entries import find_entries
from kamlogic.services.prospect_matches import Buyers, ProspectMatch, match_prospects, refused_clients
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved
from kamlogic.store.entry_history import EntryChange, changes_of

WON = PATH[-1]


@dataclass(frozen=True, eq=False)
class Prospects:
    """Prospects and what is known of them.

    Attributes:
        saved: Those pursued first, the most valuable ones first; then the won ones and those given up.
        contacts: Prospect → its contacts, oldest first.
        deciders: Prospect → the contact who decides.
        authority: Prospect → yes, no or unknown: as answered, or yes where a contact decides and nobody answered.
        matches: Prospect → the clients that it looks like.
        result: Qualification and funnel.
        states: PROSPECT_STATES by prospect_id.
    """

    saved: list[Saved[Prospect]]
    contacts: dict[int, list[Saved[Contact]]]
    deciders: dict[int, str]
    authority: dict[int, str]
    matches: dict[int, list[ProspectMatch]]
    result: ProspectResult
    states: pd.DataFrame


def find_prospects(
    principal: Principal,
    store: Store,
    *,
    dataset_id: int,
    today: date,
    buyers: Buyers | None = None,
    settings: ProspectSettings | None = None,
) -> Prospects:
    """The prospects of a data set.

    Args:
        principal: Who asks.
        store: Where they lie.
        dataset_id: Which data set.
        today: The day on which age and overdue steps are counted.
        buyers: Among whom clients are looked for; None while there are no sales.
        settings: In force.
    """
    chosen = settings or ProspectSettings()
    saved = find_entries(principal, store, Prospect, dataset_id=dataset_id)
    with store.reading() as session:
        changes = changes_of(session, kind=Prospect.kind, entry_ids=[one.id for one in saved])
    contacts = _contacts(principal, store, dataset_id, saved)
    deciders = _deciders(contacts, chosen)
    authority = {one.id: _authority(one, deciders) for one in saved}
    facts = pd.DataFrame(
        [_facts(one, authority[one.id], changes.get(one.id, [])) for one in saved],
        columns=PROSPECT_FACTS.column_names,
    ).astype(PROSPECT_FACTS.dtypes)
    result = measure_prospects(facts, as_of=today, settings=chosen)
    matches = {}
    if buyers is not None:
        matches = match_prospects(saved, buyers, refused=refused_clients(changes))
    states = result.states.set_index("prospect_id")
    ordered = sorted(saved, key=lambda one: (not states["is_pursued"][one.id], *_order(one)))
    return Prospects(ordered, contacts, deciders, authority, matches, result, states)


def furthest_stage(stage: str, changes: Iterable[EntryChange]) -> str:
    """The furthest stage that a prospect ever stood in; a first purchase counts only while it holds."""
    past = (value for change in changes for value in change.fields.get("stage", ()))
    reached = {one for one in past if one in PATH and one != WON} | ({stage} - {GIVEN_UP}) | {PATH[0]}
    return max(reached, key=PATH.index)


def _contacts(
    principal: Principal, store: Store, dataset_id: int, saved: list[Saved[Prospect]]
) -> dict[int, list[Saved[Contact]]]:
    found: dict[int, list[Saved[Contact]]] = {}
    ids = frozenset(one.id for one in saved)
    for one in find_entries(principal, store, Contact, dataset_id=dataset_id, prospect_id=ids):
        found.setdefault(one.entry.prospect_id or 0, []).append(one)
    return found


def _deciders(contacts: dict[int, list[Saved[Contact]]], settings: ProspectSettings) -> dict[int, str]:
    rows = [
        (prospect_id, one.entry.name, one.entry.role, one.entry.power)
        for prospect_id, several in contacts.items()
        for one in several
    ]
    frame = pd.DataFrame(rows, columns=PROSPECT_CONTACTS.column_names).astype(PROSPECT_CONTACTS.dtypes)
    found = find_deciders(frame, settings=settings)
    return dict(zip(found["prospect_id"], found["decider"], strict=True))


def _authority(one: Saved[Prospect], deciders: dict[int, str]) -> str:
    if one.entry.authority == "unknown" and one.id in deciders:
        return "yes"
    return one.entry.authority or "unknown"


def _facts(one: Saved[Prospect], authority: str, changes: list[EntryChange]) -> tuple[object, ...]:
    entry = one.entry
    stage = entry.stage or PATH[0]
    return (
        one.id,
        entry.need or "unknown",
        entry.solvency or "unknown",
        authority,
        stage,
        furthest_stage(stage, changes),
        entry.estimated_value,
        one.created_at.date(),
        entry.due,
    )


def _order(one: Saved[Prospect]) -> tuple[bool, float, int]:
    return one.entry.stage != WON, -float(one.entry.estimated_value or 0), one.id
