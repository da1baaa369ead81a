"""Uploaded files, and which of them are read as one export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app import state
from kamlogic.intake.file_groups import START_BYTES, group_by_start, group_name


class Uploaded(Protocol):
    """What the platform gives for an uploaded file."""

    name: str
    file_id: str

    def getvalue(self) -> bytes:
        """The content."""
        ...


@dataclass(frozen=True)
class Upload:
    """Uploaded files that are read as one export; mostly a single one.

    Attributes:
        id: Of its widgets.
        name: What the user calls it.
        files: The files.
    """

    id: str
    name: str
    files: tuple[Uploaded, ...]


def group_uploads(files: Sequence[Uploaded]) -> list[Upload]:
    """The uploads to read: text files of one header line together."""
    groups = [
        part
        for group in group_by_start(list(files), [file.getvalue()[:START_BYTES] for file in files])
        for part in ([[file] for file in group] if state.get(f"separate_{_group_id(group)}") else [group])
    ]
    uploads = [
        Upload(_group_id(group), group_name([file.name for file in group]), tuple(group)) for group in groups
    ]
    state.forget_files({upload.id for upload in uploads})
    return uploads


def _group_id(group: list[Uploaded]) -> str:
    return group[0].file_id if len(group) == 1 else f"{group[0].file_id}-{group[-1].file_id}-{len(group)}"
