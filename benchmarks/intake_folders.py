"""Files of other projects' test suites: how many open, and is every other one refused with a reason?"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.intake_readers import collapsed, read_ours
from kamlogic.errors import KamError
from kamlogic.intake.exports import Choices
from kamlogic.intake.limits import Limits
from kamlogic.intake.opening import Source, find_chosen_table, open_source

_NOT_TABLES = {".md", ".txt", ".json"}


def measure_folders(folder: Path) -> list[dict[str, Any]]:
    """One entry per suite that is there."""
    spectrum = folder / "csv-spectrum"
    found = [_spectrum(spectrum)] if spectrum.is_dir() else []
    suites = [folder / name for name in ("csvlint", "tabulator", "messytables")]
    return found + [_openings(suite) for suite in suites if suite.is_dir()]


def _spectrum(folder: Path) -> dict[str, Any]:
    """Tables equal to the JSON beside them; a file whose JSON tells another story than the file is left out."""
    right, files = 0, 0
    for path in sorted((folder / "csvs").glob("*.csv")):
        text = (folder / "json" / f"{path.stem}.json").read_text(encoding="utf-8", errors="replace")
        records = json.loads(text)
        if not isinstance(records, list):
            continue
        files += 1
        outcome = read_ours(path)
        header = collapsed(records[0])
        rows = [collapsed(record.values()) for record in records]
        ours = None if outcome.header is None else outcome.header.cells
        right += ours == header and [entry.cells for entry in outcome.rows] == rows
    return {"suite": folder.name, "right tables": right, "of": files}


def _openings(folder: Path) -> dict[str, Any]:
    opened, refused, crashed = 0, 0, []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in _NOT_TABLES:
            continue
        try:
            _open(path)
            opened += 1
        except KamError as refusal:
            refused += 1
            if "process" in str(refusal):
                crashed.append(path.name)
        except Exception:  # noqa: BLE001 - counted
            crashed.append(path.name)
    return {
        "suite": folder.name,
        "opened": opened,
        "refused with a reason": refused,
        "crashed": len(crashed),
        "crashed_files": crashed,
    }


def _open(path: Path) -> None:
    with TemporaryDirectory(prefix="kunci-") as name:
        source = Source(path, path.name, Choices(), Limits(), lambda _share, _text: None)
        find_chosen_table(Path(name), open_source(source, Path(name)), source)
