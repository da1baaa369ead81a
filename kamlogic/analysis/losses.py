"""Which clients were lost, when, and how much money went with them?

A client is lost on the day `last purchase + limit` when it has not bought on or before that day; the limit is that of
the criterion in force (loss_criteria), N days by default. It can return and be lost again. Losses are dated at that
day and depend only on what was known at the last purchase, so that a past month never changes. METHOD § 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.day_values import DayValues
from kamlogic.loss_criteria import SILENCES, LossCriterion, PurchaseLimits, fired_losses, purchase_limits
from kamlogic.periods import DataSpan, last_complete_month, month_of, month_start, months_of
from kamlogic.purchases import Purchases, day_stamps, month_numbers
from kamlogic.ratios import ratio
from kamlogic.settings import Share
from kamlogic.tables import CLIENT_KEY, MONTH, YEARLY_NET_SALES, Column, Table
from kamlogic.texts import N_

YEAR_DAYS = 365

LOSS_EVENTS = Table(
    "loss_events",
    N_("one row per loss; a client that returned can have several"),
    (
        CLIENT_KEY,
        Column(
            "last_purchase",
            "datetime64[us]",
            N_("Last purchase"),
            N_("The purchase day before the silence."),
            "date",
        ),
        Column(
            "lost_on",
            "datetime64[us]",
            N_("Lost on"),
            N_("Last purchase + the silence from which it counts as lost."),
            "date",
        ),
        Column(
            "returned_on",
            "datetime64[us]",
            N_("Returned on"),
            N_("The next purchase day; empty while lost."),
            "date",
        ),
        YEARLY_NET_SALES,
        Column(
            "yearly_gross_profit",
            "float64",
            N_("Yearly profit"),
            N_("Gross profit of the same days, where known."),
            "money",
        ),
        Column(
            "was_key",
            "bool",
            N_("Key client"),
            N_("Had the key share of the positive sales or gross profits of all clients in these days."),
            "flag",
        ),
    ),
)

LOSS_MONTHS = Table(
    "loss_months",
    N_("one row per month from the first with data to the as-of day"),
    (
        MONTH,
        Column("active", "int64", N_("Active"), N_("Clients with a purchase in the month."), "count"),
        Column(
            "new", "int64", N_("New"), N_("Clients whose first purchase ever lies in the month."), "count"
        ),
        Column("lost", "int64", N_("Lost"), N_("Losses dated in the month."), "count"),
        Column(
            "returned", "int64", N_("Returned"), N_("Lost clients that bought again in the month."), "count"
        ),
        Column(
            "stock", "int64", N_("Clients at month's end"), N_("Cumulative new - lost + returned."), "count"
        ),
        Column(
            "lost_rate",
            "float64",
            N_("Loss rate"),
            N_("Lost ÷ clients at the month's start; n/a without any, or while the month is not decidable."),
            "share",
        ),
        Column(
            "lost_net_sales",
            "float64",
            N_("Lost yearly sales"),
            N_("Yearly value of the clients lost in the month."),
            "money",
        ),
        Column("key_lost", "int64", N_("Key clients lost"), N_("Of the lost, those that were key."), "count"),
        Column(
            "key_lost_net_sales",
            "float64",
            N_("Lost yearly sales of key clients"),
            N_("Of the money lost, that of key clients."),
            "money",
        ),
        Column(
            "decidable",
            "bool",
            N_("Decidable"),
            N_("A complete month that begins at least the fixed days after the data."),
            "flag",
        ),
    ),
)

LOSS_CLIENTS = Table(
    "loss_clients",
    N_("one row per client with a line up to the as-of day"),
    (
        CLIENT_KEY,
        Column(
            "is_buyer",
            "bool",
            N_("Buyer"),
            N_("Has ever bought; a client with returns only has not."),
            "flag",
        ),
        Column(
            "is_lost",
            "bool",
            N_("Lost"),
            N_("Silent for the limit or longer; never for clients who never bought."),
            "flag",
        ),
        Column("lost_on", "datetime64[us]", N_("Lost on"), N_("Day of the loss that still stands."), "date"),
        SILENCES.column("limit_days"),
        SILENCES.column("is_fallback"),
    ),
)


class LossSettings(LossCriterion):
    """When a client counts as lost, and from when it was a key client."""

    key_share: Share = Field(
        default=0.02,
        title=N_("Key from"),
        description=N_("Share of the positive sales or gross profits of all clients in the year before."),
    )


@dataclass(frozen=True, eq=False)
class LossResult:
    """Losses by event, month and client.

    Attributes:
        settings: In force.
        events: LOSS_EVENTS by lost_on.
        months: LOSS_MONTHS by month.
        clients: LOSS_CLIENTS by client_key.
    """

    settings: LossSettings
    events: pd.DataFrame
    months: pd.DataFrame
    clients: pd.DataFrame


def measure_losses(values: DayValues, *, as_of: date, span: DataSpan, settings: LossSettings) -> LossResult:
    """Find every loss up to the as-of day.

    Args:
        values: The days with lines up to the as-of day, sorted once for many analyses.
        as_of: The last day that is known.
        span: From when there are data; before that, nothing can be said.
        settings: The criterion.

    Returns:
        Losses; with a longer hiatus the clients lost at the as-of day are a subset.
    """
    purchases = values.purchases
    limits = purchase_limits(purchases, settings)
    rows, fires = fired_losses(purchases, limits, as_of)
    events = pd.DataFrame(
        {
            "client_key": purchases.client_keys[purchases.places[rows]],
            "last_purchase": day_stamps(purchases.days[rows]),
            "lost_on": day_stamps(fires),
            "returned_on": _stamps_or_nothing(purchases.next_days[rows]),
        }
    )
    keys, days = purchases.client_keys[purchases.places[rows]], purchases.days[rows]
    events = events.assign(**yearly_values(values, keys, days, settings.key_share))
    events = events.iloc[np.lexsort((rows, fires))].reset_index(drop=True)
    months = _count_months(purchases, events, as_of=as_of, span=span, hiatus_days=settings.hiatus_days)
    return LossResult(
        settings,
        events[LOSS_EVENTS.column_names],
        months,
        _list_clients(values.client_keys, purchases, limits, events),
    )


def _stamps_or_nothing(numbers: np.ndarray) -> np.ndarray:
    return np.where(numbers < 0, np.datetime64("NaT", "us"), day_stamps(numbers))


def yearly_values(
    values: DayValues, keys: np.ndarray, days: np.ndarray, key_share: float
) -> dict[str, np.ndarray]:
    """What the year up to these days was worth of these clients, and whether that made each key then.

    Args:
        values: Of all clients.
        keys: Clients with a line, one per value.
        days: The last day of each year, counted since 1970-01-01.
        key_share: From which share of the positive totals of all clients a client is key.

    Returns:
        yearly_net_sales and yearly_gross_profit (NaN where unknown), was_key.
    """
    first = days - YEAR_DAYS + 1
    is_key = np.zeros(len(keys), dtype=bool)
    own = values.client_sums(keys, first=first, last=days)
    for name, sums in own.items():
        base = values.positive_base(name, days, length=YEAR_DAYS)
        share = np.divide(sums, base, out=np.full(len(keys), np.nan), where=base > 0)
        is_key |= np.round(share, 12) >= key_share
    return {**{f"yearly_{name}": sums for name, sums in own.items()}, "was_key": is_key}


def _count_months(
    purchases: Purchases, events: pd.DataFrame, *, as_of: date, span: DataSpan, hiatus_days: int
) -> pd.DataFrame:
    index = pd.RangeIndex(month_of(span.first_date), month_of(as_of) + 1, name="month")
    bought = month_numbers(purchases.days)
    is_new_month = purchases.is_first | (np.diff(bought, prepend=-1) != 0)

    def count(months: np.ndarray) -> np.ndarray:
        return np.bincount(months - index.start, minlength=len(index))[: len(index)].astype("int64")

    def count_days(days: pd.Series) -> np.ndarray:
        return count(months_of(days.dropna()).to_numpy())

    key_events = events[events["was_key"]]
    months = pd.DataFrame({"active": count(bought[is_new_month])}, index=index)
    months["new"] = count(bought[purchases.is_first])
    months["lost"] = count_days(events["lost_on"])
    months["returned"] = count_days(events["returned_on"])
    months["stock"] = (months["new"] - months["lost"] + months["returned"]).cumsum()
    months["lost_net_sales"] = _sum_months(events, index)
    months["key_lost"] = count_days(key_events["lost_on"])
    months["key_lost_net_sales"] = _sum_months(key_events, index)
    first_decidable = span.first_date + timedelta(days=hiatus_days)
    last_complete = last_complete_month(as_of)
    months["decidable"] = [
        month <= last_complete and month_start(month) >= first_decidable for month in index
    ]
    rate = ratio(months["lost"], months["stock"].shift(fill_value=0))
    months["lost_rate"] = rate.where(months["decidable"])
    return months.reset_index()[LOSS_MONTHS.column_names]


def _sum_months(events: pd.DataFrame, index: pd.RangeIndex) -> pd.Series:
    return (
        events.groupby(months_of(events["lost_on"]))["yearly_net_sales"].sum().reindex(index, fill_value=0.0)
    )


def _list_clients(
    client_keys: np.ndarray, purchases: Purchases, limits: PurchaseLimits, events: pd.DataFrame
) -> pd.DataFrame:
    """Every client with a line; those without a purchase are no buyers and have no limit."""
    last = purchases.starts[1:] - 1
    held = pd.DataFrame(
        {"limit_days": limits.days[last], "is_fallback": limits.is_fallback[last]},
        index=purchases.client_keys,
    )
    standing = events[events["returned_on"].isna()].set_index("client_key")["lost_on"]
    clients = pd.DataFrame({"client_key": client_keys})
    clients["is_buyer"] = np.isin(client_keys, purchases.client_keys)
    clients["lost_on"] = standing.reindex(client_keys).to_numpy()
    clients["is_lost"] = clients["lost_on"].notna()
    clients["limit_days"] = held["limit_days"].reindex(client_keys).to_numpy(dtype="float64")
    clients["is_fallback"] = held["is_fallback"].reindex(client_keys, fill_value=False).to_numpy(dtype=bool)
    return clients[LOSS_CLIENTS.column_names]
