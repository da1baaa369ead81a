"""The skills card of an account manager, and the list of people who work here."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import current, delivering, state, view
from app.entry_list import entry_list
from kamlogic.analysis.managers import ManagersResult
from kamlogic.analysis.skills import SKILL_LEVELS
from kamlogic.charts.skills import skills_chart
from kamlogic.entries.people import Person, Skill
from kamlogic.ownership import NOBODY
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.skills import load_skills, skill_name, skills_conclusion, skills_notes, skills_of
from kamlogic.store.entries import Saved
from kamlogic.texts import _


def skills_part(portfolios: ManagersResult) -> None:
    """The four skills of one manager: level against needed, and what to practise next."""
    names = [name for name in portfolios.managers["manager"] if name != NOBODY]
    names += [name for name in delivering.ownership().managers if name not in names]
    if not names:
        view.note(_("Nobody is an account manager yet."))
        return
    manager: str = st.selectbox(_("Account manager"), names, key="skills_of", persist_state="session")
    dataset_id = current.dataset().dataset.id
    entries = load_skills(state.principal(), current.store(), dataset_id=dataset_id, manager=manager)
    result = skills_of(state.principal(), entries)
    view.subsection(skills_conclusion(state.principal(), result, manager))
    for note in skills_notes(state.principal(), result):
        view.note(note)
    left, right = st.columns(2, gap="medium")
    with left:
        view.chart(
            skills_chart(result, name=skill_name), "skills", _("Level of each skill against what is needed")
        )
    with right:
        named = result.skills.assign(skill=result.skills["skill"].map(skill_name))
        view.data_table(named, list(SKILL_LEVELS.columns), key="skill_levels")
    entry_list(
        Skill,
        entries,
        key=f"skills_{names.index(manager)}",
        columns=["skill", "level", "required_level", "note", "seen_on"],
        empty_text=_("No skill is written down yet."),
        fixed={"manager": manager},
    )


def people_part() -> None:
    """Who signs changes, and which account manager of the export each one is."""
    names = ", ".join(delivering.ownership().managers)
    if names:
        view.note(_("Account managers of this data set: {names}.").format(names=names))
    people = find_entries(state.principal(), current.store(), Person, dataset_id=None)
    entry_list(
        Person,
        sorted(people, key=lambda one: (one.entry.has_left, one.entry.name.casefold())),
        key="people",
        columns=["name", "position", "manager", "has_left"],
        empty_text=_("Nobody is on the list yet; whoever signs a change comes on it."),
        save=_save_person,
    )


def _save_person(entry: Person, opened: Saved[Person] | None) -> Saved[Person]:
    """Save; who renames themselves signs by the new name from here on."""
    asker = state.principal()
    saved = save_entry(asker, current.store(), dataset_id=None, entry=entry, opened=opened)
    if opened is not None and state.is_signed() and opened.entry.name == asker.name:
        state.put("signed", replace(asker, name=entry.name))
    return saved
