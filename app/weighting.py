"""What clients are scored on: criteria, weights, limits and names, tried by one person and adopted for everybody."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st
from pydantic import ValidationError

from app import adopting_settings, current, state, view
from kamlogic.analysis.selection import AXES, Axis, SelectionSettings
from kamlogic.entries.problems import problem_texts
from kamlogic.services.adopted_settings import SELECTION
from kamlogic.services.selection import axis_titles, settings_text
from kamlogic.texts import N_, _

QUADRANT_LABELS = {
    "strategic": N_("Attractive, we are strong"),
    "star": N_("Attractive, we are weak"),
    "status": N_("Unattractive, we are strong"),
    "streamline": N_("Unattractive, we are weak"),
}


def tried_settings() -> SelectionSettings:
    """Ask for the settings; what is tried holds for this person until it is adopted.

    Returns:
        What is tried; what is adopted while it cannot be used.
    """
    held = current.adopted_selection()
    with st.expander(_("Criteria, weights and names"), key="weights"):
        tried = _typed(held)
        adopting_settings.adoption(
            SELECTION,
            tried or held,
            describe=lambda one: settings_text(state.principal(), one),
            forget=_forget,
        )
    return tried or held


def _typed(held: SelectionSettings) -> SelectionSettings | None:
    """The settings as typed; None, with a word why, where they cannot be."""
    criteria: list[dict[str, Any]] = []
    view.note(_("Weights count within an axis; 0 leaves a criterion out."))
    for column, axis in zip(st.columns(2, gap="large"), AXES, strict=True):
        with column:
            view.subsection(axis_titles()[axis])
            criteria += _criteria(held, axis)
    with st.container(horizontal=True):
        least = st.slider(
            _("No score below (% of the weight filled)"), 0, 100, round(held.least_filled * 100), step=5,
            key=_key("least"), format="%d %%",
        )  # fmt: skip
        midpoint = st.slider(_("High from"), 1.5, 4.5, held.midpoint, step=0.5, key=_key("midpoint"))
    names = {
        f"{quadrant}_name": _source(
            column.text_input(_(QUADRANT_LABELS[quadrant]), _(name), 40, key=_key(f"name_{quadrant}")), name
        )
        for column, (quadrant, name) in zip(st.columns(4), held.quadrant_names().items(), strict=True)
    }
    values = {"criteria": criteria, "least_filled": least / 100, "midpoint": midpoint, **names}
    try:
        return SelectionSettings.model_validate(values)
    except ValidationError as error:
        for text in problem_texts(error).values():
            st.error(view.escaped(text.removeprefix("Value error, ")), icon=":material/error:")
        return None


def _criteria(held: SelectionSettings, axis: Axis) -> list[dict[str, Any]]:
    """The criteria of one axis as typed, with a last empty row for another one."""
    names = [criterion.name for criterion in held.criteria]
    rows: list[tuple[str, str, float]] = [
        (one.name, one.title, one.weight) for one in held.criteria if one.axis == axis
    ]
    found = []
    for name, title, weight in [*rows, (f"new_{axis}", "", 0.0)]:
        left, right = st.columns([3, 1])
        typed = left.text_input(
            _("Criterion"), _(title) if title else "", 80, key=_key(f"title_{name}"), label_visibility="collapsed",
            placeholder=_("Another criterion"),
        )  # fmt: skip
        weighed = right.number_input(
            _("Weight of {criterion}").format(criterion=typed or _("another criterion")), 0.0, 100.0, float(weight),
            step=0.5, format="%.1f", key=_key(f"weight_{name}"), label_visibility="collapsed",
        )  # fmt: skip
        if (weighed > 0) != bool(typed.strip()):
            st.warning(
                _("Left out: its weight is 0.") if typed.strip() else _("Left out: it has no name."),
                icon=":material/info:",
            )
        if weighed > 0 and typed.strip():
            own_name = name if name in names else _name(typed, names)
            found.append({"name": own_name, "axis": axis, "title": _source(typed, title), "weight": weighed})
    return found


def _source(typed: str, held: str) -> str:
    """What was typed; the text in the program's own language where the translated one was left as it is."""
    return held if typed == _(held) else typed.strip()


def _name(title: str, taken: list[str]) -> str:
    """A name for a new criterion, under which its scores are kept whatever its title becomes."""
    plain = re.sub(r"\W+", "_", title.strip().casefold()).strip("_")[:50] or "own"
    places = (f"{plain}_{place}" for place in range(2, len(taken) + 3))
    return plain if plain not in taken else next(name for name in places if name not in taken)


def _key(name: str) -> str:
    """The widget's key; another one after every decision, so that the fields show what was decided."""
    return f"selection_{state.get('selection_round') or 0}_{current.dataset().dataset.id}_{name}"


def _forget() -> None:
    state.put("selection_round", (state.get("selection_round") or 0) + 1)
