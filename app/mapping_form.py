"""What a person can correct about one upload: columns, table, letters, currencies."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import pandas as pd
import streamlit as st

from app import state, view
from kamlogic.formats import count_text
from kamlogic.intake.exports import FIELDS, Choices, Export
from kamlogic.texts import _, ngettext

Choose = Callable[..., None]
"""Decides something about the upload; it is read again."""

_UNSURE = 0.7
EVERY_MONTH = "*"


def columns_form(
    upload_id: str,
    headers: tuple[str, ...],
    mapped: dict[str, str],
    confidence: dict[str, float],
    choose: Choose,
) -> None:
    """A column for each field; applied together."""
    unsure = [_(FIELDS[field]) for field, sure in confidence.items() if sure < _UNSURE]
    if unsure:
        view.note(_("Not sure about: {fields}. Please check.").format(fields=", ".join(unsure)))
    with st.form(f"mapping_form_{upload_id}", border=False):
        chosen = {}
        for place, (field, label) in enumerate(FIELDS.items()):
            if place % 3 == 0:
                columns = st.columns(3)
            found = mapped.get(field) or None
            sure = confidence.get(field)
            with columns[place % 3]:
                chosen[field] = st.selectbox(
                    _(label), headers, index=headers.index(found) if found in headers else None,
                    placeholder=_("not in the file"), key=f"map_{field}_{upload_id}",
                    help=None if sure is None else _("{sure:.0%} sure").format(sure=sure),
                )  # fmt: skip
        if st.form_submit_button(_("Apply the mapping"), key=f"apply_{upload_id}"):
            choose(
                columns={field: header or "" for field, header in chosen.items() if header or field in mapped}
            )
            st.rerun()


def layout_choices(upload_id: str, made: Choices, sheets: tuple[str, ...], choose: Choose) -> None:
    """Which sheet and table, where its header is, and the year of months that name none."""
    with st.container(horizontal=True, key=f"where_{upload_id}"):
        if len(sheets) > 1:
            key = f"sheet_{upload_id}"
            st.selectbox(
                _("Sheet"), [None, *sheets], index=[None, *sheets].index(made.sheet) if made.sheet in sheets else 0, key=key,
                format_func=lambda name: name or _("found by itself"),
                on_change=lambda: choose(sheet=state.get(key), columns={}),
            )  # fmt: skip
        _whole_number(upload_id, "header_row", _("Header in row (0: none)"), made.header_row, choose, low=0)
        _whole_number(upload_id, "table", _("Table of the sheet"), made.table, choose, low=1)
        _whole_number(upload_id, "year", _("Year of the first month"), made.year, choose, low=1950, high=2100)


def _whole_number(
    upload_id: str,
    setting: str,
    label: str,
    value: int | None,
    choose: Choose,
    *,
    low: int,
    high: int = 1_000_000,
) -> None:
    key = f"{setting}_{upload_id}"
    st.number_input(
        label, min_value=low, max_value=high, value=value, step=1, key=key, placeholder=_("found by itself"),
        on_change=lambda: choose(**{setting: state.get(key)}),
    )  # fmt: skip


def letters(upload_id: str, readings: dict[str, list[str]], used: str, choose: Choose) -> None:
    """The switch for wrong letters: the same words of the file in every encoding that it may be in."""
    if len(readings) < 2:
        return
    key, found = f"letters_{upload_id}", list(readings)
    st.radio(
        _("Wrong letters? Choose the line that reads right."), found, index=found.index(used), key=key,
        format_func=lambda name: view.escaped(f"{' · '.join(readings[name])} ({name})"),
        on_change=lambda: choose(encoding=state.get(key)),
    )  # fmt: skip


def currencies(upload_id: str, export: Export, made: Choices, choose: Choose) -> None:
    """The base currency and the rates, where the file has several currencies."""
    found = export.reading.currencies
    if len(found) < 2:
        return
    listed = ", ".join(
        ngettext("{code} in {count} row", "{code} in {count} rows", count).format(
            code=code, count=count_text(count)
        )
        for code, count in found
    )
    view.line(_("The file has several currencies: {listed}.").format(listed=listed))
    codes = [code for code, _count in found]
    with st.form(f"rates_form_{upload_id}", border=False):
        base = st.selectbox(
            _("Sum everything in"), codes, key=f"base_{upload_id}",
            index=codes.index(made.base_currency) if made.base_currency in codes else 0,
        )  # fmt: skip
        rows = _rate_rows(made, [code for code in codes if code != base])
        edited = st.data_editor(
            rows, key=f"rates_{upload_id}", num_rows="dynamic", hide_index=True, placeholder=_("your rate"),
            column_config={
                "currency": st.column_config.SelectboxColumn(_("Currency"), options=codes, required=True),
                "month": st.column_config.TextColumn(_("Month, * for all"), validate=r"^(\*|\d{4}-(0[1-9]|1[0-2]))$"),
                "rate": st.column_config.NumberColumn(_("One unit in the base currency"), min_value=0.0, format="%.8g"),
            },
        )  # fmt: skip
        if st.form_submit_button(_("Convert with these rates"), key=f"apply_rates_{upload_id}"):
            choose(base_currency=base, rates=_rates(edited, codes))
            st.rerun()


def _rate_rows(made: Choices, codes: list[str]) -> pd.DataFrame:
    known = [
        (code, month, float(rate)) for code, months in made.rates.items() for month, rate in months.items()
    ]
    missing = [(code, EVERY_MONTH, None) for code in codes if code not in made.rates]
    frame = pd.DataFrame([*known, *missing], columns=["currency", "month", "rate"])
    return frame.astype({"currency": "str", "month": "str", "rate": "float64"})


def _rates(edited: pd.DataFrame, codes: list[str]) -> dict[str, dict[str, Decimal]]:
    """The rates out of the edited rows; a row that is not complete or not offered is left out."""
    rates: dict[str, dict[str, Decimal]] = {}
    for code, month, rate in edited[["currency", "month", "rate"]].itertuples(index=False):
        if code in codes and isinstance(month, str) and not pd.isna(rate):
            try:
                number = Decimal(repr(float(rate)))
            except (InvalidOperation, ValueError):
                continue
            if number > 0:
                rates.setdefault(code, {})[month] = number
    return rates
