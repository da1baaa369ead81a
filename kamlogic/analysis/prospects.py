"""Which firms may become clients, what is to be asked of each next, and how far do prospects come?

Three P's: need for the service, solvency, authority to decide, each yes, no or unknown. Qualified = three times yes;
disqualified = any no; else open, and the next question is the first unknown. A prospect with a contact who decides (role
decision maker, or decision power of at least the limit) has authority unless somebody answered otherwise. Conversion of
a stage = prospects that ever reached the next stage ÷ prospects that ever reached this one, as far as the history tells;
it can still rise. METHOD § 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.entries.prospects import STAGES
from kamlogic.ratios import ratio
from kamlogic.settings import Settings
from kamlogic.tables import Column, Table
from kamlogic.texts import N_

QUESTIONS: Final = ("need", "solvency", "authority")
QUALIFICATIONS: Final = {
    "qualified": N_("Qualified"),
    "open": N_("Open"),
    "disqualified": N_("Disqualified"),
}
GIVEN_UP: Final = "given_up"
PATH: Final = tuple(stage for stage in STAGES if stage != GIVEN_UP)
"""The stages on the way to the first purchase, in order."""

_ID = Column("prospect_id", "int64", N_("Number"), N_("Of the prospect in the store."), "count")
_STAGE = Column("stage", "str", N_("Stage"), N_("Where the prospect stands."))
_VALUE = Column(
    "estimated_value", "float64", N_("Estimated value"), N_("Sales a year; n/a where unknown."), "money"
)
_QUALIFICATION = Column("qualification", "str", N_("Qualification"), N_("qualified, open or disqualified."))
_COUNT = Column("prospect_count", "int64", N_("Prospects"), N_("In this stage now."), "count")

PROSPECT_FACTS = Table(
    "prospect_facts",
    N_("one row per prospect"),
    (
        _ID,
        Column("need", "str", N_("Need"), N_("yes, no or unknown.")),
        Column("solvency", "str", N_("Solvency"), N_("yes, no or unknown.")),
        Column("authority", "str", N_("Authority"), N_("yes, no or unknown.")),
        _STAGE,
        Column("furthest_stage", "str", N_("Furthest stage"), N_("Ever reached, as far as the history tells.")),
        _VALUE,
        Column("written_on", "datetime64[us]", N_("Written down on"), N_("The first day in the store."), "date"),
        Column("due", "datetime64[us]", N_("Due"), N_("Day of the next step; empty where none is set."), "date"),
    ),
)  # fmt: skip

PROSPECT_CONTACTS = Table(
    "prospect_contacts",
    N_("one row per contact of a prospect"),
    (
        _ID,
        Column("name", "str", N_("Name"), N_("Of the contact.")),
        Column("role", "str", N_("Role"), N_("In the decision to buy.")),
        Column("power", "float64", N_("Decision power"), N_("0 to 10; n/a where unknown."), "number"),
    ),
)

DECIDERS = Table(
    "deciders",
    N_("one row per prospect with a contact who decides"),
    (
        _ID,
        Column("decider", "str", N_("Who decides"), N_("The contact; of several the most powerful one.")),
    ),
)

PROSPECT_STATES = Table(
    "prospect_states",
    N_("one row per prospect"),
    (
        _ID,
        _QUALIFICATION,
        Column("next_question", "str", N_("Ask next"), N_("need, solvency or authority; empty when nothing is open.")),
        Column("is_pursued", "bool", N_("Pursued"), N_("Neither won nor given up nor disqualified."), "flag"),
        Column("age_days", "float64", N_("Age"), N_("Since it was written down; n/a before that day."), "days"),
        Column("overdue_days", "float64", N_("Overdue"), N_("Since the next step was due; n/a when it is not."), "days"),
    ),
)  # fmt: skip

PROSPECT_CELLS = Table(
    "prospect_cells",
    N_("stage × qualification, all of both"),
    (_STAGE, _QUALIFICATION, _COUNT, _VALUE),
)

PROSPECT_FUNNEL = Table(
    "prospect_funnel",
    N_("one row per stage, in their order"),
    (
        _STAGE,
        _COUNT,
        Column("qualified_count", "int64", N_("Qualified"), N_("Of them."), "count"),
        Column("open_count", "int64", N_("Open"), N_("Of them."), "count"),
        Column("disqualified_count", "int64", N_("Disqualified"), N_("Of them."), "count"),
        _VALUE,
        Column("valued_count", "int64", N_("With a value"), N_("Prospects whose value is estimated."), "count"),
        Column("median_age_days", "float64", N_("Median age"), N_("Since they were written down."), "days"),
        Column("reached", "float64", N_("Came so far"), N_("Ever reached this stage; n/a for given up."), "count"),
        Column("advanced_share", "float64", N_("Went on"), N_("Of these, reached the next stage so far."), "share"),
    ),
)  # fmt: skip


class ProspectSettings(Settings):
    """Who decides."""

    deciding_power: int = Field(
        default=7, ge=1, le=10, title=N_("Decides from power"), description=N_("Decision power of a contact, 0-10.")
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class ProspectResult:
    """Prospects and their funnel.

    Attributes:
        settings: In force.
        states: PROSPECT_STATES in the order of the prospects.
        cells: PROSPECT_CELLS by stage and qualification.
        funnel: PROSPECT_FUNNEL.
    """

    settings: ProspectSettings
    states: pd.DataFrame
    cells: pd.DataFrame
    funnel: pd.DataFrame


def find_deciders(contacts: pd.DataFrame, *, settings: ProspectSettings) -> pd.DataFrame:
    """The contact of each prospect who decides.

    Args:
        contacts: PROSPECT_CONTACTS, any row order; not modified.
        settings: From which power somebody decides.

    Returns:
        DECIDERS by prospect. A decision maker of unknown power goes before others of less than full power; of equals
        the first in the alphabet is named.

    Raises:
        MissingColumnsError: A column of PROSPECT_CONTACTS is missing.
    """
    PROSPECT_CONTACTS.require(contacts)
    is_maker = contacts["role"] == "decision_maker"
    weight = contacts["power"].where(contacts["power"].notna() | ~is_maker, 10.0)
    decides = is_maker | (contacts["power"] >= settings.deciding_power)
    found = contacts.assign(weight=weight)[decides]
    ordered = found.sort_values(["prospect_id", "weight", "name"], ascending=[True, False, True])
    first = ordered.drop_duplicates("prospect_id", ignore_index=True)
    return first.rename(columns={"name": "decider"})[DECIDERS.column_names].astype(DECIDERS.dtypes)


def measure_prospects(prospects: pd.DataFrame, *, as_of: date, settings: ProspectSettings) -> ProspectResult:
    """Qualify prospects and count them by stage.

    A stage without a prospect has value and age n/a, never 0. The next step of a prospect that was won, given up or
    disqualified is not overdue; one that is due on the day itself is not yet.

    Args:
        prospects: PROSPECT_FACTS, any row order; not modified.
        as_of: The day on which age and overdue steps are counted.
        settings: In force.

    Raises:
        MissingColumnsError: A column of PROSPECT_FACTS is missing.
    """
    PROSPECT_FACTS.require(prospects)
    states = _states(prospects, pd.Timestamp(as_of))
    rows = prospects[["stage", "furthest_stage", "estimated_value"]].reset_index(drop=True)
    rows = rows.join(states[["qualification", "age_days"]])
    cells = _cells(rows)
    return ProspectResult(settings, states, cells, _funnel(rows, cells))


def _states(prospects: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    rows = prospects.reset_index(drop=True)
    answers = rows[list(QUESTIONS)]
    is_qualified = (answers == "yes").all(axis="columns")
    is_refused = (answers == "no").any(axis="columns")
    unknown = [answers[name] == "unknown" for name in QUESTIONS]
    is_pursued = ~rows["stage"].isin([PATH[-1], GIVEN_UP]) & ~is_refused
    age = (day - rows["written_on"].dt.normalize()).dt.days
    late = (day - rows["due"]).dt.days
    states = pd.DataFrame(
        {
            "prospect_id": rows["prospect_id"],
            "qualification": np.select(
                [is_refused, is_qualified], ["disqualified", "qualified"], default="open"
            ),
            "next_question": np.select([~is_pursued, *unknown], ["", *QUESTIONS], default=""),
            "is_pursued": is_pursued,
            "age_days": age.where(age >= 0),
            "overdue_days": late.where(is_pursued & (late > 0)),
        }
    )
    return states.astype(PROSPECT_STATES.dtypes)


def _cells(rows: pd.DataFrame) -> pd.DataFrame:
    every = pd.MultiIndex.from_product([list(STAGES), list(QUALIFICATIONS)], names=["stage", "qualification"])
    groups = rows.groupby(["stage", "qualification"])["estimated_value"]
    cells = pd.DataFrame({"prospect_count": groups.size(), "estimated_value": groups.sum(min_count=1)})
    cells = cells.reindex(every)
    cells["prospect_count"] = cells["prospect_count"].fillna(0)
    return cells.reset_index().astype(PROSPECT_CELLS.dtypes)


def _funnel(rows: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    counts = cells.set_index(["qualification", "stage"])["prospect_count"]
    by_qualification = {f"{name}_count": counts[name] for name in QUALIFICATIONS}
    by_stage = rows.groupby("stage")
    places = rows["furthest_stage"].map({stage: place for place, stage in enumerate(PATH)})
    reached = pd.Series({stage: float((places >= place).sum()) for place, stage in enumerate(PATH)})
    funnel = pd.DataFrame(
        {
            "prospect_count": counts.groupby("stage").sum(),
            **by_qualification,
            "estimated_value": by_stage["estimated_value"].sum(min_count=1),
            "valued_count": by_stage["estimated_value"].count(),
            "median_age_days": by_stage["age_days"].median(),
            "reached": reached,
            "advanced_share": ratio(reached.shift(-1), reached),
        },
        index=pd.Index(list(STAGES), name="stage"),
    )
    funnel["valued_count"] = funnel["valued_count"].fillna(0)
    return funnel.reset_index()[PROSPECT_FUNNEL.column_names].astype(PROSPECT_FUNNEL.dtypes)
