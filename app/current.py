"""What the page shows now: the chosen data set under the chosen settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

import streamlit as st

from app import chosen_settings, data, state
from kamlogic.errors import EmptyDatasetError
from kamlogic.services.analysis import Analysis
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
    """All results under the settings in force."""
    chosen = dataset()
    if chosen.is_empty:
        raise EmptyDatasetError(chosen.dataset.name)
    return data.analysis(
        state.principal(),
        chosen,
        state.get("chosen_day"),
        chosen_settings.class_settings(),
        chosen_settings.loss_settings(),
    )


def store() -> Store:
    """The open store."""
    return data.open_home(state.principal())


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
    """A result of the chosen data set, computed once for these settings; of large ones only a few are kept."""
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
