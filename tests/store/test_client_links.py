from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from kamlogic.errors import ClientLinkError, UnknownRecordError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.store.client_links import (
    add_link,
    client_mapping,
    link_versions,
    list_links,
    load_links,
    merged_keys,
)
from kamlogic.store.clients import assign_client_keys, find_client_keys, load_clients
from kamlogic.store.datasets import create_dataset
from kamlogic.store.models import AuditEntry

NAMES = ["Acme", "ACME Ltd", "Bravo", "Cargo", "Delta"]


@pytest.fixture
def keys(store, dataset):
    """Keys of the clients, by the first letter of the name; the two Acmes are A and a."""
    with store.writing() as session:
        found = assign_client_keys(session, dataset.id, _identities(*NAMES))
    return dict(zip("AaBCD", found.tolist(), strict=True))


@pytest.fixture
def link(store, dataset, keys):
    """Say something of two clients by their letters."""

    def linked(kind, client, target=None):
        with store.writing() as session:
            return add_link(
                session, LOCAL_LEADER, dataset_id=dataset.id, client_key=keys[client], kind=kind, target_key=keys.get(target)
            )  # fmt: skip

    return linked


@pytest.fixture
def held(store, dataset, keys):
    """What holds, in letters."""

    def letters():
        with store.reading() as session:
            links = load_links(session, dataset.id)
        letter = {key: name for name, key in keys.items()}
        return (
            {letter[key]: letter[target] for key, target in links.merges.items()},
            {letter[key]: letter[target] for key, target in links.parents.items()},
            {"".join(sorted(letter[key] for key in pair)) for pair in links.refused},
        )

    return letters


def _identities(*names, codes=None):
    return pd.DataFrame(
        {"client_code": pd.Series(codes or [None] * len(names), dtype="str"), "client_name": pd.Series(names, dtype="str")}
    )  # fmt: skip


def test_a_chain_of_merges_ends_at_its_last_client(store, dataset, keys, link, held):
    link("merge", "A", "B")
    link("merge", "B", "C")

    assert held()[0] == {"A": "C", "B": "C"}
    with store.reading() as session:
        for client in "ABC":
            assert merged_keys(session, dataset.id, keys[client]) == (keys["C"], keys["A"], keys["B"])
        assert merged_keys(session, dataset.id, keys["D"]) == (keys["D"],)
        assert load_clients(session, dataset.id)["client_name"].tolist() == NAMES
        mapping = client_mapping(session, dataset.id)
        assert load_clients(session, dataset.id, mapping)["client_name"].tolist() == [
            "ACME Ltd",
            "Cargo",
            "Delta",
        ]


def test_taking_a_merge_back_leaves_the_others_and_the_rows(store, dataset, link, held):
    link("merge", "A", "B")
    link("merge", "B", "C")

    assert link("merge", "B")
    assert held()[0] == {"A": "B"}
    assert link("merge", "A")
    assert held()[0] == {}
    with store.reading() as session:
        assert [row.target_key is None for row in list_links(session, dataset.id)] == [
            False,
            False,
            True,
            True,
        ]


def test_the_same_again_is_no_change_and_every_change_is_in_the_audit_trail(store, keys, link):
    assert not link("merge", "A")
    assert link("merge", "a", "A")
    assert not link("merge", "a", "A")
    assert link("merge", "a")
    assert not link("merge", "a")
    assert not link("allow", "B", "C")
    assert link("refuse", "C", "B")
    assert not link("refuse", "B", "C")
    assert link("allow", "B", "C")

    with store.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.record_kind == "client")).all()
    assert [(entry.action, entry.record_id, entry.before, entry.after) for entry in entries] == [
        ("merge", str(keys["a"]), None, {"merge": keys["A"]}),
        ("unmerge", str(keys["a"]), {"merge": keys["A"]}, None),
        ("refuse", str(keys["B"]), None, {"refuse": keys["C"]}),
        ("allow", str(keys["B"]), None, {"allow": keys["C"]}),
    ]


@pytest.mark.parametrize("kind", ["merge", "parent"])
def test_rings_are_refused_and_leave_no_trace(kind, link, held):
    link(kind, "A", "B")
    link(kind, "B", "C")
    before = held()

    with pytest.raises(ClientLinkError, match="ring"):
        link(kind, "C", "A")
    with pytest.raises(ClientLinkError, match="itself"):
        link(kind, "D", "D")

    assert held() == before


