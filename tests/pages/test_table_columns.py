"""How wide a long text may be, and how tall its rows."""

from __future__ import annotations

import pandas as pd
import pytest

from app.table_columns import TWO_LINES, WIDEST, column_config, row_height
from kamlogic.tables import Column

REMARK = Column("why", "str", "Why", "The reason.", "remark")
PLAIN = Column("why", "str", "Why", "The reason.")


@pytest.mark.parametrize(("letters", "height"), [(0, None), (48, None), (49, TWO_LINES), (400, TWO_LINES)])
def test_rows_have_two_lines_where_a_remark_is_too_long_for_one(letters, height):
    frame = pd.DataFrame({"why": ["", "x" * letters]})

    assert row_height(frame, [REMARK]) == height
    assert row_height(frame, [PLAIN]) is None


def test_an_empty_table_has_plain_rows():
    assert row_height(pd.DataFrame({"why": []}), [REMARK]) is None


def test_a_remark_is_as_wide_as_half_of_a_long_text_up_to_a_limit():
    widths = [
        column_config(REMARK, 2, pd.Series(["x" * letters, "x"], dtype="str"))["width"]
        for letters in (10, 48, 60, 400)
    ]

    assert widths == [84, 312, 240, WIDEST]
