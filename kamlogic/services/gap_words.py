"""How the task of a gap stands, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kamlogic.entries.relationship import Task
from kamlogic.formats import day_text
from kamlogic.principal import Principal
from kamlogic.services.decision_scheme_words import GapText
from kamlogic.store.entries import Saved
from kamlogic.texts import _


def gap_task_text(principal: Principal, gap: GapText, tasks: Sequence[Saved[Task]], *, today: date) -> str:
    """Who has the task of a gap until when, or why there is none.

    Args:
        principal: Who asks.
        gap: As it is now.
        tasks: The gap tasks of the client.
        today: The day of work.
    """
    own = [one.entry for one in tasks if one.entry.gap == gap.key and not one.entry.closed_by_data]
    if not own:
        return _("Task: none; somebody removed it.")
    task = own[-1]
    if task.done_on is not None:
        return _("Task: closed on {day} by a person, but the gap is still there.").format(
            day=day_text(task.done_on)
        )
    if not task.owner and task.due is None:
        return _("Task: open; nobody has it yet. Give it an owner and a day under Relationship.")
    owner = task.owner or _("nobody")
    if task.due is None:
        return _("Task: open, with {owner}, without a day.").format(owner=owner)
    if task.due < today:
        return _("Task: overdue since {day}, with {owner}.").format(day=day_text(task.due), owner=owner)
    return _("Task: open, with {owner} until {day}.").format(owner=owner, day=day_text(task.due))
