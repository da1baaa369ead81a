"""The imports of a data set: what counts, withdrawing and restoring, reading anew, and earlier states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from app import current, data, state, view
from kamlogic.formats import day_text
from kamlogic.intake.exports import Choices
from kamlogic.intake.report_files import refused_csv
from kamlogic.principal import Principal
from kamlogic.services.history import (
    HistoryEntry,
    restore_import,
    return_to,
    withdraw_import,
)
from kamlogic.services.import_reports import import_report_text
from kamlogic.services.imports import refused_rows
from kamlogic.services.originals import opened_originals, originals_of
from kamlogic.store.database import Store
from kamlogic.store.import_states import ImportState
from kamlogic.texts import N_, _

STATES = {
    "active": N_("counts"),
    "partly_replaced": N_("partly replaced"),
    "replaced": N_("replaced"),
    "withdrawn": N_("withdrawn"),
}
ACTIONS = {
    "add": N_("added"),
    "replace": N_("replaced"),
    "withdraw": N_("withdrew"),
    "restore": N_("restored"),
}
MAX_REOPENED_BYTES = 50 * 2**20


@dataclass(frozen=True)
class Reopened:
    """A kept original in the place of an uploaded file."""

    name: str
    file_id: str
    content: bytes

    def getvalue(self) -> bytes:
        """The content."""
        return self.content


def reopened(principal: Principal, store: Store) -> list[Reopened]:
    """The original that a person wants to read in another way."""
    chosen = state.get("reread_import")
    found = [entry for entry in current.dataset().states if entry.record.id == chosen]
    if not found:
        state.drop("reopened")
        return []
    record = found[0].record
    file_id = f"import{record.id}"
    if state.get(f"export_{file_id}") is None and state.get(f"choices_{file_id}") is None:
        state.put(f"choices_{file_id}", Choices.model_validate(record.choices))
    known: Reopened | None = state.get("reopened")
    if known is None or known.file_id != file_id:
        with opened_originals(principal, store, record) as originals:
            known = Reopened(record.file_name, file_id, originals[0].path.read_bytes())
        state.put("reopened", known)
    return [known]


def import_report(principal: Principal, store: Store) -> None:
    """What the last import did, every import of the data set, and its history."""
    for text in state.get("outcomes") or []:
        st.success(view.escaped(text), icon=":material/check:")
    for text in state.get("refusals") or []:
        st.error(view.escaped(text), icon=":material/info:")
    state.drop("outcomes")
    state.drop("refusals")
    chosen = current.dataset()
    if not chosen.states:
        return
    view.section(_("Imports of this data set"))
    view.import_table(
        [entry.record for entry in chosen.states], [_(STATES[entry.name]) for entry in chosen.states]
    )
    if chosen.dataset.kind == "own":
        _change_imports(principal, store, chosen.states)
        _history(principal, store, chosen.dataset.id)
    for entry in chosen.states:
        if entry.record.refused_count:
            _refused(principal, store, entry)


def _refused(principal: Principal, store: Store, entry: ImportState) -> None:
    record = entry.record
    refused = refused_rows(principal, store, record)
    view.refused_table(refused, key=f"refused_import_{record.id}", title=record.file_name)
    st.download_button(
        _("Download the refused rows"), data=partial(refused_csv, refused), file_name=f"refused_{Path(record.file_name).stem}.csv",
        mime="text/csv", key=f"refused_import_download_{record.id}", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _change_imports(principal: Principal, store: Store, states: tuple[ImportState, ...]) -> None:
    """One import at a time: withdraw or restore it after a tick, or read it anew."""
    with st.expander(_("Withdraw, restore or read anew"), key="change_imports"):
        by_id = {entry.record.id: entry for entry in states}
        chosen = st.selectbox(
            _("Import"), list(by_id), index=len(by_id) - 1, format_func=lambda key: _title(by_id[key]), key="changed_import"
        )  # fmt: skip
        entry = by_id[chosen]
        reason = st.text_input(_("Reason (optional)"), key=f"reason_{chosen}", max_chars=200)
        sure = st.checkbox(_("Yes, change what counts"), key=f"sure_{chosen}")
        if entry.is_active and st.button(_("Withdraw"), key="withdraw", disabled=not sure):
            withdraw_import(principal, store, import_id=chosen, reason=reason)
            st.rerun()
        if not entry.is_active and st.button(_("Restore"), key="restore", disabled=not sure):
            restore_import(principal, store, import_id=chosen, reason=reason)
            st.rerun()
        st.download_button(
            _("Download the import report"), data=partial(import_report_text, principal, entry.record),
            file_name=f"import_{chosen}.txt", mime="text/plain", key="import_report", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        _offer_reading(principal, store, entry)


def _title(entry: ImportState) -> str:
    first, last = day_text(entry.record.first_date), day_text(entry.record.last_date)
    return f"{entry.record.id}: {entry.record.file_name}, {first} – {last}, {_(STATES[entry.name])}"


def _offer_reading(principal: Principal, store: Store, entry: ImportState) -> None:
    kept = originals_of(principal, store, entry.record)
    if len(kept) != 1:
        return
    if kept[0].byte_count > MAX_REOPENED_BYTES:
        view.note(_("To read it anew: python -m kamlogic reread {id}").format(id=entry.record.id))
        return
    is_open = state.get("reread_import") == entry.record.id
    if st.button(_("Close the original") if is_open else _("Read the original anew"), key="reread"):
        state.put("reread_import", None if is_open else entry.record.id)
        st.rerun()


def _history(principal: Principal, store: Store, dataset_id: int) -> None:
    """Every state with its net sales, and the way back to one."""
    with st.expander(_("History"), key="history"):
        entries = data.history(principal, store, dataset_id)
        rows = [
            {
                _("Step"): entry.event.sequence,
                _("When (UTC)"): entry.event.at.strftime("%Y-%m-%d %H:%M"),
                _("Who"): entry.event.who,
                _("What"): _what(entry),
                _("Reason"): entry.event.reason,
                _("Net sales after"): float(entry.net_sales),
            }
            for entry in entries
        ]
        money = st.column_config.NumberColumn(format="localized", step=10 ** -entries[-1].record.scale)
        st.dataframe(
            pd.DataFrame(rows), hide_index=True, key="history_table", column_config={_("Net sales after"): money}
        )  # fmt: skip
        earlier = [entry.event.sequence for entry in entries[:-1]]
        if not earlier:
            return
        step = st.selectbox(
            _("Return to the state after step"), earlier, index=len(earlier) - 1, key="return_step"
        )
        sure = st.checkbox(_("Yes, return to it"), key=f"sure_return_{step}")
        if st.button(_("Return to this state"), key="return", disabled=not sure):
            return_to(principal, store, dataset_id=dataset_id, sequence=step)
            st.rerun()


def _what(entry: HistoryEntry) -> str:
    action = f"{_(ACTIONS[entry.event.action])} {entry.record.file_name}"
    if not entry.replaced:
        return action
    files = ", ".join(record.file_name for record in entry.replaced)
    return _("{file} replaced lines of {others}").format(file=entry.record.file_name, others=files)
