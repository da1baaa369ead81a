from __future__ import annotations

from typing import get_args

from kamlogic.contact_tables import (
    ATTITUDE_WORDS,
    CONTACTS,
    COVERAGE_WORDS,
    SCHEME_PEOPLE,
    Attitude,
    Coverage,
    Role,
)
from kamlogic.entries.dossier import ROLES


def test_every_role_attitude_and_coverage_has_a_word_of_its_own() -> None:
    assert set(ROLES) == set(get_args(Role))
    assert set(ATTITUDE_WORDS) == {*get_args(Attitude), ""}
    assert set(COVERAGE_WORDS) == {*get_args(Coverage), ""}
    for words in (ROLES, ATTITUDE_WORDS, COVERAGE_WORDS):
        assert len(set(words.values())) == len(words)


def test_people_carry_all_that_is_known_of_the_contact_once() -> None:
    names = SCHEME_PEOPLE.column_names

    assert names[: len(CONTACTS.columns)] == CONTACTS.column_names
    assert len(set(names)) == len(names)
