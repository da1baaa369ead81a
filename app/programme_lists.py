"""What the Programmes page chooses, lists and draws."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from app import current, entry_list, state, view
from app.client_options import client_options
from app.task_lists import done_button
from kamlogic.analysis.programme_results import ProgrammeResult, ProgrammeSettings
from kamlogic.charts.programmes import programme_chart
from kamlogic.entries.programmes import Programme
from kamlogic.entries.relationship import Task
from kamlogic.periods import month_of
from kamlogic.services.analysis import Analysis
from kamlogic.services.entries import find_entries
from kamlogic.services.programme_result_words import compared_note, result_row, result_sentences
from kamlogic.services.programme_words import PROGRAMME_LIST, programme_table
from kamlogic.services.programmes import (
    SUBJECT,
    ProgrammeState,
    cells_on,
    find_results,
    load_programmes,
    save_programme,
)
from kamlogic.store.entries import Saved
from kamlogic.texts import N_, _

COMPARED = {
    "auto": N_("A year before, where known"),
    "year_ago": N_("Same months a year before"),
    "right_before": N_("Months before the start"),
}
STEP_COLUMNS = ["position", "task", "team", "owner", "due", "done_on", "cost"]
STEP_FIELDS = ["task", "team", "owner", "due", "done_on", "cost", "position", "result"]


def programmes() -> list[ProgrammeState]:
    """The programmes that the person may see: open ones first, then the latest start first."""
    found = load_programmes(state.principal(), current.store(), dataset_id=_dataset_id())
    latest = sorted(found, key=lambda one: one.saved.entry.start, reverse=True)
    return sorted(latest, key=lambda one: not one.is_open)


def before_choice() -> ProgrammeSettings:
    """Which months a programme is compared with."""
    chosen = st.segmented_control(
        _("Compared with"), list(COMPARED), format_func=lambda key: _(COMPARED[key]), key="programme_before",
        default=state.DEFAULTS["programme_before"], bind="query-params", required=True, persist_state="session",
        help=_("Where known: the same months a year before if the data reach back 24 months, else those before the start."),
    )  # fmt: skip
    return ProgrammeSettings(before=chosen)


def results(result: Analysis, settings: ProgrammeSettings) -> ProgrammeResult:
    """What came of the programmes as they are written down now."""
    store, classes = current.store(), result.classes.settings
    every = find_entries(state.principal(), store, Programme, dataset_id=_dataset_id())
    versions = ",".join(f"{one.id}.{one.version_id}" for one in every)

    def cells(day: date) -> pd.DataFrame:
        return current.kept(
            f"cells {day}",
            [classes],
            lambda: cells_on(state.principal(), result.portfolio, day, classes=classes),
        )

    return current.kept(
        f"programmes {versions}",
        [classes, settings],
        lambda: find_results(state.principal(), store, result.portfolio, cells=cells, settings=settings),
    )


def _chart(states: list[ProgrammeState], found: ProgrammeResult) -> None:
    """A measured programme beside its peers, at first that with most to compare."""
    measured = found.results[found.results["reason"] == ""].sort_values("member_before", ascending=False)
    by_id = {one.saved.id: one for one in states}
    drawn = [key for key in measured["programme_id"].tolist() if key in by_id]
    if not drawn:
        return
    view.section(_("Beside the peers, month by month"))
    chosen = st.selectbox(
        _("Programme"), drawn, format_func=lambda key: by_id[key].saved.entry.name, key="programme_drawn"
    )
    _months(by_id[chosen], found)


def _months(one: ProgrammeState, found: ProgrammeResult) -> None:
    row = result_row(found, one.saved.id)
    if row is None or row["reason"]:
        return
    first = int(row["before_month"])
    view.chart(
        programme_chart(
            found.months[found.months["programme_id"] == one.saved.id],
            start_month=month_of(one.saved.entry.start),
            before=(first, first + int(row["month_count"]) - 1),
            is_small=bool(row["is_small"]),
        ),
        f"programme_months_{one.saved.id}",
        _("Programme clients and peers by month, their mean month before = 100, the start marked"),
    )
    view.note(_("Shaded: the months compared with. Indicative: it shows no cause."))
    view.note(compared_note(state.principal(), one, row))


def programme_list(result: Analysis, states: list[ProgrammeState], found: ProgrammeResult) -> None:
    """The programmes with their results; the chosen one with its months, its steps and its form."""
    by_id = {one.saved.id: one for one in states}
    today = current.work_day()

    def save(entry: Programme, opened: Saved[Programme] | None) -> Saved[Programme]:
        return save_programme(
            state.principal(), current.store(), dataset_id=_dataset_id(), entry=entry, opened=opened
        )

    kept = [key for one in states for key in (*one.saved.entry.members, *one.saved.entry.peers)]
    chosen = entry_list.entry_list(
        Programme,
        [one.saved for one in states],
        key="programmes",
        columns=entry_list.JoinedTable(
            programme_table(state.principal(), states, found, today=today),
            PROGRAMME_LIST,
            lambda saved: _programme_detail(result, by_id[saved.id], found),
            result.portfolio.scale,
        ),
        empty_text=_("No programme has been written down yet. Add the first one below."),
        names={"client": known_clients(result, key="programme_search", kept=kept)},
        save=save,
    )
    if chosen is None:
        _chart(states, found)


def _programme_detail(result: Analysis, one: ProgrammeState, found: ProgrammeResult) -> None:
    entry = one.saved.entry
    view.subsection(entry.name)
    for label, text in (
        (_("Goal"), entry.objective),
        (_("Offer"), entry.offer),
        (_("Message"), entry.message),
    ):
        if text:
            view.line(f"{label}: {text}")
    names = dict.fromkeys(str(result.portfolio.entry_names.get(key, "–")) for key in entry.members)
    view.line(_("Clients: {names}").format(names=", ".join(names) or "–"))
    for sentence in result_sentences(state.principal(), one, found, currency=result.portfolio.currency):
        view.line(sentence)
    _months(one, found)
    _steps(one, result.portfolio.scale)


def _steps(one: ProgrammeState, scale: int) -> None:
    """What sales and marketing do; a step for a single client stands on its card, too."""
    view.subsection(_("Steps"))
    members = one.saved.entry.members
    fixed: dict[str, Any] = {
        "subject": SUBJECT,
        "subject_id": one.saved.id,
        "client_key": members[0] if len(members) == 1 else None,
    }
    key = f"steps_{one.saved.id}"
    entry_list.entry_list(
        Task,
        one.steps,
        key=key,
        columns=entry_list.own_table(
            Task, one.steps, STEP_COLUMNS, {}, detail=lambda saved: done_button(saved, key), scale=scale
        ),
        empty_text=_("No step yet: say who in sales and in marketing does what by when."),
        fixed=fixed,
        fields=STEP_FIELDS,
    )


def known_clients(result: Analysis, *, key: str, kept: Iterable[int | None]) -> dict[int, str]:
    """The clients to choose in a form, the largest first."""
    return client_options(result.client_figures(), every=result.portfolio.named_clients, key=key, kept=kept)


def _dataset_id() -> int:
    return current.dataset().dataset.id
