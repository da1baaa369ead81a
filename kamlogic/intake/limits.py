"""How much one file may cost the machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one file may cost: bytes on disk, memory and seconds of the child.

    A text file streams, so it has no time limit.
    """

    workbook_bytes: int = 50 * 2**20
    text_bytes: int = 2 * 2**30
    unpacked_bytes: int = 300 * 2**20
    part_count: int = 2_000
    memory_bytes: int = 1_536 * 2**20
    processor_seconds: int = 40
    wall_seconds: float = 60.0
