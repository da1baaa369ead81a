"""How much one file may cost the machine."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """What one file may cost: bytes on disk, memory and seconds of the child.

    Text and Parquet stream, so their size has no limit of its own and text has no time limit. A workbook is held
    in memory: what it may weigh on disk follows from the memory of the child (docs/decisions.md).

    Attributes:
        workbook_bytes: A workbook or a web page with tables, as it lies on disk.
        text_bytes: A text or Parquet file; None: any size.
        unpacked_bytes: All parts of a workbook together, or all members of an archive.
        part_count: Parts of a workbook, or members of an archive.
        memory_bytes: Address space of the child.
        processor_seconds: Time of the child for a small workbook.
        wall_seconds: The same by the clock on the wall.
        seconds_per_megabyte: More time for each megabyte on disk, on either clock.
    """

    workbook_bytes: int = 100 * MEGABYTE
    text_bytes: int | None = None
    unpacked_bytes: int = 32 * 1024 * MEGABYTE
    part_count: int = 2_000
    memory_bytes: int = 2_048 * MEGABYTE
    processor_seconds: int = 40
    wall_seconds: float = 60.0
    seconds_per_megabyte: float = 1.5
