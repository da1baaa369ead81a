"""A few rounds of benchmarks/kill_rounds.py: real imports and edits, killed at random moments."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _run(url, *options):
    command = [
        sys.executable,
        "benchmarks/kill_rounds.py",
        "--database",
        url.render_as_string(hide_password=False),
    ]
    return subprocess.run(
        [*command, *options], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )


def test_what_was_acknowledged_is_there_after_a_kill(url):
    found = _run(url, "--rounds", "4", "--seconds", "2.5")

    assert found.returncode == 0, found.stderr
    assert "4 kills" in found.stdout


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_control_an_acknowledgement_that_comes_too_early_is_found_out(url):
    found = _run(url, "--rounds", "20", "--control")

    assert found.returncode == 1
    assert "is gone" in found.stderr
