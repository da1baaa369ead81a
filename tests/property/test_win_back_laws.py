"""Laws of the outcomes of offers: money is credited once, and what is over stays."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.win_back_outcomes import OFFERS, judge_offers
from tests.property.strategies import LAW
from tests.unit.analysis.sales_rows import ACME, BRAVO, Line, as_table, client_days

FIRST, LENGTH = date(2024, 1, 1), 400
AS_OF = FIRST + timedelta(days=300)
DAYS = st.integers(0, LENGTH)
LINES = st.lists(
    st.tuples(st.sampled_from([ACME, BRAVO]), DAYS, st.integers(1, 10_000)), min_size=1, max_size=25
)
MADE = st.lists(
    st.tuples(st.sampled_from([ACME, BRAVO]), st.integers(0, 300), st.integers(1, 120)),
    min_size=1,
    max_size=8,
)


def sales(drawn) -> list[Line]:
    return [Line(client, FIRST + timedelta(days=day), cents) for client, day, cents in drawn]


def offers_of(made, lines: list[Line]) -> pd.DataFrame:
    """Each offer aims at the silence that it finds on its day."""
    rows = []
    for number, (client, day, window) in enumerate(made, start=1):
        offered = FIRST + timedelta(days=day)
        before = [line.day for line in lines if line.client_key == client and line.day <= offered]
        last = max(before, default=None)
        rows.append(
            {"offer_id": number, "client_key": client, "last_purchase": last, "offered_on": offered, "window_days": window}
        )  # fmt: skip
    return as_table(rows, OFFERS)


@LAW
@given(LINES, MADE)
def test_money_is_credited_once_and_only_from_inside_a_window(drawn, made):
    lines = [line for line in sales(drawn) if line.day <= AS_OF]
    offers = offers_of(made, lines)

    found = judge_offers(client_days(lines), offers, as_of=AS_OF).merge(offers, on="offer_id")

    for client, won in found[found["outcome"] == "won"].groupby("client_key"):
        inside = [
            line.cents
            for line in lines
            if line.client_key == client
            and any(
                row.offered_on.date()
                < line.day
                <= row.offered_on.date() + timedelta(days=int(row.window_days))
                for row in won.itertuples()
            )
        ]
        assert round(won["recovered"].sum() * 100) <= sum(inside)
        assert not won["returned_on"].duplicated().any()
        assert (won["returned_on"] > won["offered_on"]).all()
    assert found.loc[found["outcome"] != "won", "recovered"].isna().all()
    assert found["natural_rate"].dropna().between(0, 1).all()


@LAW
@given(LINES, MADE)
def test_an_outcome_whose_window_is_over_never_changes(drawn, made):
    lines = sales(drawn)
    known = [line for line in lines if line.day <= AS_OF]
    offers = offers_of(made, known)

    now = judge_offers(client_days(known), offers, as_of=AS_OF)
    later = judge_offers(client_days(lines), offers, as_of=FIRST + timedelta(days=LENGTH))

    is_over, told = now["is_over"], ["outcome", "returned_on", "recovered", "silence_days"]
    pd.testing.assert_frame_equal(now.loc[is_over, told], later.loc[is_over, told])
    assert later.loc[is_over, "is_over"].all()
