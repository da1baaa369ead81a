"""Does a known sales table come back from every shape of export?

    python -m benchmarks.intake_shapes [--json] [--limit N] [--seed S] [--processes P]

Every possible shape of benchmarks/shape_choice.py is written, read without a choice and compared with its truth
row by row. Each ends as one of
    exact     every line is there, to the cent, the day and the client
    listed    the rows that are not are refused, and said so
    asked     the reading is one of two, and the question was asked
    message   the file was not read, and said so
    silent    anything else: must be 0
--limit takes a spread sample that holds every pair of values. Without it there are some 160,000 files.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from benchmarks.sales_shapes import make
from benchmarks.shape_choice import Shape, all_shapes, sample_shapes
from benchmarks.shape_outcomes import (
    OUTCOMES,
    SILENT,
    Outcome,
    broken_identity,
    child_in_process,
    judge,
    read,
)
from kamlogic.errors import KamError

CRASH = "crash"
KINDS = (*OUTCOMES, CRASH)
_SHOWN = 10


def measure_shape(shape: Shape) -> tuple[Shape, Outcome]:
    """Write, read and judge one shape; an exception that is no refusal is the outcome "crash"."""
    made = make(shape)
    with tempfile.TemporaryDirectory(prefix="kunci-") as folder, child_in_process():
        path = Path(folder) / made.name
        path.write_bytes(made.content)
        try:
            export = read(path, made.name)
            broken = broken_identity(export)
            return shape, Outcome(CRASH, broken) if broken else judge(made, path, export)
        except KamError:
            return shape, judge(made, path)
        except Exception as error:  # noqa: BLE001 - the measurement goes on and counts it
            return shape, Outcome(CRASH, repr(error)[:300])


def count_outcomes(found: Iterable[tuple[Shape, Outcome]]) -> dict[str, dict[str, Counter[str]]]:
    """Dimension → value → outcomes; "all" holds the sum."""
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for shape, outcome in found:
        counts["all"]["all"][outcome.kind] += 1
        for dimension, value in shape._asdict().items():
            counts[dimension][value][outcome.kind] += 1
    return counts


def show(
    counts: dict[str, dict[str, Counter[str]]], bad: list[tuple[Shape, Outcome]], seconds: float
) -> None:
    """The table, and the first files that were read wrongly."""
    print(f"{'':<12}{'':<18}" + "".join(f"{kind:>9}" for kind in KINDS))
    for dimension, values in counts.items():
        for value, kinds in values.items():
            row = "".join(f"{kinds[kind]:>9,}" for kind in KINDS)
            print(f"{dimension:<12}{value!r:<18}{row}")
    total = counts["all"]["all"].total()
    print(f"{total:,} files in {seconds:,.0f} s, {total / seconds:,.0f} a second")
    for shape, outcome in bad[:_SHOWN]:
        print(f"{outcome.kind}: {tuple(shape)}\n    {outcome.why}")


def main() -> int:
    """Measure, print, and end with 1 if a figure differed silently or the reading crashed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    shapes = sample_shapes(options.limit, seed=options.seed) if options.limit else list(all_shapes())
    begin = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
        found = list(pool.imap_unordered(measure_shape, shapes, chunksize=20))
    seconds = time.perf_counter() - begin
    counts = count_outcomes(found)
    bad = sorted((pair for pair in found if pair[1].kind in {SILENT, CRASH}), key=lambda pair: pair[0])
    if options.json:
        shown = [
            {"shape": shape._asdict(), "outcome": outcome.kind, "why": outcome.why} for shape, outcome in bad
        ]
        print(json.dumps({"counts": counts, "bad": shown, "seconds": seconds}, ensure_ascii=False))
    else:
        show(counts, bad, seconds)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
