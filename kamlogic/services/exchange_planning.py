"""Compares the rows of a workbook with the store, kind after kind, so that rows can refer to new rows before them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from kamlogic.entries.dossier import Contact
from kamlogic.entries.entry import Entry
from kamlogic.entries.problems import WHOLE, InvalidEntryError
from kamlogic.entries.sheet_layout import ID, VERSION, exchanged_kinds
from kamlogic.reporting_lines import closed_circle
from kamlogic.services.exchange_known import Draft, Known, owner_of, references
from kamlogic.services.exchange_merge import merge, said, unsaid
from kamlogic.services.exchange_names import ClientNames
from kamlogic.services.exchange_plan import TEMPORARY, RowPlan
from kamlogic.services.exchange_rows import RawRow, RawWorkbook
from kamlogic.store.entries import Saved
from kamlogic.texts import _

BaseOf = Callable[[Saved[Any], int], "dict[str, Any] | None"]


class Planner:
    """Plans the rows of one workbook.

    Args:
        stored: Kind → the entries of the store that the person may see.
        clients: The clients that they may see.
        is_own: Whether numbers and versions of the workbook are those of the store.
        base_of: An entry of the store as it was at a version; None where nobody knows.
    """

    def __init__(
        self, stored: Mapping[str, list[Saved[Any]]], clients: ClientNames, *, is_own: bool, base_of: BaseOf
    ) -> None:
        self._stored, self._is_own, self._base_of = stored, is_own, base_of
        self._known = Known(clients, is_own=is_own)
        self._next = TEMPORARY

    @property
    def names(self) -> dict[str, dict[int, str]]:
        """What people call clients ("client") and the entries of each kind, by number."""
        return self._known.names

    def plan(self, workbook: RawWorkbook) -> list[RowPlan]:
        """All rows, in the order in which they are to be written."""
        plans: list[RowPlan] = []
        for entry_type in exchanged_kinds():
            self._known.learn(entry_type, self._stored.get(entry_type.kind, []))
            plans += self._plan_kind(entry_type, workbook.rows.get(entry_type.kind, []))
        self._refuse_circles(plans)
        _refuse_dependents(plans)
        return plans

    def _plan_kind(self, entry_type: type[Entry], rows: list[RawRow]) -> list[RowPlan]:
        drafts = [Draft(raw, problems=dict(raw.problems)) for raw in rows]
        self._open(entry_type, drafts)
        within = [shape for shape in entry_type.shapes() if shape.of_kind == entry_type.kind]
        first = [shape for shape in entry_type.shapes() if shape not in within]
        for draft in drafts:
            self._known.read(entry_type, draft, first)
        self._match(entry_type, drafts, {shape.name for shape in within})
        for draft in drafts:
            self._name(entry_type, draft)
        for draft in drafts:
            self._known.read(entry_type, draft, within)
        plans = [self._finish(entry_type, draft) for draft in drafts]
        if not within:
            self._find_same(entry_type, plans)
        self._refuse_twins(entry_type, plans)
        return plans

    def _open(self, entry_type: type[Entry], drafts: list[Draft]) -> None:
        """Find the entries that numbered rows of the own workbook mean."""
        if not self._is_own:
            return
        known = {one.id: one for one in self._stored.get(entry_type.kind, [])}
        seen: dict[int, int] = {}
        for draft in drafts:
            number = draft.raw.number
            if number is None:
                continue
            draft.opened = known.get(number)
            if number in seen:
                text = _("Row {row} has this number, too. Empty the number to add a new entry.")
                draft.problems[ID] = text.format(row=seen[number])
            elif draft.opened is None:
                draft.problems[ID] = _("It was removed, or never was there. Empty the number to add it anew.")
            elif (draft.raw.version or 0) > draft.opened.version_id:
                text = _("The entry is at version {version}; such a later one never was there.")
                draft.problems[VERSION] = text.format(version=draft.opened.version_id)
            seen.setdefault(number, draft.raw.row_number)

    def _match(self, entry_type: type[Entry], drafts: list[Draft], late: set[str]) -> None:
        """Find the entry that a row without a known number is about: of the same name, or the only one there can be."""
        fields = _natural_key(entry_type)
        if not fields:
            return
        claimed = {draft.opened.id for draft in drafts if draft.opened is not None}
        free: dict[Any, list[Saved[Any]]] = defaultdict(list)
        for one in self._stored.get(entry_type.kind, []):
            if one.id not in claimed:
                free[_key_of(dict(one.entry), fields)].append(one)
        unknown = [draft for draft in drafts if draft.opened is None and ID not in draft.problems]
        for is_same_wanted in (True, False):
            for draft in unknown:
                candidates = free.get(_key_of(draft.values, fields), [])
                found = next(
                    (one for one in candidates if not is_same_wanted or _is_same(one, draft, late)), None
                )
                if draft.opened is None and found is not None:
                    draft.opened, draft.is_version_known = found, False
                    candidates.remove(found)

    def _name(self, entry_type: type[Entry], draft: Draft) -> None:
        """Give the row its number, and make it known to rows that name it."""
        if draft.opened is not None and ID not in draft.problems:
            draft.own_id = draft.opened.id
        else:
            draft.own_id, self._next = self._next, self._next + 1
        names = self._known.sought[entry_type.kind]
        if draft.raw.number is not None:
            names.numbers.setdefault(draft.raw.number, draft.own_id)
        title = " ".join(str(draft.values.get("name", "")).split())[:100]
        if title:
            names.add(draft.own_id, title, owner_of(draft.values))
            self._known.names[entry_type.kind][draft.own_id] = title

    def _finish(self, entry_type: type[Entry], draft: Draft) -> RowPlan:
        plan = RowPlan(
            entry_type=entry_type, sheet=draft.raw.sheet, row_number=draft.raw.row_number, own_id=draft.own_id,
            opened=draft.opened, problems=draft.problems,
        )  # fmt: skip
        if plan.problems:
            return plan
        try:
            if draft.opened is None:
                plan.entry = entry_type.read(draft.values)
            else:
                wanted = draft.opened.entry.with_values(**draft.values)
                draft.values = {name: getattr(wanted, name) for name in draft.values}
                merged, plan.conflicts = self._merged(draft, draft.opened, plan)
                plan.entry = entry_type.read(merged)
        except InvalidEntryError as error:
            plan.problems |= error.problems
            return plan
        if plan.status != "unchanged":
            plan.problems |= self._known.absent(plan.entry) | self._known.strangers(plan.entry)
        if not plan.problems:
            self._known.register(entry_type.kind, plan.own_id, plan.entry)
        return plan

    def _merged(
        self, draft: Draft, opened: Saved[Any], plan: RowPlan
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        entry_type, values = plan.entry_type, draft.values
        if not draft.is_version_known:
            return merge(opened.entry, said(entry_type, values), unsaid(entry_type, opened.entry))
        automatic = {shape.name for shape in entry_type.shapes() if shape.is_automatic}
        if draft.raw.version == opened.version_id:
            for name in automatic & values.keys():
                if values[name] != getattr(opened.entry, name):
                    plan.problems[name] = _("Filled by the program: it cannot be changed here.")
            return merge(opened.entry, values, dict(opened.entry))
        asked = {name: one for name, one in values.items() if name not in automatic}
        return merge(opened.entry, asked, self._base_of(opened, draft.raw.version or 0))

    def _find_same(self, entry_type: type[Entry], plans: list[RowPlan]) -> None:
        """A new row that says what an entry of the store says already adds nothing."""
        claimed = {plan.own_id for plan in plans if plan.opened is not None}
        free: dict[str, list[Saved[Any]]] = defaultdict(list)
        for one in self._stored.get(entry_type.kind, []):
            if one.id not in claimed:
                free[_whole_key(one.entry)].append(one)
        for plan in plans:
            same = (
                free.get(_whole_key(plan.entry)) if plan.entry is not None and plan.opened is None else None
            )
            if same:
                plan.opened = same.pop(0)
                self._known.sought[entry_type.kind].move(plan.own_id, plan.opened.id)
                plan.own_id = plan.opened.id

    def _refuse_twins(self, entry_type: type[Entry], plans: list[RowPlan]) -> None:
        """What can be there once only."""
        if not entry_type.unique_by:
            return
        stored = self._stored.get(entry_type.kind, [])
        taken = {_exact(one.entry): (one.id, 0) for one in stored}
        for plan in plans:
            if plan.entry is None or plan.problems:
                continue
            holder, row = taken.setdefault(_exact(plan.entry), (plan.own_id, plan.row_number))
            if holder != plan.own_id:
                text = _("Row {row} is about the same.") if row else _("There is one of these already.")
                plan.problems[WHOLE] = text.format(row=row)

    def _refuse_circles(self, plans: list[RowPlan]) -> None:
        people = {
            number: entry for (kind, number), entry in self._known.final.items() if kind == Contact.kind
        }
        managers: dict[int, int] = {
            number: one.reports_to
            for number, one in people.items()
            if isinstance(one, Contact) and one.reports_to in people
        }
        for plan in plans:
            manager = managers.get(plan.own_id) if plan.entry_type is Contact else None
            if (
                manager is not None
                and plan.status != "unchanged"
                and closed_circle(managers, plan.own_id, manager)
            ):
                plan.problems["reports_to"] = _("A circle: they would report to themselves.")


def _refuse_dependents(plans: list[RowPlan]) -> None:
    """A row that names a new row which is refused cannot be written either."""
    known = {(plan.entry_type.kind, plan.own_id) for plan in plans if plan.status != "refused"}
    is_settled = False
    while not is_settled:
        is_settled = True
        for plan in plans:
            if plan.entry is None or plan.problems:
                continue
            for name, kind, number in references(plan.entry):
                if number >= TEMPORARY and (kind, number) not in known:
                    plan.problems[name] = _("The row that it names is refused.")
                    known.discard((plan.entry_type.kind, plan.own_id))
                    is_settled = False


def _natural_key(entry_type: type[Entry]) -> tuple[str, ...]:
    """The fields by which people know an entry; empty where they know it only by all that it says."""
    if entry_type.unique_by:
        return entry_type.unique_by
    fields = tuple(name for name in ("client_key", "prospect_id", "name") if name in entry_type.model_fields)
    return fields if "name" in fields else ()


def _key_of(values: Mapping[str, Any], fields: tuple[str, ...]) -> tuple[Any, ...]:
    found = (values.get(name) for name in fields)
    return tuple(" ".join(one.split()).casefold() if isinstance(one, str) else one for one in found)


def _exact(entry: Entry) -> tuple[Any, ...]:
    return tuple(getattr(entry, name) for name in entry.unique_by)


def _is_same(saved: Saved[Any], draft: Draft, late: set[str]) -> bool:
    return all(getattr(saved.entry, name) == one for name, one in draft.values.items() if name not in late)


def _whole_key(entry: Entry) -> str:
    """Equal for equal entries: money compares by value, whatever its zeros."""
    return json.dumps({name: one if isinstance(one, dict) else repr(_plain_value(one)) for name, one in entry},
                      sort_keys=True)  # fmt: skip


def _plain_value(value: Any) -> Any:
    return value.normalize() + 0 if hasattr(value, "normalize") else value
