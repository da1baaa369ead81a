"""No reference value is forgotten: each is named in a golden test or in README.md as later work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.golden.sales_files import REFERENCE

GOLDEN = Path(__file__).parent
TESTS = (
    "test_w1.py",
    "test_dependence.py",
    "test_cdnow.py",
    "test_edge_cases.py",
    "test_published_checks.py",
    "test_alive_models.py",
    "test_backtest.py",
    "test_w1_managers.py",
)
BY_PREFIX = {"edge_cases.json": ("abc_",)}
"""Cases that a test takes by the beginning of their id."""


def names(file: str) -> list[str]:
    content: Any = json.loads((REFERENCE / file).read_text())
    return [entry["id"] for entry in content] if isinstance(content, list) else list(content)


@pytest.mark.parametrize(
    "file",
    [
        "edge_cases.json",
        "published_checks.json",
        "small_examples.json",
        "w1/expected.json",
        "cdnow/expected.json",
    ],
)
def test_every_reference_value_is_tested_or_listed_as_later_work(file: str) -> None:
    tested = "".join((GOLDEN / test).read_text() for test in TESTS)
    later = (GOLDEN / "README.md").read_text()

    forgotten = [
        name
        for name in names(file)
        if f'"{name}"' not in tested
        and f"`{name}`" not in later
        and not name.startswith(BY_PREFIX.get(file, ("\0",)))
        and not name.startswith("concentration_")
    ]

    assert forgotten == (["data", "tolerance"] if file.startswith("cdnow") else [])
