"""Who decides at a client, and what do we not know or do about these people?

The buying centre: each person has a role in the decision, decision power 0-10, an attitude to us and our coverage. A
person matters from a high decision power on, or by role. Share of power covered = decision power of the people covered /
decision power of all whose power is known. Gaps are named, each by a key that stays the same for as long as the gap is
there. Authority, the third of the three P of a prospect (METHOD § 7), is answered yes as soon as a decision maker with
decision power is known, and is unknown until then: contacts cannot prove that nobody may decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.contact_tables import (
    CONTACTS,
    COVERAGE_WORDS,
    INFLUENCES,
    SCHEME_GAPS,
    SCHEME_PEOPLE,
    Attitude,
    Role,
)
from kamlogic.ratios import ratio
from kamlogic.reporting_lines import place_people, without_circles
from kamlogic.settings import Settings
from kamlogic.texts import N_

SEVERITIES = ("high", "medium", "low")
GAP_KINDS = (
    "no_contacts", "no_decision_maker", "decision_maker_uncovered", "opponent_without_plan", "nobody_seen",
    "single_thread", "blocker", "decision_maker_unknown_attitude", "rivals_know_decision_maker",
    "relation_below_wanted", "reporting_circle",
)  # fmt: skip
"""In the order in which they are told within a severity."""


class DecisionSchemeSettings(Settings):
    """What counts as seen, covered, powerful and opposed."""

    unseen_days: int = Field(
        default=90,
        ge=1,
        le=730,
        title=N_("Out of sight after"),
        description=N_("Days without contact from which a person counts as not seen."),
    )
    high_power: float = Field(
        default=7,
        ge=0,
        le=10,
        title=N_("Powerful from"),
        description=N_("Decision power (0-10) from which a person matters whatever the role."),
    )
    deciding_roles: tuple[Role, ...] = Field(
        default=("decision_maker", "approver", "blocker"),
        max_length=9,
        title=N_("Roles that matter"),
        description=N_("People of these roles matter whatever their decision power."),
    )
    opponents: tuple[Attitude, ...] = Field(
        default=("non_supporter", "enemy"),
        max_length=5,
        title=N_("Opponents"),
        description=N_("Attitudes that need a plan when the person matters."),
    )
    covered_from: Literal["brief", "multiple", "in_depth"] = Field(
        default="brief",
        title=N_("Covered from"),
        description=N_("Coverage from which a person counts as covered."),
    )


@dataclass(frozen=True, eq=False)
class DecisionScheme:
    """The buying centre of one client.

    Attributes:
        settings: In force.
        contact_count: People known.
        covered_count: Of them covered.
        matter_count: Of them those who matter.
        covered_matter_count: Of those who matter the covered.
        power_covered_share: Decision power covered / all known decision power; NaN when none is known.
        authority: yes when a decision maker with decision power is known, otherwise unknown.
        authority_contact_id: That decision maker, the most powerful of several; None when unknown.
        people: SCHEME_PEOPLE by row.
        influences: INFLUENCES between two different known people, each pair once.
        gaps: SCHEME_GAPS.
    """

    settings: DecisionSchemeSettings
    contact_count: int
    covered_count: int
    matter_count: int
    covered_matter_count: int
    power_covered_share: float
    authority: Literal["yes", "unknown"]
    authority_contact_id: int | None
    people: pd.DataFrame
    influences: pd.DataFrame
    gaps: pd.DataFrame


def read_scheme(
    contacts: pd.DataFrame,
    influences: pd.DataFrame,
    *,
    as_of: date,
    settings: DecisionSchemeSettings,
    planned_contacts: frozenset[int] = frozenset(),
) -> DecisionScheme:
    """Place the people of one client and name the gaps.

    Whoever reports to nobody, to itself or to somebody unknown stands on top. A circle is opened above its smallest
    contact_id, and named. A contact dated after as_of counts as seen on that day. Unknown power is not low: it
    neither makes a person matter nor counts in the share. The order of the rows does not matter.

    Args:
        contacts: CONTACTS, each contact_id once; not modified.
        influences: INFLUENCES; edges of unknown people, to oneself and repeated ones are passed over; not modified.
        as_of: The day on which it is read: today.
        settings: What counts as seen, covered, powerful and opposed.
        planned_contacts: People for whom a task is open. Without the tasks that a gap itself opened, or such a gap
            would close by its own task.

    Returns:
        People, gaps and coverage.

    Raises:
        MissingColumnsError: A column of CONTACTS or INFLUENCES is missing.
    """
    CONTACTS.require(contacts)
    INFLUENCES.require(influences)
    ranked = contacts.sort_values(["power", "contact_id"], ascending=[False, True], ignore_index=True)
    people = _placed(_judged(ranked, as_of, settings))
    covered, matters = people["is_covered"], people["matters"]
    deciders = people[people["role"].eq("decision_maker") & people["power"].gt(0)]
    ends = influences[INFLUENCES.column_names]
    is_edge = ends.isin(people["contact_id"].tolist()).all(axis=1) & ends["from_id"].ne(ends["to_id"])
    return DecisionScheme(
        settings=settings,
        contact_count=len(people),
        covered_count=int(covered.sum()),
        matter_count=int(matters.sum()),
        covered_matter_count=int((covered & matters).sum()),
        power_covered_share=ratio(float(people["power"].where(covered).sum()), float(people["power"].sum())),
        authority="unknown" if deciders.empty else "yes",
        authority_contact_id=None if deciders.empty else int(deciders["contact_id"].iloc[0]),
        people=people.sort_values("row", ignore_index=True)[SCHEME_PEOPLE.column_names],
        influences=ends[is_edge].drop_duplicates().sort_values(INFLUENCES.column_names, ignore_index=True),
        gaps=_gaps(people, settings, planned_contacts),
    )


def _managers(contacts: pd.DataFrame) -> dict[int, int]:
    """Known managers by contact."""
    known = contacts[contacts["reports_to"].isin(contacts["contact_id"])]
    return dict(zip(known["contact_id"].tolist(), known["reports_to"].tolist(), strict=True))


def _judged(contacts: pd.DataFrame, as_of: date, settings: DecisionSchemeSettings) -> pd.DataFrame:
    levels = list(COVERAGE_WORDS)
    unseen = (pd.Timestamp(as_of) - contacts["last_contact"]).dt.days.clip(lower=0).astype("float64")
    return contacts.assign(
        unseen_days=unseen,
        is_unseen=unseen.isna() | unseen.ge(settings.unseen_days),
        is_covered=contacts["coverage"].isin(levels[levels.index(settings.covered_from) :]),
        matters=contacts["power"].ge(settings.high_power) | contacts["role"].isin(settings.deciding_roles),
        is_opponent=contacts["attitude"].isin(settings.opponents),
    )


def _placed(people: pd.DataFrame) -> pd.DataFrame:
    managers = without_circles(_managers(people))
    ids = people["contact_id"].tolist()
    return people.assign(
        manager_id=pd.array([managers.get(person) for person in ids], dtype="Int64"),
        **place_people(ids, managers).reset_index(drop=True),
    )


def _gaps(people: pd.DataFrame, settings: DecisionSchemeSettings, planned: frozenset[int]) -> pd.DataFrame:
    if people.empty:
        return _ordered([_gap("no_contacts", "high")])
    return _ordered(
        [
            *_gaps_of_all(people, settings),
            *_gaps_of_deciders(people[people["role"].eq("decision_maker")]),
            *_gaps_of_people(people, settings, planned),
        ]
    )


def _gaps_of_all(people: pd.DataFrame, settings: DecisionSchemeSettings) -> list[pd.DataFrame]:
    """What is missing at the client as a whole."""
    found = []
    if not people["role"].eq("decision_maker").any():
        found.append(_gap("no_decision_maker", "high", found=len(people), wanted=1))
    if people["is_unseen"].all():
        days = float(people["unseen_days"].min())
        found.append(_gap("nobody_seen", "high", found=days, wanted=settings.unseen_days))
    covered = people[people["is_covered"]]
    ours = covered["our_person"].str.strip()
    named = int(ours[ours != ""].str.casefold().nunique())
    if len(covered) <= 1 or (named == 1 and ours.ne("").all()):
        severity = "high" if covered.empty else "medium"
        found.append(_gap("single_thread", severity, found=len(covered), wanted=2))
    return found


def _gaps_of_deciders(deciders: pd.DataFrame) -> list[pd.DataFrame]:
    uncovered = deciders[~deciders["is_covered"]]
    return [
        _gap("decision_maker_uncovered", "high", uncovered),
        _gap("decision_maker_unknown_attitude", "medium", deciders[deciders["attitude"].eq("")]),
        _gap("rivals_know_decision_maker", "medium", deciders[deciders["known_by_rivals"]]),
    ]


def _gaps_of_people(
    people: pd.DataFrame, settings: DecisionSchemeSettings, planned: frozenset[int]
) -> list[pd.DataFrame]:
    unplanned = people["matters"] & people["is_opponent"] & ~people["contact_id"].isin(planned)
    opponents = people[unplanned]
    # That nobody was seen is told once and not for each person.
    unseen = people[people["matters"] & people["is_unseen"] & (not people["is_unseen"].all())]
    distant = people[people["relation_now"].lt(people["relation_wanted"])]
    circle = people[people["reports_to"].isin(people["contact_id"]) & people["manager_id"].isna()]
    return [
        _gap("opponent_without_plan", "high", opponents, opponents["power"], settings.high_power),
        _gap("nobody_seen", "medium", unseen, unseen["unseen_days"], settings.unseen_days),
        _gap("blocker", "medium", people[people["role"].eq("blocker")]),
        _gap("relation_below_wanted", "low", distant, distant["relation_now"], distant["relation_wanted"]),
        _gap("reporting_circle", "low", circle),
    ]


def _gap(
    kind: str,
    severity: str,
    people: pd.DataFrame | None = None,
    found: pd.Series | float = np.nan,
    wanted: pd.Series | float = np.nan,
) -> pd.DataFrame:
    """One gap of each of these people; of all together without any."""
    contacts: Sequence[int | None] = [None] if people is None else people["contact_id"].tolist()
    keys = [kind if contact is None else f"{kind}:{contact}" for contact in contacts]
    index = None if people is None else people.index
    rows = pd.DataFrame({"gap_name": pd.array(keys, dtype="str")}, index=index)
    rows = rows.assign(
        gap=kind,
        contact_id=pd.array(contacts, dtype="Int64"),
        severity=severity,
        found=found,
        wanted=wanted,
    )
    return rows.astype(SCHEME_GAPS.dtypes)


def _ordered(gaps: list[pd.DataFrame]) -> pd.DataFrame:
    """By severity, then kind, then as the people come."""
    together = pd.concat(gaps, ignore_index=True)
    ranks = pd.DataFrame(
        {"severity": together["severity"].map(SEVERITIES.index), "gap": together["gap"].map(GAP_KINDS.index)}
    )
    order = ranks.sort_values(["severity", "gap"], kind="stable").index
    return together.loc[order, SCHEME_GAPS.column_names].reset_index(drop=True)
