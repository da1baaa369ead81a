"""Tasks: who does what by when, and what is late?"""

from __future__ import annotations

from app import current, data, state, task_lists, view
from kamlogic.services.task_words import task_figures, tasks_conclusion
from kamlogic.services.tasks import WORK_ENTRIES, WorkSettings, load_subject_names, load_tasks, overdue_work
from kamlogic.tables import CLIENTS
from kamlogic.texts import _

asker, store, dataset = state.principal(), current.store(), current.dataset()
today, dataset_id = current.work_day(), dataset.dataset.id
portfolio = None if dataset.is_empty else current.portfolio()
clients = CLIENTS.empty() if portfolio is None else portfolio.named_clients
mapping = {} if portfolio is None else portfolio.mapping
tasks = data.kept_entries(
    asker,
    dataset,
    WORK_ENTRIES,
    name="tasks",
    compute=lambda: load_tasks(asker, store, dataset_id=dataset_id),
)
subject_names = data.kept_entries(
    asker,
    dataset,
    WORK_ENTRIES,
    name="subject_names",
    compute=lambda: load_subject_names(asker, store, dataset_id=dataset_id),
)
work = data.kept_entries(
    asker,
    dataset,
    WORK_ENTRIES,
    name=f"overdue_work {today} {hash(frozenset(mapping.items()))}",
    compute=lambda: overdue_work(
        asker,
        store,
        dataset_id=dataset_id,
        today=today,
        settings=WorkSettings(),
        mapping=mapping,
        tasks=tasks,
    ),
)

view.page_header(_("Who does what by when?"), tasks_conclusion(asker, tasks, work, today=today))
view.metric_row(task_figures(asker, tasks, work, today=today))

client_names = clients.set_index("client_key")["client_name"]
chosen = task_lists.filters(tasks, client_names, mapping)
group = task_lists.group_choice(chosen, today)
task_lists.task_list(chosen, group, clients, subject_names)
task_lists.other_work(work, client_names)
