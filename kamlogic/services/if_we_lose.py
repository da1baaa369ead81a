"""What goes if these clients go, for the classes in force."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from kamlogic.analysis.abc_analysis import classify_abc
from kamlogic.analysis.if_we_lose import (
    IfWeLoseSettings,
    LossOfClients,
    largest_clients,
    lose_clients,
    lose_each,
)
from kamlogic.analysis.if_we_lose_effects import compare_classes, compare_managers
from kamlogic.engine import statements
from kamlogic.periods import Window
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis
from kamlogic.services.portfolio import Portfolio, lines_of
from kamlogic.store.database import Store
from kamlogic.tables import CLIENT_MANAGERS

SHOWN_CLIENTS = 50
DEFAULT_COUNT = 2


@dataclass(frozen=True, eq=False)
class IfWeLose:
    """One scenario.

    Attributes:
        loss: Money and concentration.
        moves: ABC_MOVES of those who stay.
        managers: MANAGERS_AFTER; empty when no line names a manager.
    """

    loss: LossOfClients
    moves: pd.DataFrame
    managers: pd.DataFrame


def load_client_managers(
    principal: Principal, store: Store, portfolio: Portfolio, window: Window
) -> pd.DataFrame:
    """CLIENT_MANAGERS of the window, for the clients that they may see."""
    with lines_of(principal, store, portfolio) as lines:
        statement = statements.client_managers(window.start, window.end, principal.client_keys)
        return lines.frame(statement, CLIENT_MANAGERS)


def default_scenario(principal: Principal, analysis: Analysis) -> list[int]:
    """The keys of the two largest clients in the chosen measure."""
    classes = analysis.classes
    return largest_clients(classes.totals, measure=classes.settings.abc.measure, count=DEFAULT_COUNT)


def lose(
    principal: Principal,
    analysis: Analysis,
    *,
    client_managers: pd.DataFrame,
    lost_keys: Collection[int],
    settings: IfWeLoseSettings,
) -> IfWeLose:
    """Compare the window with and without these clients.

    Args:
        principal: Who asks.
        analysis: Under the settings in force; the classes after follow the same rule.
        client_managers: CLIENT_MANAGERS of the window.
        lost_keys: Who would be lost.
        settings: The fixed cost.
    """
    classes = analysis.classes
    everybody = classes.abc.clients
    stay = classify_abc(
        everybody[~everybody["client_key"].isin(list(lost_keys))], settings=classes.abc.settings
    )
    measure = classes.settings.abc.measure
    return IfWeLose(
        loss=lose_clients(classes.totals, lost_keys=lost_keys, measure=measure, settings=settings),
        moves=compare_classes(everybody, stay.clients),
        managers=compare_managers(classes.totals, client_managers, lost_keys=lost_keys),
    )


def lose_largest(principal: Principal, analysis: Analysis) -> pd.DataFrame:
    """IF_WE_LOSE_CLIENTS of the largest clients, each as if it alone were lost."""
    classes = analysis.classes
    return lose_each(classes.totals, measure=classes.settings.abc.measure, count=SHOWN_CLIENTS)
