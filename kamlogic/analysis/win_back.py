"""Which lost clients are worth winning back, and how much is each worth?

Expected value = p · m · Σ_{j<H} (r / (1 + d))^j - cost. p is the share of own attempts that won a client back, from
30 recorded attempts on; until then the natural return rate 1 - S(s + h) / S(s), the Kaplan-Meier share of pauses
between purchases that end within h days more after having lasted s. What an offer adds to it is unknown until tried.
m is the mean monthly gross profit of the client's last twelve active months. Stauss & Friege: second lifetime
value. METHOD § 5b, § 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.day_values import sort_purchases
from kamlogic.opportunity_tables import WIN_BACK_CLIENTS, WIN_BACK_OUTCOMES
from kamlogic.pauses import COUNT_GROUPS, count_groups, measure_lengths
from kamlogic.purchases import Purchases, day_stamps
from kamlogic.ratios import ratio
from kamlogic.settings import Settings, Share
from kamlogic.survival import kaplan_meier, return_probability
from kamlogic.tables import CLIENT_PERIODS
from kamlogic.texts import N_

ALL_PAUSES = "all"
NEGATIVE_MARGIN = "negative_margin"
HIDDEN_REASONS = {NEGATIVE_MARGIN: N_("It made a loss in its last active months.")}


class WinBackSettings(Settings):
    """What winning a client back costs and brings."""

    horizon_days: int = Field(
        default=90, ge=7, le=730, title=N_("Returns within"), description=N_("Days ahead.")
    )
    months: int = Field(
        default=12,
        ge=1,
        le=60,
        title=N_("Months ahead"),
        description=N_("H: months a returned client counts."),
    )
    retention: Share = Field(
        default=1.0,
        title=N_("Kept a month"),
        description=N_("r: share of the profit kept from month to month."),
    )
    discount: Share = Field(
        default=0.0, title=N_("Discount a month"), description=N_("d: a month's interest on money.")
    )
    cost: float = Field(
        default=0.0, ge=0, le=1e15, title=N_("Cost of an offer"), description=N_("Money per client.")
    )
    counts_silent_months: bool = Field(
        default=True,
        title=N_("Silent months count"),
        description=N_(
            "The last 12 months of the client's active life, months without a purchase counting zero; "
            "else its last 12 months with a purchase."
        ),
    )
    compares_alike: bool = Field(
        default=True,
        title=N_("Compare alike"),
        description=N_("Pauses after as many purchases only, where enough of them ended."),
    )
    min_gap_count: int = Field(
        default=30, ge=1, le=1000, title=N_("Fewest pauses"), description=N_("Ended ones, to compare alike.")
    )
    min_attempt_count: int = Field(
        default=30, ge=1, le=1000, title=N_("Fewest attempts"), description=N_("Own ones, to use their rate.")
    )

    def month_factor(self) -> float:
        """Σ_{j<H} (r / (1 + d))^j: how many of the first month's profits the months ahead bring."""
        return float(np.sum((self.retention / (1 + self.discount)) ** np.arange(self.months)))


@dataclass(frozen=True, eq=False)
class WinBackResult:
    """Lost clients by what they are worth.

    Attributes:
        settings: In force.
        rate_basis: "own" from enough own attempts on, else "natural".
        attempt_count: Own attempts recorded.
        clients: WIN_BACK_CLIENTS on the list, by expected value, then last sales.
        hidden: WIN_BACK_CLIENTS left out, each with its reason.
    """

    settings: WinBackSettings
    rate_basis: str
    attempt_count: int
    clients: pd.DataFrame
    hidden: pd.DataFrame


def expected_value(
    return_rate: pd.Series, monthly_value: pd.Series, *, settings: WinBackSettings
) -> pd.Series:
    """The value of winning each client back; below zero for a margin below zero or a high cost."""
    return return_rate * monthly_value * settings.month_factor() - settings.cost


