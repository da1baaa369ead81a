"""The data set as the followers see it: up to its own as-of day, under the criterion that was adopted."""

from __future__ import annotations

from app import current, data, state
from kamlogic.analysis.losses import LossResult, LossSettings
from kamlogic.errors import EmptyDatasetError
from kamlogic.loss_criteria import LossCriterion
from kamlogic.services.losses import find_losses
from kamlogic.services.portfolio import Portfolio


def portfolio() -> Portfolio:
    """The small tables, whatever day the sidebar names."""
    chosen = current.dataset()
    if chosen.is_empty:
        raise EmptyDatasetError(chosen.dataset.name)
    return data.portfolio(state.principal(), chosen)


def criterion() -> LossCriterion:
    """What was adopted, or the product's own."""
    held: LossCriterion | None = state.get("adopted_criterion")
    return held or LossCriterion()


def losses() -> LossResult:
    """Every loss under the criterion that was adopted."""
    settings, found = LossSettings.model_validate(criterion().model_dump()), portfolio()
    return data.kept(
        state.principal(), current.dataset(), None, name="standing_losses", settings=[settings],
        compute=lambda: find_losses(state.principal(), found, settings=settings),
    )  # fmt: skip
