from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from kamlogic.analysis.selection import (
    CLIENT_SCORES,
    SELECTION_CLIENTS,
    SELECTION_SENSITIVITY,
    ScoredCriterion,
    SelectionResult,
    SelectionSettings,
    score_clients,
)
from kamlogic.errors import MissingColumnsError
from kamlogic.tables import Table
from tests.unit.analysis.sales_rows import ACME, BRAVO, CARGO, DELTA, as_table

AssertIs = Callable[[pd.DataFrame, Table], None]
SETTINGS = SelectionSettings(
    criteria=(
        ScoredCriterion(name="budget", axis="attractiveness", title="Budget", weight=3),
        ScoredCriterion(name="growth", axis="attractiveness", title="Growth", weight=2),
        ScoredCriterion(name="price", axis="strength", title="Price"),
    )
)


def score(settings: SelectionSettings = SETTINGS, **points: dict[str, float]) -> SelectionResult:
    rows = [
        {"client_key": int(name.removeprefix("k")), "criterion": criterion, "score": value}
        for name, given in points.items()
        for criterion, value in given.items()
    ]
    return score_clients(as_table(rows, CLIENT_SCORES), settings=settings)


def row(result: SelectionResult, key: int = ACME) -> pd.Series:
    return result.clients.set_index("client_key").loc[key]


def test_the_score_is_the_weighted_mean_of_the_filled_criteria(assert_is: AssertIs) -> None:
    result = score(k1={"budget": 5, "growth": 2.5, "price": 1})

    assert_is(result.clients, SELECTION_CLIENTS)
    found = row(result)
    assert (found["attractiveness"], found["strength"]) == (4.0, 1.0)
    assert (found["attractiveness_filled"], found["strength_filled"]) == (1.0, 1.0)
    assert (found["quadrant"], found["selection_rank"]) == ("star", 1.0)


def test_exactly_sixty_percent_of_the_weight_is_enough() -> None:
    found = row(score(k1={"budget": 4, "price": 3}))

    assert (found["attractiveness_filled"], found["attractiveness"]) == (0.6, 4.0)
    assert found["quadrant"] == "strategic"


def test_less_than_sixty_percent_gives_no_score() -> None:
    found = row(score(k1={"growth": 4, "budget": float("nan"), "price": 3}))

    assert found["attractiveness_filled"] == 0.4
    assert np.isnan(found[["attractiveness", "selection_rank"]].astype("float64")).all()
    assert (found["strength"], found["quadrant"]) == (3.0, "")


@pytest.mark.parametrize(
    ("budget", "price", "quadrant"),
    [(3, 3, "strategic"), (3, 2.9, "star"), (2.9, 3, "status"), (2.9, 2.9, "streamline")],
)
def test_the_midpoint_is_high(budget: float, price: float, quadrant: str) -> None:
    assert row(score(k1={"budget": budget, "growth": budget, "price": price}))["quadrant"] == quadrant


def test_equal_clients_share_a_rank_and_the_unranked_come_last() -> None:
    same = {"budget": 4, "growth": 4, "price": 4}

    result = score(k4={"price": 5}, k3={"budget": 1, "growth": 1, "price": 1}, k2=same, k1=same)

    assert result.clients["client_key"].tolist() == [ACME, BRAVO, CARGO, DELTA]
    np.testing.assert_array_equal(result.clients["selection_rank"], [1, 1, 3, np.nan])


def test_the_last_of_several_scores_holds_and_unknown_criteria_are_passed_over() -> None:
    rows = [(ACME, "budget", 1.0), (ACME, "budget", 5.0), (ACME, "colour", 1.0), (ACME, "price", 2.0)]
    scores = as_table(
        [dict(zip(CLIENT_SCORES.column_names, one, strict=True)) for one in rows], CLIENT_SCORES
    )

    assert row(score_clients(scores, settings=SETTINGS))["attractiveness"] == 5.0


def test_doubling_a_weight_can_change_the_order(assert_is: AssertIs) -> None:
    result = score(k1={"budget": 5, "growth": 1, "price": 3}, k2={"budget": 2, "growth": 5, "price": 3})

    found = result.sensitivity.set_index(["criterion", "change"])
    assert_is(result.sensitivity, SELECTION_SENSITIVITY)
    # 5·3+1·2 against 2·3+5·2 of 5: 3.4 and 3.2; with growth doubled 19 and 26 of 7.
    assert found.loc[("growth", "doubled"), "moved_count"] == 2
    assert found.loc[("growth", "doubled"), "crossed_count"] == 1
    assert found.loc[("budget", "doubled"), "moved_count"] == 0
    assert len(found) == 5


def test_the_only_criterion_of_an_axis_is_not_left_out() -> None:
    result = score(k1={"budget": 5, "growth": 1, "price": 3})

    changes = result.sensitivity.groupby("criterion")["change"].agg(sorted).to_dict()
    assert changes == {
        "budget": ["doubled", "left_out"],
        "growth": ["doubled", "left_out"],
        "price": ["doubled"],
    }


def test_a_client_that_loses_its_rank_moves_nobody_else() -> None:
    result = score(
        k1={"budget": 5, "growth": 1, "price": 3},
        k2={"budget": 4, "price": 3},
        k3={"budget": 1, "growth": 1, "price": 3},
    )

    found = result.sensitivity.set_index(["criterion", "change"])
    # Without the budget the second client has nothing on attractiveness; the others are then equal.
    assert found.loc[("budget", "left_out"), "moved_count"] == 1


@pytest.mark.parametrize("points", [{}, {"k1": {"growth": 1}}])
def test_without_a_ranked_client_nothing_is_sensitive(
    assert_is: AssertIs, points: dict[str, dict[str, float]]
) -> None:
    result = score(**points)

    assert_is(result.clients, SELECTION_CLIENTS)
    assert_is(result.sensitivity, SELECTION_SENSITIVITY)
    assert len(result.clients) == len(points)
    assert result.sensitivity.empty


def test_the_fields_have_the_names_of_the_firm() -> None:
    settings = SelectionSettings(star_name="Invest")

    assert settings.quadrant_names() == {
        "strategic": "Strategic",
        "star": "Invest",
        "status": "Status",
        "streamline": "Streamline",
    }


def test_two_criteria_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match="Two criteria have the same name"):
        SelectionSettings(criteria=(*SETTINGS.criteria, SETTINGS.criteria[0]))


def test_both_axes_need_a_criterion() -> None:
    with pytest.raises(ValueError, match="each need a criterion"):
        SelectionSettings(criteria=SETTINGS.criteria[:1])


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(MissingColumnsError, match="'client_scores' lacks score"):
        score_clients(CLIENT_SCORES.empty().drop(columns="score"), settings=SETTINGS)
