"""Who does what by when: every task, and all work that is overdue, whatever it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, Literal

import pandas as pd
from pydantic import Field

from kamlogic.entries.entry import EntryT
from kamlogic.entries.programmes import Programme
from kamlogic.entries.prospects import Prospect
from kamlogic.entries.relationship import Event, Incident, Opinion, Task
from kamlogic.principal import Principal
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.open_work import overdue_tasks, unanswered
from kamlogic.services.sight import may_see_programme, seen_keys
from kamlogic.settings import Settings
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved
from kamlogic.store.link_folding import fold_keys
from kamlogic.tables import Column, Table
from kamlogic.texts import N_

TaskGroup = Literal["overdue", "soon", "later", "undated", "done"]
SOON_DAYS: Final = 7
WORK_KINDS: Final = {
    "task": N_("Task"),
    "opinion": N_("Opinion without answer"),
    "incident": N_("Promise after an incident"),
    "promise": N_("Promise"),
    "prospect": N_("Next step with a prospect"),
}

WORK_ENTRIES: Final = (Task, Opinion, Incident, Event, Prospect, Programme)
"""The kinds of entries in which overdue work is found."""

OVERDUE_WORK: Final = Table(
    "overdue_work",
    N_("one row per piece of work whose day has passed"),
    (
        Column("kind", "str", N_("Kind"), N_("task, opinion, incident, promise or prospect.")),
        Column("entry_id", "int64", N_("Number"), N_("The store's number of the entry."), "count"),
        Column("client_key", "float64", N_("Client key"), N_("Of its client; empty without one."), "count"),
        Column("owner", "str", N_("Who"), N_("As it was entered; empty where nobody was.")),
        Column("due", "datetime64[us]", N_("Due"), N_("The day that has passed."), "date"),
        Column("late_days", "int64", N_("Late"), N_("Days since it was due."), "days"),
        Column("text", "str", N_("What"), N_("What is to be done.")),
        Column("subject", "str", N_("Belongs to"), N_("Of a task: plan, programme, win_back and so on.")),
        Column("subject_id", "float64", N_("Its number"), N_("Of what the task belongs to."), "count"),
    ),
)


class WorkSettings(Settings):
    """When work is overdue that nobody gave a day."""

    answer_days: int = Field(
        default=7,
        ge=0,
        le=90,
        title=N_("Answer an opinion within"),
        description=N_("Days after which an opinion without an answer is overdue."),
    )


def load_tasks(principal: Principal, store: Store, *, dataset_id: int) -> list[Saved[Task]]:
    """Every task that the person may see, the first due first, those without a day last.

    Steps of programmes that hold none but others' clients are left out.
    """
    tasks = find_entries(principal, store, Task, dataset_id=dataset_id)
    hidden = _hidden_programmes(principal, store, dataset_id)
    shown = [
        one for one in tasks if not (one.entry.subject == "programme" and one.entry.subject_id in hidden)
    ]
    return sorted(shown, key=lambda one: (one.entry.due or date.max, one.id))


def load_subject_names(
    principal: Principal, store: Store, *, dataset_id: int
) -> dict[tuple[str, int | None], str]:
    """Subject and number of what tasks may belong to → its name: programmes and prospects have one."""
    programmes = find_entries(principal, store, Programme, dataset_id=dataset_id)
    prospects = find_entries(principal, store, Prospect, dataset_id=dataset_id)
    names: dict[tuple[str, int | None], str] = {("programme", one.id): one.entry.name for one in programmes}
    return names | {("prospect", one.id): one.entry.name for one in prospects}


def _hidden_programmes(principal: Principal, store: Store, dataset_id: int) -> set[int]:
    if principal.client_keys is None:
        return set()
    with store.reading() as session:
        seen = seen_keys(session, principal, dataset_id)
    every = find_entries(principal, store, Programme, dataset_id=dataset_id)
    return {one.id for one in every if not may_see_programme(seen, one.entry)}


def task_group(task: Task, today: date) -> TaskGroup:
    """Whether it is done, overdue, due from today to the seventh day on, later, or without a day."""
    if task.done_on is not None:
        return "done"
    if task.due is None:
        return "undated"
    if task.due < today:
        return "overdue"
    return "soon" if task.due <= today + timedelta(days=SOON_DAYS) else "later"


def finish_task(
    principal: Principal, store: Store, *, dataset_id: int, opened: Saved[Task], today: date
) -> Saved[Task]:
    """Say that a task was done today.

    Raises:
        NotAllowedError: The person may only look.
        EditConflictError: Somebody else changed it since it was opened.
    """
    done = opened.entry.with_values(done_on=today)
    return save_entry(principal, store, dataset_id=dataset_id, entry=done, opened=opened)


def overdue_work(
    principal: Principal,
    store: Store,
    *,
    dataset_id: int,
    today: date,
    settings: WorkSettings,
    mapping: Mapping[int, int],
    tasks: Sequence[Saved[Task]] | None = None,
) -> pd.DataFrame:
    """OVERDUE_WORK, the latest first: tasks, opinions without answer, promises, next steps with prospects.

    An opinion is overdue when it awaits an answer after so many days. An incident when what was
    promised after it is neither kept nor resolved on its day. A promise of the log when its day has passed undone.
    A prospect's next step when its day has passed, unless it became a client or was given up.

    Args:
        principal: Work on others' clients is left out.
        store: Where it is written down.
        dataset_id: Of which data set.
        today: What was due before it is overdue.
        settings: How long an answer may take.
        mapping: Client → the client under which it counts (Portfolio.mapping).
        tasks: Those of load_tasks, where they were read already.
    """

    def found(entry_type: type[EntryT], **values: Any) -> Sequence[Saved[EntryT]]:
        return find_entries(principal, store, entry_type, dataset_id=dataset_id, **values)

    answer = timedelta(days=settings.answer_days)
    opinions = [
        _row("opinion", one, one.entry.said_to, one.entry.said_on + answer, one.entry.statement, today=today)
        for one in unanswered(found(Opinion, answered_on=None))
    ]
    incidents = [
        _row(
            "incident", one, one.entry.owner, one.entry.promised_for, one.entry.promise or one.entry.description,
            today=today,
        )
        for one in found(Incident, kept_on=None, resolved_on=None)
        if one.entry.promised_for is not None
    ]  # fmt: skip
    promises = [
        _row("promise", one, one.entry.our_person, one.entry.promised_for, one.entry.description, today=today)
        for one in found(Event, event="promise", done_on=None)
    ]
    prospects = [
        _row(
            "prospect",
            one,
            one.entry.owner,
            one.entry.due,
            ": ".join(part for part in (one.entry.name, one.entry.next_step) if part),
            today=today,
        )
        for one in found(Prospect, converted_client=None)
        if one.entry.due is not None and one.entry.stage not in {"won", "given_up"}
    ]
    known = load_tasks(principal, store, dataset_id=dataset_id) if tasks is None else tasks
    tasks_late = [_task_row(one, today) for one in overdue_tasks(known, today)]
    others = [row for row in (*opinions, *incidents, *promises, *prospects) if row["late_days"] > 0]
    work = _frame([*tasks_late, *others])
    return work.assign(client_key=fold_keys(work["client_key"], mapping))


def _task_row(one: Saved[Task], today: date) -> dict[str, Any]:
    row = _row("task", one, one.entry.owner, one.entry.due, one.entry.task, today=today)
    return row | {"subject": one.entry.subject, "subject_id": one.entry.subject_id}


def _row(
    kind: str, one: Saved[Any], owner: str, due: date | None, text: str, *, today: date
) -> dict[str, Any]:
    return {
        "kind": kind,
        "entry_id": one.id,
        "client_key": one.entry.client,
        "owner": owner,
        "due": due,
        "late_days": 0 if due is None else (today - due).days,
        "text": text,
        "subject": "",
        "subject_id": None,
    }


def _frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """OVERDUE_WORK, the latest first."""
    frame = pd.DataFrame(rows, columns=OVERDUE_WORK.column_names).astype(OVERDUE_WORK.dtypes)
    return frame.sort_values(
        ["late_days", "kind", "entry_id"], ascending=[False, True, True], ignore_index=True
    )
