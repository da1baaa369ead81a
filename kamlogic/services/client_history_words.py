"""The audit trail of a client in words: who, when, what, before → after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from kamlogic.entries.entry import Entry, FieldShape
from kamlogic.entries.kinds import KINDS
from kamlogic.formats import count_text, day_text
from kamlogic.principal import Principal
from kamlogic.services.entry_words import value_text
from kamlogic.services.sales_news import PROGRAM
from kamlogic.store.entry_history import EntryChange
from kamlogic.texts import N_, _, ngettext

LONGEST: Final = 200
"""Characters of a value that are told; the entry itself holds all of them."""
_UNTOLD: Final = {"client_key", "gap", "subject_id"}
"""Fields that mean something to the program alone."""
_ACTIONS: Final = {
    "add": N_("added"),
    "change": N_("changed"),
    "remove": N_("removed"),
    "bring back": N_("brought back"),
}


@dataclass(frozen=True)
class ChangeText:
    """One step for people.

    Attributes:
        at: In UTC.
        who: Who did it.
        action: In words, e.g. changed.
        kind: Of the entry.
        what: The entry: its kind and what it is called.
        details: Each field with its values, "label: before → after".
    """

    at: datetime
    who: str
    action: str
    kind: str
    what: str
    details: list[str]


def change_texts(
    principal: Principal, changes: Sequence[EntryChange], names: Mapping[str, Mapping[int, str]]
) -> list[ChangeText]:
    """Each change in words.

    Args:
        principal: Who asks.
        changes: All of a client, the latest first.
        names: For "client" and kinds of entries: id → name; those of entries that were removed come from the changes.
    """
    titles = _titles(changes)
    known = {kind: titles.get(kind, {}) | dict(names.get(kind, {})) for kind in titles.keys() | names.keys()}
    return [_change_text(change, known, titles) for change in changes]


def history_sentence(principal: Principal, changes: Sequence[EntryChange]) -> str:
    """How many changes by how many people, and the latest one."""
    if not changes:
        return _("Nobody has changed anything about this client yet")
    people = len({change.who for change in changes} - {PROGRAM})
    count = ngettext("{count} change", "{count} changes", len(changes)).format(count=count_text(len(changes)))
    by = ngettext("by {count} person", "by {count} people", people).format(count=count_text(people))
    if any(change.who == PROGRAM for change in changes):
        by = _("{people} and by {program} itself").format(people=by, program=PROGRAM)
    latest = changes[0]
    return _("{changes} {by}; the latest on {day} by {who}").format(
        changes=count, by=by, day=day_text(latest.at), who=latest.who
    )


def kinds_changed(changes: Sequence[EntryChange]) -> dict[str, str]:
    """Kind → what people call it with its number of changes, of the kinds that were changed, in the kinds' order."""
    counts = {kind: sum(change.kind == kind for change in changes) for kind in KINDS}
    return {kind: f"{_(KINDS[kind].plural)} ({count_text(count)})" for kind, count in counts.items() if count}


def _titles(changes: Sequence[EntryChange]) -> dict[str, dict[int, str]]:
    """What each entry is called, by the last value of its first text that must be there."""
    found: dict[str, dict[int, str]] = {}
    for change in reversed(changes):
        name = _title_field(KINDS[change.kind])
        before, after = change.fields.get(name, (None, None))
        if after or before:
            found.setdefault(change.kind, {})[change.entry_id] = _short(str(after or before), 60)
    return found


def _title_field(entry_type: type[Entry]) -> str:
    kinds = {"line", "text", "person"}
    texts = (shape.name for shape in entry_type.shapes() if shape.kind in kinds and shape.is_required)
    return next(texts, "")


def _change_text(
    change: EntryChange, names: Mapping[str, Mapping[int, str]], titles: Mapping[str, Mapping[int, str]]
) -> ChangeText:
    entry_type = KINDS[change.kind]
    title = titles.get(change.kind, {}).get(change.entry_id, "")
    label = _(entry_type.label)
    is_whole = change.action in {"remove", "bring back"}
    details = [
        _detail(entry_type.shape(name), before, after, names, is_new=change.action == "add")
        for name, (before, after) in change.fields.items()
        if name in entry_type.model_fields
        and name not in _UNTOLD
        and not is_whole
        and not (change.action == "add" and name == _title_field(entry_type))
    ]
    return ChangeText(
        at=change.at,
        who=change.who,
        action=_(_ACTIONS[change.action]),
        kind=change.kind,
        what=_("{kind} “{title}”").format(kind=label, title=title) if title else label,
        details=[detail for detail in details if detail],
    )


def _detail(
    shape: FieldShape, before: Any, after: Any, names: Mapping[str, Mapping[int, str]], *, is_new: bool
) -> str:
    """A field with its values; of a new entry only what was filled."""
    if is_new and (after in (None, "", [], {}) or after == _plain(shape.default)):
        return ""
    told = _short(value_text(shape, after, names), LONGEST)
    if is_new:
        return _("{label}: {value}").format(label=_(shape.label), value=told)
    was = _short(value_text(shape, before, names), LONGEST)
    return _("{label}: {before} → {after}").format(label=_(shape.label), before=was, after=told)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _short(text: str, length: int) -> str:
    together = " ".join(text.split())
    return together if len(together) <= length else together[: length - 1] + "…"
