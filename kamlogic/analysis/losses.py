"""Which clients were lost, when, and how much money went with them?

Fixed hiatus: a client is lost on the day `last purchase + N` when it has not bought on or before that day. It can
return and be lost again. Losses are dated at that day, so that a past month never changes. METHOD § 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.money import MAX_SCALE
from kamlogic.periods import DataSpan, last_complete_month, month_of, month_start, months_of
from kamlogic.ratios import ratio
from kamlogic.settings import Settings, Share
from kamlogic.tables import CLIENT_DAYS, UNIDENTIFIED_KEY, Column, Table
from kamlogic.texts import N_

YEAR_DAYS = 365

LOSS_EVENTS = Table(
    "loss_events",
    N_("one row per loss; a client that returned can have several"),
    (
        Column(
            "client_key", "int64", N_("Client key"), N_("The store's stable number of the client."), "count"
        ),
        Column(
            "last_purchase",
            "datetime64[us]",
            N_("Last purchase"),
            N_("The purchase day before the silence."),
            "date",
        ),
        Column("lost_on", "datetime64[us]", N_("Lost on"), N_("Last purchase + the hiatus."), "date"),
        Column(
            "returned_on",
            "datetime64[us]",
            N_("Returned on"),
            N_("The next purchase day; empty while lost."),
            "date",
        ),
        Column(
            "yearly_net_sales",
            "float64",
            N_("Yearly value"),
            N_("Net sales of the 365 days up to the last purchase."),
            "money",
        ),
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
            N_("Had the key share of all clients' sales or gross profit in these days."),
            "flag",
        ),
    ),
)

LOSS_MONTHS = Table(
    "loss_months",
    N_("one row per month from the first with data to the as-of day"),
    (
        Column("month", "int64", N_("Month"), N_("Month index: year × 12 + month."), "count"),
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
            N_("A complete month that begins at least the hiatus after the data."),
            "flag",
        ),
    ),
)

LOSS_CLIENTS = Table(
    "loss_clients",
    N_("one row per client with a line up to the as-of day"),
    (
        Column(
            "client_key", "int64", N_("Client key"), N_("The store's stable number of the client."), "count"
        ),
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
            N_("Silent for the hiatus or longer; never for clients who never bought."),
            "flag",
        ),
        Column("lost_on", "datetime64[us]", N_("Lost on"), N_("Day of the loss that still stands."), "date"),
    ),
)


class LossSettings(Settings):
    """When a client counts as lost."""

    hiatus_days: int = Field(
        default=90, ge=7, le=730, title=N_("Lost after"), description=N_("Days without a purchase.")
    )
    key_share: Share = Field(
        default=0.02,
        title=N_("Key from"),
        description=N_("Share of all clients' sales or gross profit in the year before."),
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


def measure_losses(
    client_days: pd.DataFrame, *, as_of: date, span: DataSpan, settings: LossSettings
) -> LossResult:
    """Find every loss up to the as-of day.

    Args:
        client_days: CLIENT_DAYS up to the as-of day, any row order; not modified.
        as_of: The last day that is known.
        span: From when there are data; before that, nothing can be said.
        settings: The hiatus.

    Returns:
        Losses; with a longer hiatus the clients lost at the as-of day are a subset.

    Raises:
        MissingColumnsError: A column of CLIENT_DAYS is missing.
    """
    CLIENT_DAYS.require(client_days)
    days = client_days[client_days["client_key"] != UNIDENTIFIED_KEY]
    days = days.sort_values(["client_key", "date"], ignore_index=True)
    purchases = days[days["is_purchase"]]
    events = _find_events(purchases, as_of, settings.hiatus_days)
    events = _add_yearly_values(events, days, settings.key_share)
    months = _count_months(purchases, events, as_of=as_of, span=span, settings=settings)
    return LossResult(
        settings, events[LOSS_EVENTS.column_names], months, _list_clients(days, purchases, events)
    )


def _find_events(purchases: pd.DataFrame, as_of: date, hiatus_days: int) -> pd.DataFrame:
    events = purchases[["client_key", "date"]].rename(columns={"date": "last_purchase"})
    events["lost_on"] = events["last_purchase"] + pd.Timedelta(days=hiatus_days)
    events["returned_on"] = events.groupby("client_key")["last_purchase"].shift(-1)
    is_lost = ~(events["returned_on"] <= events["lost_on"]) & (events["lost_on"] <= pd.Timestamp(as_of))
    return events[is_lost].sort_values(["lost_on", "client_key"], ignore_index=True)


def _add_yearly_values(events: pd.DataFrame, days: pd.DataFrame, key_share: float) -> pd.DataFrame:
    """What a year of the client was worth, and whether that made it a key client then."""
    is_key = pd.Series(data=False, index=events.index)
    valued = events.copy()
    for name in ("net_sales", "gross_profit"):
        own = _sum_year_before(events, days, name)
        all_days = days.groupby("date")[name].sum(min_count=1).reset_index()
        everybody = _sum_year_before(events.assign(client_key=0), all_days.assign(client_key=0), name)
        valued[f"yearly_{name}"] = own
        is_key |= ratio(own, everybody.where(everybody > 0)).round(12) >= key_share
    valued["was_key"] = is_key
    return valued


def _sum_year_before(events: pd.DataFrame, days: pd.DataFrame, name: str) -> pd.Series:
    """Sum over the 365 days that end with the last purchase; NaN where no day's value is known."""
    running = days.sort_values("date", kind="stable")[["client_key", "date"]].copy()
    values = days.loc[running.index, name]
    running["sum"] = values.fillna(0).groupby(running["client_key"]).cumsum()
    running["known"] = values.notna().groupby(running["client_key"]).cumsum()
    ends = _running_at(running, events["client_key"], events["last_purchase"])
    starts = _running_at(
        running, events["client_key"], events["last_purchase"] - pd.Timedelta(days=YEAR_DAYS)
    )
    # Rounded, so that what was bought and taken back leaves nothing, and not 0.00000000000001.
    year = (ends - starts).set_axis(events.index).round(MAX_SCALE)
    return year["sum"].where(year["known"] > 0)


