"""What holds of a data set's clients after all that was said of them: merges, parents and refused pairs.

The latest word on a client and a kind holds, of a pair the latest word on both. A merge or a parent is applied when
lines are read (ClientLinks.mapping), so taking it back restores exactly the earlier figures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

import pandas as pd

from kamlogic.errors import ClientLinkError
from kamlogic.texts import _

LinkKind = Literal["merge", "parent", "refuse", "allow"]
"""merge: the client is another one. parent: it belongs to another. refuse: the two are not the same; allow: perhaps
they are."""
PAIR_KINDS: Final = ("refuse", "allow")
Pair = tuple[int, int]
"""Two client keys, the smaller one first."""


@dataclass(frozen=True)
class LinkRecord:
    """One row: what somebody said of a client.

    Attributes:
        id: Rises with time.
        client_key: Of whom.
        kind: A LinkKind.
        target_key: Which other client; None takes a merge or a parent back.
        at: When, in UTC.
        who: Who said so.
    """

    id: int
    client_key: int
    kind: str
    target_key: int | None
    at: datetime
    who: str


@dataclass(frozen=True)
class ClientLinks:
    """What holds of a data set's clients.

    Attributes:
        merges: Client → the client it became, chains followed to their end.
        parents: Client → its parent, both after merging; a client of its own word wins over those merged into it.
        refused: Pairs that are not the same, after merging.
    """

    merges: Mapping[int, int]
    parents: Mapping[int, int]
    refused: frozenset[Pair]

    def mapping(self, *, by_parent: bool = False, visible: Collection[int] | None = None) -> dict[int, int]:
        """Client → the client under which its lines count; clients that count under their own key are absent.

        Args:
            by_parent: Clients count under the parent of their parents, too.
            visible: Only parents of these clients that are themselves among them; None means all.
        """
        if not by_parent:
            return dict(self.merges)
        tops = follow(self.visible_parents(visible))
        return {key: tops.get(target, target) for key, target in self.merges.items()} | tops

    def visible_parents(self, visible: Collection[int] | None = None) -> dict[int, int]:
        """The parents of these clients that are themselves among them; None means all."""
        if visible is None:
            return dict(self.parents)
        return {key: parent for key, parent in self.parents.items() if key in visible and parent in visible}

    def client_of(self, client_key: int) -> int:
        """The client that this one became; itself where it was not merged."""
        return self.merges.get(client_key, client_key)


def fold_keys(client_keys: pd.Series, mapping: Mapping[int, int]) -> pd.Series:
    """The clients under which these count now; missing keys stay missing.

    Args:
        client_keys: As they were written down; not modified.
        mapping: Client → the client under which it counts (ClientLinks.mapping).
    """
    is_mapped = client_keys.isin(list(mapping))
    if not is_mapped.any():
        return client_keys
    return client_keys.where(~is_mapped, client_keys.map(dict(mapping))).astype(client_keys.dtype)


def fold_links(records: Iterable[LinkRecord]) -> ClientLinks:
    """What holds after these rows, which are in order.

    Raises:
        ClientLinkError: Merges or parents make a ring.
    """
    merges: dict[int, int] = {}
    parents: dict[int, int | None] = {}
    pairs: dict[Pair, bool] = {}
    for record in records:
        key, target = record.client_key, record.target_key
        if record.kind == "parent":
            parents.pop(key, None)  # so that the latest word stands last
            parents[key] = target
        elif target is None:
            merges.pop(key, None)
        elif record.kind == "merge":
            merges[key] = target
        else:
            pairs[key, target] = record.kind == "refuse"
    became = follow(merges)
    belongs = _parents(parents, became)
    follow(belongs)
    refused = (_pair(became.get(one, one), became.get(other, other)) for (one, other), is_refused in pairs.items() if is_refused)  # fmt: skip
    return ClientLinks(became, belongs, frozenset(pair for pair in refused if pair[0] != pair[1]))


def follow(links: Mapping[int, int]) -> dict[int, int]:
    """Each key → where its chain of links ends.

    Raises:
        ClientLinkError: The links make a ring.
    """
    ends: dict[int, int] = {}
    for start in links:
        path: dict[int, None] = {}
        key = start
        while key in links and key not in ends:
            if key in path:
                raise ClientLinkError(
                    _("This would make a ring: each of these clients would stand under the other. Undo the other link first.")
                )  # fmt: skip
            path[key] = None
            key = links[key]
        ends |= dict.fromkeys(path, ends.get(key, key))
    return ends


def _parents(said: Mapping[int, int | None], became: Mapping[int, int]) -> dict[int, int]:
    """Parents of the clients after merging: a client's own, or the one said last of those merged into it."""
    inherited = {became[key]: parent for key, parent in said.items() if key in became}
    own = {key: parent for key, parent in said.items() if key not in became}
    found = {
        key: became.get(parent, parent) for key, parent in (inherited | own).items() if parent is not None
    }
    return {key: parent for key, parent in found.items() if key != parent}


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)
