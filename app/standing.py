"""The data set as the followers see it: its own as-of day, its own clients, the criterion that was adopted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from app import current, data, state
from kamlogic.analysis.losses import LossResult, LossSettings
from kamlogic.errors import EmptyDatasetError
from kamlogic.loss_criteria import LossCriterion
from kamlogic.services.datasets import DatasetState
from kamlogic.services.losses import find_losses
from kamlogic.services.portfolio import Portfolio
from kamlogic.settings import Settings

T = TypeVar("T")


def portfolio() -> Portfolio:
    """The small tables, whatever day the sidebar names, and not grouped by parent."""
    chosen = _own()
    if chosen.is_empty:
        raise EmptyDatasetError(chosen.dataset.name)
    return data.portfolio(state.principal(), chosen)


def kept(name: str, settings: Sequence[Settings], compute: Callable[[], T], *, is_large: bool = False) -> T:
    """A result computed once for these settings."""
    return data.kept(
        state.principal(), _own(), None, name=name, settings=settings, compute=compute, is_large=is_large
    )


def _own() -> DatasetState:
    return replace(current.dataset(), by_parent=False)


def criterion() -> LossCriterion:
    """What was adopted, or the product's own."""
    held: LossCriterion | None = state.get("adopted_criterion")
    return held or LossCriterion()


def losses() -> LossResult:
    """Every loss under the criterion that was adopted."""
    settings, found = LossSettings.model_validate(criterion().model_dump()), portfolio()
    return kept(
        "standing_losses", [settings], lambda: find_losses(state.principal(), found, settings=settings)
    )