def test_a_merge_that_would_put_parents_into_a_ring_is_refused(link, held):
    link("parent", "A", "B")
    link("parent", "C", "D")
    link("merge", "B", "C")
    assert held()[1] == {"A": "C", "C": "D"}

    with pytest.raises(ClientLinkError, match="ring"):
        link("merge", "D", "A")

    assert held()[1] == {"A": "C", "C": "D"}


def test_clients_of_another_data_set_cannot_be_linked(store, dataset, keys):
    with store.writing() as session:
        other = create_dataset(session, LOCAL_LEADER, name="Other").id
        key = int(assign_client_keys(session, other, _identities("Acme")).iloc[0])

    for client, target in ((keys["A"], key), (key, keys["A"]), (keys["A"], 0)):
        with pytest.raises(UnknownRecordError, match="no client"), store.writing() as session:
            add_link(session, LOCAL_LEADER, dataset_id=dataset.id, client_key=client, kind="merge", target_key=target)  # fmt: skip
    with store.reading() as session:
        assert client_mapping(session, other) == {}


def test_the_parent_of_a_merged_client_is_that_of_the_one_it_became(link, held):
    link("parent", "a", "B")
    link("merge", "a", "A")
    assert held()[1] == {"A": "B"}

    link("parent", "A", "C")
    assert held()[1] == {"A": "C"}
    link("parent", "A")
    assert held()[1] == {}

    link("merge", "a")
    assert held()[1] == {"a": "B"}


def test_an_inherited_parent_can_be_taken_back(link, held):
    link("parent", "a", "B")
    link("merge", "a", "A")

    assert link("parent", "A")
    assert held()[1] == {}


def test_a_client_merged_into_its_parent_is_not_its_own_parent(link, held):
    link("parent", "a", "A")
    link("merge", "a", "A")

    assert held()[:2] == ({"a": "A"}, {})


def test_grouped_by_parent_every_client_counts_under_the_top(store, dataset, keys, link):
    link("merge", "a", "A")
    link("parent", "A", "B")
    link("parent", "B", "C")

    with store.reading() as session:
        links = load_links(session, dataset.id)
    top = keys["C"]
    assert links.mapping() == {keys["a"]: keys["A"]}
    assert links.mapping(by_parent=True) == {keys["a"]: top, keys["A"]: top, keys["B"]: top}
    visible = {keys["A"], keys["B"]}
    assert links.mapping(by_parent=True, visible=visible) == {keys["a"]: keys["B"], keys["A"]: keys["B"]}


def test_a_refused_pair_stays_refused_for_the_clients_they_become(link, held):
    link("refuse", "C", "A")
    link("merge", "A", "B")
    assert held()[2] == {"BC"}

    link("merge", "C", "B")
    assert held()[2] == set()
    link("merge", "C")
    link("allow", "A", "C")
    assert held()[2] == set()


def test_the_version_of_a_data_set_moves_with_merges_and_parents_only(store, dataset, link):
    def version():
        with store.reading() as session:
            return link_versions(session).get(dataset.id)

    versions = [version()]
    for kind, client, target in (("merge", "a", "A"), ("merge", "a", None), ("parent", "B", "C")):
        link(kind, client, target)
        versions.append(version())
    assert len(set(versions)) == 4
    assert versions[0] is None

    link("refuse", "A", "D")
    assert version() == versions[-1]


@pytest.mark.parametrize("statement", ["UPDATE client_links SET kind = 'x'", "DELETE FROM client_links"])
def test_what_was_said_cannot_be_changed_or_removed(store, link, statement):
    link("merge", "a", "A")

    with pytest.raises(IntegrityError, match="never changed or removed"), store.writing() as session:
        session.execute(text(statement))


def test_a_name_that_two_merged_clients_have_means_the_one_they_became(store, dataset):
    with store.writing() as session:
        first, second = assign_client_keys(session, dataset.id, _identities("Twin", "Twin", codes=["1", "2"]))
        add_link(
            session, LOCAL_LEADER, dataset_id=dataset.id, client_key=second, kind="merge", target_key=first
        )

        assert find_client_keys(session, dataset.id, _identities("Twin")).tolist() == [first]
        assert assign_client_keys(session, dataset.id, _identities("Twin")).tolist() == [first]
