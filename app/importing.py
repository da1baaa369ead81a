"""From files to a data set: the samples, the uploader, what an import would change, and the import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from app import current, data, state, view
from app.uploads import Upload
from kamlogic.errors import KamError
from kamlogic.formats import count_text, day_text, money_text_short
from kamlogic.intake.exports import Export
from kamlogic.intake.magnitudes import HistoryJump
from kamlogic.principal import Principal
from kamlogic.services.comparing import Comparison, compare_import
from kamlogic.services.datasets import find_own_dataset, import_into, list_samples, list_states, load_sample
from kamlogic.services.imports import ImportMode, ImportOutcome
from kamlogic.services.originals import Original
from kamlogic.store.database import Store
from kamlogic.texts import N_, _, ngettext

TYPES = [
    "csv",
    "tsv",
    "txt",
    "xlsx",
    "xlsm",
    "xlsb",
    "xls",
    "ods",
    "parquet",
    "zip",
    "gz",
    "htm",
    "html",
    "xml",
]
KINDS = {"added": N_("Added"), "changed": N_("Changed"), "gone": N_("Gone")}
MODES: dict[ImportMode, str] = {"replace": N_("Replace the overlap"), "add": N_("Add anyway")}


def conclusion() -> str:
    """What the chosen data set holds."""
    chosen = current.dataset()
    lines = 0 if chosen.is_empty else data.portfolio(state.principal(), chosen).totals.line_count
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


def uploader(reopened: Sequence[Any] = ()) -> list[Any]:
    """The files that were dropped, and kept originals that are to be read anew."""
    files = st.file_uploader(
        _("Drop one or several sales exports: CSV, Excel, ODS, Parquet or ZIP, up to 50 MB each"),
        type=TYPES, accept_multiple_files=True, key="files",
    )  # fmt: skip
    view.note(_("Larger files: python -m kamlogic import FILE. Nothing leaves this machine."))
    return [*files, *reopened]


def offer_import(principal: Principal, store: Store, uploads: list[tuple[Upload, Export]]) -> None:
    """The data set to import into, what would change in it, and the button.

    Args:
        principal: Who imports.
        store: Where data sets lie.
        uploads: What was read, with lines, and what it was read from, which is kept as it came.
    """
    if not uploads:
        return
    key = f"dataset_name_{current.dataset().dataset.id}"
    name = st.text_input(_("Into the data set"), value=_own_name(), key=key, max_chars=80)
    modes = _modes(principal, store, name, uploads)
    label = ngettext("Import {count} file", "Import {count} files", len(uploads)).format(count=len(uploads))
    if not st.button(label, key="import", type="primary", icon=":material/upload:"):
        return
    outcomes, refusals = [], []
    with view.progress() as move:
        for place, (upload, export) in enumerate(uploads):
            move(place / len(uploads), _("Keeping {file}").format(file=export.name))
            try:
                with _originals(upload) as originals:
                    outcomes.append(
                        import_into(
                            principal,
                            store,
                            name=name,
                            export=export,
                            mode=modes[upload.id],
                            originals=originals,
                        )
                    )
            except KamError as refusal:  # one file's refusal must not hide what became of the others
                refusals.append(str(refusal))
    state.put("outcomes", [_outcome_text(outcome) for outcome in outcomes])
    state.put("refusals", refusals)
    _look_at(outcomes[-1].record.dataset_id if outcomes else current.dataset().dataset.id)


def _own_name() -> str:
    chosen = current.dataset().dataset
    return chosen.name if chosen.kind == "own" else _("My company")


@contextmanager
def _originals(upload: Upload) -> Iterator[list[Original]]:
    """The uploaded files, as files of a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="kunci-") as folder:
        originals = []
        for place, file in enumerate(upload.files):
            path = Path(folder) / str(place)
            path.write_bytes(file.getvalue())
            originals.append(Original(file.name, path))
        yield originals


