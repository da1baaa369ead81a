"""Where is a smooth function of a few numbers smallest? Broyden-Fletcher-Goldfarb-Shanno, Nocedal & Wright 2006, § 6.1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

LARGEST_SLOPE = 1e-8
MOST_STEPS, MOST_HALVINGS = 200, 40
LONGEST_STEP = 1.0
SUFFICIENT_FALL = 1e-4


def find_minimum(
    function: Callable[[np.ndarray], tuple[float, np.ndarray]], start: np.ndarray, *, bound: float
) -> np.ndarray | None:
    """Walk down until the slope vanishes.

    Args:
        function: Gives the value, of the order of 1, and its gradient.
        start: Where to begin.
        bound: How far from 0 each number may go.

    Returns:
        The place of a minimum inside the bound; None when the walk leaves the bound or does not end.
    """
    place, inverse = start.astype("float64"), np.eye(len(start))
    value, slope = function(place)
    for _step in range(MOST_STEPS):
        if np.abs(slope).max() < LARGEST_SLOPE:
            return place
        ahead = _walk(function, place, value, slope, -inverse @ slope)
        if ahead is None or np.abs(ahead[0]).max() > bound:
            return None
        moved, turned = ahead[0] - place, ahead[2] - slope
        place, value, slope = ahead
        if moved @ turned > 0:
            inverse = _update(inverse, moved, turned)
    return None


def _walk(
    function: Callable[[np.ndarray], tuple[float, np.ndarray]],
    place: np.ndarray,
    value: float,
    slope: np.ndarray,
    direction: np.ndarray,
) -> tuple[np.ndarray, float, np.ndarray] | None:
    """The first place along the direction that is low enough; None when there is none."""
    length = min(1.0, LONGEST_STEP / np.abs(direction).max())
    for _halving in range(MOST_HALVINGS):
        ahead = place + length * direction
        new_value, new_slope = function(ahead)
        if new_value <= value + SUFFICIENT_FALL * length * (slope @ direction):
            return ahead, new_value, new_slope
        length /= 2
    return None


def _update(inverse: np.ndarray, moved: np.ndarray, turned: np.ndarray) -> np.ndarray:
    """The inverse curvature that agrees with the last step."""
    scale = 1 / (moved @ turned)
    left = np.eye(len(moved)) - scale * np.outer(moved, turned)
    updated: np.ndarray = left @ inverse @ left.T + scale * np.outer(moved, moved)
    return updated
