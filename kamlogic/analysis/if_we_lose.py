"""What if we lose these clients?

Their net sales, gross profit and shares, and the concentration of the clients that stay. Lost share = their positive
values ÷ all positive values; HHI after = Σ of the squared shares of those who stay. With a fixed cost F, operating
profit = gross profit - F. METHOD § 4.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.ratios import ratio
from kamlogic.rolling import Floats, positive_shares
from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_KEY, CLIENT_TOTALS, Column, Table
from kamlogic.texts import N_

_KEY = CLIENT_KEY

IF_WE_LOSE_CLIENTS = Table(
    "if_we_lose_clients",
    N_("one row per client of the window, as if it alone were lost, largest value first"),
    (
        _KEY,
        Column("net_sales", "float64", N_("Net sales lost"), N_("In the window."), "money"),
        Column("sales_share", "float64", N_("Share of sales"), N_("Of the positive net sales."), "share"),
        Column(
            "gross_profit", "float64", N_("Gross profit lost"), N_("In the window, where known."), "money"
        ),
        Column("profit_share", "float64", N_("Share of profit"), N_("Of the positive profits."), "share"),
        Column(
            "top_1_share_after",
            "float64",
            N_("Largest client after"),
            N_("Share of the largest of those who stay."),
            "share",
        ),
        Column("hhi_after", "float64", N_("HHI after"), N_("Of those who stay, 0-1."), "number"),
        Column(
            "effective_clients_after",
            "float64",
            N_("Effective clients after"),
            N_("1 ÷ HHI of those who stay."),
            "number",
        ),
        Column("value_after", "float64", N_("Left"), N_("Positive values of those who stay."), "money"),
    ),
)


class IfWeLoseSettings(Settings):
    """What is assumed of the firm."""

    fixed_cost: float | None = Field(
        default=None,
        ge=0,
        title=N_("Fixed cost"),
        description=N_("Of the months of the window; it stays when clients go."),
    )


@dataclass(frozen=True)
class Standing:
    """The clients of the window, with or without those who would be lost; NaN where nothing is positive.

    Attributes:
        client_count: Clients with a positive value.
        value: Sum of the positive values.
        top_1_share: Of the largest client.
        top_5_share: Of the five largest.
        hhi: Sum of squared shares, 0-1.
        effective_clients: 1 ÷ hhi.
        net_sales: Signed sum; 0 of nobody.
        gross_profit: Signed sum; NaN when none is known.
        operating_profit: gross_profit less the fixed cost; NaN without either.
    """

    client_count: int
    value: float
    top_1_share: float
    top_5_share: float
    hhi: float
    effective_clients: float
    net_sales: float
    gross_profit: float
    operating_profit: float


@dataclass(frozen=True)
class LossOfClients:
    """What would go with these clients.

    Attributes:
        client_keys: Who would be lost, largest value first.
        net_sales: Their signed net sales.
        sales_share: Of the positive net sales.
        gross_profit: Their signed gross profit; NaN when none is known.
        profit_share: Of the positive gross profits.
        before: With them.
        after: Without them.
    """

    client_keys: tuple[int, ...]
    net_sales: float
    sales_share: float
    gross_profit: float
    profit_share: float
    before: Standing
    after: Standing


def largest_clients(totals: pd.DataFrame, *, measure: str, count: int) -> list[int]:
    """The keys of the clients with the largest positive values; of equals, the smaller key."""
    positive = totals[totals[measure] > 0]
    order = positive.sort_values([measure, "client_key"], ascending=[False, True])
    return [int(key) for key in order["client_key"].head(count)]


def lose_clients(
    totals: pd.DataFrame, *, lost_keys: Collection[int], measure: str, settings: IfWeLoseSettings
) -> LossOfClients:
    """Compare the window with and without these clients, as if they all were lost together.

    A client without a line in the window is passed over. A lost client with a loss makes the profit grow.

    Args:
        totals: CLIENT_TOTALS of the window; not modified.
        lost_keys: Who would be lost; nobody changes nothing.
        measure: net_sales or gross_profit: whose concentration.
        settings: The fixed cost.

    Returns:
        What would go and what would stay.

    Raises:
        MissingColumnsError: A column of CLIENT_TOTALS is missing.
    """
    CLIENT_TOTALS.require(totals)
    is_lost = totals["client_key"].isin(list(lost_keys))
    lost = totals[is_lost].sort_values([measure, "client_key"], ascending=[False, True])
    margin = float(totals["gross_profit"].sum(min_count=1))
    # Of nobody it is nothing; where no cost is known at all, it is unknown like the rest.
    lost_profit = float(lost["gross_profit"].sum()) + 0 * margin
    return LossOfClients(
        client_keys=tuple(int(key) for key in lost["client_key"]),
        net_sales=float(lost["net_sales"].sum()),
        sales_share=_share_of(lost["net_sales"], totals["net_sales"]),
        gross_profit=lost_profit,
        profit_share=_share_of(lost["gross_profit"], totals["gross_profit"]),
        before=_standing(totals, measure, margin, settings),
        after=_standing(totals[~is_lost], measure, margin - lost_profit, settings),
    )


def _share_of(part: pd.Series, whole: pd.Series) -> float:
    return ratio(float(part[part > 0].sum()), float(whole[whole > 0].sum()))


def _standing(
    totals: pd.DataFrame, measure: str, gross_profit: float, settings: IfWeLoseSettings
) -> Standing:
    values = totals[measure].to_numpy()
    figures = _concentration(values)
    fixed_cost = float("nan") if settings.fixed_cost is None else settings.fixed_cost
    return Standing(
        client_count=int((values > 0).sum()),
        net_sales=float(totals["net_sales"].sum()),
        gross_profit=gross_profit,
        operating_profit=gross_profit - fixed_cost,
        value=figures[0],
        top_1_share=figures[1],
        top_5_share=figures[2],
        hhi=figures[3],
        effective_clients=ratio(1.0, figures[3]),
    )


def _concentration(values: Floats) -> tuple[float, float, float, float]:
    """Sum, share of the largest and of the five largest, HHI."""
    total = float(values[values > 0].sum())
    if not total > 0:
        return total, float("nan"), float("nan"), float("nan")
    falling = np.sort(positive_shares(values))[::-1]
    return total, float(falling[0]), float(falling[:5].sum()), float((falling**2).sum())


def lose_each(totals: pd.DataFrame, *, measure: str, count: int) -> pd.DataFrame:
    """Compare the window with and without each of the largest clients, one at a time.

    Args:
        totals: CLIENT_TOTALS of the window; not modified.
        measure: net_sales or gross_profit: whose concentration, and who is largest.
        count: At most so many clients.

    Returns:
        IF_WE_LOSE_CLIENTS; what stays of a single client has no share.

    Raises:
        MissingColumnsError: A column of CLIENT_TOTALS is missing.
    """
    CLIENT_TOTALS.require(totals)
    clients = totals.set_index("client_key").loc[largest_clients(totals, measure=measure, count=count)]
    falling = np.sort(totals.loc[totals[measure] > 0, measure].to_numpy())[::-1]
    # Equal values stand side by side, so that leaving out the place of a rank leaves out the client's value.
    after = [_concentration(np.delete(falling, rank)) for rank in range(len(clients))]
    found = pd.DataFrame(
        after, columns=["value_after", "top_1_share_after", "_", "hhi_after"], dtype="float64"
    )
    lost = clients.reset_index()
    lost["sales_share"] = _positive_shares(lost["net_sales"], totals["net_sales"])
    lost["profit_share"] = _positive_shares(lost["gross_profit"], totals["gross_profit"])
    lost = lost.join(found)
    lost["effective_clients_after"] = ratio(pd.Series(1.0, index=lost.index), lost["hhi_after"])
    return lost[IF_WE_LOSE_CLIENTS.column_names]


def _positive_shares(values: pd.Series, whole: pd.Series) -> pd.Series:
    return ratio(values.where(values > 0), float(whole[whole > 0].sum()))
