"""Which products do a client's peers buy and it does not, and what would they bring in a year?

Peers: the other clients of its ABC-XYZ cell; where they are fewer than five, those of its ABC class; else n/a.
Expected value = share of the peers that buy × median yearly sales of those who do × size, where size = the client's
sales ÷ the median sales of those who do, at most 3. Three numbers that a manager can check; a rule of this product's
own, after FEATURES § 3.3, not a published model. Bought: net sales above zero in the window, returns netted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.opportunity_tables import CLIENT_ITEMS, PEER_CLIENTS, PEER_ITEMS, WHITE_SPACES
from kamlogic.settings import Settings
from kamlogic.texts import N_

YEAR = 12


class WhiteSpaceSettings(Settings):
    """Who is a peer, and how far a value is scaled."""

    level: Literal["auto", "product", "category"] = Field(
        default="auto",
        title=N_("By"),
        description=N_(
            "Auto: categories when there are more products than the limit and categories are named."
        ),
    )
    product_limit: int = Field(default=500, ge=1, le=100_000, title=N_("Most products"))
    min_peer_count: int = Field(default=5, ge=1, le=1000, title=N_("Fewest peers"))
    min_buyer_count: int = Field(default=2, ge=1, le=1000, title=N_("Fewest peers that buy"))
    max_size_factor: float = Field(default=3.0, ge=0.1, le=100, title=N_("Largest size factor"))
    list_limit: int = Field(default=1000, ge=1, le=10_000, title=N_("Longest list"))


@dataclass(frozen=True, eq=False)
class WhiteSpaceResult:
    """White space of all clients.

    Attributes:
        settings: In force.
        level: product or category.
        months: Of the window; sales are scaled to twelve.
        clients: PEER_CLIENTS.
        items: PEER_ITEMS.
        spaces: WHITE_SPACES, the largest of each group of peers.
    """

    settings: WhiteSpaceSettings
    level: str
    months: int
    clients: pd.DataFrame
    items: pd.DataFrame
    spaces: pd.DataFrame


def measure_white_space(
    client_items: pd.DataFrame,
    clients: pd.DataFrame,
    *,
    lost_keys: pd.Series,
    level: str,
    months: int,
    settings: WhiteSpaceSettings,
) -> WhiteSpaceResult:
    """Compare each client with its peers.

    Args:
        client_items: CLIENT_ITEMS, any row order, one row per client and item; not modified, like the others. Rows
            without an item's name are left out.
        clients: client_key, abc_class, cell and net_sales of the window.
        lost_keys: Peers, but no white space is sought of them.
        level: What the items are.
        months: Of the window.
        settings: Peers and limits.

    Returns:
        White space; a client without positive sales has none, for its size is unknown.

    Raises:
        MissingColumnsError: A column of CLIENT_ITEMS is missing.
    """
    CLIENT_ITEMS.require(client_items)
    peers = _choose_peers(clients, lost_keys, settings.min_peer_count)
    bought = client_items[(client_items["net_sales"] > 0) & (client_items["item"] != "")]
    bought = bought.merge(peers, on="client_key", suffixes=("", "_all"))
    items = _sum_items(bought, peers, months, settings)
    inside = bought[bought["is_open"] & (bought["peer_group"] != "")]
    inside = inside.merge(
        items[["peer_group", "item"]].assign(item_place=np.arange(len(items))), on=["peer_group", "item"]
    )
    items = _add_totals(items, inside, peers, months, settings)
    spaces = _largest_spaces(items, inside, peers, months, settings)
    items = items.sort_values(["expected_total", "peer_group", "item"], ascending=[False, True, True])
    return WhiteSpaceResult(
        settings,
        level,
        months,
        peers[PEER_CLIENTS.column_names],
        items[PEER_ITEMS.column_names].reset_index(drop=True),
        spaces,
    )


def client_white_space(result: WhiteSpaceResult, *, client_key: int, bought: pd.Series) -> pd.DataFrame:
    """White space of one client.

    Args:
        result: Of all clients.
        client_key: The client.
        bought: The items that it bought in the window, net sales above zero.

    Returns:
        WHITE_SPACES, whole; empty when it has too few peers or no positive sales.
    """
    own = result.clients[result.clients["client_key"] == client_key]
    items = result.items[
        result.items["peer_group"].isin(own.loc[own["net_sales"] > 0, "peer_group"])
        & ~result.items["item"].isin(bought)
    ]
    yearly = own["net_sales"].sum() * YEAR / result.months
    spaces = items.assign(client_key=client_key)
    spaces["size_factor"] = (yearly / items["median_buyer_sales"]).clip(upper=result.settings.max_size_factor)
    return _as_spaces(spaces)


def _choose_peers(clients: pd.DataFrame, lost_keys: pd.Series, fewest: int) -> pd.DataFrame:
    """PEER_CLIENTS with abc_class and cell: the cell where it is large enough, else the class, else nothing."""
    peers = clients[["client_key", "abc_class", "cell", "net_sales"]].copy()
    others = {name: peers.groupby(name)["client_key"].transform("size") - 1 for name in ("cell", "abc_class")}
    peers["peer_group"] = np.select(
        [others["cell"] >= fewest, others["abc_class"] >= fewest], [peers["cell"], peers["abc_class"]], ""
    )
    peers["is_open"] = ~peers["client_key"].isin(lost_keys) & (peers["net_sales"] > 0)
    peers = peers.astype({"peer_group": "str"})
    return peers.sort_values(["net_sales", "client_key"], ascending=[False, True], ignore_index=True)


def _sum_items(
    bought: pd.DataFrame, peers: pd.DataFrame, months: int, settings: WhiteSpaceSettings
) -> pd.DataFrame:
    """Each group's buyers of each item, from all clients of the group's cell or class."""
    found = []
    for name in ("cell", "abc_class"):
        used = set(peers["peer_group"].unique()) & set(peers[name].unique())
        rows = bought[bought[name].isin(used)]
        by_item = rows.groupby([name, "item"], observed=True)
        sums: pd.DataFrame = by_item.agg(
            buyer_count=("net_sales", "size"),
            median_sales=("net_sales", "median"),
            mean_sales=("net_sales", "mean"),
            median_buyer_sales=("net_sales_all", "median"),
        )
        sums = sums.reset_index().rename(columns={name: "peer_group"})
        sizes = peers.groupby(name)["client_key"].size()
        sums["peer_count"] = sums["peer_group"].map(sizes).astype("int64") - 1
        found.append(sums.astype({"peer_group": "str", "item": "str"}))
    items = pd.concat(found, ignore_index=True)
    money = ["median_sales", "mean_sales", "median_buyer_sales"]
    items[money] *= YEAR / months
    # Who does not buy it is no buyer's peer of itself, so only where all buy are there more buyers than peers.
    items["buyer_share"] = (items["buyer_count"].astype("float64") / items["peer_count"]).clip(upper=1.0)
    enough = (items["buyer_count"] >= settings.min_buyer_count) & (items["median_buyer_sales"] > 0)
    return items[enough].reset_index(drop=True)


def _add_totals(
    items: pd.DataFrame, inside: pd.DataFrame, peers: pd.DataFrame, months: int, settings: WhiteSpaceSettings
) -> pd.DataFrame:
    """How many do not buy each item, and their expected value in sum, without listing them."""
    yearly = YEAR / months
    sizes, limit = items["median_buyer_sales"].to_numpy(), settings.max_size_factor
    factors = np.minimum(inside["net_sales_all"].to_numpy() * yearly / sizes[inside["item_place"]], limit)
    buyers = np.bincount(inside["item_place"], minlength=len(items))
    taken = np.bincount(inside["item_place"], factors, len(items))
    counts, sums = np.zeros(len(items), dtype="int64"), np.zeros(len(items))
    for group, members in peers[peers["is_open"]].groupby("peer_group"):
        own = np.sort(members["net_sales"].to_numpy()) * yearly
        of_group = (items["peer_group"] == group).to_numpy()
        running = np.append([0.0], np.cumsum(own))
        below = np.searchsorted(own, sizes[of_group] * limit)
        counts[of_group] = len(own)
        sums[of_group] = running[below] / sizes[of_group] + (len(own) - below) * limit
    weight = items["buyer_share"] * items["median_sales"]
    # Sums that differ in the last bit only: nobody is left, nothing is expected.
    left = np.where(counts > buyers, np.maximum(sums - taken, 0.0), 0.0)
    return items.assign(open_count=counts - buyers, expected_total=weight * left)


def _largest_spaces(
    items: pd.DataFrame, inside: pd.DataFrame, peers: pd.DataFrame, months: int, settings: WhiteSpaceSettings
) -> pd.DataFrame:
    """The largest of each group of peers."""
    by_item = inside.sort_values("item_place", kind="stable")
    ends = np.searchsorted(by_item["item_place"], np.arange(1, len(items)))
    keys = np.split(by_item["client_key"].to_numpy(), ends)
    sizes = peers.assign(net_sales=peers["net_sales"] * YEAR / months)
    found = [
        _largest_of_group(items[items["peer_group"] == group], keys, members, settings)
        for group, members in sizes[sizes["is_open"]].groupby("peer_group")
    ]
    if not found:
        return WHITE_SPACES.empty()
    return _as_spaces(pd.concat(found).merge(items, left_on="item_place", right_index=True))


def _largest_of_group(
    items: pd.DataFrame, buyers: list[np.ndarray], members: pd.DataFrame, settings: WhiteSpaceSettings
) -> pd.DataFrame:
    """Item by item from the highest possible value down, until none can be among the largest; members by size."""
    limit, most = settings.list_limit, settings.max_size_factor
    weight = items["buyer_share"] * items["median_sales"]
    possible = weight * (members["net_sales"].max() / items["median_buyer_sales"]).clip(upper=most)
    size_of = dict(zip(items.index, items["median_buyer_sales"], strict=True))
    found = [pd.DataFrame({"client_key": [], "item_place": [], "size_factor": []}, dtype="float64")]
    values, least = np.array([]), 0.0
    member_keys, member_sales = members["client_key"].to_numpy(), members["net_sales"].to_numpy()
    falling = np.argsort(-possible.to_numpy(), kind="stable")
    for place, best in zip(items.index[falling].tolist(), possible.iloc[falling].tolist(), strict=True):
        if len(values) >= limit and best < least:
            break
        first = slice(limit + len(buyers[place]))
        others = np.flatnonzero(~np.isin(member_keys[first], buyers[place]))[:limit]
        factor = np.minimum(member_sales[others] / size_of[place], most)
        found.append(
            pd.DataFrame({"client_key": member_keys[others], "item_place": place, "size_factor": factor})
        )
        values = np.sort(np.append(values, factor * weight[place]))[-limit:]
        least = float(values[0]) if len(values) else 0.0
    pairs = pd.concat(found)
    largest = pairs.assign(value=pairs["size_factor"] * weight.reindex(pairs["item_place"]).to_numpy())
    return largest.nlargest(limit, "value", keep="all").drop(columns="value")


def _as_spaces(pairs: pd.DataFrame) -> pd.DataFrame:
    """WHITE_SPACES by expected value; equal values by client and item."""
    valued = pairs.assign(expected_value=pairs["buyer_share"] * pairs["median_sales"] * pairs["size_factor"])
    order = ["expected_value", "client_key", "item"]
    valued = valued.sort_values(order, ascending=[False, True, True], ignore_index=True)
    return valued[WHITE_SPACES.column_names].astype(WHITE_SPACES.dtypes)
