"""Who made sales rise or fall between two windows?

Each client's net sales P1 and P2 of two equal windows, counted in whole units of the smallest money:

- lost: P1 > 0 and P2 <= 0, by -P1; shrunk and grown: both above zero, by P2 - P1;
- new: P2 > 0, no purchase up to the end of the first window; returned: P2 > 0 >= P1, with one; both by P2;
- credits: what clients with a total below zero took off, after less before; unidentified: lines without a client.

start = sum of P1 > 0, end = sum of P2 > 0; start - lost - shrunk + grown + returned + new = end holds exactly, and with
credits and unidentified the totals of both windows are met to the last unit. METHOD § 5f.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from kamlogic.money import from_units, to_units
from kamlogic.periods import Window
from kamlogic.tables import CLIENT_KEY, CLIENT_PERIODS, UNIDENTIFIED_KEY, Column, Table
from kamlogic.texts import N_

FLOWS = ("new", "returned", "grown", "shrunk", "lost")
PARTS = (*FLOWS, "credits", "unidentified")

BRIDGE_CLIENTS = Table(
    "bridge_clients",
    N_("one row per client with a line in one of the two windows"),
    (
        CLIENT_KEY,
        Column(
            "part",
            "str",
            N_("Part"),
            N_("new, returned, grown, shrunk, lost, same, or none: above zero in neither window."),
        ),
        Column(
            "net_sales_before", "float64", N_("Sales before"), N_("Net sales of the first window."), "money"
        ),
        Column(
            "net_sales_after", "float64", N_("Sales after"), N_("Net sales of the second window."), "money"
        ),
        Column("part_change", "float64", N_("Change"), N_("What the client adds to its part."), "money"),
        Column(
            "credit_change",
            "float64",
            N_("Change of credits"),
            N_("Its total below zero after, less that before; 0 without one."),
            "money",
        ),
    ),
)

BRIDGE_PARTS = Table(
    "bridge_parts",
    N_("one row per part of the bridge, in the order of the chart"),
    (
        Column("part", "str", N_("Part"), N_("new, returned, grown, shrunk, lost, credits or unidentified.")),
        Column("client_count", "int64", N_("Clients"), N_("Clients behind the part."), "count"),
        Column(
            "change",
            "float64",
            N_("Change"),
            N_("What the part adds to sales; below zero takes away."),
            "money",
        ),
    ),
)


@dataclass(frozen=True, eq=False)
class BridgeResult:
    """The way from the sales of one window to those of the next; the money is exact.

    Attributes:
        total_before: Net sales of the first window, of every line.
        total_after: Net sales of the second window, of every line.
        start: Sum of the clients' totals above zero in the first window.
        end: The same of the second window.
        changes: What each of PARTS adds to sales.
        start_count: Clients above zero in the first window.
        kept_count: Those of them above zero in the second window too.
        parts: BRIDGE_PARTS.
        clients: BRIDGE_CLIENTS by client_key.
    """

    total_before: Decimal
    total_after: Decimal
    start: Decimal
    end: Decimal
    changes: Mapping[str, Decimal]
    start_count: int
    kept_count: int
    parts: pd.DataFrame
    clients: pd.DataFrame

    def behind(self, part: str) -> pd.DataFrame:
        """The clients of one part, largest change first; none for lines without a client."""
        column = "credit_change" if part == "credits" else "part_change"
        wanted = self.clients["credit_change"].ne(0) if part == "credits" else self.clients["part"].eq(part)
        order = self.clients.loc[wanted, column].abs().sort_values(ascending=False, kind="stable").index
        return self.clients.loc[order].reset_index(drop=True)


def measure_bridge(
    client_periods: pd.DataFrame, *, earlier: Window, later: Window, scale: int
) -> BridgeResult:
    """Split the change of sales between two windows into its parts.

    A client that bought in the first window and gave everything back counts as returned when its second total is above
    zero: it is not new, and it had no sales to grow from. A total below zero belongs to no retention figure and is
    shown as credits.

    Args:
        client_periods: CLIENT_PERIODS from the beginning of the data, any row order; not modified.
        earlier: The first window.
        later: The second window, of as many months; months may lie between them.
        scale: Decimals of the money.

    Returns:
        The bridge; its parts sum exactly. Without a line in either window everything is 0.

    Raises:
        MissingColumnsError: A column of CLIENT_PERIODS is missing.
    """
    CLIENT_PERIODS.require(client_periods)
    units = _window_units(client_periods, earlier, later, scale)
    unidentified = units[units["client_key"] == UNIDENTIFIED_KEY]
    clients = units[units["client_key"] != UNIDENTIFIED_KEY].reset_index(drop=True)
    before, after = clients["before"], clients["after"]
    clients["part"] = _parts(clients, _bought_by(client_periods, earlier.last_month))
    clients["change"] = after.clip(lower=0) - before.clip(lower=0)
    clients["credit"] = after.clip(upper=0) - before.clip(upper=0)
    changes = _sum_parts(clients, unidentified, scale)
    return BridgeResult(
        total_before=from_units(int(units["before"].sum()), scale),
        total_after=from_units(int(units["after"].sum()), scale),
        start=from_units(int(before.clip(lower=0).sum()), scale),
        end=from_units(int(after.clip(lower=0).sum()), scale),
        changes=changes,
        start_count=int((before > 0).sum()),
        kept_count=int(((before > 0) & (after > 0)).sum()),
        parts=_part_table(clients, changes),
        clients=_client_table(clients, scale),
    )


def _window_units(client_periods: pd.DataFrame, earlier: Window, later: Window, scale: int) -> pd.DataFrame:
    """Each client's total of both windows in whole units, the unidentified included; 0 without a line."""
    months = client_periods["month"]
    is_before = months.between(earlier.first_month, earlier.last_month)
    is_after = months.between(later.first_month, later.last_month)
    inside = client_periods.loc[is_before | is_after, ["client_key", "net_sales"]]
    units = to_units(inside["net_sales"], scale)
    split = pd.DataFrame(
        {
            "client_key": inside["client_key"],
            "before": units.where(is_before[inside.index], 0),
            "after": units.where(is_after[inside.index], 0),
        }
    )
    return split.groupby("client_key", sort=True).sum().reset_index()


