"""The win-backs of a data set with their steps, outcomes and results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from kamlogic.analysis.losses import LossResult
from kamlogic.analysis.win_back_outcomes import CAME_BACK, UNJUDGED, WON
from kamlogic.analysis.win_back_results import ATTEMPTS, WinBackReview, review_win_backs
from kamlogic.entries.relationship import Task
from kamlogic.entries.winning_back import LossCase, WinBack
from kamlogic.principal import Principal
from kamlogic.services.entries import find_entries
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.win_back_outcomes import DEFAULT_WINDOW_DAYS, judge_win_backs, own_outcomes
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved
from kamlogic.store.entry_columns import read_columns


@dataclass(frozen=True, eq=False)
class WinBackWork:
    """What is done to win clients back.

    Attributes:
        win_backs: Oldest first.
        steps: Their tasks, oldest first.
        judged: OFFER_OUTCOMES of the win-backs, in their order.
        outcomes: WIN_BACK_OUTCOMES of those whose window is over.
        review: What came of the offers.
    """

    win_backs: list[Saved[WinBack]]
    steps: list[Saved[Task]]
    judged: pd.DataFrame
    outcomes: pd.DataFrame
    review: WinBackReview

    def steps_of(self, win_back_id: int) -> list[Saved[Task]]:
        """The steps of one win-back, by place and day due."""
        return self._by_win_back.get(win_back_id, [])

    @cached_property
    def _by_win_back(self) -> dict[int | None, list[Saved[Task]]]:
        found: dict[int | None, list[Saved[Task]]] = {}
        for one in sorted(
            self.steps, key=lambda one: (one.entry.position or 0, one.entry.due or date.max, one.id)
        ):
            found.setdefault(one.entry.subject_id, []).append(one)
        return found


def load_win_backs(
    principal: Principal, store: Store, portfolio: Portfolio, losses: LossResult
) -> WinBackWork:
    """The win-backs that the person may see.

    Args:
        principal: Win-backs of others' clients are left out.
        store: Where they lie.
        portfolio: Up to the data set's own as-of day.
        losses: Under the criterion in force.
    """
    dataset_id = portfolio.dataset_id
    win_backs = find_entries(principal, store, WinBack, dataset_id=dataset_id)
    steps = find_entries(principal, store, Task, dataset_id=dataset_id, subject="win_back")
    with store.reading() as session:
        fields = ("client_key", "last_purchase", "extent", "reasons")
        cases = read_columns(session, dataset_id, LossCase, fields)
    judged = judge_win_backs(principal, win_backs, cases, portfolio, losses)
    attempts = _attempts(win_backs, steps, judged, cases, as_of=portfolio.as_of)
    outcomes = own_outcomes(principal, judged, win_backs, portfolio)
    return WinBackWork(win_backs, steps, judged, outcomes, review_win_backs(attempts))


def _attempts(
    win_backs: list[Saved[WinBack]],
    steps: list[Saved[Task]],
    judged: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    as_of: date,
) -> pd.DataFrame:
    """ATTEMPTS: the offers made up to the as-of day; none of those dropped, come back by themselves or left to people."""
    reasons = dict(zip(cases["id"], cases["reasons"], strict=True))
    spent: dict[int | None, float] = {}
    for step in steps:
        if step.entry.done_on is not None:
            spent[step.entry.subject_id] = spent.get(step.entry.subject_id, 0.0) + float(step.entry.cost or 0)
    rows = [
        {
            "offer_type": one.entry.offer_type,
            "reasons": tuple(reasons.get(one.entry.loss_case_id) or ()),
            "is_won": found["outcome"] == WON,
            "is_over": found["is_over"],
            "natural_rate": found["natural_rate"],
            "recovered": found["recovered"],
            "cost": float(one.entry.cost or 0) + spent.get(one.id, 0.0),
        }
        for one, found in zip(win_backs, judged.to_dict("records"), strict=True)
        if one.entry.offered_on is not None
        and one.entry.offered_on <= as_of
        and found["outcome"] not in {CAME_BACK, UNJUDGED}
    ]
    return pd.DataFrame(rows, columns=ATTEMPTS.column_names).astype(ATTEMPTS.dtypes)


def window_end(entry: WinBack) -> date | None:
    """The last day on which a purchase counts; None while there is no offer."""
    if entry.offered_on is None:
        return None
    return entry.offered_on + timedelta(days=entry.window_days or DEFAULT_WINDOW_DAYS)


def is_running(entry: WinBack) -> bool:
    """Planned or offered, and not decided yet."""
    return entry.state in {"planned", "offered"}


def overdue_count(entry: WinBack, steps: list[Saved[Task]], *, today: date) -> int:
    """Steps that should be done by now, and the offer itself while it is due and not made; of a running one only."""
    if not is_running(entry):
        return 0
    is_late = entry.state == "planned" and entry.due is not None and entry.due < today
    late = [
        one for one in steps if one.entry.done_on is None and one.entry.due is not None and one.entry.due < today
    ]  # fmt: skip
    return len(late) + int(is_late)
