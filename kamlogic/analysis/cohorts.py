"""Do clients stay after their first purchase, and does their money?

Clients are grouped by the month or quarter of their first purchase. Cell (cohort, age j): share of the cohort with a
purchase j periods later, and the cohort's net sales then over its net sales in the first period. A cell that is not over
yet is absent, never 0: its period must be complete by the as-of day. METHOD § 5f.

Left edge: whoever bought before the data begin seems to come in the first months of the data. These cohorts are marked and
left out of the average over cohorts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.money import to_units
from kamlogic.periods import DataSpan, PeriodLength, complete_months, month_of, to_period
from kamlogic.ratios import ratio
from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_PERIODS, UNIDENTIFIED_KEY, Column, Table
from kamlogic.texts import N_

MOST_MONTHS = 18
"""More complete months than this are shown by quarters unless months are asked for."""
MONTHS_PER = {"month": 1, "quarter": 3}

_COHORT = Column(
    "cohort",
    "int64",
    N_("Cohort"),
    N_("Period index of the first purchase: year × 12 + month, or × 4 + quarter."),
    "count",
)
_CLIENT_COUNT = Column("client_count", "int64", N_("Clients"), N_("Clients of the cohort."), "count")
_AGE = Column("age", "int64", N_("Age"), N_("Periods since the first purchase."), "count")
_BUYERS = Column(
    "buyer_count", "int64", N_("Buyers"), N_("Of them, those with a purchase in the period."), "count"
)
_RETAINED = Column("retained_share", "float64", N_("Retained clients"), N_("Buyers ÷ clients."), "share")
_SALES = Column(
    "net_sales", "float64", N_("Net sales"), N_("Of the cohort in the period, returns netted."), "money"
)

COHORT_CELLS = Table(
    "cohort_cells",
    N_("cohort × period since the first purchase, as far as the period is complete"),
    (
        _COHORT,
        _AGE,
        _CLIENT_COUNT,
        _BUYERS,
        _RETAINED,
        _SALES,
        Column(
            "money_share",
            "float64",
            N_("Retained money"),
            N_("Net sales ÷ those of the first period; n/a when these are incomplete or not above zero."),
            "share",
        ),
        Column(
            "is_left_edge",
            "bool",
            N_("Left edge"),
            N_("So near to the beginning of the data that the first purchase may be an older client's."),
            "flag",
        ),
    ),
)

COHORT_AGES = Table(
    "cohort_ages",
    N_("period since the first purchase, over all cohorts but those at the left edge"),
    (
        _AGE,
        Column(
            "client_count", "int64", N_("Clients"), N_("Of the cohorts for which the age is known."), "count"
        ),
        _BUYERS,
        _RETAINED,
        Column(
            "money_share",
            "float64",
            N_("Retained money"),
            N_("Their net sales at the age ÷ those of the first period; n/a when these are not above zero."),
            "share",
        ),
    ),
)


class CohortSettings(Settings):
    """How clients are grouped by their first purchase."""

    period: Literal["auto", "month", "quarter"] = Field(
        default="auto",
        title=N_("Cohorts by"),
        description=N_("auto: months, or quarters when there are more than 18 complete months."),
    )
    left_edge_months: int = Field(
        default=3,
        ge=0,
        le=24,
        title=N_("Left edge"),
        description=N_(
            "Months from the beginning of the data in which a first purchase may be an older client's."
        ),
    )


@dataclass(frozen=True, eq=False)
class CohortResult:
    """Cohorts by first purchase.

    Attributes:
        settings: In force.
        period: Months or quarters.
        cells: COHORT_CELLS by cohort and age; empty when no period is complete or nobody bought.
        ages: COHORT_AGES by age.
    """

    settings: CohortSettings
    period: PeriodLength
    cells: pd.DataFrame
    ages: pd.DataFrame


def measure_cohorts(
    client_periods: pd.DataFrame, *, as_of: date, span: DataSpan, scale: int, settings: CohortSettings
) -> CohortResult:
    """Follow each cohort from its first purchase on.

    A cohort that begins in an incomplete first period keeps its shares of clients; its shares of money are undefined,
    for its first period lacks sales. Lines without a client belong to no cohort.

    Args:
        client_periods: CLIENT_PERIODS up to the as-of day, any row order; not modified.
        as_of: The last day that is known.
        span: From when there are data.
        scale: Decimals of the money.
        settings: Months or quarters, and how far the left edge reaches.

    Returns:
        The cohorts; the share at age 0 is 1.

    Raises:
        MissingColumnsError: A column of CLIENT_PERIODS is missing.
    """
    CLIENT_PERIODS.require(client_periods)
    complete = complete_months(span, as_of)
    period = _choose_period(settings, len(complete))
    length = MONTHS_PER[period]
    rows = client_periods[client_periods["client_key"] != UNIDENTIFIED_KEY]
    rows = rows.assign(period=to_period(rows["month"], period), units=to_units(rows["net_sales"], scale))
    rows = _add_cohorts(rows)
    last = (complete.stop - 1) // length
    cells = _count_cells(rows[rows["period"] <= last], last, scale)
    first_complete = -(-(complete.start - 1) // length) + 1
    edge_end = month_of(span.first_date) + settings.left_edge_months
    cells["money_share"] = cells["money_share"].where(cells["cohort"] >= first_complete)
    is_near = (cells["cohort"] - 1) * length + 1 < edge_end
    cells["is_left_edge"] = is_near | (cells["cohort"] < first_complete)
    ages = _average(cells[~cells["is_left_edge"]])
    return CohortResult(settings, period, cells[COHORT_CELLS.column_names], ages)


def _choose_period(settings: CohortSettings, month_count: int) -> PeriodLength:
    if settings.period != "auto":
        return settings.period
    return "quarter" if month_count > MOST_MONTHS else "month"


def _add_cohorts(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of buyers from their first purchase on, with their cohort."""
    bought = rows[rows["purchase_day_count"] > 0]
    first = bought.groupby("client_key")["period"].min()
    cohort = rows["client_key"].map(first)
    kept = rows[rows["period"] >= cohort]
    return kept.assign(cohort=cohort[kept.index].astype("int64"))