def _sum_parts(clients: pd.DataFrame, unidentified: pd.DataFrame, scale: int) -> dict[str, Decimal]:
    sums = {name: int(clients.loc[clients["part"] == name, "change"].sum()) for name in FLOWS}
    sums["credits"] = int(clients["credit"].sum())
    sums["unidentified"] = int((unidentified["after"] - unidentified["before"]).sum())
    return {name: from_units(total, scale) for name, total in sums.items()}


def _bought_by(client_periods: pd.DataFrame, month: int) -> pd.Series:
    """The clients with a purchase day up to the end of the month."""
    bought = (client_periods["month"] <= month) & (client_periods["purchase_day_count"] > 0)
    return client_periods.loc[bought, "client_key"]


def _parts(clients: pd.DataFrame, known_buyers: pd.Series) -> np.ndarray:
    before, after = clients["before"], clients["after"]
    has_both = (before > 0) & (after > 0)
    return np.select(
        [
            has_both & (after > before),
            has_both & (after < before),
            has_both,
            before > 0,
            (after > 0) & clients["client_key"].isin(known_buyers),
            after > 0,
        ],
        ["grown", "shrunk", "same", "lost", "returned", "new"],
        default="none",
    )


def _part_table(clients: pd.DataFrame, changes: Mapping[str, Decimal]) -> pd.DataFrame:
    counts = clients["part"].value_counts()
    found = {name: int(counts.get(name, 0)) for name in FLOWS}
    found |= {"credits": int((clients["credit"] != 0).sum()), "unidentified": 0}
    rows = pd.DataFrame(
        {
            "part": list(PARTS),
            "client_count": [found[name] for name in PARTS],
            "change": [float(changes[name]) for name in PARTS],
        }
    )
    return rows.astype(BRIDGE_PARTS.dtypes)


def _client_table(clients: pd.DataFrame, scale: int) -> pd.DataFrame:
    """Units as money again: each quotient is the float nearest to the decimal."""
    named = {
        "before": "net_sales_before",
        "after": "net_sales_after",
        "change": "part_change",
        "credit": "credit_change",
    }
    money = clients.assign(**{name: clients[name] / 10**scale for name in named}).rename(columns=named)
    return money[BRIDGE_CLIENTS.column_names].astype(BRIDGE_CLIENTS.dtypes)
