"""Laws of the loss criteria, pauses and clients at risk, METHOD § 5 and § 8, against plain Python with fractions."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.at_risk import AtRiskSettings, find_at_risk
from kamlogic.analysis.losses import LossSettings, measure_losses
from kamlogic.day_values import sort_day_values, sort_purchases
from kamlogic.decline import DeclineSettings, decline
from kamlogic.loss_criteria import KINDS, LossCriterion, purchase_limits, silence_limits
from kamlogic.pauses import measure_lengths
from kamlogic.periods import choose_window, month_end, month_of
from kamlogic.survival import kaplan_meier, return_probability
from tests.property.strategies import (
    AS_OF,
    LAW,
    complete_up_to_as_of,
    later_lines,
    lines,
    span_up_to_as_of,
)
from tests.unit.analysis.sales_rows import NOBODY, Line, client_days, client_periods

kinds = st.sampled_from(list(KINDS))
factors = st.sampled_from([1.0, 1.5, 2.0, 3.0])
days = st.integers(0, 540).map(lambda offset: AS_OF - timedelta(days=offset))


def purchase_days(sold: list[Line], until: date = AS_OF) -> dict[int, list[date]]:
    found: dict[int, set[date]] = {}
    for one in sold:
        if one.client_key != NOBODY and one.cents > 0 and one.day <= until:
            found.setdefault(one.client_key, set()).add(one.day)
    return {key: sorted(bought) for key, bought in sorted(found.items())}


def gaps_of(bought: list[date]) -> list[int]:
    return [(later - earlier).days for earlier, later in pairwise(bought)]


def slow_survival(cases: list[tuple[int, bool]], day: int) -> Fraction:
    share = Fraction(1)
    for length in sorted({length for length, ended in cases if ended and length <= day}):
        at_risk = sum(other >= length for other, _ in cases)
        share *= 1 - Fraction(sum(other == length and ended for other, ended in cases), at_risk)
    return share


def slow_limit(criterion: LossCriterion, sold: list[Line], bought: list[date]) -> Fraction | None:
    """The limit after the last of these purchases; None where the criterion knows too little."""
    gaps = gaps_of(bought)
    if criterion.kind == "own_median" and len(bought) >= 3:
        middle = max(Fraction(median(map(Fraction, gaps))), Fraction(7))
        return Fraction(criterion.median_factor) * middle
    if criterion.kind == "own_longest" and len(bought) >= 3:
        return Fraction(max(gaps) + 1)
    if criterion.kind == "pooled_percentile":
        before = bought[-1].replace(day=1) - timedelta(days=1)
        known = purchase_days(sold, before)
        cases = [(gap, True) for found in known.values() for gap in gaps_of(found)]
        if len(cases) < 30:
            return None
        cases += [((before - found[-1]).days, False) for found in known.values()]
        ended = sorted({length for length, is_over in cases if is_over})
        # As the package rounds: a billionth of a per cent more than the rest is no more.
        rest = 1 - Fraction(criterion.gap_percentile).limit_denominator(1000) + Fraction(1, 10**12)
        return next((Fraction(day) for day in ended if slow_survival(cases, day) <= rest), None)
    return None


@LAW
@given(lines, kinds, factors, days)
def test_limits_are_those_of_counting_by_hand(sold: list[Line], kind: str, factor: float, day: date) -> None:
    criterion = LossCriterion(kind=kind, median_factor=factor)  # type: ignore[arg-type]
    expected = {}
    for key, bought in purchase_days(sold, day).items():
        limit = slow_limit(criterion, sold, bought)
        silence = (day - bought[-1]).days
        expected[key] = (silence, float(limit or 90), silence >= (limit or 90))

    found = silence_limits(sort_purchases(client_days(sold)), criterion, day)

    columns = ("client_key", "silence_days", "limit_days", "is_lost")
    rows = zip(*(found[name].tolist() for name in columns), strict=True)
    assert {key: (silence, limit, lost) for key, silence, limit, lost in rows} == expected


@LAW
@given(lines, kinds, days)
def test_a_limit_known_once_holds_for_every_day(sold: list[Line], kind: str, day: date) -> None:
    criterion = LossCriterion(kind=kind)  # type: ignore[arg-type]
    every = sort_purchases(client_days(sold))
    until = sort_purchases(client_days([one for one in sold if one.day <= day]))

    found = silence_limits(every, criterion, day, limits=purchase_limits(every, criterion))

    pd.testing.assert_frame_equal(found, silence_limits(until, criterion, day))


@LAW
@given(lines, kinds, days)
def test_the_losses_of_the_past_never_change(sold: list[Line], kind: str, day: date) -> None:
    settings = LossSettings(kind=kind)  # type: ignore[arg-type]
    early = [one for one in sold if one.day <= day]
    names = ["client_key", "last_purchase", "lost_on"]

    now = measure_losses(
        sort_day_values(client_days(sold)), as_of=AS_OF, span=span_up_to_as_of(sold), settings=settings
    ).events
    then = measure_losses(
        sort_day_values(client_days(early)), as_of=day, span=span_up_to_as_of(early), settings=settings
    ).events

    past = now.loc[now["lost_on"] <= pd.Timestamp(day), names].reset_index(drop=True)
    pd.testing.assert_frame_equal(past, then[names])


@LAW
@given(lines, kinds)
def test_standing_losses_are_the_clients_that_the_criterion_calls_lost(sold: list[Line], kind: str) -> None:
    settings = LossSettings(kind=kind)  # type: ignore[arg-type]
    result = measure_losses(
        sort_day_values(client_days(sold)), as_of=AS_OF, span=span_up_to_as_of(sold), settings=settings
    )

    silences = silence_limits(sort_purchases(client_days(sold)), settings, AS_OF).set_index("client_key")

    buyers = result.clients[result.clients["is_buyer"]].set_index("client_key")
    assert buyers["is_lost"].to_dict() == silences["is_lost"].to_dict()
    assert buyers["limit_days"].to_dict() == silences["limit_days"].to_dict()
    kept = ~buyers["is_lost"]
    assert result.months["stock"].iloc[-1] == kept.sum()


@LAW
@given(lines, st.integers(0, 200), st.integers(1, 120))
def test_the_chance_to_return_is_that_of_counting_by_hand(
    sold: list[Line], silence: int, horizon: int
) -> None:
    pauses = measure_lengths(sort_purchases(client_days(sold)), AS_OF)
    cases = list(zip(pauses.days.tolist(), pauses.is_closed.tolist(), strict=True))
    now = slow_survival(cases, silence)

    curve = kaplan_meier(pauses.days, pauses.is_closed)
    (found,) = return_probability(curve, np.array([silence]), horizon)

    if now == 0:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(float(1 - slow_survival(cases, silence + horizon) / now), abs=1e-9)
        assert 0 <= found <= 1


@LAW
@given(lines)
def test_a_fall_is_that_of_summing_by_hand(sold: list[Line]) -> None:
    months = complete_up_to_as_of(sold)
    sums: dict[tuple[int, int], int] = {}
    for one in sold:
        sums[one.client_key, month_of(one.day)] = sums.get((one.client_key, month_of(one.day)), 0) + one.cents
    bought = purchase_days(sold, month_end(months.stop - 1)) if len(months) else {}
    inside = {
        key: [month_of(day) for day in found if month_of(day) in months] for key, found in bought.items()
    }
    recent = range(months.stop - 3, months.stop)

    found = decline(client_periods(sold), months=months, settings=DeclineSettings())

    for client in found.to_dict("records"):
        key, active = client["client_key"], inside.get(client["client_key"], [])

        def total(first: int, stop: int, key: int = key) -> int:
            return sum(sums.get((key, month), 0) for month in range(first, stop) if month in months)

        base = Fraction(total(recent.start - 12, months.stop - 12))
        if base <= 0 or recent.start - 12 < months.start:
            begin = max(recent.start - 12, months.start, min(active, default=months.stop))
            lived = recent.start - begin
            everything = total(max(recent.start - 12, months.start), recent.start)
            base = Fraction(everything * 3, lived) if lived >= 6 else Fraction(0)
        buys = any(month in recent for month in active)
        falls = base > 0 and buys and Fraction(total(recent.start, months.stop)) / base < Fraction(1, 2)
        assert client["is_declining"] == falls


@LAW
@given(lines, later_lines)
def test_nobody_is_both_lost_and_at_risk_and_order_does_not_matter(
    sold: list[Line], later: list[Line]
) -> None:
    def find(rows: list[Line]) -> tuple[pd.DataFrame, pd.DataFrame]:
        span = span_up_to_as_of(rows)
        known = [one for one in rows if one.day <= AS_OF]
        result = find_at_risk(
            sort_day_values(client_days(known).sample(frac=1, random_state=1)),
            client_periods(known).sample(frac=1, random_state=2),
            as_of=AS_OF,
            complete=complete_up_to_as_of(rows),
            window=choose_window(span, AS_OF, "12m"),
            criterion=LossCriterion(),
            settings=AtRiskSettings(),
        )
        return result.clients, result.standings

    clients, standings = find(sold)

    for first, second in zip(find(sold + later), (clients, standings), strict=True):
        pd.testing.assert_frame_equal(first, second)
    at_risk = standings.loc[standings["standing"] == "at_risk", "client_key"]
    assert sorted(clients["client_key"]) == at_risk.tolist()
    assert (clients["silence_days"] < clients["limit_days"]).all()
    assert clients["value_at_risk"].dropna().is_monotonic_decreasing
    assert clients["return_share"].dropna().between(0, 1).all()
