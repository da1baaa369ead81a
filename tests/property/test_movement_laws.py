"""Laws of two compared windows: the flow identity, retention and moves, METHOD § 8; each against a slow count."""

from __future__ import annotations

import math
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.abc_analysis import AbcSettings, classify_abc
from kamlogic.analysis.bridge import FLOWS, BridgeResult, measure_bridge
from kamlogic.analysis.client_totals import sum_clients
from kamlogic.analysis.movement import MovementResult, MovementSettings, compare_classes
from kamlogic.analysis.retention import RetentionResult, measure_retention
from kamlogic.periods import Window, month_end, month_of, month_start
from tests.property.strategies import AS_OF, LAW, later_lines, lines
from tests.unit.analysis.sales_rows import NOBODY, Line, client_periods

LAST = month_of(AS_OF)
lengths = st.integers(1, 6)
distances = st.sampled_from([0, 0, 3, 6])


def window(first: int, count: int) -> Window:
    return Window(month_start(first), month_end(first + count - 1), first, first + count - 1)


def windows(length: int, distance: int) -> tuple[Window, Window]:
    return window(LAST - 2 * length - distance + 1, length), window(LAST - length + 1, length)


def bridge(sold: list[Line], length: int, distance: int) -> BridgeResult:
    earlier, later = windows(length, distance)
    return measure_bridge(client_periods(sold), earlier=earlier, later=later, scale=2)


def retention(result: BridgeResult) -> RetentionResult:
    return measure_retention(
        start=result.start,
        **{name: abs(result.changes[name]) for name in FLOWS},
        start_count=result.start_count,
        kept_count=result.kept_count,
    )


def cents_in(sold: list[Line], chosen: Window, client_key: int) -> int:
    inside = [one for one in sold if chosen.start <= one.day <= chosen.end]
    return sum(one.cents for one in inside if one.client_key == client_key)


@LAW
@given(lines, lengths, distances)
def test_every_part_is_found_by_counting_cents(sold: list[Line], length: int, distance: int) -> None:
    earlier, later = windows(length, distance)
    expected: Counter[str] = Counter()
    for key in {one.client_key for one in sold} - {NOBODY}:
        before, after = cents_in(sold, earlier, key), cents_in(sold, later, key)
        known = any(one.client_key == key and one.cents > 0 and one.day <= earlier.end for one in sold)
        if before > 0 and after > 0:
            expected["grown" if after > before else "shrunk"] += after - before
        elif before > 0:
            expected["lost"] -= before
        elif after > 0:
            expected["returned" if known else "new"] += after
        expected["credits"] += min(after, 0) - min(before, 0)
    expected["unidentified"] = cents_in(sold, later, NOBODY) - cents_in(sold, earlier, NOBODY)

    found = bridge(sold, length, distance).changes

    assert {name: int(change * 100) for name, change in found.items()} == {
        name: expected[name] for name in found
    }


@LAW
@given(lines, lengths, distances)
def test_the_flow_identity_holds_to_the_last_cent(sold: list[Line], length: int, distance: int) -> None:
    earlier, later = windows(length, distance)

    result = bridge(sold, length, distance)

    assert result.start + sum(result.changes[name] for name in FLOWS) == result.end
    assert result.total_before + sum(result.changes.values()) == result.total_after
    totals = [
        Decimal(sum(one.cents for one in sold if chosen.start <= one.day <= chosen.end)) / 100
        for chosen in (earlier, later)
    ]
    assert [result.total_before, result.total_after] == totals
    assert all(result.changes[name] >= 0 for name in ("new", "returned", "grown"))
    assert all(result.changes[name] <= 0 for name in ("shrunk", "lost"))


@LAW
@given(lines, lengths, distances)
def test_the_clients_behind_the_parts_bring_the_parts(sold: list[Line], length: int, distance: int) -> None:
    result = bridge(sold, length, distance)

    for name in FLOWS:
        behind = result.behind(name)
        cents = np.rint(behind["part_change"] * 100).astype("int64").sum()
        assert cents == int(result.changes[name] * 100)
        assert len(behind) == result.parts.set_index("part")["client_count"][name]
    credit_cents = np.rint(result.clients["credit_change"] * 100).astype("int64").sum()
    assert credit_cents == int(result.changes["credits"] * 100)


