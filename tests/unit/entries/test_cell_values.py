from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kamlogic.entries.cell_values import CellError, read_cell, written
from kamlogic.entries.dossier import Contact, Dossier, Goal
from kamlogic.entries.judgements import Selection
from kamlogic.entries.programmes import Programme
from kamlogic.entries.winning_back import LossCase


def _look_up(kind: str, text: str) -> int:
    known = {"A; B": 1, "A": 2, "B": 3}
    if text.strip() not in known:
        raise CellError(kind)
    return known[text.strip()]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (Decimal("12.50"), 12.5),
        (Decimal("12345678901234.5678"), "12345678901234.5678"),
        (Decimal("0.0001"), 0.0001),
    ],
)
def test_money_is_a_number_unless_a_spreadsheet_would_round_it(value, cell):
    shape = Selection.shape("potential_budget")

    found = written(shape, value, str)

    assert found == cell
    assert type(found) is type(cell)


def test_days_that_spreadsheets_count_wrongly_are_texts():
    shape = Dossier.shape("contract_until")

    assert written(shape, date(1900, 2, 28), str) == "1900-02-28"
    assert written(shape, date(1900, 3, 1), str) == date(1900, 3, 1)
    assert read_cell(shape, "1900-02-28", _look_up) == date(1900, 2, 28)
    assert read_cell(shape, "31.3.2026", _look_up) == "31.3.2026"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("Yes", True), ("no", False), ("TRUE", True), (Decimal(0), False), (None, False), (" ", False)],
)
def test_flags_are_read_as_people_write_them(cell, value):
    assert read_cell(Contact.shape("known_by_rivals"), cell, _look_up) is value


@pytest.mark.parametrize(
    ("field", "cell", "words"),
    [
        ("known_by_rivals", "maybe", "Yes or no"),
        ("power", "many", "A number"),
        ("power", Decimal("2.5"), "whole number"),
        ("power", "NaN", "A number"),
        ("power", "1,5", "A number"),
        ("role", "Boss", "not in the list"),
    ],
)
def test_what_cannot_be_read_says_what_is_needed(field, cell, words):
    with pytest.raises(CellError, match=words):
        read_cell(Contact.shape(field), cell, _look_up)


def test_numbers_in_text_cells_are_texts():
    assert read_cell(Contact.shape("phone"), Decimal(628123456789), _look_up) == "628123456789"
    assert read_cell(Goal.shape("target"), Decimal("1.5"), _look_up) == 1.5


def test_options_are_known_by_label_and_by_value():
    shape = LossCase.shape("reasons")

    assert written(shape, ("price", "service"), str) == "Price\nLower service level"
    assert read_cell(shape, "price; Lower  service level", _look_up) == ("price", "service")


def test_several_clients_stand_one_a_line_or_between_semicolons():
    shape = Programme.shape("members")

    assert written(shape, (1, 2), lambda kind, one: f"{kind} {one}") == "client 1\nclient 2"
    assert read_cell(shape, "A; B\n\nB", _look_up) == (1, 3)
    assert read_cell(shape, "B;A", _look_up) == (3, 2)
    with pytest.raises(CellError):
        read_cell(shape, "C", _look_up)
    with pytest.raises(CellError):
        read_cell(shape, "A;C", _look_up)


@pytest.mark.parametrize(
    "scores", [{"Growth": 4, "Own word": 1}, {"a:b": 3}, {"": 2}, {"x\ny": 2}, {" x": 1}]
)
def test_scores_read_back_the_same(scores):
    shape = Selection.shape("scores")

    assert read_cell(shape, written(shape, scores, str), _look_up) == scores


def test_simple_scores_are_lines_for_people():
    assert written(Selection.shape("scores"), {"Growth": 4, "Margin": 2}, str) == "Growth: 4\nMargin: 2"


@pytest.mark.parametrize("text", ["Growth 4", "Growth: four", "{broken", "Growth: 4\nGrowth: 5"])
def test_scores_that_cannot_be_read_are_refused(text):
    with pytest.raises(CellError, match="A line for each"):
        read_cell(Selection.shape("scores"), text, _look_up)
