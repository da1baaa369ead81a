"""How much dearer is understanding an export than bare reading?

    python benchmarks/intake_speed.py [--rounds 3] [--rows 200000]

Online Retail as CSV: our read_export and the Parquet of its lines against DuckDB's own typed read of the same file.
The same lines as XLSX: our read_export against python-calamine's bare read. Every measurement is a process of its
own, both sides alternate, the cheapest round of each counts; loading libraries is left out on both sides, the child
process that we start is not. Needs Linux or macOS.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data/online_retail.parquet"
TIMED = """
import json, resource, sys, time
from pathlib import Path
{imports}
def cpu():
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)
path = sys.argv[1]
wall, processor = time.perf_counter(), cpu()
{body}
print(json.dumps([time.perf_counter() - wall, cpu() - processor]))
"""
OURS = TIMED.format(
    imports="import pyarrow.parquet as pq\nfrom kamlogic.intake.exports import Choices\n"
    "from kamlogic.intake.read_export import read_export",
    body="export = read_export(Path(path), name='sales', choices=Choices())\n"
    "pq.write_table(export.lines, path + '.parquet', compression='zstd')",
)
DUCKDB = TIMED.format(
    imports="import duckdb", body="duckdb.execute('CREATE TABLE lines AS FROM read_csv(?)', [path])"
)
CALAMINE = TIMED.format(
    imports="import python_calamine",
    body="python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()",
)


def measure(script: str, path: Path) -> list[float]:
    """Wall and processor seconds of one process."""
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    seconds: list[float] = json.loads(done.stdout)
    return seconds


def compare(title: str, baseline: tuple[str, str], path: Path, rounds: int) -> None:
    """Alternate, keep the least of each figure, print both and the ratio."""
    name, script = baseline
    measured = [(measure(OURS, path), measure(script, path)) for _ in range(rounds)]
    ours = [min(pair[0][place] for pair in measured) for place in (0, 1)]
    theirs = [min(pair[1][place] for pair in measured) for place in (0, 1)]
    print(f"{title}, {path.stat().st_size / 1e6:.0f} MB, best of {rounds}")
    for reader, (wall, processor) in (("ours", ours), (name, theirs)):
        print(f"  {reader:<24}{wall:>8.2f} s wall {processor:>8.2f} s CPU")
    print(f"  {'ratio':<24}{ours[0] / theirs[0]:>8.2f}× wall {ours[1] / theirs[1]:>8.2f}× CPU")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=200_000, help="rows of the XLSX; 0 leaves it out")
    options = parser.parse_args()
    lines = pd.read_parquet(SAMPLE)
    with TemporaryDirectory(prefix="kunci-") as name:
        text = Path(name) / "online_retail.csv"
        lines.to_csv(text, index=False)
        duckdb = ("DuckDB, typed read", DUCKDB)
        compare(f"CSV of {len(lines):,} rows", duckdb, text, options.rounds)
        if options.rows:
            workbook = Path(name) / "online_retail.xlsx"
            lines.head(options.rows).to_excel(workbook, index=False, engine="xlsxwriter")
            calamine = ("python-calamine, bare", CALAMINE)
            compare(f"XLSX of {options.rows:,} rows", calamine, workbook, options.rounds)


if __name__ == "__main__":
    main()
