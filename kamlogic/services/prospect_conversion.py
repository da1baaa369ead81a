"""A prospect becomes a client: by itself with the first purchase, or by hand; and back, when it is another firm."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kamlogic.entries.dossier import Contact, Dossier
from kamlogic.entries.entry import TEXT_LENGTH
from kamlogic.entries.problems import WHOLE, InvalidEntryError
from kamlogic.entries.prospects import SOURCES, Prospect
from kamlogic.errors import UnknownRecordError
from kamlogic.principal import Principal, Role
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.prospect_matches import (
    ProspectMatch,
    first_purchases,
    load_known_buyers,
    match_prospects,
    refused_clients,
)
from kamlogic.services.sales_news import SalesNews
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved, add_entry, change_entry, list_entries, remove_entry
from kamlogic.store.entry_history import changes_of, entry_changes
from kamlogic.texts import _

WON = "won"


def follow_prospects(session: Session, principal: Principal, news: SalesNews) -> int:
    """Turn prospects into the clients that they have become since they were written down.

    One that may have become several clients, or a client that another prospect became, is left to people, and so is
    an old client of the same name.
    """
    dataset_id = news.portfolio.dataset_id
    prospects = list_entries(session, dataset_id, Prospect)
    waiting = [one for one in prospects if one.entry.converted_client is None]
    if not waiting:
        return 0
    changes = changes_of(session, kind=Prospect.kind, entry_ids=[one.id for one in waiting])
    buyers = load_known_buyers(principal, session, news.portfolio)
    matches = match_prospects(waiting, buyers, refused=refused_clients(changes))
    taken = {buyers.client_of(one.entry.converted_client or 0) for one in prospects}
    count = 0
    for one in waiting:
        found = matches.get(one.id, [])
        if len(found) == 1 and found[0].is_first and found[0].client_key not in taken:
            taken.add(found[0].client_key)
            count += _convert(session, principal, dataset_id, one, found[0])
    return count


def convert_by_hand(
    principal: Principal, store: Store, portfolio: Portfolio, *, opened: Saved[Prospect], client_key: int
) -> None:
    """Say which client a prospect has become.

    Args:
        principal: At least a manager, who may see the client.
        store: Where both lie.
        portfolio: Tells the first purchase.
        opened: The prospect as the person has it before them.
        client_key: The client.

    Raises:
        NotAllowedError: The person may only look.
        UnknownRecordError: The client is not one of theirs.
        InvalidEntryError: The client has not bought yet.
        EditConflictError: Somebody else changed the prospect since.
    """
    principal.require(Role.MANAGER)
    if client_key not in portfolio.client_names.index:
        raise UnknownRecordError(_("client"), client_key)
    first = first_purchases(principal, portfolio, [client_key])
    if first.empty:
        problem = _("This client has not bought yet; a prospect becomes a client with its first purchase.")
        raise InvalidEntryError(Prospect.label, {WHOLE: problem})
    with store.writing() as session:
        match = ProspectMatch(client_key, first.iloc[0].date(), is_first=False)
        _convert(session, principal, portfolio.dataset_id, opened, match)


def take_back(principal: Principal, store: Store, *, dataset_id: int, opened: Saved[Prospect]) -> None:
    """Say that a prospect is not the client that it became; what the conversion did is undone.

    The prospect stands again where it stood before, its contacts are its own again, and the dossier that was begun is
    removed unless somebody has written in it since. The same match is never made again by itself.

    Raises:
        NotAllowedError: The person may only look.
        EditConflictError: Somebody else changed the prospect since.
    """
    principal.require(Role.MANAGER)
    client_key = opened.entry.converted_client
    if client_key is None:
        return
    with store.writing() as session:
        before = _before_conversion(session, opened)
        _remove_begun_dossier(session, principal, dataset_id, before, client_key)
        for contact in list_entries(
            session, dataset_id, Contact, prospect_id=opened.id, client_key=client_key
        ):
            freed = contact.entry.with_values(client_key=None)
            change_entry(session, principal, opened=contact, entry=freed)
        values = {"stage": before.stage, "converted_client": None, "converted_on": None}
        entry = opened.entry.with_values(**values, not_client=client_key)
        change_entry(session, principal, opened=opened, entry=entry)


def refuse_match(
    principal: Principal, store: Store, *, dataset_id: int, opened: Saved[Prospect], client_key: int
) -> None:
    """Say that a prospect is not the client that looks like it.

    Raises:
        NotAllowedError: The person may only look.
        EditConflictError: Somebody else changed the prospect since.
    """
    principal.require(Role.MANAGER)
    with store.writing() as session:
        change_entry(session, principal, opened=opened, entry=opened.entry.with_values(not_client=client_key))


def _convert(
    session: Session, principal: Principal, dataset_id: int, opened: Saved[Prospect], match: ProspectMatch
) -> int:
    """Gives how many entries were added or changed; a dossier that is there stays as it is."""
    count, client_key = 1, match.client_key
    begun = begun_dossier(opened.entry, client_key)
    if begun and not list_entries(session, dataset_id, Dossier, client_keys=[client_key]):
        add_entry(session, principal, dataset_id=dataset_id, entry=begun)
        count += 1
    for contact in list_entries(session, dataset_id, Contact, prospect_id=opened.id, client_key=None):
        moved = contact.entry.with_values(client_key=client_key)
        change_entry(session, principal, opened=contact, entry=moved)
        count += 1
    refused = None if opened.entry.not_client == client_key else opened.entry.not_client
    values = {"stage": WON, "converted_client": client_key, "converted_on": match.first_purchase}
    entry = opened.entry.with_values(**values, not_client=refused)
    change_entry(session, principal, opened=opened, entry=entry)
    return count


def begun_dossier(prospect: Prospect, client_key: int) -> Dossier | None:
    """The dossier that a prospect's notes begin; None where nothing was noted."""
    source = _(SOURCES[prospect.source]) if prospect.source else ""
    noted = (
        (_("Found through"), source),
        (_("Bought from"), prospect.competitor),
        (_("Need for the service"), prospect.need_evidence),
        (_("Solvency"), prospect.solvency_evidence),
    )
    history = "\n".join(f"{label}: {text}" for label, text in noted if text)
    if not (prospect.note or history or prospect.authority_evidence):
        return None
    return Dossier(
        client_key=client_key,
        overview=prospect.note,
        history=history[:TEXT_LENGTH],
        staff=prospect.authority_evidence,
    )


def _before_conversion(session: Session, opened: Saved[Prospect]) -> Prospect:
    """The prospect as it was when it became a client."""
    values = opened.entry.plain()
    for change in entry_changes(session, kind=Prospect.kind, entry_id=opened.id):
        if change.action == "add":  # it was written down as a client's
            break
        values |= {name: before for name, (before, _after) in change.fields.items()}
        if "converted_client" in change.fields and values["converted_client"] is None:
            return Prospect.read(values)
    return opened.entry.with_values(stage="new")


def _remove_begun_dossier(
    session: Session, principal: Principal, dataset_id: int, before: Prospect, client_key: int
) -> None:
    """Unless there was one before, or somebody has changed it since."""
    begun = begun_dossier(before, client_key)
    for dossier in list_entries(session, dataset_id, Dossier, client_key=client_key):
        if dossier.entry == begun and dossier.version_id == 1:
            remove_entry(session, principal, opened=dossier)
