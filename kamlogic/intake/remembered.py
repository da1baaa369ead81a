"""What a person decided about earlier files of the same source holds for this one, unless they decide otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kamlogic.intake.exports import Choices, Question

Recall = Callable[[str], Choices | None]
"""Fingerprint of the headers → the choices made for the last file with them."""

REMEMBERED = (
    "columns",
    "encoding",
    "delimiter",
    "base_currency",
    "rates",
)
"""The choices that belong to a source; which sheet or row holds the table belongs to one file."""

ANSWERS = ("date_order", "decimal", "swapped_dates")
"""Answers to questions: they are used again only where the file itself leaves the question open."""


def with_remembered(choices: Choices, recall: Recall | None, fingerprint: str) -> tuple[Choices, bool]:
    """The choices with the remembered ones where a person has made none, and whether any was used.

    A column that is chosen now serves no remembered field.
    """
    earlier = recall(fingerprint) if recall else None
    if earlier is None:
        return choices, False
    taken = set(choices.columns.values())
    kept = {field: header for field, header in earlier.columns.items() if not header or header not in taken}
    found = {
        name: getattr(earlier, name)
        for name in REMEMBERED
        if name != "columns" and not getattr(choices, name) and getattr(earlier, name)
    }
    used = choices.model_copy(update={**found, "columns": {**kept, **choices.columns}})
    return used, used != choices


def with_answers(
    choices: Choices, recall: Recall | None, fingerprint: str, questions: Iterable[Question]
) -> Choices:
    """The choices with the earlier answers to these questions; unchanged if none was answered before."""
    earlier = recall(fingerprint) if recall else None
    if earlier is None:
        return choices
    asked = {question.setting for question in questions} & set(ANSWERS)
    known = {name: getattr(earlier, name) for name in asked if getattr(earlier, name) is not None}
    return choices.model_copy(update=known)
