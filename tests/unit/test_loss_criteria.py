from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from kamlogic.day_values import sort_purchases
from kamlogic.loss_criteria import (
    SILENCES,
    LossCriterion,
    criterion_text,
    pooled_percentiles,
    purchase_limits,
    silence_limits,
)
from kamlogic.periods import month_of
from kamlogic.purchases import Purchases
from kamlogic.tables import CLIENT_DAYS
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, Line, client_days

START = date(2024, 1, 1)


def bought(**offsets: list[int]) -> Purchases:
    """Purchases on so many days after the start, of clients named by their keys: k1=[0, 30]."""
    lines = [
        Line(int(name[1:]), START + timedelta(days=offset), 100)
        for name, days in offsets.items()
        for offset in days
    ]
    return sort_purchases(client_days(lines))


def on(offset: int) -> date:
    return START + timedelta(days=offset)


def limits(purchases: Purchases, day: date, **settings: object) -> list[float]:
    return silence_limits(purchases, LossCriterion(**settings), day)["limit_days"].tolist()  # type: ignore[arg-type]


def test_the_whole_table_of_a_fixed_hiatus() -> None:
    found = silence_limits(bought(k1=[0, 10], k2=[40], k3=[300]), LossCriterion(), on(100))

    expected = pd.DataFrame(
        {
            "client_key": [ACME, BRAVO],
            "last_purchase": pd.Series([on(10), on(40)], dtype="datetime64[us]"),
            "silence_days": [90, 60],
            "limit_days": [90.0, 90.0],
            "is_fallback": [False, False],
            "is_lost": [True, False],
        }
    )
    pd.testing.assert_frame_equal(found, expected)
    pd.testing.assert_series_equal(found.dtypes, SILENCES.empty().dtypes)


def test_a_multiple_of_the_own_median_needs_three_purchase_days_and_counts_no_week_shorter() -> None:
    found = silence_limits(
        bought(k1=[0, 10, 31], k2=[0, 1, 2, 3], k3=[0, 50]), LossCriterion(kind="own_median"), on(90)
    )

    assert found["limit_days"].tolist() == [46.5, 21.0, 90.0]
    assert found["is_fallback"].tolist() == [False, False, True]


def test_half_a_day_of_a_limit_is_reached_on_the_next_whole_day() -> None:
    purchases, rule = bought(k1=[0, 10, 31]), LossCriterion(kind="own_median")

    assert [silence_limits(purchases, rule, on(31 + days))["is_lost"].item() for days in (46, 47)] == [
        False,
        True,
    ]


def test_a_factor_leaves_no_dust_above_a_whole_day() -> None:
    purchases, rule = bought(k1=[0, 10, 20]), LossCriterion(kind="own_median", median_factor=1.1)

    assert silence_limits(purchases, rule, on(31))["is_lost"].item()


def test_longer_than_ever_before_is_one_day_more_than_the_longest_gap() -> None:
    found = silence_limits(
        bought(k1=[0, 10, 60], k2=[0, 10]), LossCriterion(kind="own_longest", hiatus_days=30), on(60)
    )

    assert found["limit_days"].tolist() == [51.0, 30.0]
    assert found["is_fallback"].tolist() == [False, True]
    rule = LossCriterion(kind="own_longest", min_purchase_days=2)
    assert limits(bought(k1=[0], k2=[0, 10]), on(60), **rule.model_dump()) == [90.0, 11.0]


def test_later_purchases_change_nothing() -> None:
    early, late = bought(k1=[0, 10, 20], k2=[5]), bought(k1=[0, 10, 20, 95], k2=[5, 50], k3=[70])
    for kind in ("fixed_hiatus", "own_median", "own_longest", "pooled_percentile"):
        rule = LossCriterion(kind=kind)

        pd.testing.assert_frame_equal(silence_limits(early, rule, on(30)), silence_limits(late, rule, on(30)))


@pytest.mark.parametrize("kind", ["fixed_hiatus", "own_median", "own_longest", "pooled_percentile"])
def test_limits_measured_once_answer_for_every_day(kind: str) -> None:
    purchases = bought(**{f"k{key}": list(range(key, 200, 3 + key)) for key in range(1, 8)})
    rule = LossCriterion(kind=kind)  # type: ignore[arg-type]
    held = purchase_limits(purchases, rule)

    for day in (0, 40, 130, 250):
        pd.testing.assert_frame_equal(
            silence_limits(purchases, rule, on(day), limits=held), silence_limits(purchases, rule, on(day))
        )


def test_a_percentile_is_known_from_30_closed_gaps_on_and_holds_from_the_next_month() -> None:
    weekly = {f"k{key}": list(range(0, 120, 7)) for key in range(1, 9)}
    known = pooled_percentiles(bought(**weekly), 0.8)

    assert known.index.tolist() == [month_of(START) + month for month in range(4)]
    assert known.tolist() == [7.0] * 4
    rule = LossCriterion(kind="pooled_percentile")
    found = purchase_limits(bought(**weekly), rule)
    assert found.days[:6].tolist() == [90.0] * 5 + [7.0]  # 0, 7, 14, 21 and 28 January; 4 February


def test_a_percentile_that_the_open_pauses_leave_unreached_falls_back() -> None:
    few_return = {f"k{key}": [0, 7] for key in range(1, 41)} | {f"k{key}": [0] for key in range(41, 141)}
    purchases = bought(**few_return, k200=[40])

    assert pooled_percentiles(purchases, 0.8).isna().all()
    assert pooled_percentiles(purchases, 0.2).tolist() == [7.0, 7.0]
    found = silence_limits(purchases, LossCriterion(kind="pooled_percentile"), on(40))
    assert found.iloc[-1][["limit_days", "is_fallback"]].tolist() == [90.0, True]


def test_without_purchases_there_is_no_silence() -> None:
    nobody = sort_purchases(CLIENT_DAYS.empty())

    for kind in ("fixed_hiatus", "own_median", "own_longest", "pooled_percentile"):
        found = silence_limits(nobody, LossCriterion(kind=kind), START)
        pd.testing.assert_frame_equal(found, SILENCES.empty())


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "lost after 90 days without a purchase"),
        ({"kind": "own_median"}, "lost after 3 times its own median gap (90 days with fewer than 3 purchase days)"),
        ({"kind": "own_longest"}, "lost when silent for longer than ever before (90 days with fewer than 3 purchase days)"),
        (
            {"kind": "pooled_percentile"},
            "lost after the time in which 80 % of all pauses end (90 days while that is not known)",
        ),
    ],
)  # fmt: skip
def test_every_criterion_in_words(settings: dict[str, str], words: str) -> None:
    assert criterion_text(LossCriterion(**settings)).replace("\u00a0", " ") == words  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "value"), [("hiatus_days", 6), ("kind", "guess"), ("gap_percentile", 1)])
def test_a_setting_out_of_bounds_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=name):
        LossCriterion(**{name: value})  # type: ignore[arg-type]


def test_cargo_is_not_forgotten_between_its_neighbours() -> None:
    found = silence_limits(bought(k1=[0], k3=[0, 20, 40], k4=[7]), LossCriterion(kind="own_median"), on(40))

    assert found.set_index("client_key").loc[CARGO, "limit_days"] == 60