def measure_win_back(
    client_days: pd.DataFrame,
    client_periods: pd.DataFrame,
    *,
    lost_keys: pd.Series,
    outcomes: pd.DataFrame,
    as_of: date,
    settings: WinBackSettings,
) -> WinBackResult:
    """Value every lost client.

    Args:
        client_days: CLIENT_DAYS up to the as-of day, any row order; not modified, like the others.
        client_periods: CLIENT_PERIODS of the same days.
        lost_keys: Clients lost under the criterion in force; those that never bought are ignored.
        outcomes: WIN_BACK_OUTCOMES, may be empty.
        as_of: The last day that is known.
        settings: Costs and horizon.

    Returns:
        Lost clients by value; one with a margin below zero is hidden. A silence that no other pause outlasted
        has the return rate 0: no return after it was ever seen.

    Raises:
        MissingColumnsError: A column of a table is missing.
    """
    CLIENT_PERIODS.require(client_periods)
    WIN_BACK_OUTCOMES.require(outcomes)
    purchases = sort_purchases(client_days)
    clients = _return_rates(purchases, lost_keys, as_of, settings)
    is_own = len(outcomes) >= settings.min_attempt_count
    if is_own:
        clients["return_rate"] = float(outcomes["is_won"].mean())
    clients = clients.merge(_monthly_values(client_periods, clients, settings), on="client_key", how="left")
    clients["expected_value"] = expected_value(
        clients["return_rate"], clients["monthly_value"], settings=settings
    )
    clients["hidden_reason"] = np.where(clients["monthly_value"] < 0, NEGATIVE_MARGIN, "")
    order = ["expected_value", "last_net_sales", "client_key"]
    clients = clients.sort_values(order, ascending=[False, False, True])
    clients = clients.astype(WIN_BACK_CLIENTS.dtypes)
    is_listed = clients["hidden_reason"] == ""
    listed, hidden = (
        clients.loc[chosen, WIN_BACK_CLIENTS.column_names].reset_index(drop=True)
        for chosen in (is_listed, ~is_listed)
    )
    return WinBackResult(settings, "own" if is_own else "natural", len(outcomes), listed, hidden)


def _return_rates(
    purchases: Purchases, lost_keys: pd.Series, as_of: date, settings: WinBackSettings
) -> pd.DataFrame:
    """Each silence against the pauses after as many purchases, or against all where too few of those ended."""
    pauses, groups = measure_lengths(purchases, as_of), count_groups(purchases.counts)
    last = (purchases.starts[1:] - 1)[np.isin(purchases.client_keys, lost_keys)]
    rated = pd.DataFrame({"client_key": purchases.client_keys[purchases.places[last]]})
    rated["last_purchase"] = day_stamps(purchases.days[last])
    rated["purchase_day_count"] = purchases.counts[last]
    rated["silence_days"] = pauses.days[last]
    rated = rated.assign(stratum=ALL_PAUSES, return_rate=np.nan, gap_count=0, longer_count=0, ended_count=0)
    is_pooled = np.ones(len(rated), dtype=bool)
    for place, name in enumerate(COUNT_GROUPS if settings.compares_alike else ()):
        inside = groups == place
        if pauses.is_closed[inside].sum() >= settings.min_gap_count:
            chosen = groups[last] == place
            is_pooled &= ~chosen
            rated.loc[chosen, "stratum"] = name
            _rate(rated, chosen, pauses.days[inside], pauses.is_closed[inside], settings.horizon_days)
    _rate(rated, is_pooled, pauses.days, pauses.is_closed, settings.horizon_days)
    return rated


def _rate(
    clients: pd.DataFrame, chosen: np.ndarray, durations: np.ndarray, is_ended: np.ndarray, horizon: int
) -> None:
    """Write the rate of the chosen clients and its evidence."""
    silence = clients.loc[chosen, "silence_days"].to_numpy()
    ended = np.sort(durations[is_ended])
    within = np.searchsorted(ended, silence + horizon, side="right")
    clients.loc[chosen, "return_rate"] = return_probability(
        kaplan_meier(durations, is_ended), silence, horizon
    )
    clients.loc[chosen, "gap_count"] = len(ended)
    clients.loc[chosen, "longer_count"] = len(durations) - np.searchsorted(
        np.sort(durations), silence, side="right"
    )
    clients.loc[chosen, "ended_count"] = within - np.searchsorted(ended, silence, side="right")


def _monthly_values(
    client_periods: pd.DataFrame, clients: pd.DataFrame, settings: WinBackSettings
) -> pd.DataFrame:
    """Mean monthly gross profit, or sales where no cost is known, of the last twelve active months."""
    periods = client_periods[client_periods["client_key"].isin(clients["client_key"])]
    bought = periods[periods["purchase_day_count"] > 0].sort_values(["client_key", "month"])
    if settings.counts_silent_months:
        ends = bought.groupby("client_key")["month"].agg(["min", "max"])
        ends["begin"] = ends["min"].clip(lower=ends["max"] - 11)
        begin, end = periods["client_key"].map(ends["begin"]), periods["client_key"].map(ends["max"])
        counted = periods[(periods["month"] >= begin) & (periods["month"] <= end)]
        month_count = ends["max"] - ends["begin"] + 1
    else:
        counted = bought[bought.groupby("client_key").cumcount(ascending=False) < 12]
        month_count = counted.groupby("client_key").size()
    sums = counted.groupby("client_key")[["net_sales", "gross_profit"]].sum(min_count=1)
    has_cost = sums["gross_profit"].notna()
    values = pd.DataFrame({"active_month_count": month_count, "last_net_sales": sums["net_sales"]})
    values["monthly_value"] = ratio(sums["gross_profit"].where(has_cost, sums["net_sales"]), month_count)
    values["value_basis"] = np.where(has_cost, "gross_profit", "net_sales")
    return values.reset_index()
