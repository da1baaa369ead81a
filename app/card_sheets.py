"""The printed card and the sheet for the next meeting: one button each, for the card of a client."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from app import chosen_settings, current, growth, state, view
from app.card_dossier import OpenDossier
from kamlogic.formats import day_text
from kamlogic.reports.one_page import OnePage, one_page_html
from kamlogic.services.analysis import Analysis
from kamlogic.services.client_card import ClientCard
from kamlogic.services.client_sheet import client_sheet
from kamlogic.services.dossier import ClientDossier
from kamlogic.services.dossier_words import dossier_conclusion
from kamlogic.services.entries import client_history
from kamlogic.services.meeting_preparation import MeetingFacts, classes_on, last_meeting, meeting_sheet
from kamlogic.services.white_space import white_space_of
from kamlogic.texts import _


def sheets(result: Analysis, client: ClientCard, opened: OpenDossier) -> None:
    """What to take along: the sheet for the next meeting, and the card on paper."""
    view.section(_("Prepare a meeting"))
    meeting_download(result, client, opened.dossier)
    view.section(_("The card on one page"))
    view.note(_("Figures, dossier, decision scheme, rivals, plan and what is open."))
    conclusion = dossier_conclusion(state.principal(), opened.states)
    card_download(result, client, opened.dossier, completeness=[conclusion])


def card_download(
    result: Analysis, client: ClientCard, dossier: ClientDossier, *, completeness: Sequence[str] = ()
) -> None:
    """The button for the printed card.

    Args:
        result: With the settings in force.
        client: The figures of the card.
        dossier: What people wrote down about the client.
        completeness: How complete and fresh the dossier is, in sentences.
    """
    principal, today = state.principal(), current.work_day()

    def made() -> bytes:
        return _file(client_sheet(principal, result, client, dossier, today=today, completeness=completeness))

    _button(
        _("Card to print"), made, f"card-{client.figures['client_code']}", "print_card", ":material/print:"
    )


def meeting_download(result: Analysis, client: ClientCard, dossier: ClientDossier) -> None:
    """Who will be there, and the button for the sheet of the meeting."""
    today = current.work_day()
    meeting = last_meeting(dossier, today)
    view.note(
        _("What changed since the meeting of {day}, what is open, what to ask and what to offer.").format(
            day=day_text(meeting.happened_on)
        )
        if meeting
        else _("What changed in the last 90 days, what is open, what to ask and what to offer.")
    )
    names = {one.id: one.entry.name for one in dossier.contacts}
    people = st.multiselect(
        _("Who will be there"), list(names), format_func=lambda one: names.get(one, str(one)),
        key=f"meeting_people_{dossier.client_key}", placeholder=_("Choose people"), disabled=not names,
    )  # fmt: skip
    principal, store, settings = state.principal(), current.store(), chosen_settings.class_settings()
    found = growth.white_space(result)

    def made() -> bytes:
        """Without any widget or state: it runs after the page, when the button is pressed."""
        facts = MeetingFacts(
            dossier=dossier,
            card=client,
            spaces=white_space_of(principal, store, result, found, client_keys=[dossier.client_key]),
            changes=client_history(principal, store, client_keys=dossier.client_keys),
            class_before=classes_on(principal, store, result, dossier, settings=settings, today=today),
            people=people,
            today=today,
        )
        return _file(meeting_sheet(principal, result, facts))

    _button(
        _("Sheet to print"),
        made,
        f"meeting-{client.figures['client_code']}",
        "print_meeting",
        ":material/event_note:",
    )


def _file(page: OnePage) -> bytes:
    return one_page_html(page).encode()


def _button(label: str, made: Callable[[], bytes], name: str, key: str, icon: str) -> None:
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name)[:60]
    st.download_button(
        label, made, file_name=f"{safe}.html", mime="text/html", key=key, icon=icon, on_click="ignore",
        help=_("A file for the browser: open it and print. It fits on one page of A4."),
    )  # fmt: skip
