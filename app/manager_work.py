"""The part of the Account managers page about dossiers, promises, overdue work, win-backs and potential."""

from __future__ import annotations

import pandas as pd

from app import chosen_settings, current, delivering, state, view
from kamlogic.analysis.manager_work import MANAGER_WORK, ManagerWorkSettings
from kamlogic.analysis.punctuality import PUNCTUALITY_MANAGERS
from kamlogic.charts.manager_work import manager_work_chart
from kamlogic.services.analysis import Analysis
from kamlogic.services.manager_words import manager_name
from kamlogic.services.manager_work import find_manager_work, work_mark
from kamlogic.services.manager_work_words import work_conclusion, work_notes
from kamlogic.services.managers import Managers
from kamlogic.tables import Column
from kamlogic.texts import N_, _

_RATES = [
    PUNCTUALITY_MANAGERS.column("otif_share"),
    Column("order_count", "int64", N_("Orders judged"), N_("Of the clients owned on the promised day."), "count"),
]  # fmt: skip


def part(result: Analysis, found: Managers) -> None:
    """What each manager keeps, as a chart of the rates and as a table."""
    settings = ManagerWorkSettings()
    work = _work(result, found, settings)
    view.subsection(work_conclusion(state.principal(), work))
    view.chart(
        manager_work_chart(work, name=manager_name),
        "manager_work",
        _("Completeness of dossiers, punctual deliveries and kept promises of each account manager"),
    )
    for note in work_notes(state.principal(), work, settings):
        view.note(note)
    columns = [
        *(MANAGER_WORK.column(name) for name in ("manager", "client_count", "mean_share", "weighted_share")),
        *(MANAGER_WORK.column(name) for name in ("stale_count", "overdue_count", "overdue_days")),
        *(MANAGER_WORK.column(name) for name in ("promise_count", "kept_share")),
        *(_RATES if work["order_count"].any() else []),
        *(MANAGER_WORK.column(name) for name in ("win_back_count", "won_count", "won_share")),
        *(MANAGER_WORK.column(name) for name in ("potential_count", "potential_budget", "is_small")),
    ]
    named = work.assign(manager=work["manager"].map(manager_name))
    view.data_table(named, columns, key="manager_work_table", scale=result.portfolio.scale)


def _work(result: Analysis, found: Managers, settings: ManagerWorkSettings) -> pd.DataFrame:
    """MANAGER_WORK in the order of the managers, with the punctuality of the deliveries."""
    asker, store, today = state.principal(), current.store(), current.work_day()
    owned, dataset_id = delivering.ownership(), result.portfolio.dataset_id
    mark = work_mark(asker, store, dataset_id=dataset_id)
    work = current.kept(
        f"manager_work {mark} {today}",
        [result.classes.settings, result.losses.settings, settings],
        lambda: find_manager_work(
            asker, store, found, owned, result.portfolio, today=today, settings=settings
        ),
    )
    orders = delivering.punctuality(chosen_settings.punctuality_settings()).managers
    rates = orders.set_index("manager")[["otif_share", "order_count"]].astype({"otif_share": "float64"})
    joined = work.join(rates, on="manager")
    place = (
        {name: number for number, name in enumerate(found.result.managers["manager"])} if found.result else {}
    )
    order = joined["manager"].map(place).fillna(len(place))
    ordered = joined.assign(order_count=joined["order_count"].fillna(0).astype("int64"), place=order)
    return ordered.sort_values("place", kind="stable", ignore_index=True)
