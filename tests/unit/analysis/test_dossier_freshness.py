from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kamlogic.analysis.dossier_freshness import (
    DOSSIER_AGES,
    SECTION_AGES,
    SECTION_CHANGES,
    FreshnessSettings,
    measure_freshness,
)
from kamlogic.errors import MissingColumnsError

AS_OF = date(2026, 6, 30)
ACME, BRAVO = 1, 2


def changes(*rows: tuple[int, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=SECTION_CHANGES.column_names).astype(SECTION_CHANGES.dtypes)


def measure(*rows: tuple[int, str, str], **settings: int):
    return measure_freshness(changes(*rows), as_of=AS_OF, settings=FreshnessSettings(**settings))


def test_a_section_is_as_old_as_its_last_change(assert_is) -> None:
    found = measure((ACME, "general", "2026-01-01 08:00"), (ACME, "general", "2026-06-20 23:59"))

    assert found.sections["age_days"].tolist() == [10]
    assert found.sections["last_change"].tolist() == [pd.Timestamp("2026-06-20 23:59")]
    assert_is(found.sections, SECTION_AGES)
    assert_is(found.clients, DOSSIER_AGES)


@pytest.mark.parametrize(("day", "is_stale"), [("2026-01-01 23:00", True), ("2026-01-02 00:01", False)])
def test_a_section_is_stale_from_180_days_on(day: str, is_stale: bool) -> None:
    assert measure((ACME, "general", day)).sections["is_stale"].tolist() == [is_stale]


def test_one_stale_section_makes_the_dossier_stale() -> None:
    found = measure(
        (ACME, "general", "2026-06-29"), (ACME, "decision", "2025-06-29"), (BRAVO, "general", "2026-06-01")
    )

    assert found.clients["client_key"].tolist() == [ACME, BRAVO]
    assert found.clients["is_stale"].tolist() == [True, False]
    assert found.clients["last_change"].tolist() == [pd.Timestamp("2026-06-29"), pd.Timestamp("2026-06-01")]


def test_a_change_after_the_day_of_work_has_no_age() -> None:
    found = measure((ACME, "general", "2026-07-05"), stale_days=1)

    assert found.sections["age_days"].tolist() == [0]
    assert not found.clients["is_stale"].any()


def test_nothing_written_is_nothing_stale(assert_is) -> None:
    found = measure()

    assert found.sections.empty
    assert_is(found.sections, SECTION_AGES)
    assert_is(found.clients, DOSSIER_AGES)


def test_a_table_that_lacks_columns_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'section_changes' lacks changed_at"):
        measure_freshness(changes().drop(columns="changed_at"), as_of=AS_OF, settings=FreshnessSettings())
