"""Which clients of a data set are linked, and what was ever said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from kamlogic.errors import UnknownRecordError
from kamlogic.principal import Principal
from kamlogic.store.client_links import list_links, load_links
from kamlogic.store.clients import load_aliases, load_clients
from kamlogic.store.database import Store
from kamlogic.store.link_folding import ClientLinks, LinkKind, LinkRecord, fold_links
from kamlogic.tables import CLIENT_KEY, CLIENTS, Column, Table
from kamlogic.texts import N_

_OTHER = (
    Column("other_key", "int64", N_("Other client"), N_("The store's stable number of the other client."), "count"),
    Column("other_code", "str", N_("Other code"), N_("The other client's code, or its name.")),
    Column("other_name", "str", N_("Other client"), N_("The other client's name.")),
)  # fmt: skip
_SAID = (
    Column("who", "str", N_("By"), N_("Who said so.")),
    Column("at", "datetime64[us]", N_("At (UTC)"), N_("When, in UTC."), "date"),
)

CLIENT_LINKS = Table(
    "client_links",
    N_("one row per client that was merged or has a parent, or per pair that is not one"),
    (*CLIENTS.columns, *_OTHER, *_SAID),
)

LINK_HISTORY = Table(
    "link_history",
    N_("one row per thing said of two clients, the latest first"),
    (
        CLIENT_KEY,
        CLIENTS.column("client_name"),
        Column("kind", "str", N_("Said"), N_("merge, parent, refuse, allow, or one of these taken back.")),
        *_OTHER[::2],
        *_SAID,
    ),
)


@dataclass(frozen=True, eq=False)
class Links:
    """What holds of a data set's clients.

    Attributes:
        merged: CLIENT_LINKS of the clients that became another one, the latest first.
        parents: CLIENT_LINKS of the clients with a parent, by name.
        refused: CLIENT_LINKS of the pairs that are not one, the latest first.
    """

    merged: pd.DataFrame
    parents: pd.DataFrame
    refused: pd.DataFrame


def may_see(principal: Principal, links: ClientLinks, *client_keys: int | None) -> bool:
    """Of clients that were merged it is the one they became that must be in view."""
    visible = principal.client_keys
    return visible is None or all(links.client_of(key) in visible for key in client_keys if key is not None)


def told_apart(clients: pd.DataFrame) -> dict[int, str]:
    """Client key → name; with its code where another of these clients has the same name.

    Args:
        clients: CLIENTS, one row each; not modified.
    """
    names, codes = clients["client_name"], clients["client_code"]
    is_shared = names.str.casefold().duplicated(keep=False) & (codes != names)
    texts = names.mask(is_shared, names + " · " + codes)
    return dict(zip(clients["client_key"], texts, strict=True))


def list_held(principal: Principal, store: Store, *, dataset_id: int) -> Links:
    """The merges, parents and refused pairs that hold, of the clients that they may see."""
    with store.reading() as session:
        records = list_links(session, dataset_id)
        links = fold_links(records)
        clients = load_clients(session, dataset_id, client_keys=_keys(records) | {*links.merges.values()})
    merges = ((key, record.target_key, record) for key, record in _latest(records, "merge").items())
    parents = ((key, parent, _word_on(records, links, key)) for key, parent in links.parents.items())
    refused = ((*pair, record) for pair, record in _refused(records, links).items())
    merged_frame, parent_frame, refused_frame = (
        _link_table(principal, links, clients, rows) for rows in (merges, parents, refused)
    )
    return Links(
        merged=merged_frame.sort_values("at", ascending=False, kind="stable", ignore_index=True),
        parents=parent_frame.sort_values(["client_name", "client_key"], ignore_index=True),
        refused=refused_frame.sort_values("at", ascending=False, kind="stable", ignore_index=True),
    )


def link_history(principal: Principal, store: Store, *, dataset_id: int) -> pd.DataFrame:
    """LINK_HISTORY of the clients that they may see."""
    with store.reading() as session:
        records = list_links(session, dataset_id)
        names = told_apart(load_clients(session, dataset_id, client_keys=_keys(records)))
    links = fold_links(records)
    rows = [
        (
            record.client_key, names[record.client_key],
            record.kind if record.target_key is not None else f"un{record.kind}",
            record.target_key or 0, names.get(record.target_key or 0, ""), record.who, record.at.replace(tzinfo=None),
        )
        for record in reversed(records)
        if may_see(principal, links, record.client_key, record.target_key)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=LINK_HISTORY.column_names).astype(LINK_HISTORY.dtypes)


def other_names(principal: Principal, store: Store, *, dataset_id: int, client_key: int) -> list[str]:
    """The codes and names, besides its own, under which lines mean a client or one merged into it, sorted.

    Raises:
        UnknownRecordError: They may not see it, or there is none.
    """
    with store.reading() as session:
        links = load_links(session, dataset_id)
        found = links.client_of(client_key)
        if not may_see(principal, links, found):
            raise UnknownRecordError("client", client_key)
        merged = [key for key, target in links.merges.items() if target == found]
        clients = load_clients(session, dataset_id, client_keys=[found, *merged]).set_index("client_key")
        aliases = set(load_aliases(session, dataset_id, [found, *merged]))
    own = set(clients.loc[[found], ["client_code", "client_name"]].to_numpy().ravel())
    return sorted((aliases | set(clients.loc[merged, "client_name"])) - own)


def _keys(records: Iterable[LinkRecord]) -> set[int]:
    return {key for record in records for key in (record.client_key, record.target_key) if key}


def _latest(records: Iterable[LinkRecord], kind: LinkKind) -> dict[int, LinkRecord]:
    """The latest word of a kind on each client, where it was not taken back."""
    latest = {record.client_key: record for record in records if record.kind == kind}
    return {key: record for key, record in latest.items() if record.target_key is not None}


def _word_on(records: list[LinkRecord], links: ClientLinks, client_key: int) -> LinkRecord:
    """What was said last of the parent of a client, itself or one merged into it."""
    said = _latest(records, "parent")
    if client_key in said:
        return said[client_key]
    return max(
        (record for key, record in said.items() if links.client_of(key) == client_key),
        key=lambda record: record.id,
    )


def _refused(records: Iterable[LinkRecord], links: ClientLinks) -> dict[tuple[int, int], LinkRecord]:
    """The pairs as they were refused, where the clients they became are two and nobody took it back."""
    latest = {
        (record.client_key, record.target_key): record
        for record in records
        if record.kind in {"refuse", "allow"} and record.target_key is not None
    }
    return {
        (one, other): record
        for (one, other), record in latest.items()
        if record.kind == "refuse" and links.client_of(one) != links.client_of(other)
    }


def _link_table(
    principal: Principal,
    links: ClientLinks,
    clients: pd.DataFrame,
    rows: Iterable[tuple[int, int | None, LinkRecord]],
) -> pd.DataFrame:
    """CLIENT_LINKS of these rows, in their order."""
    seen = [
        (key, other, record.who, record.at.replace(tzinfo=None))
        for key, other, record in rows
        if may_see(principal, links, key, other)
    ]
    frame = pd.DataFrame(seen, columns=["client_key", "other_key", "who", "at"])
    frame = frame.astype({name: CLIENT_LINKS.dtypes[name] for name in frame.columns})
    others = clients.set_axis(["other_key", "other_code", "other_name"], axis=1)
    named = frame.merge(clients, on="client_key", how="left").merge(others, on="other_key", how="left")
    return named[CLIENT_LINKS.column_names].astype(CLIENT_LINKS.dtypes)
