"""The lists and forms of the Loss cases page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import current, navigation, signing, standing, state, view
from app.entry_form import EntryForm
from kamlogic.analysis.loss_reasons import LOSS_REASON_SUMS, LOSS_RIVAL_SUMS, LossReasons
from kamlogic.analysis.losses import LossSettings
from kamlogic.charts.loss_reasons import loss_reasons_chart
from kamlogic.entries.winning_back import LOSS_STATES, LossCase
from kamlogic.errors import UnknownRecordError
from kamlogic.formats import share_text
from kamlogic.services.entries import bring_back, find_entry, remove
from kamlogic.services.loss_case_words import (
    CASE_COLUMNS,
    explain_cases,
    in_words,
    reason_text,
    rule_sentence,
)
from kamlogic.services.loss_cases import cases_mark, describe_cases, partial_case, partial_losses
from kamlogic.store.entries import Saved
from kamlogic.tables import Column
from kamlogic.texts import N_, _

EVERY = "every"
ASKED = ("reasons", "rival", "expected_by", "would_return", "exit_notes", "owner", "extent", "state")
_REASON = Column("reason_text", "str", N_("Reason"), N_("A case with several counts in each."))


def cases() -> pd.DataFrame:
    """Every case that the viewer may see (describe_cases)."""
    who, store, portfolio = state.principal(), current.store(), standing.portfolio()
    mark = cases_mark(who, store, dataset_id=portfolio.dataset_id)
    criterion, key_share = standing.criterion(), LossSettings().key_share
    return standing.kept(
        f"loss_cases {mark}",
        [criterion],
        lambda: describe_cases(who, store, portfolio, criterion=criterion, key_share=key_share),
        is_large=True,
    )


def state_choice() -> str:
    """Which cases to look at."""
    words = {**LOSS_STATES, EVERY: N_("All")}
    chosen: str = st.segmented_control(
        _("Cases"), list(words), format_func=lambda key: _(words[key]), key="case_state", default="open",
        required=True, persist_state="session",
    )  # fmt: skip
    return chosen


def in_state(found: pd.DataFrame, chosen: str) -> pd.DataFrame:
    """The cases in a state, or all."""
    return found.reset_index(drop=True) if chosen == EVERY else found[found["state"] == chosen].reset_index(drop=True)  # fmt: skip


def sums(found: pd.DataFrame) -> LossReasons:
    """By reason, rival and month; the chart of the reasons and a table of each."""
    explained = explain_cases(state.principal(), found)
    scale, currency = standing.portfolio().scale, standing.portfolio().currency
    left, right = st.columns(2, gap="medium")
    with left:
        view.section(_("Why they went"))
        view.chart(
            loss_reasons_chart(explained.reasons, name=reason_text, currency=currency),
            "loss_reasons",
            _("Sales a year by reason of the loss"),
        )
        view.note(
            _("A case with several reasons counts in each; its money is split in equal parts, so that the sum is right.")
        )  # fmt: skip
        named = explained.reasons.assign(reason_text=explained.reasons["reason"].map(reason_text))
        if len(named):
            columns = [_REASON, *LOSS_REASON_SUMS.columns[1:]]
            view.data_table(named, columns, key="loss_reason_sums", scale=scale)
    with right:
        view.section(_("To whom they went"))
        if explained.rivals.empty:
            view.note(_("No case names a rival yet."))
        else:
            view.data_table(
                explained.rivals, list(LOSS_RIVAL_SUMS.columns), key="loss_rival_sums", scale=scale
            )
    return explained


def case_list(found: pd.DataFrame) -> None:
    """The cases, and the form of the chosen one."""
    _undo()
    if found.empty:
        view.note(_("No case is in this list."))
        return
    shown = in_words(state.principal(), found)
    says_nothing = {
        "client_code": (shown["client_code"] == shown["client_name"]).all(),
        "is_key": not shown["is_key"].any(),
        "state_text": (shown["state_text"] == shown["state_text"].iloc[0]).all(),
        "returned_on": shown["returned_on"].isna().all(),
    }
    columns = [column for column in CASE_COLUMNS if not says_nothing.get(column.name)]
    key = f"loss_cases_{state.get('cases_fresh') or 0}"
    label = _("Choose a row to say why the client went, or to open its card.")
    view.data_table(shown, columns, key=key, scale=standing.portfolio().scale, on_select="rerun", label=label)
    place = view.chosen_row(key)
    if place is None or place >= len(found):
        return
    row = found.iloc[place]
    try:
        case = find_entry(
            state.principal(), current.store(), LossCase, dataset_id=standing.portfolio().dataset_id, entry_id=int(row["id"])
        )  # fmt: skip
    except UnknownRecordError:
        view.note(_("Somebody has just removed this case."))
        return
    _case(case, row)


def _case(case: Saved[LossCase], row: pd.Series) -> None:
    with st.container(border=True, key="open_case"):
        view.subsection(str(row["client_name"]))
        view.line(
            rule_sentence(
                state.principal(), case.entry, criterion=standing.criterion(), is_older_rule=bool(row["is_older_rule"])
            )
        )  # fmt: skip
        EntryForm(entry_type=LossCase, key=f"case_{case.id}", opened=case, fields=ASKED).show()
        with st.container(horizontal=True):
            if st.button(_("Open the client card"), key="case_card", icon=":material/badge:"):
                current.open_client(case.entry.client_key)
            st.page_link(
                navigation.page("win_back"), label=_("Plan to win it back"), icon=":material/person_add:"
            )
            if signing.action_button(_("Remove"), key=f"case_remove_{case.id}", icon=":material/delete:"):
                remove(state.principal(), current.store(), opened=case)
                state.put("case_removed", case.id)
                state.put("cases_fresh", (state.get("cases_fresh") or 0) + 1)
                st.rerun()


def _undo() -> None:
    removed: int | None = state.get("case_removed")
    if removed is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("Removed. The program does not open it again."))
        if st.button(_("Bring it back"), key="case_bring_back", icon=":material/undo:"):
            bring_back(state.principal(), current.store(), LossCase, entry_id=removed)
            state.drop("case_removed")
            st.rerun()


def partial() -> None:
    """Open a case for a client that still buys, but much less."""
    with st.expander(_("A partial loss: it still buys, but less than half"), icon=":material/add:"):
        falling = partial_losses(state.principal(), standing.portfolio(), standing.losses())
        if falling.empty:
            view.note(
                _("No client fell below half of its sales of a year ago in the last three complete months.")
            )
            return
        labels = {
            int(key): _("{name}: kept {share}").format(name=name, share=share_text(share))
            for key, name, share in zip(
                falling["client_key"], falling["client_name"], falling["kept_share"], strict=True
            )
        }
        chosen = st.selectbox(
            _("Client"), list(labels), format_func=labels.__getitem__, index=None, key="partial_client",
            placeholder=_("The largest fall first"),
        )  # fmt: skip
        if chosen is not None:
            fixed = partial_case(state.principal(), standing.portfolio(), client_key=chosen)
            fields = [name for name in ASKED if name not in {"extent", "state"}]
            EntryForm(
                entry_type=LossCase, key=f"partial_{chosen}", fixed=fixed, fields=fields,
                button=_("Open the case"), saved_text=_("The case is open."),
            ).show()  # fmt: skip
