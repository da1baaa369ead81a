"""What the dossier says, in sentences for none, one and many."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from kamlogic.analysis.dossier_completeness import DOSSIER_FIELDS
from kamlogic.entries.dossier import Competitor, Goal, Plan
from kamlogic.entries.relationship import Event, Incident, Opinion, Task
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.decision_scheme_words import GapText
from kamlogic.services.dossier import ClientDossier
from kamlogic.services.dossier_state import DOSSIER_SECTIONS, DOSSIER_STATES, SECTIONS, DossierStates
from kamlogic.services.dossier_words import (
    competitors_sentence,
    dossier_conclusion,
    incidents_sentence,
    opinions_sentence,
    relationship_sentences,
    section_sentence,
    wins_and_losses,
)
from kamlogic.services.gap_words import gap_task_text
from kamlogic.services.open_work import in_order
from kamlogic.services.plan_words import goal_progress, goal_sentence, plan_sentence
from kamlogic.store.entries import Saved

TODAY = date(2026, 6, 30)
AT = datetime(2026, 6, 1, tzinfo=UTC)


def saved(entry, entry_id: int = 1) -> Saved:
    return Saved(
        id=entry_id, version_id=1, entry=entry, created_at=AT, created_by="Budi", updated_at=AT, updated_by="Budi"
    )  # fmt: skip


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def dossier(**lists) -> ClientDossier:
    kinds = ("goals", "contacts", "competitors", "events", "opinions", "incidents", "tasks", "tags", "overrides",
             "loss_cases", "win_backs", "ownerships")  # fmt: skip
    found = {
        kind: [saved(entry, number) for number, entry in enumerate(lists.get(kind, []), 1)] for kind in kinds
    }
    plan = lists.get("plan")
    return ClientDossier(
        client_key=7, client_keys=(7,), dossier=None, plan=plan and saved(plan), selection=None, **found
    )


def states(**sections: tuple[int, float | None]) -> DossierStates:
    """general=(2, 10.0): two fields filled, changed ten days ago."""
    counts, fields = [], []
    for name, places in SECTIONS.items():
        filled, age = sections.get(name, (0, None))
        last = pd.NaT if age is None else pd.Timestamp(TODAY) - pd.Timedelta(days=age)
        counts.append((7, name, len(places), filled, last, age, age is not None and age >= 180))
        fields += [(7, name, field, place < filled) for place, field in enumerate(places)]
    parts = pd.DataFrame(counts, columns=DOSSIER_SECTIONS.column_names).astype(DOSSIER_SECTIONS.dtypes)
    share = float((parts["filled_count"] / parts["field_count"]).mean())
    client = pd.DataFrame([(7, share, share, pd.NaT, False)], columns=DOSSIER_STATES.column_names)
    return DossierStates(
        clients=client if sections else client.head(0),
        sections=parts if sections else parts.head(0),
        fields=pd.DataFrame(fields, columns=DOSSIER_FIELDS.column_names),
    )


@pytest.mark.parametrize(
    ("sections", "text"),
    [
        ({}, "No dossier yet: nobody has written anything about this client"),
        (
            {"general": (6, 10.0), "relationship": (5, 10.0), "decision": (5, 210.0)},
            "Dossier 75\u00a0% complete; competitors empty, decision scheme not touched for 210\u00a0days",
        ),
        (
            {"general": (3, 1.0)},
            "Dossier 12\u00a0% complete; relationship, decision scheme and competitors empty",
        ),
        (
            {"general": (6, 1.0), "relationship": (5, 1.0), "decision": (5, 1.0), "competitors": (6, 1.0)},
            "Dossier 100\u00a0% complete",
        ),
    ],
)
def test_the_conclusion_names_what_is_empty_and_what_is_stale(sections, text) -> None:
    assert dossier_conclusion(LOCAL_LEADER, states(**sections)) == text


def test_a_section_tells_what_is_missing_and_its_age() -> None:
    found = states(competitors=(4, 200.0), general=(6, 3.0))

    assert section_sentence(LOCAL_LEADER, found, "competitors") == (
        "4 of 6 fields filled; missing: Weaknesses of each, Our answer to each. "
        "Last changed on 12 Dec 2025. Stale: 200\u00a0days ago."
    )
    assert section_sentence(LOCAL_LEADER, found, "general") == (
        "6 of 6 fields filled. Last changed on 27 Jun 2026."
    )
    assert section_sentence(LOCAL_LEADER, found, "decision").endswith(
        "Last contact with everybody. Never changed."
    )
    assert section_sentence(LOCAL_LEADER, states(), "general") == (
        "0 of 6 fields filled; nobody has written anything."
    )


def opinion(said: date, answered: date | None = None, **values: Any) -> Opinion:
    return Opinion(
        **{"client_key": 7, "channel": "remark", "statement": "Late"} | values,
        said_on=said,
        answered_on=answered,
    )


@pytest.mark.parametrize(
    ("opinions", "text"),
    [
        ([], "No opinion of this client is written down yet"),
        ([opinion(ago(9), ago(8))], "The one opinion is answered"),
        ([opinion(ago(9), ago(8))] * 2, "Both opinions are answered"),
        ([opinion(ago(9))], "1 opinion is unanswered, for 9\u00a0days: a gap and a risk"),
        ([opinion(ago(9), channel="praise")], "No opinion waits for an answer"),
        (
            [opinion(ago(9), channel="praise", severity="high")],
            "1 opinion is unanswered, for 9\u00a0days: a gap and a risk",
        ),
        (
            [opinion(ago(9)), opinion(ago(40))],
            "2 opinions are unanswered, the oldest for 40\u00a0days: a gap and a risk",
        ),
    ],
)
def test_unanswered_opinions_are_a_gap_and_a_risk(opinions, text) -> None:
    assert opinions_sentence(LOCAL_LEADER, dossier(opinions=opinions), TODAY) == text


def incident(happened: date, resolved: date | None = None) -> Incident:
    return Incident(
        client_key=7, happened_on=happened, mistake="quality", description="Boxes", resolved_on=resolved
    )


@pytest.mark.parametrize(
    ("incidents", "text"),
    [
        ([], "No incident is written down for this client"),
        ([incident(ago(9), ago(8))], "The one incident is resolved"),
        ([incident(ago(9), ago(8)), incident(ago(5))], "1 of 2 incidents is open, since 25 Jun 2026"),
        ([incident(ago(9)), incident(ago(5))], "2 of 2 incidents are open, the oldest since 21 Jun 2026"),
    ],
)
def test_open_incidents(incidents, text) -> None:
    assert incidents_sentence(LOCAL_LEADER, dossier(incidents=incidents), TODAY) == text


def event(kind: str, days: int, **values) -> Event:
    return Event(client_key=7, happened_on=ago(days), event=kind, description="Something", **values)


def test_the_relationship_in_sentences() -> None:
    found = relationship_sentences(
        LOCAL_LEADER,
        dossier(
            events=[
                event("win", 100, amount=Decimal(900_000), result="Taste."),
                event("loss", 90, result="Price"),
                event("loss", 60),
                event("meeting", 20),
                event("promise", 30, promised_for=ago(5)),
                event("promise", 30, promised_for=ago(-5)),
            ],
            tasks=[
                Task(client_key=7, task="Later", due=ago(-9)),
                Task(client_key=7, task="Call them.", due=ago(2), owner="Sari"),
                Task(client_key=7, task="Done", due=ago(30), done_on=ago(31)),
            ],
        ),
        TODAY,
        "EUR",
    )

    assert found == [
        "Last event on 10 Jun 2026, 20\u00a0days ago: Meeting.",
        "2 promises are open, 1 overdue.",
        "1 win of EUR 900 thousand; why: Taste.",
        "2 losses; why: Price; 1 without a reason.",
        "2 tasks are open, 1 overdue; next: Call them (Sari, 28 Jun 2026).",
    ]


def test_a_relationship_of_which_nothing_is_known() -> None:
    assert relationship_sentences(LOCAL_LEADER, dossier(), TODAY) == [
        "Nothing has been written down about this relationship yet."
    ]
    assert relationship_sentences(LOCAL_LEADER, dossier(events=[event("note", -3)]), TODAY) == [
        "No task is open: no next step is agreed."
    ]


def test_a_loss_without_a_reason_says_so() -> None:
    events = [saved(event("loss", 9, amount=Decimal(20)))]

    assert wins_and_losses(LOCAL_LEADER, events, "EUR") == ["1 loss of EUR 20, no reason written down."]


@pytest.mark.parametrize(
    ("rivals", "text"),
    [
        ([], "No competitor is written down for this client"),
        ([{"name": "Rival", "answer": "Dates"}], "1 competitor is active"),
        (
            [
                {"name": "Rival", "share_percent": 20, "state": "supplying"},
                {"name": "Old", "state": "lost", "share_percent": 60},
            ],
            "1 competitor is active, with 20\u00a0% of the client's purchases; no answer yet to Rival",
        ),
        (
            [{"name": "Rival", "share_percent": 20}, {"name": "Sugar", "share_percent": 5}],
            "2 competitors are active, together with 25\u00a0% of the client's purchases; no answer yet to Rival, Sugar",
        ),
    ],
)
def test_competitors_with_their_share_and_our_answer(rivals, text) -> None:
    entries = [saved(Competitor(client_key=7, **rival)) for rival in rivals]

    assert competitors_sentence(LOCAL_LEADER, entries) == text


def goal(**values) -> Goal:
    return Goal(client_key=7, goal="Complaints", measure="a quarter", **values)


def test_progress_runs_from_baseline_to_target_downwards_as_well() -> None:
    assert goal_progress(goal(baseline=9, target=2), 4) == pytest.approx(5 / 7)
    assert goal_progress(goal(baseline=0, target=10), -5) == -0.5
    assert pd.isna(goal_progress(goal(target=2), 4))
    assert pd.isna(goal_progress(goal(baseline=9, target=2), None))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (
            {"baseline": 9, "target": 2, "current": 4, "forecast": 2.5, "due": ago(3)},
            "from 9 to 2, now 4, forecast 2.50; 71\u00a0% of the way; overdue since 27 Jun 2026",
        ),
        (
            {"baseline": 9, "target": 2, "current": 2, "due": ago(3)},
            "from 9 to 2, now 2, forecast n/a; 100\u00a0% of the way; due 27 Jun 2026",
        ),
        (
            {"target": 2, "current": 2},
            "from n/a to 2, now 2, forecast n/a; progress n/a: baseline, target and now are needed",
        ),
    ],
)
def test_a_goal_tells_how_far_it_is(values, text) -> None:
    assert goal_sentence(LOCAL_LEADER, goal(**values), TODAY) == f"Complaints (a quarter): {text}"


def test_the_plan_counts_goals_and_steps() -> None:
    steps = [
        Task(client_key=7, task="Taste", subject="plan", due=ago(1)),
        Task(client_key=7, task="Other", due=ago(1)),
    ]
    goals = [goal(baseline=0, target=10, current=10, forecast=12), goal(baseline=0, target=10, current=1)]

    assert plan_sentence(LOCAL_LEADER, dossier(), TODAY) == "No plan yet for this client"
    assert plan_sentence(LOCAL_LEADER, dossier(plan=Plan(client_key=7)), TODAY) == (
        "No goal yet; 0 steps are open, 0 overdue"
    )
    assert plan_sentence(LOCAL_LEADER, dossier(goals=goals, tasks=steps), TODAY) == (
        "1 of 2 goals reached, 1 will be by the forecasts; 1 step is open, 1 overdue"
    )


def test_tasks_come_as_they_are_due_and_the_done_ones_last() -> None:
    tasks = [
        Task(client_key=7, task="old", done_on=ago(9)),
        Task(client_key=7, task="whenever"),
        Task(client_key=7, task="new", done_on=ago(2)),
        Task(client_key=7, task="soon", due=ago(-2)),
    ]

    found = in_order(dossier(tasks=tasks).tasks)

    assert [one.entry.task for one in found] == ["soon", "whenever", "new", "old"]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"gap": "other"}, "Task: none; somebody removed it."),
        ({"closed_by_data": True, "done_on": TODAY}, "Task: none; somebody removed it."),
        ({}, "Task: open; nobody has it yet. Give it an owner and a day under Relationship."),
        ({"owner": "Sari"}, "Task: open, with Sari, without a day."),
        ({"owner": "Sari", "due": ago(0)}, "Task: open, with Sari until 30 Jun 2026."),
        ({"due": ago(1)}, "Task: overdue since 29 Jun 2026, with nobody."),
        ({"done_on": ago(1)}, "Task: closed on 29 Jun 2026 by a person, but the gap is still there."),
    ],
)
def test_the_task_of_a_gap_in_words(values, text) -> None:
    gap = GapText("single_thread", "medium", None, "One thread.", "Build a second one.")
    task = Task(**{"client_key": 7, "task": "Build", "subject": "gap", "gap": "single_thread"} | values)

    assert gap_task_text(LOCAL_LEADER, gap, [saved(task)], today=TODAY) == text
