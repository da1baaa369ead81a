"""What the program looks at when sales change or a criterion is adopted, before it writes anything down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from kamlogic.analysis.losses import LossResult
from kamlogic.services.portfolio import Portfolio

PROGRAM: Final = "Kunci"
"""The author of what the program writes down."""


@dataclass(frozen=True, eq=False)
class SalesNews:
    """What followers look at.

    Attributes:
        portfolio: All clients of the data set up to its own as-of day.
        losses: Under the criterion in force.
        adopted_at: When that criterion was adopted; None for the product's own.
        today: The day of work; None for the as-of day.
    """

    portfolio: Portfolio
    losses: LossResult
    adopted_at: datetime | None
    today: date | None = None

    @property
    def work_day(self) -> date:
        """The day on which work is due and overdue."""
        return self.today or self.portfolio.as_of
