"""What the Tasks page chooses and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from app import client_lists, current, entry_list, signing, state, view
from app.client_options import client_options
from app.navigation import TITLES
from kamlogic.entries.relationship import TEAMS, Task
from kamlogic.services.task_words import (
    GROUPS,
    TASK_LIST,
    WORK_LIST,
    SubjectNames,
    belongs_text,
    group_counts,
    subject_text,
    task_table,
    work_table,
)
from kamlogic.services.tasks import TaskGroup, finish_task, task_group
from kamlogic.store.entries import Saved
from kamlogic.texts import _

SUBJECT_PAGES = {"programme": "programmes", "win_back": "win_back", "prospect": "prospects"}
FIELDS = ["task", "client_key", "owner", "team", "due", "done_on", "result", "cost"]
_ALONE = "alone"


def filters(
    tasks: Sequence[Saved[Task]], client_names: pd.Series, mapping: Mapping[int, int]
) -> list[Saved[Task]]:
    """The tasks of the chosen owner, team, client and subject."""
    owner, team, client, subject = (column for column in st.columns(4))
    subjects = sorted({one.entry.subject or _ALONE for one in tasks})
    belongs = {one: _("Nothing else") if one == _ALONE else subject_text(one) for one in subjects}
    now = {one.id: mapping.get(one.entry.client_key or 0, one.entry.client_key) for one in tasks}
    names = {key: str(client_names.get(key, key)) for key in now.values() if key is not None}
    chosen = {
        "owner": _choice(owner, _("Who"), sorted({one.entry.owner for one in tasks if one.entry.owner}), "owner"),
        "team": _choice(team, _("Team"), list(TEAMS), "team", TEAMS),
        "client_key": _choice(client, _("Client"), sorted(names, key=names.__getitem__), "client", names),
        "subject": _choice(subject, _("Belongs to"), subjects, "subject", belongs),
    }  # fmt: skip
    wanted = {name: "" if value == _ALONE else value for name, value in chosen.items() if value is not None}
    about = wanted.pop("client_key", None)
    return [
        one
        for one in tasks
        if about in {None, now[one.id]}
        and all(getattr(one.entry, name) == value for name, value in wanted.items())
    ]


def _choice(
    place: Any, label: str, options: list[Any], name: str, words: dict[Any, str] | None = None
) -> Any:
    known = words or {}
    return place.selectbox(
        label, options, index=None, key=f"tasks_{name}", placeholder=_("All"), persist_state="session",
        format_func=lambda option: _(known.get(option, str(option))),
    )  # fmt: skip


def group_choice(tasks: Sequence[Saved[Task]], today: date) -> TaskGroup:
    """Which tasks are listed; the overdue first, or the first that there are."""
    counts = group_counts(tasks, today)
    first: TaskGroup = next((group for group, count in counts.items() if count), "overdue")
    chosen: Any = st.segmented_control(
        _("When"), list(GROUPS), format_func=lambda group: f"{_(GROUPS[group])} ({counts[group]:,})",
        key="tasks_group", default=first, required=True,
    )  # fmt: skip
    group: TaskGroup = chosen
    return group


def task_list(
    tasks: Sequence[Saved[Task]], group: TaskGroup, clients: pd.DataFrame, subject_names: SubjectNames
) -> None:
    """The tasks of a group, each to be done, changed and removed in place.

    Args:
        tasks: Those that the filters leave.
        group: Which of them.
        clients: CLIENTS, with those that were merged since.
        subject_names: Of load_subject_names.
    """
    client_names = clients.set_index("client_key")["client_name"]
    today = current.work_day()
    listed = [one for one in tasks if task_group(one.entry, today) == group]
    if group == "done":
        listed = sorted(listed, key=lambda one: (one.entry.done_on or date.min, one.id), reverse=True)
    chosen_by = "_".join(str(state.get(f"tasks_{name}")) for name in ("owner", "team", "client", "subject"))
    key = f"tasks_{group}_{chosen_by}"
    entry_list.entry_list(
        Task,
        listed,
        key=key,
        columns=entry_list.JoinedTable(
            task_table(
                state.principal(), listed, today=today, client_names=client_names, subject_names=subject_names
            ),
            _columns(group),
            lambda saved: _detail(saved, key, client_names, subject_names),
        ),
        empty_text=_("No task here."),
        fields=FIELDS,
        names={
            "client": client_options(
                clients.drop_duplicates(["client_name", "client_code"]),
                every=clients,
                key="task_search",
                kept=[one.entry.client_key for one in listed],
            )
        },
    )


def _columns(group: TaskGroup) -> list[Any]:
    hidden = {"overdue": {"done_on"}, "done": {"late_days"}}.get(group, {"late_days", "done_on"})
    return [column for column in TASK_LIST if column.name not in hidden]


def _detail(saved: Saved[Task], key: str, client_names: pd.Series, subject_names: SubjectNames) -> None:
    """The task, the way to what it belongs to, and the click that closes it."""
    task = saved.entry
    view.subsection(task.task)
    view.note(belongs_text(task, subject_names))
    if task.gap:
        view.note(_("Closes by itself when the gap is gone: {gap}").format(gap=task.gap))
    if task.result:
        view.line(task.result)
    done_button(saved, key)
    page = SUBJECT_PAGES.get(task.subject)
    if page in TITLES and st.button(
        _("Open {page}").format(page=_(TITLES[page][0])), key=f"{key}_page", icon=":material/arrow_forward:"
    ):
        st.switch_page(f"../pages/{page}.py")
    if task.client_key is None:
        return
    name = view.escaped(client_names.get(task.client_key, task.client_key))
    if st.button(_("Open the card of {name}").format(name=name), key=f"{key}_card", icon=":material/badge:"):
        current.open_client(task.client_key)


def done_button(saved: Saved[Task], key: str) -> None:
    """One click says that the task was done today; nothing where it is done."""
    if saved.entry.done_on is not None:
        return
    label = _("Done today")
    if signing.action_button(label, key=f"{key}_done_{saved.id}", icon=":material/check:", is_primary=True):
        finish_task(
            state.principal(),
            current.store(),
            dataset_id=current.dataset().dataset.id,
            opened=saved,
            today=current.work_day(),
        )
        entry_list.forget_choice(key)
        st.rerun()


def other_work(work: pd.DataFrame, client_names: pd.Series) -> None:
    """Answers, promises and next steps that are overdue and no task; each leads to its client's card."""
    others = work_table(state.principal(), work, client_names=client_names)
    if others.empty:
        return
    view.section(_("Other overdue work"))
    view.note(
        _(
            "Opinions that nobody answered, promises not kept, next steps with prospects. They are closed where they "
            "were written down: on the client's card or the Prospects page."
        )
    )
    about_clients, others_rows = others[others["client_key"].notna()], others[others["client_key"].isna()]
    if not about_clients.empty:
        client_lists.client_table(about_clients.reset_index(drop=True), WORK_LIST, key="overdue_work")
    if not others_rows.empty:
        columns = [column for column in WORK_LIST if column.name != "client_name"]
        view.data_table(others_rows.reset_index(drop=True), columns, key="overdue_prospects")
