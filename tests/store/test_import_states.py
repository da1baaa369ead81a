from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from kamlogic.errors import UnknownRecordError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.import_events import append_event, list_events
from kamlogic.store.import_states import (
    EMPTY_DATASET_VERSION,
    dataset_version,
    imports_at,
    list_states,
)
from kamlogic.store.imports import add_import
from kamlogic.store.records import Replacement

FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))
MARCH = (date(2026, 3, 1), date(2026, 3, 31))
Do = Callable[..., int]


@pytest.fixture
def do(store, import_facts) -> Do:
    """Let something happen to the import of this name, which is made when it is new; gives its id."""
    ids: dict[str, int] = {}

    def _do(action: str, name: str, **replaced) -> int:
        with store.writing() as session:
            if name not in ids:
                facts = import_facts(
                    file_name=name,
                    content_sha256=name,
                    lines_sha256=name.ljust(64, "0"),
                    first_date=date(2026, 1, 1),
                    last_date=date(2026, 3, 31),
                )
                ids[name] = add_import(session, LOCAL_LEADER, facts).id
            rows = [
                Replacement(
                    replaced_import_id=ids[other],
                    first_date=period[0] if period else None,
                    last_date=period[1] if period else None,
                )
                for other, period in replaced.items()
            ]
            append_event(
                session,
                LOCAL_LEADER,
                dataset_id=1,
                action=action,
                import_id=ids[name],
                replacements=rows,
            )
        return ids[name]

    return _do


@pytest.fixture
def states(store, dataset):
    """Name → what of it counts, after an event or now."""

    def _states(sequence: int | None = None) -> dict[str, tuple[str, tuple[object, ...]]]:
        with store.reading() as session:
            found = list_states(session, dataset.id, sequence)
        return {state.record.file_name: (state.name, state.hidden) for state in found}

    return _states


def test_an_import_counts_until_it_is_withdrawn_and_from_when_it_is_restored(do: Do, states) -> None:
    do("add", "a")
    do("withdraw", "a")
    do("restore", "a")

    assert states(0) == {}
    assert [states(sequence)["a"][0] for sequence in (1, 2, 3)] == ["active", "withdrawn", "active"]
    assert states() == states(3)


def test_a_period_gives_way_while_the_newer_import_counts(do: Do, states) -> None:
    do("add", "a")
    do("replace", "b", a=MARCH)
    do("withdraw", "b")
    do("restore", "b")

    assert states(2)["a"] == ("partly_replaced", (MARCH,))
    assert states(3)["a"] == ("active", ())
    assert states(4) == states(2)


def test_periods_that_meet_are_one(do: Do, states) -> None:
    do("add", "a")
    do("replace", "b", a=MARCH)
    do("replace", "c", a=FEBRUARY)
    do("replace", "d", a=(date(2026, 2, 10), date(2026, 2, 12)))

    assert states()["a"] == ("partly_replaced", ((FEBRUARY[0], MARCH[1]),))


def test_an_import_whose_every_day_gives_way_is_replaced(do: Do, states) -> None:
    do("add", "a")
    do("replace", "b", a=(date(2026, 1, 1), date(2026, 12, 31)))

    assert states()["a"][0] == "replaced"


def test_an_import_that_is_replaced_wholly_replaces_nothing_any_more(do: Do, states) -> None:
    do("add", "a")
    do("replace", "b", a=MARCH)
    do("replace", "c", b=None)

    assert states() == {"a": ("active", ()), "b": ("replaced", ()), "c": ("active", ())}


def test_of_two_imports_that_name_each_other_the_one_added_later_counts(do: Do, states) -> None:
    do("add", "a")
    do("replace", "b", a=None)
    do("replace", "a", b=None)

    assert states() == {"a": ("active", ()), "b": ("replaced", ())}


def test_a_restored_import_keeps_its_place_below_those_that_replace_it(do: Do, states) -> None:
    do("add", "a")
    do("replace", "b", a=MARCH)
    do("withdraw", "a")
    do("restore", "a")

    assert states()["a"] == ("partly_replaced", (MARCH,))


def test_the_version_differs_whenever_the_lines_that_count_differ(do: Do, store, dataset) -> None:
    do("add", "a")
    do("add", "b")
    do("withdraw", "a")
    do("replace", "b")
    do("restore", "a")
    do("replace", "b", a=MARCH)
    do("replace", "b", a=FEBRUARY)
    do("replace", "b", a=None)

    with store.reading() as session:
        versions = [dataset_version(imports_at(session, dataset.id, sequence)) for sequence in range(9)]
    assert versions[0] == EMPTY_DATASET_VERSION
    assert versions[5] == versions[2]
    assert versions[8] == versions[4] == versions[3]
    assert len(set(versions)) == 6


def test_events_of_many_writers_have_every_place_once(do: Do, store, dataset) -> None:
    import_id = do("add", "a")

    def withdraw(_place: int) -> None:
        with store.writing() as session:
            append_event(session, LOCAL_LEADER, dataset_id=dataset.id, action="withdraw", import_id=import_id)

    with ThreadPoolExecutor(4) as people:
        list(people.map(withdraw, range(40)))

    with store.reading() as session:
        assert [event.sequence for event in list_events(session, dataset.id)] == list(range(1, 42))


def test_an_event_needs_its_data_set(store) -> None:
    with store.writing() as session, pytest.raises(UnknownRecordError, match="no data set 99"):
        append_event(session, LOCAL_LEADER, dataset_id=99, action="add", import_id=1)


@pytest.mark.parametrize("table", ["import_events", "import_replacements"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = 99", "DELETE FROM {}"])
def test_the_history_is_never_changed_or_removed(do: Do, store, states, table, statement) -> None:
    do("add", "a")
    do("replace", "b", a=MARCH)
    before = states()

    with pytest.raises(IntegrityError, match="never changed or removed"), store.writing() as session:
        session.execute(text(statement.format(table)))

    assert states() == before
