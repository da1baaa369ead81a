"""Tasks and overdue work in words: the title, the figures and the tables of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import pandas as pd

from kamlogic.entries.relationship import TASK_SUBJECTS, TEAMS, Task
from kamlogic.formats import count_text
from kamlogic.principal import Principal
from kamlogic.services.tasks import OVERDUE_WORK, SOON_DAYS, WORK_KINDS, TaskGroup, task_group
from kamlogic.store.entries import Saved
from kamlogic.tables import CLIENTS, Column
from kamlogic.texts import N_, _, ngettext

SubjectNames = Mapping[tuple[str, int | None], str]
"""Subject and number of what tasks may belong to → its name (load_subject_names)."""

GROUPS: Final[dict[TaskGroup, str]] = {
    "overdue": N_("Overdue"),
    "soon": N_("Due within 7 days"),
    "later": N_("Later"),
    "undated": N_("Without a day"),
    "done": N_("Done"),
}
TASK_LIST: Final = [
    Column("due", "datetime64[us]", N_("Due"), N_("The day."), "date"),
    Column(
        "late_days", "float64", N_("Late"), N_("Days since it was due; empty when it is not late."), "days"
    ),
    Column("task", "str", N_("What"), N_("What is to be done.")),
    Column("subject", "str", N_("Belongs to"), N_("Plan, programme by name, win-back and so on."), "remark"),
    CLIENTS.column("client_name"),
    Column("owner", "str", N_("Who"), N_("As entered; empty where nobody was.")),
    Column("team", "str", N_("Team"), N_("Sales, marketing, service or other.")),
    Column("done_on", "datetime64[us]", N_("Done on"), N_("The day; empty while it is open."), "date"),
]
WORK_LIST: Final = [
    Column("kind", "str", N_("Kind"), N_("What it is.")),
    *(OVERDUE_WORK.column(name) for name in ("due", "late_days", "owner")),
    CLIENTS.column("client_name"),
    OVERDUE_WORK.column("text"),
]


def task_table(
    principal: Principal,
    tasks: Sequence[Saved[Task]],
    *,
    today: date,
    client_names: pd.Series,
    subject_names: SubjectNames,
) -> pd.DataFrame:
    """TASK_LIST, one row per task in the order given.

    Args:
        principal: Who looks.
        tasks: Of load_tasks.
        today: What was due before it is late.
        client_names: client_name by client_key.
        subject_names: Of load_subject_names.
    """
    rows = [
        {
            "due": one.entry.due,
            "late_days": _late_days(one.entry, today),
            "task": one.entry.task,
            "client_name": client_names.get(one.entry.client_key, ""),
            "owner": one.entry.owner,
            "team": _(TEAMS[one.entry.team]) if one.entry.team else "",
            "subject": belongs_text(one.entry, subject_names),
            "done_on": one.entry.done_on,
        }
        for one in tasks
    ]
    names = [column.name for column in TASK_LIST]
    return pd.DataFrame(rows, columns=names).astype({column.name: column.dtype for column in TASK_LIST})


def subject_text(subject: str) -> str:
    """What a task belongs to, as people call it; empty when it stands alone."""
    return _(TASK_SUBJECTS[subject]) if subject else ""


def belongs_text(task: Task, names: SubjectNames) -> str:
    """What a task belongs to, by name where it has one, e.g. "Programme: Autumn menu"."""
    name = names.get((task.subject, task.subject_id))
    subject = subject_text(task.subject)
    return _("{subject}: {name}").format(subject=subject, name=name) if name else subject


def work_table(principal: Principal, work: pd.DataFrame, *, client_names: pd.Series) -> pd.DataFrame:
    """Overdue work that is no task, with client_key and WORK_LIST."""
    others = work[work["kind"] != "task"]
    names = others["client_key"].map(client_names).astype("str")
    kinds = others["kind"].map({kind: _(text) for kind, text in WORK_KINDS.items()}).astype("str")
    return others.assign(client_name=names.where(others["client_key"].notna(), ""), kind=kinds).reset_index(
        drop=True
    )


def _late_days(task: Task, today: date) -> float:
    is_late = task.due is not None and task_group(task, today) == "overdue"
    return float((today - task.due).days) if is_late and task.due else float("nan")


def group_counts(tasks: Sequence[Saved[Task]], today: date) -> dict[TaskGroup, int]:
    """How many tasks are in each group, empty groups included."""
    counts = Counter(task_group(one.entry, today) for one in tasks)
    return {group: counts[group] for group in GROUPS}


def tasks_conclusion(
    principal: Principal, tasks: Sequence[Saved[Task]], work: pd.DataFrame, *, today: date
) -> str:
    """How many tasks are overdue and for how long, and what else is."""
    text = _tasks_text(tasks, today)
    others = int((work["kind"] != "task").sum())
    if not others:
        return text
    other = ngettext(
        "{count} other piece of work overdue", "{count} other pieces of work overdue", others
    ).format(count=count_text(others))
    return f"{text}; {other}"


def _tasks_text(tasks: Sequence[Saved[Task]], today: date) -> str:
    counts = group_counts(tasks, today)
    if counts["overdue"]:
        oldest = int(
            max(_late_days(one.entry, today) for one in tasks if task_group(one.entry, today) == "overdue")
        )
        days = ngettext("{count} day", "{count} days", oldest).format(count=count_text(oldest))
        if counts["overdue"] == 1:
            return _("1 task overdue, by {days}").format(days=days)
        return _("{count} tasks overdue, the oldest by {days}").format(
            count=count_text(counts["overdue"]), days=days
        )
    if not tasks:
        return _("No task has been written down yet")
    if counts["soon"]:
        return _("No task overdue, {count} due within {days} days").format(
            count=count_text(counts["soon"]), days=SOON_DAYS
        )
    open_count = len(tasks) - counts["done"]
    return (
        _("No task overdue, {count} open").format(count=count_text(open_count))
        if open_count
        else _("Every task is done")
    )


def task_figures(
    principal: Principal, tasks: Sequence[Saved[Task]], work: pd.DataFrame, *, today: date
) -> list[tuple[str, str, str]]:
    """Label, value and remark of the page's figures."""
    counts = group_counts(tasks, today)
    kinds = work.loc[work["kind"] != "task", "kind"].value_counts()
    parts = [f"{_(WORK_KINDS[str(kind)])}: {count_text(count)}" for kind, count in kinds.items()]
    figures = [(_(GROUPS[group]), count_text(counts[group]), "") for group in GROUPS if group != "done"]
    return [*figures, (_("Other overdue work"), count_text(kinds.sum()), "; ".join(parts))]
