"""The base of every kind of entry, and how its fields are declared.

A kind of entry is declared once, as a frozen pydantic model. From the declaration come the check of what was typed,
the form on the page, the table in the store, the sheet of the Excel template and the names in the history.
Nothing typed is the empty text, the empty list or None; it is never 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Literal, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from kamlogic.entries.problems import InvalidEntryError, not_among_options, problem_texts

FieldKind = Literal[
    "line", "text", "person", "choice", "choices", "day", "count", "number", "money", "flag", "client", "clients",
    "entry", "entries", "object",
]  # fmt: skip
"""line and text: short and long text. person: the name of one of our people.
entry and entries: ids of entries of another kind. object: plain JSON."""

LINE_LENGTH = 200
TEXT_LENGTH = 10_000
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class FieldShape:
    """How a field is asked for, shown and kept.

    Attributes:
        name: Of the field, the column of the table and the sheet.
        kind: What it holds.
        label: As people read it; translated where it is shown.
        meaning: One sentence, with the unit.
        is_required: Whether an entry without it is refused.
        options: Value → label, for choice and choices.
        of_kind: The kind of entry that is meant, for entry and entries.
        is_automatic: Filled by the program alone; forms show it and do not ask for it.
        section: The part of the form that it belongs to.
        default: What a new entry holds there; None when it is required.
    """

    name: str
    kind: FieldKind
    label: str
    meaning: str
    is_required: bool
    options: Mapping[str, str]
    of_kind: str
    is_automatic: bool
    section: str
    default: Any = None


class Entry(BaseModel):
    """Something that a person wrote down; frozen, compared by value.

    Attributes:
        kind: The name of the kind, unique; the audit trail and the table are named by it.
        label: What people call one such entry.
        plural: What people call several.
        add_label: What leads to the form of a new one; empty where no list adds them.
        unique_by: Fields whose values no two entries share; ("client_key",) lets a client have one at most.
        of_dataset: Whether it belongs to a data set; people belong to the whole store.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)

    kind: ClassVar[str]
    label: ClassVar[str]
    plural: ClassVar[str]
    add_label: ClassVar[str] = ""
    unique_by: ClassVar[tuple[str, ...]] = ()
    of_dataset: ClassVar[bool] = True

    @field_validator("*", mode="before")
    @classmethod
    def _printable(cls, value: Any) -> Any:
        """Databases refuse NUL, and no screen shows the other control characters."""
        return _UNPRINTABLE.sub("", value) if isinstance(value, str) else value

    @field_validator("*", mode="after")
    @classmethod
    def _among_options(cls, value: Any, info: ValidationInfo) -> Any:
        shape = cls.shape(str(info.field_name))
        if shape.kind == "choice" and value and value not in shape.options:
            raise not_among_options()
        if shape.kind == "choices" and any(one not in shape.options for one in value):
            raise not_among_options()
        return value

    @classmethod
    @cache
    def shape(cls, name: str) -> FieldShape:
        """The declaration of one field."""
        info = cls.model_fields[name]
        extra = cast("dict[str, Any]", info.json_schema_extra)
        return FieldShape(
            name=name, label=str(info.title), meaning=info.description or "", is_required=info.is_required(),
            default=None if info.is_required() else info.get_default(call_default_factory=True), **extra
        )  # fmt: skip

    @classmethod
    def shapes(cls, section: str | None = None) -> list[FieldShape]:
        """The declarations of all fields, or of those of one section, in order."""
        found = [cls.shape(name) for name in cls.model_fields]
        return [shape for shape in found if section is None or shape.section == section]

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """The entry of these values.

        Raises:
            InvalidEntryError: Says per field what is wrong.
        """
        try:
            return cls.model_validate(dict(values))
        except ValidationError as error:
            raise InvalidEntryError(cls.label, problem_texts(error)) from None

    def with_values(self, **values: Any) -> Self:
        """The same entry with other values of some fields, checked.

        Raises:
            InvalidEntryError: Says per field what is wrong.
        """
        return type(self).read(dict(self) | values)

    def plain(self) -> dict[str, Any]:
        """Its values as plain JSON: days as text, money as decimal text."""
        return self.model_dump(mode="json")

    def is_filled(self, name: str) -> bool:
        """Whether somebody has entered something there; a 0 counts, and so does a no."""
        value = getattr(self, name)
        return value is not None and value not in ("", ())

    @property
    def client(self) -> int | None:
        """The client that it is about; None for an entry of the whole data set."""
        return cast("int | None", getattr(self, "client_key", None))


EntryT = TypeVar("EntryT", bound=Entry)


