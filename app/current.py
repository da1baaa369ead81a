"""What the page shows now: the chosen data set under the chosen settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

import streamlit as st

from app import chosen_settings, data, state
from kamlogic.analysis.selection import SelectionSettings
from kamlogic.errors import EmptyDatasetError
from kamlogic.services.adopted_settings import SELECTION, settings_in_force
from kamlogic.services.analysis import Analysis
from kamlogic.services.classes import ClassSettings
from kamlogic.services.client_card import ClientCard
from kamlogic.services.datasets import DatasetState
from kamlogic.services.portfolio import Portfolio
from kamlogic.settings import Settings
from kamlogic.store.database import Store

T = TypeVar("T")


def dataset() -> DatasetState:
    """The data set that the sidebar names."""
    chosen: DatasetState = state.get("dataset_state")
    return chosen


def analysis() -> Analysis:
    """All results under the settings in force, with what people judged of the clients."""
    chosen = dataset()
    if chosen.is_empty:
        raise EmptyDatasetError(chosen.dataset.name)
    return data.analysis(
        state.principal(),
        chosen,
        state.get("chosen_day"),
        classes=chosen_settings.class_settings(),
        losses=chosen_settings.loss_settings(),
        day=judging_day(),
    )


def judging_day() -> date:
    """The day on which judgements must hold: today, or the day that lies back and was chosen."""
    as_of: date = state.get("as_of_in_force")
    return state.get("chosen_day") or max(as_of, work_day())


def adopted_selection() -> SelectionSettings:
    """What clients are scored on, as it was adopted."""
    return settings_in_force(state.principal(), store(), SELECTION, dataset_id=dataset().dataset.id)


def store() -> Store:
    """The open store."""
    return data.opened_store()


def portfolio() -> Portfolio:
    """The small tables of the chosen data set; for pages that no class setting concerns."""
    chosen = dataset()
    if chosen.is_empty:
        raise EmptyDatasetError(chosen.dataset.name)
    return data.portfolio(state.principal(), chosen, state.get("chosen_day"))


def work_day() -> date:
    """Today, as work is due and overdue; in a sample its last day, so that its story does not age."""
    chosen = dataset()
    if chosen.dataset.kind == "sample" and not chosen.is_empty:
        return data.portfolio(state.principal(), chosen).as_of
    return date.today()


def kept(name: str, settings: Sequence[Settings], compute: Callable[[], T], *, is_large: bool = False) -> T:
    """A result of the chosen data set, computed once for these settings; of large ones only a few are kept.

    What depends on the classes depends on who was judged key, so it is computed anew when judgements change.
    """
    if any(isinstance(one, ClassSettings) for one in settings):
        name = f"{name} {data.judgements(state.principal(), dataset(), state.get('chosen_day'), judging_day()).mark}"
    return data.kept(
        state.principal(),
        dataset(),
        state.get("chosen_day"),
        name=name,
        settings=settings,
        compute=compute,
        is_large=is_large,
    )


def client_card(result: Analysis, client_key: int) -> ClientCard:
    """The card of one client."""
    return data.client_card(state.principal(), dataset(), result, client_key)


def open_client(client_key: int) -> None:
    """Go to the card of a client."""
    state.put("client", client_key)
    st.switch_page("../pages/client.py", query_params={"client": str(client_key)})
