"""The part of the Punctuality page about the promises that people made."""

from __future__ import annotations

import streamlit as st

from app import chosen_settings, client_lists, current, state, view
from kamlogic.services.incidents_words import owner_text
from kamlogic.services.promises import (
    PERSON,
    PROMISE_COLUMNS,
    find_promises,
    promise_clients,
    promises_conclusion,
    promises_notes,
)
from kamlogic.tables import CLIENTS
from kamlogic.texts import _


def promises_of_people() -> None:
    """How many promises were kept in time, by client and by who made them."""
    asker = state.principal()
    found = find_promises(
        asker,
        current.store(),
        dataset_id=current.dataset().dataset.id,
        today=current.work_day(),
        settings=chosen_settings.punctuality_settings(),
        mapping=current.portfolio().mapping,
    )
    view.section(_("Promises of people"))
    view.line(promises_conclusion(asker, found))
    for note in promises_notes(asker, found):
        view.note(note)
    if not found.result.order_count:
        return
    people, clients = st.tabs([_("Who promised"), _("Clients")], key="promise_lists")
    with people:
        named = found.people.assign(person=found.people[PERSON.name].map(owner_text))
        view.data_table(named, [PERSON, *PROMISE_COLUMNS], key="promises_people")
    with clients:
        columns = [CLIENTS.column("client_name"), CLIENTS.column("client_code"), *PROMISE_COLUMNS]
        listed = promise_clients(found, current.portfolio().clients)
        client_lists.client_table(listed, columns, key="promises_clients")
