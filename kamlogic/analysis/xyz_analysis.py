"""How regularly does each client buy?

By frequency (default): ADI = periods from the first purchase to the as-of day ÷ periods with a purchase, cut at
1.32 (Syntetos, Boylan & Croston 2005, JORS 56:495-503), and the variation of the gaps between purchase days. By
value: coefficient of variation of the sales per period, on demand of the seasonally adjusted sales. METHOD § 2. The
same paper's four patterns stand beside the classes: smooth, erratic (squared variation of the non-zero periods above
0.49), intermittent (ADI above 1.32), lumpy (both); the limits themselves are smooth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from kamlogic.buckets import BUCKET_CLIENTS, Seasonality
from kamlogic.periods import BucketLength
from kamlogic.rhythm import RHYTHM_CLIENTS, Rhythm
from kamlogic.settings import Settings
from kamlogic.tables import Column, Table
from kamlogic.texts import N_, _

SBC_ADI_LIMIT, SBC_CV2_LIMIT = 1.32, 0.49
NEAR = 1e-9
"""A variation this little above a limit is at the limit: 0.9 and 1.1 vary by 0.1, which binary arithmetic misses."""
_CLASSES = pd.array(["X", "Y", "Z", "N"], dtype="str")
_PATTERNS = pd.array(["smooth", "erratic", "intermittent", "lumpy", ""], dtype="str")

_RHYTHM = {column.name: column for column in RHYTHM_CLIENTS.columns}
_BUCKET = {column.name: column for column in BUCKET_CLIENTS.columns}
XYZ_CLIENTS = Table(
    "xyz_clients",
    RHYTHM_CLIENTS.grain,
    (
        *(
            _RHYTHM[name]
            for name in (
                "client_key",
                "purchase_day_count",
                "first_purchase",
                "last_purchase",
                "silence_days",
            )
        ),
        *(_BUCKET[name] for name in ("period_count", "active_period_count", "adi")),
        *(_RHYTHM[name] for name in ("median_gap_days", "longest_gap_days", "gap_cv")),
        *(_BUCKET[name] for name in ("value_cv", "value_period_count")),
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
        Column("frequency_class", "str", N_("By frequency"), N_("The class by frequency of buying."), "text"),
        Column("value_class", "str", N_("By amounts"), N_("The class by variation of amounts."), "text"),
        *(_BUCKET[name] for name in ("seasonal_cv", "purchase_adi", "non_zero_cv2")),
        Column(
            "sbc_class",
            "str",
            N_("Pattern"),
            N_("smooth, erratic, intermittent or lumpy; empty below three periods with sales."),
            "text",
        ),
    ),
)


class XyzSettings(Settings):
    """What regular means."""

    basis: Literal["frequency", "value"] = Field(
        default="frequency", title=N_("Regularity of"), description=N_("How often, or how evenly.")
    )
    period: Literal["auto", "week", "month", "quarter"] = Field(
        default="auto",
        title=N_("Bucket"),
        description=N_("Auto takes the bucket from how long class A usually pauses."),
    )
    adi_limit: float = Field(
        default=1.32,
        ge=1,
        le=12,
        title=N_("X: average interval up to (periods)"),
        description=N_("Periods ÷ periods with a purchase; at the limit still X."),
    )
    gap_cv_limit: float = Field(
        default=0.5,
        gt=0,
        le=5,
        title=N_("Y: gap variation up to"),
        description=N_("Standard deviation ÷ mean of the gaps; at the limit still Y."),
    )
    min_purchase_days: int = Field(
        default=3,
        ge=2,
        le=24,
        title=N_("Too new: fewer purchase days than"),
        description=N_("These clients are N, never Z."),
    )
    value_x_limit: float = Field(
        default=0.10,
        gt=0,
        le=5,
        title=N_("X: value variation up to"),
        description=N_("At the limit still X."),
    )
    value_y_limit: float = Field(
        default=0.25,
        gt=0,
        le=5,
        title=N_("Y: value variation up to"),
        description=N_("At the limit still Y."),
    )
    uses_sample_deviation: bool = Field(
        default=False,
        title=N_("Sample standard deviation (n-1)"),
        description=N_("For the value variation; the population form divides by n."),
    )
    is_seasonally_adjusted: bool = Field(
        default=False,
        title=N_("Seasonally adjusted amounts"),
        description=N_("From 24 complete months on; a client without a season is made to look seasonal."),
    )
    week_up_to_gap_days: int = Field(
        default=5,
        ge=1,
        le=31,
        title=N_("Weeks when class A pauses up to"),
        description=N_("Days: Kaplan-Meier median of the pauses of class A."),
    )
    quarter_above_gap_days: int = Field(
        default=45,
        ge=7,
        le=365,
        title=N_("Quarters when class A pauses longer than"),
        description=N_("Days: Kaplan-Meier median of the pauses of class A."),
    )

    @model_validator(mode="after")
    def _limits_rise(self) -> Self:
        if self.value_x_limit >= self.value_y_limit:
            msg = _("X must end below Y: got {x} and {y}.").format(
                x=f"{self.value_x_limit:.2f}", y=f"{self.value_y_limit:.2f}"
            )
            raise ValueError(msg)
        if self.week_up_to_gap_days >= self.quarter_above_gap_days:
            msg = _("Weeks must end below quarters: got {week} and {quarter} days.").format(
                week=self.week_up_to_gap_days, quarter=self.quarter_above_gap_days
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
        seasonality: What the amounts are adjusted by, or why they are not.
        clients: XYZ_CLIENTS by client_key.
    """

    settings: XyzSettings
    period: BucketLength
    typical_gap_days: float
    seasonality: Seasonality
    clients: pd.DataFrame

    @property
    def is_adjusted(self) -> bool:
        """The classes by value are those of the seasonally adjusted amounts."""
        return self.settings.is_seasonally_adjusted and not self.seasonality.reason