def _count_cells(rows: pd.DataFrame, last: int, scale: int) -> pd.DataFrame:
    """Every cell up to the last complete period, those without a buyer too."""
    sizes = rows.groupby("cohort")["client_key"].nunique()
    lengths = last - sizes.index.to_numpy(dtype="int64") + 1
    ages = np.concatenate([np.arange(0), *(np.arange(length) for length in lengths)])
    pairs = pd.MultiIndex.from_arrays(
        [np.repeat(sizes.index.to_numpy(dtype="int64"), lengths), ages], names=["cohort", "age"]
    )
    aged = rows.assign(age=rows["period"] - rows["cohort"])
    bought = aged[aged["purchase_day_count"] > 0].groupby(["cohort", "age"])["client_key"].nunique()
    units = aged.groupby(["cohort", "age"])["units"].sum()
    cells = pd.DataFrame(
        {
            "buyer_count": bought.reindex(pairs, fill_value=0),
            "units": units.reindex(pairs, fill_value=0),
        }
    ).reset_index()
    cells["client_count"] = cells["cohort"].map(sizes)
    cells["retained_share"] = ratio(cells["buyer_count"], cells["client_count"])
    cells["net_sales"] = cells["units"] / 10**scale
    start = cells.groupby("cohort")["net_sales"].transform("first")
    cells["money_share"] = ratio(cells["net_sales"], start.where(start > 0))
    dtypes = {column.name: column.dtype for column in COHORT_CELLS.columns if column.name in cells}
    return cells.astype(dtypes)


def _average(cells: pd.DataFrame) -> pd.DataFrame:
    """Over the cohorts for which the age is known, each client and each unit of money counting once."""
    start = cells["net_sales"].where(cells["age"] == 0).groupby(cells["cohort"]).transform("max")
    by_age = cells.assign(start=start).groupby("age", sort=True)
    ages = by_age[["client_count", "buyer_count", "net_sales", "start"]].sum().reset_index()
    ages["retained_share"] = ratio(ages["buyer_count"], ages["client_count"])
    ages["money_share"] = ratio(ages["net_sales"], ages["start"].where(ages["start"] > 0))
    return ages.astype(COHORT_AGES.dtypes)[COHORT_AGES.column_names]
