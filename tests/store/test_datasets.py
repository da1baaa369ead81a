from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC

import pytest

from kamlogic.errors import ConflictError, StoreError, UnknownRecordError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.datasets import (
    create_dataset,
    find_dataset,
    find_sample,
    get_dataset,
    list_datasets,
    rename_dataset,
)
from kamlogic.store.locks import lock_dataset_names


def test_data_sets_are_found_by_id_name_and_sample(store, dataset):
    with store.writing() as session:
        sample = create_dataset(
            session, LOCAL_LEADER, name="Sample", sample_id="nusantara", description="Invented"
        )

    with store.reading() as session:
        assert list_datasets(session) == [dataset, sample]
        assert get_dataset(session, sample.id) == find_dataset(session, "Sample") == sample
        assert find_sample(session, "nusantara") == sample
        assert find_dataset(session, "Other") is None
        assert find_sample(session, "other") is None
    assert (dataset.kind, sample.kind, sample.description) == ("own", "sample", "Invented")
    assert (dataset.created_by, dataset.created_at.tzinfo, dataset.version_id) == ("local", UTC, 1)


def test_a_data_set_that_is_not_there_is_said_so(store):
    with store.reading() as session, pytest.raises(UnknownRecordError, match="no data set 7"):
        get_dataset(session, 7)
    with store.writing() as session, pytest.raises(UnknownRecordError, match="no data set 7"):
        rename_dataset(session, 7, name="New", version_id=1)


def test_a_name_is_given_once(store, dataset):
    with pytest.raises(ConflictError, match="Data set 'Own sales'"), store.writing() as session:
        create_dataset(session, LOCAL_LEADER, name=dataset.name)


def test_a_name_that_is_too_long_is_refused_and_nothing_is_kept(store):
    with pytest.raises(StoreError, match="at most 200"), store.writing() as session:
        create_dataset(session, LOCAL_LEADER, name="x" * 201)

    with store.reading() as session:
        assert list_datasets(session) == []


def test_a_name_of_any_script_is_kept_and_found_and_a_nul_is_not_part_of_it(store):
    name = "Ähre 📈 продажи 販売 \u202eאב"
    with store.writing() as session:
        created = create_dataset(session, LOCAL_LEADER, name=name + "\0", description="a\0b")

    with store.reading() as session:
        assert find_dataset(session, name).id == find_dataset(session, "\0" + name).id == created.id
        assert (find_dataset(session, name).name, find_dataset(session, name).description) == (name, "ab")


def test_names_that_differ_in_case_or_composition_are_different(store):
    names = ["Acme", "acme", "Ács", "A\u0301cs", "Acme "]
    with store.writing() as session:
        for name in names:
            create_dataset(session, LOCAL_LEADER, name=name)

    with store.reading() as session:
        assert [dataset.name for dataset in list_datasets(session)] == names


def test_many_people_who_look_for_a_name_and_add_it_find_one_data_set(store):
    def find_or_add(_person):
        with store.writing() as session:
            lock_dataset_names(session)
            return find_dataset(session, "Ours") or create_dataset(session, LOCAL_LEADER, name="Ours")

    with ThreadPoolExecutor(8) as people:
        assert len(set(people.map(find_or_add, range(16)))) == 1


def test_renaming_raises_the_version(store, dataset):
    with store.writing() as session:
        renamed = rename_dataset(session, dataset.id, name="Sales of 2026", version_id=dataset.version_id)

    assert (renamed.name, renamed.version_id) == ("Sales of 2026", 2)
