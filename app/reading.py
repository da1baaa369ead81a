"""One uploaded export: how it was understood, what to correct, and the rows that could not be read."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from app import mapping_form, state, view
from app.uploads import Upload
from kamlogic.errors import KamError, MappingError, RepeatedPartsError
from kamlogic.formats import count_text, day_text
from kamlogic.intake.exports import FIELDS, Choices, Export, LineCounts, Question
from kamlogic.intake.report_files import refused_csv
from kamlogic.intake.synonyms_file import home_synonyms
from kamlogic.principal import Principal
from kamlogic.services.export_summary import summarise_export
from kamlogic.services.reading import read_files
from kamlogic.store.database import Store
from kamlogic.store.location import store_home
from kamlogic.texts import N_, _, ngettext

PREVIEW_ROWS = 20
DATE_ORDERS = {"ymd": N_("year, month, day"), "dmy": N_("day, month, year"), "mdy": N_("month, day, year")}
ANSWERS: dict[str, tuple[Any, ...]] = {
    "date_order": ("dmy", "mdy"), "decimal": (".", ","), "swapped_dates": (False, True),
}  # fmt: skip
"""Setting → its answers, in the order of a question's readings."""
DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("pipe")}


def show_upload(principal: Principal, store: Store, upload: Upload) -> Export | None:
    """Show one upload with everything to correct; None when it cannot be read as it stands."""
    with st.container(border=True, key=f"file_{upload.id}"):
        view.subsection(upload.name)
        try:
            export = _read(principal, store, upload)
        except RepeatedPartsError as refusal:
            if len(upload.files) > 1:
                state.put(f"separate_{upload.id}", True)
                st.rerun()
            view.refusal(refusal)
            return None
        except MappingError as refusal:
            view.refusal(refusal)
            mapping_form.columns_form(
                upload.id, refusal.columns, choices(upload.id).columns, {}, partial(choose, upload.id)
            )
            mapping_form.layout_choices(upload.id, choices(upload.id), (), partial(choose, upload.id))
            return None
        except KamError as refusal:
            view.refusal(refusal)
            if choices(upload.id) != Choices():
                st.button(
                    _("Forget what was chosen"), key=f"forget_{upload.id}", on_click=state.drop, args=(f"choices_{upload.id}",)
                )  # fmt: skip
            return None
        if export is not None:
            _show(principal, upload, export)
        return export


def choices(upload_id: str) -> Choices:
    """What the person decided about this upload so far."""
    found: Choices = state.get(f"choices_{upload_id}") or Choices()
    return found


def choose(upload_id: str, **chosen: Any) -> None:
    """Decide something about this upload; it is read again."""
    state.put(f"choices_{upload_id}", choices(upload_id).model_copy(update=chosen))


def _read(principal: Principal, store: Store, upload: Upload) -> Export | None:
    """The upload under the choices made; read again only when they change; None once it was cancelled."""
    made, key, cancelled = choices(upload.id), f"export_{upload.id}", f"cancelled_{upload.id}"
    if state.get(cancelled):
        view.note(_("Reading was cancelled."))
        st.button(_("Read it again"), key=f"again_{upload.id}", on_click=state.drop, args=(cancelled,))
        return None
    known: tuple[Choices, Export | KamError] | None = state.get(key)
    if known is None or known[0] != made:
        known = (made, _read_anew(principal, store, upload, made))
        state.put(key, known)
    if isinstance(known[1], KamError):
        raise known[1]
    return known[1]


def _read_anew(principal: Principal, store: Store, upload: Upload, made: Choices) -> Export | KamError:
    with TemporaryDirectory(prefix="kunci-") as folder, view.progress() as move, view.vanishing() as place:
        # A click runs the page anew, which ends this reading at its next step, and its process with it.
        place.button(
            _("Cancel"), key=f"cancel_{upload.id}", on_click=state.put, args=(f"cancelled_{upload.id}", True)
        )
        files = []
        for number, file in enumerate(upload.files):
            path = Path(folder) / f"upload_{number}"
            path.write_bytes(file.getvalue())
            files.append((file.name, path))
        try:
            return read_files(
                principal,
                files,
                choices=made,
                today=date.today(),
                progress=move,
                store=store,
                synonyms=home_synonyms(store_home(os.environ)),
            )
        except KamError as refusal:
            return refusal


