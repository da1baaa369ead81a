"""How regularly does each client buy?

By frequency (default): ADI = periods from the first purchase to the as-of day ÷ periods with a purchase, cut at
1.32 (Syntetos, Boylan & Croston 2005, JORS 56:495-503), and the variation of the gaps between purchase days. By
value: coefficient of variation of the sales per period. METHOD § 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from kamlogic.money import MAX_SCALE
from kamlogic.periods import PeriodLength, month_of, months_of, to_period
from kamlogic.ratios import ratio
from kamlogic.settings import Settings
from kamlogic.survival import kaplan_meier, median_duration, purchase_gaps
from kamlogic.tables import CLIENT_DAYS, UNIDENTIFIED_KEY, Column, Table
from kamlogic.texts import N_, _

XYZ_CLIENTS = Table(
    "xyz_clients",
    N_("one row per client with a line up to the as-of day"),
    (
        Column(
            "client_key", "int64", N_("Client key"), N_("The store's stable number of the client."), "count"
        ),
        Column(
            "purchase_day_count",
            "int64",
            N_("Purchase days"),
            N_("Days with a purchase since the first."),
            "count",
        ),
        Column(
            "first_purchase",
            "datetime64[us]",
            N_("First purchase"),
            N_("First day with a positive line; empty for never."),
            "date",
        ),
        Column(
            "last_purchase",
            "datetime64[us]",
            N_("Last purchase"),
            N_("Last day with a positive line."),
            "date",
        ),
        Column(
            "silence_days",
            "float64",
            N_("Silence"),
            N_("Days from the last purchase to the as-of day."),
            "days",
        ),
        Column(
            "period_count",
            "int64",
            N_("Periods"),
            N_("From the period of the first purchase to the as-of day's."),
            "count",
        ),
        Column(
            "active_period_count",
            "int64",
            N_("Periods with a purchase"),
            N_("Of these, periods with a purchase."),
            "count",
        ),
        Column(
            "adi",
            "float64",
            N_("ADI"),
            N_("Average demand interval: periods ÷ periods with a purchase."),
            "number",
        ),
        Column("median_gap_days", "float64", N_("Median gap"), N_("Between purchase days."), "days"),
        Column("longest_gap_days", "float64", N_("Longest gap"), N_("Between purchase days."), "days"),
        Column(
            "gap_cv",
            "float64",
            N_("Gap variation"),
            N_("Standard deviation ÷ mean of the gaps; a silence longer than each gap counts as one."),
            "number",
        ),
        Column(
            "value_cv",
            "float64",
            N_("Value variation"),
            N_("Standard deviation ÷ mean of sales per complete period; n/a for a mean of zero or less."),
            "number",
        ),
        Column(
            "value_period_count",
            "int64",
            N_("Complete periods"),
            N_("Periods that the value variation is of."),
            "count",
        ),
        Column(
            "xyz_class",
            "str",
            N_("XYZ"),
            N_("X often, Y regular, Z irregular, N too new or too few purchases."),
            "text",
        ),
        Column(
            "is_provisional", "bool", N_("Provisional"), N_("Fewer than six purchases or periods."), "flag"
        ),
    ),
)


class XyzSettings(Settings):
    """What regular means."""

    basis: Literal["frequency", "value"] = Field(default="frequency", title=N_("Regularity of"))
    period: Literal["auto", "month", "quarter"] = Field(default="auto", title=N_("Bucket"))
    adi_limit: float = Field(default=1.32, ge=1, le=12, title=N_("X: average interval up to (periods)"))
    gap_cv_limit: float = Field(default=0.5, gt=0, le=5, title=N_("Y: gap variation up to"))
    min_purchase_days: int = Field(default=3, ge=2, le=24, title=N_("Too new: fewer purchase days than"))
    value_x_limit: float = Field(default=0.10, gt=0, le=5, title=N_("X: value variation up to"))
    value_y_limit: float = Field(default=0.25, gt=0, le=5, title=N_("Y: value variation up to"))
    uses_sample_deviation: bool = Field(default=False, title=N_("Sample standard deviation (n-1)"))
    quarter_above_gap_days: int = Field(
        default=45, ge=7, le=365, title=N_("Quarters when class A pauses longer than")
    )

    @model_validator(mode="after")
    def _limits_rise(self) -> Self:
        if self.value_x_limit >= self.value_y_limit:
            msg = _("X must end below Y: got {x} and {y}.").format(
                x=f"{self.value_x_limit:.2f}", y=f"{self.value_y_limit:.2f}"
            )
            raise ValueError(msg)
        return self


@dataclass(frozen=True, eq=False)
class XyzResult:
    """Clients with their regularity.

    Attributes:
        settings: In force.
        period: The bucket that was used.
        typical_gap_days: Kaplan-Meier median gap of the reference clients; NaN when never reached.
        clients: XYZ_CLIENTS by client_key.
    """

    settings: XyzSettings
    period: PeriodLength
    typical_gap_days: float
    clients: pd.DataFrame


def classify_xyz(
    client_days: pd.DataFrame,
    *,
    as_of: date,
    complete: range,
    reference_keys: pd.Series,
    settings: XyzSettings,
) -> XyzResult:
    """Measure each client's regularity and give it a class.

    Args:
        client_days: CLIENT_DAYS up to the as-of day, any row order; not modified.
        as_of: The last day that is known.
        complete: Months that the data cover whole; the value variation uses only these.
        reference_keys: The clients (class A) whose usual gap decides between months and quarters.
        settings: Basis, bucket and limits.

    Returns:
        The classes; a client with returns only is N with an empty first purchase.

    Raises:
        MissingColumnsError: A column of CLIENT_DAYS is missing.
    """
    CLIENT_DAYS.require(client_days)
    days = client_days[client_days["client_key"] != UNIDENTIFIED_KEY].sort_values(["client_key", "date"])
    purchases = days[days["is_purchase"]]
    reference = purchases[purchases["client_key"].isin(reference_keys)]
    typical_gap = _typical_gap(reference, as_of)
    period = _choose_period(typical_gap, _longest_silence(reference, as_of), settings)
    clients = pd.DataFrame({"client_key": days["client_key"].unique()})
    clients = clients.merge(_measure_rhythm(purchases, as_of, period), on="client_key", how="left")
    clients = clients.merge(_measure_gaps(purchases, as_of), on="client_key", how="left")
    first_purchase = clients.set_index("client_key")["first_purchase"]
    variation = _value_variation(days, first_purchase, period, complete, settings)
    clients = clients.merge(variation, left_on="client_key", right_index=True, how="left")
    counts = ["purchase_day_count", "period_count", "active_period_count", "value_period_count"]
    clients[counts] = clients[counts].fillna(0).astype("int64")
    clients["xyz_class"] = _classes(clients, settings)
    clients["is_provisional"] = (clients["purchase_day_count"] < 6) | (clients["period_count"] < 6)
    return XyzResult(settings, period, typical_gap, clients[XYZ_CLIENTS.column_names])


def _typical_gap(purchases: pd.DataFrame, as_of: date) -> float:
    keys, days = purchases["client_key"].to_numpy(), purchases["date"].to_numpy(dtype="datetime64[D]")
    return median_duration(kaplan_meier(*purchase_gaps(keys, days, np.datetime64(as_of))))


def _longest_silence(purchases: pd.DataFrame, as_of: date) -> float:
    last = purchases.groupby("client_key")["date"].max().min()
    return float((pd.Timestamp(as_of) - last).days) if len(purchases) else 0.0


def _choose_period(
    typical_gap_days: float, longest_silence_days: float, settings: XyzSettings
) -> PeriodLength:
    """A median that no pause reached is longer than the limit when pauses of that length were seen at all."""
    if settings.period != "auto":
        return settings.period
    pause = longest_silence_days if np.isnan(typical_gap_days) else typical_gap_days
    return "quarter" if pause > settings.quarter_above_gap_days else "month"


def _measure_rhythm(purchases: pd.DataFrame, as_of: date, period: PeriodLength) -> pd.DataFrame:
    periods = to_period(months_of(purchases["date"]), period)
    rhythm = (
        purchases.assign(period=periods)
        .groupby("client_key")
        .agg(
            purchase_day_count=("date", "size"),
            first_purchase=("date", "min"),
            last_purchase=("date", "max"),
            first_period=("period", "min"),
            active_period_count=("period", "nunique"),
        )
    )
    last_period = int(to_period(pd.Series([month_of(as_of)]), period).iloc[0])
    rhythm["period_count"] = last_period - rhythm["first_period"] + 1
    rhythm["silence_days"] = (pd.Timestamp(as_of) - rhythm["last_purchase"]).dt.days.astype("float64")
    rhythm["adi"] = ratio(rhythm["period_count"], rhythm["active_period_count"])
    return rhythm.drop(columns="first_period").reset_index()


def _measure_gaps(purchases: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Median, longest and variation of the gaps; a silence longer than every gap is one more gap."""
    days = purchases[["client_key", "date"]]
    pauses = days.groupby("client_key")["date"].diff().dt.days.astype("float64")
    closed = days.assign(gap=pauses).dropna()
    by_client = closed.groupby("client_key")["gap"]
    gaps = pd.DataFrame({"median_gap_days": by_client.median(), "longest_gap_days": by_client.max()})
    silence = (pd.Timestamp(as_of) - days.groupby("client_key")["date"].max()).dt.days
    still_open = silence.reindex(gaps.index)
    still_open = still_open[still_open > gaps["longest_gap_days"]].rename("gap").reset_index()
    counted = pd.concat([closed[["client_key", "gap"]], still_open]).groupby("client_key")["gap"]
    gaps["gap_cv"] = ratio(counted.std(ddof=0), counted.mean())
    return gaps.reset_index()


