"""How regular are the gaps between purchases? Shape k of a gamma distribution: 1 at random, more is more regular.

By Thom's approximation: s = log(mean gap) - mean(log gap), k = (1 + √(1 + 4 s / 3)) / (4 s); Thom 1958, Monthly Weather
Review 86:117-122; with the coefficient of variation CV of the gaps (divided by n - 1): k = 1 / CV². Wu & Chen 2000.
BG/NBD and MBG/NBD take k = 1 for granted. METHOD § 2c.
"""

from __future__ import annotations

import numpy as np

from kamlogic.purchases import Purchases

LEAST_GAPS = 10


def thom_shape(mean_gap: np.ndarray, mean_log_gap: np.ndarray) -> np.ndarray:
    """Thom's shape from the mean gap and the mean of its logarithm; infinite regularity (equal gaps) is NaN."""
    spread = np.log(mean_gap) - mean_log_gap
    known = spread > 1e-12
    shape: np.ndarray = np.full(spread.shape, np.nan)
    shape[known] = (1 + np.sqrt(1 + 4 * spread[known] / 3)) / (4 * spread[known])
    return shape


def variation_shape(gaps: np.ndarray) -> float:
    """The shape from the coefficient of variation of one client's gaps; NaN under two gaps or with equal ones."""
    deviation = float(gaps.std(ddof=1)) if len(gaps) > 1 else 0.0
    return float((gaps.mean() / deviation) ** 2) if deviation > 0 else float("nan")


def median_shape(purchases: Purchases) -> float:
    """Thom's shape of the median client; of clients with at least 10 gaps that are not all equal; NaN without any."""
    is_gap = ~purchases.is_first
    places, gaps = purchases.places[is_gap], purchases.gaps[is_gap]
    counts = np.bincount(places, minlength=len(purchases.client_keys))
    enough = counts >= LEAST_GAPS
    if not enough.any():
        return float("nan")
    sums = np.bincount(places, weights=gaps, minlength=len(counts))[enough]
    log_sums = np.bincount(places, weights=np.log(gaps), minlength=len(counts))[enough]
    shapes = thom_shape(sums / counts[enough], log_sums / counts[enough])
    known = shapes[~np.isnan(shapes)]
    return float(np.median(known)) if len(known) else float("nan")