@LAW
@given(lines, lengths, distances)
def test_gross_retention_is_at_most_one_and_at_most_net_retention(
    sold: list[Line], length: int, distance: int
) -> None:
    result = bridge(sold, length, distance)
    kept = retention(result)

    if not result.start:
        assert math.isnan(kept.gross_revenue_retention)
        assert math.isnan(kept.logo_churn)
        return
    assert 0 <= kept.gross_revenue_retention <= min(1, kept.net_revenue_retention)
    assert 0 <= kept.logo_churn <= 1
    start = Fraction(result.start)
    gross = Fraction(result.start + result.changes["lost"] + result.changes["shrunk"]) / start
    assert kept.gross_revenue_retention == float(gross)
    assert kept.gross_revenue_churn == float(1 - gross)
    losses = -result.changes["lost"] - result.changes["shrunk"]
    assert math.isnan(kept.quick_ratio) == (losses == 0)


@LAW
@given(lines, later_lines, lengths, st.integers(0, 2**16))
def test_later_rows_and_the_order_of_rows_change_nothing(
    sold: list[Line], later: list[Line], length: int, seed: int
) -> None:
    earlier, last = windows(length, 0)
    shuffled = client_periods([*sold, *later]).sample(frac=1, random_state=seed)

    found = measure_bridge(shuffled, earlier=earlier, later=last, scale=2)

    straight = bridge(sold, length, 0)
    pd.testing.assert_frame_equal(found.clients, straight.clients)
    assert found.changes == straight.changes


def movement(sold: list[Line], length: int) -> MovementResult:
    periods = client_periods(sold)
    classes = []
    for chosen in windows(length, 0):
        totals = sum_clients(periods, window=chosen).round(2)
        values = totals[["client_key", "net_sales"]].set_axis(["client_key", "value"], axis=1)
        abc = classify_abc(values, settings=AbcSettings()).clients.rename(columns={"abc_class": "class_name"})
        classes.append(abc.merge(totals[["client_key", "purchase_day_count"]], on="client_key"))
    keys = pd.Series(sorted({one.client_key for one in sold} - {NOBODY}), dtype="int64")
    return compare_classes(*classes, client_keys=keys, classes=("A", "B", "C"), settings=MovementSettings())


@LAW
@given(lines, lengths)
def test_every_client_is_in_one_cell_and_a_dash_means_no_purchase(sold: list[Line], length: int) -> None:
    earlier, later = windows(length, 0)

    result = movement(sold, length)

    keys = {one.client_key for one in sold} - {NOBODY}
    assert result.cells["client_count"].sum() == len(keys)
    for client in result.clients.itertuples():
        for name, chosen in ((client.class_before, earlier), (client.class_after, later)):
            bought = any(
                one.client_key == client.client_key
                and one.cents > 0
                and chosen.start <= one.day <= chosen.end
                for one in sold
            )
            assert (name != "-") == bought
    assert result.both_count == sum(map(result.count, ("up", "down", "same")))


@LAW
@given(lines, lengths)
def test_shares_of_an_earlier_class_sum_to_one(sold: list[Line], length: int) -> None:
    result = movement(sold, length)

    rows = result.cells.groupby("class_before")
    sums = rows["row_share"].sum(min_count=1)
    assert np.allclose(sums.dropna(), 1)
    assert (sums.notna() == (rows["client_count"].sum() > 0)).all()
    assert math.isnan(result.stability) == (result.both_count == 0)
    assert math.isnan(result.trace_index) or -1e-12 <= result.trace_index <= 1.5


@LAW
@given(lines, lengths)
def test_another_currency_moves_nobody(sold: list[Line], length: int) -> None:
    dearer = [one._replace(cents=one.cents * 8) for one in sold]

    pd.testing.assert_series_equal(
        movement(dearer, length).clients["move"], movement(sold, length).clients["move"]
    )
