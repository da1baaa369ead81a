"""What is wrong with what was typed, said at each field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from kamlogic.errors import KamError
from kamlogic.texts import N_, _

WHOLE: Final = ""
"""The name of the problem of an entry as a whole."""

_TEXTS: Final = {
    "missing": N_("Please fill this in."),
    "string_too_short": N_("Please fill this in."),
    "string_too_long": N_("At most {max_length} characters."),
    "not_among_options": N_("Choose one of the list."),
    "greater_than_equal": N_("At least {ge}."),
    "less_than_equal": N_("At most {le}."),
    "greater_than": N_("More than {gt}."),
    "decimal_max_digits": N_("At most {max_digits} digits."),
    "decimal_max_places": N_("At most {decimal_places} decimals."),
    "decimal_whole_digits": N_("At most {whole_digits} digits before the decimal point."),
    "finite_number": N_("A number is needed."),
    "extra_forbidden": N_("There is no such field."),
}
_BY_PREFIX: Final = (
    (("int_", "float_", "decimal_"), N_("A number is needed.")),
    (("date_",), N_("A day is needed, e.g. 2026-03-31.")),
    (("bool_",), N_("Yes or no is needed.")),
)


def not_among_options() -> PydanticCustomError:
    """The problem of a value that its field does not offer."""
    return PydanticCustomError("not_among_options", "not one of the options")


class InvalidEntryError(KamError):
    """What was typed cannot be kept; nothing was saved.

    Attributes:
        problems: Field → what is wrong there; WHOLE for the entry as a whole.
    """

    def __init__(self, entry: str, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        said = "; ".join(f"{name}: {text}" if name else text for name, text in self.problems.items())
        super().__init__(_("{entry} was not saved. {problems}").format(entry=_(entry), problems=said))


def problem(text: str) -> PydanticCustomError:
    """A problem for a validator of an entry to raise, in the user's words."""
    return PydanticCustomError("said", "{said}", {"said": text})


def problem_texts(error: ValidationError) -> dict[str, str]:
    """Field → the first thing that is wrong with it."""
    found: dict[str, str] = {}
    for one in error.errors(include_url=False):
        name = str(one["loc"][0]) if one["loc"] else WHOLE
        problem_type = "missing" if one["input"] is None and one["type"] != "said" else one["type"]
        found.setdefault(name, _text(problem_type, one.get("ctx", {}), one["msg"]))
    return found


def _text(problem_type: str, context: Mapping[str, Any], fallback: str) -> str:
    if problem_type == "said":
        return str(context["said"])
    template = _TEXTS.get(problem_type)
    if template is None:
        template = next((text for starts, text in _BY_PREFIX if problem_type.startswith(starts)), fallback)
    return _(template).format(**context)
