from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kamlogic.tables import Table


@pytest.fixture
def assert_is() -> Callable[[pd.DataFrame, Table], None]:
    """Fail unless a frame has the columns and dtypes that the table declares, in its order."""

    def _assert_is(frame: pd.DataFrame, table: Table) -> None:
        pd.testing.assert_series_equal(frame.dtypes, table.empty().dtypes)
        assert isinstance(frame.index, pd.RangeIndex)

    return _assert_is
