from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from kamlogic.survival import (
    SURVIVAL,
    duration_percentile,
    kaplan_meier,
    median_duration,
    return_probability,
    survival_at,
)


def curve(durations: list[int], is_event: list[bool]) -> pd.DataFrame:
    return kaplan_meier(np.array(durations, dtype="int64"), np.array(is_event, dtype=bool))


def test_the_curve_of_four_cases_one_still_open() -> None:
    found = curve([5, 3, 5, 4], [True, True, False, True])

    expected = pd.DataFrame(
        {
            "duration_days": [3, 4, 5],
            "at_risk_count": [4, 3, 2],
            "event_count": [1, 1, 1],
            "survival_share": [0.75, 0.5, 0.25],
            "standard_error": [
                0.75 * math.sqrt(1 / 12),
                0.5 * math.sqrt(1 / 12 + 1 / 6),
                0.25 * math.sqrt(1 / 12 + 1 / 6 + 1 / 2),
            ],
        }
    )
    pd.testing.assert_frame_equal(found, expected)
    assert found.dtypes.to_dict() == SURVIVAL.empty().dtypes.to_dict()


def test_an_open_case_counts_at_its_own_duration() -> None:
    assert curve([3, 3], [True, False])["survival_share"].tolist() == [0.5]


@pytest.mark.parametrize("durations", [[], [4, 9]])
def test_without_an_event_the_curve_is_empty(durations: list[int]) -> None:
    found = curve(durations, [False] * len(durations))

    pd.testing.assert_frame_equal(found, SURVIVAL.empty())
    assert np.isnan(median_duration(found))


def test_the_median_is_the_first_duration_that_half_do_not_outlast() -> None:
    assert median_duration(curve([3, 4, 5, 6], [True] * 4)) == 4


def test_a_median_that_more_than_half_outlast_is_not_reached() -> None:
    assert np.isnan(median_duration(curve([3, 9, 9], [True, False, False])))


def test_everything_that_ends_leaves_nobody_and_no_standard_error() -> None:
    found = curve([2, 2, 2], [True] * 3)

    assert found["survival_share"].tolist() == [0.0]
    assert np.isnan(found["standard_error"]).all()


def test_a_percentile_is_the_first_duration_by_which_so_many_ended() -> None:
    found = curve([1, 2, 3, 4, 5], [True] * 5)

    assert [duration_percentile(found, share) for share in (0.2, 0.21, 0.8)] == [1, 2, 4]


def test_the_share_that_lasts_longer_is_a_step_from_one_down_to_the_last_event() -> None:
    found = survival_at(curve([2, 4, 9], [True, True, False]), np.array([0, 1.9, 2, 3, 4, 99, np.nan]))

    assert found[:-1].tolist() == pytest.approx([1, 1, 2 / 3, 2 / 3, 1 / 3, 1 / 3])
    assert np.isnan(found[-1])


def test_the_chance_to_return_is_the_share_of_pauses_as_long_that_end_in_time() -> None:
    pauses = curve([10, 20, 40, 80], [True, True, True, True])

    found = return_probability(pauses, np.array([0, 15, 15, 80, np.nan]), 30)

    assert found[:3].tolist() == pytest.approx([0.5, 2 / 3, 2 / 3])
    assert np.isnan(found[3:]).all()


def test_without_an_event_nothing_says_that_anybody_returns() -> None:
    assert return_probability(curve([5, 9], [False, False]), np.array([3.0]), 30).tolist() == [0.0]


def test_the_chance_of_a_return_is_the_share_of_longer_pauses_that_end_in_time() -> None:
    found = return_probability(curve([5, 3, 5, 4], [True, True, False, True]), np.array([0, 3, 4, 5]), 1)

    # S: 1 until 3, then 0.75, from 4 on 0.5, from 5 on 0.25.
    assert found.tolist() == pytest.approx([0.0, 1 / 3, 0.5, 0.0])


def test_nothing_can_be_said_of_a_silence_that_every_pause_ended_before() -> None:
    found = return_probability(curve([3, 3], [True, True]), np.array([2.0, 3.0, np.nan]), 1)

    assert found[0] == 1
    assert np.isnan(found[1:]).all()


def test_without_a_return_nobody_ever_returns() -> None:
    assert return_probability(curve([3, 5], [False, False]), np.array([3]), 90).tolist() == [0.0]
