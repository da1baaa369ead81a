"""Laws of the workbook of entries: out and in again loses nothing, and a second time changes nothing."""

from __future__ import annotations

from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlogic.entries.entry import EARLIEST, LATEST
from kamlogic.entries.kinds import KINDS
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.entries.relationship import Task
from kamlogic.entries.sheet_layout import exchanged_kinds
from kamlogic.intake.entry_workbook import sheets_of
from kamlogic.intake.workbook_file import WorkbookRequest, read_workbook
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.entries import find_entries
from kamlogic.services.entries_exchange import compare_workbook, export_entries, write_plan
from kamlogic.services.exchange_rows import raw_workbook
from kamlogic.store.clients import assign_client_keys
from kamlogic.store.database import open_store
from kamlogic.store.datasets import create_dataset
from kamlogic.store.entries import add_entries
from kamlogic.store.location import database_url

CLIENTS = pd.DataFrame(
    {"client_code": ["C1", "C2", "A · B", "A", None], "client_name": ["Acme", "Acme", "C", "B · C", "Nameless; Ltd"]}
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(
        ["=1+1", "+62 812", "-5", "@sum", "12 Sari", "Sari", "1e5", "007", "2026-03-31", "yes", "_x0041_"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=20),
)
SEVERAL = st.lists(st.integers(0, 4), max_size=3)
EXAMPLES = settings(deadline=None, derandomize=True, max_examples=25)
_numbers = count()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    home = tmp_path_factory.mktemp("exchange")
    opened = open_store(home, database_url({}, home))
    yield opened
    opened.close()


def _dataset(store) -> tuple[int, list[int]]:
    with store.writing() as session:
        dataset = create_dataset(session, LOCAL_LEADER, name=f"Data set {next(_numbers)}")
        return dataset.id, list(assign_client_keys(session, dataset.id, CLIENTS))


def _value(data, shape, keys, known, owner):
    """Any value of a field, or what it holds at first."""
    people = [one for one, of in known.get(shape.of_kind, []) if shape.of_kind != "contact" or of == owner]
    kinds = {
        "line": TEXTS, "person": TEXTS, "text": TEXTS, "choice": st.sampled_from([*shape.options, ""]),
        "choices": st.lists(st.sampled_from(list(shape.options) or [""]), unique=True),
        "day": st.none() | st.dates(EARLIEST, LATEST), "count": st.none() | st.integers(1, 5),
        "number": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "money": st.none() | st.decimals(0, 10**13, places=4), "flag": st.booleans(),
        "client": st.sampled_from(keys), "clients": SEVERAL.map(lambda places: tuple(keys[one] for one in places)),
        "entry": st.sampled_from([*people, None]), "entries": st.lists(st.sampled_from([*people, None]), max_size=2).map(
            lambda some: tuple(one for one in some if one)
        ),
        "object": st.dictionaries(TEXTS, st.integers(1, 5), max_size=2),
    }  # fmt: skip
    return data.draw(kinds[shape.kind])


def _fill(data, store, dataset_id, keys):
    """A few entries of any kinds, each after those that it names."""
    known, taken = {}, set()
    for kind in sorted(data.draw(st.lists(st.sampled_from([one.kind for one in exchanged_kinds()]), max_size=9)),
                       key=list(KINDS).index):  # fmt: skip
        entry_type, values = KINDS[kind], {}
        if entry_type is Task:
            values["subject"] = data.draw(
                st.sampled_from(["", *(one for one in known if one in Task.shape("subject").options)])
            )
        for shape in entry_type.shapes():
            owner = (values.get("client_key"), values.get("prospect_id"))
            if shape.name == "subject_id" and values["subject"]:
                values["subject_id"] = known[values["subject"]][0][0]
            elif shape.name not in values:
                values[shape.name] = _value(data, shape, keys, known, owner)
        try:
            entry = entry_type.read(values)
        except InvalidEntryError:
            continue
        unique = (kind, *(getattr(entry, name) for name in entry.unique_by))
        if entry.unique_by and unique in taken:
            continue
        taken.add(unique)
        with store.writing() as session:
            saved = add_entries(session, LOCAL_LEADER, dataset_id=dataset_id, entries=[entry])[0]
        known.setdefault(kind, []).append((saved.id, (entry.client, getattr(entry, "prospect_id", None))))


def _plan(store, dataset_id, file: bytes):
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "book.xlsx").write_bytes(file)
        answer = read_workbook(WorkbookRequest(folder / "book.xlsx", "xlsx", folder), lambda _share: None)
        sheets = list(sheets_of(answer, folder, "book.xlsx", lambda _sheet: False))
    return compare_workbook(LOCAL_LEADER, store, dataset_id=dataset_id, workbook=raw_workbook(sheets))


def _entries(store, dataset_id):
    return {
        one.kind: find_entries(LOCAL_LEADER, store, one, dataset_id=dataset_id) for one in exchanged_kinds()
    }


@EXAMPLES
@given(data=st.data())
def test_what_goes_out_comes_in_unchanged(store, data):
    dataset_id, keys = _dataset(store)
    _fill(data, store, dataset_id, keys)

    plan = _plan(store, dataset_id, export_entries(LOCAL_LEADER, store, dataset_id=dataset_id))

    assert [(row.status, row.problems, row.conflicts) for row in plan.rows if row.status != "unchanged"] == []
    assert len(plan.rows) == sum(map(len, _entries(store, dataset_id).values()))


@EXAMPLES
@given(data=st.data())
def test_an_empty_data_set_gets_equal_entries_and_a_second_import_changes_nothing(store, data):
    first, keys = _dataset(store)
    other, other_keys = _dataset(store)
    _fill(data, store, first, keys)
    file = export_entries(LOCAL_LEADER, store, dataset_id=first)

    plan = _plan(store, other, file)
    assert [row.problems for row in plan.of_status("refused")] == []
    write_plan(LOCAL_LEADER, store, plan)

    given_entries, got = _entries(store, first), _entries(store, other)
    clients = dict(zip(keys, other_keys, strict=True))
    numbers = {
        kind: {one.id: two.id for one, two in zip(given_entries[kind], got[kind], strict=True)}
        for kind in got
    }
    for kind, entries in given_entries.items():
        assert [_moved(one.entry, clients, numbers) for one in entries] == [one.entry for one in got[kind]]
    assert {row.status for row in _plan(store, other, file).rows} <= {"unchanged"}


def _moved(entry, clients, numbers):
    """The entry with the clients and numbers of the other data set."""
    values = {}
    for shape in entry.shapes():
        held = getattr(entry, shape.name)
        of_kind = entry.subject if shape.name == "subject_id" and isinstance(entry, Task) else shape.of_kind
        names = clients if shape.kind in {"client", "clients"} else numbers.get(of_kind)
        if names and held:
            values[shape.name] = tuple(names[one] for one in held) if isinstance(held, tuple) else names[held]
    return entry.with_values(**values)


def test_the_last_day_and_the_first_are_kept(store):
    dataset_id, keys = _dataset(store)
    days = [EARLIEST, date(1900, 2, 28), date(1900, 3, 1), LATEST]
    with store.writing() as session:
        add_entries(
            session, LOCAL_LEADER, dataset_id=dataset_id,
            entries=[KINDS["goal"].read({"client_key": keys[0], "goal": "g", "measure": "m", "due": day}) for day in days],
        )  # fmt: skip

    plan = _plan(store, dataset_id, export_entries(LOCAL_LEADER, store, dataset_id=dataset_id))

    assert [row.status for row in plan.rows] == ["unchanged"] * 4
