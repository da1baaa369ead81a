from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kamlogic.analysis.incidents_before_losses import (
    INCIDENT_DAYS,
    LOSS_DAYS,
    MISTAKES_BEFORE_LOSSES,
    BeforeLossResult,
    BeforeLossSettings,
    count_before_losses,
)
from kamlogic.errors import MissingColumnsError

AS_OF = date(2026, 6, 30)
LOST = [(1, "2026-02-01", "2026-05-02")]
"""Client 1 bought last on 1 February and counts as lost after 90 days: looked at from 4 November to 2 May."""


def count(incidents, losses=LOST, buyers=(1, 2, 3), days: int = 180) -> BeforeLossResult:
    happened = pd.DataFrame(list(incidents), columns=INCIDENT_DAYS.column_names).astype(INCIDENT_DAYS.dtypes)
    lost = pd.DataFrame(list(losses), columns=LOSS_DAYS.column_names).astype(LOSS_DAYS.dtypes)
    keys = pd.Series(list(buyers), dtype="int64")
    return count_before_losses(
        happened, lost, keys, as_of=AS_OF, settings=BeforeLossSettings(window_days=days)
    )


def counts(found: BeforeLossResult) -> dict[str, tuple[int, int]]:
    rows = found.mistakes
    return dict(zip(rows["mistake"], zip(rows["lost_count"], rows["kept_count"], strict=True), strict=True))


def test_lost_clients_with_an_incident_stand_beside_the_others(assert_is):
    found = count([(1, "2026-01-10", "quality"), (2, "2026-06-01", "quality"), (2, "2026-06-02", "service")])

    assert counts(found) == {"any": (1, 1), "quality": (1, 1), "service": (0, 1)}
    assert (found.lost_count, found.kept_count) == (1, 2)
    assert found.mistakes["lost_share"].tolist() == [1, 1, 0]
    assert found.mistakes["kept_share"].tolist() == [0.5, 0.5, 0.5]
    assert_is(found.mistakes, MISTAKES_BEFORE_LOSSES)


def test_a_client_counts_once_however_many_incidents_and_losses_it_had():
    losses = [*LOST, (1, "2025-11-01", "2026-01-30")]
    found = count([(1, "2026-01-10", "quality"), (1, "2026-01-11", "quality")], losses)

    assert counts(found) == {"any": (1, 0), "quality": (1, 0)}


@pytest.mark.parametrize(
    ("day", "counted"),
    [("2025-11-03", 0), ("2025-11-04", 1), ("2026-05-02", 1), ("2026-05-03", 0)],
)
def test_the_days_before_a_loss_end_on_the_day_of_the_loss(day, counted):
    found = count([(1, day, "quality"), (3, "2025-01-01", "quality")])

    assert counts(found)["quality"][0] == counted


@pytest.mark.parametrize(("day", "counted"), [("2026-01-01", 0), ("2026-01-02", 1), ("2026-06-30", 1)])
def test_the_others_are_looked_at_for_as_many_days(day, counted):
    assert counts(count([(2, day, "quality")]))["quality"][1] == counted


def test_a_long_silence_does_not_fill_the_days_before_a_loss():
    losses = [(1, "2025-06-01", "2026-06-01")]

    assert counts(count([(1, "2025-06-10", "quality")], losses))["quality"][0] == 1
    assert counts(count([(1, "2026-01-10", "quality")], losses))["quality"][0] == 0


def test_losses_before_the_first_incident_are_left_out():
    found = count([(2, "2026-06-01", "quality")])

    assert (found.lost_count, found.earlier_lost_count) == (0, 1)
    assert found.mistakes["lost_share"].isna().all()
    assert found.first_incident == date(2026, 6, 1)


def test_what_happened_after_the_day_or_to_one_that_never_bought_does_not_count():
    found = count([(1, "2026-07-01", "quality"), (9, "2026-02-01", "quality")])

    assert found.first_incident is None
    assert found.mistakes.empty


def test_nothing_at_all(assert_is):
    found = count([], [], [])

    assert (found.lost_count, found.kept_count, found.first_incident) == (0, 0, None)
    assert_is(found.mistakes, MISTAKES_BEFORE_LOSSES)


def test_a_missing_column_is_named():
    days = pd.Series([], dtype="int64")
    for incidents, losses, name in (
        (INCIDENT_DAYS.empty().drop(columns="mistake"), LOSS_DAYS.empty(), "mistake"),
        (INCIDENT_DAYS.empty(), LOSS_DAYS.empty().drop(columns="lost_on"), "lost_on"),
    ):
        with pytest.raises(MissingColumnsError, match=name):
            count_before_losses(incidents, losses, days, as_of=AS_OF, settings=BeforeLossSettings())
