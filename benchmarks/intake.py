"""How safely are damaged files read, by us and by others?

    python -m benchmarks.intake DIR [--json] [--limit N]

DIR holds csv/ (damaged files) and clean/ (the truth of csv/X is clean/X), or stands above such a folder named
polluted; then csv-spectrum, csvlint, tabulator and messytables beside it are tried too. A file is SAFE when its
table is exactly right or every row that is not right is reported, as refused or as doubtful. Readers that are not
installed (polars, clevercsv) are left out.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.intake_folders import measure_folders
from benchmarks.intake_readers import Outcome, readers
from benchmarks.intake_truth import Truth, Verdict, judge, load_truth

SLOW_SECONDS = 10.0


@dataclass(frozen=True)
class Score:
    """One reader over all files; shares are fractions."""

    reader: str
    files: int
    perfect_share: float
    safe_share: float
    right_reported_share: float
    silent_count: int
    error_count: int
    slow_count: int
    files_per_second: float
    silent_files: list[str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--limit", type=int, help="only so many files, evenly taken")
    options = parser.parse_args()
    above = options.folder / "polluted"
    folder = above if above.is_dir() else options.folder
    if not ((folder / "csv").is_dir() and (folder / "clean").is_dir()):
        sys.exit(f"{folder} holds no csv/ and clean/.")
    names = sorted(
        path.name for path in (folder / "csv").iterdir() if (folder / "clean" / path.name).exists()
    )
    step = max(len(names) // options.limit, 1) if options.limit else 1
    truths = {name: load_truth(folder, name) for name in names[::step][: options.limit]}
    found, missing = readers()
    scores = [measure(name, reader, folder / "csv", truths) for name, reader in found.items()]
    others = measure_folders(options.folder) if above.is_dir() else []
    if options.json:
        print(json.dumps({"readers": [asdict(score) for score in scores], "folders": others}, indent=2))
        return
    _show(scores, missing)
    for other in others:
        print(", ".join(f"{key} {value}" for key, value in other.items() if key != "crashed_files"))


def measure(name: str, reader: Callable[[Path], Outcome], folder: Path, truths: dict[str, Truth]) -> Score:
    """Read and judge every file."""
    verdicts: dict[str, Verdict] = {}
    slow = 0
    begin = time.perf_counter()
    for file, truth in truths.items():
        start = time.perf_counter()
        verdicts[file] = _try(reader, folder / file, truth)
        slow += time.perf_counter() - start > SLOW_SECONDS
    seconds = time.perf_counter() - begin
    kinds = Counter(verdict.kind for verdict in verdicts.values())
    right = sum(verdict.right_rows for verdict in verdicts.values())
    return Score(
        reader=name,
        files=len(truths),
        perfect_share=kinds["perfect"] / len(truths),
        safe_share=(kinds["perfect"] + kinds["reported"]) / len(truths),
        right_reported_share=sum(verdict.right_reported for verdict in verdicts.values()) / max(right, 1),
        silent_count=kinds["silent"],
        error_count=kinds["error"],
        slow_count=slow,
        files_per_second=len(truths) / seconds,
        silent_files=[file for file, verdict in verdicts.items() if verdict.kind in {"silent", "error"}],
    )


def _try(reader: Callable[[Path], Outcome], path: Path, truth: Truth) -> Verdict:
    try:
        outcome = reader(path)
    except Exception:  # noqa: BLE001 - whatever a reader raises, it gave no table
        return Verdict("error")
    return judge(truth, outcome)


def _show(scores: list[Score], missing: list[str]) -> None:
    heads = ("files", "perfect", "SAFE", "right reported", "silent", "errors", "> 10 s", "files/s")
    print(f"{'':<14}" + "".join(f"{head:>16}" for head in heads))
    for score in scores:
        cells = (
            f"{score.files}",
            f"{score.perfect_share:.1%}",
            f"{score.safe_share:.1%}",
            f"{score.right_reported_share:.2%}",
            f"{score.silent_count}",
            f"{score.error_count}",
            f"{score.slow_count}",
            f"{score.files_per_second:.1f}",
        )
        print(f"{score.reader:<14}" + "".join(f"{cell:>16}" for cell in cells))
    for name in missing:
        print(f"{name:<14} not installed, left out")


if __name__ == "__main__":
    main()
