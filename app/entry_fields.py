"""The field of a form for each kind of field of an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from app import state
from kamlogic.entries.entry import EARLIEST, LATEST, LINE_LENGTH, TEXT_LENGTH, FieldShape
from kamlogic.texts import _

WIDE = frozenset({"text", "clients", "entries", "choices"})
"""Kinds that take the whole width of a form."""

Names = Mapping[str, Mapping[int, str]]
"""For "client" and each kind of entry: id → what it is called in a list of choices."""


def field(shape: FieldShape, value: Any, *, key: str, names: Names) -> Any:
    """Ask for one field.

    Args:
        shape: Its declaration.
        value: What it holds now; shown until the person types something else.
        key: Of the widget; what was typed stays under it.
        names: The clients and entries to choose from.

    Returns:
        What is typed, as the entry takes it.
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
        **dict.fromkeys(("count", "number", "money"), lambda: _number(shape, label, value, asked)),
    }
    if shape.kind in typed:
        return typed[shape.kind]()
    return _chosen(shape, label, value, asked, _options(shape, names))


def _field_label(shape: FieldShape) -> str:
    label = _(shape.label)
    if shape.kind == "money" and state.get("currency"):
        label = f"{label} ({state.get('currency')})"
    return f"{label} *" if shape.is_required else label


def _number(shape: FieldShape, label: str, value: Any, asked: dict[str, Any]) -> Any:
    if shape.kind == "count":
        return st.number_input(label, value=value, step=1, format="%d", **asked)
    shown = None if value is None else float(value)
    typed = st.number_input(label, value=shown, step=None, format=_decimals(shown), **asked)
    if shape.kind == "number" or typed is None:
        return typed
    return Decimal(str(typed))


def _decimals(value: float | None) -> str:
    return "%.0f" if value is None or value == int(value) else "%.2f"


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
    chosen = st.selectbox(label, list(options), index=index, format_func=show, placeholder="", **asked)
    if chosen is None:
        return "" if shape.kind == "choice" else None
    return chosen
