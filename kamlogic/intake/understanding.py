"""Understands a table: which column is which field, and what its values say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from kamlogic.intake.date_values import is_serial, parse_date
from kamlogic.intake.exports import Choices, DateOrder, DecimalSign, Question
from kamlogic.intake.header_words import speaks_english
from kamlogic.intake.mapping import DATE_FIELDS, Mapping, map_columns, profile
from kamlogic.intake.money_columns import parse_numbers
from kamlogic.intake.order_blocks import fill_orders
from kamlogic.intake.parsed_columns import parse_column
from kamlogic.intake.sales_lines import ParsedFields
from kamlogic.intake.settling import FieldColumns, settle_date_order, settle_decimals
from kamlogic.intake.table_finding import FoundTable


@dataclass(frozen=True, eq=False)
class Understood:
    """A table with its fields settled and parsed."""

    table: FoundTable
    mapping: Mapping
    fields: ParsedFields
    order: DateOrder
    decimals: dict[str, DecimalSign]
    questions: tuple[Question, ...]


def understand(table: FoundTable, answer: dict[str, Any], choices: Choices, name: str) -> Understood:
    """Map the columns, settle what values leave open, and parse every field."""
    rows = table.is_data
    profiles = [profile(column, rows) for column in table.cells.columns[: len(table.headers)]]
    mapping = map_columns(table.headers, profiles, chosen=choices.columns, name=name)
    table = fill_orders(table, mapping)
    cells = table.cells
    columns = {field: cells.columns[place] for field, place in mapping.places.items()}
    headers = {field: table.headers[place] for field, place in mapping.places.items()}
    fields = FieldColumns(columns, headers, rows, answer.get("delimiter"), speaks_english(table.headers))
    decimals, number_questions = settle_decimals(fields, choices)
    order, date_questions = settle_date_order(fields, choices)
    dates = {}
    for field in DATE_FIELDS:
        if field in columns:
            texts = fields.texts(field, typed=True)
            serials = any(map(is_serial, texts)) and (answer["kind"] == "xlsx" or all(map(is_serial, texts)))
            dates[field] = parse_column(columns[field], partial(_read_date, order, serials))
    numbers = parse_numbers(columns, decimals, cells.row_count)
    parsed = ParsedFields(columns, mapping.places, numbers, dates)
    return Understood(table, mapping, parsed, order, decimals, (*date_questions, *number_questions))


def _read_date(order: DateOrder, serials: bool, text: str, _is_typed: bool) -> dt.date | None:  # noqa: FBT001 - called by position, once per text
    return parse_date(text, order, serials=serials)
