"""Whom else does it touch if we lose these clients? ABC classes and account managers' portfolios without them.

The classes of those who stay follow the same rule as before. A client belongs to the manager of its latest line that
names one. METHOD § 4.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from kamlogic.ratios import ratio
from kamlogic.tables import CLIENT_KEY, CLIENT_MANAGERS, CLIENT_TOTALS, Column, Table
from kamlogic.texts import N_

_KEY = CLIENT_KEY

ABC_MOVES = Table(
    "abc_moves",
    N_("one row per client that stays and changes its ABC class"),
    (
        _KEY,
        Column("class_before", "str", N_("Class now"), N_("With all clients.")),
        Column("class_after", "str", N_("Class after"), N_("Without the lost clients.")),
        Column("share_before", "float64", N_("Share now"), N_("Of the positive values."), "share"),
        Column("share_after", "float64", N_("Share after"), N_("Of those who stay."), "share"),
    ),
)

MANAGERS_AFTER = Table(
    "managers_after",
    N_("one row per account manager, largest net sales first; an empty name holds clients without one"),
    (
        CLIENT_MANAGERS.column("manager"),
        Column("client_count", "int64", N_("Clients now"), N_("With a line in the window."), "count"),
        Column("lost_client_count", "int64", N_("Lost"), N_("Clients that would be lost."), "count"),
        Column("net_sales", "float64", N_("Net sales now"), N_("Of the manager's clients."), "money"),
        Column("net_sales_after", "float64", N_("Net sales after"), N_("Of those who stay."), "money"),
        Column("gross_profit", "float64", N_("Gross profit now"), N_("Where known."), "money"),
        Column("gross_profit_after", "float64", N_("Gross profit after"), N_("Where known."), "money"),
        Column(
            "lost_share",
            "float64",
            N_("Lost part"),
            N_("Of the manager's net sales; n/a without positive ones."),
            "share",
        ),
    ),
)


def compare_classes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Who changes class when the lost clients are gone.

    Args:
        before: client_key, abc_class and share of all clients, largest value first.
        after: The same of those who stay, classified by the same rule.

    Returns:
        ABC_MOVES, largest value first.
    """
    names = ["client_key", "abc_class", "share"]
    both = before[names].merge(after[names], on="client_key", suffixes=("_before", "_after"))
    moved = both[both["abc_class_before"] != both["abc_class_after"]]
    classes = {"abc_class_before": "class_before", "abc_class_after": "class_after"}
    return moved.rename(columns=classes)[ABC_MOVES.column_names].reset_index(drop=True)


def compare_managers(
    totals: pd.DataFrame, client_managers: pd.DataFrame, *, lost_keys: Collection[int]
) -> pd.DataFrame:
    """Each account manager's portfolio with and without the lost clients.

    A client belongs whole to the manager of its latest line that names one.

    Args:
        totals: CLIENT_TOTALS of the window; not modified.
        client_managers: CLIENT_MANAGERS of the window; not modified.
        lost_keys: Who would be lost.

    Returns:
        MANAGERS_AFTER; empty when no line names a manager.

    Raises:
        MissingColumnsError: A column of CLIENT_TOTALS or CLIENT_MANAGERS is missing.
    """
    CLIENT_TOTALS.require(totals)
    CLIENT_MANAGERS.require(client_managers)
    named = client_managers[client_managers["manager"] != ""]
    if named.empty:
        return MANAGERS_AFTER.empty()
    latest = named.sort_values(["last_date", "net_sales", "manager"]).drop_duplicates(
        "client_key", keep="last"
    )
    owner = latest.set_index("client_key")["manager"]
    owned = totals.assign(manager=totals["client_key"].map(owner).fillna(""))
    stays = ~owned["client_key"].isin(list(lost_keys))
    by_manager = owned.groupby("manager")
    managers = by_manager[["net_sales", "gross_profit"]].sum(min_count=1)
    left = (
        owned[stays]
        .groupby("manager")[["net_sales", "gross_profit"]]
        .sum(min_count=1)
        .reindex(managers.index)
    )
    managers["client_count"] = by_manager.size()
    managers["lost_client_count"] = (~stays).groupby(owned["manager"]).sum()
    managers["net_sales_after"] = left["net_sales"].fillna(0.0)
    # Of nobody the profit is nothing; of clients whose cost is unknown it is unknown.
    has_nobody = managers["client_count"] == managers["lost_client_count"]
    managers["gross_profit_after"] = left["gross_profit"].mask(
        has_nobody & managers["gross_profit"].notna(), 0.0
    )
    gone = managers["net_sales"] - managers["net_sales_after"]
    managers["lost_share"] = ratio(gone, managers["net_sales"].where(managers["net_sales"] > 0))
    ordered = managers.reset_index().sort_values(["net_sales", "manager"], ascending=[False, True])
    return ordered[MANAGERS_AFTER.column_names].astype(MANAGERS_AFTER.dtypes).reset_index(drop=True)
