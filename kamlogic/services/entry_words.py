"""Values of entries in the user's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from kamlogic.analysis.selection import DEFAULT_CRITERIA
from kamlogic.entries.entry import Entry, FieldShape
from kamlogic.formats import day_text
from kamlogic.tables import Column
from kamlogic.texts import _

_PLAIN_KINDS: Final = {
    "day": ("datetime64[us]", "date"),
    "count": ("float64", "count"),
    "number": ("float64", "number"),
    "money": ("float64", "money"),
    "flag": ("bool", "flag"),
}


def value_text(shape: FieldShape, value: Any, names: Mapping[str, Mapping[int, str]]) -> str:
    """A value as a person reads it; a dash where nothing was entered.

    Args:
        shape: The declaration of its field.
        value: As the entry holds it, or as plain JSON of the audit trail.
        names: For "client" and each kind of entry: id → name.
    """
    if value is None or value in ("", (), []):
        return "–"
    words: dict[str, Callable[[], str]] = {
        "choice": lambda: _(shape.options.get(value, value)),
        "choices": lambda: ", ".join(_(shape.options.get(one, one)) for one in value),
        "day": lambda: value if isinstance(value, str) else day_text(value),
        "flag": lambda: _("yes") if value else _("no"),
        "money": lambda: f"{float(value):,.2f}".removesuffix(".00"),
        "object": lambda: ", ".join(f"{_criterion(name)} {one}" for name, one in value.items()),
        **dict.fromkeys(("client", "clients", "entry", "entries"), lambda: _named(shape, value, names)),
    }
    return words.get(shape.kind, lambda: str(value))()


def _criterion(name: str) -> str:
    """The title of a criterion that scores are given on; its name where the firm added it."""
    return next((_(one.title) for one in DEFAULT_CRITERIA if one.name == name), name)


def _named(shape: FieldShape, value: Any, names: Mapping[str, Mapping[int, str]]) -> str:
    known = names.get("client" if shape.kind in {"client", "clients"} else shape.of_kind, {})
    several = value if isinstance(value, (tuple, list)) else [value]
    return ", ".join(known.get(one, _("number {id}").format(id=one)) for one in several)


def entry_columns(entry_type: type[Entry], fields: Sequence[str]) -> list[Column]:
    """The declared columns of a table of entries: numbers and days as they are, all else as words."""
    return [
        Column(shape.name, dtype, shape.label, shape.meaning, kind)
        for shape in map(entry_type.shape, fields)
        for dtype, kind in [_PLAIN_KINDS.get(shape.kind, ("str", "text"))]
    ]


def entry_values(
    entry: Entry, fields: Sequence[str], names: Mapping[str, Mapping[int, str]]
) -> dict[str, Any]:
    """The values of an entry for the columns of `entry_columns`; the empty text where nothing was entered."""
    found: dict[str, Any] = {}
    for shape in map(entry.shape, fields):
        value = getattr(entry, shape.name)
        if shape.kind in _PLAIN_KINDS:
            found[shape.name] = value
        else:
            found[shape.name] = value_text(shape, value, names) if entry.is_filled(shape.name) else ""
    return found
