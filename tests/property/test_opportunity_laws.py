"""Laws of the next order, the next sales, win-back value and white space: plain Python agrees, order does not matter."""

from __future__ import annotations

import itertools
import statistics
from datetime import date, timedelta
from math import ceil, floor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.next_orders import NextOrderResult, NextOrderSettings, forecast_orders
from kamlogic.analysis.next_sales import NextSalesResult, NextSalesSettings, forecast_sales
from kamlogic.analysis.white_space import WhiteSpaceSettings, measure_white_space
from kamlogic.analysis.win_back import WinBackResult, WinBackSettings, measure_win_back
from kamlogic.day_values import sort_day_values
from kamlogic.loss_criteria import LossCriterion
from kamlogic.opportunity_tables import WIN_BACK_OUTCOMES
from kamlogic.periods import month_end, month_of
from tests.property.strategies import AS_OF, LAW, complete_up_to_as_of, lines, rhythms
from tests.unit.analysis.sales_rows import NOBODY, Line, client_days, client_periods
from tests.unit.analysis.test_white_space import items

SILENT = 90
clients_lines = st.lists(rhythms, min_size=1, max_size=4).map(
    lambda found: [one for own in found for one in own]
)


def orders(sold: list[Line]) -> NextOrderResult:
    return forecast_orders(
        sort_day_values(client_days(sold)),
        as_of=AS_OF,
        criterion=LossCriterion(hiatus_days=SILENT),
        settings=NextOrderSettings(),
    )


def sales(sold: list[Line], *, counts_silent: bool = True) -> NextSalesResult:
    return forecast_sales(
        sort_day_values(client_days(sold)),
        as_of=AS_OF,
        complete=complete_up_to_as_of(sold),
        criterion=LossCriterion(hiatus_days=SILENT),
        settings=NextSalesSettings(counts_silent_months=counts_silent),
    )


def win_back(sold: list[Line]) -> WinBackResult:
    return measure_win_back(
        client_days(sold),
        client_periods(sold),
        lost_keys=pd.Series(sorted({one.client_key for one in sold})),
        outcomes=WIN_BACK_OUTCOMES.empty(),
        as_of=AS_OF,
        settings=WinBackSettings(compares_alike=False),
    )


def purchase_days(sold: list[Line], key: int, until: date = AS_OF) -> list[date]:
    return sorted({one.day for one in sold if one.client_key == key and one.cents > 0 and one.day <= until})


def buyers(sold: list[Line], until: date = AS_OF) -> list[int]:
    keys = {one.client_key for one in sold} - {NOBODY}
    return sorted(key for key in keys if purchase_days(sold, key, until))


def own_dates(days: list[date]) -> tuple[date, date, date]:
    gaps = [(later - earlier).days for earlier, later in itertools.pairwise(days)]
    low, middle, high = statistics.quantiles(gaps, n=4, method="inclusive")
    ahead = (floor(low), floor(middle + 0.5), ceil(high))
    return tuple(days[-1] + timedelta(days=found) for found in ahead)  # type: ignore[return-value]


@LAW
@given(lines)
def test_the_next_order_is_found_by_counting_days(sold: list[Line]) -> None:
    found = orders(sold).orders.set_index("client_key")

    assert sorted(found.index) == buyers(sold)
    for key in buyers(sold):
        days, row = purchase_days(sold, key), found.loc[key]
        if len(days) < 3:
            assert row["order_state"] == "few"
            continue
        expected = own_dates(days)
        assert tuple(row[["earliest_on", "expected_on", "latest_on"]].map(pd.Timestamp.date)) == expected
        is_silent, is_over = (AS_OF - days[-1]).days >= SILENT, expected[2] < AS_OF
        state = (
            "silent" if is_silent else "overdue" if is_over else "due" if expected[1] <= AS_OF else "expected"
        )
        assert row["order_state"] == state


@LAW
@given(lines)
def test_the_test_on_the_past_is_found_month_by_month(sold: list[Line]) -> None:
    result = orders(sold)

    errors, within = [], []
    for month in range(month_of(AS_OF) - 12, month_of(AS_OF)):
        origin = month_end(month)
        for key in buyers(sold, origin):
            days = purchase_days(sold, key, origin)
            if len(days) < 3 or (origin - days[-1]).days >= SILENT:
                continue
            earliest, expected, latest = own_dates(days)
            later = [day for day in purchase_days(sold, key) if day > origin]
            if latest < origin or (not later and latest >= AS_OF):
                continue
            came = later[0] if later else AS_OF
            errors.append(abs((came - expected).days))
            within.append(bool(later) and earliest <= came <= latest)
    assert result.case_count == len(errors)
    if errors:
        assert result.median_error_days == statistics.median(errors)
        assert result.within_share == pytest.approx(sum(within) / len(within))


