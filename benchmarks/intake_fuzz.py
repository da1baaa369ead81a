"""Does the intake survive whatever is dropped on it?

    python -m benchmarks.intake_fuzz --count 100000 [--seed S] [--processes P] [--child-share X] [--keep FOLDER]

Damaged tables, mutated files of every kind and noise are read. Each must be read or refused with a sentence, within
ten seconds, and of what was read every row and every physical line must be somewhere. Text is read in this process;
of the workbooks and archives a share goes through the true child, the rest only through the gate. A failing input
is saved into FOLDER with what happened beside it.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.fuzz_inputs import TEXT_KINDS, FuzzInput, make_input
from benchmarks.shape_outcomes import broken_identity, child_in_process, read
from kamlogic.errors import KamError
from kamlogic.intake import opening, sandbox
from kamlogic.intake.exports import Export
from kamlogic.intake.refusals import unreadable

SLOW_SECONDS = 10.0
_HANG_SECONDS = 120
_CHILD_SHARE = 0.02
_SHOWN = 20


@dataclass(frozen=True)
class Found:
    """What became of one input: read, refused, or a failure with its reason."""

    number: int
    kind: str
    result: str
    seconds: float
    failure: str = ""


def try_input(one: FuzzInput, folder: Path, *, is_true_child: bool = False) -> Found:
    """Read one input and say what became of it; never raises."""
    path = folder / f"input-{one.number}"
    path.write_bytes(one.content)
    begin = time.perf_counter()
    failure = ""
    try:
        with _child(one.kind, is_true_child=is_true_child), _alarm():
            export = read(path, "input")
        result = "read"
        failure = broken_identity(export) or broken_line_count(export, one.content) or ""
    except KamError:
        result = "refused"
    except Exception:  # noqa: BLE001 - whatever else comes is what is looked for
        result, failure = "failed", traceback.format_exc(limit=-4)
    finally:
        path.unlink()
    seconds = time.perf_counter() - begin
    if seconds > SLOW_SECONDS:
        failure = failure or f"took {seconds:.0f} seconds"
    return Found(one.number, one.kind, "failed" if failure else result, seconds, failure)


def broken_line_count(export: Export, content: bytes) -> str | None:
    """The counted physical lines are those of the text, counted here anew; None if so, or if it is no plain text."""
    if export.reading.kind != "csv" or content.startswith(b"PK") or export.line_counts is None:
        return None
    text = content.decode(export.reading.encoding or "utf-8", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.count("\n") + (not text.endswith("\n"))
    if lines == export.line_counts.total:
        return None
    return f"the file has {lines} lines, {export.line_counts.total} were counted"


def run(number: int, *, seed: int, child_share: float, keep: Path | None) -> Found:
    """Make, try and, if it fails, keep the input with this number."""
    one = make_input(number, seed=seed)
    with tempfile.TemporaryDirectory(prefix="kunci-") as folder:
        found = try_input(
            one, Path(folder), is_true_child=(number * 2_654_435_761) % 10_000 < 10_000 * child_share
        )
    if found.failure and keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{number}-{one.kind}.bin").write_bytes(one.content)
        (keep / f"{number}-{one.kind}.txt").write_text(found.failure, encoding="utf-8")
    return found


def main() -> int:
    """Run, print counts and speed, and end with 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--child-share", type=float, default=_CHILD_SHARE)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    job = partial(run, seed=options.seed, child_share=options.child_share, keep=options.keep)
    begin = time.perf_counter()
    counts: Counter[tuple[str, str]] = Counter()
    failures, slowest = [], 0.0
    with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
        for found in pool.imap_unordered(job, range(options.count), chunksize=50):
            counts[found.kind, found.result] += 1
            slowest = max(slowest, found.seconds)
            if found.failure:
                failures.append(found)
    show(counts, failures, time.perf_counter() - begin, slowest)
    return 1 if failures else 0


def show(counts: Counter[tuple[str, str]], failures: list[Found], seconds: float, slowest: float) -> None:
    """The table, and the last line of each kind of failure."""
    results = ("read", "refused", "failed")
    print(f"{'':<10}" + "".join(f"{result:>10}" for result in results))
    for kind in sorted({kind for kind, _result in counts}):
        print(f"{kind:<10}" + "".join(f"{counts[kind, result]:>10,}" for result in results))
    total = counts.total()
    print(
        f"{total:,} inputs in {seconds:,.0f} s, {total / seconds:,.0f} a second, the slowest took {slowest:.1f} s"
    )
    reasons = Counter(found.failure.strip().rpartition("\n")[2][:150] for found in failures)
    for reason, count in reasons.most_common(_SHOWN):
        number = next(found.number for found in failures if found.failure.strip().endswith(reason[-60:]))
        print(f"{count:>6} × {reason} (first: {number})")


@contextlib.contextmanager
def _child(kind: str, *, is_true_child: bool) -> Iterator[None]:
    """The child that suits the input: text in this process; others truly, or not beyond the gate."""
    if is_true_child:
        yield
    elif kind in TEXT_KINDS:
        with child_in_process():
            yield
    else:
        with mock.patch.object(opening, "read_in_child", _read_only_text):
            yield


def _read_only_text(request: dict[str, Any], *, name: str, **others: Any) -> dict[str, Any]:
    kinds = {request["kind"]} if "kind" in request else {kind for _name, _path, kind in request["paths"]}
    if kinds != {"csv"}:
        raise unreadable(name, "crashed")
    with child_in_process():
        answer: dict[str, Any] = sandbox.read_in_child(request, name=name, **others)
        return answer


@contextlib.contextmanager
def _alarm() -> Iterator[None]:
    """Ends an input that hangs; only where the system has alarms."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        msg = f"no answer within {_HANG_SECONDS} seconds"
        raise TimeoutError(msg)

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(_HANG_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


if __name__ == "__main__":
    sys.exit(main())
