"""Laws of reading whatever comes: it is read or refused with a sentence, in time, and no row or line is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.fuzz_inputs import BINARY_KINDS, TEXT_KINDS, FuzzInput, make_input
from benchmarks.intake_fuzz import try_input

SEED = 20250702
BATCHES = 8
PER_BATCH = 75
TRUE_CHILD_COUNT = 16


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_input_is_read_or_refused(batch: int, tmp_path: Path) -> None:
    inputs = [make_input(number, seed=SEED) for number in range(batch * PER_BATCH, (batch + 1) * PER_BATCH)]

    found = [try_input(one, tmp_path) for one in inputs]

    assert [(one.number, one.kind, one.failure) for one in found if one.failure] == []


def test_a_broken_workbook_does_not_end_the_true_child_without_a_sentence(tmp_path: Path) -> None:
    inputs = [one for number in range(600) if (one := make_input(number, seed=SEED)).kind in BINARY_KINDS]

    found = [try_input(one, tmp_path, is_true_child=True) for one in inputs[:TRUE_CHILD_COUNT]]

    assert [(one.number, one.kind, one.failure) for one in found if one.failure] == []


def test_the_inputs_are_of_every_kind_and_many_are_read(tmp_path: Path) -> None:
    inputs = [make_input(number, seed=SEED) for number in range(200)]

    results = Counter(try_input(one, tmp_path).result for one in inputs)

    assert {one.kind for one in inputs} == {*TEXT_KINDS, *BINARY_KINDS}
    assert results["read"] > 0.3 * len(inputs)
    assert results["refused"] > 0.1 * len(inputs)


def test_the_same_seed_gives_the_same_inputs() -> None:
    assert make_input(7, seed=1) == make_input(7, seed=1)
    assert make_input(7, seed=1).content != make_input(7, seed=2).content


def test_an_exception_that_is_no_refusal_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("benchmarks.intake_fuzz.read", fail)

    found = try_input(FuzzInput(1, "table", b"a,b\n1,2\n"), tmp_path)

    assert found.result == "failed"
    assert "ZeroDivisionError" in found.failure