def _show(principal: Principal, upload: Upload, export: Export) -> None:
    accepted, refused, aside = export.line_count, len(export.refused), len(export.set_aside)
    view.line(_conclusion(principal, export))
    view.note(
        _("{accepted} accepted + {refused} refused + {aside} set aside = {rows} rows").format(
            accepted=count_text(accepted),
            refused=count_text(refused),
            aside=count_text(aside),
            rows=count_text(export.row_count),
        )
    )
    if export.line_counts is not None:
        view.note(lines_sentence(export.line_counts))
    view.note(_understood(export))
    if export.reading.titles:
        view.note(_("Above the table: {titles}.").format(titles=" · ".join(export.reading.titles[:5])))
    mapping_form.currencies(upload.id, export, choices(upload.id), partial(choose, upload.id))
    for setting, asked in _questions(upload, export).items():
        _question(upload, setting, asked)
    for asked_columns in (
        question for question in export.reading.questions if question.setting in {"columns", "table"}
    ):
        st.info(view.escaped(
            _("Not sure: {readings}? Read as: {chosen}. If that is wrong, choose other columns or the table below.").format(
                readings=_(" or ").join(asked_columns.readings), chosen=asked_columns.chosen
            )
        ), icon=":material/help:")  # fmt: skip
    for remark in export.reading.notes:
        view.note(remark)
    with st.expander(_("Column mapping"), key=f"mapping_{upload.id}"):
        found = export.reading
        mapping_form.columns_form(
            upload.id, found.headers, found.columns, found.confidence, partial(choose, upload.id)
        )
    with st.expander(_("Table and letters"), key=f"layout_{upload.id}"):
        mapping_form.layout_choices(
            upload.id, choices(upload.id), export.reading.sheets, partial(choose, upload.id)
        )
        mapping_form.letters(
            upload.id, export.reading.letters, export.reading.encoding or "", partial(choose, upload.id)
        )
    with st.expander(
        _("Preview of the first {count} lines").format(count=min(PREVIEW_ROWS, accepted)),
        key=f"preview_{upload.id}",
    ):
        st.dataframe(_preview(export), hide_index=True, key=f"preview_table_{upload.id}")
    _left_out(upload, export)


def _conclusion(principal: Principal, export: Export) -> str:
    """What the file holds, in the reader's first words."""
    found = summarise_export(principal, export)
    if not found.line_count:
        return _("No row could be read as a sales line.")
    lines = ngettext("{count} sales line", "{count} sales lines", found.line_count)
    clients = ngettext("{count} client", "{count} clients", found.client_count)
    return _("{lines} of {clients}, {first} to {last}, net {money}").format(
        lines=lines.format(count=count_text(found.line_count)),
        clients=clients.format(count=count_text(found.client_count)),
        first=day_text(found.first_date),
        last=day_text(found.last_date),
        money=f"{found.net_sales:,f} {found.currency}".strip(),
    )


def lines_sentence(counts: LineCounts) -> str:
    """Where every physical line of the file went."""
    named = [
        (ngettext("{count} title", "{count} titles", counts.titles), counts.titles),
        (ngettext("{count} header line", "{count} header lines", counts.header), counts.header),
        (ngettext("{count} blank", "{count} blank", counts.blank), counts.blank),
        (ngettext("{count} with data", "{count} with data", counts.data), counts.data),
        (ngettext("{count} total", "{count} totals", counts.totals), counts.totals),
        (ngettext("{count} other", "{count} other", counts.other), counts.other),
        (ngettext("{count} refused", "{count} refused", counts.refused), counts.refused),
    ]
    parts = " + ".join(text.format(count=count_text(count)) for text, count in named if count)
    return ngettext(
        "{parts} = {count} line in the file", "{parts} = {count} lines in the file", counts.total
    ).format(parts=parts, count=count_text(counts.total))


