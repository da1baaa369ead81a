"""Which clients deserve to be key: how attractive are they to us, and how strong are we with them?

Each criterion is scored 1-5; a client's score on an axis is Σ(weight × score) ÷ Σ weight over the criteria that are
filled. No score where less than 60 % of the weight is filled. Both axes are cut at 3. METHOD § 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from kamlogic.ratios import ratio
from kamlogic.settings import Settings, Share
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_, _

Axis = Literal["attractiveness", "strength"]
AXES: tuple[Axis, ...] = ("attractiveness", "strength")
DECIMALS = 9
QUADRANTS = ("strategic", "star", "status", "streamline")
"""Attractive and strong; attractive and weak; unattractive and strong; neither."""

CLIENT_SCORES = Table(
    "client_scores",
    N_("client × criterion that was scored"),
    (
        CLIENT_KEY,
        Column("criterion", "str", N_("Criterion"), N_("Its name in the settings.")),
        Column("score", "float64", N_("Points"), N_("1 (worst) to 5 (best); n/a while open."), "number"),
    ),
)

SELECTION_CLIENTS = Table(
    "selection_clients",
    N_("one row per client with a score, best rank first, those without a rank last"),
    (
        CLIENT_KEY,
        Column(
            "attractiveness",
            "float64",
            N_("Attractiveness"),
            N_("1-5; n/a while too much is open."),
            "number",
        ),
        Column("strength", "float64", N_("Our strength"), N_("1-5; n/a while too much is open."), "number"),
        Column(
            "attractiveness_filled",
            "float64",
            N_("Attractiveness filled"),
            N_("Weight of the filled criteria ÷ weight of all."),
            "share",
        ),
        Column(
            "strength_filled",
            "float64",
            N_("Strength filled"),
            N_("Weight of the filled criteria ÷ weight of all."),
            "share",
        ),
        Column(
            "quadrant", "str", N_("Field"), N_("strategic, star, status, streamline; empty without scores.")
        ),
        Column(
            "selection_rank",
            "float64",
            N_("Rank"),
            N_("By the mean of both axes; equals share a rank."),
            "count",
        ),
    ),
)

SELECTION_SENSITIVITY = Table(
    "selection_sensitivity",
    N_("criterion × change of its weight"),
    (
        Column("criterion", "str", N_("Criterion"), N_("Whose weight is changed.")),
        Column("change", "str", N_("Change"), N_("doubled or left_out.")),
        Column(
            "moved_count",
            "int64",
            N_("Ranks changed"),
            N_("Clients with another rank among those ranked both times."),
            "count",
        ),
        Column("crossed_count", "int64", N_("Fields changed"), N_("Clients in another field."), "count"),
    ),
)


class ScoredCriterion(BaseModel):
    """One criterion of an axis."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=60)
    axis: Axis
    title: str = Field(min_length=1, max_length=80)
    weight: float = Field(default=1.0, gt=0, le=100)


DEFAULT_CRITERIA = (
    ScoredCriterion(name="budget", axis="attractiveness", title=N_("Purchase budget")),
    ScoredCriterion(name="growth", axis="attractiveness", title=N_("Growth potential")),
    ScoredCriterion(name="prestige", axis="attractiveness", title=N_("Prestige")),
    ScoredCriterion(name="profitability", axis="attractiveness", title=N_("Profitability")),
    ScoredCriterion(name="solvency", axis="attractiveness", title=N_("Solvency and quick payment")),
    ScoredCriterion(name="range", axis="strength", title=N_("Our range fits")),
    ScoredCriterion(name="support", axis="strength", title=N_("Our support")),
    ScoredCriterion(name="price", axis="strength", title=N_("Our price")),
    ScoredCriterion(name="reputation", axis="strength", title=N_("Our reputation with them")),
    ScoredCriterion(name="relationship", axis="strength", title=N_("Stage of the relationship")),
)
"""The stage of a relationship: 1 exploratory, 2 basic, 3 cooperative, 4 interdependent, 5 integrated."""


class SelectionSettings(Settings):
    """What clients are scored on, and where the matrix is cut."""

    criteria: tuple[ScoredCriterion, ...] = Field(
        default=DEFAULT_CRITERIA,
        title=N_("Criteria and weights"),
        description=N_("Weights count within an axis."),
    )
    least_filled: Share = Field(
        default=0.60, title=N_("No score below"), description=N_("Share of the weight that is filled.")
    )
    midpoint: float = Field(
        default=3.0, gt=1, lt=5, title=N_("Cut at"), description=N_("This score and more is high.")
    )
    strategic_name: str = Field(
        default="Strategic",
        max_length=40,
        title=N_("Attractive, we are strong"),
        description=N_("Name of this field."),
    )
    star_name: str = Field(
        default="Star",
        max_length=40,
        title=N_("Attractive, we are weak"),
        description=N_("Name of this field."),
    )
    status_name: str = Field(
        default="Status",
        max_length=40,
        title=N_("Unattractive, we are strong"),
        description=N_("Name of this field."),
    )
    streamline_name: str = Field(
        default="Streamline",
        max_length=40,
        title=N_("Unattractive, we are weak"),
        description=N_("Name of this field."),
    )

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [criterion.name for criterion in self.criteria]
        if len(set(names)) < len(names):
            raise ValueError(_("Two criteria have the same name."))
        if {criterion.axis for criterion in self.criteria} != set(AXES):
            raise ValueError(_("Attractiveness and strength each need a criterion."))
        return self

    def quadrant_names(self) -> dict[str, str]:
        """The firm's own name of each field."""
        return {name: getattr(self, f"{name}_name") for name in QUADRANTS}


