from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.decision_scheme import (
    DecisionScheme,
    DecisionSchemeSettings,
    read_scheme,
)
from kamlogic.contact_tables import CONTACTS, INFLUENCES, SCHEME_GAPS, SCHEME_PEOPLE
from kamlogic.errors import MissingColumnsError
from tests.unit.analysis.contact_rows import AS_OF, LONG_AGO, company, contacts, influences, person

SARI = {"name": "Ibu Sari", "role": "decision_maker", "power": 9.0}
OTHERS = (person(8), person(9))
"""So that there is more than one thread."""


def read(*people: dict[str, Any], edges: tuple[tuple[int, int], ...] = (), **more: Any) -> DecisionScheme:
    planned = more.pop("planned", ())
    return read_scheme(
        contacts(people), influences(*edges), as_of=AS_OF, settings=DecisionSchemeSettings(**more),
        planned_contacts=frozenset(planned),
    )  # fmt: skip


def gaps(*people: dict[str, Any], **more: Any) -> dict[str, tuple[str, float, float]]:
    """Severity, what was found and what was wanted, by key."""
    rows = read(*people, **more).gaps.set_index("gap_name")
    return {key: tuple(row) for key, row in rows[["severity", "found", "wanted"]].iterrows()}


def test_a_client_without_people_has_one_gap(assert_is) -> None:
    found = read()

    assert found.gaps["gap_name"].tolist() == ["no_contacts"]
    assert found.gaps["contact_id"].isna().all()
    assert (found.contact_count, found.covered_count, found.matter_count) == (0, 0, 0)
    assert np.isnan(found.power_covered_share)
    assert (found.authority, found.authority_contact_id) == ("unknown", None)
    assert_is(found.people, SCHEME_PEOPLE)
    assert_is(found.influences, INFLUENCES)
    assert_is(found.gaps, SCHEME_GAPS)


def test_a_scheme_in_order_has_no_gap(assert_is) -> None:
    found = read(person(1, **SARI, attitude="supporter"), *OTHERS)

    assert_is(found.gaps, SCHEME_GAPS)
    assert_is(found.people, SCHEME_PEOPLE)
    assert found.gaps.empty


def test_nobody_decides() -> None:
    found = gaps(person(1, role="approver"), *OTHERS)

    assert found == {"no_decision_maker": ("high", 3, 1)}


def test_a_decision_maker_of_whom_little_is_known() -> None:
    found = gaps(person(1, **SARI, attitude="", coverage="none", known_by_rivals=True), *OTHERS)

    assert list(found) == [
        "decision_maker_uncovered:1",
        "decision_maker_unknown_attitude:1",
        "rivals_know_decision_maker:1",
    ]
    assert [severity for severity, *_ in found.values()] == ["high", "medium", "medium"]


def test_rivals_may_know_those_who_do_not_decide() -> None:
    assert not gaps(person(1, **SARI), person(2, known_by_rivals=True), *OTHERS)


@pytest.mark.parametrize(
    ("coverages", "severity", "count"),
    [(("none", ""), "high", 0), (("brief", "none"), "medium", 1), (("multiple",), "medium", 1)],
)
def test_a_single_thread_is_one_covered_person_or_none(coverages, severity, count) -> None:
    found = gaps(*(person(key, coverage=coverage) for key, coverage in enumerate(coverages, start=1)))

    assert found["single_thread"] == (severity, count, 2)


@pytest.mark.parametrize(
    ("ours", "is_gap"),
    [(("Rina", " rina "), True), (("Rina", "Joko"), False), (("Rina", ""), False), (("", ""), False)],
)
def test_a_single_thread_is_one_of_ours_who_knows_all_covered(ours, is_gap) -> None:
    people = [person(key, our_person=name) for key, name in enumerate(ours, start=1)]

    found = gaps(person(7, coverage="none", our_person="Tono"), *people, person(3, **SARI, coverage="none"))

    assert ("single_thread" in found) == is_gap


@pytest.mark.parametrize(("day", "is_gap"), [("2026-04-02", False), ("2026-04-01", True), (None, True)])
def test_a_person_who_matters_is_out_of_sight_from_the_limit_on(day, is_gap) -> None:
    found = gaps(person(1, **SARI, last_contact=day), *OTHERS)

    assert ("nobody_seen:1" in found) == is_gap
    if day and is_gap:
        assert found["nobody_seen:1"] == ("medium", 90, 90)
    if not day:
        assert np.isnan(found["nobody_seen:1"][1])


