"""The skills card of an account manager, for coaching."""

from __future__ import annotations

import pandas as pd

from kamlogic.analysis.skills import SkillsResult, measure_skills
from kamlogic.entries.people import SKILLS, Skill
from kamlogic.formats import count_text
from kamlogic.principal import Principal
from kamlogic.services.entries import find_entries
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved
from kamlogic.texts import _, ngettext


def load_skills(principal: Principal, store: Store, *, dataset_id: int, manager: str) -> list[Saved[Skill]]:
    """What is written down of a manager's skills, in the order of the four."""
    found = find_entries(principal, store, Skill, dataset_id=dataset_id, manager=manager)
    return sorted(found, key=lambda one: list(SKILLS).index(one.entry.skill))


def skills_of(principal: Principal, entries: list[Saved[Skill]]) -> SkillsResult:
    """Levels, gaps and coverage of the four skills; those that nobody wrote down are unknown."""
    known = {one.entry.skill: one.entry for one in entries}
    rows = [
        (name, known[name].level if name in known else None, known[name].required_level if name in known else None)
        for name in SKILLS
    ]  # fmt: skip
    levels = pd.DataFrame(rows, columns=["skill", "level", "required_level"])
    return measure_skills(levels.astype({"level": "float64", "required_level": "float64"}))


def skill_name(skill: str) -> str:
    """A skill as people read it."""
    return _(SKILLS[skill])


def skills_conclusion(principal: Principal, result: SkillsResult, manager: str) -> str:
    """How many of the skills reach what is needed."""
    if not result.known_count:
        return _("{name}: nobody has looked at the skills yet").format(name=manager)
    return ngettext(
        "{name}: {met} of {count} skill reaches what is needed",
        "{name}: {met} of {count} skills reach what is needed",
        result.known_count,
    ).format(name=manager, met=count_text(result.met_count), count=count_text(result.known_count))


def skills_notes(principal: Principal, result: SkillsResult) -> list[str]:
    """What to practise next, what nobody has looked at, and what the card is for."""
    gaps = result.skills[result.skills["gap"] > 0].sort_values("gap", ascending=False, kind="stable")
    unknown = result.skills[result.skills["gap"].isna()]
    texts = [_next_step(str(gaps["skill"].iloc[0]), int(gaps["gap"].iloc[0]))] if len(gaps) else []
    if result.known_count and gaps.empty:
        texts.append(_("Every skill looked at reaches what is needed."))
    if len(unknown):
        names = ", ".join(skill_name(one) for one in unknown["skill"])
        texts.append(_("Not looked at yet: {names}.").format(names=names))
    return [*texts, _("For coaching alone: levels are not compared between managers.")]


def _next_step(skill: str, gap: int) -> str:
    return ngettext(
        "Next: {skill}, {count} level below what is needed.",
        "Next: {skill}, {count} levels below what is needed.",
        gap,
    ).format(skill=skill_name(skill), count=count_text(gap))
