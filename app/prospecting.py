"""What the Prospects page lists, asks and changes."""

from __future__ import annotations

import streamlit as st

from app import client_choices, current, data, signing, state, view
from app.entry_list import entry_editor, entry_list, entry_table, forget_choice, own_table
from kamlogic.analysis.prospects import PROSPECT_FUNNEL, PROSPECT_STATES
from kamlogic.entries.dossier import Contact
from kamlogic.entries.prospects import Prospect
from kamlogic.errors import KamError
from kamlogic.services.portfolio import Portfolio
from kamlogic.services.prospect_conversion import convert_by_hand, refuse_match, take_back
from kamlogic.services.prospect_matches import Buyers, known_buyers
from kamlogic.services.prospects import Prospects, find_prospects
from kamlogic.services.prospects_words import (
    about_text,
    answer_text,
    authority_text,
    converted_text,
    funnel_rows,
    match_text,
    prospect_rows,
    qualification_text,
    question_text,
)
from kamlogic.store.entries import Saved
from kamlogic.tables import Column
from kamlogic.texts import N_, _

KEY = "prospects"
TABLE_COLUMNS: list[str | Column] = [
    "name",
    "stage",
    "estimated_value",
    Column("need_text", "str", N_("Need"), N_("Need for the service.")),
    Column("solvency_text", "str", N_("Solvency"), N_("Ability to pay.")),
    Column("authority_text", "str", N_("Authority"), N_("Authority to decide.")),
    Column("qualification_text", "str", N_("Qualification"), N_("Qualified: three times yes.")),
    Column("question_text", "str", N_("Ask next"), N_("The first of the three that is unknown."), "remark"),
    "next_step",
    "due",
    PROSPECT_STATES.column("overdue_days"),
    "owner",
    "source",
    "competitor",
    PROSPECT_STATES.column("age_days"),
]
FUNNEL_COLUMNS = [
    Column("stage", "str", N_("Stage"), N_("Where the prospects stand now.")),
    *(column for column in PROSPECT_FUNNEL.columns if column.name != "stage"),
]
CONTACT_FIELDS = [
    "name", "title", "department", "email", "phone", "channels", "role", "power", "attitude", "coverage",
    "reports_to", "influences", "our_person", "last_contact", "known_by_rivals", "note", "erase_by",
]  # fmt: skip


def prospects() -> Prospects:
    """The prospects of the data set; without sales no client is looked for among them."""
    sales = _sales()
    return find_prospects(
        state.principal(),
        current.store(),
        dataset_id=current.dataset().dataset.id,
        today=current.work_day(),
        buyers=None if sales is None else _buyers(sales),
    )


def _buyers(sales: Portfolio) -> Buyers:
    """The buyers of the data set, read once."""
    principal, store, chosen = state.principal(), current.store(), current.dataset().ungrouped()
    return data.kept(
        principal, chosen, None, name="known_buyers", settings=[],
        compute=lambda: known_buyers(principal, store, sales), is_large=True,
    )  # fmt: skip


def funnel_table(found: Prospects) -> None:
    """Every stage with its numbers."""
    if found.saved:
        view.data_table(funnel_rows(found), FUNNEL_COLUMNS, key="prospect_funnel_table", scale=_scale())


def matches_to_settle(found: Prospects) -> None:
    """Prospects that look like a client and did not become it by themselves; a person decides."""
    sales = _sales()
    waiting = [one for one in found.saved if one.id in found.matches]
    if sales is None or not waiting:
        return
    view.section(_("Is this the same firm?"))
    for one in waiting:
        for match in found.matches[one.id]:
            client = str(sales.client_names.get(match.client_key, match.client_key))
            view.line(match_text(state.principal(), one.entry, match, client=client))
            left, right, _rest = st.columns([2, 2, 3])
            place = f"{one.id}_{match.client_key}"
            with left:
                if signing.action_button(
                    _("Yes, it became this client"), key=f"match_{place}", icon=":material/check:"
                ):
                    _convert(sales, one, match.client_key)
            with right:
                if signing.action_button(
                    _("No, another firm"), key=f"no_match_{place}", icon=":material/close:"
                ):
                    refuse_match(
                        state.principal(), current.store(), dataset_id=sales.dataset_id, opened=one,
                        client_key=match.client_key,
                    )  # fmt: skip
                    st.rerun()


def prospect_list(found: Prospects) -> None:
    """All prospects, and of the chosen one the three P's, the form, its contacts and the client it became."""
    view.section(_("Prospects"))
    chosen = entry_table(
        Prospect,
        found.saved,
        own_table(
            Prospect,
            found.saved,
            TABLE_COLUMNS,
            derived=prospect_rows(state.principal(), found),
            scale=_scale(),
        ),
        key=KEY,
        empty_text=_("None is written down yet. Add the first firm that may become a client."),
    )
    if chosen is not None:
        _three_answers(found, chosen)
    entry_editor(Prospect, chosen, key=KEY)
    if chosen is not None:
        _contacts(found, chosen)
        _client_of(chosen)


