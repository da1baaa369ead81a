"""From files to a data set: the samples, the uploader, the import and its report."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from app import current, state, view
from kamlogic.errors import KamError
from kamlogic.formats import count_text, money_text_short
from kamlogic.intake.exports import Export
from kamlogic.intake.report_files import refused_csv
from kamlogic.principal import Principal
from kamlogic.services.datasets import import_into, list_samples, load_sample
from kamlogic.services.imports import ImportOutcome, refused_rows
from kamlogic.store.database import Store
from kamlogic.texts import _, ngettext

TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm", "parquet", "zip"]


def conclusion() -> str:
    """What the chosen data set holds."""
    chosen = current.dataset()
    lines = sum(record.accepted_count for record in chosen.imports)
    return ngettext("“{name}” holds {count} sales line", "“{name}” holds {count} sales lines", lines).format(
        name=chosen.dataset.name, count=count_text(lines)
    )


def offer_samples(principal: Principal, store: Store) -> None:
    """The samples, one click each."""
    with st.expander(_("No export at hand? Open a sample"), key="samples", expanded=False):
        samples = list_samples(principal)
        for column, sample in zip(st.columns(len(samples)), samples, strict=True):
            with column:
                view.subsection(_(sample.title))
                view.note(_(sample.description))
                view.note(_("{lines} lines, {clients} clients. Licence: {licence}.").format(
                    lines=count_text(sample.lines), clients=count_text(sample.clients), licence=sample.licence
                ))  # fmt: skip
                if st.button(_("Open"), key=f"sample_{sample.id}"):
                    _open_sample(principal, store, sample.id)


def _open_sample(principal: Principal, store: Store, sample_id: str) -> None:
    with view.progress() as move:
        dataset = load_sample(principal, store, sample_id=sample_id, progress=move)
    _look_at(dataset.id)


def _look_at(dataset_id: int) -> None:
    """Show this data set from the next run on; its widget is drawn before this page."""
    state.put("next_dataset", dataset_id)
    st.rerun()


def uploader() -> list[Any]:
    """The files that were dropped."""
    files = st.file_uploader(
        _("Drop one or several sales exports: CSV, XLSX or Parquet, up to 50 MB each"),
        type=TYPES, accept_multiple_files=True, key="files",
    )  # fmt: skip
    view.note(_("Larger files: python -m kamlogic import FILE. Nothing leaves this machine."))
    state.forget_files({file.file_id for file in files})
    return list(files)


def offer_import(principal: Principal, store: Store, exports: list[Export]) -> None:
    """The data set to import into, and the button."""
    if not exports:
        return
    key = f"dataset_name_{current.dataset().dataset.id}"
    name = st.text_input(_("Into the data set"), value=_own_name(), key=key, max_chars=80)
    repeats = st.checkbox(_("Add lines even if they seem to be there already"), key="allows_overlap")
    label = ngettext("Import {count} file", "Import {count} files", len(exports)).format(count=len(exports))
    if not st.button(label, key="import", type="primary", icon=":material/upload:"):
        return
    outcomes, refusals = [], []
    with view.progress() as move:
        for place, export in enumerate(exports):
            move(place / len(exports), _("Keeping {file}").format(file=export.name))
            try:
                outcomes.append(
                    import_into(principal, store, name=name, export=export, mode="add" if repeats else "ask")
                )
            except KamError as refusal:  # one file's refusal must not hide what became of the others
                refusals.append(str(refusal))
    state.put("outcomes", [_outcome_text(outcome) for outcome in outcomes])
    state.put("refusals", refusals)
    _look_at(outcomes[-1].record.dataset_id if outcomes else current.dataset().dataset.id)


def _own_name() -> str:
    chosen = current.dataset().dataset
    return chosen.name if chosen.kind == "own" else _("My company")


def _outcome_text(outcome: ImportOutcome) -> str:
    record = outcome.record
    if not outcome.is_new:
        return _("{file} was imported before; nothing changed.").format(file=record.file_name)
    return _("{file}: {accepted} lines imported, {money}; {refused} rows refused, {aside} set aside.").format(
        file=record.file_name,
        accepted=count_text(record.accepted_count),
        money=money_text_short(float(record.net_sales), record.currency or ""),
        refused=count_text(record.refused_count),
        aside=count_text(record.set_aside_count),
    )


def import_report(principal: Principal, store: Store) -> None:
    """What the last import did, and every import of the data set with its count of rows."""
    for text in state.get("outcomes") or []:
        st.success(view.escaped(text), icon=":material/check:")
    for text in state.get("refusals") or []:
        st.error(view.escaped(text), icon=":material/info:")
    state.drop("outcomes")
    state.drop("refusals")
    imports = current.dataset().imports
    if not imports:
        return
    view.section(_("Imports of this data set"))
    view.import_table(imports)
    for record in imports:
        if record.refused_count:
            refused = refused_rows(principal, store, record)
            view.refused_table(refused, key=f"refused_import_{record.id}", title=record.file_name)
            st.download_button(
                _("Download the refused rows"), data=partial(refused_csv, refused), file_name="refused_rows.csv",
                mime="text/csv", key=f"refused_import_download_{record.id}", icon=":material/download:", on_click="ignore",
            )  # fmt: skip
