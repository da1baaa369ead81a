"""Laws of entered ownership: a day has one owner at most, and what is undone never was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlogic.entries.people import Ownership
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.ownership import NOBODY, OWNERSHIP, list_handovers, owners_on
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import own_dataset
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.handing_over import hand_over
from kamlogic.services.handover_undo import undo_handover
from kamlogic.store.clients import assign_client_keys
from kamlogic.store.database import Store, open_store
from kamlogic.store.entry_columns import read_columns
from kamlogic.store.location import database_url
from tests.property.strategies import LAW

FIRST = date(2025, 1, 1)
SPAN = 30
names = st.sampled_from(["Ani", "Budi", "Sari"])
days = st.integers(0, SPAN)
clients = st.integers(0, 2)
times = st.tuples(clients, names, days, st.none() | st.integers(0, 8))
handovers = st.tuples(st.sets(clients, min_size=1), names, days)
steps = st.lists(times | handovers, min_size=1, max_size=8)
Step = tuple[int, str, int, int | None] | tuple[set[int], str, int]
# Every example writes to a real database, so that there are fewer of them.
STORED = settings(LAW, max_examples=15)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        opened = open_store(Path(folder), database_url({}, Path(folder)))
        yield opened
        opened.close()


def new_clients(store: Store, examples: list[int] = [0]) -> tuple[int, list[int]]:  # noqa: B006 - counts the examples
    """A data set of its own for each example, with three clients."""
    examples[0] += 1
    dataset = own_dataset(LOCAL_LEADER, store, name=f"Example {examples[0]}")
    names = pd.DataFrame({"client_code": ["C1", "C2", "C3"], "client_name": ["Acme", "Bravo", "Cargo"]})
    with store.writing() as session:
        return dataset.id, [int(key) for key in assign_client_keys(session, dataset.id, names)]


def take(store: Store, dataset_id: int, keys: list[int], step: Step) -> object:
    """Enter a time or hand clients over; what is refused changes nothing."""
    day = FIRST + timedelta(days=step[2])
    try:
        if isinstance(step[0], set):
            chosen = [keys[place] for place in sorted(step[0])]
            return hand_over(
                LOCAL_LEADER, store, dataset_id=dataset_id, client_keys=chosen, manager=step[1],
                from_date=day, note="",
            )  # fmt: skip
        last = None if step[3] is None else day + timedelta(days=step[3])
        entry = Ownership(client_key=keys[step[0]], manager=step[1], from_date=day, to_date=last)
        save_entry(LOCAL_LEADER, store, dataset_id=dataset_id, entry=entry)
    except InvalidEntryError:
        return None
    return None


def entered(store: Store, dataset_id: int) -> pd.DataFrame:
    """OWNERSHIP as it is in the store."""
    with store.reading() as session:
        found = read_columns(session, dataset_id, Ownership, OWNERSHIP.column_names)
    by_day = found.sort_values(["client_key", "from_date"], ignore_index=True)
    return by_day[OWNERSHIP.column_names].astype(OWNERSHIP.dtypes)


@STORED
@given(steps)
def test_no_day_of_a_client_has_two_owners(store: Store, taken: list[Step]) -> None:
    dataset_id, keys = new_clients(store)

    for step in taken:
        take(store, dataset_id, keys, step)

    spells = [one.entry for one in find_entries(LOCAL_LEADER, store, Ownership, dataset_id=dataset_id)]
    for key in keys:
        for number in range(SPAN + 10):
            day = FIRST + timedelta(days=number)
            owners = [
                one.manager
                for one in spells
                if one.client_key == key
                and one.from_date <= day
                and (one.to_date is None or day <= one.to_date)
            ]
            assert len(owners) <= 1


@STORED
@given(steps, handovers)
def test_a_handover_undone_leaves_what_was_entered_byte_for_byte(
    store: Store, taken: list[Step], last: Step
) -> None:
    dataset_id, keys = new_clients(store)
    for step in taken:
        take(store, dataset_id, keys, step)
    before = entered(store, dataset_id)

    written = take(store, dataset_id, keys, last)
    if written is None:  # refused: all or none
        pd.testing.assert_frame_equal(before, entered(store, dataset_id))
        return
    assert len(entered(store, dataset_id)) >= len(before)
    undo_handover(LOCAL_LEADER, store, written)  # type: ignore[arg-type]

    after = entered(store, dataset_id)
    assert before.to_csv() == after.to_csv()


spells = st.lists(st.tuples(clients, names, days, st.integers(0, 8)), max_size=10)


def without_overlaps(rows: list[tuple[int, str, int, int]]) -> pd.DataFrame:
    """OWNERSHIP of the times that begin after all earlier ones of their client ended."""
    kept, ends = [], dict.fromkeys(range(3), -1)
    for client, manager, first, length in sorted(rows, key=lambda row: (row[0], row[2])):
        if first > ends[client]:
            ends[client] = first + length
            start = pd.Timestamp(FIRST) + pd.Timedelta(days=first)
            kept.append((client + 1, manager, start, start + pd.Timedelta(days=length)))
    return pd.DataFrame(kept, columns=OWNERSHIP.column_names).astype(OWNERSHIP.dtypes)


@LAW
@given(spells, spells)
def test_the_owner_of_a_day_changes_only_where_a_handover_says_so(
    lines: list[tuple[int, str, int, int]], said: list[tuple[int, str, int, int]]
) -> None:
    derived, entered = without_overlaps(lines), without_overlaps(said)
    handed = list_handovers(derived, entered)
    found = {(row.client_key, row.from_date) for row in handed.itertuples()}

    for client in (1, 2, 3):
        every = pd.Series(pd.date_range(FIRST, periods=SPAN + 10))
        keys = pd.Series(client, index=every.index)
        owners = owners_on(keys, every, derived=derived, entered=entered).astype("str")
        before = owners.shift(fill_value=NOBODY)
        is_handed = (owners != before) & (owners != NOBODY) & (before != NOBODY)
        expected = {(client, day) for day in every[is_handed]}
        assert {one for one in found if one[0] == client} == expected
