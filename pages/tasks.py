"""Tasks: who does what by when, and what is late?"""

from __future__ import annotations

from app import current, state, task_lists, view
from kamlogic.services.named_clients import named_clients
from kamlogic.services.task_words import task_figures, tasks_conclusion
from kamlogic.services.tasks import WorkSettings, load_tasks, overdue_work
from kamlogic.tables import CLIENTS
from kamlogic.texts import _

asker, store, dataset = state.principal(), current.store(), current.dataset()
today, dataset_id = current.work_day(), dataset.dataset.id
clients = CLIENTS.empty() if dataset.is_empty else named_clients(current.portfolio())
tasks = load_tasks(asker, store, dataset_id=dataset_id)
work = overdue_work(asker, store, dataset_id=dataset_id, today=today, settings=WorkSettings())

view.page_header(_("Who does what by when?"), tasks_conclusion(asker, tasks, work, today=today))
view.metric_row(task_figures(asker, tasks, work, today=today))

client_names = clients.set_index("client_key")["client_name"]
chosen = task_lists.filters(tasks, client_names)
group = task_lists.group_choice(chosen, today)
task_lists.task_list(chosen, group, clients)
task_lists.other_work(work, client_names)