def _value_variation(
    days: pd.DataFrame,
    first_purchase: pd.Series,
    period: PeriodLength,
    complete: range,
    settings: XyzSettings,
) -> pd.DataFrame:
    """Standard deviation ÷ mean of sales per complete period since the first purchase, zeros included."""
    first, last = _complete_periods(complete, period)
    begin = to_period(months_of(first_purchase.dropna()), period).clip(lower=first)
    count = (last - begin + 1).clip(lower=0)
    sold = days.assign(period=to_period(months_of(days["date"]), period))
    sold = sold.groupby(["client_key", "period"])["net_sales"].sum().reset_index()
    start = sold["client_key"].map(begin)
    sold = sold[(sold["period"] >= start) & (sold["period"] <= last)]
    # Rounded, so that what was bought and taken back leaves nothing, and not 0.00000000000001.
    total = sold.groupby("client_key")["net_sales"].sum().round(MAX_SCALE)
    mean = ratio(total.reindex(count.index, fill_value=0), count)
    deviation = (sold["net_sales"] - sold["client_key"].map(mean)) ** 2
    by_client = deviation.groupby(sold["client_key"]).agg(["sum", "size"]).reindex(count.index, fill_value=0)
    squares = by_client["sum"] + (count - by_client["size"]) * mean**2
    spread = np.sqrt(ratio(squares, count - int(settings.uses_sample_deviation)))
    return pd.DataFrame({"value_cv": ratio(spread, mean.where(mean > 0)), "value_period_count": count})


def _complete_periods(complete: range, period: PeriodLength) -> tuple[int, int]:
    """The first and the last period of which every month is complete; the last lies before the first if none is."""
    if period == "month":
        return complete.start, complete.stop - 1
    return (complete.start + 4) // 3, (complete.stop - 1) // 3


def _classes(clients: pd.DataFrame, settings: XyzSettings) -> pd.Series:
    if settings.basis == "frequency":
        unknown = clients["purchase_day_count"] < settings.min_purchase_days
        in_x = clients["adi"] <= settings.adi_limit
        in_y = clients["gap_cv"] <= settings.gap_cv_limit
    else:
        unknown = clients["value_cv"].isna() | (clients["value_period_count"] < 2)
        in_x = clients["value_cv"] <= settings.value_x_limit
        in_y = clients["value_cv"] <= settings.value_y_limit
    return pd.Series(
        np.select([unknown, in_x, in_y], ["N", "X", "Y"], default="Z"), index=clients.index, dtype="str"
    )
