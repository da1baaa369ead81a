from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kamlogic.analysis.client_life import LifeResult, measure_life
from kamlogic.day_values import sort_day_values
from kamlogic.errors import MissingColumnsError
from kamlogic.loss_criteria import LossCriterion
from kamlogic.tables import CLIENT_DAYS
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, DELTA, Line, client_days, line

AS_OF = date(2024, 6, 30)


def measure(*lines: Line, **criterion: object) -> LifeResult:
    return measure_life(
        sort_day_values(client_days(lines)), as_of=AS_OF, criterion=LossCriterion(**criterion)
    )  # type: ignore[arg-type]


def test_a_life_ends_with_the_first_loss_even_of_a_client_that_returned() -> None:
    result = measure(
        line(ACME, "2024-01-01", 1),
        line(ACME, "2024-06-01", 1),
        line(BRAVO, "2024-01-01", 1),
        line(BRAVO, "2024-02-01", 1),
        line(CARGO, "2024-05-01", 1),
        line(DELTA, "2024-05-01", -1),
    )

    assert (result.client_count, result.lost_count) == (3, 2)
    assert (result.from_days, result.longest_days) == (90, 121)
    assert result.curve["duration_days"].tolist() == [90, 121]
    assert result.curve["survival_share"].tolist() == pytest.approx([0.5, 0.0])


def test_the_curve_begins_with_the_shortest_limit_of_any_client() -> None:
    result = measure(
        *(line(ACME, f"2024-01-{day:02}", 1) for day in (1, 2, 3)),
        line(BRAVO, "2024-01-01", 1),
        kind="own_median",
    )

    assert result.from_days == 21
    assert result.curve["duration_days"].tolist() == [23, 90]


def test_nobody_lost_is_an_empty_curve_and_nobody_at_all_has_no_beginning() -> None:
    kept, nobody = measure(line(ACME, "2024-06-01", 1)), measure()

    assert (kept.lost_count, kept.from_days, kept.curve.empty) == (0, 90, True)
    assert (nobody.client_count, nobody.longest_days, nobody.curve.empty) == (0, 0, True)
    assert np.isnan(nobody.from_days)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(MissingColumnsError, match="date"):
        measure_life(
            sort_day_values(CLIENT_DAYS.empty().drop(columns="date")), as_of=AS_OF, criterion=LossCriterion()
        )
