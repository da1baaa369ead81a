from __future__ import annotations

import numpy as np
import pandas as pd

from kamlogic.distribution import DISTRIBUTION, measure_distribution


def test_clients_are_counted_by_step_and_the_last_step_is_open() -> None:
    values = pd.Series([0.05, 0.1, 0.3 - 1e-17, 0.1 + 0.2, 0.35, 7.0, np.nan])

    found = measure_distribution(values, start=0, width=0.1, step_count=5)

    pd.testing.assert_series_equal(found.dtypes, DISTRIBUTION.empty().dtypes)
    assert found["client_count"].tolist() == [1, 1, 0, 3, 1]
    assert found["start"].tolist() == [0.0, 0.1, 0.2, 0.1 * 3, 0.4]
    assert np.isnan(found["end"].iloc[-1])
    assert found["end"].iloc[0] == 0.1


def test_nobody_leaves_empty_steps() -> None:
    found = measure_distribution(pd.Series(dtype="float64"), start=1, width=0.5, step_count=3)

    assert found["client_count"].tolist() == [0, 0, 0]
