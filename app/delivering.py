"""What the Punctuality page chooses and lists, and who owned the clients then."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import chosen_settings, client_lists, current, state, view
from kamlogic.analysis.punctuality import (
    PUNCTUALITY_CLIENTS,
    PUNCTUALITY_MANAGERS,
    PUNCTUALITY_MONTHS,
    PunctualityResult,
    PunctualitySettings,
)
from kamlogic.formats import month_label
from kamlogic.services.manager_words import manager_name
from kamlogic.services.ownership import Ownership, entered_mark, load_entered, read_ownership
from kamlogic.services.punctuality import Punctuality, WindowDeliveries, find_punctuality, load_deliveries
from kamlogic.tables import CLIENTS, Column
from kamlogic.texts import N_, _

_MONTH_TEXT = Column("month_text", "str", N_("Month"), N_("Month of the promised day."))


def tolerance_slider() -> PunctualitySettings:
    """How many days late is still on time."""
    st.slider(
        _("Still on time (days after the promised day)"), 0, 30, key="tolerance_days",
        value=state.DEFAULTS["tolerance_days"], bind="query-params", persist_state="session",
    )  # fmt: skip
    return chosen_settings.punctuality_settings()


def ownership() -> Ownership:
    """Who looked after whom, from the lines of the data set and from what was entered by now."""
    portfolio, store = current.portfolio(), current.store()
    asker = state.principal()

    def read() -> Ownership:
        return read_ownership(asker, store, portfolio)

    lines = current.kept("ownership", [], read)
    return current.kept(
        f"ownership {ownership_mark()}",
        [],
        lambda: Ownership(lines.derived, load_entered(asker, store, portfolio)),
    )


def ownership_mark() -> str:
    """Changes with every change of the entered ownership; in the name of every result that rests on it."""
    return entered_mark(state.principal(), current.store(), dataset_id=current.dataset().dataset.id)


def punctuality(settings: PunctualitySettings) -> Punctuality:
    """The rates of the window in force."""
    portfolio, window = current.portfolio(), state.get("window")
    owned = ownership()

    def read() -> WindowDeliveries:
        return load_deliveries(state.principal(), current.store(), portfolio, window=window)

    def read_once() -> WindowDeliveries:
        return current.kept(f"deliveries {window}", [], read, is_large=True)

    return current.kept(
        f"punctuality {window} {ownership_mark()}",
        [settings],
        lambda: find_punctuality(state.principal(), portfolio, read_once(), owned, settings=settings),
        is_large=True,
    )


def lists(found: Punctuality, result: PunctualityResult) -> None:
    """Clients with the most failed orders, managers, and months."""
    worst, managers, months = st.tabs(
        [_("Clients"), _("Account managers"), _("By month")], key="punctuality_lists"
    )
    with worst:
        _clients(result.clients)
    with managers:
        if found.managers.empty:
            view.note(_("No line names an account manager."))
        else:
            named = found.managers.assign(manager=found.managers["manager"].map(manager_name))
            view.data_table(named, list(PUNCTUALITY_MANAGERS.columns), key="punctuality_managers")
    with months:
        named = result.months.assign(month_text=result.months["month"].map(month_label)).iloc[::-1]
        columns = [_MONTH_TEXT, *(column for column in PUNCTUALITY_MONTHS.columns if column.name != "month")]
        view.data_table(named, columns, key="punctuality_months")


def _clients(clients: pd.DataFrame) -> None:
    named = clients.merge(current.portfolio().clients, on="client_key", how="left")
    columns = [CLIENTS.column("client_name"), CLIENTS.column("client_code")]
    columns += [column for column in PUNCTUALITY_CLIENTS.columns if column.name != "client_key"]
    client_lists.client_table(
        named, columns, key="punctuality_clients", label=_("Most orders late or not in full first.")
    )
