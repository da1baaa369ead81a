from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.errors import MissingColumnsError
from kamlogic.ownership import (
    HANDOVERS,
    MANAGER_STARTS,
    NOBODY,
    OWNERSHIP,
    list_handovers,
    own_from_lines,
    owners_on,
)

ACME, BRAVO, CARGO = 1, 2, 3


def starts(*rows: tuple[int, str, str]) -> pd.DataFrame:
    dtypes = {column.name: column.dtype for column in MANAGER_STARTS.columns}
    return pd.DataFrame(rows, columns=MANAGER_STARTS.column_names).astype(dtypes)


def entries(*rows: tuple[int, str, str, str | None]) -> pd.DataFrame:
    dtypes = {column.name: column.dtype for column in OWNERSHIP.columns}
    return pd.DataFrame(rows, columns=OWNERSHIP.column_names).astype(dtypes)


DERIVED = own_from_lines(
    starts((BRAVO, "2024-02-01", "Budi"), (ACME, "2024-03-10", "Sari"), (ACME, "2024-01-05", "Ani"))
)


def owners(*asked: tuple[int, str], entered: pd.DataFrame | None = None) -> list[str]:
    keys = pd.Series([key for key, _ in asked], dtype="int64")
    days = pd.Series([day for _, day in asked], dtype="datetime64[us]")
    return owners_on(keys, days, derived=DERIVED, entered=entered).tolist()


def test_a_manager_owns_the_client_until_the_day_before_the_next_ones_first_line() -> None:
    pd.testing.assert_frame_equal(
        DERIVED,
        entries(
            (ACME, "Ani", "2024-01-05", "2024-03-09"),
            (ACME, "Sari", "2024-03-10", None),
            (BRAVO, "Budi", "2024-02-01", None),
        ),
    )


def test_nobody_owns_a_client_before_its_first_line_or_without_any() -> None:
    asked = [
        (ACME, "2024-01-04"),
        (ACME, "2024-01-05"),
        (BRAVO, "2024-01-31"),
        (CARGO, "2024-05-01"),
        (0, "2024-05-01"),
    ]

    assert owners(*asked) == [NOBODY, "Ani", NOBODY, NOBODY, NOBODY]


def test_the_owner_changes_on_the_day_of_the_first_line_of_the_next() -> None:
    assert owners((ACME, "2024-03-09"), (ACME, "2024-03-10"), (ACME, "9999-12-31")) == ["Ani", "Sari", "Sari"]


def test_one_day_can_be_asked_for_all_clients() -> None:
    found = owners_on(pd.Series([BRAVO, ACME]), pd.Timestamp("2024-02-01"), derived=DERIVED)

    assert found.tolist() == ["Budi", "Ani"]


def test_an_entry_wins_on_the_days_it_covers_and_only_there() -> None:
    entered = entries((ACME, "Dewi", "2024-02-01", "2024-02-29"), (CARGO, "Eko", "2024-01-01", None))
    asked = [(ACME, day) for day in ("2024-01-31", "2024-02-01", "2024-02-29", "2024-03-01")]

    assert owners(*asked, entered=entered) == ["Ani", "Dewi", "Dewi", "Ani"]
    assert owners((CARGO, "2025-01-01"), (BRAVO, "2025-01-01"), entered=entered) == ["Eko", "Budi"]


def test_of_entries_that_overlap_the_one_that_began_later_counts() -> None:
    entered = entries((ACME, "Dewi", "2024-01-01", None), (ACME, "Eko", "2024-02-01", None))

    assert owners((ACME, "2024-01-15"), (ACME, "2024-02-15"), entered=entered) == ["Dewi", "Eko"]


def test_an_empty_table_of_entries_changes_nothing() -> None:
    assert owners((ACME, "2024-03-10"), entered=OWNERSHIP.empty()) == ["Sari"]


def test_without_any_line_nobody_owns_anything() -> None:
    found = owners_on(pd.Series([ACME]), pd.Timestamp("2024-01-01"), derived=OWNERSHIP.empty())

    assert found.tolist() == [NOBODY]


def test_a_handover_names_both_managers_and_a_first_manager_is_none() -> None:
    found = list_handovers(DERIVED)

    assert found.to_dict("records") == [
        {
            "client_key": ACME,
            "from_date": pd.Timestamp("2024-03-10"),
            "previous_manager": "Ani",
            "manager": "Sari",
        }
    ]
    pd.testing.assert_series_equal(found.dtypes, HANDOVERS.empty().dtypes)


def test_a_table_that_lacks_columns_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'manager_starts' lacks manager"):
        own_from_lines(MANAGER_STARTS.empty().drop(columns="manager"))
    with pytest.raises(MissingColumnsError, match="'ownership' lacks to_date"):
        owners_on(pd.Series([ACME]), pd.Timestamp("2024-01-01"), derived=DERIVED.drop(columns="to_date"))


def test_entries_hand_over_where_they_begin_and_where_they_end() -> None:
    entered = entries((ACME, "Dewi", "2024-02-01", "2024-02-29"), (BRAVO, "Eko", "2024-04-01", None))

    found = list_handovers(DERIVED, entered)

    assert [(row.client_key, str(row.from_date.date()), row.previous_manager, row.manager) for row in found.itertuples()] == [
        (BRAVO, "2024-04-01", "Budi", "Eko"),
        (ACME, "2024-03-10", "Ani", "Sari"),
        (ACME, "2024-03-01", "Dewi", "Ani"),
        (ACME, "2024-02-01", "Ani", "Dewi"),
    ]  # fmt: skip


def test_lines_of_another_manager_hand_nothing_over_while_an_entry_holds() -> None:
    entered = entries((ACME, "Dewi", "2024-02-01", None))

    assert list_handovers(DERIVED, entered)["manager"].tolist() == ["Dewi"]


def test_nothing_owned_hands_nothing_over() -> None:
    pd.testing.assert_frame_equal(list_handovers(OWNERSHIP.empty(), OWNERSHIP.empty()), HANDOVERS.empty())
