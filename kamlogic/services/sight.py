"""Whose entries a person may see: of clients that were merged it is the one they became that must be theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from kamlogic.entries.entry import Entry
from kamlogic.entries.programmes import Programme
from kamlogic.errors import UnknownRecordError
from kamlogic.principal import Principal
from kamlogic.store.client_links import client_mapping, current_keys
from kamlogic.texts import _


def seen_keys(session: Session, principal: Principal, dataset_id: int | None) -> frozenset[int] | None:
    """The clients about which the person may see entries, those merged into theirs included; None means all."""
    own = principal.client_keys
    if own is None or dataset_id is None:
        return own
    became = client_mapping(session, dataset_id)
    return (own - set(became)) | {key for key, target in became.items() if target in own}


def seen_of(session: Session, principal: Principal, client_keys: Iterable[int]) -> list[int]:
    """Of a few clients those about which the person may see entries."""
    keys = list(client_keys)
    if principal.client_keys is None:
        return keys
    now = current_keys(session, keys)
    return [key for key in keys if now[key] in principal.client_keys]


def may_see_programme(seen: Collection[int] | None, programme: Programme) -> bool:
    """Whether one of its clients at least is theirs; a programme without clients is everybody's.

    Args:
        seen: Of seen_keys.
        programme: Any.
    """
    return seen is None or not programme.members or not set(programme.members).isdisjoint(seen)


def require_sight(session: Session, principal: Principal, entry: Entry) -> None:
    """Refuse an entry about a client that is not one of theirs.

    Raises:
        UnknownRecordError: It is about a client that, under the name it bears now, is not theirs.
    """
    if entry.client is not None and not seen_of(session, principal, [entry.client]):
        raise UnknownRecordError(_("client"), entry.client)
