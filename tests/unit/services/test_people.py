from __future__ import annotations

import pytest

from kamlogic.entries.people import Person
from kamlogic.entries.relationship import Task
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import own_dataset
from kamlogic.services.entries import find_entries, remove, save_entry
from kamlogic.services.people import as_known, known_names, sign_in


@pytest.fixture
def dataset_id(store):
    return own_dataset(LOCAL_LEADER, store, name="Own").id


@pytest.fixture
def save(store, dataset_id):
    def saved(entry):
        own = dataset_id if entry.of_dataset else None
        return save_entry(LOCAL_LEADER, store, dataset_id=own, entry=entry)

    return saved


def test_managers_people_and_names_in_entries_are_known_each_once(store, dataset_id, save):
    save(Person(name="Budi Santoso", manager="BUDI"))
    save(Person(name="rina"))
    save(Task(task="Call", owner="RINA"))
    save(Task(task="Write", owner="Wening"))
    save(Task(task="Nobody's"))

    known = known_names(LOCAL_LEADER, store, dataset_id=dataset_id, managers=["Budi", "Ani"])

    assert known == ["Ani", "Budi", "Budi Santoso", "rina", "Wening"]


def test_who_has_left_is_not_offered_and_neither_is_who_was_only_in_a_removed_entry(store, dataset_id, save):
    save(Person(name="Gone", has_left=True))
    save(Task(task="Old", owner="gone"))
    remove(LOCAL_LEADER, store, opened=save(Task(task="Removed", owner="Never there")))

    assert known_names(LOCAL_LEADER, store, dataset_id=dataset_id, managers=["Gone"]) == []


def test_names_of_another_data_set_are_not_offered(store, dataset_id, save):
    save(Task(task="Call", owner="Rina"))
    other = own_dataset(LOCAL_LEADER, store, name="Other").id

    assert known_names(LOCAL_LEADER, store, dataset_id=dataset_id) == ["Rina"]
    assert known_names(LOCAL_LEADER, store, dataset_id=other) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Rina", "Rina"),
        (" RINA  putri ", "Rina Putri"),
        ("ani", "ani"),
        ("ANI", "Ani"),
        ("Joko  Susilo", "Joko Susilo"),
        ("", ""),
    ],
)
def test_a_name_in_other_letters_or_blanks_is_the_known_one(typed, name):
    assert as_known(typed, ["Ani", "ani", "Rina Putri", "Rina"]) == name


def test_signing_in_other_letters_is_the_same_person(store):
    sign_in(LOCAL_LEADER, store, name="Budi Santoso", browser="")

    again = sign_in(LOCAL_LEADER, store, name="budi  santoso", browser="")

    assert again.name == "Budi Santoso"
    assert [one.entry.name for one in find_entries(LOCAL_LEADER, store, Person, dataset_id=None)] == [
        "Budi Santoso"
    ]