def _understood(export: Export) -> str:
    found = export.reading
    parts = [
        (_("delimiter"), _(DELIMITERS.get(found.delimiter, found.delimiter)) if found.delimiter else None),
        (_("encoding"), found.encoding),
        (_("sheet"), found.sheet),
        (_("files or sheets"), count_text(len(export.parts)) if export.parts else None),
        (_("header in row"), found.header_row),
        (_("dates as"), _(DATE_ORDERS[found.date_order])),
        (_("decimal sign"), f"“{found.decimal}”"),
    ]
    text = _("Understood as {kind}: ").format(kind=found.kind.upper()) + ", ".join(
        f"{label} {value}" for label, value in parts if value
    )
    return f"{text}. {_('Read like the last file of this source.')}" if found.is_remembered else text


def _questions(upload: Upload, export: Export) -> dict[str, list[Question]]:
    """What the values leave open, by the setting that answers it; kept when answered, to be answered anew."""
    key = f"questions_{upload.id}"
    asked: dict[str, list[Question]] = state.get(key) or {}
    for setting in ANSWERS:
        found = [question for question in export.reading.questions if question.setting == setting]
        if found:
            asked = asked | {setting: found}
    state.put(key, asked)
    return asked


def _question(upload: Upload, setting: str, asked: list[Question]) -> None:
    """Both readings of the user's own value; the answer holds for all columns of the file."""
    key, answers, first = f"answer_{setting}_{upload.id}", ANSWERS[setting], asked[0]
    chosen = getattr(choices(upload.id), setting)
    columns = ", ".join(f"“{question.column}”" for question in asked)
    st.radio(
        view.escaped(_("{columns} can be read in two ways. Which is right?").format(columns=columns)),
        range(len(answers)),
        index=answers.index(chosen) if chosen in answers else first.readings.index(first.chosen),
        format_func=lambda place: view.escaped(first.readings[place]),
        key=key,
        horizontal=True,
        on_change=lambda: choose(upload.id, **{setting: answers[state.get(key)]}),
    )


def _preview(export: Export) -> Any:
    head = export.tables.head(PREVIEW_ROWS).to_pandas()
    filled = head.dropna(axis="columns", how="all")
    shown = filled.rename(
        columns={name: _(label) for name, label in FIELDS.items()}
        | {"row_number": _("Row"), "kind": _("Kind")}
    )
    return shown.astype({name: "str" for name in shown.columns if shown[name].dtype == "object"})


def _left_out(upload: Upload, export: Export) -> None:
    if len(export.refused):
        view.refused_table(export.refused, key=f"refused_{upload.id}")
        st.download_button(
            _("Download the refused rows"), data=partial(refused_csv, export.refused, delimiter=export.reading.delimiter or ","), file_name=f"refused_{Path(export.name).stem}.csv",
            mime="text/csv", key=f"refused_download_{upload.id}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        view.note(_("Correct them in the downloaded file and drop it here: only then they enter."))
    if len(export.doubtful):
        view.doubtful_table(export.doubtful, key=f"doubtful_{upload.id}")
    if len(export.set_aside):
        with st.expander(_("Rows set aside"), key=f"aside_{upload.id}"):
            labels = {"part": _("Part"), "row_number": _("Row"), "reason": _("Reason"), "text": _("Text")}
            shown = export.set_aside.head(view.SHOWN_ROWS).dropna(axis="columns", how="all")
            st.dataframe(shown.rename(columns=labels), hide_index=True, key=f"aside_table_{upload.id}")
            if len(export.set_aside) > view.SHOWN_ROWS:
                view.note(
                    _("The first {shown} of {all} rows.").format(
                        shown=count_text(view.SHOWN_ROWS), all=count_text(len(export.set_aside))
                    )
                )
