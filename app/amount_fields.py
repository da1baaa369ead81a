"""Amounts among the choices of a page: typed with or without separators, held as the text that the field shows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from app import state, view
from kamlogic.services.typed_amounts import AmountError, choice_text, read_amount
from kamlogic.texts import _

MOST = Decimal(10) ** 15
_LENGTH = 40


def amount_field(label: str, key: str, *, placeholder: str | None = None, is_shared: bool = False) -> None:
    """Ask for an amount of money, from 0 on; what is wrong with it stands below.

    Args:
        label: Without the currency.
        key: Of the choice.
        placeholder: Shown while nothing is typed.
        is_shared: The address of the page holds it, too.
    """
    currency = state.get("currency")
    shared: dict[str, Any] = {"bind": "query-params"} if is_shared else {}
    st.text_input(
        f"{label} ({currency})" if currency else label, value=state.default(key), max_chars=_LENGTH, key=key,
        placeholder=placeholder, persist_state="session", on_change=_tidy, args=(key,), **shared,
    )  # fmt: skip
    try:
        _read(key)
    except AmountError as error:
        st.error(view.escaped(str(error)), icon=":material/error:")


def amount(key: str) -> float | None:
    """What was typed; the default while that is no amount."""
    try:
        found = _read(key)
    except AmountError:
        found = read_amount(state.default(key), 0)
    return None if found is None else float(found)


def _read(key: str) -> Decimal | None:
    """The typed amount.

    Raises:
        AmountError: It is none, or beyond the limits.
    """
    found = read_amount(state.get(key), 0)
    if found is not None and found < 0:
        raise AmountError(_("At least {ge}.").format(ge=0))
    if found is not None and found > MOST:
        raise AmountError(_("At most {le}.").format(le=f"{MOST:,f}"))
    return found


def _tidy(key: str) -> None:
    """Show what was typed as the app shows amounts."""
    try:
        found = _read(key)
    except AmountError:
        return
    state.put(key, "" if found is None else choice_text(found))
