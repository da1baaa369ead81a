"""Every rule asked on every test day: who was called lost, and on which days the rules may be compared.

A rule may be judged on a test day when the data begin at least twice its own days before it; METHOD § 5e, rule 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from kamlogic.backtesting.bootstrap import CaseCounts
from kamlogic.backtesting.candidates import Candidate, Past
from kamlogic.backtesting.cases import OriginCases


@dataclass(frozen=True, eq=False)
class Trial:
    """What every rule said, and how much history it needed to say it.

    Attributes:
        candidates: The rules.
        cases: Of each test day.
        called: Of each test day: per case one bit per rule, set when the rule called the client lost.
        needed_days: Test day × rule: history that the rule must have to be judged; infinite where it gave no verdict.
        reasons: Why a rule gave no verdict though its history was long enough, by its name.
        is_judged: Test day × rule: the history was long enough.
    """

    candidates: Sequence[Candidate]
    cases: Sequence[OriginCases]
    called: Sequence[np.ndarray]
    needed_days: np.ndarray
    reasons: dict[str, str]
    is_judged: np.ndarray

    def is_flagged(self, origin: int, rule: int) -> np.ndarray:
        """Which cases of a test day a rule called lost."""
        flags: np.ndarray = (self.called[origin] >> rule) & 1 == 1
        return flags

    def needed_on_newest(self, rule: int) -> float:
        """History in days that a rule must have on the newest test day; NaN without a verdict then."""
        needed = float(self.needed_days[-1, rule]) if len(self.cases) else float("inf")
        return needed if np.isfinite(needed) else float("nan")

    def compared_rules(self, min_origins: int) -> list[int]:
        """The rules that may be judged on enough test days, baselines included.

        Enough are min_origins, or as many as the rule with the most has, if that is fewer.
        """
        counts = self.is_judged.sum(axis=0)
        rivals = [place for place, rule in enumerate(self.candidates) if not rule.is_baseline]
        enough = max(1, min(min_origins, int(counts[rivals].max(initial=0))))
        return [
            place
            for place, rule in enumerate(self.candidates)
            if rule.is_baseline or (counts[place] >= enough and rule.name not in self.reasons)
        ]

    def common_origins(self, rules: Sequence[int]) -> list[int]:
        """The test days on which each of these rules may be judged; none when there are baselines only."""
        if all(self.candidates[rule].is_baseline for rule in rules):
            return []
        return [int(origin) for origin in np.flatnonzero(self.is_judged[:, list(rules)].all(axis=1))]

    def count_cases(self, origins: Sequence[int], rules: Sequence[int], *, client_count: int) -> CaseCounts:
        """The cases of each client on these test days, and the verdicts of these rules."""
        lost, kept = np.zeros(client_count), np.zeros(client_count)
        flagged_lost, flagged_kept = (np.zeros((client_count, len(rules))) for _kind in range(2))
        for origin in origins:
            found = self.cases[origin]
            lost[found.places] += found.is_lost
            kept[found.places] += ~found.is_lost
            for column, rule in enumerate(rules):
                flagged = self.is_flagged(origin, rule)
                flagged_lost[found.places[flagged & found.is_lost], column] += 1
                flagged_kept[found.places[flagged & ~found.is_lost], column] += 1
        return CaseCounts(lost, kept, flagged_lost, flagged_kept)


def run_trial(
    past: Past, candidates: Sequence[Candidate], cases: Sequence[OriginCases], *, first_date: date
) -> Trial:
    """Ask every rule on every test day.

    Args:
        past: What was known.
        candidates: The rules.
        cases: Of each test day, by rising day.
        first_date: First day of data.
    """
    needed = np.full((len(cases), len(candidates)), np.inf)
    history = np.array([(found.day - first_date).days for found in cases], dtype="float64")
    called = [np.zeros(len(found.rows), dtype="uint32") for found in cases]
    reasons: dict[str, str] = {}
    for origin, found in enumerate(cases):
        for place, candidate in enumerate(candidates):
            verdicts = past.ask(candidate, found.day, found.rows, found.silence)
            if verdicts.reason:
                reasons.update(
                    {candidate.name: verdicts.reason} if history[origin] >= verdicts.needed_days else {}
                )
                continue
            needed[origin, place] = verdicts.needed_days
            called[origin] |= verdicts.is_flagged.astype("uint32") << np.uint32(place)
    return Trial(candidates, cases, called, needed, reasons, history[:, None] >= needed)
