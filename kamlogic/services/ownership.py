"""Who looked after which client when, read from the lines of a data set."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kamlogic.engine import statements
from kamlogic.ownership import MANAGER_STARTS, list_handovers, own_from_lines
from kamlogic.principal import Principal
from kamlogic.services.portfolio import Portfolio, lines_of
from kamlogic.store.database import Store


@dataclass(frozen=True, eq=False)
class Ownership:
    """Ownership of a data set's clients.

    Attributes:
        derived: OWNERSHIP from the lines.
        handovers: HANDOVERS that the lines show.
    """

    derived: pd.DataFrame
    handovers: pd.DataFrame

    @property
    def is_known(self) -> bool:
        """Any line names a manager."""
        return not self.derived.empty


def load_ownership(principal: Principal, store: Store, portfolio: Portfolio) -> Ownership:
    """Ownership up to the portfolio's as-of day, of the clients that they may see."""
    with lines_of(principal, store, portfolio) as lines:
        statement = statements.manager_starts(portfolio.as_of, principal.client_keys)
        starts = lines.frame(statement, MANAGER_STARTS)
    return Ownership(own_from_lines(starts), list_handovers(starts))
