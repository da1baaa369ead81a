from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kamlogic.day_values import sort_day_values
from kamlogic.errors import MissingColumnsError
from kamlogic.periods import month_of
from kamlogic.rhythm import RHYTHM_CLIENTS, Rhythm, measure_rhythm
from kamlogic.tables import CLIENT_DAYS
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, NOBODY, Line, client_days, line

AS_OF = date(2024, 6, 30)
HALF_YEAR = range(month_of(date(2024, 1, 1)), month_of(date(2024, 7, 1)))


def measured(*lines: Line) -> Rhythm:
    return measure_rhythm(sort_day_values(client_days(lines)), as_of=AS_OF, complete=HALF_YEAR)


def test_every_client_has_its_days_and_gaps() -> None:
    days = ("2024-01-01", "2024-01-31", "2024-03-01", "2024-05-30")
    rhythm = measured(
        *[line(ACME, day, 10) for day in days],
        line(BRAVO, "2024-06-20", 5),
        line(CARGO, "2024-06-20", -5),
        line(NOBODY, "2024-06-20", 5),
    )

    clients = rhythm.clients.set_index("client_key")
    pd.testing.assert_series_equal(rhythm.clients.dtypes, RHYTHM_CLIENTS.empty().dtypes)
    assert clients.index.tolist() == [ACME, BRAVO, CARGO]
    assert clients["purchase_day_count"].tolist() == [4, 1, 0]
    assert clients.loc[ACME, ["silence_days", "median_gap_days", "longest_gap_days"]].tolist() == [31, 30, 90]
    assert clients.loc[ACME, "gap_cv"] == pytest.approx(np.std([30, 30, 90]) / 50, abs=1e-12)
    assert np.isnan(clients.loc[BRAVO, "median_gap_days"])
    assert pd.isna(clients.loc[CARGO, "first_purchase"])


def test_the_order_of_the_rows_does_not_matter_and_the_frame_stays_as_it_is() -> None:
    days = client_days(
        [line(key, f"2024-{month:02d}-{key:02d}", month) for month in range(1, 7) for key in (1, 2)]
    )
    shuffled = days.sample(frac=1, random_state=1)
    before = shuffled.copy()

    found = measure_rhythm(sort_day_values(shuffled), as_of=AS_OF, complete=HALF_YEAR)

    pd.testing.assert_frame_equal(shuffled, before)
    pd.testing.assert_frame_equal(
        found.clients, measure_rhythm(sort_day_values(days), as_of=AS_OF, complete=HALF_YEAR).clients
    )


def test_the_typical_gap_counts_open_silences() -> None:
    rhythm = measured(
        *[line(ACME, day, 1) for day in ("2024-05-01", "2024-05-11", "2024-05-21", "2024-06-20")],
        line(BRAVO, "2024-01-01", 1),
    )

    assert rhythm.typical_gap_days(pd.Series([ACME])) == 10
    assert np.isnan(rhythm.typical_gap_days(pd.Series([BRAVO])))
    assert rhythm.longest_silence_days(pd.Series([ACME, BRAVO])) == 181
    assert rhythm.longest_silence_days(pd.Series([], dtype="int64")) == 0


def test_without_a_line_nobody_has_a_rhythm() -> None:
    rhythm = measure_rhythm(sort_day_values(CLIENT_DAYS.empty()), as_of=AS_OF, complete=HALF_YEAR)

    pd.testing.assert_series_equal(rhythm.clients.dtypes, RHYTHM_CLIENTS.empty().dtypes)
    assert rhythm.clients.empty
    assert len(rhythm.bucketed("week").period_count) == 0


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_days' lacks date"):
        measure_rhythm(
            sort_day_values(CLIENT_DAYS.empty().drop(columns="date")), as_of=AS_OF, complete=HALF_YEAR
        )
