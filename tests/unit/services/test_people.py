"""Who sits at a browser, and names as they are written already."""

from __future__ import annotations

import pytest

from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.people import as_written, list_people, sign_in


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ani", "Ani"),
        ("  Ani ", "Ani"),
        ("SRI  dewi", "Sri Dewi"),
        ("budi", "budi"),
        ("Budi", "Budi"),
        (" New  One ", "New One"),
        ("  ", ""),
    ],
)
def test_a_name_in_other_letters_is_the_known_one(typed, said):
    assert as_written(typed, ["Ani", "Sri Dewi", "budi", "Budi"]) == said


def test_who_types_their_name_in_other_letters_is_no_second_person(store):
    sign_in(LOCAL_LEADER, store, name="Ana Pertama", browser="")

    signed = sign_in(LOCAL_LEADER, store, name="ana pertama", browser="")

    assert signed.name == "Ana Pertama"
    assert [one.entry.name for one in list_people(LOCAL_LEADER, store)] == ["Ana Pertama"]
