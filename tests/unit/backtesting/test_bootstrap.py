from __future__ import annotations

import numpy as np
import pytest

from kamlogic.backtesting import bootstrap
from kamlogic.backtesting.bootstrap import CaseCounts, interval
from kamlogic.backtesting.confusion import matthews


@pytest.fixture
def cases() -> CaseCounts:
    """Forty clients with up to three cases each, judged by two rules."""
    generator = np.random.default_rng(7)
    lost, kept = (
        generator.integers(0, 3, 40).astype("float64"),
        generator.integers(0, 2, 40).astype("float64"),
    )
    good = np.column_stack([lost, np.minimum(lost, 1)])
    bad = np.column_stack([kept * (np.arange(40) % 5 == 0), kept * (np.arange(40) % 2 == 0)])
    return CaseCounts(lost, kept, good, bad)


def test_a_resample_draws_whole_clients(cases):
    found = cases.resample(resamples=3, seed=5)

    cases, generator = cases.by_cases(), np.random.default_rng(5)
    for row in found:
        drawn = generator.integers(40, size=40)
        tp, fp = cases.flagged_lost[drawn].sum(axis=0), cases.flagged_kept[drawn].sum(axis=0)
        fn, tn = cases.lost[drawn].sum() - tp, cases.kept[drawn].sum() - fp
        assert row == pytest.approx(matthews(tp, fp, fn, tn))


def test_the_seed_decides_the_draws(cases):
    first, again, other = (cases.resample(resamples=20, seed=seed) for seed in (1, 1, 2))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_order_of_the_clients_changes_no_draw(cases):
    turned = CaseCounts(
        *(values[::-1] for values in (cases.lost, cases.kept, cases.flagged_lost, cases.flagged_kept))
    )

    assert np.array_equal(turned.resample(resamples=20, seed=1), cases.resample(resamples=20, seed=1))


def test_many_clients_are_drawn_in_parts_with_the_same_result(cases, monkeypatch):
    at_once = cases.resample(resamples=20, seed=1)

    monkeypatch.setattr(bootstrap, "CELLS_AT_ONCE", 40 * 3)

    assert np.array_equal(cases.resample(resamples=20, seed=1), at_once)


def test_the_interval_holds_the_middle_95_percent():
    assert interval(np.arange(101.0)) == (2.5, 97.5)
    assert interval(np.append(np.arange(101.0), np.nan)) == (2.5, 97.5)


def test_without_a_defined_value_there_is_no_interval():
    assert np.isnan(interval(np.array([np.nan]))).all()
