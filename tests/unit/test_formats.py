from __future__ import annotations

import math

import pytest

from kamlogic.formats import days_text


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "0\u00a0days"), (1, "1\u00a0day"), (1.4, "1\u00a0day"), (2, "2\u00a0days"), (math.nan, "n/a")],
)
def test_a_length_of_time_is_in_the_right_number(days, text):
    assert days_text(days) == text
