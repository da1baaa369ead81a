"""Clients that ask for more than others, and so may be experts: claims that somebody logged. METHOD § 6."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from kamlogic.entries.judgements import ClientTag
from kamlogic.entries.relationship import Incident, Opinion
from kamlogic.formats import count_text
from kamlogic.principal import Principal
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.store.client_links import client_mapping
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved
from kamlogic.texts import _, ngettext

LEAST_CLAIMS: Final = 3
CLAIMED_MISTAKES: Final = ("quality", "service", "product")
"""Incidents in which a client held us to a requirement; a late delivery asks for nothing that others do not."""


@dataclass(frozen=True)
class ExpertSuggestion:
    """A client that logged claims make an expert, perhaps.

    Attributes:
        client_key: The client.
        complaint_count: Opinions given as complaints.
        incident_count: Incidents about quality, service or the product.
        last_on: The day of the latest of these.
    """

    client_key: int
    complaint_count: int
    incident_count: int
    last_on: date

    @property
    def text(self) -> str:
        """The evidence in words."""
        complaints = ngettext("{count} complaint", "{count} complaints", self.complaint_count)
        incidents = ngettext(
            "{count} incident about quality, service or product",
            "{count} incidents about quality, service or product",
            self.incident_count,
        )
        said = [
            text.format(count=count_text(count))
            for text, count in ((complaints, self.complaint_count), (incidents, self.incident_count))
            if count
        ]
        return _("{claims} logged: higher demands than others").format(claims=_(" and ").join(said))


def suggest_experts(
    principal: Principal, store: Store, *, dataset_id: int, said_until: date
) -> list[ExpertSuggestion]:
    """Clients with three claims or more that nobody has called experts yet, most claims first.

    Args:
        principal: Who asks; others' clients are left out.
        store: Where the entries lie.
        dataset_id: The data set.
        said_until: Later claims do not count.
    """
    opinions = find_entries(principal, store, Opinion, dataset_id=dataset_id, channel="complaint")
    incidents = find_entries(principal, store, Incident, dataset_id=dataset_id)
    with store.reading() as session:
        merges = client_mapping(session, dataset_id)

    def client_of(entry: Opinion | Incident | ClientTag) -> int:
        return merges.get(entry.client_key, entry.client_key)

    complained = [(client_of(one.entry), one.entry.said_on) for one in opinions]
    failed = [
        (client_of(one.entry), one.entry.happened_on)
        for one in incidents
        if one.entry.mistake in CLAIMED_MISTAKES
    ]
    complained, failed = (
        [claim for claim in claims if claim[1] <= said_until] for claims in (complained, failed)
    )
    complaint_counts, incident_counts = (
        Counter(key for key, _day in claims) for claims in (complained, failed)
    )
    last: dict[int, date] = {}
    for key, day in [*complained, *failed]:
        last[key] = max(day, last.get(key, day))
    experts = find_entries(principal, store, ClientTag, dataset_id=dataset_id, client_type="expert")
    known = {client_of(one.entry) for one in experts}
    totals = complaint_counts + incident_counts
    return [
        ExpertSuggestion(key, complaint_counts[key], incident_counts[key], last[key])
        for key, count in sorted(totals.items(), key=lambda one: (-one[1], one[0]))
        if count >= LEAST_CLAIMS and key not in known
    ]


def call_expert(
    principal: Principal, store: Store, *, dataset_id: int, suggestion: ExpertSuggestion, day: date
) -> Saved[ClientTag]:
    """Take the suggestion: the client is an expert by judgement, with the claims as the reason.

    Raises:
        NotAllowedError: The person may only look.
        ConflictError: Somebody called the client an expert meanwhile.
    """
    tag = ClientTag(
        client_key=suggestion.client_key, client_type="expert", note=suggestion.text, judged_on=day
    )
    return save_entry(principal, store, dataset_id=dataset_id, entry=tag)


def suggestion_sentence(principal: Principal, suggestion: ExpertSuggestion, names: pd.Series) -> str:
    """Who may be an expert, and on what evidence; names are client_name by client_key."""
    name = str(names.get(suggestion.client_key, ""))
    return _("{name} may be an expert: {claims}.").format(name=name, claims=suggestion.text)