def _modes(
    principal: Principal, store: Store, name: str, uploads: list[tuple[Upload, Export]]
) -> dict[str, ImportMode]:
    """Upload → what a person decided where it is there already; "ask" until they have."""
    modes: dict[str, ImportMode] = dict.fromkeys((upload.id for upload, _export in uploads), "ask")
    try:
        dataset = find_own_dataset(principal, store, name=name)
    except KamError as refusal:
        view.refusal(refusal)
        return modes
    dataset_id = dataset.id if dataset else None
    for upload, export in uploads:
        comparison = _comparison(principal, store, dataset_id, upload.id, export)
        modes[upload.id] = _ask(upload.id, export, comparison)
        if comparison.jump is not None:
            st.warning(view.escaped(_jump_text(comparison.jump)), icon=":material/warning:")
        if comparison.status == "same":
            view.note(_("{file} is there already; importing it changes nothing.").format(file=export.name))
        if comparison.status == "withdrawn":
            view.note(_("{file} was imported and withdrawn; restore it below.").format(file=export.name))
    known = state.get("comparisons") or {}
    state.put("comparisons", {upload_id: found for upload_id, found in known.items() if upload_id in modes})
    return modes


def _jump_text(jump: HistoryJump) -> str:
    return ngettext(
        "The amounts of {count} of {all} client are {factor} times what they were ({example}): is a decimal sign lost?",
        "The amounts of {count} of {all} clients are {factor} times what they were (for example {example}): "
        "is a decimal sign lost?",
        jump.compared_count,
    ).format(
        count=count_text(jump.client_count),
        all=count_text(jump.compared_count),
        factor=jump.factor,
        example=jump.example,
    )


def _comparison(
    principal: Principal, store: Store, dataset_id: int | None, upload_id: str, export: Export
) -> Comparison:
    """Computed once for each reading and each state of the data set."""
    versions = {entry.dataset.id: entry.version for entry in list_states(principal, store)}
    key = (dataset_id, versions.get(dataset_id or 0), id(export))
    known: dict[str, tuple[Any, Export, Comparison]] = state.get("comparisons") or {}
    found = known.get(upload_id)
    if found is None or found[0] != key:
        with st.spinner(_("Comparing {file} with what is there …").format(file=export.name)):
            found = (key, export, compare_import(principal, store, dataset_id, export))
        state.put("comparisons", known | {upload_id: found})
    return found[2]


def _ask(upload_id: str, export: Export, comparison: Comparison) -> ImportMode:
    """What replacing would change, and the choice."""
    changes = comparison.changes
    if changes is None:
        return "ask"
    with st.container(border=True, key=f"overlap_{upload_id}"):
        view.subsection(export.name)
        files = ", ".join(dict.fromkeys(record.file_name for record in comparison.overlapped))
        said = (
            _("This file is there already, read in another way ({files}).")
            if comparison.status == "reread"
            else _("Sales from {first} to {last} are there already ({files}).")
        )
        view.line(said.format(
            first=day_text(changes.first_date), last=day_text(changes.last_date), files=files
        ))  # fmt: skip
        currency = str(state.get("currency") or "")
        view.metric_row([
            *((_(label), count_text(changes.counts[kind]), "") for kind, label in KINDS.items()),
            (_("Net sales before"), f"{changes.net_sales_before:,f} {currency}".strip(), ""),
            (_("Net sales after"), f"{changes.net_sales_after:,f} {currency}".strip(), ""),
        ])  # fmt: skip
        if changes.shown:
            with st.expander(_("What changes"), key=f"changes_{upload_id}"):
                view.change_table(changes.shown, {kind: _(label) for kind, label in KINDS.items()})
        chosen: ImportMode | None = st.radio(
            _("What shall happen?"), list(MODES), index=None, format_func=lambda mode: _(MODES[mode]),
            key=f"mode_{upload_id}", horizontal=True,
        )  # fmt: skip
        return chosen or "ask"


def _outcome_text(outcome: ImportOutcome) -> str:
    record = outcome.record
    if outcome.is_withdrawn:
        return _("{file} was imported before and withdrawn; nothing changed. Restore it below.").format(
            file=record.file_name
        )
    if not outcome.is_new:
        return _("{file} was imported before; nothing changed.").format(file=record.file_name)
    return ngettext(
        "{file}: {accepted} line imported, {money}; refused: {refused}, set aside: {aside}.",
        "{file}: {accepted} lines imported, {money}; refused: {refused}, set aside: {aside}.",
        record.accepted_count,
    ).format(
        file=record.file_name,
        accepted=count_text(record.accepted_count),
        money=money_text_short(float(record.net_sales), record.currency or ""),
        refused=count_text(record.refused_count),
        aside=count_text(record.set_aside_count),
    )
