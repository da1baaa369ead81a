from __future__ import annotations

import numpy as np
import pandas as pd

from kamlogic.analysis.product_mix import ITEM_CHANGES, compare_items


def items(**money: float) -> pd.DataFrame:
    frame = pd.DataFrame({"item": list(money), "net_sales": list(money.values())})
    return frame.astype({"item": "str", "net_sales": "float64"}).astype({"item": "category"})


def test_the_whole_mix_against_the_window_before(assert_is) -> None:
    found = compare_items(items(tea=60, cake=40, rum=-10), items(tea=30, jam=20, rum=0))

    expected = pd.DataFrame(
        {
            "item": pd.Series(["tea", "cake", "jam", "rum"], dtype="str"),
            "net_sales": [60.0, 40, 0, -10],
            "share": [0.6, 0.4, np.nan, np.nan],
            "net_sales_before": [30.0, 0, 20, 0],
            "change": [30.0, 40, -20, -10],
            "change_share": [1, np.nan, -1, np.nan],
        }
    )
    assert_is(found, ITEM_CHANGES)
    pd.testing.assert_frame_equal(found, expected)


def test_without_an_earlier_window_there_is_no_change() -> None:
    found = compare_items(items(tea=60), None)

    assert found["share"].tolist() == [1]
    assert found[["net_sales_before", "change", "change_share"]].isna().all(axis=None)


def test_nothing_bought_in_either_window() -> None:
    assert compare_items(items(), items()).empty