@LAW
@given(lines, st.booleans())
def test_the_next_three_months_are_found_month_by_month(sold: list[Line], counts_silent: bool) -> None:
    result = sales(sold, counts_silent=counts_silent).clients.set_index("client_key")

    complete = complete_up_to_as_of(sold)
    last = complete.stop - 1
    for key in buyers(sold):
        days = purchase_days(sold, key)
        first = max(month_of(days[0]), complete.start)
        own = dict.fromkeys(range(first, last + 1), 0)
        for one in sold:
            if one.client_key == key and month_of(one.day) in complete:
                own[month_of(one.day)] = own.get(month_of(one.day), 0) + one.cents
        history = max(last - first + 1, 0)
        row = result.loc[key]
        if not history or (AS_OF - days[-1]).days >= SILENT:
            assert np.isnan(row["expected_net_sales"])
            continue
        if history >= 24:
            expected = sum(own.get(month, 0) for month in range(last - 11, last - 8))
        elif counts_silent:
            expected = 3 * statistics.mean(own[month] for month in range(max(first, last - 5), last + 1))
        else:
            active = [month for month in complete if any(month_of(day) == month for day in days)][-6:]
            if not active:
                assert np.isnan(row["expected_net_sales"])
                continue
            expected = 3 * statistics.mean(own[month] for month in active)
        assert row["expected_net_sales"] == pytest.approx(max(expected, 0) / 100)


@LAW
@given(lines)
def test_the_monthly_value_and_the_return_rate_are_found_by_counting(sold: list[Line]) -> None:
    result = win_back(sold)
    found = pd.concat([result.clients, result.hidden]).set_index("client_key")

    pauses = []
    for key in buyers(sold):
        days = purchase_days(sold, key)
        pauses += [((later - earlier).days, True) for earlier, later in itertools.pairwise(days)]
        pauses.append(((AS_OF - days[-1]).days, False))
    for key in buyers(sold):
        days, row = purchase_days(sold, key), found.loc[key]
        last = month_of(days[-1])
        months = range(max(month_of(days[0]), last - 11), last + 1)
        own = [
            one for one in sold if one.client_key == key and month_of(one.day) in months and one.day <= AS_OF
        ]
        costed = [one.cents - one.cost_cents for one in own if one.cost_cents is not None]
        value = sum(costed) if costed else sum(one.cents for one in own)
        assert row["monthly_value"] == pytest.approx(value / 100 / len(months))
        silence = (AS_OF - days[-1]).days
        stays = 1.0
        for length in sorted(
            {length for length, ended in pauses if ended and silence < length <= silence + 90}
        ):
            at_risk = sum(1 for other, _ in pauses if other >= length)
            stays *= 1 - sum(1 for other, ended in pauses if ended and other == length) / at_risk
        assert row["return_rate"] == pytest.approx(1 - stays)
        assert 0 <= row["return_rate"] <= 1


@LAW
@given(clients_lines, st.integers(2, 50))
def test_money_scales_and_dates_do_not(sold: list[Line], factor: int) -> None:
    larger = [
        one._replace(cents=one.cents * factor, cost_cents=(one.cost_cents or 0) * factor) for one in sold
    ]

    one, many = orders(sold), orders(larger)
    assert one.orders["expected_on"].equals(many.orders["expected_on"])
    assert many.orders["expected_net_sales"].to_numpy() == pytest.approx(
        one.orders["expected_net_sales"] * factor
    )
    assert sales(larger).total == pytest.approx(sales(sold).total * factor, nan_ok=True)
    first, second = win_back(sold).clients, win_back(larger).clients
    assert second["expected_value"].to_numpy() == pytest.approx(first["expected_value"] * factor)


bought = st.dictionaries(
    st.integers(1, 14),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(-5, 60), max_size=6),
    min_size=1,
)


@LAW
@given(bought, st.data())
def test_white_space_is_found_client_by_client(
    bought: dict[int, dict[str, float]], data: st.DataObject
) -> None:
    cells = {key: data.draw(st.sampled_from(["AX", "AY", "CZ"])) for key in bought}
    lost = data.draw(st.sets(st.sampled_from(sorted(bought))))
    sizes = {key: float(sum(own.values())) for key, own in bought.items()}
    clients = pd.DataFrame(
        {
            "client_key": list(bought),
            "abc_class": [cells[key][0] for key in bought],
            "cell": list(cells.values()),
            "net_sales": list(sizes.values()),
        }
    )
    settings = WhiteSpaceSettings(min_peer_count=3)

    result = measure_white_space(
        items(bought), clients, lost_keys=pd.Series(sorted(lost), dtype="int64"), level="product", months=12,
        settings=settings,
    )  # fmt: skip

    expected = {}
    for key, own in bought.items():
        peers = [other for other in bought if other != key and cells[other] == cells[key]]
        if len(peers) < 3:
            peers = [other for other in bought if other != key and cells[other][0] == cells[key][0]]
        if len(peers) < 3 or key in lost or sizes[key] <= 0:
            continue
        for item in "abcdef":
            who = [other for other in peers if bought[other].get(item, 0) > 0]
            size = statistics.median(sizes[other] for other in who) if who else 0
            if own.get(item, 0) > 0 or len(who) < 2 or size <= 0:
                continue
            median = statistics.median(bought[other][item] for other in who)
            expected[key, item] = len(who) / len(peers) * median * min(sizes[key] / size, 3)
    found = {(row.client_key, row.item): row.expected_value for row in result.spaces.itertuples()}
    assert found == pytest.approx(expected)
    assert result.items["expected_total"].sum() == pytest.approx(sum(expected.values()))