def test_a_person_who_does_not_matter_may_be_out_of_sight() -> None:
    assert not gaps(person(1, **SARI), person(2, last_contact=None, power=6.9), *OTHERS)


def test_that_nobody_was_seen_is_told_once() -> None:
    found = gaps(person(1, **SARI, last_contact=None), person(2, last_contact=LONG_AGO))
    never = gaps(person(1, **SARI, last_contact=None), person(2, last_contact=None))

    assert found == {"nobody_seen": ("high", 180, 90)}
    assert np.isnan(never["nobody_seen"][1])


def test_a_contact_after_the_day_counts_as_seen_on_it() -> None:
    found = read(person(1, last_contact="2026-07-30"))

    assert found.people["unseen_days"].tolist() == [0]


@pytest.mark.parametrize(
    ("role", "power", "is_gap"),
    [("user", 7.0, True), ("user", 6.0, False), ("user", None, False), ("decision_maker", None, True)],
)
def test_an_opponent_needs_a_plan_when_it_matters(role, power, is_gap) -> None:
    enemy = person(1, role=role, power=power, attitude="enemy")

    assert ("opponent_without_plan:1" in gaps(enemy, person(2, **SARI), *OTHERS)) == is_gap
    assert not gaps(enemy, person(2, **SARI), *OTHERS, planned=(1,))


def test_a_blocker_stays_a_gap_with_a_plan() -> None:
    found = gaps(person(1, role="blocker"), person(2, **SARI), *OTHERS, planned=(1,))

    assert list(found) == ["blocker:1"]


@pytest.mark.parametrize(
    ("now", "wanted", "is_gap"), [(2, 4, True), (4, 4, False), (None, 4, False), (2, None, False)]
)
def test_a_relation_is_below_what_is_wanted_when_both_are_known(now, wanted, is_gap) -> None:
    found = gaps(person(1, relation_now=now, relation_wanted=wanted), person(2, **SARI), *OTHERS)

    assert found == ({"relation_below_wanted:1": ("low", 2, 4)} if is_gap else {})


def test_gaps_come_by_severity_then_kind_then_power() -> None:
    enemies = (person(key, power=power, attitude="enemy") for key, power in ((1, 8.0), (2, 9.0), (3, 8.0)))

    found = gaps(person(4, role="blocker", relation_now=1, relation_wanted=2), *enemies)

    assert list(found) == [
        "no_decision_maker",
        "opponent_without_plan:2",
        "opponent_without_plan:1",
        "opponent_without_plan:3",
        "blocker:4",
        "relation_below_wanted:4",
    ]


def test_coverage_of_those_who_matter_and_of_known_power() -> None:
    found = read(
        person(1, **SARI, coverage="none"), person(2, power=3.0), person(3, power=None),
        person(4, role="approver", power=6.0, coverage="brief"),
    )  # fmt: skip

    assert (found.contact_count, found.covered_count) == (4, 3)
    assert (found.matter_count, found.covered_matter_count) == (2, 1)
    assert found.power_covered_share == pytest.approx(0.5)


@pytest.mark.parametrize("power", [None, 0.0])
def test_power_of_nobody_has_no_share(power) -> None:
    assert np.isnan(read(person(1, power=power)).power_covered_share)


def test_what_counts_as_covered_is_a_setting() -> None:
    people = [person(1, coverage="brief"), person(2, coverage="in_depth")]

    assert read(*people).covered_count == 2
    assert read(*people, covered_from="multiple").covered_count == 1


def test_the_roles_that_matter_are_a_setting() -> None:
    assert read(person(1, role="champion"), deciding_roles=("champion",)).matter_count == 1
    assert read(person(1, **SARI), deciding_roles=(), high_power=10).matter_count == 0


@pytest.mark.parametrize(
    ("people", "authority", "who"),
    [
        ([person(1, **SARI)], "yes", 1),
        ([person(1, **SARI), person(2, role="decision_maker", power=10.0)], "yes", 2),
        ([person(3, **SARI), person(2, **SARI)], "yes", 2),
        ([person(1, role="decision_maker")], "unknown", None),
        ([person(1, role="decision_maker", power=0.0)], "unknown", None),
        ([person(1, power=10.0)], "unknown", None),
    ],
)
def test_authority_is_a_decision_maker_with_known_power(people, authority, who) -> None:
    found = read(*people)

    assert (found.authority, found.authority_contact_id) == (authority, who)


