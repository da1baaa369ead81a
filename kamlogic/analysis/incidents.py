"""Which mistakes do we make, how often, and which of them are still open?

Counted by mistake and month of the day on which they happened. An incident is open until the day on which it was
resolved; its age = days from the day it happened. Time to resolve = days from the day it happened to the day it was
resolved, median over the resolved ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
from pydantic import Field

from kamlogic.entries.relationship import MISTAKES
from kamlogic.periods import month_of, months_of
from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_KEY, MONTH, Column, Table
from kamlogic.texts import N_

_ID = Column("incident_id", "int64", N_("Number"), N_("Of the incident in the store."), "count")
_MISTAKE = Column("mistake", "str", N_("Mistake"), N_("Which of the mistakes."))
_OWNER = Column("owner", "str", N_("Owner"), N_("Who looks after it; empty for nobody."))
_COUNT = Column("incident_count", "int64", N_("Incidents"), N_("Up to the day."), "count")
_TOTALS = (
    _COUNT,
    Column("open_count", "int64", N_("Open"), N_("Not resolved by the day."), "count"),
    Column("high_count", "int64", N_("High"), N_("Of high severity."), "count"),
    Column("client_count", "int64", N_("Clients"), N_("That it happened to."), "count"),
    Column("median_days", "float64", N_("Resolved in"), N_("Median; n/a while none is resolved."), "days"),
)

INCIDENTS = Table(
    "incidents",
    N_("one row per incident"),
    (
        _ID,
        CLIENT_KEY,
        Column("happened_on", "datetime64[us]", N_("Day"), N_("On which it happened."), "date"),
        _MISTAKE,
        Column("severity", "str", N_("Severity"), N_("low, medium or high; empty when nobody said.")),
        Column("resolved_on", "datetime64[us]", N_("Resolved on"), N_("Empty while it is open."), "date"),
        _OWNER,
    ),
)

INCIDENT_MONTHS = Table(
    "incident_months",
    N_("mistake × month, all of both"),
    (_MISTAKE, MONTH, Column("incident_count", "int64", N_("Incidents"), N_("Of the month."), "count")),
)

INCIDENT_MISTAKES = Table(
    "incident_mistakes", N_("one row per mistake that happened, the most frequent first"), (_MISTAKE, *_TOTALS)
)  # fmt: skip

INCIDENT_OWNERS = Table(
    "incident_owners", N_("one row per owner, the one with most open incidents first"), (_OWNER, *_TOTALS)
)

OPEN_INCIDENTS = Table(
    "open_incidents",
    N_("one row per open incident, high severity and the oldest first"),
    (_ID, Column("age_days", "float64", N_("Age"), N_("Since it happened."), "days")),
)


class IncidentSettings(Settings):
    """How far the months go back."""

    month_count: int = Field(
        default=12, ge=1, le=60, title=N_("Months"), description=N_("Up to the one of the day.")
    )


@dataclass(frozen=True, eq=False)
class IncidentResult:
    """Incidents by mistake, month and owner.

    Attributes:
        settings: In force.
        incident_count: Up to the day.
        open_count: Of them not resolved.
        months: INCIDENT_MONTHS of the last months.
        mistakes: INCIDENT_MISTAKES.
        owners: INCIDENT_OWNERS.
        open: OPEN_INCIDENTS.
    """

    settings: IncidentSettings
    incident_count: int
    open_count: int
    months: pd.DataFrame
    mistakes: pd.DataFrame
    owners: pd.DataFrame
    open: pd.DataFrame


def measure_incidents(incidents: pd.DataFrame, *, as_of: date, settings: IncidentSettings) -> IncidentResult:
    """Count incidents.

    One that happened after the day is left out; one resolved after the day is open.

    Args:
        incidents: INCIDENTS, any row order; not modified.
        as_of: The day on which is counted.
        settings: How far back the months go.

    Raises:
        MissingColumnsError: A column of INCIDENTS is missing.
    """
    INCIDENTS.require(incidents)
    day = pd.Timestamp(as_of)
    rows = incidents[incidents["happened_on"] <= day].reset_index(drop=True)
    resolved = rows["resolved_on"].where(rows["resolved_on"] <= day)
    rows = rows.assign(
        is_open=resolved.isna(),
        is_high=rows["severity"] == "high",
        days=(resolved - rows["happened_on"]).dt.days.astype("float64"),
        age_days=(day - rows["happened_on"]).dt.days.astype("float64"),
    )
    return IncidentResult(
        settings=settings,
        incident_count=len(rows),
        open_count=int(rows["is_open"].sum()),
        months=_months(rows, month_of(as_of), settings.month_count),
        mistakes=_totals(rows, "mistake", ["incident_count", "open_count"], INCIDENT_MISTAKES),
        owners=_totals(rows, "owner", ["open_count", "incident_count"], INCIDENT_OWNERS),
        open=_open(rows),
    )


def _months(rows: pd.DataFrame, last: int, count: int) -> pd.DataFrame:
    counts = rows.groupby(["mistake", months_of(rows["happened_on"]).rename("month")]).size()
    every = pd.MultiIndex.from_product(
        [list(MISTAKES), range(last - count + 1, last + 1)], names=["mistake", "month"]
    )
    found = counts.reindex(every, fill_value=0).rename("incident_count").reset_index()
    return found.astype(INCIDENT_MONTHS.dtypes)


def _totals(rows: pd.DataFrame, by: str, order: list[str], table: Table) -> pd.DataFrame:
    groups = rows.groupby(by)
    totals = pd.DataFrame(
        {
            "incident_count": groups.size(),
            "open_count": groups["is_open"].sum(),
            "high_count": groups["is_high"].sum(),
            "client_count": groups["client_key"].nunique(),
            "median_days": groups["days"].median(),
        }
    ).reset_index()
    ordered = totals.sort_values([*order, by], ascending=[False, False, True], ignore_index=True)
    return ordered[table.column_names].astype(table.dtypes)


def _open(rows: pd.DataFrame) -> pd.DataFrame:
    still = rows[rows["is_open"]]
    ranked = still.assign(rank=still["severity"].map({"high": 0, "medium": 1}).fillna(2))
    by = ["rank", "age_days", "incident_id"]
    ordered = ranked.sort_values(by, ascending=[True, False, True], ignore_index=True)
    return ordered[OPEN_INCIDENTS.column_names].astype(OPEN_INCIDENTS.dtypes)
