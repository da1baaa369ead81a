"""The part of the Concentration page that asks: what if we lose these clients?"""

from __future__ import annotations

import streamlit as st

from app import chosen_settings, client_lists, current, delivering, state, view
from app.amount_fields import amount_field
from app.client_choices import client_labels, searched_clients
from kamlogic.analysis.if_we_lose import IF_WE_LOSE_CLIENTS, IfWeLoseSettings
from kamlogic.analysis.if_we_lose_effects import ABC_MOVES, MANAGERS_AFTER
from kamlogic.charts.if_we_lose import managers_after_chart
from kamlogic.services.analysis import Analysis
from kamlogic.services.if_we_lose import (
    IfWeLose,
    default_scenario,
    load_client_managers,
    lose,
    lose_largest,
)
from kamlogic.services.if_we_lose_words import (
    managers_conclusion,
    moves_conclusion,
    scenario_conclusion,
    scenario_figures,
)
from kamlogic.services.ownership import put_entered_owners
from kamlogic.tables import CLIENTS
from kamlogic.texts import _

_NAME = [CLIENTS.column("client_name"), CLIENTS.column("client_code")]


def part(result: Analysis) -> None:
    """The choice of clients, and what goes with them; the two largest unless others are picked."""
    view.section(_("If we lose these clients"))
    picked = _client_choice(result)
    settings = _settings(has_cost=result.portfolio.has_cost)
    managers = current.kept(
        f"client_managers {result.classes.settings.window}",
        [],
        lambda: load_client_managers(
            state.principal(), current.store(), result.portfolio, result.classes.window
        ),
    )
    owned = put_entered_owners(managers, delivering.ownership(), result.portfolio.as_of)
    scenario = lose(state.principal(), result, client_managers=owned, lost_keys=picked, settings=settings)
    view.subsection(scenario_conclusion(state.principal(), result, scenario))
    if scenario.loss.client_keys:
        view.metric_row(scenario_figures(state.principal(), result, scenario))
        _consequences(result, scenario)
    _one_by_one(result)


def _client_choice(result: Analysis) -> list[int]:
    figures = result.client_figures()
    figures = figures[figures["is_in_window"]]
    key = f"lost_clients_{result.portfolio.dataset_id}"
    chosen = [one for one in state.get(key) or [] if one in set(figures["client_key"])]
    if state.get(key) is None:
        chosen = default_scenario(state.principal(), result)
    found = searched_clients(figures, key="lost_search")
    labels = client_labels(figures[figures["client_key"].isin([*found["client_key"], *chosen])])
    state.put(key, chosen)
    picked: list[int] = st.multiselect(
        _("Clients"), list(labels), format_func=lambda one: labels[one], key=key, persist_state="session",
        placeholder=_("Pick one or several"),
    )  # fmt: skip
    return picked


def _settings(*, has_cost: bool) -> IfWeLoseSettings:
    if not has_cost:
        return IfWeLoseSettings()
    amount_field(
        _("Fixed cost of the window's months"),
        "fixed_cost",
        placeholder=_("optional: shows the operating profit after"),
    )
    return chosen_settings.if_we_lose_settings()


def _consequences(result: Analysis, scenario: IfWeLose) -> None:
    scale = result.portfolio.scale
    left, right = st.columns(2, gap="medium")
    with left:
        view.subsection(managers_conclusion(state.principal(), scenario))
        if not scenario.managers.empty:
            view.chart(
                managers_after_chart(scenario.managers, currency=result.portfolio.currency),
                "managers_after",
                _("Sales of each account manager that stay and that go"),
            )
            hidden = set() if result.portfolio.has_cost else {"gross_profit", "gross_profit_after"}
            columns = [column for column in MANAGERS_AFTER.columns if column.name not in hidden]
            view.data_table(scenario.managers, columns, key="managers_table", scale=scale)
    with right:
        view.subsection(moves_conclusion(state.principal(), scenario))
        if not scenario.moves.empty:
            moves = scenario.moves.merge(result.portfolio.clients, on="client_key")
            columns = [*_NAME, *ABC_MOVES.columns[1:]]
            client_lists.client_table(moves, columns, key="abc_moves", scale=scale)


def _one_by_one(result: Analysis) -> None:
    with st.expander(_("Each of the largest clients, one at a time"), key="one_by_one"):
        each = current.kept(
            "lose_largest",
            [result.classes.settings],
            lambda: lose_largest(state.principal(), result),
        )
        if each.empty:
            view.note(_("No client has positive sales in this window."))
            return
        hidden = set() if result.portfolio.has_cost else {"gross_profit", "profit_share"}
        columns = [*_NAME, *(one for one in IF_WE_LOSE_CLIENTS.columns[1:] if one.name not in hidden)]
        client_lists.client_table(
            each.merge(result.portfolio.clients, on="client_key", how="left"),
            columns,
            key="lose_each",
            scale=result.portfolio.scale,
        )