@dataclass(frozen=True, eq=False)
class SelectionResult:
    """The scored clients.

    Attributes:
        settings: In force.
        clients: SELECTION_CLIENTS.
        sensitivity: SELECTION_SENSITIVITY, those that move most clients first; empty without a ranked client.
    """

    settings: SelectionSettings
    clients: pd.DataFrame
    sensitivity: pd.DataFrame


def score_clients(scores: pd.DataFrame, *, settings: SelectionSettings) -> SelectionResult:
    """Place the scored clients in the matrix.

    A score exactly at the midpoint is high. Of several scores of one criterion the last row holds; a score of another
    criterion than those in the settings is passed over.

    Args:
        scores: CLIENT_SCORES; not modified.
        settings: Criteria, weights and cuts.

    Returns:
        Scores, fields and ranks, and how they hang on each weight.

    Raises:
        MissingColumnsError: A column of CLIENT_SCORES is missing.
    """
    CLIENT_SCORES.require(scores)
    names = [criterion.name for criterion in settings.criteria]
    known = scores[scores["criterion"].isin(names)].drop_duplicates(["client_key", "criterion"], keep="last")
    points = known.pivot_table(index="client_key", columns="criterion", values="score").reindex(columns=names)
    weights = pd.Series({criterion.name: criterion.weight for criterion in settings.criteria})
    placed = _place(points, weights, settings)
    ordered = placed.reset_index().sort_values(["selection_rank", "client_key"], ignore_index=True)
    clients = ordered[SELECTION_CLIENTS.column_names].astype(SELECTION_CLIENTS.dtypes)
    return SelectionResult(settings, clients, _sensitivity(points, weights, placed, settings))


def _place(points: pd.DataFrame, weights: pd.Series, settings: SelectionSettings) -> pd.DataFrame:
    placed = pd.DataFrame(index=points.index)
    for axis in AXES:
        names = [criterion.name for criterion in settings.criteria if criterion.axis == axis]
        own, weight = points[names], weights[names]
        filled = own.notna() @ weight
        share = ratio(filled, float(weight.sum()))
        score = ratio(own.fillna(0.0) @ weight, filled).round(DECIMALS)
        placed[f"{axis}_filled"] = share
        placed[axis] = score.where(share.round(DECIMALS) >= settings.least_filled)
    attractive, strong = (placed[axis] >= settings.midpoint for axis in AXES)
    undefined = placed[list(AXES)].isna().any(axis=1)
    placed["quadrant"] = np.select(
        [undefined, attractive & strong, attractive, strong], ["", *QUADRANTS[:3]], default=QUADRANTS[3]
    )
    mean = placed[list(AXES)].mean(axis=1).where(~undefined).round(DECIMALS)
    placed["selection_rank"] = mean.rank(method="min", ascending=False)
    return placed


def _sensitivity(
    points: pd.DataFrame, weights: pd.Series, placed: pd.DataFrame, settings: SelectionSettings
) -> pd.DataFrame:
    """Place the clients again with each weight doubled, and with each criterion left out that is not its axis' only.

    Compared are the clients that have a rank both times.
    """
    if not placed["selection_rank"].notna().any():
        return SELECTION_SENSITIVITY.empty()
    axes = [criterion.axis for criterion in settings.criteria]
    rows = []
    for criterion in settings.criteria:
        for change, factor in (("doubled", 2.0), ("left_out", 0.0)):
            if change == "left_out" and axes.count(criterion.axis) == 1:
                continue
            changed = weights.mask(weights.index == criterion.name, criterion.weight * factor)
            other = _place(points, changed, settings)
            both = placed["selection_rank"].notna() & other["selection_rank"].notna()
            before, after = placed[both], other[both]
            moved = before["selection_rank"].rank(method="min") != after["selection_rank"].rank(method="min")
            crossed = before["quadrant"] != after["quadrant"]
            rows.append((criterion.name, change, int(moved.sum()), int(crossed.sum())))
    frame = pd.DataFrame(rows, columns=SELECTION_SENSITIVITY.column_names)
    order = ["moved_count", "crossed_count", "criterion"]
    return frame.astype(SELECTION_SENSITIVITY.dtypes).sort_values(
        order, ascending=[False, False, True], ignore_index=True
    )
