"""What does each account manager look after, and how much hangs on one of them?

A client belongs whole to its owner at the as-of day: share = positive values of the manager's clients / those of all
clients, so that the shares of all rows add up to 1, clients without a manager being a row of their own. HHI = sum of
squared shares within the manager's own positive sales. Between two equal windows the owner at the end of the first
carries what happened: gross revenue retention = sum of min(before, after, not below 0) / sum of before over clients
above zero before; client retention = those of them above zero after / all of them. No score and no ranking.
METHOD § 7.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pydantic import Field

from kamlogic.ownership import NOBODY
from kamlogic.ratios import ratio
from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

MANAGED_CLIENTS = Table(
    "managed_clients",
    N_("one row per client with a line up to the as-of day"),
    (
        CLIENT_KEY,
        Column("manager", "str", N_("Account manager"), N_("At the as-of day; empty without one.")),
        Column(
            "start_manager",
            "str",
            N_("Manager at the start"),
            N_("On the last day of the first compared window; empty without one."),
        ),
        Column("is_in_window", "bool", N_("In the window"), N_("Has a line in the window."), "flag"),
        Column("net_sales", "float64", N_("Net sales"), N_("Signed, in the window; n/a outside."), "money"),
        Column(
            "gross_profit",
            "float64",
            N_("Gross profit"),
            N_("Signed, in the window, where known."),
            "money",
        ),
        Column(
            "purchase_day_count", "int64", N_("Purchase days"), N_("Days with a purchase in it."), "count"
        ),
        Column(
            "net_sales_before",
            "float64",
            N_("Sales before"),
            N_("Net sales in the first compared window; n/a when not comparable."),
            "money",
        ),
        Column(
            "net_sales_after",
            "float64",
            N_("Sales after"),
            N_("Net sales in the second compared window; n/a when not comparable."),
            "money",
        ),
        Column("is_key", "bool", N_("Key"), N_("Meets a criterion for key clients."), "flag"),
        Column("is_silent", "bool", N_("Silent"), N_("Silent so long that it counts as lost."), "flag"),
    ),
)

MANAGERS = Table(
    "managers",
    N_(
        "one row per account manager, largest positive sales first; the last row, without a name, has clients of nobody"
    ),
    (
        MANAGED_CLIENTS.column("manager"),
        Column("client_count", "int64", N_("Clients"), N_("With a line in the window."), "count"),
        Column(
            "purchase_day_count",
            "int64",
            N_("Orders"),
            N_("Days with a purchase, summed over the clients."),
            "count",
        ),
        Column(
            "net_sales", "float64", N_("Net sales"), N_("Signed, of these clients in the window."), "money"
        ),
        Column(
            "positive_net_sales",
            "float64",
            N_("Positive sales"),
            N_("Of the clients above zero; the base of the shares."),
            "money",
        ),
        Column("sales_share", "float64", N_("Share of sales"), N_("Of all positive net sales."), "share"),
        Column("gross_profit", "float64", N_("Gross profit"), N_("Of these clients, where known."), "money"),
        Column(
            "profit_share", "float64", N_("Share of profit"), N_("Of all positive gross profits."), "share"
        ),
        Column("key_count", "int64", N_("Key clients"), N_("Of these clients."), "count"),
        Column(
            "key_sales_share",
            "float64",
            N_("Share of key-client sales"),
            N_("Of the positive net sales of all key clients; n/a without any."),
            "share",
        ),
        Column(
            "top_1_share",
            "float64",
            N_("Largest client"),
            N_("Its share of the manager's own positive sales."),
            "share",
        ),
        Column("hhi", "float64", N_("Own HHI"), N_("Of the manager's own positive sales, 0-1."), "number"),
        Column(
            "growth_share",
            "float64",
            N_("Growth"),
            N_("Sales after ÷ sales before - 1 of the clients owned now; n/a without positive sales before."),
            "share",
        ),
        Column(
            "start_count",
            "int64",
            N_("Clients at the start"),
            N_("Owned at the end of the first compared window, with sales above zero in it."),
            "count",
        ),
        Column(
            "gross_revenue_retention",
            "float64",
            N_("Sales kept"),
            N_("Of those clients' sales before, without growth; n/a without such clients."),
            "share",
        ),
        Column(
            "client_retention",
            "float64",
            N_("Clients kept"),
            N_("Those of them with sales above zero after; n/a without any."),
            "share",
        ),
        Column(
            "silent_count",
            "int64",
            N_("Silent"),
            N_("Clients so long silent that they count as lost."),
            "count",
        ),
        Column("silent_share", "float64", N_("Silent share"), N_("Of the manager's clients."), "share"),
        Column(
            "is_small",
            "bool",
            N_("Few clients"),
            N_("Fewer clients, now or at the start, than rates need to say anything."),
            "flag",
        ),
    ),
)


class ManagerSettings(Settings):
    """When a manager's rates say little."""

    min_clients: int = Field(
        default=5,
        ge=1,
        le=100,
        title=N_("Rates from"),
        description=N_("Clients that a manager needs; rates of fewer are shown in grey."),
    )


