"""What the Account managers page chooses and lists."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import (
    chosen_settings,
    client_lists,
    coaching,
    current,
    delivering,
    handing,
    manager_work,
    state,
    view,
)
from kamlogic.analysis.client_figures import CLIENT_FIGURES
from kamlogic.analysis.managers import MANAGED_CLIENTS, MANAGERS, ManagerSettings, ManagersResult
from kamlogic.charts.managers import manager_months_chart, manager_retention_chart, manager_shares_chart
from kamlogic.services.analysis import Analysis
from kamlogic.services.manager_words import manager_clients_title, manager_name
from kamlogic.services.managers import Managers, find_managers, manager_clients
from kamlogic.services.window_words import not_comparable, windows_note
from kamlogic.tables import Column
from kamlogic.texts import N_, _
from kamlogic.window_pairs import ComparisonSettings

PROFIT = {"gross_profit", "profit_share"}
TABLE_COLUMNS = [
    *(
        MANAGERS.column(name)
        for name in ("manager", "client_count", "net_sales", "sales_share", "growth_share")
    ),
    *(MANAGERS.column(name) for name in ("start_count", "gross_revenue_retention", "client_retention")),
    *(MANAGERS.column(name) for name in ("silent_count", "silent_share", "is_small")),
    Column(
        "otif_share",
        "float64",
        N_("On time in full"),
        N_("Orders of which all came by the promised day; n/a where not judged."),
        "share",
    ),
    *(MANAGERS.column(name) for name in ("gross_profit", "profit_share", "key_count", "key_sales_share")),
    *(MANAGERS.column(name) for name in ("top_1_share", "hhi", "purchase_day_count")),
]
CLIENT_COLUMNS = [
    *(CLIENT_FIGURES[name] for name in ("client_name", "client_code", "cell", "net_sales", "sales_share")),
    *(MANAGED_CLIENTS.column(name) for name in ("net_sales_before", "net_sales_after")),
    Column(
        "growth_share",
        "float64",
        N_("Change"),
        N_("Sales after ÷ sales before - 1; n/a without sales before."),
        "share",
    ),
    *(CLIENT_FIGURES[name] for name in ("silence_days", "is_key", "is_lost")),
]


def managers(result: Analysis, comparison: ComparisonSettings) -> Managers:
    """The portfolios under the settings in force."""
    settings = ManagerSettings()
    owned = delivering.ownership()
    return current.kept(
        f"managers {delivering.ownership_mark()}",
        [result.classes.settings, result.losses.settings, comparison, settings],
        lambda: find_managers(state.principal(), result, owned, comparison=comparison, settings=settings),
    )


def lists(result: Analysis, found: Managers, portfolios: ManagersResult) -> None:
    """The managers and the clients of the chosen one, what they keep, handovers, skills, and the people."""
    every, work, handing_over, handed, skills, people = st.tabs(
        [_("Managers"), _("Dossiers and work"), _("Hand over"), _("Handovers"), _("Skills"), _("People")],
        key="manager_lists",
    )
    with every:
        _pictures(result, found, portfolios)
        _managers_table(result, portfolios.managers)
        _clients_of_chosen(result, found, portfolios)
    with work:
        manager_work.part(result, found)
    with handing_over:
        handing.hand_over_part(result)
    with handed:
        handing.handovers_part(result, found)
    with skills:
        coaching.skills_part(portfolios)
    with people:
        coaching.people_part()


def first_managers(result: Analysis) -> None:
    """What can be done where nobody is an account manager yet."""
    handing_over, people = st.tabs([_("Hand over"), _("People")], key="first_managers")
    with handing_over:
        handing.hand_over_part(result)
    with people:
        coaching.people_part()


def _pictures(result: Analysis, found: Managers, portfolios: ManagersResult) -> None:
    """What each manager looks after, kept, and sold month by month."""
    left, right = st.columns(2, gap="medium")
    with left:
        view.section(_("What each manager looks after"))
        view.chart(
            manager_shares_chart(portfolios.managers, name=manager_name),
            "manager_shares",
            _("Share of sales and of profit of each account manager"),
        )
    with right:
        view.section(_("What each manager kept"))
        view.note(windows_note(found.pair) if found.pair.earlier else not_comparable(found.pair))
        view.chart(
            manager_retention_chart(portfolios.managers, name=manager_name),
            "manager_retention",
            _("Share of sales and of clients that each account manager kept"),
        )
    view.section(_("Sales by the manager who owned the client then"))
    view.chart(
        manager_months_chart(found.months, currency=result.portfolio.currency, name=manager_name),
        "manager_months",
        _("Net sales of each month by account manager"),
    )


def _managers_table(result: Analysis, table: pd.DataFrame) -> None:
    punctuality = delivering.punctuality(chosen_settings.punctuality_settings())
    hidden = set() if result.portfolio.has_cost else set(PROFIT)
    hidden |= {"otif_share"} if punctuality.managers.empty else set()
    otif = table["manager"].map(punctuality.managers.set_index("manager")["otif_share"])
    view.data_table(
        table.assign(manager=table["manager"].map(manager_name), otif_share=otif),
        [column for column in TABLE_COLUMNS if column.name not in hidden],
        key="managers_table",
        scale=result.portfolio.scale,
        on_select="rerun",
        label=_("Choose a row to see the manager's clients."),
    )


def _clients_of_chosen(result: Analysis, found: Managers, portfolios: ManagersResult) -> None:
    names = list(portfolios.managers["manager"])
    chosen = view.chosen_row("managers_table")
    manager = names[chosen if chosen is not None and chosen < len(names) else 0]
    view.section(manager_clients_title(state.principal(), portfolios, manager))
    clients = manager_clients(state.principal(), result, found, manager)
    if clients.empty:
        view.note(_("No client belongs to this manager now."))
        return
    client_lists.client_table(clients, CLIENT_COLUMNS, key="manager_clients", scale=result.portfolio.scale)
