"""Laws of the decision scheme: whoever reports to whomever, everybody gets one place, and nobody that of another."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kamlogic.analysis.decision_scheme import DecisionSchemeSettings, read_scheme
from kamlogic.contact_tables import ATTITUDE_WORDS, COVERAGE_WORDS
from kamlogic.entries.dossier import ROLES
from kamlogic.reporting_lines import closed_circle
from tests.property.strategies import LAW
from tests.unit.analysis.contact_rows import AS_OF, LONG_AGO, RECENT, contacts, influences, person

ids = st.integers(1, 14)
managers = st.dictionaries(ids, st.none() | st.integers(1, 16), min_size=1)
edges = st.lists(st.tuples(ids, ids), max_size=20)
details = st.fixed_dictionaries(
    {
        "role": st.sampled_from(list(ROLES)),
        "power": st.none() | st.integers(0, 10),
        "attitude": st.sampled_from(list(ATTITUDE_WORDS)),
        "coverage": st.sampled_from(list(COVERAGE_WORDS)),
        "relation_now": st.none() | st.integers(1, 5),
        "relation_wanted": st.none() | st.integers(1, 5),
        "our_person": st.sampled_from(["", "Rina", "Joko"]),
        "last_contact": st.sampled_from([None, RECENT, LONG_AGO]),
        "known_by_rivals": st.booleans(),
    }
)
everything = managers.flatmap(
    lambda found: st.tuples(
        *(details.map(lambda own, key=key: person(key, reports_to=found[key], **own)) for key in found)
    )
)


def read(people: list[dict[str, object]] | tuple[dict[str, object], ...], pairs=()):
    return read_scheme(contacts(people), influences(*pairs), as_of=AS_OF, settings=DecisionSchemeSettings())


@LAW
@given(managers, edges)
def test_everybody_has_one_place_of_its_own(
    found: dict[int, int | None], pairs: list[tuple[int, int]]
) -> None:
    people = read([person(key, reports_to=manager) for key, manager in found.items()], pairs).people

    assert sorted(people["contact_id"]) == sorted(found)
    assert people["row"].tolist() == list(range(len(found)))
    for _layer, columns in people.groupby("layer")["column"]:
        assert columns.sort_values().diff().dropna().ge(1).all()


@LAW
@given(managers)
def test_everybody_stands_one_level_below_its_manager_and_in_sight_of_it(
    found: dict[int, int | None],
) -> None:
    people = read([person(key, reports_to=manager) for key, manager in found.items()]).people

    placed = people.set_index("contact_id")
    tops = placed["manager_id"].isna()
    assert placed.loc[tops, "level"].eq(0).all()
    for key, row in placed[~tops].iterrows():
        above = placed.loc[row["manager_id"]]
        assert found[key] == row["manager_id"]
        assert row["level"] == above["level"] + 1
        assert row["row"] > above["row"]
        assert row["layer"] == above["layer"] + 1 or row["is_hung"]


@LAW
@given(managers, ids, ids)
def test_what_the_form_lets_pass_makes_no_new_circle(
    found: dict[int, int | None], who: int, manager: int
) -> None:
    before = [person(key, reports_to=above) for key, above in found.items()]
    after = [one | {"reports_to": manager} if one["contact_id"] == who else one for one in before]

    def circles(people: list[dict[str, object]]) -> int:
        return int(read(people).gaps["gap"].eq("reporting_circle").sum())

    old, new = circles([one for one in before if one["contact_id"] != who]), circles(after)
    known = {key: above for key, above in found.items() if above in found}
    refused = manager in found and bool(closed_circle(known, who, manager))
    if who in found:
        assert refused == (manager in found and new == old + 1)


@LAW
@given(everything)
def test_gaps_have_keys_of_their_own_and_do_not_depend_on_the_order(people) -> None:
    one, other = read(people), read(people[::-1])

    assert one.gaps["gap_name"].is_unique
    pd.testing.assert_frame_equal(one.gaps, other.gaps)
    pd.testing.assert_frame_equal(one.people, other.people)
    assert one.covered_matter_count <= min(one.matter_count, one.covered_count)
    assert not one.power_covered_share < 0
    assert not one.power_covered_share > 1
