"""The package against the oracle on random small data sets: every figure of every topic.

A topic is a module of tests/golden/agreement with a function `compare`. Each data set is made again from its seed.
KUNCI_ORACLE_SETS takes fewer or more than 500.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.golden.agreement import (
    abc_pairs,
    backtest_pairs,
    class_options_pairs,
    concentration_pairs,
    criteria_pairs,
    dependence_pairs,
    losses_pairs,
    managers_pairs,
    movement_pairs,
    opportunities_pairs,
    xyz_pairs,
)
from tests.golden.random_portfolios import Case, Pair, disagreements, random_cases

SETS = int(os.environ.get("KUNCI_ORACLE_SETS", "500"))
SETS_AT_ONCE = 50
pytestmark = pytest.mark.timeout(1800)  # the first test compares them all
TOPICS: dict[str, Callable[[Case], Iterator[Pair]]] = {
    "abc": abc_pairs.compare,
    "xyz and cells": xyz_pairs.compare,
    "options of both": class_options_pairs.compare,
    "movement, bridge and cohorts": movement_pairs.compare,
    "concentration and key clients": concentration_pairs.compare,
    "losing clients, concentration by period": dependence_pairs.compare,
    "losses": losses_pairs.compare,
    "other rules for losses": criteria_pairs.compare,
    "backtest": backtest_pairs.compare,
    "opportunities": opportunities_pairs.compare,
    "managers and punctuality": managers_pairs.compare,
}


def _compare_sets(seeds: range, folder: Path) -> dict[str, list[str]]:
    """Runs in a process of its own; a warning is an error there too."""
    warnings.simplefilter("error")
    own = folder / str(seeds.start)
    own.mkdir()
    cases = random_cases(seeds, own)
    return {topic: disagreements(cases, compare) for topic, compare in TOPICS.items()}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("random")
    parts = [range(start, min(start + SETS_AT_ONCE, SETS)) for start in range(0, SETS, SETS_AT_ONCE)]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        results = list(pool.map(_compare_sets, parts, [folder] * len(parts)))
    return {topic: [line for result in results for line in result[topic]] for topic in TOPICS}


@pytest.mark.parametrize("topic", TOPICS)
def test_the_package_agrees_with_the_oracle(found: dict[str, list[str]], topic: str) -> None:
    assert "\n".join(found[topic][:20]) == ""
