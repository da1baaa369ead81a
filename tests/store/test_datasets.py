from __future__ import annotations

from datetime import UTC

import pytest

from kamlogic.errors import ConflictError, UnknownRecordError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.datasets import (
    create_dataset,
    find_dataset,
    find_sample,
    get_dataset,
    list_datasets,
    rename_dataset,
)


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


def test_renaming_raises_the_version(store, dataset):
    with store.writing() as session:
        renamed = rename_dataset(session, dataset.id, name="Sales of 2026", version_id=dataset.version_id)

    assert (renamed.name, renamed.version_id) == ("Sales of 2026", 2)
