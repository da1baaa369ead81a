"""How much of an export is in a data set already?

An export overlaps when at least 1 % of its lines, or of the documents that it shares with files of its own source,
are there already, or when half of an earlier import would be there twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kamlogic.engine.duckdb_lines import open_lines
from kamlogic.engine.overlap import (
    document_count,
    repeated_lines,
    repeated_lines_by_file,
    shared_documents_by_file,
    usual_amounts,
)
from kamlogic.intake.magnitudes import HistoryJump, jump_against_history
from kamlogic.principal import Principal
from kamlogic.services.compared_lines import NewLines, import_lines
from kamlogic.services.import_facts import source_of, source_of_import
from kamlogic.store.database import Store
from kamlogic.store.import_states import ImportState

OVERLAP_SHARE: Final = 0.01
"""From this share of an export's lines or documents on, adding is a question (TRUST § 3.2)."""
OWN_SHARE: Final = 0.5
"""From this share of an earlier import's lines or documents on, too, however large the export is."""
FEWEST_RENAMED: Final = 10
"""Fewer lines may be equal by chance, but for their clients."""

_MINE: Final = -1


@dataclass(frozen=True)
class Overlap:
    """Which imports an export overlaps with.

    Attributes:
        import_ids: The imports that hold lines or documents of it.
        repeated_count: How many of its lines they hold.
    """

    import_ids: frozenset[int] = frozenset()
    repeated_count: int = 0


def measure_overlap(
    principal: Principal, store: Store, new: NewLines, states: Sequence[ImportState]
) -> Overlap:
    """The imports that the export overlaps with by the lines of these states; none below the shares above."""
    if not states:
        return Overlap()
    files = [import_lines(principal, store, state, state.record.id) for state in states]
    with open_lines([*files, new.labelled(_MINE)], new.mapping) as lines:
        total = int(lines.record(repeated_lines(_MINE))["repeated"])
        repeated = {
            row["file_label"]: int(row["repeated"])
            for row in lines.arrow(repeated_lines_by_file(_MINE)).to_pylist()
        }
        renamed = {
            row["file_label"]: int(row["repeated"])
            for row in lines.arrow(repeated_lines_by_file(_MINE, by_client=False)).to_pylist()
        }
        inside = lines.arrow(shared_documents_by_file(_MINE)).to_pylist()
        documents = int(lines.record(document_count(_MINE))["document_count"])
    source = source_of(principal, new.export.reading)
    related = {state.record.id for state in states if source_of_import(principal, state.record) == source}
    overlapping = {
        row["file_label"]
        for row in inside
        if _is_much(repeated.get(row["file_label"], 0), new.export.line_count, int(row["line_count"]))
        or (
            row["file_label"] in related
            and _is_much(int(row["shared_count"]), documents, int(row["document_count"]))
        )
    }
    if not overlapping and total >= OVERLAP_SHARE * new.export.line_count:
        overlapping = set(repeated)
    is_long = new.export.line_count >= FEWEST_RENAMED
    if not overlapping and is_long and sum(renamed.values()) >= OWN_SHARE * new.export.line_count:
        # Half of the lines are there for clients of other names: they were renamed, or got codes.
        overlapping, total = set(renamed), max(total, min(sum(renamed.values()), new.export.line_count))
    return Overlap(frozenset(overlapping), total)


def _is_much(shared: int, of_mine: int, of_theirs: int) -> bool:
    return shared > 0 and (shared >= OVERLAP_SHARE * of_mine or shared >= OWN_SHARE * of_theirs)


def find_jump(
    principal: Principal, store: Store, new: NewLines, states: Sequence[ImportState]
) -> HistoryJump | None:
    """Whether the amounts are ten, hundred or thousand times those of the states of the same clients."""
    files = [import_lines(principal, store, state, state.record.id) for state in states]
    if not files:
        return None
    with open_lines([*files, new.labelled(_MINE)], new.mapping) as lines:
        rows = lines.arrow(usual_amounts(_MINE)).to_pylist()
    sides: dict[bool, dict[str, float]] = {True: {}, False: {}}
    for row in rows:
        name = new.names.get(row["client_key"])
        if name:
            sides[bool(row["is_mine"])][name] = float(row["usual_amount"])
    return jump_against_history(sides[True], sides[False])
