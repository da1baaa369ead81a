from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kamlogic.analysis.incidents import (
    INCIDENT_MISTAKES,
    INCIDENT_MONTHS,
    INCIDENT_OWNERS,
    INCIDENTS,
    OPEN_INCIDENTS,
    IncidentResult,
    IncidentSettings,
    measure_incidents,
)
from kamlogic.entries.relationship import MISTAKES
from kamlogic.errors import MissingColumnsError

TODAY = date(2026, 6, 30)
JUNE = 2026 * 12 + 6


def incident(number: int, happened: str, **more: Any) -> dict[str, Any]:
    return {
        "incident_id": number,
        "client_key": more.pop("client", 1),
        "happened_on": happened,
        "mistake": more.pop("mistake", "unpunctuality"),
        "severity": more.pop("severity", "medium"),
        "resolved_on": more.pop("resolved", None),
        "owner": more.pop("owner", "Budi"),
    }


def measure(*incidents: dict[str, Any], months: int = 12) -> IncidentResult:
    frame = pd.DataFrame(list(incidents), columns=INCIDENTS.column_names).astype(INCIDENTS.dtypes)
    return measure_incidents(frame, as_of=TODAY, settings=IncidentSettings(month_count=months))


def test_incidents_are_counted_by_mistake(assert_is):
    found = measure(
        incident(1, "2026-06-01", resolved="2026-06-05"),
        incident(2, "2026-05-01", resolved="2026-05-11", client=2),
        incident(3, "2026-06-20", severity="high"),
        incident(4, "2026-06-20", mistake="quality"),
    )

    assert found.mistakes.to_dict("records") == [
        {"mistake": "unpunctuality", "incident_count": 3, "open_count": 1, "high_count": 1, "client_count": 2, "median_days": 7.0},
        {"mistake": "quality", "incident_count": 1, "open_count": 1, "high_count": 0, "client_count": 1, "median_days": pytest.approx(float("nan"), nan_ok=True)},
    ]  # fmt: skip
    assert (found.incident_count, found.open_count) == (4, 2)
    assert_is(found.mistakes, INCIDENT_MISTAKES)


def test_the_months_hold_every_mistake_and_month(assert_is):
    found = measure(incident(1, "2026-06-01"), incident(2, "2026-06-30"), incident(3, "2025-01-01"), months=3)

    assert len(found.months) == 3 * len(MISTAKES)
    counted = found.months[found.months["incident_count"] > 0]
    assert counted.to_numpy().tolist() == [["unpunctuality", JUNE, 2]]
    assert found.months["month"].min() == JUNE - 2
    assert_is(found.months, INCIDENT_MONTHS)


def test_the_open_ones_stand_by_severity_and_age(assert_is):
    found = measure(
        incident(1, "2026-06-20"),
        incident(2, "2026-06-01"),
        incident(3, "2026-06-29", severity="high"),
        incident(4, "2026-06-01", resolved="2026-06-30"),
    )

    assert found.open.to_numpy().tolist() == [[3, 1.0], [2, 29.0], [1, 10.0]]
    assert_is(found.open, OPEN_INCIDENTS)


def test_what_is_resolved_after_the_day_is_open_and_what_happens_later_is_unknown():
    found = measure(incident(1, "2026-06-20", resolved="2026-07-01"), incident(2, "2026-07-01"))

    assert (found.incident_count, found.open_count) == (1, 1)


def test_owners_stand_by_open_incidents_and_nobody_is_one(assert_is):
    found = measure(
        incident(1, "2026-06-01", owner=""),
        incident(2, "2026-06-01", resolved="2026-06-02"),
        incident(3, "2026-06-03", resolved="2026-06-03"),
    )

    assert found.owners[["owner", "incident_count", "open_count"]].to_numpy().tolist() == [
        ["", 1, 1],
        ["Budi", 2, 0],
    ]
    assert_is(found.owners, INCIDENT_OWNERS)


def test_no_incident_at_all(assert_is):
    found = measure()

    assert (found.incident_count, found.open_count) == (0, 0)
    assert found.months["incident_count"].sum() == 0
    assert_is(found.mistakes, INCIDENT_MISTAKES)
    assert_is(found.open, OPEN_INCIDENTS)


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumnsError, match="mistake"):
        measure_incidents(INCIDENTS.empty().drop(columns="mistake"), as_of=TODAY, settings=IncidentSettings())
