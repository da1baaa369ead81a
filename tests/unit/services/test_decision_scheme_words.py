from __future__ import annotations

from typing import Any

import pytest

from kamlogic.analysis.decision_scheme import GAP_KINDS, DecisionScheme, DecisionSchemeSettings, read_scheme
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.decision_scheme_words import (
    GapText,
    authority_text,
    gap_texts,
    gaps_conclusion,
    scheme_conclusion,
    scheme_figures,
)
from tests.unit.analysis.contact_rows import AS_OF, company, contacts, influences, person

SARI = {"name": "Ibu Sari", "role": "decision_maker", "power": 9.0}
AGES_AGO = "2026-03-02"


def read(*people: dict[str, Any]) -> DecisionScheme:
    return read_scheme(contacts(people), influences(), as_of=AS_OF, settings=DecisionSchemeSettings())


def told(*people: dict[str, Any]) -> dict[str, GapText]:
    return {text.key: text for text in gap_texts(LOCAL_LEADER, read(*people))}


def approvers(covered: int, uncovered: int) -> list[dict[str, Any]]:
    return [
        person(10 + key, role="approver", coverage="brief" if key < covered else "none")
        for key in range(covered + uncovered)
    ]


@pytest.mark.parametrize(
    ("people", "start"),
    [
        ([person(1)], "1 person is known, who does not matter for the decision; "),
        ([person(1), person(2)], "2 people are known, none of whom matters for the decision; "),
        (approvers(1, 0), "The one person who matters is covered; "),
        (approvers(0, 1), "The one person who matters is not covered; "),
        (approvers(2, 0), "Both people who matter are covered; "),
        (approvers(0, 2), "Neither of the two people who matter is covered; "),
        (approvers(1, 2), "1 of the 3 people who matter is covered; "),
        (approvers(3, 2), "3 of the 5 people who matter are covered; "),
    ],
)
def test_the_conclusion_counts_those_who_matter(people, start) -> None:
    assert scheme_conclusion(LOCAL_LEADER, read(*people)) == start + "no decision maker is known"


@pytest.mark.parametrize(
    ("deciders", "end"),
    [
        ([AGES_AGO], "the decision maker, Ibu Sari, was last seen 120 days ago"),
        (["2026-06-29"], "the decision maker, Ibu Sari, was last seen 1 day ago"),
        (["2026-06-30"], "the decision maker, Ibu Sari, was seen today"),
        ([None], "the decision maker, Ibu Sari, was never seen"),
        (["2026-06-29", AGES_AGO], "of 2 decision makers, Pak Budi was last seen 120 days ago"),
        ([AGES_AGO, "2026-06-29", None], "of 3 decision makers, Ibu Dewi was never seen"),
    ],
)
def test_the_conclusion_names_the_decision_maker_seen_least(deciders, end) -> None:
    names = ["Ibu Sari", "Pak Budi", "Ibu Dewi"]
    people = [
        person(key, **SARI | {"name": names[key]}, last_contact=day) for key, day in enumerate(deciders)
    ]

    assert scheme_conclusion(LOCAL_LEADER, read(*people)).endswith(f"; {end}")


def test_the_conclusion_of_nobody() -> None:
    assert scheme_conclusion(LOCAL_LEADER, read()) == "Nobody at this client is known yet"
    (gap,) = gap_texts(LOCAL_LEADER, read())
    assert (gap.key, gap.contact_id, gap.severity) == ("no_contacts", None, "high")
    assert gap.text == "Nobody at this client is known yet."
    assert gap.advice.startswith("Enter the people you know")


def test_figures_say_why_there_is_no_share_of_power() -> None:
    figures = {
        label: (value, remark) for label, value, remark in scheme_figures(LOCAL_LEADER, read(person(1)))
    }

    assert figures["People covered"][0] == "1 of 1"
    assert figures["Who matter, covered"][0] == "0 of 0"
    assert figures["Power covered"] == ("n/a", "n/a: no decision power is known.")
    assert figures["Open gaps"][0] == "2"


def test_figures_of_a_scheme() -> None:
    found = read(person(1, **SARI), person(2, power=3.0, coverage="none"))

    values = [value for _label, value, _remark in scheme_figures(LOCAL_LEADER, found)]
    assert values == ["1 of 2", "1 of 1", "75\u00a0%", "1"]