def classify_rhythm(rhythm: Rhythm, *, reference_keys: pd.Series, settings: XyzSettings) -> XyzResult:
    """Give each client of a measured rhythm a class.

    No client is charged for periods before its first purchase. A mean of zero or less has no variation and is N by
    value, as is a single complete period. Constant sales vary by 0. A period whose returns outweigh its purchases
    stays negative in the value variation and counts as active. A bucket chosen by hand is taken as it is.

    Args:
        rhythm: Of all clients.
        reference_keys: The clients (class A) whose usual gap decides on the bucket.
        settings: Basis, bucket and limits.

    Returns:
        The classes of both bases; the seasonally adjusted variation where at least 24 months are complete.
    """
    typical_gap = rhythm.typical_gap_days(reference_keys)
    length = _choose_period(typical_gap, rhythm.longest_silence_days(reference_keys), settings)
    buckets = rhythm.bucketed(length)
    clients = rhythm.clients.assign(**buckets.figures(is_sample=settings.uses_sample_deviation))
    is_adjusted = settings.is_seasonally_adjusted and not buckets.seasonality.reason
    clients["frequency_class"] = _frequency_classes(clients, settings)
    clients["value_class"] = _value_classes(clients, settings, "seasonal_cv" if is_adjusted else "value_cv")
    clients["xyz_class"] = clients[f"{settings.basis}_class"]
    clients["sbc_class"] = _patterns(clients)
    clients["is_provisional"] = (clients["purchase_day_count"] < 6) | (clients["period_count"] < 6)
    return XyzResult(settings, length, typical_gap, buckets.seasonality, clients[XYZ_CLIENTS.column_names])


def _choose_period(
    typical_gap_days: float, longest_silence_days: float, settings: XyzSettings
) -> BucketLength:
    """A median that no pause reached is longer than the limit when pauses of that length were seen at all."""
    if settings.period != "auto":
        return settings.period
    if typical_gap_days <= settings.week_up_to_gap_days:
        return "week"
    pause = longest_silence_days if np.isnan(typical_gap_days) else typical_gap_days
    return "quarter" if pause > settings.quarter_above_gap_days else "month"


def _patterns(clients: pd.DataFrame) -> pd.Series:
    """Of Syntetos, Boylan & Croston; empty where the non-zero periods are too few."""
    varies = (clients["non_zero_cv2"] > SBC_CV2_LIMIT + NEAR).astype("int64")
    pattern = varies + 2 * (clients["adi"] > SBC_ADI_LIMIT).astype("int64")
    places = pattern.where(clients["non_zero_cv2"].notna(), 4)
    return pd.Series(_PATTERNS.take(places.to_numpy()), index=clients.index)


def _frequency_classes(clients: pd.DataFrame, settings: XyzSettings) -> pd.Series:
    unknown = clients["purchase_day_count"] < settings.min_purchase_days
    in_y = clients["gap_cv"] <= settings.gap_cv_limit + NEAR
    return _named(unknown, clients["adi"] <= settings.adi_limit, in_y)


def _value_classes(clients: pd.DataFrame, settings: XyzSettings, column: str) -> pd.Series:
    variation = clients[column]
    unknown = variation.isna() | (clients["value_period_count"] < 2)
    in_x, in_y = variation <= settings.value_x_limit + NEAR, variation <= settings.value_y_limit + NEAR
    return _named(unknown, in_x, in_y)


def _named(unknown: pd.Series, in_x: pd.Series, in_y: pd.Series) -> pd.Series:
    places = np.select([unknown, in_x, in_y], [3, 0, 1], default=2)
    return pd.Series(_CLASSES.take(places), index=unknown.index)
