from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kamlogic.analysis.prospects import (
    DECIDERS,
    PROSPECT_CELLS,
    PROSPECT_CONTACTS,
    PROSPECT_FACTS,
    PROSPECT_FUNNEL,
    PROSPECT_STATES,
    ProspectResult,
    ProspectSettings,
    find_deciders,
    measure_prospects,
)
from kamlogic.entries.prospects import STAGES
from kamlogic.errors import MissingColumnsError

TODAY = date(2026, 6, 30)


def prospect(number: int, answers: str = "???", **more: Any) -> dict[str, Any]:
    """A prospect whose answers are written as + (yes), - (no) and ? (unknown)."""
    words = {"+": "yes", "-": "no", "?": "unknown"}
    need, solvency, authority = (words[mark] for mark in answers)
    stage = more.pop("stage", "new")
    return {
        "prospect_id": number,
        "need": need,
        "solvency": solvency,
        "authority": authority,
        "stage": stage,
        "furthest_stage": more.pop("furthest", stage if stage != "given_up" else "new"),
        "estimated_value": more.pop("value", None),
        "written_on": more.pop("written", "2026-06-01"),
        "due": more.pop("due", None),
    }


def measure(*prospects: dict[str, Any]) -> ProspectResult:
    frame = pd.DataFrame(list(prospects), columns=PROSPECT_FACTS.column_names).astype(PROSPECT_FACTS.dtypes)
    return measure_prospects(frame, as_of=TODAY, settings=ProspectSettings())


@pytest.mark.parametrize(
    ("answers", "qualification", "question"),
    [
        ("+++", "qualified", ""),
        ("???", "open", "need"),
        ("+??", "open", "solvency"),
        ("?+?", "open", "need"),
        ("++?", "open", "authority"),
        ("+-?", "disqualified", ""),
        ("-++", "disqualified", ""),
        ("??-", "disqualified", ""),
    ],
)
def test_three_times_yes_qualifies_and_any_no_disqualifies(answers, qualification, question, assert_is):
    states = measure(prospect(7, answers)).states

    assert states["qualification"].tolist() == [qualification]
    assert states["next_question"].tolist() == [question]
    assert_is(states, PROSPECT_STATES)


def test_a_step_is_overdue_from_the_day_after_it_was_due():
    states = measure(
        prospect(1, due="2026-06-30"),
        prospect(2, due="2026-06-29"),
        prospect(3, due="2026-07-01"),
        prospect(4),
    ).states

    assert states["overdue_days"].fillna(-1).tolist() == [-1, 1, -1, -1]


@pytest.mark.parametrize("ended", [{"stage": "won"}, {"stage": "given_up"}, {"answers": "-??"}])
def test_what_is_no_longer_pursued_has_no_question_and_nothing_overdue(ended):
    states = measure(prospect(1, due="2026-01-01", **ended)).states

    assert not states["is_pursued"].any()
    assert states["next_question"].tolist() == [""]
    assert states["overdue_days"].isna().all()


def test_one_written_down_after_the_day_has_no_age():
    states = measure(prospect(1, written="2026-06-20"), prospect(2, written="2026-07-01")).states

    assert states["age_days"].fillna(-1).tolist() == [10, -1]


def test_the_funnel_counts_each_stage_with_value_and_age(assert_is):
    found = measure(
        prospect(1, "+++", stage="offer", value=100, written="2026-06-10"),
        prospect(2, "+??", stage="offer", value=50, written="2026-06-20"),
        prospect(3, "-??", stage="offer", written="2026-05-31"),
        prospect(4, stage="new", value=7),
    )

    funnel = found.funnel.set_index("stage")
    assert list(funnel.index) == list(STAGES)
    offer = funnel.loc["offer"]
    assert (offer["prospect_count"], offer["estimated_value"], offer["valued_count"]) == (3, 150, 2)
    assert (offer["qualified_count"], offer["open_count"], offer["disqualified_count"]) == (1, 1, 1)
    assert offer["median_age_days"] == 20
    assert funnel["prospect_count"].sum() == 4
    assert pd.isna(funnel.loc["won", "estimated_value"])
    assert_is(found.funnel, PROSPECT_FUNNEL)
    assert_is(found.cells, PROSPECT_CELLS)


def test_conversion_counts_who_ever_came_so_far():
    found = measure(
        prospect(1, stage="won"),
        prospect(2, stage="meeting"),
        prospect(3, stage="given_up", furthest="offer"),
        prospect(4, stage="new"),
        prospect(5, stage="new"),
    )

    funnel = found.funnel.set_index("stage")
    reached = {"new": 5, "contacted": 3, "meeting": 3, "offer": 2, "negotiation": 1, "won": 1}
    assert funnel["reached"].dropna().to_dict() == reached
    assert funnel["advanced_share"].dropna().round(4).to_dict() == {
        "new": 0.6, "contacted": 1.0, "meeting": 0.6667, "offer": 0.5, "negotiation": 1.0,
    }  # fmt: skip


def test_cells_of_nobody_have_no_value():
    cells = measure(prospect(1, "+++", value=0)).cells

    valued = cells[cells["estimated_value"].notna()]
    assert valued[["stage", "qualification", "prospect_count", "estimated_value"]].to_numpy().tolist() == [
        ["new", "qualified", 1, 0.0]
    ]


def test_no_prospect_at_all(assert_is):
    found = measure()

    assert found.funnel["prospect_count"].tolist() == [0] * len(STAGES)
    assert found.funnel["advanced_share"].isna().all()
    assert_is(found.states, PROSPECT_STATES)
    assert_is(found.funnel, PROSPECT_FUNNEL)


def test_the_order_of_the_rows_does_not_matter():
    rows = [prospect(1, "+++", stage="offer", value=3), prospect(2, stage="new"), prospect(3, "-??", value=9)]

    pd.testing.assert_frame_equal(measure(*rows).funnel, measure(*rows[::-1]).funnel)


def _deciders(*contacts: tuple[int, str, str, float | None], power: int = 7) -> dict[int, str]:
    frame = pd.DataFrame(list(contacts), columns=PROSPECT_CONTACTS.column_names)
    found = find_deciders(
        frame.astype(PROSPECT_CONTACTS.dtypes), settings=ProspectSettings(deciding_power=power)
    )
    assert list(found.columns) == DECIDERS.column_names
    return dict(zip(found["prospect_id"], found["decider"], strict=True))


def test_a_decision_maker_or_much_power_decides():
    assert _deciders(
        (1, "Sari", "decision_maker", None), (2, "Budi", "user", 7), (3, "Tono", "user", 6), (4, "Rina", "contact", None)
    ) == {1: "Sari", 2: "Budi"}  # fmt: skip


def test_of_several_the_most_powerful_is_named():
    assert _deciders(
        (1, "Ani", "user", 8), (1, "Zul", "decision_maker", 9), (2, "Yuda", "user", 9), (2, "Eka", "user", 9)
    ) == {1: "Zul", 2: "Eka"}  # fmt: skip


def test_the_power_that_decides_is_a_setting():
    assert _deciders((1, "Budi", "user", 7), power=8) == {}
    assert _deciders() == {}


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumnsError, match="solvency"):
        measure_prospects(
            PROSPECT_FACTS.empty().drop(columns="solvency"), as_of=TODAY, settings=ProspectSettings()
        )
    with pytest.raises(MissingColumnsError, match="power"):
        find_deciders(PROSPECT_CONTACTS.empty().drop(columns="power"), settings=ProspectSettings())
