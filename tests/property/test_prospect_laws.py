"""Laws of prospects, incidents and incidents before losses."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.incidents import INCIDENTS, IncidentSettings, measure_incidents
from kamlogic.analysis.incidents_before_losses import (
    INCIDENT_DAYS,
    LOSS_DAYS,
    BeforeLossSettings,
    count_before_losses,
)
from kamlogic.analysis.prospects import PATH, PROSPECT_FACTS, ProspectSettings, measure_prospects
from kamlogic.entries.prospects import STAGES
from kamlogic.entries.relationship import MISTAKES
from tests.property.strategies import LAW

AS_OF = date(2026, 6, 30)
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
ANSWERS = st.sampled_from(["yes", "no", "unknown"])
PROSPECTS = st.lists(
    st.tuples(
        ANSWERS,
        ANSWERS,
        ANSWERS,
        st.sampled_from(list(STAGES)),
        st.sampled_from(PATH),
        st.one_of(st.none(), st.floats(0, 1e9)),
        DAYS,
        st.one_of(st.none(), DAYS),
    ),
    max_size=20,
)
CLIENTS = st.integers(1, 6)
HAPPENED = st.lists(st.tuples(CLIENTS, DAYS, st.sampled_from(list(MISTAKES))), max_size=20)
LOSSES = st.lists(st.tuples(CLIENTS, DAYS, st.integers(7, 400)), max_size=8)


def _facts(rows) -> pd.DataFrame:
    numbered = [(number, *row) for number, row in enumerate(rows)]
    return pd.DataFrame(numbered, columns=PROSPECT_FACTS.column_names).astype(PROSPECT_FACTS.dtypes)


@LAW
@given(PROSPECTS)
def test_every_prospect_is_counted_once_and_none_comes_further_than_more_came(rows):
    found = measure_prospects(_facts(rows), as_of=AS_OF, settings=ProspectSettings())

    funnel = found.funnel
    assert funnel["prospect_count"].sum() == found.cells["prospect_count"].sum() == len(rows)
    assert funnel["reached"].dropna().is_monotonic_decreasing
    assert funnel["advanced_share"].dropna().between(0, 1).all()
    is_qualified = found.states["qualification"] == "qualified"
    assert is_qualified.tolist() == [row[:3] == ("yes", "yes", "yes") for row in rows]
    assert (found.states["next_question"] == "").where(is_qualified, other=True).all()


@LAW
@given(HAPPENED)
def test_incidents_by_mistake_and_by_owner_add_up(rows):
    listed = [(number, *row[:2], row[2], "low", None, "x") for number, row in enumerate(rows)]
    frame = pd.DataFrame(listed, columns=INCIDENTS.column_names).astype(INCIDENTS.dtypes)

    found = measure_incidents(frame, as_of=AS_OF, settings=IncidentSettings(month_count=60))

    counts = (found.mistakes, found.owners, found.months)
    assert {int(table["incident_count"].sum()) for table in counts} == {found.incident_count}
    assert found.incident_count == sum(day <= AS_OF for _client, day, _mistake in rows)


@LAW
@given(HAPPENED, LOSSES, st.integers(14, 730))
def test_no_more_clients_had_incidents_than_there_are_and_rows_may_stand_anyhow(rows, lost, days):
    incidents = pd.DataFrame(rows, columns=INCIDENT_DAYS.column_names).astype(INCIDENT_DAYS.dtypes)
    losses = pd.DataFrame(
        [(client, last, last + timedelta(days=limit)) for client, last, limit in lost],
        columns=LOSS_DAYS.column_names,
    ).astype(LOSS_DAYS.dtypes)
    settings = BeforeLossSettings(window_days=days)
    buyers = pd.Series(range(1, 7))

    found = count_before_losses(incidents, losses, buyers, as_of=AS_OF, settings=settings)
    turned = count_before_losses(incidents[::-1], losses[::-1], buyers, as_of=AS_OF, settings=settings)

    pd.testing.assert_frame_equal(found.mistakes, turned.mistakes)
    assert (found.mistakes["lost_count"] <= found.lost_count).all()
    assert (found.mistakes["kept_count"] <= found.kept_count).all()
    assert found.lost_count + found.earlier_lost_count + found.kept_count == 6
    if len(found.mistakes):
        assert (found.mistakes["lost_count"] <= found.mistakes["lost_count"].iloc[0]).all()
