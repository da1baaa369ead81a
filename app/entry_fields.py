"""The field of a form for each kind of field of an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from app import our_people, state
from kamlogic.entries.entry import EARLIEST, LATEST, LINE_LENGTH, TEXT_LENGTH, FieldShape
from kamlogic.services.people import as_known
from kamlogic.services.typed_amounts import AmountError, amount_text, read_amount
from kamlogic.texts import _

WIDE = frozenset({"text", "clients", "entries", "choices"})
"""Kinds that take the whole width of a form."""
_AMOUNTS = frozenset({"money", "number"})
_AMOUNT_LENGTH = 40

Names = Mapping[str, Mapping[int, str]]
"""For "client" and each kind of entry: id → what it is called in a list of choices."""


def field(shape: FieldShape, value: Any, *, key: str, names: Names) -> Any:
    """Ask for one field.

    Args:
        shape: Its declaration.
        value: What it holds now, or what was typed there before; shown until the person types something else.
        key: Of the widget; what was typed stays under it.
        names: The clients and entries to choose from.

    Returns:
        What is typed; `read` turns it into what the entry takes.
    """
    label = _field_label(shape)
    asked: dict[str, Any] = {"key": key, "help": _(shape.meaning) if shape.meaning else None}
    typed: dict[str, Callable[[], Any]] = {
        "line": lambda: st.text_input(label, value=value or "", max_chars=LINE_LENGTH, **asked),
        "text": lambda: st.text_area(
            label, value=value or "", max_chars=TEXT_LENGTH, height="content", **asked
        ),
        "day": lambda: st.date_input(
            label, value=value, min_value=EARLIEST, max_value=LATEST, format="YYYY-MM-DD", **asked
        ),
        "flag": lambda: st.checkbox(label, value=bool(value), **asked),
        "count": lambda: st.number_input(label, value=value, step=1, format="%d", **asked),
        "person": lambda: _person(label, value, asked),
        **dict.fromkeys(
            _AMOUNTS,
            lambda: st.text_input(label, _amount(shape, value), max_chars=_AMOUNT_LENGTH, **asked),
        ),
    }
    if shape.kind in typed:
        return typed[shape.kind]()
    return _chosen(shape, label, value, asked, _options(shape, names))


def read(
    shapes: Sequence[FieldShape], typed: Mapping[str, Any], held: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """What is typed, as the entry takes it.

    Args:
        shapes: The declarations of the fields that are asked for.
        typed: Field → what `field` gave.
        held: Field → what it held before; an amount that was left as it is shown stays to the last digit.

    Returns:
        The values by field, and what is wrong by field; the value of a wrong one is nothing.
    """
    values, problems = dict(typed), dict[str, str]()
    for shape in shapes:
        text, before = typed[shape.name], held.get(shape.name)
        if shape.kind == "person":
            values[shape.name] = as_known(text, our_people.known())
        elif shape.kind in _AMOUNTS:
            try:
                is_untouched = text == _amount(shape, before)
                values[shape.name] = before if is_untouched else read_amount(text, _decimals(shape))
            except AmountError as error:
                values[shape.name], problems[shape.name] = None, str(error)
    return values, problems


def typed_before(shape: FieldShape, plain: Any) -> Any:
    """What was typed into a field, of the plain JSON in which it was kept."""
    return date.fromisoformat(plain) if shape.kind == "day" and plain else plain


def _amount(shape: FieldShape, value: Any) -> str:
    return value if isinstance(value, str) else amount_text(value, _decimals(shape))


def _decimals(shape: FieldShape) -> int:
    return int(state.get("money_decimals") or 0) if shape.kind == "money" else 0


def _put_first(key: str, value: Any) -> None:
    """Let a select box hold this at first; given as its own default it could not be taken out again."""
    if value is not None and not state.holds(key):
        state.put(key, value)


def _person(label: str, value: str | None, asked: dict[str, Any]) -> str:
    """One of our people, or a name that is typed."""
    names = list(dict.fromkeys([*our_people.known(), *([value] if value else [])]))
    _put_first(asked["key"], value or None)
    chosen: str | None = st.selectbox(
        label,
        names,
        index=None,
        accept_new_options=True,
        placeholder=_("Choose, or type a new name"),
        **asked,
    )
    return chosen or ""


def _field_label(shape: FieldShape) -> str:
    label = _(shape.label)
    if shape.kind == "money" and state.get("currency"):
        label = f"{label} ({state.get('currency')})"
    return f"{label} *" if shape.is_required else label


def _options(shape: FieldShape, names: Names) -> dict[Any, str]:
    if shape.kind in {"choice", "choices"}:
        return {one: _(label) for one, label in shape.options.items()}
    return dict(names.get("client" if shape.kind in {"client", "clients"} else shape.of_kind, {}))


def _chosen(shape: FieldShape, label: str, value: Any, asked: dict[str, Any], options: dict[Any, str]) -> Any:
    """One or several of the options; what was chosen before stays offered."""
    several = shape.kind in {"choices", "clients", "entries"}
    kept = list(value or ()) if several else [value] if value not in (None, "") else []
    options |= {one: _("(no longer there)") for one in kept if one not in options}
    show = options.__getitem__
    if several:
        return tuple(
            st.multiselect(label, list(options), default=kept, format_func=show, placeholder="", **asked)
        )
    index = list(options).index(value) if kept else None
    if not shape.is_required and shape.default in (None, ""):
        _put_first(asked["key"], value or None)
        index = None
    chosen = st.selectbox(label, list(options), index=index, format_func=show, placeholder="", **asked)
    if chosen is None:
        return "" if shape.kind == "choice" else None
    return chosen
