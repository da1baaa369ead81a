"""Clients in the store: which client a code and a name of an export mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple, TypeVar

import pandas as pd
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from kamlogic.store.client_links import client_mapping
from kamlogic.store.column_types import utc_now
from kamlogic.store.faults import conflicts_on
from kamlogic.store.locks import lock_dataset
from kamlogic.store.models import Client, ClientAlias
from kamlogic.tables import CLIENTS, UNIDENTIFIED_KEY
from kamlogic.texts import _

_VALUES_A_QUERY: Final = 10_000  # SQLite takes 32,766, PostgreSQL 65,535


ValueT = TypeVar("ValueT")


class _Alias(NamedTuple):
    """What lines call a client: a code, or a name where they have no code."""

    kind: str
    value: str


def assign_client_keys(session: Session, dataset_id: int, identities: pd.DataFrame) -> pd.Series[int]:
    """The client of each pair of code and name; clients that are new are added, in order of appearance.

    A code means one client, whatever the names beside it; the first name seen names the client, and until one is
    seen its code does. A name without a code means the client it meant before, else the one client of exactly
    that name (of this frame, too, so the order of rows does not matter), else a new one. Two clients of one name
    stay two.

    Args:
        session: Of `Store.writing`.
        dataset_id: Keys belong to one data set.
        identities: client_code and client_name, either missing; pairs may repeat.

    Returns:
        Keys with the index of identities; UNIDENTIFIED_KEY where code and name are both missing.

    Raises:
        UnknownRecordError: There is no such data set.
        ConflictError: Another process added the same clients meanwhile.
    """
    lock_dataset(session, dataset_id)
    codes, names = _texts(identities["client_code"]), _texts(identities["client_name"])
    aliases = [_alias(code, name) for code, name in zip(codes, names, strict=True)]
    first_names = _first_names(codes, names)
    known = _known_aliases(session, dataset_id, {alias for alias in aliases if alias})
    _name_clients(
        session,
        {
            known[alias]: first_names[alias.value]
            for alias in known
            if alias.kind == "code" and alias.value in first_names
        },
    )

    new = [alias for alias in dict.fromkeys(aliases) if alias and alias not in known]
    name_of = _names_of(new, first_names)
    joined = _same_names(session, dataset_id, name_of)
    with conflicts_on(_("The list of clients")):
        known |= _add_clients(
            session, dataset_id, {alias: name_of[alias] for alias in new if alias not in joined}
        )
        known |= {
            alias: known[owner] if isinstance(owner, _Alias) else owner for alias, owner in joined.items()
        }
        _add_aliases(session, dataset_id, {alias: known[alias] for alias in new})
    keys = [UNIDENTIFIED_KEY if alias is None else known[alias] for alias in aliases]
    return pd.Series(keys, index=identities.index, dtype="int64", name="client_key")


def find_client_keys(session: Session, dataset_id: int, identities: pd.DataFrame) -> pd.Series[int]:
    """The keys that assign_client_keys would give; nothing is added, and new clients get keys below zero.

    Args:
        session: Any; it is only read.
        dataset_id: Keys belong to one data set.
        identities: client_code and client_name, either missing; pairs may repeat.

    Returns:
        Keys with the index of identities; -1, -2, ... for clients that are new, in order of appearance.
    """
    codes, names = _texts(identities["client_code"]), _texts(identities["client_name"])
    aliases = [_alias(code, name) for code, name in zip(codes, names, strict=True)]
    first_names = _first_names(codes, names)
    keys = _known_aliases(session, dataset_id, {alias for alias in aliases if alias})
    new = [alias for alias in dict.fromkeys(aliases) if alias and alias not in keys]
    joined = _same_names(session, dataset_id, _names_of(new, first_names))
    unknown = [alias for alias in new if alias not in joined]
    keys |= {alias: -place for place, alias in enumerate(unknown, 1)}
    keys |= {alias: keys[owner] if isinstance(owner, _Alias) else owner for alias, owner in joined.items()}
    found = [UNIDENTIFIED_KEY if alias is None else keys[alias] for alias in aliases]
    return pd.Series(found, index=identities.index, dtype="int64", name="client_key")


def load_clients(
    session: Session,
    dataset_id: int,
    mapping: Collection[int] = (),
    *,
    client_keys: Collection[int] | None = None,
) -> pd.DataFrame:
    """The clients of a data set as CLIENTS, by key; the unidentified client is not among them.

    Args:
        session: Any; it is only read.
        dataset_id: Keys belong to one data set.
        mapping: Clients whose lines count under another one (client_links); they are left out.
        client_keys: Only these; all when not given.
    """
    named = select(Client.client_key, func.coalesce(Client.code, Client.name), Client.name).where(
        Client.dataset_id == dataset_id
    )
    if client_keys is not None and len(client_keys) <= _VALUES_A_QUERY:
        named = named.where(Client.client_key.in_(client_keys))
    wanted = None if client_keys is None else set(client_keys)
    rows = [
        row
        for row in session.execute(named.order_by(Client.client_key))
        if row[0] not in mapping and (wanted is None or row[0] in wanted)
    ]
    values = zip(*rows, strict=True) if rows else ((),) * len(CLIENTS.columns)
    return pd.DataFrame(
        {
            column.name: pd.Series(list(of_column), dtype=column.dtype)
            for column, of_column in zip(CLIENTS.columns, values, strict=True)
        }
    )


def load_aliases(session: Session, dataset_id: int, client_keys: Collection[int]) -> list[str]:
    """The codes and names by which lines mean these clients, sorted."""
    values = session.scalars(
        select(ClientAlias.value)
        .where(ClientAlias.dataset_id == dataset_id, ClientAlias.client_key.in_(client_keys))
        .distinct()
    )
    return sorted(values)


def _texts(column: pd.Series[str]) -> list[str | None]:
    return [None if is_missing else str(text) for text, is_missing in zip(column, column.isna(), strict=True)]


def _alias(code: str | None, name: str | None) -> _Alias | None:
    if code is not None:
        return _Alias("code", code)
    return None if name is None else _Alias("name", name)


def _first_names(codes: list[str | None], names: list[str | None]) -> dict[str, str]:
    """Code → the first name beside it."""
    first: dict[str, str] = {}
    for code, name in zip(codes, names, strict=True):
        if code is not None and name is not None:
            first.setdefault(code, name)
    return first


def _names_of(aliases: Iterable[_Alias], first_names: Mapping[str, str]) -> dict[_Alias, str]:
    """What new clients would be called."""
    return {
        alias: first_names.get(alias.value, alias.value) if alias.kind == "code" else alias.value
        for alias in aliases
    }


def _known_aliases(session: Session, dataset_id: int, aliases: Iterable[_Alias]) -> dict[_Alias, int]:
    """Those of the aliases that the data set has, with their clients' keys."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for alias in aliases:
        by_kind[alias.kind].append(alias.value)
    known: dict[_Alias, int] = {}
    for kind, values in by_kind.items():
        for some in portions(values):
            rows = session.execute(
                select(ClientAlias.value, ClientAlias.client_key).where(
                    ClientAlias.dataset_id == dataset_id,
                    ClientAlias.kind == kind,
                    ClientAlias.value.in_(some),
                )
            )
            known |= {_Alias(kind, value): client_key for value, client_key in rows}
    return known


