"""Win-backs on the Win back page: plan one, do its steps, see what came of it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import current, signing, standing, state, view
from app.entry_form import EntryForm, just_saved
from app.entry_list import entry_list
from kamlogic.charts.win_back_results import win_back_results_chart
from kamlogic.entries.relationship import Task
from kamlogic.entries.winning_back import WIN_BACK_STATES, WinBack
from kamlogic.services.entries import find_entries
from kamlogic.services.loss_case_words import reason_text
from kamlogic.services.win_back_list import WinBackWork, is_running, load_win_backs
from kamlogic.services.win_back_outcomes import save_win_back, win_backs_mark
from kamlogic.services.win_back_work_words import (
    RESULT_COLUMNS,
    WORK_COLUMNS,
    offer_text,
    result_note,
    result_rows,
    result_sentence,
    work_rows,
    work_sentence,
)
from kamlogic.store.entries import Saved
from kamlogic.texts import _

ASKED = ("offer_type", "offer", "cost", "owner", "offered_on", "window_days", "due", "priority", "note")
STEP_FIELDS = ("position", "task", "owner", "team", "due", "done_on", "cost", "result")
STEP_COLUMNS = ("position", "task", "owner", "due", "done_on", "cost")


def mark() -> str:
    """Differs after every change of a win-back or a loss case."""
    portfolio = standing.portfolio()
    return win_backs_mark(state.principal(), current.store(), dataset_id=portfolio.dataset_id)


def work() -> WinBackWork:
    """The win-backs and what came of them."""
    who, store = state.principal(), current.store()
    portfolio, losses = standing.portfolio(), standing.losses()
    return standing.kept(
        f"win_backs {mark()}", [losses.settings], lambda: load_win_backs(who, store, portfolio, losses)
    )


def _save(entry: WinBack, opened: Saved[WinBack] | None) -> Saved[WinBack]:
    return save_win_back(
        state.principal(), current.store(), portfolio=standing.portfolio(), losses=standing.losses(), entry=entry, opened=opened
    )  # fmt: skip


def plan(client_key: int, name: str, *, key: str) -> None:
    """One click from a lost client to the form of a win-back; it is tied to the client's loss case."""
    keys = set(standing.portfolio().keys_of([client_key]))
    running = [one for one in work().win_backs if one.entry.client_key in keys and is_running(one.entry)]
    if running:
        view.note(
            _("{name}: a win-back is {state}; see below.").format(
                name=name, state=_(WIN_BACK_STATES[running[-1].entry.state]).lower()
            )
        )
    form_key = f"plan_{client_key}"
    if just_saved(form_key) is not None:
        state.drop("planned_client")
    if state.get("planned_client") != client_key:
        if st.button(_("Plan a win-back"), key=f"{key}_plan", icon=":material/add:", type="primary"):
            state.put("planned_client", client_key)
            st.rerun()
        return
    with st.container(border=True, key=f"{key}_planned"):
        view.subsection(_("Win back {name}").format(name=name))
        EntryForm(
            entry_type=WinBack, key=form_key, fixed={"client_key": client_key}, fields=ASKED, save=_save,
            button=_("Save the plan"), saved_text=_("Planned."),
        ).show()  # fmt: skip


def under_way() -> None:
    """Every win-back, the running ones first; the chosen one with its form and steps."""
    found, today = work(), current.work_day()
    view.section(_("Under way and done"))
    view.line(work_sentence(state.principal(), found, today=today, currency=standing.portfolio().currency))
    if not found.win_backs:
        view.note(_("Choose a client above and plan a win-back."))
        return
    names = standing.portfolio().entry_names
    own = names[names.index.isin([one.entry.client_key for one in found.win_backs])]
    rows = work_rows(state.principal(), found, dict(zip(own.index, own, strict=True)), today=today)
    label = _("Choose a row to see or change the offer and its steps.")
    view.data_table(
        rows, list(WORK_COLUMNS), key="win_back_work", scale=standing.portfolio().scale, on_select="rerun", label=label
    )  # fmt: skip
    place = view.chosen_row("win_back_work")
    if place is not None and place < len(rows):
        _opened(found, rows.iloc[place])


def _opened(found: WinBackWork, row: pd.Series) -> None:
    saved = next(one for one in found.win_backs if one.id == row["id"])
    with st.container(border=True, key="open_win_back"):
        view.subsection(f"{row['client_name']}: {row['offer_type']}")
        EntryForm(
            entry_type=WinBack, key=f"win_back_{saved.id}", opened=saved, fields=ASKED, save=_save
        ).show()
        if is_running(saved.entry):
            label = _("Give it up")
            if signing.action_button(label, key=f"win_back_drop_{saved.id}", icon=":material/close:"):
                _save(saved.entry.with_values(state="dropped"), saved)
                st.rerun()
        view.subsection(_("Steps"))
        entry_list(
            Task,
            _steps(saved),
            key=f"steps_{saved.id}",
            columns=STEP_COLUMNS,
            empty_text=_("No step yet: who does what by when?"),
            fixed={"client_key": saved.entry.client_key, "subject": "win_back", "subject_id": saved.id},
            fields=STEP_FIELDS,
        )


def _steps(saved: Saved[WinBack]) -> list[Saved[Task]]:
    """The steps as they are now."""
    found = find_entries(
        state.principal(), current.store(), Task, dataset_id=standing.portfolio().dataset_id, subject="win_back", subject_id=saved.id
    )  # fmt: skip
    return sorted(found, key=lambda one: (one.entry.position or 0, one.id))


def results() -> None:
    """What the offers brought, by kind and by reason."""
    found = work()
    view.section(_("What came of it"))
    view.line(result_sentence(state.principal(), found, standing.portfolio().currency))
    if found.review.total.empty:
        return
    view.note(result_note(state.principal()))
    by_offer, by_reason = st.tabs([_("By offer"), _("By reason of the loss")], key="win_back_results")
    for tab, table, name in (
        (by_offer, found.review.by_offer, offer_text),
        (by_reason, found.review.by_reason, reason_text),
    ):
        key = "results_by_offer" if name is offer_text else "results_by_reason"
        with tab:
            view.chart(win_back_results_chart(table, name=name), f"{key}_chart", _("Share won back by group"))
            shown = result_rows(state.principal(), table, by_reason=name is reason_text)
            view.data_table(shown, list(RESULT_COLUMNS), key=key, scale=standing.portfolio().scale)
