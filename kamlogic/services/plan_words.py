"""What the plan of a client says, in words: how far its goals are, and which steps are open."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kamlogic.entries.dossier import Goal
from kamlogic.formats import count_text, day_text, number_text, share_text
from kamlogic.principal import Principal
from kamlogic.services.dossier import ClientDossier
from kamlogic.services.open_work import open_tasks, overdue_tasks
from kamlogic.texts import _, ngettext


def goal_progress(goal: Goal, value: float | None) -> float:
    """How far a value is on the way from baseline to target, 1 at the target; NaN where one of them is missing."""
    if goal.baseline is None or goal.target is None or value is None:
        return float("nan")
    return (value - goal.baseline) / (goal.target - goal.baseline)


def goal_sentence(principal: Principal, goal: Goal, today: date) -> str:
    """A goal with its measure, how far it is, where it will be, and when it is due."""
    numbers = {
        name: _number(value)
        for name, value in (("baseline", goal.baseline), ("target", goal.target), ("now", goal.current), ("forecast", goal.forecast))
    }  # fmt: skip
    way = _("{goal} ({measure}): from {baseline} to {target}, now {now}, forecast {forecast}").format(
        goal=goal.goal, measure=goal.measure, **numbers
    )
    progress = goal_progress(goal, goal.current)
    done = (
        _("progress n/a: baseline, target and now are needed")
        if pd.isna(progress)
        else _("{share} of the way").format(share=share_text(progress))
    )
    return f"{way}; {done}{_due(goal, progress, today)}"


def _due(goal: Goal, progress: float, today: date) -> str:
    if goal.due is None:
        return ""
    if goal.due < today and not progress >= 1:
        return "; " + _("overdue since {day}").format(day=day_text(goal.due))
    return "; " + _("due {day}").format(day=day_text(goal.due))


def plan_sentence(principal: Principal, dossier: ClientDossier, today: date) -> str:
    """How many goals are reached or forecast to be, and how many steps are open and late."""
    goals = [one.entry for one in dossier.goals]
    steps = [one for one in dossier.tasks if one.entry.subject == "plan"]
    if dossier.plan is None and not goals and not steps:
        return _("No plan yet for this client")
    reached = sum(goal_progress(goal, goal.current) >= 1 for goal in goals)
    ahead = sum(goal_progress(goal, goal.forecast) >= 1 for goal in goals)
    aims = (
        ngettext(
            "{reached} of {count} goal reached, {ahead} will be by the forecast",
            "{reached} of {count} goals reached, {ahead} will be by the forecasts",
            len(goals),
        ).format(reached=count_text(reached), count=count_text(len(goals)), ahead=count_text(ahead))
        if goals
        else _("No goal yet")
    )
    waiting, late = len(open_tasks(steps)), len(overdue_tasks(steps, today))
    work = ngettext(
        "{count} step is open, {late} overdue", "{count} steps are open, {late} overdue", waiting
    ).format(count=count_text(waiting), late=count_text(late))
    return f"{aims}; {work}"


def _number(value: float | None) -> str:
    if value is None:
        return _("n/a")
    return number_text(value, 0 if float(value).is_integer() else 2)
