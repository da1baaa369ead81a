from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.analysis.loss_cases import CASE_CHANGES, HELD_CASES, STANDING_LOSSES, CasePlan, plan_cases
from kamlogic.day_values import sort_purchases
from kamlogic.errors import MissingColumnsError
from tests.unit.analysis.sales_rows import ACME, BRAVO, as_table, client_days, line

BOUGHT = [line(ACME, "2024-01-10", 100), line(BRAVO, "2024-02-01", 10)]
LOST = {"client_key": ACME, "last_purchase": "2024-01-10", "lost_on": "2024-04-09", "yearly_net_sales": 100.0}
CASE = {
    "id": 7, "client_key": ACME, "lost_on": "2024-04-09", "last_purchase": "2024-01-10", "state": "open",
    "returned_on": None, "is_followed": True, "is_touched": False, "is_removed": False, "is_of_rule": True,
}  # fmt: skip


def table(rows: list[dict], declared) -> pd.DataFrame:
    days = ("lost_on", "last_purchase", "returned_on")
    stamped = [
        {name: pd.Timestamp(value) if name in days and value else value for name, value in row.items()}
        for row in rows
    ]
    return as_table(stamped, declared)


def plan(*cases: dict, lost: tuple[dict, ...] = (LOST,), bought: tuple = ()) -> CasePlan:
    purchases = sort_purchases(client_days([*BOUGHT, *bought]))
    return plan_cases(table(list(cases), HELD_CASES), table(list(lost), STANDING_LOSSES), purchases)


def changes(found: CasePlan) -> list[tuple[str, str, str, bool]]:
    shown = found.changes
    days = [shown[name].dt.strftime("%Y-%m-%d").fillna("NaT") for name in ("returned_on", "lost_on")]
    return list(zip(shown["state"], *days, shown["takes_rule"], strict=True))


def test_a_loss_without_a_case_opens_one(assert_is):
    found = plan()

    assert_is(found.opened, STANDING_LOSSES)
    assert_is(found.changes, CASE_CHANGES)
    assert found.opened["client_key"].tolist() == [ACME]


@pytest.mark.parametrize("case", [{}, {"is_removed": True}, {"is_touched": True}])
def test_a_loss_with_a_case_opens_none_even_if_it_was_removed(case):
    found = plan(CASE | case)

    assert found.opened.empty
    assert found.changes.empty


def test_a_removed_case_of_the_same_silence_under_another_rule_opens_none():
    assert plan(CASE | {"is_removed": True, "lost_on": "2024-03-10"}).opened.empty


@pytest.mark.parametrize("is_touched", [True, False])
def test_a_purchase_after_the_loss_makes_it_returned(is_touched):
    found = plan(CASE | {"is_touched": is_touched}, lost=(), bought=(line(ACME, "2024-04-10", 5),))

    assert changes(found) == [("returned", "2024-04-10", "2024-04-09", False)]


@pytest.mark.parametrize(
    ("is_touched", "state", "day"), [(False, "closed", "NaT"), (True, "returned", "2024-04-09")]
)
def test_a_purchase_found_later_on_the_day_of_the_loss_prevented_it(is_touched, state, day):
    found = plan(CASE | {"is_touched": is_touched}, lost=(), bought=(line(ACME, "2024-04-09", 5),))

    assert changes(found) == [(state, day, "2024-04-09", False)]


def test_a_return_whose_sales_were_taken_out_is_open_again():
    found = plan(CASE | {"state": "returned", "returned_on": "2024-04-20"})

    assert changes(found) == [("open", "NaT", "2024-04-09", False)]


def test_an_untouched_case_that_is_no_longer_lost_closes_and_a_touched_one_stays():
    assert changes(plan(CASE, lost=())) == [("closed", "NaT", "2024-04-09", False)]
    assert changes(plan(CASE | {"is_touched": True}, lost=())) == []


def test_a_closed_case_opens_again_dated_by_the_rule_in_force():
    found = plan(CASE | {"state": "closed", "is_of_rule": False}, lost=(LOST | {"lost_on": "2024-03-10"},))

    assert changes(found) == [("open", "NaT", "2024-03-10", True)]
    assert found.opened.empty


@pytest.mark.parametrize(
    "values", [{"state": "closed", "is_touched": True}, {"state": "returned"}, {"is_followed": False}]
)
def test_what_a_person_decided_is_left_alone(values):
    other = LOST | {"client_key": BRAVO}

    assert changes(plan(CASE | values, lost=(other,), bought=(line(ACME, "2024-05-01", 5),))) == []


def test_a_day_that_another_case_of_the_client_has_is_not_taken():
    by_hand = CASE | {"id": 8, "lost_on": "2024-03-10", "is_followed": False, "last_purchase": "2024-01-05"}

    found = plan(CASE | {"is_of_rule": False}, by_hand, lost=(LOST | {"lost_on": "2024-03-10"},))

    assert changes(found) == []


def test_what_was_planned_leaves_nothing_to_plan():
    held = CASE | {"is_of_rule": False}
    first = plan(held, lost=(LOST | {"lost_on": "2024-03-10"},))
    (change,) = first.changes.to_dict("records")

    done = held | {"lost_on": change["lost_on"], "state": change["state"], "is_of_rule": True}
    assert changes(plan(done, lost=(LOST | {"lost_on": "2024-03-10"},))) == []


def test_a_frame_without_a_column_is_refused():
    with pytest.raises(MissingColumnsError, match="is_touched"):
        plan_cases(
            HELD_CASES.empty().drop(columns="is_touched"),
            STANDING_LOSSES.empty(),
            sort_purchases(client_days(BOUGHT)),
        )
