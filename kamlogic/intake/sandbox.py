"""Runs the reading child with limits; its death, whatever the cause, is a sentence and not a crash."""

from __future__ import annotations

import json
import logging
import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kamlogic.intake.limits import MEGABYTE, Limits
from kamlogic.intake.many_files import READING, SLOW
from kamlogic.intake.refusals import unreadable

_PACKAGE_PARENT = Path(__file__).resolve().parents[2]
# The child parses hostile bytes: it gets no connection string and no key from our environment.
_PASSED_ON = (
    "PATH",
    "SYSTEMROOT",
    "TMPDIR",
    "TEMP",
    "LANG",
    "COVERAGE_PROCESS_CONFIG",
    "COVERAGE_PROCESS_START",
)
_POLL_SECONDS = 0.05
_COMPLAINT_BYTES = 2_000
_LOG = logging.getLogger(__name__)
_MAX_TRIES = 5


def read_in_child(
    request: dict[str, Any], *, name: str, limits: Limits, progress: Callable[[float], None]
) -> dict[str, Any]:
    """The child's answer to the request (paths, folder, encoding, delimiter, sheet).

    Raises:
        UnreadableFileError: The child refused the files, was stopped, or died.
    """
    paths, lost = list(request["paths"]), dict[str, list[Any]]()
    answer = None
    for _try in range(_MAX_TRIES):
        answer = _run({**request, "paths": paths}, name=name, limits=limits, progress=progress)
        if answer is not None:
            break
        paths = _without_culprit(paths, Path(request["folder"]), lost)
        if not paths:
            break
    if answer is None:
        raise unreadable(name, "crashed")
    if "refused" in answer:
        raise unreadable(name, answer["refused"], **answer["details"])
    return {**answer, "not_read": {**answer["not_read"], **lost}}


def _without_culprit(paths: list[list[str]], folder: Path, lost: dict[str, list[Any]]) -> list[list[str]]:
    """The files for the next try: an XLSX workbook that killed the child is read slowly, any other left out."""
    for own in folder.glob("read_*"):
        shutil.rmtree(own)
    told = folder / READING
    culprit = os.fsdecode(told.read_bytes()) if told.exists() else ""
    told.unlink(missing_ok=True)
    left = []
    for title, path, kind in paths:
        if path != culprit:
            left.append([title, path, kind])
        elif kind == "csv":
            return []  # the texts are read together: which of them it was is not known
        elif kind == "xlsx":
            left.append([title, path, SLOW])
        else:
            lost[title] = ["crashed", {}]
    return left if culprit else []


def _run(
    request: dict[str, Any], *, name: str, limits: Limits, progress: Callable[[float], None]
) -> dict[str, Any] | None:
    """One child; None when it died without an answer."""
    folder = Path(request["folder"])
    processor_seconds, wall_seconds = _times(request, limits)
    full = {
        **request,
        "memory_bytes": limits.memory_bytes,
        "processor_seconds": processor_seconds,
        "unpacked_bytes": limits.unpacked_bytes,
        "part_count": limits.part_count,
    }
    (folder / "request.json").write_text(json.dumps(full), encoding="utf-8")
    with (folder / "complaint").open("wb") as complaint:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-m", "kamlogic.intake.child", str(folder / "request.json")],
            cwd=_PACKAGE_PARENT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaint,
        )
    try:
        in_time = _wait(process, folder, wall_seconds, progress)
    finally:
        process.kill()
        process.wait()
    if not in_time:
        raise unreadable(name, "too_slow", seconds=round(wall_seconds or 0))
    answer = folder / "answer.json"
    if process.returncode != 0 or not answer.exists():
        last_words = (folder / "complaint").read_bytes()[-_COMPLAINT_BYTES:].decode(errors="replace")
        _LOG.info("the reading process ended with %s: %s", process.returncode, last_words)
        return None
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return found


def _times(request: dict[str, Any], limits: Limits) -> tuple[int | None, float | None]:
    """Seconds of the processor and of the clock: none for text, which streams; more for larger files."""
    if all(kind == "csv" for _name, _path, kind in request["paths"]):
        return None, None
    size = sum(Path(path).stat().st_size for _name, path, _kind in request["paths"])
    more = limits.seconds_per_megabyte * size / MEGABYTE
    return limits.processor_seconds + math.ceil(more), limits.wall_seconds + more


def _wait(
    process: subprocess.Popen[bytes], folder: Path, seconds: float | None, progress: Callable[[float], None]
) -> bool:
    """True when the child ended by itself within its time."""
    until = None if seconds is None else time.monotonic() + seconds
    while until is None or time.monotonic() < until:
        try:
            process.wait(_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            told = folder / "progress"
            share = told.read_text(encoding="ascii") if told.exists() else ""
            progress(float(share or 0))
        else:
            return True
    return False


def _environment() -> dict[str, str]:
    passed = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    # One thread and the plain allocator keep the address space small under the memory limit.
    fixed = {
        "PYTHONPATH": str(_PACKAGE_PARENT),
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_IO_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    return {
        **passed,
        **fixed,
        "OMP_NUM_THREADS": "1",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