@pytest.mark.parametrize(
    ("people", "text"),
    [
        ([person(1, **SARI), person(2)], "No gap in the decision scheme"),
        ([person(1, **SARI)], "1 gap in the decision scheme, 0 of high severity"),
        ([person(1)], "2 gaps in the decision scheme, 1 of high severity"),
    ],
)
def test_gaps_are_counted(people, text) -> None:
    assert gaps_conclusion(LOCAL_LEADER, read(*people)) == text


def test_each_gap_of_a_person_is_a_sentence_with_the_name_and_what_to_do() -> None:
    found = told(
        person(1, **SARI, attitude="", coverage="none", known_by_rivals=True, last_contact=None),
        person(2, name="Pak Budi", role="blocker", attitude="enemy", relation_now=2, relation_wanted=4),
        person(3, name="Ibu Dewi", power=8.0, attitude="non_supporter", last_contact=AGES_AGO, reports_to=3),
    )

    assert {key: text.text for key, text in found.items()} == {
        "decision_maker_uncovered:1": "The decision maker Ibu Sari is not covered.",
        "opponent_without_plan:3": "Ibu Dewi is against us (non-supporter, decision power 8) and no step is planned.",
        "opponent_without_plan:2": "Pak Budi is against us (enemy, decision power n/a) and no step is planned.",
        "nobody_seen:1": "Ibu Sari was never seen; the limit is 90 days.",
        "nobody_seen:3": "Ibu Dewi was last seen 120 days ago; the limit is 90 days.",
        "blocker:2": "Pak Budi blocks the decision.",
        "decision_maker_unknown_attitude:1": "How the decision maker Ibu Sari stands to us is unknown.",
        "rivals_know_decision_maker:1": "A competitor knows the decision maker Ibu Sari too.",
        "relation_below_wanted:2": "The relation with Pak Budi is 2 and 4 is wanted (1-5).",
        "reporting_circle:3": "Ibu Dewi reports, directly or through others, to the same person.",
    }
    assert found["nobody_seen:3"].advice == "See or call Ibu Dewi."
    assert found["blocker:2"].contact_id == 2
    names = {1: "Ibu Sari", 2: "Pak Budi", 3: "Ibu Dewi"}
    assert all(names[text.contact_id] in text.advice for text in found.values() if text.contact_id)


@pytest.mark.parametrize(
    ("people", "key", "text"),
    [
        ([person(1)], "no_decision_maker", "The one person known is not a decision maker."),
        ([person(1), person(2)], "no_decision_maker", "Neither of the two people known is a decision maker."),
        ([person(1, coverage="none")], "single_thread", "Nobody at this client is covered."),
        ([person(1)], "single_thread", "Only one person at this client is covered."),
        (
            [person(1, coverage="", our_person="Joko"), *(person(key, our_person="Rina") for key in (2, 3))],
            "single_thread",
            "Rina is the only one of ours who knows both people covered.",
        ),
        (
            [person(1, last_contact=AGES_AGO), person(2, last_contact=None)],
            "nobody_seen",
            "Nobody at this client was seen for 120 days; the limit is 90 days.",
        ),
        ([person(1, last_contact=None)], "nobody_seen", "Nobody at this client was ever seen; the limit is 90 days."),
    ],
)  # fmt: skip
def test_each_gap_of_all_together_is_a_sentence(people, key, text) -> None:
    found = told(*people)[key]

    assert found.text == text
    assert found.contact_id is None
    assert found.advice


def test_no_gap_of_many_people_is_left_without_words() -> None:
    found = told(*company(25), person(90, reports_to=90))

    assert {key.split(":")[0] for key in found} >= set(GAP_KINDS) - {
        "no_contacts", "no_decision_maker", "single_thread",
    }  # fmt: skip
    assert all("{" not in text.text + text.advice for text in found.values())


def test_a_name_with_braces_is_left_alone() -> None:
    assert told(person(1, **SARI | {"name": "{wanted}"}, coverage="none"))[
        "decision_maker_uncovered:1"
    ].text == "The decision maker {wanted} is not covered."  # fmt: skip


def test_authority_is_told_with_its_evidence() -> None:
    assert authority_text(LOCAL_LEADER, read(person(1))).startswith("Unknown: no decision maker")
    assert (
        authority_text(LOCAL_LEADER, read(person(1, **SARI)))
        == "Yes: Ibu Sari decides, with decision power 9 of 10"
    )
