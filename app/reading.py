"""One uploaded file: how it was understood, what to correct, and the rows that could not be read."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import streamlit as st

from app import state, view
from kamlogic.errors import KamError, MappingError
from kamlogic.formats import count_text
from kamlogic.intake.exports import FIELDS, Choices, Export, Question
from kamlogic.intake.report_files import refused_csv
from kamlogic.principal import Principal
from kamlogic.services.imports import read_file
from kamlogic.texts import N_, _

PREVIEW_ROWS = 20
DATE_ORDERS = {"ymd": N_("year, month, day"), "dmy": N_("day, month, year"), "mdy": N_("month, day, year")}
ANSWERS = {"date_order": ("dmy", "mdy"), "decimal": (".", ",")}
"""Setting → its answers, in the order of a question's readings."""
DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("pipe")}


class Uploaded(Protocol):
    """What the platform gives for an uploaded file."""

    name: str
    file_id: str

    def getvalue(self) -> bytes:
        """The content."""
        ...


def uploaded_file(principal: Principal, uploaded: Uploaded) -> Export | None:
    """Show one file with everything to correct; None when it cannot be read as it stands."""
    with st.container(border=True, key=f"file_{uploaded.file_id}"):
        view.subsection(uploaded.name)
        try:
            export = _read(principal, uploaded)
        except MappingError as refusal:
            view.refusal(refusal)
            _mapping_form(uploaded, refusal.columns, _choices(uploaded).columns, {})
            return None
        except KamError as refusal:
            view.refusal(refusal)
            return None
        _show(uploaded, export)
        return export


def _choices(uploaded: Uploaded) -> Choices:
    choices: Choices = state.get(f"choices_{uploaded.file_id}") or Choices()
    return choices


def _choose(uploaded: Uploaded, **chosen: Any) -> None:
    state.put(f"choices_{uploaded.file_id}", _choices(uploaded).model_copy(update=chosen))


def _read(principal: Principal, uploaded: Uploaded) -> Export:
    """The file under the choices made; read again only when they change."""
    choices, key = _choices(uploaded), f"export_{uploaded.file_id}"
    known: tuple[Choices, Export | KamError] | None = state.get(key)
    if known is None or known[0] != choices:
        known = (choices, _read_anew(principal, uploaded, choices))
        state.put(key, known)
    if isinstance(known[1], KamError):
        raise known[1]
    return known[1]


def _read_anew(principal: Principal, uploaded: Uploaded, choices: Choices) -> Export | KamError:
    with TemporaryDirectory(prefix="kunci-") as folder, view.progress() as move:
        path = Path(folder) / "upload"
        path.write_bytes(uploaded.getvalue())
        try:
            return read_file(
                principal, path, name=uploaded.name, choices=choices, today=date.today(), progress=move
            )
        except KamError as refusal:
            return refusal


def _show(uploaded: Uploaded, export: Export) -> None:
    accepted, refused, aside = export.lines.num_rows, len(export.refused), len(export.set_aside)
    view.line(
        _("{accepted} accepted + {refused} refused + {aside} set aside = {rows} rows").format(
            accepted=count_text(accepted),
            refused=count_text(refused),
            aside=count_text(aside),
            rows=count_text(export.row_count),
        )
    )
    view.note(_understood(export))
    for setting, asked in _questions(uploaded, export).items():
        _question(uploaded, setting, asked)
    for remark in export.reading.notes:
        view.note(remark)
    with st.expander(_("Column mapping"), key=f"mapping_{uploaded.file_id}"):
        _mapping_form(uploaded, export.reading.headers, export.reading.columns, export.reading.confidence)
        _sheet_choice(uploaded, export)
    with st.expander(
        _("Preview of the first {count} lines").format(count=min(PREVIEW_ROWS, accepted)),
        key=f"preview_{uploaded.file_id}",
    ):
        st.dataframe(_preview(export), hide_index=True, key=f"preview_table_{uploaded.file_id}")
    _left_out(uploaded, export)


def _understood(export: Export) -> str:
    found = export.reading
    parts = [
        (_("delimiter"), _(DELIMITERS.get(found.delimiter, found.delimiter)) if found.delimiter else None),
        (_("encoding"), found.encoding),
        (_("sheet"), found.sheet),
        (_("header in row"), found.header_row),
        (_("dates as"), _(DATE_ORDERS[found.date_order])),
        (_("decimal sign"), f"“{found.decimal}”"),
    ]
    return _("Understood as {kind}: ").format(kind=found.kind.upper()) + ", ".join(
        f"{label} {value}" for label, value in parts if value
    )


