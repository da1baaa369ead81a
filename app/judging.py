"""What people judge of one client, asked for and shown: on the key clients page and on the client's card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app import current, state, view
from app.entry_form import EntryForm
from app.entry_list import entry_list
from kamlogic.analysis.selection import SelectionSettings
from kamlogic.entries.judgements import ClientTag, Override, Selection
from kamlogic.services.dossier import ClientDossier, load_dossier
from kamlogic.services.judgements import STAGE_CRITERION
from kamlogic.services.selection import axis_titles, client_selection_sentence
from kamlogic.texts import N_, _

POINTS = (1, 2, 3, 4, 5)
VALUES = {
    ("key", "yes"): N_("Key client: yes"),
    ("key", "no"): N_("Key client: no"),
    ("abc_class", "A"): N_("ABC class: A"),
    ("abc_class", "B"): N_("ABC class: B"),
    ("abc_class", "C"): N_("ABC class: C"),
    ("xyz_class", "X"): N_("XYZ class: X"),
    ("xyz_class", "Y"): N_("XYZ class: Y"),
    ("xyz_class", "Z"): N_("XYZ class: Z"),
    ("lost", "yes"): N_("Lost: yes"),
    ("lost", "no"): N_("Lost: no"),
}


def client_judgements(client_key: int) -> None:
    """The client's scores, types and overrides, each to be added, changed and removed.

    Args:
        client_key: Of the chosen data set; one that the person may see.
    """
    dataset_id = current.dataset().dataset.id
    written = load_dossier(state.principal(), current.store(), dataset_id=dataset_id, client_key=client_key)
    scores, types, overrides = st.tabs(
        [_("Potential and scores"), _("Types"), _("Overrides")], key=f"judging_{client_key}"
    )
    with scores:
        _selection(client_key, written)
    with types:
        view.note(_("A type that you give makes the client key, if the type is among the criteria in force."))
        _types(client_key, written)
    with overrides:
        view.note(
            _(
                "An override goes before the figures wherever the verdict is shown. It changes the label and the policy "
                "that applies; no sum is changed, but who is key decides the joint share of the key clients."
            )
        )
        _overrides(client_key, written)


def _selection(client_key: int, written: ClientDossier) -> None:
    settings = current.adopted_selection()
    held = written.selection
    if held is not None:
        view.line(client_selection_sentence(state.principal(), settings, held.entry))
    EntryForm(
        entry_type=Selection,
        key=f"selection_{client_key}",
        opened=held,
        fixed={"client_key": client_key},
        fields=["potential_budget", "stage", "from_competitor", "note"],
        more=lambda entry, key: _points(settings, entry, key),
    ).show()


def _points(settings: SelectionSettings, entry: Selection | None, key: str) -> Mapping[str, Any]:
    """1 to 5 for each criterion, or nothing; what was said of criteria that no longer count is kept."""
    held: dict[str, Any] = dict(entry.scores) if entry else {}
    typed = dict(held)
    for column, (axis, title) in zip(st.columns(2, gap="medium"), axis_titles().items(), strict=True):
        with column:
            view.subsection(title)
            for criterion in settings.criteria:
                if criterion.axis != axis or criterion.name == STAGE_CRITERION:
                    continue
                label = view.escaped(_(criterion.title))
                points = st.segmented_control(
                    label, POINTS, default=held.get(criterion.name), key=f"{key}_score_{criterion.name}"
                )
                typed |= {criterion.name: points}
    view.note(_("1 is worst, 5 is best; choose the chosen number again to leave it open. "
                "The stage of the relationship below counts as its points, 1 to 5."))  # fmt: skip
    return {"scores": {name: points for name, points in typed.items() if points is not None}}


def _types(client_key: int, written: ClientDossier) -> None:
    entry_list(
        ClientTag,
        written.tags,
        key=f"types_{client_key}",
        columns=["client_type", "note", "judged_on"],
        empty_text=_("Nobody has given this client a type."),
        fixed={"client_key": client_key, "judged_on": current.work_day()},
        fields=["client_type", "note"],
    )  # fmt: skip


def _overrides(client_key: int, written: ClientDossier) -> None:
    entry_list(
        Override,
        written.overrides,
        key=f"overrides_{client_key}",
        columns=["verdict", "value", "reason", "judged_on", "until"],
        empty_text=_("Nobody has put a verdict before a computed one."),
        fixed={"client_key": client_key, "judged_on": current.work_day()},
        fields=["reason", "until"],
        more=_verdict,
    )  # fmt: skip


def _verdict(entry: Override | None, key: str) -> Mapping[str, Any]:
    """The verdict with its value in one choice, so that no value can be wrong."""
    choices = list(VALUES)
    held = (entry.verdict, entry.value) if entry else None
    place = choices.index(held) if held in choices else None
    chosen = st.selectbox(
        f"{_('Verdict')} *", choices, index=place, format_func=lambda one: _(VALUES[one]),
        placeholder=_("Which verdict holds instead of the computed one"), key=f"{key}_verdict",
    )  # fmt: skip
    verdict, value = chosen or ("", "")
    return {"verdict": verdict, "value": value}