def test_people_stand_under_those_they_report_to() -> None:
    found = read(person(1, reports_to=3), person(2, reports_to=1, power=1.0), person(3), person(4))

    people = found.people.set_index("contact_id")
    assert found.people["contact_id"].tolist() == [3, 1, 2, 4]
    assert people["level"].to_dict() == {3: 0, 1: 1, 2: 2, 4: 0}
    assert people["layer"].to_dict() == {3: 0, 1: 1, 2: 2, 4: 0}
    assert people["column"].to_dict() == {3: 0.5, 1: 0.5, 2: 0.5, 4: 1.5}


@pytest.mark.parametrize("manager", [1, 77])
def test_reporting_to_oneself_or_to_somebody_unknown_puts_on_top(manager) -> None:
    found = read(person(1, reports_to=manager), person(2))

    assert found.people["level"].tolist() == [0, 0]
    assert ("reporting_circle:1" in found.gaps["gap_name"].tolist()) == (manager == 1)


def test_a_circle_is_opened_above_its_smallest_number_and_named() -> None:
    circle = [
        person(3, reports_to=2),
        person(2, reports_to=5),
        person(5, reports_to=3),
        person(1, reports_to=5),
    ]

    found = read(*circle, person(9, **SARI))

    people = found.people.set_index("contact_id")
    assert people["level"].to_dict() == {2: 0, 3: 1, 5: 2, 1: 3, 9: 0}
    assert found.gaps["gap_name"].tolist() == ["reporting_circle:2"]


def test_influences_of_unknown_people_to_oneself_and_twice_are_passed_over() -> None:
    found = read(person(1), person(2), edges=((2, 1), (1, 2), (2, 1), (1, 1), (1, 7), (7, 1)))

    assert found.influences.to_numpy().tolist() == [[1, 2], [2, 1]]


def test_many_people_of_one_manager_hang_in_columns_of_six() -> None:
    found = read(person(1), *(person(key, reports_to=1) for key in range(2, 27)))

    reports = found.people[found.people["level"] == 1]
    assert reports["is_hung"].all()
    assert reports.groupby("column").size().tolist() == [5, 5, 5, 5, 5]
    assert reports["layer"].max() == 5
    assert found.people["column"].iloc[0] == 2.5


def test_few_people_of_one_manager_stand_side_by_side() -> None:
    found = read(person(1), *(person(key, reports_to=1) for key in range(2, 10)))

    assert not found.people["is_hung"].any()
    assert found.people["layer"].tolist() == [0] + [1] * 8


@pytest.mark.parametrize("count", [1, 7, 25, 300])
def test_nobody_stands_in_the_place_of_another_and_the_order_of_the_rows_does_not_matter(count) -> None:
    people = contacts(company(count))
    edges = influences(*((number, number % 3 + 1) for number in range(1, count)))

    one = read_scheme(people, edges, as_of=AS_OF, settings=DecisionSchemeSettings())
    other = read_scheme(people[::-1], edges[::-1], as_of=AS_OF, settings=DecisionSchemeSettings())

    assert not one.people.duplicated(["column", "layer"]).any()
    assert one.people["row"].tolist() == list(range(count))
    pd.testing.assert_frame_equal(one.people, other.people)
    pd.testing.assert_frame_equal(one.gaps, other.gaps)
    pd.testing.assert_frame_equal(one.influences, other.influences)


def test_a_long_chain_is_read() -> None:
    found = read(*(person(key, reports_to=key - 1) for key in range(1, 3001)))

    assert found.people["level"].tolist() == list(range(3000))


def test_missing_columns_are_named() -> None:
    with pytest.raises(MissingColumnsError, match="contacts"):
        read_scheme(INFLUENCES.empty(), INFLUENCES.empty(), as_of=AS_OF, settings=DecisionSchemeSettings())
    with pytest.raises(MissingColumnsError, match="influences"):
        read_scheme(CONTACTS.empty(), CONTACTS.empty(), as_of=AS_OF, settings=DecisionSchemeSettings())
