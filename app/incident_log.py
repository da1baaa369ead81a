"""What the Incidents page lists, asks and compares."""

from __future__ import annotations

import streamlit as st

from app import client_choices, current, state, view
from app.entry_list import entry_editor, entry_table, own_table
from kamlogic.analysis.incidents import INCIDENT_MISTAKES, INCIDENT_OWNERS, OPEN_INCIDENTS
from kamlogic.analysis.incidents_before_losses import MISTAKES_BEFORE_LOSSES, BeforeLossSettings
from kamlogic.entries.relationship import Incident
from kamlogic.entries.winning_back import LossCase
from kamlogic.formats import day_text
from kamlogic.services.analysis import Analysis
from kamlogic.services.entries import find_entries
from kamlogic.services.incidents import Incidents, compare_with_losses, find_incidents
from kamlogic.services.incidents_words import (
    before_losses_conclusion,
    before_losses_notes,
    mistake_text,
    owner_text,
)
from kamlogic.tables import Column
from kamlogic.texts import N_, _

KEY = "incidents"
TABLE_COLUMNS: list[str | Column] = [
    "client_key",
    "happened_on",
    "mistake",
    "severity",
    OPEN_INCIDENTS.column("age_days"),
    "description",
    "promise",
    "promised_for",
    "kept_on",
    "resolved_on",
    "owner",
]
_MISTAKE = Column("mistake", "str", N_("Mistake"), N_("Which of the mistakes."))


def incidents(result: Analysis) -> Incidents:
    """The incidents of the data set."""
    return find_incidents(
        state.principal(),
        current.store(),
        dataset_id=current.dataset().dataset.id,
        today=current.work_day(),
        mapping=result.portfolio.mapping,
    )


def incident_list(result: Analysis, found: Incidents) -> None:
    """All incidents, the open ones first, and the form of one."""
    view.section(_("Incidents"))
    dataset_id = current.dataset().dataset.id
    keys = {one.entry.client_key for one in found.saved}
    clients, became = result.portfolio.clients, result.portfolio.mapping
    now = {key: became.get(key, key) for key in keys}
    shown = client_choices.client_labels(clients[clients["client_key"].isin(list(now.values()))])
    known = {key: shown[client_key] for key, client_key in now.items() if client_key in shown}
    cases = find_entries(
        state.principal(), current.store(), LossCase, dataset_id=dataset_id, client_keys=keys
    )
    names = {
        "client": known,
        "loss_case": {
            one.id: _("{client}, lost on {day}").format(
                client=known.get(one.entry.client_key, ""), day=day_text(one.entry.lost_on)
            )
            for one in cases
        },
    }
    ages = {one.id: {"age_days": found.ages.get(one.id)} for one in found.saved}
    chosen = entry_table(
        Incident,
        found.saved,
        own_table(Incident, found.saved, TABLE_COLUMNS, names, derived=ages),
        key=KEY,
        empty_text=_("None is written down yet. Write down what goes wrong, before it loses a client."),
    )
    figures = result.client_figures()
    labels = client_choices.client_labels(client_choices.searched_clients(figures, key="incident_search"))
    entry_editor(Incident, chosen, key=KEY, names=names | {"client": labels | known})


def counts(found: Incidents) -> None:
    """By mistake, and by who looks after them."""
    mistakes, owners = st.tabs([_("By mistake"), _("By owner")], key="incident_counts")
    with mistakes:
        named = found.result.mistakes.assign(mistake=found.result.mistakes["mistake"].map(mistake_text))
        columns = [column for column in INCIDENT_MISTAKES.columns if column.name != "mistake"]
        view.data_table(named, [_MISTAKE, *columns], key="incident_mistakes")
    with owners:
        named = found.result.owners.assign(owner=found.result.owners["owner"].map(owner_text))
        view.data_table(named, list(INCIDENT_OWNERS.columns), key="incident_owners")


def before_losses(result: Analysis, found: Incidents) -> None:
    """Incidents of lost clients beside those of clients never lost; counts only."""
    view.section(_("Incidents before losses"))
    compared = compare_with_losses(state.principal(), found, result, settings=BeforeLossSettings())
    view.line(before_losses_conclusion(state.principal(), compared))
    for note in before_losses_notes(state.principal(), compared):
        view.note(note)
    if compared.lost_count and len(compared.mistakes):
        named = compared.mistakes.assign(mistake=compared.mistakes["mistake"].map(mistake_text))
        columns = [column for column in MISTAKES_BEFORE_LOSSES.columns if column.name != "mistake"]
        view.data_table(named, [_MISTAKE, *columns], key="mistakes_before_losses")
