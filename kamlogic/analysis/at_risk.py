"""Which clients are slipping, before they are lost?

Of the clients that are not lost yet: late (the silence exceeds a multiple of the own median gap), beyond (it exceeds
every gap of its own so far), falling (decline: the last 3 complete months below half of the year before). Value at risk
= gross profit of the last 12 complete months (net sales where no cost is known) × P(no purchase within the horizon |
silence), P from the Kaplan-Meier curve of all clients' pauses. METHOD § 5a, § 5b; the order is a judgement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.day_values import DayValues
from kamlogic.decline import DECLINES, DeclineSettings, decline
from kamlogic.loss_criteria import SILENCES, LossCriterion, silence_limits
from kamlogic.pauses import return_shares
from kamlogic.periods import Window
from kamlogic.purchases import Purchases
from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_KEY, CLIENT_PERIODS, Column, Table
from kamlogic.texts import N_

_FLAGS = (
    Column(
        "is_late",
        "bool",
        N_("Late"),
        N_("Silent for longer than a multiple of its own median gap."),
        "flag",
    ),
    Column("is_beyond", "bool", N_("Longest ever"), N_("Silent for longer than ever before."), "flag"),
    DECLINES.column("is_declining"),
)

AT_RISK = Table(
    "at_risk",
    N_("one row per client that is slipping, largest value at risk first"),
    (
        *(SILENCES.column(name) for name in ("client_key", "last_purchase", "silence_days", "limit_days")),
        *_FLAGS,
        Column(
            "median_gap_days",
            "float64",
            N_("Median gap (days)"),
            N_("Usual pause between its purchases; n/a after one."),
            "number",
        ),
        Column(
            "longest_gap_days", "float64", N_("Longest gap (days)"), N_("Its longest pause so far."), "days"
        ),
        *(DECLINES.column(name) for name in ("recent_net_sales", "base_net_sales", "base", "kept_share")),
        Column(
            "yearly_net_sales",
            "float64",
            N_("Yearly sales"),
            N_("Net sales of the last 12 complete months."),
            "money",
        ),
        Column(
            "yearly_gross_profit",
            "float64",
            N_("Yearly profit"),
            N_("Gross profit of the same months, where known."),
            "money",
        ),
        Column(
            "return_share",
            "float64",
            N_("Buys again"),
            N_("Probability of a purchase within the horizon after such a silence (Kaplan-Meier of all pauses)."),
            "share",
        ),
        Column(
            "value_at_risk",
            "float64",
            N_("Value at risk"),
            N_("Yearly profit (sales where no cost is known) × probability of no purchase; 0 for a loss-making client."),
            "money",
        ),
    ),
)  # fmt: skip

CLIENT_STANDINGS = Table(
    "client_standings",
    N_("one row per client with a line up to the as-of day"),
    (
        CLIENT_KEY,
        Column(
            "standing",
            "str",
            N_("Standing"),
            N_("lost, at_risk, steady, too_new (too few purchases to say) or never_bought."),
        ),
    ),
)


class AtRiskSettings(Settings):
    """When a client counts as slipping."""

    late_factor: float = Field(
        default=1.5,
        ge=1,
        le=10,
        title=N_("Late after"),
        description=N_("Times its own median gap."),
    )
    min_purchase_days: int = Field(
        default=3,
        ge=2,
        le=24,
        title=N_("Purchase days at least"),
        description=N_("Fewer say nothing of a rhythm of its own."),
    )
    shortest_median_days: int = Field(
        default=7,
        ge=1,
        le=90,
        title=N_("Median gap at least"),
        description=N_("A shorter median gap counts as so many days."),
    )
    horizon_days: int = Field(
        default=90, ge=7, le=730, title=N_("Buys again within"), description=N_("Days from now.")
    )
    decline: DeclineSettings = Field(
        default=DeclineSettings(),
        title=N_("Falling"),
        description=N_("When a client that still buys is falling."),
    )


@dataclass(frozen=True, eq=False)
class AtRiskResult:
    """The clients that are slipping, and where all others stand.

    Attributes:
        settings: In force.
        criterion: When a client counts as lost.
        value_basis: gross_profit, or net_sales where no cost is known.
        returns_by_count: The probabilities are those of clients with as many purchases, not of all.
        clients: AT_RISK.
        standings: CLIENT_STANDINGS by client_key.
    """

    settings: AtRiskSettings
    criterion: LossCriterion
    value_basis: Literal["gross_profit", "net_sales"]
    returns_by_count: bool
    clients: pd.DataFrame
    standings: pd.DataFrame

    def counts(self) -> dict[str, int]:
        """Clients per standing."""
        found = self.standings["standing"].value_counts()
        names = ("lost", "at_risk", "steady", "too_new", "never_bought")
        return {name: int(found.get(name, 0)) for name in names}


def find_at_risk(
    values: DayValues,
    client_periods: pd.DataFrame,
    *,
    as_of: date,
    complete: range,
    window: Window,
    criterion: LossCriterion,
    settings: AtRiskSettings,
) -> AtRiskResult:
    """List the clients that are slipping but not lost yet.

    Args:
        values: The days with lines up to the as-of day, sorted once for many analyses.
        client_periods: CLIENT_PERIODS up to the as-of day, any row order; not modified.
        as_of: The last day that is known.
        complete: Months that the data cover whole; the decline looks at these only.
        window: The last 12 complete months; their money is the yearly value.
        criterion: When a client counts as lost; the lost are not at risk any more.
        settings: What counts as late and as falling.

    Returns:
        The list and the standing of every client. Clients that say too little are too_new, never steady.

    Raises:
        MissingColumnsError: A column of CLIENT_PERIODS is missing.
    """
    purchases = values.purchases
    clients = silence_limits(purchases, criterion, as_of)
    clients = clients.assign(**_own_rhythm(purchases, clients["silence_days"].to_numpy(), as_of, settings))
    clients["return_share"], by_count = return_shares(purchases, as_of, settings.horizon_days)
    falls = decline(client_periods, months=complete, settings=settings.decline)
    money = _yearly_money(client_periods, window)
    clients = clients.merge(falls, on="client_key", how="left").merge(money, on="client_key", how="left")
    clients["is_declining"] = clients["is_declining"].eq(other=True)
    clients["base"] = clients["base"].fillna("")
    basis: Literal["gross_profit", "net_sales"] = (
        "gross_profit" if client_periods["gross_profit"].notna().any() else "net_sales"
    )
    clients["value_at_risk"] = clients[f"yearly_{basis}"].clip(lower=0) * (1 - clients["return_share"])
    clients["standing"] = _standing(clients)
    return AtRiskResult(
        settings=settings,
        criterion=criterion,
        value_basis=basis,
        returns_by_count=by_count,
        clients=_slipping(clients),
        standings=_standings(values.client_keys, clients),
    )


def _standing(clients: pd.DataFrame) -> np.ndarray:
    is_slipping = clients[[flag.name for flag in _FLAGS]].any(axis="columns")
    says_too_little = ~clients["has_rhythm"] & (clients["base"] == "")
    return np.select(
        [clients["is_lost"], is_slipping, says_too_little], ["lost", "at_risk", "too_new"], default="steady"
    )


def _slipping(clients: pd.DataFrame) -> pd.DataFrame:
    order = clients[clients["standing"] == "at_risk"].sort_values(
        ["value_at_risk", "client_key"], ascending=[False, True], na_position="last", ignore_index=True
    )
    return order[AT_RISK.column_names].astype(AT_RISK.dtypes)


def _own_rhythm(
    purchases: Purchases, silence: np.ndarray, as_of: date, settings: AtRiskSettings
) -> dict[str, np.ndarray]:
    """The gaps of each client, and whether its silence is long for it; never so after too few purchase days."""
    rows = purchases.last_rows(as_of)
    median, longest = purchases.median_gaps_at(as_of), purchases.longest_gaps[rows]
    has_rhythm = purchases.counts[rows] >= settings.min_purchase_days
    usual = np.maximum(median, settings.shortest_median_days)
    return {
        "median_gap_days": median,
        "longest_gap_days": np.where(purchases.counts[rows] > 1, longest, np.nan),
        "has_rhythm": has_rhythm,
        "is_late": has_rhythm & (silence > np.round(settings.late_factor * usual, 9)),
        "is_beyond": has_rhythm & (silence > longest),
    }


def _yearly_money(client_periods: pd.DataFrame, window: Window) -> pd.DataFrame:
    CLIENT_PERIODS.require(client_periods)
    inside = client_periods[client_periods["month"].between(window.first_month, window.last_month)]
    money = inside.groupby("client_key")[["net_sales", "gross_profit"]].sum(min_count=1)
    return money.add_prefix("yearly_").reset_index()


def _standings(keys: np.ndarray, buyers: pd.DataFrame) -> pd.DataFrame:
    found = buyers.set_index("client_key")["standing"].reindex(keys).fillna("never_bought")
    return pd.DataFrame({"client_key": keys, "standing": found.astype("str").to_numpy()}).astype(
        {"standing": "str"}
    )
