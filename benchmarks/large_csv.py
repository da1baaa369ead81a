"""Does a CSV far larger than memory import within its bounds?

    python -m benchmarks.large_csv [--gigabytes 4] [--folder DIR]

Writes a CSV of the given size out of the Online Retail sample (each copy with its own documents and days), imports it
with `python -m kamlogic import` into a fresh store and prints the seconds, the peak memory of the command and of the
process that opened the file, and whether the rows and the sum are those that were written.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data" / "online_retail.parquet"


def write_csv(path: Path, size: int) -> tuple[int, Decimal]:
    """Write copies of the sample until the file has this many bytes; gives rows and net sales."""
    lines = pa.Table.from_pandas(pd.read_parquet(SAMPLE), preserve_index=False)
    amounts = pd.read_parquet(SAMPLE)
    one = sum(
        (
            Decimal(str(q)) * Decimal(str(p))
            for q, p in zip(amounts["Quantity"], amounts["UnitPrice"], strict=True)
        ),
        Decimal(0),
    )
    copies = 0
    with path.open("wb") as file:
        while file.tell() < size:
            number = pc.binary_join_element_wise(pc.cast(lines["InvoiceNo"], pa.string()), f"-{copies}", "")
            copy = lines.set_column(lines.schema.get_field_index("InvoiceNo"), "InvoiceNo", number)
            options = pyarrow.csv.WriteOptions(include_header=copies == 0, quoting_style="needed")
            pyarrow.csv.write_csv(copy, file, options)
            copies += 1
    return copies * lines.num_rows, copies * one


def main() -> None:
    """Write, import, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gigabytes", type=float, default=4.0)
    parser.add_argument("--folder", type=Path, help="where to write; a temporary folder if not given")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="kunci-", dir=options.folder) as name:
        path, home = Path(name) / "large.csv", Path(name) / "home"
        rows, total = write_csv(path, int(options.gigabytes * 1e9))
        environment = os.environ | {"KUNCI_HOME": str(home), "TMPDIR": name}
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "kamlogic", "import", str(path)],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    found = re.search(r"(\d+) accepted.* net sales (-?[\d.]+)", done.stdout)
    is_right = found is not None and int(found[1]) == rows and Decimal(found[2]) == total
    print(
        f"{path.stat().st_size / 1e9 if path.exists() else options.gigabytes:.1f} GB, {rows:,} rows, net sales {total}"
    )
    print(
        f"import: {seconds:.0f} s, peak memory of the largest process {peak:,.0f} MB, status {done.returncode}"
    )
    print("rows and sum right" if is_right else f"NOT RIGHT: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