def line(
    label: str, meaning: str = "", *, required: bool = False, section: str = "", automatic: bool = False
) -> Any:
    """A short text, `str`."""
    return _declared(
        "line", label, meaning, "", required=required, section=section, automatic=automatic,
        min_length=1 if required else None, max_length=LINE_LENGTH,
    )  # fmt: skip


def text(label: str, meaning: str = "", *, required: bool = False, section: str = "") -> Any:
    """A text of several lines, `str`."""
    return _declared(
        "text", label, meaning, "", required=required, section=section,
        min_length=1 if required else None, max_length=TEXT_LENGTH,
    )  # fmt: skip


def person(label: str, meaning: str = "", *, required: bool = False) -> Any:
    """The name of one of our people, `str`; forms offer those who are known and take new names, too."""
    return _declared(
        "person", label, meaning, "", required=required,
        min_length=1 if required else None, max_length=LINE_LENGTH,
    )  # fmt: skip


def choice(
    label: str,
    options: Mapping[str, str],
    meaning: str = "",
    *,
    default: str = "",
    required: bool = False,
    section: str = "",
    automatic: bool = False,
) -> Any:
    """One of the options, `str`."""
    return _declared(
        "choice", label, meaning, default, required=required, section=section, automatic=automatic,
        options=options, min_length=1 if required else None,
    )  # fmt: skip


def choices(label: str, options: Mapping[str, str], meaning: str = "", *, section: str = "") -> Any:
    """Some of the options, `tuple[str, ...]`."""
    return _declared("choices", label, meaning, (), section=section, options=options)


def day(
    label: str, meaning: str = "", *, required: bool = False, section: str = "", automatic: bool = False
) -> Any:
    """A day, `date | None` (`date` when required)."""
    return _declared(
        "day", label, meaning, None, required=required, section=section, automatic=automatic,
        ge=EARLIEST, le=LATEST,
    )  # fmt: skip


def count(
    label: str,
    meaning: str = "",
    *,
    least: int = 0,
    most: int = 2_000_000_000,
    default: int | None = None,
    section: str = "",
    automatic: bool = False,
) -> Any:
    """A whole number, `int | None`."""
    return _declared(
        "count", label, meaning, default, section=section, automatic=automatic, ge=least, le=most
    )


def number(label: str, meaning: str = "", *, least: float | None = None, most: float | None = None) -> Any:
    """A number, `float | None`."""
    return _declared("number", label, meaning, None, ge=least, le=most)


def money(label: str, meaning: str = "", *, least: int | None = 0, automatic: bool = False) -> Any:
    """An amount in the data set's currency, `Decimal | None`."""
    limit = None if least is None else Decimal(least)
    return _declared(
        "money", label, meaning, None, automatic=automatic, ge=limit, max_digits=18, decimal_places=4
    )


def flag(label: str, meaning: str = "", *, automatic: bool = False) -> Any:
    """Yes or no, `bool`; no unless said."""
    return _declared("flag", label, meaning, default=False, automatic=automatic)


def client(label: str, meaning: str = "", *, required: bool = True, automatic: bool = False) -> Any:
    """The key of a client, `int` (`int | None` when not required)."""
    return _declared("client", label, meaning, None, required=required, automatic=automatic, ge=1)


def clients(label: str, meaning: str = "") -> Any:
    """The keys of some clients, `tuple[int, ...]`."""
    return _declared("clients", label, meaning, ())


def entry(label: str, of_kind: str, meaning: str = "", *, automatic: bool = False) -> Any:
    """The id of an entry of another kind, `int | None`."""
    return _declared("entry", label, meaning, None, of_kind=of_kind, automatic=automatic, ge=1)


def entries(label: str, of_kind: str, meaning: str = "") -> Any:
    """The ids of some entries of another kind, `tuple[int, ...]`."""
    return _declared("entries", label, meaning, (), of_kind=of_kind)


def json_object(label: str, meaning: str = "", *, automatic: bool = True) -> Any:
    """Plain JSON values by name, `dict[str, Any]`."""
    return _declared("object", label, meaning, None, automatic=automatic, default_factory=dict)


def _declared(
    kind: FieldKind,
    label: str,
    meaning: str,
    default: Any,
    *,
    required: bool = False,
    section: str = "",
    automatic: bool = False,
    options: Mapping[str, str] | None = None,
    of_kind: str = "",
    **bounds: Any,
) -> Any:
    extra: dict[str, Any] = {
        "kind": kind, "options": dict(options or {}), "of_kind": of_kind, "is_automatic": automatic,
        "section": section,
    }  # fmt: skip
    if "default_factory" not in bounds:
        bounds["default"] = ... if required else default
    given = {name: bound for name, bound in bounds.items() if bound is not None or name == "default"}
    return Field(title=label, description=meaning, json_schema_extra=extra, **given)
