from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamlogic.errors import ConflictError, UnknownRecordError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store import clients
from kamlogic.store.clients import UNIDENTIFIED_KEY, assign_client_keys, load_clients
from kamlogic.store.datasets import create_dataset
from kamlogic.tables import CLIENTS


def _identities(*pairs):
    return pd.DataFrame(pairs, columns=["client_code", "client_name"])


@pytest.fixture
def assign(store, dataset):
    def assign_pairs(*pairs):
        with store.writing() as session:
            return assign_client_keys(session, dataset.id, _identities(*pairs)).tolist()

    return assign_pairs


@pytest.fixture
def listed(store, dataset):
    def list_clients():
        with store.reading() as session:
            return load_clients(session, dataset.id)

    return list_clients


def test_keys_rise_in_order_of_appearance_and_stay(assign, listed):
    pairs = [(None, "Beta"), ("C2", "Acme"), ("C1", "Acme"), ("C2", "Acme")]

    assert assign(*pairs) == [1, 2, 3, 2]
    assert assign(*reversed(pairs)) == [2, 3, 2, 1]
    pd.testing.assert_frame_equal(
        listed(),
        pd.DataFrame(
            {
                "client_key": [1, 2, 3],
                "client_code": ["Beta", "C2", "C1"],
                "client_name": ["Beta", "Acme", "Acme"],
            }
        ).astype({column.name: column.dtype for column in CLIENTS.columns}),
    )


def test_keys_stand_at_the_rows_of_the_identities(store, dataset):
    identities = _identities(("C1", "Acme"), (None, None), (np.nan, pd.NA)).set_index(pd.Index([7, 3, 5]))

    with store.writing() as session:
        keys = assign_client_keys(session, dataset.id, identities)

    pd.testing.assert_series_equal(
        keys, pd.Series([1, UNIDENTIFIED_KEY, UNIDENTIFIED_KEY], index=[7, 3, 5], name="client_key")
    )


def test_a_code_is_one_client_and_its_first_name_names_it(assign, listed):
    assert assign(("C1", None), ("C1", "Acme"), ("C1", "Acme Ltd")) == [1, 1, 1]
    assert assign(("C1", "Acme Incorporated")) == [1]
    assert listed()["client_name"].tolist() == ["Acme"]


def test_a_code_names_its_client_until_a_name_is_seen(assign, listed):
    assign(("C1", None), ("C2", None))
    assert listed()["client_name"].tolist() == ["C1", "C2"]

    assign(("C2", "Beta"))
    assert listed()["client_name"].tolist() == ["C1", "Beta"]


def test_a_name_without_a_code_means_the_one_client_of_that_name(assign):
    assert assign(("C1", "Acme")) == [1]
    assert assign((None, "Acme")) == [1]
    assert assign((None, "acme")) == [2]


def test_a_name_means_the_one_client_of_that_name_wherever_it_stands_in_the_file(assign):
    assert assign((None, "Acme"), ("C1", "Acme")) == [1, 1]


def test_a_name_that_two_clients_have_means_neither(assign):
    assert assign(("C1", "Acme"), ("C2", "Acme"), (None, "Acme")) == [1, 2, 3]
    assert assign((None, "Acme")) == [3]


def test_a_name_keeps_its_client_when_another_takes_the_name_later(assign):
    assert assign(("C1", "Acme"), (None, "Acme")) == [1, 1]
    assert assign(("C2", "Acme"), (None, "Acme")) == [2, 1]


def test_a_code_that_reads_like_a_name_is_not_that_name(assign):
    assert assign((None, "Acme"), ("Acme", None), ("Acme", "Beta")) == [1, 2, 2]


def test_data_sets_do_not_share_clients(store, assign):
    assign(("C1", "Acme"))
    with store.writing() as session:
        other = create_dataset(session, LOCAL_LEADER, name="Other")
        keys = assign_client_keys(session, other.id, _identities(("C1", "Acme"), (None, "Acme")))

    assert keys.tolist() == [2, 2]


def test_no_identities_and_no_clients_are_empty_tables(assign, listed):
    assert assign() == []
    assert assign((None, None)) == [0]
    pd.testing.assert_frame_equal(listed(), CLIENTS.empty())


def test_a_client_that_was_added_meanwhile_is_a_conflict(store, dataset, assign, monkeypatch):
    assign(("C1", "Acme"))
    monkeypatch.setattr(clients, "_known_aliases", lambda *_: {})

    with pytest.raises(ConflictError, match="The list of clients"), store.writing() as session:
        assign_client_keys(session, dataset.id, _identities(("C1", "Acme")))


def test_the_clients_of_imports_that_run_at_the_same_time_are_one(store, dataset):
    identities = _identities(*((f"C{number}", f"Client {number}") for number in range(200)))

    def assign_all(_importer):
        with store.writing() as session:
            return assign_client_keys(session, dataset.id, identities).tolist()

    with ThreadPoolExecutor(4) as importers:
        keys = list(importers.map(assign_all, range(8)))

    assert keys == [list(range(1, 201))] * 8


def test_clients_need_their_data_set(store):
    with store.writing() as session, pytest.raises(UnknownRecordError, match="no data set 99"):
        assign_client_keys(session, 99, _identities(("C1", "Acme")))


def test_many_clients_take_seconds_and_several_queries(store, dataset):
    numbers = pd.Series(range(100_000)).astype(str)
    identities = pd.DataFrame({"client_code": "C" + numbers, "client_name": "Client " + numbers})
    identities.loc[60_000:, "client_code"] = None

    started = time.perf_counter()
    with store.writing() as session:
        keys = assign_client_keys(session, dataset.id, identities)
    with store.writing() as session:
        again = assign_client_keys(session, dataset.id, identities)

    assert keys.tolist() == again.tolist() == list(range(1, 100_001))
    assert time.perf_counter() - started < 60  # 5 s on a quiet machine


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, "C1", "C2", "C3", "Acme"]), st.sampled_from([None, "Acme", "Beta", "C1"])
        ),
        max_size=12,
    )
)
def test_the_same_lines_mean_the_same_clients_again(store, pairs):
    with store.writing() as session:  # each example in a data set of its own
        dataset = create_dataset(session, LOCAL_LEADER, name=uuid4().hex)
        keys = assign_client_keys(session, dataset.id, _identities(*pairs)).tolist()
        again = assign_client_keys(session, dataset.id, _identities(*pairs)).tolist()
        known = load_clients(session, dataset.id)["client_key"].tolist()

    assert keys == again
    assert sorted(set(keys) - {UNIDENTIFIED_KEY}) == known
    assert not known or known == list(range(known[0], known[0] + len(known)))
    assert [key == UNIDENTIFIED_KEY for key in keys] == [pair == (None, None) for pair in pairs]