@dataclass(frozen=True, eq=False)
class ManagersResult:
    """The portfolios.

    Attributes:
        settings: In force.
        managers: MANAGERS.
        named_count: Managers with a name who have a client in the window.
        top_manager: The one with the largest share of positive sales, of equals the first by name; empty without one.
    """

    settings: ManagerSettings
    managers: pd.DataFrame
    named_count: int
    top_manager: str


def measure_managers(clients: pd.DataFrame, *, settings: ManagerSettings) -> ManagersResult:
    """Add up the clients of each manager.

    A client of zero or less is counted, but has no share. A manager who owned clients at the start and has none now
    keeps a row, with what happened to them. Undefined shares are NaN: of profit when no cost is known, of retention
    when nothing is compared.

    Args:
        clients: MANAGED_CLIENTS, any row order; not modified.
        settings: From how many clients rates say something.

    Returns:
        One row per manager; sales_share sums to 1 where any client is above zero.

    Raises:
        MissingColumnsError: A column of MANAGED_CLIENTS is missing.
    """
    MANAGED_CLIENTS.require(clients)
    managers = _add_up(clients[clients["is_in_window"]])
    start = _follow(clients[clients["net_sales_before"] > 0])
    names = managers.index.union(start.index)
    found = managers.reindex(names).join(start.reindex(names)).join(_growth(clients).reindex(names))
    counts = [name for name in found.columns if name.endswith("_count")]
    found[counts] = found[counts].fillna(0).astype("int64")
    for name in ("net_sales", "positive_net_sales"):
        found[name] = found[name].fillna(0.0)
    found["sales_share"] = ratio(found["positive_net_sales"], float(found["positive_net_sales"].sum()))
    found["profit_share"] = ratio(found["positive_profit"], float(found["positive_profit"].sum()))
    found["key_sales_share"] = ratio(found["key_sales"].fillna(0.0), float(found["key_sales"].sum()))
    found["silent_share"] = ratio(found["silent_count"], found["client_count"])
    few_before = found["start_count"].between(1, settings.min_clients - 1)
    found["is_small"] = few_before | (found["client_count"] < settings.min_clients)
    table = _ordered(found)
    named = table[(table["manager"] != NOBODY) & (table["client_count"] > 0)]
    top = str(named["manager"].iloc[0]) if len(named) else NOBODY
    return ManagersResult(settings, table, len(named), top)


def _add_up(clients: pd.DataFrame) -> pd.DataFrame:
    """Counts, money and concentration of the clients in the window by their owner."""
    positive = clients["net_sales"].clip(lower=0)
    own_total = positive.groupby(clients["manager"]).transform("sum")
    own_share = ratio(positive, own_total)
    figures = pd.DataFrame(
        {
            "manager": clients["manager"],
            "client_count": 1,
            "purchase_day_count": clients["purchase_day_count"],
            "net_sales": clients["net_sales"],
            "positive_net_sales": positive,
            "gross_profit": clients["gross_profit"],
            "positive_profit": clients["gross_profit"].clip(lower=0),
            "key_count": clients["is_key"].astype("int64"),
            "key_sales": positive.where(clients["is_key"]),
            "hhi": own_share**2,
            "silent_count": clients["is_silent"].astype("int64"),
        }
    )
    managers = figures.groupby("manager").sum(min_count=1)
    managers["top_1_share"] = own_share.groupby(clients["manager"]).max()
    return managers


def _follow(clients: pd.DataFrame) -> pd.DataFrame:
    """What was kept of the clients above zero before, by their owner then."""
    kept = clients["net_sales_after"].clip(lower=0, upper=clients["net_sales_before"])
    figures = pd.DataFrame(
        {
            "manager": clients["start_manager"],
            "start_count": 1,
            "before": clients["net_sales_before"],
            "kept": kept,
            "kept_clients": (clients["net_sales_after"] > 0).astype("float64"),
        }
    )
    start = figures.groupby("manager").sum()
    start["gross_revenue_retention"] = ratio(start["kept"], start["before"])
    start["client_retention"] = ratio(start["kept_clients"], start["start_count"])
    return start[["start_count", "gross_revenue_retention", "client_retention"]]


def _growth(clients: pd.DataFrame) -> pd.Series:
    """Change of the sales of the clients owned now."""
    sums = clients.groupby("manager")[["net_sales_before", "net_sales_after"]].sum(min_count=1)
    before = sums["net_sales_before"]
    growth: pd.Series = ratio(sums["net_sales_after"], before.where(before > 0)) - 1
    return growth.rename("growth_share")


def _ordered(found: pd.DataFrame) -> pd.DataFrame:
    managers = found.rename_axis("manager").reset_index()
    managers["is_nobody"] = managers["manager"] == NOBODY
    order = ["is_nobody", "positive_net_sales", "manager"]
    table = managers.sort_values(order, ascending=[True, False, True], ignore_index=True)
    return table[MANAGERS.column_names].astype(MANAGERS.dtypes)