def _three_answers(found: Prospects, one: Saved[Prospect]) -> None:
    entry, prospect_state = one.entry, found.states.loc[one.id]
    view.subsection(f"{entry.name}: {qualification_text(str(prospect_state['qualification']))}")
    answers = (
        (_("Need for the service"), answer_text(entry.need), entry.need_evidence),
        (_("Solvency"), answer_text(entry.solvency), entry.solvency_evidence),
        (_("Authority to decide"), authority_text(found, one), entry.authority_evidence),
    )
    for column, (label, answer, evidence) in zip(st.columns(3), answers, strict=True):
        with column.container(border=True):
            st.caption(view.escaped(label))
            view.subsection(answer)
            view.note(evidence or _("No evidence is written down."))
    view.note(about_text(state.principal(), entry, currency=state.get("currency") or ""))
    question = question_text(str(prospect_state["next_question"]))
    if question:
        st.info(view.escaped(_("Ask next: {question}").format(question=question)), icon=":material/help:")


def _contacts(found: Prospects, one: Saved[Prospect]) -> None:
    view.section(_("Contacts of {name}").format(name=one.entry.name))
    contacts = found.contacts.get(one.id, [])
    entry_list(
        Contact,
        contacts,
        key=f"prospect_contacts_{one.id}",
        columns=[
            "name",
            "title",
            "role",
            "power",
            "attitude",
            "our_person",
            "last_contact",
            "phone",
            "email",
        ],
        empty_text=_("Nobody there is known yet."),
        fixed={"prospect_id": one.id, "client_key": one.entry.converted_client},
        fields=CONTACT_FIELDS,
        names={"contact": {contact.id: contact.entry.name for contact in contacts}},
    )


def _client_of(one: Saved[Prospect]) -> None:
    """The client that it became, with the way back; or the way to say which client it became."""
    sales = _sales()
    if sales is None:
        return
    view.section(_("Which client did it become?"))
    client_key = one.entry.converted_client
    if client_key is None:
        _choose_client(sales, one)
        return
    now = sales.mapping.get(client_key, client_key)
    client = str(sales.client_names.get(now, _("(no longer there)")))
    view.line(converted_text(state.principal(), one, client=client))
    left, right, _rest = st.columns([2, 2, 3])
    if left.button(_("Open the client card"), key=f"prospect_card_{one.id}", icon=":material/badge:"):
        current.open_client(now)
    with right:
        if signing.action_button(_("This is not that client"), key=f"back_{one.id}", icon=":material/undo:"):
            take_back(state.principal(), current.store(), dataset_id=sales.dataset_id, opened=one)
            forget_choice(KEY)
            st.rerun()


def _choose_client(sales: Portfolio, one: Saved[Prospect]) -> None:
    view.note(
        _(
            "It becomes a client by itself once a client of the same code or name first buys; the purchases of a month "
            "count when the month is complete. Where the names differ, choose the client."
        )
    )
    is_buyer = sales.clients["client_key"].isin(_buyers(sales).names["client_key"])
    clients = sales.clients[is_buyer].sort_values("client_name")
    labels = client_choices.client_labels(
        client_choices.searched_clients(clients, key=f"prospect_search_{one.id}")
    )
    client_key = st.selectbox(
        _("Client"), list(labels), index=None, format_func=labels.__getitem__, key=f"prospect_client_{one.id}",
        placeholder="",
    )  # fmt: skip
    pressed = signing.action_button(
        _("It became this client"), key=f"convert_{one.id}", icon=":material/check:"
    )
    if pressed and client_key is not None:
        _convert(sales, one, client_key)
    elif pressed:
        st.error(_("Choose the client first."), icon=":material/error:")


def _convert(sales: Portfolio, one: Saved[Prospect], client_key: int) -> None:
    try:
        convert_by_hand(state.principal(), current.store(), sales, opened=one, client_key=client_key)
    except KamError as error:
        view.refusal(error)
    else:
        forget_choice(KEY)  # its row has another place now
        st.rerun()


def _scale() -> int:
    """Decimals of the money."""
    sales = _sales()
    return 2 if sales is None else sales.scale


def _sales() -> Portfolio | None:
    """The clients of the data set's own as-of day; None while it has no sales."""
    chosen = current.dataset().ungrouped()
    return None if chosen.is_empty else data.portfolio(state.principal(), chosen)
