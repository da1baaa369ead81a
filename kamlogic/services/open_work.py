"""What waits for us at a client: unanswered opinions, open incidents, open and overdue tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kamlogic.entries.relationship import Incident, Opinion, Task
from kamlogic.store.entries import Saved


def unanswered(opinions: Sequence[Saved[Opinion]]) -> list[Saved[Opinion]]:
    """Opinions that await an answer (Opinion.awaits_answer), the oldest first."""
    return sorted((one for one in opinions if one.entry.awaits_answer), key=lambda one: one.entry.said_on)


def unresolved(incidents: Sequence[Saved[Incident]]) -> list[Saved[Incident]]:
    """Incidents that are not resolved, the oldest first."""
    return sorted(
        (one for one in incidents if one.entry.resolved_on is None), key=lambda one: one.entry.happened_on
    )


def open_tasks(tasks: Sequence[Saved[Task]]) -> list[Saved[Task]]:
    """Tasks that are not done, the earliest due first, those without a day last."""
    return sorted(
        (one for one in tasks if one.entry.done_on is None),
        key=lambda one: (one.entry.due or date.max, one.id),
    )


def overdue_tasks(tasks: Sequence[Saved[Task]], today: date) -> list[Saved[Task]]:
    """Tasks that were due before today and are not done, the earliest first."""
    return [one for one in open_tasks(tasks) if one.entry.due is not None and one.entry.due < today]


def in_order(tasks: Sequence[Saved[Task]]) -> list[Saved[Task]]:
    """The open tasks as they are due, then those that are done, the latest first."""
    done = [one for one in tasks if one.entry.done_on is not None]
    latest = sorted(done, key=lambda one: (one.entry.done_on or date.min, one.id), reverse=True)
    return [*open_tasks(tasks), *latest]
