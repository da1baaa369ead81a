"""Programmes of sales and marketing: which there are, what they cost, and what came of them beside their peers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import pandas as pd

from kamlogic.analysis.programme_results import (
    COLUMNS,
    ProgrammeResult,
    ProgrammeSettings,
    measure_programmes,
)
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.entries.programmes import Programme
from kamlogic.entries.relationship import Task
from kamlogic.periods import choose_window, complete_months
from kamlogic.principal import Principal
from kamlogic.programme_tables import PROGRAMME_GROUPS, PROGRAMME_SPANS
from kamlogic.services.classes import ClassSettings, classify_window
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.sight import may_see_programme, seen_keys
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved
from kamlogic.texts import _

SUBJECT: Final = "programme"
LAST_DAY: Final = date.max

Cells = Callable[[date], pd.DataFrame]
"""Gives client_key and cell of the clients that had one on a day."""


@dataclass(frozen=True, eq=False)
class ProgrammeState:
    """A programme with its steps.

    Attributes:
        saved: The programme.
        steps: In their order.
    """

    saved: Saved[Programme]
    steps: list[Saved[Task]]

    @cached_property
    def cost(self) -> Decimal:
        """Its own cost and that of its steps."""
        costs = [self.saved.entry.cost, *(step.entry.cost for step in self.steps)]
        return sum((cost for cost in costs if cost is not None), Decimal(0))

    @property
    def budget_used(self) -> float:
        """Cost ÷ budget; NaN without a budget."""
        budget = self.saved.entry.budget
        return float(self.cost / budget) if budget else float("nan")

    @property
    def is_open(self) -> bool:
        """It is planned or running."""
        return self.saved.entry.state in {"planned", "running"}

    def overdue_steps(self, today: date) -> list[Saved[Task]]:
        """Steps whose day has passed undone."""
        return [
            step
            for step in self.steps
            if step.entry.done_on is None and step.entry.due and step.entry.due < today
        ]

    def is_review_due(self, today: date) -> bool:
        """The day of its review has come, while it is open."""
        review = self.saved.entry.review_on
        return self.is_open and review is not None and review <= today


def load_programmes(principal: Principal, store: Store, *, dataset_id: int) -> list[ProgrammeState]:
    """The programmes that the person may see with their steps, oldest first.

    Those that hold none but others' clients are left out.
    """
    steps: dict[int, list[Saved[Task]]] = defaultdict(list)
    for step in find_entries(principal, store, Task, dataset_id=dataset_id, subject=SUBJECT):
        steps[step.entry.subject_id or 0].append(step)
    with store.reading() as session:
        seen = seen_keys(session, principal, dataset_id)
    return [
        ProgrammeState(saved, sorted(steps[saved.id], key=_place))
        for saved in find_entries(principal, store, Programme, dataset_id=dataset_id)
        if may_see_programme(seen, saved.entry)
    ]


def save_programme(
    principal: Principal,
    store: Store,
    *,
    dataset_id: int,
    entry: Programme,
    opened: Saved[Programme] | None = None,
) -> Saved[Programme]:
    """Add or change a programme.

    Raises:
        NotAllowedError: The person may only look.
        InvalidEntryError: It adds a client that is not theirs, or one on both sides; says where.
        EditConflictError: Somebody else changed it since it was opened.
    """
    known = opened.entry.members + opened.entry.peers if opened else ()
    problems = {}
    for name in ("members", "peers"):
        added = set(getattr(entry, name)) - set(known)
        if principal.client_keys is not None and added - principal.client_keys:
            problems[name] = _("There is no such client.")
    if set(entry.members) & set(entry.peers):
        problems.setdefault("peers", _("A client of the programme cannot be compared with itself."))
    if problems:
        raise InvalidEntryError(Programme.label, problems)
    return save_entry(principal, store, dataset_id=dataset_id, entry=entry, opened=opened)


def cells_on(
    principal: Principal, portfolio: Portfolio, day: date, *, classes: ClassSettings
) -> pd.DataFrame:
    """The cell of each client as it was known at the end of a day, by the rules in force: client_key and cell."""
    window = choose_window(portfolio.span, day, classes.window)
    found = classify_window(
        principal, portfolio, window=window, rhythm=portfolio.rhythm(day), settings=classes
    )
    return found.matrix.clients[["client_key", "cell"]]


def find_results(
    principal: Principal,
    store: Store,
    portfolio: Portfolio,
    *,
    cells: Cells,
    settings: ProgrammeSettings,
) -> ProgrammeResult:
    """What came of the programmes that are measured in sales, gross profit or orders.

    Peers are those entered, else the clients of the same cells on the day before the start that were in no programme
    between its start and its last known day; planned programmes touch nobody. Programmes that hold a client of
    others have no result, for a part of their sales is out of sight.

    Args:
        principal: Who asks; peers are among the clients they may see.
        store: Where the programmes are.
        portfolio: What they may see.
        cells: The cells of a day, usually `cells_on`.
        settings: What is compared.
    """
    every = find_entries(principal, store, Programme, dataset_id=portfolio.dataset_id)
    with store.reading() as session:
        seen = seen_keys(session, principal, portfolio.dataset_id)
    measured = [
        one
        for one in every
        if one.entry.measure in COLUMNS and (seen is None or set(one.entry.members) <= seen)
    ]
    spans = pd.DataFrame(
        [(one.id, one.entry.measure, one.entry.start, one.entry.end) for one in measured],
        columns=PROGRAMME_SPANS.column_names,
    ).astype(PROGRAMME_SPANS.dtypes)
    groups = [PROGRAMME_GROUPS.empty()]
    current = [_as_merged(one, portfolio.mapping) for one in every]
    ids = {one.id for one in measured}
    for one in current:
        if one.id in ids:
            peers = _peers(one, current, portfolio, cells)
            groups += [
                _group(one.id, one.entry.members, is_member=True),
                _group(one.id, peers, is_member=False),
            ]
    return measure_programmes(
        portfolio.client_periods,
        spans=spans,
        groups=pd.concat(groups, ignore_index=True).astype(PROGRAMME_GROUPS.dtypes),
        complete=complete_months(portfolio.span, portfolio.as_of),
        scale=portfolio.scale,
        settings=settings,
    )


def touched_clients(one: Saved[Programme], every: Sequence[Saved[Programme]], as_of: date) -> set[int]:
    """The clients of this programme, and of others that ran at a time of it that is known."""
    last = min(one.entry.end or as_of, as_of)
    return set(one.entry.members).union(
        *(
            other.entry.members
            for other in every
            if other.entry.state != "planned"
            and other.entry.start <= last
            and (other.entry.end or LAST_DAY) >= one.entry.start
        )
    )


def _as_merged(one: Saved[Programme], mapping: Mapping[int, int]) -> Saved[Programme]:
    """The programme of the clients that its clients are now."""
    named = {
        name: tuple(dict.fromkeys(mapping.get(key, key) for key in getattr(one.entry, name)))
        for name in ("members", "peers")
    }
    return replace(one, entry=one.entry.model_copy(update=named))


def _peers(
    one: Saved[Programme], every: Sequence[Saved[Programme]], portfolio: Portfolio, cells: Cells
) -> Sequence[int]:
    entry, day = one.entry, one.entry.start - timedelta(days=1)
    if entry.peers:
        return sorted(set(entry.peers) - set(entry.members))
    if not portfolio.span.first_date <= day <= portfolio.as_of:
        return ()  # nothing was known, or the start is still to come
    known = cells(day)
    own = known.loc[known["client_key"].isin(entry.members), "cell"].unique()
    alike = known.loc[known["cell"].isin(own), "client_key"]
    touched = touched_clients(one, every, portfolio.as_of)
    found: list[int] = alike[~alike.isin(touched)].tolist()
    return found


def _group(programme_id: int, client_keys: Sequence[int], *, is_member: bool) -> pd.DataFrame:
    frame = pd.DataFrame({"client_key": list(client_keys)}, dtype="int64")
    return frame.assign(programme_id=programme_id, is_member=is_member)[PROGRAMME_GROUPS.column_names]


def _place(step: Saved[Task]) -> Any:
    entry = step.entry
    return (entry.position is None, entry.position or 0, entry.due or LAST_DAY, step.id)
