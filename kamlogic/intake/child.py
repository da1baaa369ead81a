"""The process that opens a user's file: `python -m kamlogic.intake.child request.json`.

It sets its own limits before it reads a byte of the files, writes raw cells and answer.json into the folder of the
request, and may die: the parent survives it. Nothing here imports the web or database layers.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path

from kamlogic.intake.many_files import read_files
from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.without_pandas import keep_pandas_out

try:
    import resource
except ImportError:  # Windows has no such limits; the parent's time limit remains.
    resource = None  # type: ignore[assignment]


def main(request_path: Path) -> None:
    """Read the files of the request and answer."""
    request = json.loads(request_path.read_text(encoding="utf-8"))
    keep_pandas_out()
    _limit(request["memory_bytes"], request["processor_seconds"])
    folder = Path(request["folder"])
    try:
        answer = read_files(request, lambda share: _tell(folder, share))
    except CannotReadError as refusal:
        answer = {"refused": refusal.code, "details": refusal.details}
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


def _limit(memory_bytes: int | None, processor_seconds: int | None) -> None:
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for kind, limit in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, processor_seconds)):
        if limit is not None:
            resource.setrlimit(kind, (limit, limit))


def _tell(folder: Path, share: float) -> None:
    (folder / "progress").write_text(f"{share:.4f}", encoding="ascii")


if __name__ == "__main__":
    # Rows come as many small lists that never point back at one another: looking for circles is wasted time.
    gc.set_threshold(1_000_000)
    main(Path(sys.argv[1]))
