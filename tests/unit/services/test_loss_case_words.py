from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kamlogic.entries.winning_back import LossCase
from kamlogic.loss_criteria import LossCriterion
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.loss_case_words import (
    cases_conclusion,
    cases_figures,
    explain_cases,
    in_words,
    rule_sentence,
    trend_sentence,
)


def cases(*rows: tuple) -> pd.DataFrame:
    """State, extent, reasons, sales, lost on, key."""
    names = ["state", "extent", "reasons", "yearly_net_sales", "lost_on", "is_key"]
    frame = pd.DataFrame([dict(zip(names, row, strict=True)) for row in rows], columns=names)
    dtypes = {
        "yearly_net_sales": "float64",
        "lost_on": "datetime64[us]",
        "is_key": "bool",
        "reasons": "object",
    }
    return frame.assign(rival="").astype(dtypes)


OPEN = ("open", "full", ["price"], 1.5e9, "2026-05-10", True)
BARE = ("open", "full", [], 4e8, "2026-02-10", False)
BACK = ("returned", "full", [], 9e9, "2025-02-10", False)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((BACK,), "No loss case is open"),
        ((OPEN,), "1 open case, IDR 1.5 billion a year; it has a reason"),
        ((BARE, BACK), "1 open case, IDR 400 million a year; without a reason"),
        ((OPEN, OPEN), "2 open cases, IDR 3.0 billion a year; each has a reason"),
        ((OPEN, BARE, BARE), "3 open cases, IDR 2.3 billion a year; 2 without a reason"),
    ],
)
def test_the_conclusion_counts_open_cases_and_those_without_a_reason(rows, told):
    assert cases_conclusion(LOCAL_LEADER, cases(*rows), "IDR") == told


def test_the_figures_tell_key_clients_apart_and_nothing_is_not_zero_money():
    assert [figure[1] for figure in cases_figures(LOCAL_LEADER, cases(OPEN, BARE, BACK), "IDR")] == [
        "2", "IDR 1.9 billion", "1", "1",
    ]  # fmt: skip
    assert [figure[1] for figure in cases_figures(LOCAL_LEADER, cases(), "IDR")] == ["0", "n/a", "0", "0"]


def test_the_trend_compares_three_complete_months_with_those_before():
    months = explain_cases(LOCAL_LEADER, cases(OPEN, BARE, BACK)).months

    assert trend_sentence(LOCAL_LEADER, months, as_of=date(2026, 6, 30), currency="IDR") == (
        "Lost from Apr 2026 to Jun 2026: 1 case (key clients: 1), IDR 1.5 billion a year. "
        "In the 3 months before: 1 case, IDR 400 million a year."
    )


def test_a_row_says_its_reasons_and_its_state():
    shown = in_words(
        LOCAL_LEADER, cases(("open", "partial", ["price", "dates"], 1.0, "2026-05-10", False), BACK)
    )

    assert shown["reasons_text"].tolist() == ["Price, Missed dates and promises", ""]
    assert shown["state_text"].tolist() == ["Open, partial", "Returned"]


@pytest.mark.parametrize(
    ("values", "is_older", "told"),
    [
        ({}, False, "Opened by hand."),
        (
            {"criterion": {"kind": "decline", "kept_share": 0.5}},
            False,
            "Opened by hand as a partial loss: it kept less than 50\u00a0% of its sales.",
        ),
        (
            {"criterion": LossCriterion().model_dump()},
            False,
            "Opened under the product's own rule: lost after 90\u00a0days without a purchase.",
        ),
        (
            {
                "criterion": LossCriterion(hiatus_days=60).model_dump(),
                "adopted_at": "2026-03-01T10:00:00+00:00",
            },
            True,
            (
                "Opened under the rule adopted on 1 Mar 2026: lost after 60\u00a0days without a purchase. "
                "That is an older rule; now in force: lost after 90\u00a0days without a purchase."
            ),
        ),
    ],
)
def test_a_case_says_under_which_rule_it_was_opened(values, is_older, told):
    case = LossCase(client_key=1, lost_on=date(2026, 5, 10), **values)

    assert rule_sentence(LOCAL_LEADER, case, criterion=LossCriterion(), is_older_rule=is_older) == told
