"""Runs the reading child with limits; its death, whatever the cause, is a sentence and not a crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kamlogic.intake.limits import Limits
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


def read_in_child(
    request: dict[str, Any], *, name: str, limits: Limits, progress: Callable[[float], None]
) -> dict[str, Any]:
    """The child's answer to the request (kind, path, folder, encoding, delimiter, sheet).

    Raises:
        UnreadableFileError: The child refused the file, was stopped, or died.
    """
    answer = _run(request, name=name, limits=limits, progress=progress)
    if answer is None and request["kind"] == "xlsx":
        answer = _run({**request, "kind": "xlsx_slow"}, name=name, limits=limits, progress=progress)
    if answer is None:
        raise unreadable(name, "crashed")
    if "refused" in answer:
        raise unreadable(name, answer["refused"], **answer["details"])
    return answer


def _run(
    request: dict[str, Any], *, name: str, limits: Limits, progress: Callable[[float], None]
) -> dict[str, Any] | None:
    """One child; None when it died without an answer."""
    is_text = request["kind"] == "csv"
    folder = Path(request["folder"])
    full = {
        **request,
        "memory_bytes": limits.memory_bytes,
        "processor_seconds": None if is_text else limits.processor_seconds,
    }
    (folder / "request.json").write_text(json.dumps(full), encoding="utf-8")
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        [sys.executable, "-m", "kamlogic.intake.child", str(folder / "request.json")],
        cwd=_PACKAGE_PARENT,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        in_time = _wait(process, folder, None if is_text else limits.wall_seconds, progress)
    finally:
        process.kill()
        process.wait()
    if not in_time:
        raise unreadable(name, "too_slow", seconds=round(limits.wall_seconds))
    answer = folder / "answer.json"
    if process.returncode != 0 or not answer.exists():
        return None
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return found


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
