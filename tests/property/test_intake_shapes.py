"""Laws of reading: one known sales table, in every shape of export, never comes back silently different."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.sales_shapes import Made, make
from benchmarks.shape_choice import DIMENSIONS, Shape, all_shapes, pairs_of, sample_shapes
from benchmarks.shape_outcomes import (
    ASKED,
    EXACT,
    LISTED,
    broken_identity,
    child_in_process,
    judge,
    read,
    sum_gaps,
)
from kamlogic.intake.exports import Export

SAMPLE_COUNT = 320
TRUE_CHILD_COUNT = 20
SEED = 20250701
SAMPLE = sample_shapes(SAMPLE_COUNT, seed=SEED)


def shape_name(shape: Shape) -> str:
    return " ".join(repr(value)[1:-1] for value in shape)


def read_shape(shape: Shape, folder: Path) -> tuple[Made, Path, Export]:
    made = make(shape)
    path = folder / "export.bin"
    path.write_bytes(made.content)
    return made, path, read(path, made.name)


def test_every_pair_of_values_is_in_the_sample() -> None:
    possible = {pair for shape in all_shapes() for pair in pairs_of(shape)}

    sampled = {pair for shape in SAMPLE for pair in pairs_of(shape)}

    assert sampled == possible
    assert len(SAMPLE) >= SAMPLE_COUNT
    for place, values in enumerate(DIMENSIONS.values()):
        assert {shape[place] for shape in SAMPLE} == set(values)


@pytest.mark.parametrize("shape", SAMPLE, ids=shape_name)
def test_no_figure_differs_silently(shape: Shape, tmp_path: Path) -> None:
    with child_in_process():
        made, path, export = read_shape(shape, tmp_path)
        outcome = judge(made, path, export)

    assert outcome.kind in {EXACT, LISTED, ASKED}, outcome.why
    assert broken_identity(export) is None
    assert export.line_counts is not None
    assert export.line_counts.adds_up
    if outcome.kind != ASKED:
        assert sum_gaps(made, export) == []


def test_hardly_a_row_of_a_sound_file_is_refused(tmp_path: Path) -> None:
    kinds: Counter[str] = Counter()

    with child_in_process():
        for shape in SAMPLE[::4]:
            made = make(shape)
            path = tmp_path / "export.bin"
            path.write_bytes(made.content)
            kinds[judge(made, path).kind] += 1

    assert kinds[LISTED] <= 0.02 * kinds.total(), kinds


@pytest.mark.parametrize(
    "shape", SAMPLE[:: len(SAMPLE) // TRUE_CHILD_COUNT][:TRUE_CHILD_COUNT], ids=shape_name
)
def test_the_true_child_reads_the_same(shape: Shape, tmp_path: Path) -> None:
    with child_in_process():
        _made, path, near = read_shape(shape, tmp_path)

    far = read(path, near.name)

    assert far.lines.equals(near.lines)
    assert far.refused.equals(near.refused)
    assert far.set_aside.equals(near.set_aside)
    assert far.line_counts == near.line_counts
    assert far.reading == near.reading
