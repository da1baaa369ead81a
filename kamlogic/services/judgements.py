"""What people judged of the clients: types, overrides of verdicts, potential budgets and scores.

Entries change without the sales changing, so nothing that depends on them is kept by the version of the data set alone:
`judgements_mark` differs after every change of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, cast

import pandas as pd

from kamlogic.analysis.selection import CLIENT_SCORES
from kamlogic.entries.entry import LATEST, EntryT
from kamlogic.entries.judgements import RELATIONSHIP_STAGES, ClientTag, Override, Selection
from kamlogic.principal import Principal
from kamlogic.services.entries import find_entries
from kamlogic.store.client_links import client_mapping, link_versions
from kamlogic.store.database import Store
from kamlogic.store.entries import Saved
from kamlogic.store.entry_marks import entries_mark
from kamlogic.tables import CLIENT_JUDGEMENTS, Table
from kamlogic.texts import _

STAGE_CRITERION: Final = "relationship"
"""The criterion whose points are the stage of the relationship, 1-5."""
_KINDS: Final = (ClientTag, Override, Selection)


@dataclass(frozen=True, eq=False)
class Judgements:
    """What people judged, as it stands on a day.

    Attributes:
        day: Overrides whose last day is before it have run out.
        said_until: What was said after it is not among these.
        mark: Differs from that of other judgements of the data set; empty for none at all.
        judgements: CLIENT_JUDGEMENTS: types, potential budgets, and "key" or "not key" where it has not run out.
        scores: CLIENT_SCORES.
        overrides: Of any verdict, those that have run out among them; the oldest first.
        selections: Client key → what was entered for the selection.
    """

    day: date
    said_until: date = LATEST
    mark: str = ""
    judgements: pd.DataFrame = field(default_factory=CLIENT_JUDGEMENTS.empty)
    scores: pd.DataFrame = field(default_factory=CLIENT_SCORES.empty)
    overrides: Sequence[Saved[Override]] = ()
    selections: dict[int, Saved[Selection]] = field(default_factory=dict)

    @property
    def in_force(self) -> list[Saved[Override]]:
        """The overrides that have not run out."""
        return [one for one in self.overrides if not has_run_out(one.entry, self.day)]


def has_run_out(override: Override, day: date) -> bool:
    """Whether the figures count again; the last day of an override still belongs to it."""
    return override.until is not None and override.until < day


def overrides_of(judgements: Judgements | None, client_key: int) -> dict[str, str]:
    """Verdict → value of the overrides of one client that have not run out."""
    held = [] if judgements is None else judgements.in_force
    return {one.entry.verdict: one.entry.value for one in held if one.entry.client_key == client_key}


def judgements_mark(principal: Principal, store: Store, *, dataset_id: int) -> str:
    """A short text that differs after every change of a judgement; empty while there never was one."""
    with store.reading() as session:
        mark = entries_mark(session, dataset_id, _KINDS)
        return f"{mark},{link_versions(session).get(dataset_id, 0)}" if mark else ""


def load_judgements(
    principal: Principal, store: Store, *, dataset_id: int, day: date, said_until: date = LATEST
) -> Judgements:
    """The judgements of a data set; those of a client that was merged into another are about that one.

    Where both were judged in the same matter, what was said of the client itself holds.

    Args:
        principal: Judgements of others' clients are left out.
        store: Where they lie.
        dataset_id: The data set.
        day: On which overrides must not have run out.
        said_until: What was said later does not count; for looking at a day that lies back.
    """
    mark = judgements_mark(principal, store, dataset_id=dataset_id)
    if not mark:
        return Judgements(day, said_until)
    with store.reading() as session:
        merges = client_mapping(session, dataset_id)

    def found(entry_type: type[EntryT]) -> list[Saved[EntryT]]:
        return _of_merged(find_entries(principal, store, entry_type, dataset_id=dataset_id), merges)

    tags = [one for one in found(ClientTag) if one.entry.judged_on <= said_until]
    overrides = [one for one in found(Override) if one.entry.judged_on <= said_until]
    selections = [one for one in found(Selection) if one.updated_at.date() <= said_until]
    return Judgements(
        day=day,
        said_until=said_until,
        mark=f"{mark}|{day}|{said_until}",
        judgements=_judgement_frame(tags, overrides, selections, day),
        scores=_score_frame(selections),
        overrides=overrides,
        selections={one.entry.client_key: one for one in selections},
    )


def _of_merged(entries: Sequence[Saved[EntryT]], merges: Mapping[int, int]) -> list[Saved[EntryT]]:
    """The entries about the clients that these are now, one in each matter of a client."""
    if not merges:
        return list(entries)
    found: dict[tuple[Any, ...], Saved[EntryT]] = {}
    for is_own in (True, False):
        for one in entries:
            key = cast("int", one.entry.client)
            if (key not in merges) == is_own:
                entry = one.entry.model_copy(update={"client_key": merges.get(key, key)})
                matter = tuple(getattr(entry, name) for name in entry.unique_by)
                found.setdefault(matter, replace(one, entry=entry))
    return sorted(found.values(), key=lambda one: one.id)


def _judgement_frame(
    tags: Sequence[Saved[ClientTag]],
    overrides: Sequence[Saved[Override]],
    selections: Sequence[Saved[Selection]],
    day: date,
) -> pd.DataFrame:
    none = float("nan")
    rows: list[tuple[Any, ...]] = [
        (
            one.entry.client_key,
            one.entry.client_type,
            one.entry.note,
            one.updated_by,
            one.entry.judged_on,
            none,
        )
        for one in tags
    ]
    for one in overrides:
        entry = one.entry
        if entry.verdict == "key" and not has_run_out(entry, day):
            tag = "key" if entry.value == "yes" else "not_key"
            rows.append((entry.client_key, tag, entry.reason, one.updated_by, entry.judged_on, none))
    for chosen in selections:
        budget = chosen.entry.potential_budget
        if budget is not None:
            rival = chosen.entry.from_competitor
            note = _("came from {competitor}").format(competitor=rival) if rival else ""
            said = (note, chosen.updated_by, chosen.updated_at.date())
            rows.append((chosen.entry.client_key, "", *said, float(budget)))
    return _frame(rows, CLIENT_JUDGEMENTS)


def _score_frame(selections: Sequence[Saved[Selection]]) -> pd.DataFrame:
    rows = [
        (one.entry.client_key, criterion, float(score))
        for one in selections
        for criterion, score in scores_of(one.entry).items()
    ]
    return _frame(rows, CLIENT_SCORES)


def scores_of(selection: Selection) -> dict[str, int]:
    """Criterion → points; the stage of the relationship is a score as well."""
    stage = {name: place for place, name in enumerate(RELATIONSHIP_STAGES, 1)}.get(selection.stage)
    return selection.scores | ({} if stage is None else {STAGE_CRITERION: stage})


def budgets(selections: Sequence[Saved[Selection]], mapping: Mapping[int, int]) -> dict[int, float]:
    """Client → the yearly budget that was entered; its own before that of one merged into it.

    Args:
        selections: As they were written down.
        mapping: Client → the client under which it counts (Portfolio.mapping).
    """
    known = [one for one in selections if one.entry.potential_budget is not None]
    return {
        one.entry.client_key: float(one.entry.potential_budget or 0) for one in _of_merged(known, mapping)
    }


def _frame(rows: Sequence[tuple[Any, ...]], table: Table) -> pd.DataFrame:
    if not rows:
        return table.empty()
    return pd.DataFrame(rows, columns=table.column_names).astype(table.dtypes)
