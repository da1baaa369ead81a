"""Kaplan-Meier: pauses that are still open, and life until the first loss (METHOD § 5b, 5f)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.golden.oracle.lines_oracle import gaps_of

Case = tuple[int, bool]
"""Days, and whether it ended then."""


@dataclass(frozen=True)
class Step:
    """One duration at which something ended."""

    days: int
    at_risk: int
    events: int
    survival: Fraction
    greenwood: Fraction | None

    @property
    def standard_error(self) -> float | None:
        return None if self.greenwood is None else float(self.survival) * math.sqrt(self.greenwood)


def kaplan_meier(cases: list[Case]) -> list[Step]:
    """The steps by rising duration; Greenwood's sum is undefined once nobody is left."""
    steps = []
    survival, greenwood = Fraction(1), Fraction(0)
    for days in sorted({days for days, ended in cases if ended}):
        at_risk = sum(1 for other, _ in cases if other >= days)
        events = cases.count((days, True))
        survival *= 1 - Fraction(events, at_risk)
        if at_risk > events:
            greenwood += Fraction(events, at_risk * (at_risk - events))
        steps.append(Step(days, at_risk, events, survival, greenwood if survival else None))
    return steps


def survival_at(cases: list[Case], days: int) -> Fraction:
    reached = [step.survival for step in kaplan_meier(cases) if step.days <= days]
    return reached[-1] if reached else Fraction(1)


def km_quantile(cases: list[Case], share: Fraction) -> int | None:
    """The first duration that at most 1 - share outlast; None when never reached."""
    return next((step.days for step in kaplan_meier(cases) if step.survival <= 1 - share), None)


def km_median(cases: list[Case]) -> int | None:
    return km_quantile(cases, Fraction(1, 2))


def open_and_closed_gaps(days: dict[str, list[date]], as_of: date) -> list[Case]:
    """Every pause between purchases, and each buyer's current silence as one that has not ended."""
    closed = [(gap, True) for own in days.values() for gap in gaps_of(own)]
    return closed + [((as_of - own[-1]).days, False) for own in days.values()]


def return_probability(cases: list[Case], silence: int, horizon: int) -> Fraction | None:
    """P(buys within the horizon | silent so long); None where nobody was ever silent so long."""
    now = survival_at(cases, silence)
    return 1 - survival_at(cases, silence + horizon) / now if now else None