def _running_at(running: pd.DataFrame, client_keys: pd.Series, days: pd.Series) -> pd.DataFrame:
    """The running sums at the end of each day, in the order of `days`."""
    wanted = pd.DataFrame(
        {"client_key": client_keys.to_numpy(), "date": days.to_numpy(), "place": np.arange(len(days))}
    )
    found = pd.merge_asof(wanted.sort_values("date"), running, on="date", by="client_key")
    return found.sort_values("place", ignore_index=True)[["sum", "known"]].fillna(0)


def _count_months(
    purchases: pd.DataFrame, events: pd.DataFrame, *, as_of: date, span: DataSpan, settings: LossSettings
) -> pd.DataFrame:
    index = pd.RangeIndex(month_of(span.first_date), month_of(as_of) + 1, name="month")

    def count(days: pd.Series) -> pd.Series:
        return months_of(days.dropna()).value_counts().reindex(index, fill_value=0)

    active = purchases.assign(month=months_of(purchases["date"])).groupby("month")["client_key"].nunique()
    months = pd.DataFrame({"active": active.reindex(index, fill_value=0)}, index=index)
    months["new"] = count(purchases.groupby("client_key")["date"].min())
    months["lost"] = count(events["lost_on"])
    months["returned"] = count(events["returned_on"])
    months["stock"] = (months["new"] - months["lost"] + months["returned"]).cumsum()
    months["lost_net_sales"] = _sum_months(events, index)
    months["key_lost"] = count(events.loc[events["was_key"], "lost_on"])
    months["key_lost_net_sales"] = _sum_months(events[events["was_key"]], index)
    first_decidable = span.first_date + timedelta(days=settings.hiatus_days)
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


def _list_clients(days: pd.DataFrame, purchases: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    clients = pd.DataFrame({"client_key": days["client_key"].unique()})
    standing = events[events["returned_on"].isna()].set_index("client_key")["lost_on"]
    clients["lost_on"] = standing.reindex(clients["client_key"]).to_numpy()
    clients["is_lost"] = clients["lost_on"].notna()
    clients["is_buyer"] = clients["client_key"].isin(purchases["client_key"])
    return clients[LOSS_CLIENTS.column_names]
