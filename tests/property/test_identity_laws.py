"""Laws of clients that are one: names alike both ways, rows in any order, links that fold."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.client_matches import ClientMatchSettings, match_clients
from kamlogic.errors import ClientLinkError
from kamlogic.spelling import name_similarity, spell, word_weights
from kamlogic.store.link_folding import LinkRecord, fold_links
from kamlogic.tables import CLIENT_PERIODS
from tests.property.strategies import LAW
from tests.unit.analysis.test_client_matches import traces

WORDS = [
    "toko",
    "Toko",
    "tk",
    "jaya",
    "raya",
    "PT",
    "sumber",
    "sumbre",
    "rejeki",
    "rezeki",
    "2",
    "II",
    "&",
    "Ltd.",
]
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join) | st.text(max_size=12)
links = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.sampled_from(["merge", "merge", "parent", "refuse", "allow"]),
        st.none() | st.integers(1, 5),
    ),
    max_size=12,
)


@LAW
@given(st.lists(names, min_size=2, max_size=8))
def test_names_are_as_alike_one_way_as_the_other(listed):
    spellings = [spell(name) for name in listed]
    weights, counts = word_weights(spellings)
    one, other = spellings[:2]

    there = name_similarity(one, other, weights=weights, counts=counts, common_count=3)
    back = name_similarity(other, one, weights=weights, counts=counts, common_count=3)

    assert there == back
    assert 0 <= there <= 1
    assert name_similarity(one, one, weights=weights, counts=counts, common_count=3) == bool(one.words)


@LAW
@given(st.lists(names, max_size=10), st.randoms(use_true_random=False))
def test_pairs_do_not_depend_on_the_order_of_the_rows(listed, chance):
    frame = traces(*listed, net_sales=[len(name) for name in listed])
    order = list(range(len(frame)))
    chance.shuffle(order)

    def found(rows):
        return match_clients(rows, CLIENT_PERIODS.empty(), settings=ClientMatchSettings(min_score=60)).pairs

    pd.testing.assert_frame_equal(found(frame.iloc[order]), found(frame))


@LAW
@given(st.lists(names, max_size=10))
def test_a_pair_is_of_two_clients_and_stands_once(listed):
    pairs = match_clients(
        traces(*listed), CLIENT_PERIODS.empty(), settings=ClientMatchSettings(min_score=60)
    ).pairs

    assert (pairs["client_key"] != pairs["other_key"]).all()
    keys = pairs[["client_key", "other_key"]].apply(lambda row: tuple(sorted(row)), axis=1)
    assert not keys.duplicated().any() if len(keys) else True
    assert pairs["match_score"].between(60, 100).all()


@LAW
@given(links)
def test_links_that_hold_lead_to_clients_that_stand_for_themselves(said):
    at = datetime(2024, 1, 1, tzinfo=UTC)
    records = []
    for number, (key, kind, target) in enumerate(said, 1):
        if key == target or (target is None and kind in {"refuse", "allow"}):
            continue
        added = [*records, LinkRecord(number, key, kind, target, at, "local")]
        try:
            fold_links(added)
        except ClientLinkError:
            continue
        records = added
    held = fold_links(records)

    for by_parent in (False, True):
        mapping = held.mapping(by_parent=by_parent)
        assert not set(mapping) & set(mapping.values())
    assert not set(held.parents) & set(held.merges)
    undone = [
        *records,
        *(
            LinkRecord(99, key, kind, None, at, "local")
            for key in range(1, 6)
            for kind in ("merge", "parent")
        ),
    ]
    assert fold_links(undone).mapping(by_parent=True) == {}
