"""Which lines of which imports count: the fold of a data set's events, now or at any earlier moment.

An import is active when its last event says so. What it replaces (its last event of adding names that) gives way
only while it counts itself, and only where the other import was added earlier. So a newer export that is withdrawn
brings the older lines back, and two imports never hide each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from sqlalchemy.orm import Session

from kamlogic.store.import_events import ADDING, list_events
from kamlogic.store.imports import list_imports
from kamlogic.store.records import EventRecord, ImportRecord, Replacement

EMPTY_DATASET_VERSION: Final = "empty"

Period = tuple[date, date]
StateName = Literal["active", "partly_replaced", "replaced", "withdrawn"]


@dataclass(frozen=True)
class Standing:
    """What the events say of one import.

    Attributes:
        is_active: Added and not withdrawn.
        rank: Sequence of the event that added it last.
        replacements: What gives way to it.
    """

    is_active: bool
    rank: int
    replacements: tuple[Replacement, ...]


@dataclass(frozen=True)
class ImportState:
    """An import and what of it counts.

    Attributes:
        record: The import.
        is_active: Not withdrawn.
        is_replaced: Another import stands in its place, wholly.
        hidden: Periods that other imports replace, rising and apart.
    """

    record: ImportRecord
    is_active: bool
    is_replaced: bool
    hidden: tuple[Period, ...]

    @property
    def counts(self) -> bool:
        """At least some of its lines may count."""
        return self.is_active and not self.is_replaced

    @property
    def name(self) -> StateName:
        """In one word."""
        if not self.is_active:
            return "withdrawn"
        if self.is_replaced or self._is_covered():
            return "replaced"
        return "partly_replaced" if self.hidden else "active"

    def _is_covered(self) -> bool:
        first, last = self.record.first_date, self.record.last_date
        if first is None or last is None:
            return False
        return any(start <= first and last <= end for start, end in self.hidden)


def list_states(session: Session, dataset_id: int, sequence: int | None = None) -> list[ImportState]:
    """Every import that had been added up to this event (now, when not given), in the order of the data set."""
    return states_after(list_imports(session, dataset_id), list_events(session, dataset_id, up_to=sequence))


def imports_at(session: Session, dataset_id: int, sequence: int | None = None) -> list[ImportState]:
    """Those of the imports that count, each with its hidden periods; after this event, or now."""
    return [state for state in list_states(session, dataset_id, sequence) if state.counts]


def states_with(session: Session, dataset_id: int, event: EventRecord) -> list[ImportState]:
    """What the states would be after one more event."""
    events = list_events(session, dataset_id)
    following = replace(event, sequence=len(events) + 1)
    return states_after(list_imports(session, dataset_id), [*events, following])


def states_after(imports: Iterable[ImportRecord], events: Iterable[EventRecord]) -> list[ImportState]:
    """Those of the imports that these events name, each with what of it counts."""
    standings = fold_events(events)
    replaced, hidden = _hidden(standings)
    return [
        ImportState(
            record=record,
            is_active=standings[record.id].is_active,
            is_replaced=record.id in replaced,
            hidden=_joined(hidden.get(record.id, [])),
        )
        for record in imports
        if record.id in standings
    ]


def fold_events(events: Iterable[EventRecord]) -> dict[int, Standing]:
    """import_id → where it stands after these events, which are in order."""
    standings: dict[int, Standing] = {}
    for event in events:
        if event.action in ADDING:
            standings[event.import_id] = Standing(
                is_active=True, rank=event.sequence, replacements=event.replacements
            )
        else:
            is_active = event.action == "restore"
            standings[event.import_id] = replace(standings[event.import_id], is_active=is_active)
    return standings


def dataset_version(states: Iterable[ImportState]) -> str:
    """What a data set's lines are, as a text for caches: the same lines in the same order give the same text."""
    parts = [f"{state.record.lines_sha256} {_period_text(state.hidden)}" for state in states if state.counts]
    if not parts:
        return EMPTY_DATASET_VERSION
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _period_text(periods: Sequence[Period]) -> str:
    return ",".join(f"{first.isoformat()}/{last.isoformat()}" for first, last in periods)


def _hidden(standings: Mapping[int, Standing]) -> tuple[set[int], dict[int, list[Period]]]:
    """The imports that are replaced wholly, and the replaced periods of the others; the latest import speaks first."""
    replaced: set[int] = set()
    hidden: dict[int, list[Period]] = {}
    for import_id, standing in sorted(standings.items(), key=lambda entry: -entry[1].rank):
        if not standing.is_active or import_id in replaced:
            continue
        for replacement in standing.replacements:
            other = standings.get(replacement.replaced_import_id)
            if other is None or other.rank >= standing.rank:
                continue
            if replacement.first_date is None or replacement.last_date is None:
                replaced.add(replacement.replaced_import_id)
            else:
                period = (replacement.first_date, replacement.last_date)
                hidden.setdefault(replacement.replaced_import_id, []).append(period)
    return replaced, hidden


def _joined(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The same days as periods that rise and do not meet."""
    joined: list[Period] = []
    for first, last in sorted(periods):
        if joined and (first - joined[-1][1]).days <= 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)
