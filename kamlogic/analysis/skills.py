"""How far does an account manager master what the work needs?

The four skills of the key account manager, each with a level from 0 (none) to 4 (teaches others) and the level that is
needed. Gap = max(0, needed − level); coverage = skills whose needed level is met / skills with both levels known.
For coaching; never a ranking. METHOD § 7.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kamlogic.ratios import ratio
from kamlogic.tables import Column, Table
from kamlogic.texts import N_

SKILL_LEVELS = Table(
    "skill_levels",
    N_("one row per skill of one account manager"),
    (
        Column("skill", "str", N_("Skill"), N_("Its name.")),
        Column("level", "float64", N_("Level"), N_("0 (none) to 4 (teaches others); n/a where unseen."), "count"),
        Column("required_level", "float64", N_("Needed"), N_("0 to 4; n/a where nobody said."), "count"),
        Column("gap", "float64", N_("Gap"), N_("Levels below what is needed; n/a where one is unknown."), "count"),
    ),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class SkillsResult:
    """The skills of one account manager.

    Attributes:
        skills: SKILL_LEVELS in the given order.
        known_count: Skills with both levels known.
        met_count: Of them, those whose needed level is met.
        coverage_share: met_count ÷ known_count; NaN when nothing is known.
    """

    skills: pd.DataFrame
    known_count: int
    met_count: int
    coverage_share: float


def measure_skills(levels: pd.DataFrame) -> SkillsResult:
    """Compare the levels with those needed.

    Args:
        levels: skill, level and required_level; a level that is not known is NaN. Not modified.

    Returns:
        The gaps; a level above the needed one has gap 0.
    """
    gap = (levels["required_level"] - levels["level"]).clip(lower=0)
    known = gap.notna()
    skills = levels.assign(gap=gap)[SKILL_LEVELS.column_names].astype(SKILL_LEVELS.dtypes)
    met = int((gap == 0).sum())
    return SkillsResult(skills, int(known.sum()), met, ratio(met, int(known.sum())))