def _questions(uploaded: Uploaded, export: Export) -> dict[str, list[Question]]:
    """What the values leave open, by the setting that answers it; kept when answered, to be answered anew."""
    key = f"questions_{uploaded.file_id}"
    asked: dict[str, list[Question]] = state.get(key) or {}
    for setting in ANSWERS:
        found = [question for question in export.reading.questions if question.setting == setting]
        if found:
            asked = asked | {setting: found}
    state.put(key, asked)
    return asked


def _question(uploaded: Uploaded, setting: str, asked: list[Question]) -> None:
    """Both readings of the user's own value; the answer holds for all columns of the file."""
    key, answers, first = f"answer_{setting}_{uploaded.file_id}", ANSWERS[setting], asked[0]
    chosen = getattr(_choices(uploaded), setting)
    columns = ", ".join(f"“{question.column}”" for question in asked)
    st.radio(
        view.escaped(_("{columns} can be read in two ways. Which is right?").format(columns=columns)),
        range(len(answers)),
        index=answers.index(chosen) if chosen in answers else first.readings.index(first.chosen),
        format_func=lambda place: view.escaped(first.readings[place]),
        key=key,
        horizontal=True,
        on_change=lambda: _choose(uploaded, **{setting: answers[state.get(key)]}),
    )


def _mapping_form(
    uploaded: Uploaded, headers: tuple[str, ...], mapped: dict[str, str], confidence: dict[str, float]
) -> None:
    """A column for each field; applied together."""
    with st.form(f"mapping_form_{uploaded.file_id}", border=False):
        chosen = {}
        for place, (field, label) in enumerate(FIELDS.items()):
            if place % 3 == 0:
                columns = st.columns(3)
            found = mapped.get(field) or None
            sure = confidence.get(field)
            with columns[place % 3]:
                chosen[field] = st.selectbox(
                    _(label), headers, index=headers.index(found) if found in headers else None,
                    placeholder=_("not in the file"), key=f"map_{field}_{uploaded.file_id}",
                    help=None if sure is None else _("{sure:.0%} sure").format(sure=sure),
                )  # fmt: skip
        if st.form_submit_button(_("Apply the mapping"), key=f"apply_{uploaded.file_id}"):
            _choose(
                uploaded,
                columns={
                    field: header or "" for field, header in chosen.items() if header or field in mapped
                },
            )
            st.rerun()


def _sheet_choice(uploaded: Uploaded, export: Export) -> None:
    sheets, key = export.reading.sheets, f"sheet_{uploaded.file_id}"
    if len(sheets) > 1:
        st.selectbox(
            _("Sheet"), sheets, index=sheets.index(export.reading.sheet or sheets[0]), key=key,
            on_change=lambda: _choose(uploaded, sheet=state.get(key), columns={}),
        )  # fmt: skip


def _preview(export: Export) -> Any:
    head = export.lines.slice(0, PREVIEW_ROWS).to_pandas()
    filled = head.dropna(axis="columns", how="all")
    shown = filled.rename(
        columns={name: _(label) for name, label in FIELDS.items()}
        | {"row_number": _("Row"), "kind": _("Kind")}
    )
    return shown.astype({name: "str" for name in shown.columns if shown[name].dtype == "object"})


def _left_out(uploaded: Uploaded, export: Export) -> None:
    if len(export.refused):
        view.refused_table(export.refused, key=f"refused_{uploaded.file_id}")
        st.download_button(
            _("Download the refused rows"), data=partial(refused_csv, export.refused, delimiter=export.reading.delimiter or ","), file_name=f"refused_{Path(export.name).stem}.csv",
            mime="text/csv", key=f"refused_download_{uploaded.file_id}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
    if len(export.set_aside):
        with st.expander(_("Rows set aside"), key=f"aside_{uploaded.file_id}"):
            st.dataframe(
                export.set_aside.head(view.SHOWN_ROWS).rename(columns={"row_number": _("Row"), "reason": _("Reason"), "text": _("Text")}),
                hide_index=True, key=f"aside_table_{uploaded.file_id}",
            )  # fmt: skip
