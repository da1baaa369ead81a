from __future__ import annotations

import math

import pytest

from kamlogic.formats import ago_text, days_text


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "0\u00a0days"), (1, "1\u00a0day"), (1.4, "1\u00a0day"), (2, "2\u00a0days"), (math.nan, "n/a")],
)
def test_a_length_of_time_is_in_the_right_number(days, text):
    assert days_text(days) == text


@pytest.mark.parametrize(
    ("days", "text"), [(0, "today"), (1, "1\u00a0day ago"), (62, "62\u00a0days ago"), (math.nan, "n/a")]
)
def test_how_long_ago_a_day_was_is_said_in_words(days, text):
    assert ago_text(days) == text
