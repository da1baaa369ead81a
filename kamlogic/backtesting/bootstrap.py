"""How far would the figures move with other clients? Bootstrap over clients: Efron 1979, Annals of Statistics 7:1-26.

Whole clients are drawn with replacement, with all their cases, for the cases of one client are not independent.
METHOD § 5e.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kamlogic.backtesting.confusion import matthews

LOWER_PERCENT, UPPER_PERCENT = 2.5, 97.5
CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, eq=False)
class CaseCounts:
    """The cases of each client; rows are clients.

    Attributes:
        lost: Cases that were lost.
        kept: Cases that bought.
        flagged_lost: Of the lost, those each rule (column) called lost.
        flagged_kept: Of the kept, those each rule called lost.
    """

    lost: np.ndarray
    kept: np.ndarray
    flagged_lost: np.ndarray
    flagged_kept: np.ndarray

    def resample(self, *, resamples: int, seed: int) -> np.ndarray:
        """Matthews' coefficient of each rule (column) in each resample (row); NaN where undefined.

        Args:
            resamples: How often as many clients are drawn as there are.
            seed: The same seed draws the same clients, in whatever order they come.
        """
        ordered = self.by_cases()
        generator, count = np.random.default_rng(seed), len(self.lost)
        at_once = max(1, CELLS_AT_ONCE // max(count, 1))
        found = [np.empty((0, self.flagged_lost.shape[1]))]
        for start in range(0, resamples, at_once):
            draws = [
                generator.integers(count, size=count) for _draw in range(min(at_once, resamples - start))
            ]
            weights = np.array([np.bincount(drawn, minlength=count) for drawn in draws], dtype="float64")
            found.append(_coefficients(ordered, weights))
        return np.concatenate(found)

    def by_cases(self) -> CaseCounts:
        """The same clients sorted by their cases, so that neither names nor the order of lines change a draw."""
        table = np.column_stack([self.lost, self.kept, self.flagged_lost, self.flagged_kept])
        order = np.lexsort(table.T)
        return CaseCounts(
            self.lost[order], self.kept[order], self.flagged_lost[order], self.flagged_kept[order]
        )


def _coefficients(counts: CaseCounts, weights: np.ndarray) -> np.ndarray:
    lost, kept = (weights @ cases[:, None] for cases in (counts.lost, counts.kept))
    tp, fp = weights @ counts.flagged_lost, weights @ counts.flagged_kept
    return matthews(tp, fp, lost - tp, kept - fp)


def interval(values: np.ndarray) -> tuple[float, float]:
    """The middle 95 % of resampled values; NaN when none is defined."""
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, [LOWER_PERCENT, UPPER_PERCENT])
    return float(low), float(high)
