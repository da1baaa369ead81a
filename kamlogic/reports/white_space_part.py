"""White space, as a part of the report."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
from pydantic import Field

from kamlogic.analysis.white_space import WhiteSpaceResult
from kamlogic.money import money_text
from kamlogic.reports.part import Part

MOST_ROWS, MOST_CLIENTS, MOST_OF_CLIENT = 100, 20, 10


class SpacePart(Part):
    """One product that a client does not buy: expected_value = buyer_share × median_sales × size_factor."""

    client: str
    item: str
    peer_group: str = Field(description="ABC-XYZ cell, or ABC class where the cell has too few peers.")
    peers: int
    buyers: int = Field(description="Peers with net sales of it above zero in the window.")
    buyer_share: float
    median_sales: str = Field(description="Median yearly net sales of those peers.")
    mean_sales: str
    median_buyer_sales: str = Field(description="Median yearly net sales of those peers, all products.")
    size_factor: float = Field(
        description="The client's yearly net sales ÷ median_buyer_sales, at most the limit."
    )
    expected_value: str


class PeerItemPart(Part):
    """One product in one group of peers."""

    peer_group: str
    item: str
    buyers: int
    median_sales: str
    non_buyers: int = Field(description="Clients not lost, with positive sales, that do not buy it.")
    expected_total: str = Field(description="Expected value of all of these.")


class WhiteSpacePart(Part):
    """What clients leave unbought that their peers buy."""

    level: str | None = Field(description="product or category; null where the files name none.")
    clients_compared: int
    clients_without_peers: int
    items: list[PeerItemPart] = Field(description="The largest by expected_total, 100 at most.")
    top: list[SpacePart] = Field(description="The largest of clients that are not lost, 100 at most.")
    largest_clients: list[SpacePart] = Field(
        description="Up to ten of each of the 20 largest clients, one client after another."
    )


def largest_clients(result: WhiteSpaceResult) -> list[int]:
    """The clients whose white space the report lists one by one."""
    return [int(key) for key in result.clients["client_key"].head(MOST_CLIENTS)]


def white_space_part(
    result: WhiteSpaceResult, of_largest: pd.DataFrame, codes: dict[int, str], scale: int
) -> WhiteSpacePart:
    """The largest white spaces, and those of the largest clients; codes name the clients."""
    compared = int((result.clients["peer_group"] != "").sum())
    own = of_largest.groupby("client_key", sort=False).head(MOST_OF_CLIENT)
    return WhiteSpacePart(
        level=result.level or None,
        clients_compared=compared,
        clients_without_peers=len(result.clients) - compared,
        items=[_item(row, scale) for row in result.items.head(MOST_ROWS).to_dict("records")],
        top=[_space(row, codes, scale) for row in result.spaces.head(MOST_ROWS).to_dict("records")],
        largest_clients=[_space(row, codes, scale) for row in own.to_dict("records")],
    )


def _item(row: dict[Hashable, Any], scale: int) -> PeerItemPart:
    return PeerItemPart(
        peer_group=row["peer_group"],
        item=row["item"],
        buyers=row["buyer_count"],
        median_sales=str(money_text(row["median_sales"], scale)),
        non_buyers=row["open_count"],
        expected_total=str(money_text(row["expected_total"], scale)),
    )


def _space(row: dict[Hashable, Any], codes: dict[int, str], scale: int) -> SpacePart:
    money = {
        name: str(money_text(row[name], scale))
        for name in ("median_sales", "mean_sales", "median_buyer_sales")
    }
    return SpacePart(
        client=codes[row["client_key"]],
        item=row["item"],
        peer_group=row["peer_group"],
        peers=row["peer_count"],
        buyers=row["buyer_count"],
        buyer_share=row["buyer_share"],
        **money,
        size_factor=row["size_factor"],
        expected_value=str(money_text(row["expected_value"], scale)),
    )
