"""Which clients are key, and which of them are vital?

Key: at least 2 % of sales or of gross profit in the window, or vital. Vital: at least 10 % of gross profit; of sales
when no cost is known. Shares are of the positive values. METHOD § 6.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pydantic import Field

from kamlogic.ratios import ratio
from kamlogic.settings import Settings, Share
from kamlogic.tables import CLIENT_TOTALS, Column, Table
from kamlogic.texts import N_

SHARE_DECIMALS = 12

KEY_CLIENTS = Table(
    "key_clients",
    N_("one row per client of the window"),
    (
        Column(
            "client_key", "int64", N_("Client key"), N_("The store's stable number of the client."), "count"
        ),
        Column(
            "sales_share",
            "float64",
            N_("Share of sales"),
            N_("Of the positive net sales; n/a for zero or less."),
            "share",
        ),
        Column(
            "profit_share",
            "float64",
            N_("Share of profit"),
            N_("Of the positive gross profit; n/a for zero or less, or unknown."),
            "share",
        ),
        Column("is_vital", "bool", N_("Vital"), N_("Reaches the vital share."), "flag"),
        Column("is_key", "bool", N_("Key"), N_("Meets at least one criterion."), "flag"),
        Column("key_reason", "str", N_("Why key"), N_("vital, sales, profit: the criteria met."), "text"),
    ),
)


class KeyClientSettings(Settings):
    """What makes a client key."""

    key_share: Share = Field(
        default=0.02, title=N_("Key from"), description=N_("Share of sales or of gross profit.")
    )
    vital_share: Share = Field(
        default=0.10, title=N_("Vital from"), description=N_("Share of gross profit; of sales without cost.")
    )


@dataclass(frozen=True, eq=False)
class KeyClientResult:
    """The key clients.

    Attributes:
        settings: In force.
        vital_basis: gross_profit, or net_sales when no cost is known.
        clients: KEY_CLIENTS, largest share of sales first.
        key_count: Key clients.
        key_share: Their joint share of positive net sales; NaN without positive sales.
        vital_count: Vital clients.
        vital_share: Their joint share of the vital basis.
        vital_sales_share: Their joint share of positive net sales.
    """

    settings: KeyClientSettings
    vital_basis: str
    clients: pd.DataFrame
    key_count: int
    key_share: float
    vital_count: int
    vital_share: float
    vital_sales_share: float

    def keys(self) -> pd.Series:
        """The client keys of the key clients."""
        keys: pd.Series = self.clients.loc[self.clients["is_key"], "client_key"]
        return keys


def classify_key_clients(totals: pd.DataFrame, *, settings: KeyClientSettings) -> KeyClientResult:
    """Find the key and the vital clients of the window.

    Args:
        totals: CLIENT_TOTALS of the window, any row order; not modified.
        settings: The shares that make a client key or vital.

    Returns:
        Each client with its verdict and reasons.

    Raises:
        MissingColumnsError: A column of CLIENT_TOTALS is missing.
    """
    CLIENT_TOTALS.require(totals)
    clients = totals.sort_values(["net_sales", "client_key"], ascending=[False, True], ignore_index=True)
    clients["sales_share"] = _positive_share(clients["net_sales"])
    clients["profit_share"] = _positive_share(clients["gross_profit"])
    has_profit = bool(clients["gross_profit"].notna().any())
    basis = clients["profit_share"] if has_profit else clients["sales_share"]
    clients["is_vital"] = _reaches(basis, settings.vital_share)
    by_sales = _reaches(clients["sales_share"], settings.key_share)
    by_profit = _reaches(clients["profit_share"], settings.key_share)
    clients["is_key"] = clients["is_vital"] | by_sales | by_profit
    named = [
        met.map({True: f"{name}, ", False: ""}).astype("str")
        for name, met in (("vital", clients["is_vital"]), ("sales", by_sales), ("profit", by_profit))
    ]
    clients["key_reason"] = (named[0] + named[1] + named[2]).str.removesuffix(", ")
    vital, key = clients["is_vital"], clients["is_key"]
    undefined = float("nan") if clients["sales_share"].isna().all() else 0.0
    return KeyClientResult(
        settings=settings,
        vital_basis="gross_profit" if has_profit else "net_sales",
        clients=clients[KEY_CLIENTS.column_names],
        key_count=int(key.sum()),
        key_share=float(clients.loc[key, "sales_share"].sum()) + undefined,
        vital_count=int(vital.sum()),
        vital_share=float(basis[vital].sum()) if basis.notna().any() else float("nan"),
        vital_sales_share=float(clients.loc[vital, "sales_share"].sum()) + undefined,
    )


def _positive_share(values: pd.Series) -> pd.Series:
    positive = values.where(values > 0)
    return ratio(positive, float(positive.sum()))


def _reaches(shares: pd.Series, limit: float) -> pd.Series:
    """Shares at or above the limit; rounded, so that 1 of 10 equal clients has its 10 %."""
    reached: pd.Series = shares.round(SHARE_DECIMALS).ge(limit)
    return reached
