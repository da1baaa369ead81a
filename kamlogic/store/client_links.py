"""Which clients are one, and which belong together: rows that are added and never changed.

Sales lines keep the keys under which they were imported; what the rows mean together says link_folding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamlogic.errors import ClientLinkError, UnknownRecordError
from kamlogic.principal import Principal
from kamlogic.store.audit import record_audit
from kamlogic.store.column_types import utc_now
from kamlogic.store.link_folding import PAIR_KINDS, ClientLinks, LinkKind, LinkRecord, fold_links
from kamlogic.store.locks import lock_dataset
from kamlogic.store.models import Client, ClientLink
from kamlogic.texts import _


def list_links(session: Session, dataset_id: int) -> list[LinkRecord]:
    """Everything that was ever said of a data set's clients, the first one first."""
    columns = (
        ClientLink.id, ClientLink.client_key, ClientLink.kind, ClientLink.target_key, ClientLink.at, ClientLink.who,
    )  # fmt: skip
    rows = session.execute(
        select(*columns).where(ClientLink.dataset_id == dataset_id).order_by(ClientLink.id)
    )
    return [LinkRecord(*row) for row in rows]


def load_links(session: Session, dataset_id: int) -> ClientLinks:
    """What holds of a data set's clients."""
    return fold_links(list_links(session, dataset_id))


def client_mapping(
    session: Session, dataset_id: int, *, by_parent: bool = False, visible: Collection[int] | None = None
) -> dict[int, int]:
    """Client → the client under which its lines count (ClientLinks.mapping)."""
    return load_links(session, dataset_id).mapping(by_parent=by_parent, visible=visible)


def merged_keys(session: Session, dataset_id: int, client_key: int) -> tuple[int, ...]:
    """The client that this one is now, and then every client that was merged into it, rising."""
    links = load_links(session, dataset_id)
    found = links.client_of(client_key)
    return (found, *sorted(key for key, target in links.merges.items() if target == found))


def current_keys(session: Session, client_keys: Collection[int]) -> dict[int, int]:
    """Client → the client that it is now: itself, or the one it became; of few clients, whatever their data set."""
    rows = session.execute(
        select(Client.client_key, Client.dataset_id).where(Client.client_key.in_(client_keys))
    )
    datasets = {row[0]: row[1] for row in rows}
    links = {dataset_id: load_links(session, dataset_id) for dataset_id in set(datasets.values())}
    return {key: links[datasets[key]].client_of(key) if key in datasets else key for key in client_keys}


def link_versions(session: Session) -> dict[int, int]:
    """Data set → a number that differs whenever its merges or parents differ; data sets without any are absent."""
    rows = session.execute(
        select(ClientLink.dataset_id, func.max(ClientLink.id))
        .where(ClientLink.kind.not_in(PAIR_KINDS))
        .group_by(ClientLink.dataset_id)
    )
    return {row[0]: row[1] for row in rows}


def add_link(
    session: Session,
    principal: Principal,
    *,
    dataset_id: int,
    client_key: int,
    kind: LinkKind,
    target_key: int | None,
) -> bool:
    """Say something of a client; the same again changes nothing.

    Args:
        session: Of `Store.writing`.
        principal: Who says so; named in the audit trail.
        dataset_id: Both clients' data set.
        client_key: Of whom.
        kind: What.
        target_key: Which other client; None takes a merge or a parent back.

    Returns:
        Whether this is a change.

    Raises:
        UnknownRecordError: The data set lacks one of the clients.
        ClientLinkError: A client would be merged into itself or be its own parent, at once or in a ring.
    """
    lock_dataset(session, dataset_id)
    _check_clients(session, dataset_id, {client_key, target_key} - {None})
    if client_key == target_key:
        raise ClientLinkError(_("A client cannot be linked with itself. Choose two different clients."))
    if kind in PAIR_KINDS and target_key is not None:
        client_key, target_key = sorted((client_key, target_key))
    records = list_links(session, dataset_id)
    before = _held(records, client_key, kind, target_key)
    if kind == "parent":  # which may be that of a client merged into it
        before = fold_links(records).parents.get(client_key)
    if before == target_key:
        return False
    row = ClientLink(
        dataset_id=dataset_id, client_key=client_key, kind=kind, target_key=target_key, at=utc_now(), who=principal.name
    )  # fmt: skip
    session.add(row)
    record_audit(
        session,
        principal,
        action=kind if target_key is not None else f"un{kind}",
        record_kind="client",
        record_id=client_key,
        before=None if before is None else {kind: before},
        after=None if target_key is None else {kind: target_key},
    )
    fold_links([*records, LinkRecord(row.id, client_key, kind, target_key, row.at, row.who)])
    return True


def _held(
    records: Iterable[LinkRecord], client_key: int, kind: LinkKind, target_key: int | None
) -> int | None:
    """The target that holds; of a pair its other client while the latest word on the pair is of this kind."""
    held = target_key if kind == "allow" else None
    for record in records:
        if kind in PAIR_KINDS and (record.client_key, record.target_key) == (client_key, target_key):
            held = target_key if record.kind == kind else None
        elif record.client_key == client_key and record.kind == kind and kind not in PAIR_KINDS:
            held = record.target_key
    return held


def _check_clients(session: Session, dataset_id: int, client_keys: Collection[int | None]) -> None:
    there = session.scalars(
        select(Client.client_key).where(Client.dataset_id == dataset_id, Client.client_key.in_(client_keys))
    )
    missing = sorted(set(client_keys) - set(there), key=str)
    if missing:
        raise UnknownRecordError("client", missing[0] or 0)
