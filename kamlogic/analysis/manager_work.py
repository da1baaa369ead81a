"""How well does each account manager keep the clients: dossiers, promises, overdue work, win-backs, potential?

Dossiers: mean completeness over the manager's clients, and the mean weighted by positive net sales; stale: not touched
for too long, or never written. Promises, deliveries and win-backs count for the manager who owned the client on their
day; overdue work for the person who is named for it, else for the client's manager. Potential = sum of the entered
yearly budgets. Counts stand beside every rate; no score and no ranking. METHOD § 7.
"""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from kamlogic.ratios import ratio
from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

_MANAGER = Column("manager", "str", N_("Account manager"), N_("Empty for clients without one."))

KEPT_CLIENTS = Table(
    "kept_clients",
    N_("one row per client in the window"),
    (
        CLIENT_KEY,
        _MANAGER,
        Column("net_sales", "float64", N_("Net sales"), N_("Signed, in the window."), "money"),
        Column("section_share", "float64", N_("Completeness"), N_("Of its dossier; 0 without one."), "share"),
        Column("is_stale", "bool", N_("Stale"), N_("A section not changed for too long, or nothing ever written."), "flag"),
        Column("potential_budget", "float64", N_("Potential"), N_("Entered; n/a where nobody did."), "money"),
    ),
)  # fmt: skip

MANAGER_EVENTS = Table(
    "manager_events",
    N_("one row per promise that was due, or win-back that was offered"),
    (
        Column("kind", "str", N_("Kind"), N_("promise or win_back.")),
        _MANAGER,
        Column("is_good", "bool", N_("Good"), N_("Kept in time; won back."), "flag"),
    ),
)

MANAGER_WORK = Table(
    "manager_work",
    N_("one row per account manager, in the order of MANAGERS"),
    (
        _MANAGER,
        Column("client_count", "int64", N_("Clients"), N_("With a line in the window."), "count"),
        Column("mean_share", "float64", N_("Dossiers"), N_("Mean completeness over the clients."), "share"),
        Column(
            "weighted_share", "float64", N_("Dossiers by sales"),
            N_("Completeness weighted by positive net sales; n/a without any."), "share",
        ),
        Column("stale_count", "int64", N_("Stale dossiers"), N_("A section not changed for too long, or nothing ever written."), "count"),
        Column("promise_count", "int64", N_("Promises due"), N_("Of the clients owned on the promised day."), "count"),
        Column("kept_share", "float64", N_("Promises kept"), N_("In time, of those due; n/a without any."), "share"),
        Column("overdue_count", "int64", N_("Overdue work"), N_("Tasks, answers, promises and next steps."), "count"),
        Column("overdue_days", "float64", N_("Oldest overdue"), N_("Days since it was due; n/a without any."), "days"),
        Column("win_back_count", "int64", N_("Win-backs tried"), N_("Offered while the client was theirs."), "count"),
        Column("won_count", "int64", N_("Won back"), N_("Of them."), "count"),
        Column("won_share", "float64", N_("Won back share"), N_("Of those tried; n/a without any."), "share"),
        Column("potential_budget", "float64", N_("Potential"), N_("Sum of the entered yearly budgets; n/a without any."), "money"),
        Column("potential_count", "int64", N_("With potential"), N_("Clients whose potential somebody entered."), "count"),
        Column("is_small", "bool", N_("Few clients"), N_("Fewer clients than rates need to say anything."), "flag"),
    ),
)  # fmt: skip


class ManagerWorkSettings(Settings):
    """When a manager's rates say little."""

    min_clients: int = Field(
        default=5,
        ge=1,
        le=100,
        title=N_("Rates from"),
        description=N_("Clients, promises or win-backs that a rate needs; those of fewer are shown in grey."),
    )


def measure_manager_work(
    clients: pd.DataFrame, events: pd.DataFrame, overdue: pd.DataFrame, *, settings: ManagerWorkSettings
) -> pd.DataFrame:
    """Add up what each manager keeps.

    Args:
        clients: KEPT_CLIENTS; not modified, like the others.
        events: MANAGER_EVENTS.
        overdue: manager and late_days of each piece of overdue work.
        settings: From how many clients rates say something.

    Returns:
        MANAGER_WORK by name, clients without a manager last; a manager with work but without a client has a row too.

    Raises:
        MissingColumnsError: A column of KEPT_CLIENTS or MANAGER_EVENTS is missing.
    """
    KEPT_CLIENTS.require(clients)
    MANAGER_EVENTS.require(events)
    found = pd.concat(
        [
            _dossiers(clients),
            _rates(events[events["kind"] == "promise"], "promise_count", "kept"),
            _rates(events[events["kind"] == "win_back"], "win_back_count", "won"),
            overdue.groupby("manager")["late_days"].agg(overdue_count="size", overdue_days="max"),
        ],
        axis=1,
    )
    counts = [name for name in found.columns if name.endswith("_count")]
    found[counts] = found[counts].fillna(0).astype("int64")
    found["is_small"] = found["client_count"] < settings.min_clients
    table = found.rename_axis("manager").reset_index()
    order = table.assign(is_nobody=table["manager"] == "").sort_values(["is_nobody", "manager"])
    return order.reset_index(drop=True)[MANAGER_WORK.column_names].astype(MANAGER_WORK.dtypes)


def _dossiers(clients: pd.DataFrame) -> pd.DataFrame:
    weight = clients["net_sales"].clip(lower=0).fillna(0.0)
    figures = clients.assign(weight=weight, weighted=clients["section_share"] * weight)
    by_manager = figures.groupby("manager")
    sums = by_manager[["weight", "weighted"]].sum()
    return pd.DataFrame(
        {
            "client_count": by_manager.size(),
            "mean_share": by_manager["section_share"].mean(),
            "weighted_share": ratio(sums["weighted"], sums["weight"]),
            "stale_count": by_manager["is_stale"].sum(),
            "potential_budget": by_manager["potential_budget"].sum(min_count=1),
            "potential_count": by_manager["potential_budget"].count(),
        }
    )


def _rates(events: pd.DataFrame, count: str, good: str) -> pd.DataFrame:
    by_manager = events.groupby("manager")["is_good"]
    found = pd.DataFrame({count: by_manager.size(), f"{good}_count": by_manager.sum()})
    found[f"{good}_share"] = ratio(found[f"{good}_count"], found[count])
    return found
