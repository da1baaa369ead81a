"""The workbook of entries: out, in, and what an import would change before it is written."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from app import current, signing, state, view
from kamlogic.errors import KamError
from kamlogic.formats import count_text
from kamlogic.services.entries_exchange import entry_template, export_entries, plan_import, write_plan
from kamlogic.services.exchange_plan import Choice, ExchangePlan, RowPlan
from kamlogic.services.exchange_words import (
    PLANNED_CHANGES,
    REFUSED_ROWS,
    field_label,
    outcome_text,
    plan_figures,
    plan_notes,
    planned_changes,
    refused_rows,
    row_name,
)
from kamlogic.texts import N_, _, ngettext

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN_CONFLICTS = 30
_CHOICES: dict[Choice, str] = {"theirs": N_("Keep what is here"), "mine": N_("Take the workbook's")}


def downloads() -> None:
    """All entries, and the empty template; made when they are asked for."""
    principal, store, dataset = state.principal(), current.store(), current.dataset().dataset
    left, right = st.columns(2, gap="medium")
    with left.container(border=True, key="all_entries"):
        view.subsection(_("All entries"))
        view.note(_("One sheet a kind. Change rows, add rows, and bring the file back below."))
        st.download_button(
            _("Download all entries"),
            lambda: export_entries(principal, store, dataset_id=dataset.id),
            file_name="kunci-entries.xlsx", mime=_XLSX, key="export", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
    with right.container(border=True, key="entry_template"):
        view.subsection(_("Empty template"))
        view.note(_("With drop-downs of your clients, and room for 1,000 rows a sheet."))
        st.download_button(
            _("Download the template"),
            lambda: entry_template(principal, store, dataset_id=dataset.id),
            file_name="kunci-template.xlsx", mime=_XLSX, key="template", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def offer_import() -> None:
    """Upload, what would change, the choices, and the button that writes."""
    said = state.get("exchange_said")
    if said:
        st.success(view.escaped(said), icon=":material/check:")
        state.drop("exchange_said")
    file = st.file_uploader(
        _("Drop a filled workbook: XLSX or ODS, up to 50 MB"), type=["xlsx", "xlsm", "ods"],
        key=f"entries_file_{state.get('exchange_round') or 0}",
    )  # fmt: skip
    if file is None:
        state.drop("exchange_plan")
        return
    try:
        plan = _plan(file)
    except KamError as refusal:
        view.refusal(refusal)
        return
    _show(plan)
    _offer_writing(plan)


def _plan(file: Any) -> ExchangePlan:
    """Made once for each file and data set, and anew after somebody else's change."""
    dataset_id = current.dataset().dataset.id
    key = (file.file_id, dataset_id, state.principal().scope())
    held: tuple[Any, ExchangePlan] | None = state.get("exchange_plan")
    if held is None or held[0] != key:
        with view.progress() as move, TemporaryDirectory(prefix="kunci-") as folder:
            path = Path(folder) / "entries"
            path.write_bytes(file.getvalue())
            plan = plan_import(
                state.principal(), current.store(), dataset_id=dataset_id, path=path, name=file.name,
                progress=lambda share: move(share, _("Reading the file")),
            )  # fmt: skip
        held = (key, plan)
        state.put("exchange_plan", held)
    return held[1]


def _show(plan: ExchangePlan) -> None:
    principal = state.principal()
    view.section(_("What would change"))
    view.metric_row(plan_figures(principal, plan))
    for note in plan_notes(principal, plan):
        view.note(note)
    refused = refused_rows(principal, plan)
    if len(refused):
        view.subsection(_("Refused rows"))
        view.data_table(refused, list(REFUSED_ROWS.columns), key="exchange_refused")
    changes = planned_changes(principal, plan)
    if len(changes):
        view.subsection(_("New and changed, field by field"))
        view.data_table(changes, list(PLANNED_CHANGES.columns), key="exchange_changes")


def _offer_writing(plan: ExchangePlan) -> None:
    choices = _conflicts(plan)
    counts = plan.counts()
    count = counts["new"] + counts["changed"] + counts["conflict"]
    if not count:
        view.note(_("There is nothing to write."))
        return
    if None in choices.values():
        view.note(_("Choose for every field that was changed on both sides."))
        return
    label = ngettext("Write {count} row", "Write {count} rows", count).format(count=count_text(count))
    if not signing.action_button(label, key="write_entries", icon=":material/save:", is_primary=True):
        return
    try:
        outcome = write_plan(
            state.principal(),
            current.store(),
            plan,
            choose=lambda row, name: choices.get(_place(row, name), "theirs"),
        )
    except KamError as refusal:
        state.drop("exchange_plan")
        view.refusal(refusal)
        view.note(_("Nothing was written. The comparison is made anew when you go on."))
        return
    state.put("exchange_said", outcome_text(state.principal(), outcome))
    state.put("exchange_round", (state.get("exchange_round") or 0) + 1)
    state.drop("exchange_plan")
    st.rerun()


def _conflicts(plan: ExchangePlan) -> dict[str, Choice | None]:
    """Row and field → whose value counts; the first fields side by side, of the rest the store's is kept."""
    fields = [(row, name) for row in plan.of_status("conflict") for name in row.conflicts]
    if not fields:
        return {}
    view.subsection(_("Changed on both sides"))
    every: Choice | None = st.segmented_control(
        _("For all of them"), list(_CHOICES), format_func=lambda one: _(_CHOICES[one]), key="conflicts_all"
    )
    if every is not None:
        return {_place(row, name): every for row, name in fields}
    if len(fields) > _SHOWN_CONFLICTS:
        text = _("The first {shown} of {count} are shown; in the others what is here is kept.")
        view.note(text.format(shown=count_text(_SHOWN_CONFLICTS), count=count_text(len(fields))))
    return {_place(row, name): _side_by_side(plan, row, name) for row, name in fields[:_SHOWN_CONFLICTS]}


def _side_by_side(plan: ExchangePlan, row: RowPlan, name: str) -> Choice | None:
    opened = row.opened
    with st.container(border=True, key=f"conflict_{_place(row, name)}"):
        where = _("{sheet}, row {row}").format(sheet=row.sheet, row=row.row_number)
        view.subsection(
            " · ".join(part for part in (field_label(row, name), row_name(plan, row), where) if part)
        )
        here, there = st.columns(2)
        here.caption(_("Here") if opened is None else view.escaped(
            _("Here, by {who}").format(who=opened.updated_by)
        ))  # fmt: skip
        here.markdown(
            view.escaped(plan.words(row, name, None if opened is None else getattr(opened.entry, name)))
        )
        there.caption(_("In the workbook"))
        there.markdown(view.escaped(plan.words(row, name, row.conflicts[name])))
        picked: Choice | None = st.radio(
            field_label(row, name), list(_CHOICES), index=None, format_func=lambda one: _(_CHOICES[one]),
            key=f"pick_{_place(row, name)}", horizontal=True, label_visibility="collapsed",
        )  # fmt: skip
    return picked


def _place(row: RowPlan, name: str) -> str:
    return f"{row.entry_type.kind}_{row.own_id}_{name}"
