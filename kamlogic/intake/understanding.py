"""Understands a table: which column is which field, and what its values say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from kamlogic.intake.column_profiles import DATE_FIELDS
from kamlogic.intake.date_values import is_serial, parse_date
from kamlogic.intake.exports import Choices, DateOrder, DecimalSign, Question
from kamlogic.intake.header_words import Synonyms, speaks_english
from kamlogic.intake.line_kinds import read_kinds
from kamlogic.intake.mapping import Mapping, map_table
from kamlogic.intake.money_columns import parse_numbers
from kamlogic.intake.no_sales import set_no_sales_aside
from kamlogic.intake.order_blocks import fill_orders
from kamlogic.intake.parsed_columns import parse_column
from kamlogic.intake.parsed_fields import ParsedFields
from kamlogic.intake.settling import FieldColumns, settle_date_order, settle_decimals
from kamlogic.intake.swapped_dates import exchange_question, exchanged, looks_exchanged
from kamlogic.intake.table_finding import FoundTable

Signs = Pairs[str, DecimalSign]


@dataclass(frozen=True, eq=False)
class Understood:
    """A table with its fields settled and parsed."""

    table: FoundTable
    mapping: Mapping
    fields: ParsedFields
    order: DateOrder
    decimals: dict[str, DecimalSign]
    questions: tuple[Question, ...]


def understand(
    table: FoundTable,
    answer: dict[str, Any],
    choices: Choices,
    name: str,
    synonyms: Synonyms = (),
    *,
    decided: Signs = MappingProxyType({}),
) -> Understood:
    """Map the columns, settle what values leave open, and parse every field.

    Args:
        table: As found.
        answer: Of the child.
        choices: What a person decided.
        name: The file's name, for messages.
        synonyms: Header words of the firm.
        decided: Field → decimal sign, as an earlier stretch of the file showed it.
    """
    rows = table.is_data
    named = table.cells.columns[: len(table.headers)]
    mapping = map_table(table.headers, named, rows, chosen=choices.columns, name=name, synonyms=synonyms)
    table = set_no_sales_aside(fill_orders(table, mapping), mapping)
    rows = table.is_data
    cells = table.cells
    columns = {field: cells.columns[place] for field, place in mapping.places.items()}
    headers = {field: table.headers[place] for field, place in mapping.places.items()}
    titles = table.titles()
    english = speaks_english(table.headers)
    fields = FieldColumns(columns, headers, rows, answer.get("delimiter"), english, hints=(name, *titles))
    decimals, number_questions = settle_decimals(fields, choices, decided)
    order, date_questions = settle_date_order(fields, choices)
    dates = {}
    for field in DATE_FIELDS:
        if field in columns:
            is_exchanged = looks_exchanged(columns[field], rows)
            if is_exchanged and choices.swapped_dates is None:
                date_questions = [*date_questions, exchange_question(columns[field], rows, headers[field])]
            swaps = is_exchanged if choices.swapped_dates is None else choices.swapped_dates
            texts = fields.texts(field, typed=True)
            serials = any(map(is_serial, texts)) and (answer["kind"] != "csv" or all(map(is_serial, texts)))
            dates[field] = parse_column(columns[field], partial(_read_date, order, serials, swaps))
    numbers = parse_numbers(columns, decimals, cells.row_count)
    kinds = read_kinds(columns["kind"], headers["kind"], rows) if "kind" in columns else None
    parsed = ParsedFields(
        columns,
        mapping.places,
        numbers,
        dates,
        headers,
        kinds,
        choices.base_currency,
        rates=choices.rates,
        titles=titles,
        notes=mapping.notes,
    )
    questions = (*date_questions, *number_questions, *mapping.questions)
    return Understood(table, mapping, parsed, order, decimals, questions)


def _read_date(order: DateOrder, serials: bool, swaps: bool, text: str, is_typed: bool) -> dt.date | None:  # noqa: FBT001 - called by position, once per text
    day = parse_date(text, order, serials=serials)
    return exchanged(day) if swaps and is_typed and day is not None else day
