"""What arrives in an inbox, and what lies there afterwards."""

from __future__ import annotations

from pathlib import Path

from kamlogic.services.inbox_files import LOCK

HEADER = "Date,Client,Invoice,Amount\n"
JANUARY = HEADER + "".join(f"2024-01-{day:02d},Acme,I{day},{day}.50\n" for day in range(1, 29))
FEBRUARY = JANUARY.replace("2024-01", "2024-02").replace(",I", ",J")
AMBIGUOUS = "Date,Client,Amount\n01/02/2024,Acme,5\n03/04/2024,Acme,7\n"


def files_of(folder: Path) -> dict[str, str]:
    """Every file below the folder with its content; the lock apart."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8-sig")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LOCK
    }