def _name_clients(session: Session, names: Mapping[int, str]) -> None:
    """Give these names to those of the clients that are still named by their code."""
    for some in portions(names):
        unnamed = session.scalars(
            select(Client.client_key).where(Client.client_key.in_(some), Client.name == Client.code)
        ).all()
        changes = [{"client_key": client_key, "name": names[client_key]} for client_key in unnamed]
        if changes:
            session.execute(update(Client), changes)


def _same_names(
    session: Session, dataset_id: int, name_of: Mapping[_Alias, str]
) -> dict[_Alias, int | _Alias]:
    """New names → the one client of exactly that name: its key, or its code where it is new as well.

    Clients that were merged are one.
    """
    owners: defaultdict[str, list[int | _Alias]] = defaultdict(list)
    for alias, name in name_of.items():
        if alias.kind == "code":
            owners[name].append(alias)
    new_names = [alias for alias in name_of if alias.kind == "name"]
    became = client_mapping(session, dataset_id) if new_names else {}
    for some in portions(alias.value for alias in new_names):
        rows = session.execute(
            select(Client.name, Client.client_key).where(
                Client.dataset_id == dataset_id, Client.name.in_(some)
            )
        )
        for name, client_key in rows:
            owner = became.get(client_key, client_key)
            owners[name] += [owner] if owner not in owners[name] else []
    return {alias: owners[alias.value][0] for alias in new_names if len(owners[alias.value]) == 1}


def _add_clients(session: Session, dataset_id: int, name_of: Mapping[_Alias, str]) -> dict[_Alias, int]:
    """Add clients, one for each alias, with rising keys in this order."""
    if not name_of:
        return {}
    now = utc_now()
    rows = [
        {
            "dataset_id": dataset_id,
            "code": alias.value if alias.kind == "code" else None,
            "name": name,
            "created_at": now,
        }
        for alias, name in name_of.items()
    ]
    keys = session.scalars(insert(Client).returning(Client.client_key, sort_by_parameter_order=True), rows)
    return dict(zip(name_of, keys, strict=True))


def _add_aliases(session: Session, dataset_id: int, keys: Mapping[_Alias, int]) -> None:
    if keys:
        rows = [
            {"dataset_id": dataset_id, "client_key": key, **alias._asdict()} for alias, key in keys.items()
        ]
        session.execute(insert(ClientAlias), rows)


def portions(values: Iterable[ValueT]) -> Iterator[list[ValueT]]:
    """The values in lists that one query takes."""
    remaining = iter(values)
    while some := list(islice(remaining, _VALUES_A_QUERY)):
        yield some
