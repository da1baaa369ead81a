"""Which prospects have become clients: the same code, or else exactly the same name, and a purchase."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pandas as pd
from sqlalchemy.orm import Session

from kamlogic.entries.prospects import Prospect
from kamlogic.principal import Principal
from kamlogic.services.portfolio import Portfolio
from kamlogic.store.client_names import CLIENT_NAMES, load_client_names, plain_name
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved
from kamlogic.store.entry_history import EntryChange
from kamlogic.tables import Column, Table
from kamlogic.texts import N_

KNOWN_BUYERS = Table(
    "known_buyers",
    N_("client that ever bought × code or name by which it is known"),
    (
        *CLIENT_NAMES.columns,
        Column("first_purchase", "datetime64[us]", N_("First purchase"), N_("First day with a positive line."), "date"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class ProspectMatch:
    """A client that a prospect may have become.

    Attributes:
        client_key: The client.
        first_purchase: Its first purchase day.
        is_first: It bought first, or came into the store, since the prospect was written down.
    """

    client_key: int
    first_purchase: date
    is_first: bool


class _Buyer(NamedTuple):
    client_key: int
    known_at: pd.Timestamp
    first_purchase: pd.Timestamp


@dataclass(frozen=True, eq=False)
class Buyers:
    """The clients that ever bought, by all their names.

    Attributes:
        names: KNOWN_BUYERS.
        mapping: Client → the client that it was merged into.
    """

    names: pd.DataFrame
    mapping: Mapping[int, int]

    def client_of(self, client_key: int) -> int:
        """The client that this one is now."""
        return self.mapping.get(client_key, client_key)


def known_buyers(principal: Principal, store: Store, portfolio: Portfolio) -> Buyers:
    """The buyers among the clients that the person may see; merged ones are one, with the names of all."""
    with store.reading() as session:
        return load_known_buyers(principal, session, portfolio)


def load_known_buyers(principal: Principal, session: Session, portfolio: Portfolio) -> Buyers:
    """The buyers of a portfolio that is not grouped by parent."""
    names = load_client_names(session, portfolio.dataset_id)
    names["client_key"] = portfolio.clients_of(names["client_key"])
    names["known_at"] = names.groupby("client_key")["known_at"].transform("min")
    names = names.drop_duplicates(["client_key", "name_kind", "text"])
    first = first_purchases(principal, portfolio, None).rename("first_purchase")
    found = names.merge(first, left_on="client_key", right_index=True, how="inner")
    found = found.reset_index(drop=True)[KNOWN_BUYERS.column_names].astype(KNOWN_BUYERS.dtypes)
    return Buyers(found, portfolio.mapping)


def first_purchases(
    principal: Principal, portfolio: Portfolio, client_keys: Collection[int] | None
) -> pd.Series:
    """First purchase day by client_key, of these clients or of all; one that never bought is absent."""
    days = portfolio.client_days
    bought = days[days["is_purchase"]]
    if client_keys is not None:
        bought = bought[bought["client_key"].isin(list(client_keys))]
    return bought.groupby("client_key")["date"].min()


def match_prospects(
    prospects: Iterable[Saved[Prospect]], buyers: Buyers, *, refused: dict[int, set[int]]
) -> dict[int, list[ProspectMatch]]:
    """The clients that each prospect may have become.

    A client of the prospect's code goes before clients of one of its names. Two clients of one name are two matches.

    Args:
        prospects: Those that became a client already are passed over.
        buyers: Among whom they are looked for.
        refused: Prospect → clients of which somebody said that it is not they.

    Returns:
        Prospect → its matches by client_key; without a match it is absent.
    """
    waiting = [one for one in prospects if one.entry.converted_client is None]
    wanted = {text for one in waiting for texts in _texts(one.entry).values() for text in texts}
    near = buyers.names[buyers.names["text"].isin(wanted)]
    known: dict[tuple[str, str], list[_Buyer]] = {}
    for key, kind, text, known_at, first in near[KNOWN_BUYERS.column_names].itertuples(index=False):
        known.setdefault((kind, text), []).append(_Buyer(key, known_at, first))
    found: dict[int, list[ProspectMatch]] = {}
    for one in waiting:
        others = {buyers.client_of(key) for key in refused.get(one.id, set())}
        for kind, texts in _texts(one.entry).items():
            same = {buyer for text in texts for buyer in known.get((kind, text), [])}
            same = {buyer for buyer in same if buyer.client_key not in others}
            if same:
                found[one.id] = _matches(same, one)
                break
    return found


def _texts(prospect: Prospect) -> dict[str, set[str]]:
    """Codes and names of a prospect as they are compared."""
    names = [prospect.name, *prospect.aliases.splitlines()]
    codes = [prospect.code]
    return {
        "code": {text for text in map(plain_name, codes) if text},
        "name": {text for text in map(plain_name, names) if text},
    }


def _matches(buyers: set[_Buyer], prospect: Saved[Prospect]) -> list[ProspectMatch]:
    written = pd.Timestamp(prospect.created_at).tz_localize(None)
    return [
        ProspectMatch(
            buyer.client_key,
            buyer.first_purchase.date(),
            buyer.first_purchase >= written.normalize() or buyer.known_at >= written,
        )
        for buyer in sorted(buyers)
    ]


def refused_clients(changes: dict[int, list[EntryChange]]) -> dict[int, set[int]]:
    """Prospect → every client of which somebody ever said that it is not that one."""
    return {
        entry_id: {key for change in steps for key in change.fields.get("not_client", ()) if key is not None}
        for entry_id, steps in changes.items()
    }
