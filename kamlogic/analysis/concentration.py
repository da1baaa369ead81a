"""How much hangs on how few?

Shares s of the positive values only, n of them, largest first. HHI = Σ s²; effective clients = 1 ÷ HHI, or
exp(-Σ s ln s); normalised HHI = (HHI - 1/n) ÷ (1 - 1/n); Gini = 2 Σ i x(i) ÷ (n Σ x) - (n + 1) ÷ n; Theil = Σ s ln(s n),
normalised by ln n; Rosenbluth = 1 ÷ (2 Σ i s(i) - 1). Major clients have 10 % or more (ASC 280-10-50-42); the sum of
their squared shares is the customer-base concentration of Patatoukas 2012. METHOD § 4; Gini, HHI, Theil and Rosenbluth
as in CRAN ineq.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.ratios import ratio
from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_KEY, CLIENT_PERIODS, MONTH, UNIDENTIFIED_KEY, Column, Table
from kamlogic.texts import N_

KEY_BAND = (0.30, 0.55)
"""Key clients typically bring 30-55 % of sales (the source article)."""
MAJOR_SHARE = 0.10
"""A customer with 10 % or more of revenue has to be disclosed (ASC 280-10-50-42)."""
LENDER_MARKS = (0.20, 0.30, 0.50)
"""Shares of the largest client that lenders flag, want mitigated, decline: practice, not a standard."""
SHARE_DECIMALS = 12

CONCENTRATION_CURVE = Table(
    "concentration_curve",
    N_("one row per client with a positive value, largest first"),
    (
        CLIENT_KEY,
        Column("value", "float64", N_("Value"), N_("The measure in the window."), "money"),
        Column("share", "float64", N_("Share"), N_("Of the sum of positive values."), "share"),
        Column(
            "cumulative_share", "float64", N_("Cumulative share"), N_("With all larger clients."), "share"
        ),
        Column("client_share", "float64", N_("Share of clients"), N_("Rank ÷ number of clients."), "share"),
    ),
)

KEY_SHARES = Table(
    "key_shares",
    N_("one row per month with a line"),
    (
        MONTH,
        Column(
            "key_net_sales",
            "float64",
            N_("Key clients"),
            N_("Positive net sales of the key clients."),
            "money",
        ),
        Column(
            "net_sales",
            "float64",
            N_("All clients"),
            N_("Positive net sales of all identified clients."),
            "money",
        ),
        Column(
            "key_share",
            "float64",
            N_("Key-client share"),
            N_("n/a where all clients together sold nothing."),
            "share",
        ),
    ),
)


class ConcentrationSettings(Settings):
    """Whose inequality is measured."""

    counts_zeros: bool = Field(
        default=False,
        title=N_("Count clients without sales"),
        description=N_("Clients whose value is exactly zero count in n, so that Gini and Theil rise."),
    )


@dataclass(frozen=True, eq=False)
class ConcentrationResult:
    """How concentrated the values are; every figure but client_count and total is NaN when no value is positive.

    Attributes:
        client_count: Clients with a positive value; those of zero as well where they are counted.
        total: Sum of the positive values.
        top_shares: Share of the largest 1, 3, 5 and 10.
        gini: 0 equal, towards 1 unequal; uncorrected.
        gini_corrected: gini × n ÷ (n - 1); NaN for one client.
        hhi: Sum of squared shares, 0-1.
        hhi_normalised: 0 when all are equal, 1 for one of many; NaN for one client.
        effective_clients: 1 ÷ hhi.
        theil: Sum of share × ln(share × n).
        theil_normalised: theil ÷ ln n; NaN for one client.
        shannon: Entropy, -sum of share × ln(share).
        effective_clients_by_entropy: exp(shannon).
        rosenbluth: Like hhi, with more weight on the small clients.
        clients_for_80: The least number of clients that bring 80 %.
        major_share: Joint share of the clients with 10 % or more.
        major_squared_shares: Sum of their squared shares.
        curve: CONCENTRATION_CURVE.
    """

    client_count: int
    total: float
    top_shares: dict[int, float]
    gini: float
    gini_corrected: float
    hhi: float
    hhi_normalised: float
    effective_clients: float
    theil: float
    theil_normalised: float
    shannon: float
    effective_clients_by_entropy: float
    rosenbluth: float
    clients_for_80: float
    major_share: float
    major_squared_shares: float
    curve: pd.DataFrame

    @property
    def hhi_points(self) -> float:
        """The hhi as 0-10,000 points."""
        return self.hhi * 10_000

    @property
    def major_count(self) -> int:
        """Clients with 10 % or more."""
        return int(_is_major(self.curve["share"]).sum())


def measure_concentration(
    values: pd.DataFrame, *, settings: ConcentrationSettings | None = None
) -> ConcentrationResult:
    """Measure how few clients bring how much.

    Args:
        values: client_key and value, any row order; not modified. Negative and unknown are left out; so is zero,
            unless the settings count it.
        settings: Whom to count.

    Returns:
        The figures and the curve. Of a single client the corrected and the normalised forms are NaN; without a
        positive value everything is.
    """
    counts_zeros = settings is not None and settings.counts_zeros and bool((values["value"] > 0).any())
    counted = values["value"] >= 0 if counts_zeros else values["value"] > 0
    positive = values.loc[counted, ["client_key", "value"]]
    curve = positive.sort_values(["value", "client_key"], ascending=[False, True], ignore_index=True)
    total = float(curve["value"].sum())
    share = curve["value"] / total
    curve["share"], curve["cumulative_share"] = share, share.cumsum().clip(upper=1)
    count = len(curve)
    curve["client_share"] = np.arange(1, count + 1) / max(count, 1)
    inequality = _inequality(share.to_numpy()) if count else dict.fromkeys(_INEQUALITY, float("nan"))
    return ConcentrationResult(
        client_count=count,
        total=total,
        top_shares={top: float(share.head(top).sum()) if count else float("nan") for top in (1, 3, 5, 10)},
        clients_for_80=float((curve["cumulative_share"].round(SHARE_DECIMALS) < 0.8).sum() + 1)
        if count
        else float("nan"),
        curve=curve[CONCENTRATION_CURVE.column_names],
        **inequality,
    )


_INEQUALITY = (
    "gini", "gini_corrected", "hhi", "hhi_normalised", "effective_clients", "theil", "theil_normalised", "shannon",
    "effective_clients_by_entropy", "rosenbluth", "major_share", "major_squared_shares",
)  # fmt: skip


def _inequality(shares: np.ndarray) -> dict[str, float]:
    """The figures of shares in falling order, at least one of them; names as in _INEQUALITY."""
    count = len(shares)
    rank_sum = float((np.arange(1, count + 1) * shares).sum())
    gini = (count + 1 - 2 * rank_sum) / count
    hhi = float((shares**2).sum())
    bought = shares[shares > 0]
    theil = float((bought * np.log(bought * count)).sum())
    shannon = max(0.0, -float((bought * np.log(bought)).sum()))
    major = shares[_is_major(pd.Series(shares)).to_numpy()]
    return {
        "gini": gini,
        "gini_corrected": ratio(gini * count, count - 1),
        "hhi": hhi,
        "hhi_normalised": ratio(hhi * count - 1, count - 1),
        "effective_clients": ratio(1.0, hhi),
        "theil": theil,
        "theil_normalised": ratio(theil, float(np.log(count))),
        "shannon": shannon,
        "effective_clients_by_entropy": float(np.exp(shannon)),
        "rosenbluth": ratio(1.0, 2 * rank_sum - 1),
        "major_share": float(major.sum()),
        "major_squared_shares": float((major**2).sum()),
    }


def _is_major(shares: pd.Series) -> pd.Series:
    """Rounded, so that each of ten equal clients has its 10 %."""
    is_major: pd.Series = shares.round(SHARE_DECIMALS).ge(MAJOR_SHARE)
    return is_major


def measure_key_shares(client_periods: pd.DataFrame, *, key_clients: pd.Series) -> pd.DataFrame:
    """The share of the key clients in each month's sales, of positive client totals like every share.

    Args:
        client_periods: CLIENT_PERIODS; not modified.
        key_clients: Keys of the key clients, the same for every month.

    Returns:
        KEY_SHARES by month.

    Raises:
        MissingColumnsError: A column of CLIENT_PERIODS is missing.
    """
    CLIENT_PERIODS.require(client_periods)
    known = client_periods[client_periods["client_key"] != UNIDENTIFIED_KEY]
    positive = known["net_sales"].clip(lower=0)
    is_key = known["client_key"].isin(key_clients)
    sold = known.assign(net_sales=positive, key_net_sales=positive.where(is_key, 0.0))
    months = sold.groupby("month")[["key_net_sales", "net_sales"]].sum().reset_index()
    months["key_share"] = ratio(months["key_net_sales"], months["net_sales"].where(months["net_sales"] > 0))
    return months[KEY_SHARES.column_names]
