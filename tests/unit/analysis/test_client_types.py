from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from kamlogic.analysis.client_types import (
    CLIENT_TYPES,
    DISAGREEMENTS,
    TYPE_FACTS,
    VITAL_STATES,
    ClientTypeSettings,
    find_disagreements,
    tag_clients,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.tables import CLIENT_JUDGEMENTS, Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, DELTA, as_table

AssertIs = Callable[[pd.DataFrame, Table], None]
AS_OF = date(2024, 6, 30)
NEVER = pd.NaT


def facts(**first: object) -> pd.DataFrame:
    return as_table(
        [
            {"client_key": int(name.removeprefix("k")), "first_purchase": pd.Timestamp(day), "is_lost": False}
            for name, day in first.items()
        ],
        TYPE_FACTS,
    )


def vital(*keys: int) -> pd.DataFrame:
    rows = [{"client_key": key, "vital_share": 0.5, "vital_since": 24294} for key in keys]
    return as_table(rows, VITAL_STATES)


def said(*rows: tuple[int, str] | tuple[int, str, float] | tuple[int, str, float, str]) -> pd.DataFrame:
    return as_table(
        [
            {
                "client_key": row[0],
                "tag": row[1],
                "note": f"note {place}",
                "author": "Sari",
                "judged_on": pd.Timestamp(row[3] if len(row) > 3 else "2024-05-01"),
                "potential_budget": row[2] if len(row) > 2 else float("nan"),
            }
            for place, row in enumerate(rows)
        ],
        CLIENT_JUDGEMENTS,
    )


def tag(known: pd.DataFrame, judgements: pd.DataFrame, *keys: int, **settings: object) -> pd.DataFrame:
    return tag_clients(
        known,
        vital=vital(*keys),
        judgements=judgements,
        as_of=AS_OF,
        settings=ClientTypeSettings(**settings),  # type: ignore[arg-type]
    )


def tags(found: pd.DataFrame) -> list[tuple[int, str, str]]:
    return list(found[["client_key", "client_type", "basis"]].itertuples(index=False, name=None))


def test_a_client_can_have_several_types(assert_is: AssertIs) -> None:
    found = tag(facts(k1="2020-01-01"), said((ACME, "expert"), (ACME, "image")), ACME)

    assert_is(found, CLIENT_TYPES)
    assert tags(found) == [
        (ACME, "vital", "rule"),
        (ACME, "image", "judgement"),
        (ACME, "expert", "judgement"),
    ]
    assert found["note"].tolist() == ["", "note 1", "note 0"]
    assert found["vital_since"].iloc[0] == 24294
    assert found["vital_since"].iloc[1:].isna().all()


@pytest.mark.parametrize(
    ("first", "is_prospective"),
    [("2023-07-01", True), ("2023-06-30", False), ("2024-06-30", True), (NEVER, True)],
)
def test_who_bought_first_within_twelve_months_or_not_yet_is_new(first: object, is_prospective: bool) -> None:
    found = tag(facts(k1=first), said((ACME, "", 500.0)))

    assert tags(found) == ([(ACME, "prospective", "rule")] if is_prospective else [])


@pytest.mark.parametrize(("budget", "is_prospective"), [(999.99, False), (1000.0, True)])
def test_the_budget_has_to_reach_the_limit(budget: float, is_prospective: bool) -> None:
    found = tag(facts(k1="2024-05-01"), said((ACME, "", budget)), min_potential_budget=1000)

    assert len(found) == is_prospective


def test_without_an_entered_budget_nobody_is_prospective() -> None:
    assert tag(facts(k1="2024-05-01"), said((ACME, "image"))).query("client_type == 'prospective'").empty


def test_a_vital_client_is_not_prospective() -> None:
    found = tag(facts(k1="2024-05-01"), said((ACME, "", 500.0)), ACME)

    assert tags(found) == [(ACME, "vital", "rule")]


def test_a_judgement_of_prospective_stands_in_for_the_rule() -> None:
    found = tag(facts(k1="2024-05-01"), said((ACME, "prospective", 500.0)))

    assert tags(found) == [(ACME, "prospective", "judgement")]
    assert found["potential_budget"].tolist() == [500.0]


def test_the_latest_judgement_and_the_latest_budget_hold() -> None:
    judgements = said(
        (ACME, "image", 1.0, "2024-03-01"),
        (ACME, "image", 9000.0, "2024-02-01"),
        (ACME, "", 5.0, "2024-01-01"),
    )

    found = tag(facts(k1="2024-05-01"), judgements, min_potential_budget=2)

    assert tags(found) == [(ACME, "image", "judgement")]
    assert found["note"].tolist() == ["note 0"]


def test_later_judgements_and_unknown_clients_are_passed_over(assert_is: AssertIs) -> None:
    judgements = said((ACME, "image", 1.0, "2024-07-01"), (BRAVO, "image"), (ACME, "rumour"))

    found = tag(facts(k1="2020-05-01"), judgements)

    assert_is(found, CLIENT_TYPES)
    assert found.empty


def test_without_clients_there_is_no_type(assert_is: AssertIs) -> None:
    found = tag(TYPE_FACTS.empty(), said((ACME, "image")))

    assert_is(found, CLIENT_TYPES)
    assert found.empty


def test_a_lost_vital_client_is_marked() -> None:
    known = facts(k1="2020-01-01", k2="2020-01-01").assign(is_lost=[True, False])

    found = tag(known, said(), ACME, BRAVO)

    assert found.set_index("client_key")["is_lost"].to_dict() == {ACME: True, BRAVO: False}


@pytest.mark.parametrize(
    ("table", "column"),
    [(TYPE_FACTS, "first_purchase"), (VITAL_STATES, "vital_share"), (CLIENT_JUDGEMENTS, "tag")],
)
def test_a_missing_column_is_refused(table: Table, column: str) -> None:
    given = {one.name: one.empty() for one in (TYPE_FACTS, VITAL_STATES, CLIENT_JUDGEMENTS)}
    given[table.name] = given[table.name].drop(columns=column)

    with pytest.raises(MissingColumnsError, match=f"'{table.name}' lacks {column}"):
        tag_clients(
            given["type_facts"],
            vital=given["vital_states"],
            judgements=given["client_judgements"],
            as_of=AS_OF,
            settings=ClientTypeSettings(),
        )


def test_every_disagreement_is_found(assert_is: AssertIs) -> None:
    types = tag(
        facts(k1="2020-01-01", k2="2020-01-01"), said((ACME, "prospective"), (BRAVO, "image")), ACME, BRAVO
    )
    verdicts = pd.DataFrame(
        {
            "client_key": [ACME, BRAVO, CARGO, DELTA],
            "is_key_by_rule": [True, True, False, True],
            "override": ["", "not_key", "key", "key"],
        }
    )

    found = find_disagreements(types, verdicts, pd.Series([ACME]))

    assert_is(found, DISAGREEMENTS)
    assert list(found.itertuples(index=False, name=None)) == [
        (ACME, "prospective_but_vital"),
        (BRAVO, "not_key_against_criteria"),
        (BRAVO, "vital_below_limit"),
        (CARGO, "key_against_criteria"),
    ]


def test_without_judgements_nothing_disagrees(assert_is: AssertIs) -> None:
    verdicts = pd.DataFrame({"client_key": [ACME], "is_key_by_rule": [True], "override": [""]})

    found = find_disagreements(tag(facts(k1="2020-01-01"), said(), ACME), verdicts, pd.Series([ACME]))

    assert_is(found, DISAGREEMENTS)
    assert found.empty
