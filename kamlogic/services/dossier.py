"""Everything that people wrote down about one client."""

from __future__ import annotations

from dataclasses import dataclass

from kamlogic.entries.dossier import Competitor, Contact, Dossier, Goal, Plan
from kamlogic.entries.entry import EntryT
from kamlogic.entries.judgements import ClientTag, Override, Selection
from kamlogic.entries.people import Ownership
from kamlogic.entries.relationship import Event, Incident, Opinion, Task
from kamlogic.entries.winning_back import LossCase, WinBack
from kamlogic.errors import UnknownRecordError
from kamlogic.principal import Principal
from kamlogic.store.client_links import merged_keys
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved, list_entries
from kamlogic.texts import _


@dataclass(frozen=True, kw_only=True)
class ClientDossier:
    """What people wrote down about a client; each list oldest first.

    Attributes:
        client_key: The client.
        client_keys: Its own key and those of the clients that were merged into it.
        dossier: General information and terms; None while nobody wrote any.
        plan: None while there is none.
        selection: Scores and potential; None while there are none.
    """

    client_key: int
    client_keys: tuple[int, ...]
    dossier: Saved[Dossier] | None
    plan: Saved[Plan] | None
    selection: Saved[Selection] | None
    goals: list[Saved[Goal]]
    contacts: list[Saved[Contact]]
    competitors: list[Saved[Competitor]]
    events: list[Saved[Event]]
    opinions: list[Saved[Opinion]]
    incidents: list[Saved[Incident]]
    tasks: list[Saved[Task]]
    tags: list[Saved[ClientTag]]
    overrides: list[Saved[Override]]
    loss_cases: list[Saved[LossCase]]
    win_backs: list[Saved[WinBack]]
    ownerships: list[Saved[Ownership]]


def load_dossier(principal: Principal, store: Store, *, dataset_id: int, client_key: int) -> ClientDossier:
    """Everything that was written down about a client, as of one moment.

    Raises:
        UnknownRecordError: The client is not one of theirs.
    """
    with store.reading() as session:
        keys = merged_keys(session, dataset_id, client_key)
        if principal.client_keys is not None and keys[0] not in principal.client_keys:
            raise UnknownRecordError(_("client"), client_key)

        def listed(entry_type: type[EntryT]) -> list[Saved[EntryT]]:
            return list_entries(session, dataset_id, entry_type, client_keys=keys)

        return ClientDossier(
            client_key=client_key,
            client_keys=keys,
            dossier=_own(listed(Dossier), client_key),
            plan=_own(listed(Plan), client_key),
            selection=_own(listed(Selection), client_key),
            goals=listed(Goal),
            contacts=listed(Contact),
            competitors=listed(Competitor),
            events=listed(Event),
            opinions=listed(Opinion),
            incidents=listed(Incident),
            tasks=listed(Task),
            tags=listed(ClientTag),
            overrides=listed(Override),
            loss_cases=listed(LossCase),
            win_backs=listed(WinBack),
            ownerships=listed(Ownership),
        )


def _own(found: list[Saved[EntryT]], client_key: int) -> Saved[EntryT] | None:
    """The client's own, or else one that was written under a name merged into it."""
    own = [one for one in found if one.entry.client == client_key]
    return next(iter([*own, *found]), None)
