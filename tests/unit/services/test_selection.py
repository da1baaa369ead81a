from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.analysis.selection import ScoredCriterion, SelectionResult, SelectionSettings
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.selection import (
    select_clients,
    selection_conclusion,
    selection_note,
    sensitivity_sentence,
)

SETTINGS = SelectionSettings(
    criteria=(
        ScoredCriterion(name="budget", axis="attractiveness", title="Budget", weight=3),
        ScoredCriterion(name="growth", axis="attractiveness", title="Growth", weight=2),
        ScoredCriterion(name="price", axis="strength", title="Price"),
    )
)


def select(*rows: tuple[int, str, float]) -> SelectionResult:
    scores = pd.DataFrame(rows, columns=["client_key", "criterion", "score"])
    return select_clients(LOCAL_LEADER, settings=SETTINGS, scores=scores)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(1, "growth", 5.0)], "n/a: no client has 60\u00a0% of the weight filled on both axes"),
        (
            [(1, "budget", 5.0), (1, "price", 5.0)],
            "1 of 1 scored client is attractive and close to us",
        ),
        (
            [(1, "budget", 5.0), (1, "price", 1.0), (2, "budget", 1.0), (2, "price", 1.0)],
            "0 of 2 scored clients are attractive and close to us",
        ),
    ],
)
def test_the_conclusion_counts_the_scored_clients(rows: list[tuple[int, str, float]], said: str) -> None:
    assert selection_conclusion(LOCAL_LEADER, select(*rows)) == said


def test_without_scores_the_page_says_what_is_missing() -> None:
    result = select_clients(LOCAL_LEADER, settings=SETTINGS)

    assert selection_conclusion(LOCAL_LEADER, result) == "n/a: no client has been scored yet"
    assert selection_note(LOCAL_LEADER, result).startswith(
        "Attractiveness: Budget, Growth. Our strength: Price."
    )
    assert sensitivity_sentence(LOCAL_LEADER, result) == ""


def test_the_change_that_moves_most_ranks_is_named() -> None:
    rows = [
        (1, "budget", 5.0),
        (1, "growth", 1.0),
        (1, "price", 3.0),
        (2, "budget", 2.0),
        (2, "growth", 5.0),
        (2, "price", 3.0),
    ]

    assert sensitivity_sentence(LOCAL_LEADER, select(*rows)) == "2 ranks change if Budget is left out."


def test_a_doubled_weight_is_named() -> None:
    settings = SelectionSettings(
        criteria=(
            ScoredCriterion(name="budget", axis="attractiveness", title="Budget", weight=2),
            ScoredCriterion(name="growth", axis="attractiveness", title="Growth", weight=1.5),
            ScoredCriterion(name="price", axis="strength", title="Price"),
            ScoredCriterion(name="support", axis="strength", title="Support"),
        ),
        least_filled=0,
    )
    # Of three clients the third needs both: only a doubled weight of growth turns all ranks.
    points = {1: (5, 1, 3, 3), 2: (3, 3, 3, 3), 3: (1, 5, 3, 3)}
    scores = pd.DataFrame(
        [
            (key, criterion.name, float(score))
            for key, given in points.items()
            for criterion, score in zip(settings.criteria, given, strict=True)
        ],
        columns=["client_key", "criterion", "score"],
    )

    result = select_clients(LOCAL_LEADER, settings=settings, scores=scores)

    moved = result.sensitivity[result.sensitivity["change"] == "doubled"].iloc[0]
    assert (moved["criterion"], moved["moved_count"]) == ("growth", 2)
    alone = SelectionResult(
        settings, result.clients, result.sensitivity[result.sensitivity["change"] == "doubled"]
    )
    assert sensitivity_sentence(LOCAL_LEADER, alone) == "2 ranks change if the weight of Growth is doubled."


def test_ranks_that_no_weight_moves_are_said_to_stay() -> None:
    settings = SelectionSettings(
        criteria=(*SETTINGS.criteria, ScoredCriterion(name="support", axis="strength", title="Support"))
    )
    scores = pd.DataFrame(
        [(1, name, 4.0) for name in ("budget", "growth", "price", "support")],
        columns=["client_key", "criterion", "score"],
    )

    result = select_clients(LOCAL_LEADER, settings=settings, scores=scores)

    assert sensitivity_sentence(LOCAL_LEADER, result).startswith("The ranks stay as they are")
