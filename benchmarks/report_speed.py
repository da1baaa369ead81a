"""How much dearer is the whole report than reading the file and one groupby?

    python benchmarks/report_speed.py [FILE] [--rounds 3]

Measures `python -m kamlogic report FILE --json` against the baseline "pandas.read_csv + groupby": the same file read by
pandas in a process of its own and summed by client and month. Both alternate in one run; the cheapest round of
each counts. FILE is a comma-separated UTF-8 file; without it, the Online Retail sample is written as CSV.
Needs Linux or macOS: the figures are those that the system keeps of each process and its children.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data/online_retail.parquet"
BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
BASELINE = """
import json, sys
import pandas as pd
path, columns = sys.argv[1], json.loads(sys.argv[2])
lines = pd.read_csv(path)
if "amount" in columns:
    amount = lines[columns["amount"]]
else:
    amount = lines[columns["quantity"]] * lines[columns["unit_price"]]
client = columns.get("client_code") or columns["client_name"]
month = pd.to_datetime(lines[columns["date"]]).dt.to_period("M")
amount.groupby([lines[client], month]).agg(["sum", "size"])
"""


@dataclass(frozen=True)
class Cost:
    """What one process and its children took."""

    wall_seconds: float
    processor_seconds: float
    peak_megabytes: float


def run(command: list[str], output: Path) -> Cost:
    """Run a command to its end."""
    begin = time.perf_counter()
    with output.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, stdout=file)
        _, status, usage = os.wait4(process.pid, 0)
    wall_seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command[:4])} … ended with {process.returncode}")
    return Cost(wall_seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * BYTES_PER_UNIT / 2**20)


def best(costs: list[Cost]) -> Cost:
    """The least of each figure: what disturbs a round only ever adds."""
    return Cost(*(min(getattr(cost, name) for cost in costs) for name in Cost.__dataclass_fields__))


def show(name: str, cost: Cost) -> None:
    """One row of the table."""
    print(
        f"{name:<28}{cost.wall_seconds:>9.2f} s {cost.processor_seconds:>9.2f} s {cost.peak_megabytes:>9.0f} MB"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="kunci-") as name:
        folder = Path(name)
        path = options.file.resolve() if options.file else folder / "online_retail.csv"
        if options.file is None:
            pd.read_parquet(SAMPLE).to_csv(path, index=False)
        answer = folder / "report.json"
        report = [sys.executable, "-m", "kamlogic", "report", str(path), "--json"]
        run(report, answer)  # warm-up; also tells which columns the baseline sums
        columns = next(iter(json.loads(answer.read_text(encoding="utf-8"))["intake"]["columns"].values()))
        baseline = [sys.executable, "-c", BASELINE, str(path), json.dumps(columns)]
        rounds = [(run(report, answer), run(baseline, answer)) for _ in range(options.rounds)]
        ours, theirs = best([pair[0] for pair in rounds]), best([pair[1] for pair in rounds])
        print(f"{path.name}, {path.stat().st_size / 2**20:.0f} MB, best of {options.rounds}")
    print(f"{'':<28}{'wall':>11} {'CPU':>11} {'peak RSS':>12}")
    show("report", ours)
    show("pandas.read_csv + groupby", theirs)
    ratios = [
        getattr(ours, field) / getattr(theirs, field)
        for field in ("wall_seconds", "processor_seconds", "peak_megabytes")
    ]
    print(f"{'ratio':<28}" + " ".join(f"{value:>10.2f}×" for value in ratios))


if __name__ == "__main__":
    main()
