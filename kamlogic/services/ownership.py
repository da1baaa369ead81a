"""Who looked after which client when: as the lines of a data set name it, and as people entered it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from kamlogic.engine import statements
from kamlogic.entries.people import Ownership as OwnershipEntry
from kamlogic.ownership import (
    MANAGER_NAMES,
    MANAGER_STARTS,
    NOBODY,
    OWNERSHIP,
    list_handovers,
    own_from_lines,
    owners_on,
)
from kamlogic.principal import Principal
from kamlogic.services.portfolio import Portfolio, lines_of
from kamlogic.store.database import Store
from kamlogic.store.entry_columns import read_columns
from kamlogic.store.entry_marks import entries_mark


@dataclass(frozen=True, eq=False)
class Ownership:
    """Ownership of a data set's clients.

    Attributes:
        derived: OWNERSHIP from the lines.
        entered: OWNERSHIP that people entered; on the days it covers it wins over the lines.
    """

    derived: pd.DataFrame
    entered: pd.DataFrame = field(default_factory=OWNERSHIP.empty)

    @property
    def is_known(self) -> bool:
        """Any line or entry names a manager."""
        return not (self.derived.empty and self.entered.empty)

    @cached_property
    def handovers(self) -> pd.DataFrame:
        """HANDOVERS that the lines and the entries show."""
        return list_handovers(self.derived, self.entered)

    @cached_property
    def managers(self) -> list[str]:
        """Everybody who ever looked after a client, by name."""
        names = pd.concat([self.derived["manager"], self.entered["manager"]]).unique()
        return sorted(set(names) - {NOBODY}, key=str.casefold)

    def owners_on(self, client_keys: pd.Series, days: Any) -> pd.Series:
        """The manager of each client on its day, as categories; "" on days on which nobody owns it."""
        return owners_on(client_keys, days, derived=self.derived, entered=self.entered)


def load_ownership(principal: Principal, store: Store, portfolio: Portfolio) -> Ownership:
    """Ownership of the clients that they may see: by the lines up to the as-of day, and as it was entered."""
    owned = read_ownership(principal, store, portfolio)
    return replace(owned, entered=load_entered(principal, store, portfolio))


def read_ownership(principal: Principal, store: Store, portfolio: Portfolio) -> Ownership:
    """Ownership as the lines alone show it."""
    with lines_of(principal, store, portfolio) as lines:
        statement = statements.manager_starts(portfolio.as_of, principal.client_keys)
        starts = lines.frame(statement, MANAGER_STARTS)
    return Ownership(own_from_lines(starts))


def sales_managers(principal: Principal, store: Store, portfolio: Portfolio) -> list[str]:
    """The account managers whom the lines name for the clients that they may see, by name."""
    with lines_of(principal, store, portfolio) as lines:
        found = lines.frame(statements.manager_names(portfolio.as_of, principal.client_keys), MANAGER_NAMES)
    return list(found["manager"])


def load_entered(principal: Principal, store: Store, portfolio: Portfolio) -> pd.DataFrame:
    """OWNERSHIP that people entered for the clients that they may see, by client and day.

    What was entered for a client that was merged counts for the one it became; where both have an entry for a day,
    the one that began later counts.
    """
    with store.reading() as session:
        found = read_columns(session, portfolio.dataset_id, OwnershipEntry, OWNERSHIP.column_names).astype(
            OWNERSHIP.dtypes
        )
    keys = portfolio.clients_of(found["client_key"])
    found = found.assign(client_key=keys)
    if principal.client_keys is not None:
        found = found[keys.isin(list(principal.client_keys))]
    return found.sort_values(["client_key", "from_date"], ignore_index=True)[OWNERSHIP.column_names]


def entered_mark(principal: Principal, store: Store, *, dataset_id: int) -> str:
    """A short text that differs after every change of what was entered; empty while nothing was."""
    with store.reading() as session:
        return entries_mark(session, dataset_id, [OwnershipEntry])


def put_entered_owners(client_managers: pd.DataFrame, ownership: Ownership, day: date) -> pd.DataFrame:
    """CLIENT_MANAGERS in which a client with an entered owner on this day belongs to that owner.

    Args:
        client_managers: CLIENT_MANAGERS; not modified.
        ownership: What was entered.
        day: Whose owner counts.
    """
    if ownership.entered.empty:
        return client_managers
    entered = owners_on(
        client_managers["client_key"], day, derived=OWNERSHIP.empty(), entered=ownership.entered
    )
    said = entered.astype("str")
    return client_managers.assign(manager=said.where(said != NOBODY, client_managers["manager"]))
