"""Laws of lost clients, METHOD § 8."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.losses import LossResult, LossSettings, measure_losses
from kamlogic.day_values import sort_day_values
from kamlogic.purchases import day_number
from tests.property.strategies import AS_OF, LAW, lines, span_up_to_as_of
from tests.unit.analysis.sales_rows import NOBODY, Line, client_days

hiatuses = st.sampled_from([7, 30, 90, 180])


def measure(sold: list[Line], hiatus_days: int = 90) -> LossResult:
    return measure_losses(
        sort_day_values(client_days(sold)),
        as_of=AS_OF,
        span=span_up_to_as_of(sold),
        settings=LossSettings(hiatus_days=hiatus_days),
    )


@LAW
@given(lines, hiatuses)
def test_every_loss_is_found_by_counting_days(sold: list[Line], hiatus_days: int) -> None:
    expected = set()
    for key in {one.client_key for one in sold} - {NOBODY}:
        bought = {one.day for one in sold if one.client_key == key and one.cents > 0}
        for day in bought:
            lost_on = day + timedelta(days=hiatus_days)
            silent = all(day + timedelta(days=later) not in bought for later in range(1, hiatus_days + 1))
            if silent and lost_on <= AS_OF:
                expected.add((key, lost_on))

    events = measure(sold, hiatus_days).events

    found = list(zip(events["client_key"], events["lost_on"].dt.date, strict=True))
    assert set(found) == expected
    assert len(found) == len(expected)


@LAW
@given(lines, hiatuses)
def test_the_stock_is_new_less_lost_plus_returned_and_never_negative(
    sold: list[Line], hiatus_days: int
) -> None:
    result = measure(sold, hiatus_days)
    months = result.months

    flow = months["new"] - months["lost"] + months["returned"]
    assert months["stock"].tolist() == flow.cumsum().tolist()
    assert (months[["active", "new", "lost", "returned", "stock", "key_lost"]] >= 0).all(axis=None)
    kept = result.clients["is_buyer"] & ~result.clients["is_lost"]
    assert months["stock"].iloc[-1] == kept.sum()


@LAW
@given(lines, hiatuses)
def test_months_add_up_to_the_events(sold: list[Line], hiatus_days: int) -> None:
    result = measure(sold, hiatus_days)
    events, months = result.events, result.months

    assert months["lost"].sum() == len(events)
    assert months["returned"].sum() == events["returned_on"].notna().sum()
    assert months["key_lost"].sum() == events["was_key"].sum()
    assert months["lost_net_sales"].sum() == pytest.approx(events["yearly_net_sales"].sum(), abs=1e-6)
    assert months["new"].sum() == result.clients["is_buyer"].sum()
    assert months["lost_rate"].dropna().between(0, np.inf).all()


@LAW
@given(lines, st.integers(7, 365), st.integers(1, 365))
def test_with_a_longer_hiatus_the_lost_are_a_subset(sold: list[Line], shorter: int, more: int) -> None:
    early, late = measure(sold, shorter), measure(sold, min(shorter + more, 730))

    lost_early, lost_late = (
        set(found.clients.loc[found.clients["is_lost"], "client_key"]) for found in (early, late)
    )
    assert lost_late <= lost_early
    assert len(late.events) <= len(early.events)


@LAW
@given(lines)
def test_only_buyers_are_lost_and_a_standing_loss_has_a_day(sold: list[Line]) -> None:
    clients = measure(sold).clients

    assert (clients["is_buyer"] | ~clients["is_lost"]).all()
    assert (clients["lost_on"].notna() == clients["is_lost"]).all()
    assert NOBODY not in set(clients["client_key"])


@LAW
@given(lines)
def test_the_yearly_value_is_the_sum_of_the_year_before(sold: list[Line]) -> None:
    for event in measure(sold).events.itertuples():
        last = event.last_purchase.date()
        year = [
            one
            for one in sold
            if one.client_key == event.client_key and last - timedelta(days=365) < one.day <= last
        ]
        known = [one.cents - one.cost_cents for one in year if one.cost_cents is not None]

        assert event.yearly_net_sales == pytest.approx(sum(one.cents for one in year) / 100, abs=1e-6)
        assert np.isnan(event.yearly_gross_profit) == (not known)
        if known:
            assert event.yearly_gross_profit == pytest.approx(sum(known) / 100, abs=1e-6)


@LAW
@given(lines, st.integers(0, 2**16))
def test_row_order_does_not_matter(sold: list[Line], seed: int) -> None:
    shuffled = client_days(sold).sample(frac=1, random_state=seed)

    found = measure_losses(
        sort_day_values(shuffled), as_of=AS_OF, span=span_up_to_as_of(sold), settings=LossSettings()
    )

    straight = measure(sold)
    for table in ("events", "months", "clients"):
        pd.testing.assert_frame_equal(getattr(found, table), getattr(straight, table))


@LAW
@given(lines)
def test_another_currency_moves_no_loss_and_no_key_client(sold: list[Line]) -> None:
    days = client_days(sold)
    dearer = days.assign(net_sales=days["net_sales"] * 8, gross_profit=days["gross_profit"] * 8)

    before = measure(sold)
    after = measure_losses(
        sort_day_values(dearer), as_of=AS_OF, span=span_up_to_as_of(sold), settings=LossSettings()
    )

    pd.testing.assert_frame_equal(after.clients, before.clients)
    same = ["client_key", "last_purchase", "lost_on", "returned_on", "was_key"]
    pd.testing.assert_frame_equal(after.events[same], before.events[same])
    np.testing.assert_allclose(
        after.events["yearly_net_sales"], before.events["yearly_net_sales"] * 8, atol=1e-6
    )


@LAW
@given(lines, st.integers(-30, 400), st.integers(1, 365))
def test_the_base_of_the_key_share_is_that_of_counting_cents(
    sold: list[Line], back: int, length: int
) -> None:
    last = AS_OF - timedelta(days=back)
    totals = dict.fromkeys({one.client_key for one in sold} - {NOBODY}, 0)
    for one in sold:
        if one.client_key != NOBODY and last - timedelta(days=length) < one.day <= last:
            totals[one.client_key] += one.cents

    values = sort_day_values(client_days(sold))
    base = values.positive_base("net_sales", np.array([day_number(last)]), length=length)

    assert base.tolist() == [pytest.approx(sum(max(cents, 0) for cents in totals.values()) / 100)]
