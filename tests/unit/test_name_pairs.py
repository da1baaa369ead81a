from __future__ import annotations

import numpy as np

from kamlogic.name_pairs import pair_names
from kamlogic.neighbours import Labels, neighbour_pairs
from kamlogic.spelling import spell


def _pairs(*names: str, largest_group: int = 4) -> list[tuple[int, int]]:
    found = pair_names(
        [spell(name) for name in names],
        common_count=3,
        largest_group=largest_group,
        compared_count=6,
        rough_score=80,
    )
    return sorted(zip(found["one"].tolist(), found["other"].tolist(), strict=True))


def test_texts_meet_under_a_label_and_only_with_the_next_ones():
    labels = Labels([["x"], ["x"], ["x"], ["y"], []], ["a", "c", "b", "d", "e"])

    assert neighbour_pairs([labels], count=1).tolist() == [[0, 2], [1, 2]]
    assert neighbour_pairs([labels], count=9).tolist() == [[0, 1], [0, 2], [1, 2]]
    assert neighbour_pairs([labels, labels], count=1).tolist() == [[0, 2], [1, 2]]


def test_a_text_with_one_label_twice_does_not_meet_itself():
    assert neighbour_pairs([Labels([["x", "x"], ["y"]], ["a", "b"])], count=3).tolist() == []


def test_no_texts_have_no_neighbours():
    assert neighbour_pairs([], count=3).shape == (0, 2)
    assert neighbour_pairs([Labels([], [])], count=3).shape == (0, 2)


def test_clients_of_one_name_are_each_paired_with_the_first():
    assert _pairs("Acme", "Bravo", "PT Acme", "ACME Ltd") == [(0, 2), (0, 3)]


def test_a_name_of_a_chain_is_not_paired_with_itself_but_with_others():
    chain = ["Kencana Market"] * 5

    assert _pairs(*chain) == []
    assert _pairs(*chain, largest_group=5) == [(0, 1), (0, 2), (0, 3), (0, 4)]
    assert _pairs("Kencanaa Market", *chain) == [(0, 1)]


def test_names_of_different_numbers_are_never_paired():
    assert _pairs("Toko Kencana 1", "Toko Kencana 2", "Kencana II Toko", "Toko Kencana") == [
        (0, 3),
        (1, 2),
        (1, 3),
    ]


def test_names_without_letters_and_no_names_make_no_pairs():
    assert _pairs("123", "123", "", "") == []
    assert _pairs() == []
    assert pair_names([], common_count=3, largest_group=4, compared_count=6, rough_score=80).dtypes.to_dict() == {
        "one": np.dtype("int64"), "other": np.dtype("int64"), "name_points": np.dtype("float64"),
    }  # fmt: skip
