"""Values of entries as cells of a workbook, and back, without loss.

Numbers that a spreadsheet would round (it keeps 15 digits) and days before March 1900 (its calendar has a 29 February
that never was) are written as text. Lists are one line each.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from kamlogic.entries.entry import FieldShape
from kamlogic.texts import N_, _

Cell = str | Decimal | date | None
"""As it was read: a text, or what the file itself typed as a number or a day; None is blank."""
Written = str | float | date | None

_DIGITS: Final = 15
_FIRST_DAY: Final = date(1900, 3, 1)
_SCORE: Final = re.compile(r"([^\s:{\"][^:\n]*?)\s*:\s*(\S.*)")
FLAGS: Final = {True: N_("Yes"), False: N_("No")}
_FLAG_WORDS: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class CellError(Exception):
    """A cell that cannot be read as its field; the message says what is needed."""


def written(shape: FieldShape, value: Any, name_of: Callable[[str, int], str]) -> Written:
    """The cell of a value; blank where nothing was entered.

    Args:
        shape: The declaration of its field.
        value: As the entry holds it.
        name_of: The text that means a client ("client") or an entry of a kind, by its number.
    """
    if value is None or value in ("", (), {}):
        return None
    writers: dict[str, Callable[[], Written]] = {
        "choice": lambda: _(shape.options[value]),
        "choices": lambda: "\n".join(_(shape.options[one]) for one in value),
        "flag": lambda: _(FLAGS[value]),
        "day": lambda: value if value >= _FIRST_DAY else value.isoformat(),
        **dict.fromkeys(("count", "number", "money"), lambda: _number(value)),
        **dict.fromkeys(("client", "clients"), lambda: _names(value, "client", name_of)),
        **dict.fromkeys(("entry", "entries"), lambda: _names(value, shape.of_kind, name_of)),
        "object": lambda: _object_text(value),
    }
    return writers.get(shape.kind, lambda: str(value))()


def _number(value: float | Decimal) -> Written:
    if len(Decimal(str(value)).normalize().as_tuple().digits) <= _DIGITS and math.isfinite(value):
        return float(value)
    return format(value, "f") if isinstance(value, Decimal) else repr(value)


def _names(value: int | tuple[int, ...], kind: str, name_of: Callable[[str, int], str]) -> str:
    return "\n".join(name_of(kind, one) for one in (value if isinstance(value, tuple) else (value,)))


def _object_text(value: Mapping[str, Any]) -> str:
    """A line per name where that reads back the same, else JSON."""
    lines = "\n".join(f"{name}: {json.dumps(one, ensure_ascii=False)}" for name, one in value.items())
    try:
        is_same = _object(lines) == value
    except CellError:
        is_same = False
    return lines if is_same else json.dumps(value, ensure_ascii=False)


def read_cell(shape: FieldShape, cell: Cell, look_up: Callable[[str, str], int]) -> Any:
    """The value of a cell, for the entry to check; a blank one holds nothing.

    Args:
        shape: The declaration of its field.
        cell: As it was read.
        look_up: The number of the client ("client") or of the entry of a kind that a text means.

    Raises:
        CellError: It cannot be read as such a field.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return blank(shape)
    text = plain(cell)
    readers: dict[str, Callable[[], Any]] = {
        "choice": lambda: _option(shape, text),
        "choices": lambda: tuple(_option(shape, one) for one in _several(text)),
        "flag": lambda: _flag(text),
        "day": lambda: cell if isinstance(cell, date) else _day(text.strip()),
        **dict.fromkeys(("count", "number", "money"), lambda: _read_number(shape, cell)),
        "client": lambda: look_up("client", text),
        "entry": lambda: look_up(shape.of_kind, text),
        **dict.fromkeys(("clients", "entries"), lambda: _found(shape, text, look_up)),
        "object": lambda: _object(text),
    }
    return readers.get(shape.kind, lambda: text)()


def blank(shape: FieldShape) -> Any:
    """What a field holds where nothing was entered."""
    empty: dict[str, Any] = {"line": "", "text": "", "person": "", "choice": "", "flag": False, "object": {}}
    return () if shape.kind in {"choices", "clients", "entries"} else empty.get(shape.kind)


def plain(cell: Cell) -> str:
    """A cell as text, as a person would type it."""
    return format(cell, "f") if isinstance(cell, Decimal) else "" if cell is None else str(cell)


def _day(text: str) -> date | str:
    """A text that is no ISO day is left to the entry to refuse."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _several(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"[\n;]", text) if one.strip()]


def _found(shape: FieldShape, text: str, look_up: Callable[[str, str], int]) -> tuple[int, ...]:
    """One name a line; a line that is no name may be several with semicolons."""
    kind = "client" if shape.kind == "clients" else shape.of_kind
    found: list[int] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            found.append(look_up(kind, line))
        except CellError:
            parts = [part for part in line.split(";") if part.strip()]
            if len(parts) < 2:
                raise
            found += [look_up(kind, part) for part in parts]
    return tuple(found)


def _option(shape: FieldShape, text: str) -> str:
    sought = " ".join(text.split()).casefold()
    for value, label in shape.options.items():
        if sought in {value.casefold(), label.casefold(), _(label).casefold()}:
            return value
    raise CellError(
        _("'{text}' is not in the list: {options}.").format(
            text=text[:50], options=", ".join(_(label) for label in shape.options.values())
        )
    )


def _flag(text: str) -> bool:
    words = _FLAG_WORDS | {_(label).casefold(): value for value, label in FLAGS.items()}
    found = words.get(text.strip().casefold())
    if found is None:
        raise CellError(_("Yes or no is needed."))
    return found


def _read_number(shape: FieldShape, cell: Cell) -> Decimal | float | int:
    """Text must be a plain number: of 1.234 and 1,234 nobody knows which sign is meant."""
    try:
        found = cell if isinstance(cell, Decimal) else Decimal(plain(cell).strip())
    except InvalidOperation:
        raise CellError(_("A number is needed.")) from None
    if not found.is_finite():
        raise CellError(_("A number is needed."))
    if shape.kind == "number":
        return float(found)
    if shape.kind == "count":
        if found != int(found):
            raise CellError(_("A whole number is needed."))
        return int(found)
    return found


def _object(text: str) -> dict[str, Any]:
    try:
        if text.lstrip().startswith("{"):
            return dict(json.loads(text))
        pairs = [_SCORE.fullmatch(line.strip()) for line in text.split("\n") if line.strip()]
        found = {pair[1]: json.loads(pair[2]) for pair in pairs if pair}
    except (ValueError, RecursionError):
        found = {}
        pairs = [None]
    if None in pairs or len(found) < len(pairs):
        raise CellError(_("A line for each is needed, e.g. Growth: 4"))
    return found
