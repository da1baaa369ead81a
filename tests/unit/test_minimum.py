from __future__ import annotations

import numpy as np
import pytest

from kamlogic.minimum import find_minimum


def bowl(place: np.ndarray) -> tuple[float, np.ndarray]:
    """Steep one way, flat the other; smallest at (1, -2)."""
    moved = place - np.array([1.0, -2.0])
    return float(50 * moved[0] ** 2 + 0.5 * moved[1] ** 2), np.array([100 * moved[0], moved[1]])


def valley(place: np.ndarray) -> tuple[float, np.ndarray]:
    """Rosenbrock's, divided by 100; smallest at (1, 1)."""
    across, along = place[1] - place[0] ** 2, 1 - place[0]
    value = across**2 + along**2 / 100
    return float(value), np.array([-4 * place[0] * across - along / 50, 2 * across])


def slope(place: np.ndarray) -> tuple[float, np.ndarray]:
    """Falls for ever."""
    return float(np.exp(-place[0])), np.array([-np.exp(-place[0])])


def cliff(place: np.ndarray) -> tuple[float, np.ndarray]:
    """A gradient that points the wrong way: no step is low enough."""
    return float(place[0]), np.array([-1.0])


@pytest.mark.parametrize(("function", "expected"), [(bowl, [1, -2]), (valley, [1, 1])])
def test_the_minimum_is_found(function, expected):
    found = find_minimum(function, np.zeros(2), bound=9)

    assert found == pytest.approx(expected, abs=1e-5)


def test_a_function_without_a_minimum_inside_the_bound_has_none():
    assert find_minimum(slope, np.zeros(1), bound=9) is None


def test_a_walk_that_finds_no_lower_place_ends_without_a_minimum():
    assert find_minimum(cliff, np.zeros(1), bound=9) is None


def test_a_walk_that_does_not_end_has_no_minimum():
    def creeping(place: np.ndarray) -> tuple[float, np.ndarray]:
        # Claims ever the same slope, so that no place looks like the bottom.
        return float(1e-3 * -place[0]), np.array([-1e-3])

    assert find_minimum(creeping, np.zeros(1), bound=1e9) is None


def test_the_start_is_not_modified():
    start = np.zeros(2)

    find_minimum(bowl, start, bound=9)

    assert start.tolist() == [0, 0]
