"""Client names that differ only in case, blanks, punctuation or legal form: told, never merged."""

from __future__ import annotations

from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.number_values import MISSING_NAMES
from kamlogic.spelling import spelling_words
from kamlogic.texts import ngettext

_EXAMPLES = 3


def spelling_key(name: str) -> str:
    """The name without case, accents' forms, punctuation and legal form: equal for spellings of one client."""
    return "".join(spelling_words(name))


def spelling_groups(names: list[str]) -> list[list[str]]:
    """Names that share a key, each group in the given order, the groups by their first name."""
    groups: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        groups.setdefault(spelling_key(name), []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def spelling_notes(column: CellColumn | None, accepted: Mask) -> list[str]:
    """How many clients are spelled in several ways, with examples."""
    if column is None:
        return []
    used = [column.texts[code] for code in column.used(accepted).tolist()]
    groups = spelling_groups([name for name in used if name.casefold() not in MISSING_NAMES])
    if not groups:
        return []
    text = ngettext(
        "{count} client may be spelled in several ways and counts as several clients: {examples}.",
        "{count} clients may be spelled in several ways and count as several clients each: {examples}.",
        len(groups),
    )
    examples = "; ".join(
        " = ".join(f"'{name}'" for name in group[:_EXAMPLES]) for group in groups[:_EXAMPLES]
    )
    return [text.format(count=len(groups), examples=examples)]
