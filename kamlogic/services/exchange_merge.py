"""Three versions of an entry become one: as the row started, as the store has it, and as the row wants it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from kamlogic.entries.cell_values import blank
from kamlogic.entries.entry import Entry
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.store.entries import Saved
from kamlogic.store.entry_history import entry_changes


def merge(
    theirs: Entry, mine: Mapping[str, Any], base: Mapping[str, Any] | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of both, and those in conflict.

    A field that only one side changed takes that side's value; what both changed in the same way is no conflict.

    Args:
        theirs: As the store has it.
        mine: What the row wants; fields without a column are absent.
        base: What both started from; None where nobody knows, and then every difference is a conflict.

    Returns:
        All values, with those of the store in conflicts; and field → what the row wants there.
    """
    merged, conflicts = dict(theirs), {}
    for name, value in mine.items():
        held = merged[name]
        if value == held or (base is not None and value == base[name]):
            continue
        if base is not None and held == base[name]:
            merged[name] = value
        else:
            conflicts[name] = value
    return merged, conflicts


def entry_at(session: Session, saved: Saved[Any], version: int) -> dict[str, Any] | None:
    """The values that an entry had at an earlier version, from the audit trail; None where it does not tell."""
    steps = entry_changes(session, kind=saved.entry.kind, entry_id=saved.id)
    if len(steps) != saved.version_id or not 0 < version <= saved.version_id:
        return None
    values = saved.entry.plain()
    for step in steps[: saved.version_id - version]:
        values |= {name: before for name, (before, _after) in step.fields.items()}
    try:
        return dict(type(saved.entry).read(values))
    except InvalidEntryError:
        return None


def said(entry_type: type[Entry], mine: Mapping[str, Any]) -> dict[str, Any]:
    """Of a row that never saw the store's entry: the fields in which it says something."""
    shapes = {shape.name: shape for shape in entry_type.shapes()}
    return {
        name: value
        for name, value in mine.items()
        if value not in (shapes[name].default, blank(shapes[name])) and not shapes[name].is_automatic
    }


def unsaid(entry_type: type[Entry], theirs: Entry) -> dict[str, Any]:
    """A base for such a row: where the store's entry holds nothing, the row may fill it in."""
    base: dict[str, Any] = {}
    for shape in entry_type.shapes():
        held = getattr(theirs, shape.name)
        base[shape.name] = held if held in (shape.default, blank(shape)) else _Nothing
    return base


class _Nothing:
    """Equals no value."""
