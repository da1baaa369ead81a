"""Say which clients are one and which belong together, and take it back.

Every change counts at once for all figures, for it is applied when the lines are read; no line is changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kamlogic.errors import ClientLinkError, UnknownRecordError
from kamlogic.principal import Principal, Role
from kamlogic.services.linked_clients import may_see, told_apart
from kamlogic.store.client_links import add_link, load_links
from kamlogic.store.clients import load_clients
from kamlogic.store.database import Store
from kamlogic.store.link_folding import LinkKind
from kamlogic.texts import _


@dataclass(frozen=True)
class LinkChange:
    """What changed.

    Attributes:
        is_new: False where it was so already and nothing changed.
        client_name: Of whom it was said; with the code where both have the same name.
        other_name: The other client, likewise; empty where it was taken back and there was none.
    """

    is_new: bool
    client_name: str
    other_name: str


def merge_clients(
    principal: Principal, store: Store, *, dataset_id: int, client_key: int, into_key: int
) -> LinkChange:
    """Let a client's lines, past and future, count under another client.

    Args:
        principal: At least a manager who may see both; named in the history.
        store: Where the data set lies.
        dataset_id: Of both.
        client_key: The client that is gone afterwards.
        into_key: The one it becomes; of a client that was merged itself, the one that this became.

    Returns:
        What changed.

    Raises:
        NotAllowedError: Who asks is no manager.
        UnknownRecordError: There is no such client among those that they may see.
        ClientLinkError: Both are one already, or it was merged into a third one.
    """
    with store.writing() as session:
        links = load_links(session, dataset_id)
        into, became = links.client_of(into_key), links.client_of(client_key)
        if client_key in links.merges and became != into:
            name = told_apart(load_clients(session, dataset_id, client_keys={client_key, became}))
            raise ClientLinkError(
                _("{client} is merged into {other} already. Undo that first.").format(
                    client=name.get(client_key, ""), other=name.get(became, "")
                )
            )
        target = into_key if client_key in links.merges else into
        return _say(session, principal, dataset_id, "merge", (client_key, target))


def undo_merge(principal: Principal, store: Store, *, dataset_id: int, client_key: int) -> LinkChange:
    """Let a merged client stand for itself again, with its lines of before and since.

    Raises:
        NotAllowedError: Who asks is no manager.
        UnknownRecordError: There is no such client among those that they may see.
        ClientLinkError: Parents would stand in a ring.
    """
    with store.writing() as session:
        return _say(session, principal, dataset_id, "merge", (client_key, None))


def refuse_merge(
    principal: Principal, store: Store, *, dataset_id: int, client_key: int, other_key: int
) -> LinkChange:
    """Remember that two clients are not one, so that they are not suggested again.

    Raises:
        NotAllowedError: Who asks is no manager.
        UnknownRecordError: There is no such client among those that they may see.
    """
    with store.writing() as session:
        return _say(session, principal, dataset_id, "refuse", (client_key, other_key))


def allow_merge(
    principal: Principal, store: Store, *, dataset_id: int, client_key: int, other_key: int
) -> LinkChange:
    """Take back that two clients are not one.

    Raises:
        NotAllowedError: Who asks is no manager.
        UnknownRecordError: There is no such client among those that they may see.
    """
    with store.writing() as session:
        return _say(session, principal, dataset_id, "allow", (client_key, other_key))


def set_parent(
    principal: Principal, store: Store, *, dataset_id: int, client_key: int, parent_key: int | None
) -> LinkChange:
    """Put a client under a parent, or under none.

    Raises:
        NotAllowedError: Who asks is no manager.
        UnknownRecordError: There is no such client among those that they may see.
        ClientLinkError: It would stand under itself, at once or in a ring.
    """
    with store.writing() as session:
        return _say(session, principal, dataset_id, "parent", (client_key, parent_key))


def _say(
    session: Session,
    principal: Principal,
    dataset_id: int,
    kind: LinkKind,
    keys: tuple[int, int | None],
) -> LinkChange:
    """Add a link of the first client to the second one, or take it back."""
    principal.require(Role.MANAGER)
    client_key, target_key = keys
    before = load_links(session, dataset_id)
    for key in keys:
        if not may_see(principal, before, key):
            raise UnknownRecordError("client", key)
    is_new = add_link(
        session, principal, dataset_id=dataset_id, client_key=client_key, kind=kind, target_key=target_key
    )
    held = {"merge": before.merges, "parent": before.parents}.get(kind, {})
    other = target_key if target_key is not None else held.get(client_key, 0)
    names = told_apart(load_clients(session, dataset_id, client_keys={client_key, other}))
    return LinkChange(is_new, names[client_key], names.get(other, ""))
