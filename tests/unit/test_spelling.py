from __future__ import annotations

import pytest

from kamlogic.spelling import consonants, name_similarity, spell, spelling_words, word_weights

SHOPS = [f"Toko Maju {name}" for name in ("Jaya", "Raya", "Lancar", "Bersama", "Jaya", "Sentosa")]


def _similarity(one: str, other: str, *others: str, common_count: int = 3) -> float:
    spellings = [spell(name) for name in (one, other, *others)]
    weights, counts = word_weights(spellings)
    return name_similarity(
        spellings[0], spellings[1], weights=weights, counts=counts, common_count=common_count
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PT. Sumber Rejeki, Tbk", ["sumber", "rejeki"]),
        ("C.V. Maju-Jaya", ["maju", "jaya"]),
        ("U.D.", ["ud"]),
        ("Müller & Söhne GmbH", ["müller", "söhne"]),
        ("", []),
    ],
)
def test_a_name_is_its_words_without_legal_form(name, words):
    assert spelling_words(name) == words


def test_accents_apostrophes_and_connecting_words_do_not_count():
    assert spell("Café d'Été and the Bar").words == ("cafe", "dete", "bar")
    assert spell("Alfred's Futterkiste").joined == "alfredsfutterkiste"
    assert spell("The and").words == ("the", "and")


def test_numbers_stand_apart_roman_ones_too():
    assert spell("Toko 12 Lantai 3").numbers == spell("toko 3 lantai 12").numbers == "12 3"
    assert spell("Hotel Aston II").numbers == spell("Hotel Aston 2").numbers == "2"
    assert spell("Toko Jaya").numbers == ""


def test_a_name_without_a_letter_has_no_words():
    assert spell("17850").words == ()
    assert _similarity("17850", "17850") == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Coffee", "COFFEE, Acme Ltd."),
        ("Mega Mart", "Megamart"),
        ("Bread & Butter", "Bread and Butter"),
        ("Toko O'Hara", "Toko OHara"),
    ],
)
def test_the_same_words_in_another_guise_are_the_same(one, other):
    assert _similarity(one, other) == 1


def test_a_slip_costs_the_letters_that_differ():
    # Of two names with sumber and one each with the other word: 6 letters agree, 5 of 6 of the other word.
    assert _similarity("Sumber Rejeki", "Sumber Rezeki") == pytest.approx(
        (6 * 0.630930 + 6 * 5 / 6) / (6 * 0.630930 + 6), abs=1e-6
    )
    assert _similarity("Sumber Rejeki", "Sumber Rezzki") < 0.7
    assert _similarity("Distribusindo", "Dsitribuzindo") == pytest.approx(1 - 2 / 13)


def test_two_words_that_several_names_hold_are_two_words_however_alike():
    kept = ["Toko Jaya A", "Toko Jaya B", "Toko Jasa C", "Toko Jasa D", "Warung Jaya", "Warung Jasa"]

    assert _similarity("Toko Indah Jaya", "Toko Indah Jasa", *kept) < 0.75
    assert _similarity("Toko Indah Jaya", "Toko Indah Jasa", *kept, common_count=100) > 0.85


def test_common_words_tell_little():
    assert _similarity("Toko Kencana", "Toko Delima", *SHOPS) < 0.4
    assert _similarity("Toko Kencana", "Kencana", *SHOPS) > 0.85


def test_short_forms_agree_in_part():
    assert _similarity("Tk Kencana", "Toko Kencana", *SHOPS) > 0.85
    assert _similarity("Dist Kencana", "Distribusi Kencana") == pytest.approx(0.82, abs=0.01)
    assert _similarity("Real Sporting", "Retail Sporting") < 0.7
    assert _similarity("A Cycle", "All Cycle") < _similarity("Al Cycle", "Alfred Cycle")


def test_words_with_digits_are_never_slips():
    assert _similarity("Blok A12", "Blok A13") < 0.7


def test_each_word_agrees_once():
    assert _similarity("Merdeka Merdeki", "Merdeke Sentosa") < 0.7
    assert _similarity("Merdeka Merdeki", "Merdeke") == pytest.approx(2 / 3 * 6 / 7)


def test_consonants_keep_the_first_letter():
    assert consonants("abadi") == "abd"
    assert consonants("") == ""


def test_no_names_have_no_weights():
    assert word_weights([]) == ({}, {})
