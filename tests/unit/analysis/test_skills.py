from __future__ import annotations

import pandas as pd

from kamlogic.analysis.skills import SKILL_LEVELS, measure_skills

NAN = float("nan")


def levels(*rows: tuple[str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["skill", "level", "required_level"])


def test_a_gap_is_what_is_missing_and_never_below_zero() -> None:
    found = measure_skills(levels(("product", 4, 3), ("selling", 1, 3), ("client_business", 3, 3)))

    assert found.skills["gap"].tolist() == [0, 2, 0]
    assert (found.met_count, found.known_count) == (2, 3)
    assert found.coverage_share == 2 / 3
    pd.testing.assert_series_equal(found.skills.dtypes, SKILL_LEVELS.empty().dtypes)


def test_a_skill_that_nobody_looked_at_is_not_a_gap() -> None:
    found = measure_skills(levels(("product", NAN, 3), ("selling", 2, NAN), ("client_business", 0, 1)))

    assert found.skills["gap"].isna().tolist() == [True, True, False]
    assert (found.met_count, found.known_count) == (0, 1)
    assert found.coverage_share == 0


def test_nothing_known_has_no_coverage() -> None:
    assert pd.isna(measure_skills(levels(("product", NAN, NAN))).coverage_share)
