from __future__ import annotations

import io

import pytest

from kamlogic.intake.dialect import Dialect
from kamlogic.intake.raw_cells import (
    EXTRA_SEPARATOR,
    JOINED_CELL,
    LONG_HEADER,
    MISSING_SEPARATOR,
    OTHER_SEPARATOR,
    QUOTE_INSIDE,
    SHORT_HEADER,
    STRAY_QUOTE,
)
from kamlogic.intake.records import read_records
from kamlogic.intake.repairs import Mender

FIVE = Dialect(",", 5, 5)
GOOD = [[f"{day:02}/01/2025", f"AB-10{day:02}", "Acme, Solo", f"{day}.50", ""] for day in range(1, 29)]
HEADER = ["Date", "Code", "Client", "Amount", "Remark"]


def mended(line: str, before: str = "Date,Code,Client,Amount,Remark\n") -> tuple[list[str], int]:
    mender = Mender(FIVE, [HEADER, *GOOD])
    *_, (cells, _row, problem, _lines) = read_records(io.StringIO(before + line), FIVE, mender)
    return cells, problem


@pytest.mark.parametrize(
    ("line", "cells", "problem"),
    [
        ('05/01/2025,AB-1001,"Acme",5.00,', "05/01/2025|AB-1001|Acme|5.00|", 0),
        ('"05/01/2025,AB-1001,Acme,5.00,', "05/01/2025|AB-1001|Acme|5.00|", STRAY_QUOTE),
        ('05/01/2025,"AB-1001,"Acme, Solo",5.00,', "05/01/2025|AB-1001|Acme, Solo|5.00|", STRAY_QUOTE),
        (
            '05/01/2025,AB-1001,"The "best" shop",5.00,',
            '05/01/2025|AB-1001|The "best" shop|5.00|',
            STRAY_QUOTE,
        ),
        ("05/01/2025,,AB-1001,Acme,5.00,", "05/01/2025|AB-1001|Acme|5.00|", EXTRA_SEPARATOR),
        ("05/01/2025AB-1001,Acme,5.00,", "05/01/2025|AB-1001|Acme|5.00|", MISSING_SEPARATOR),
        ('05/01/2025,AB-1001"Acme, Solo",5.00,', "05/01/2025|AB-1001|Acme, Solo|5.00|", MISSING_SEPARATOR),
        ("05/01/2025,AB-1001,Acme, Inc,5.00,", "05/01/2025|AB-1001|Acme, Inc|5.00|", JOINED_CELL),
        ("05/01/2025;AB-1001;Acme;5.00;", "05/01/2025|AB-1001|Acme|5.00|", OTHER_SEPARATOR),
        ("05/01/2025 AB-1001 Acme and Sons 5.00 ", "05/01/2025|AB-1001|Acme and Sons|5.00|", OTHER_SEPARATOR),
    ],
)
def test_the_only_reading_that_fits_is_taken(line: str, cells: str, problem: int) -> None:
    assert mended(line) == (cells.split("|"), problem)


@pytest.mark.parametrize(
    "line",
    [
        "Acme,Bexo,Cafe,Dim",
        "05/01/2025,AB-1001,Acme5.00,x,y,z",
        "05/01/2025,AB-1001,Acme Solo1.5,",
    ],
)
def test_what_no_or_more_than_one_reading_explains_stays(line: str) -> None:
    cells, problem = mended(line)

    assert cells == line.split(",")
    assert problem == 0


def test_a_stray_quote_that_no_reading_explains_is_refused() -> None:
    cells, problem = mended('05/01/2025,AB-1001,Acme"x,5.00",,')

    assert len(cells) == 6
    assert problem == QUOTE_INSIDE


def test_an_inch_mark_in_a_cell_is_fine() -> None:
    assert mended('05/01/2025,AB-1001,Table 5"x3,5.00,') == (
        ["05/01/2025", "AB-1001", 'Table 5"x3', "5.00", ""],
        0,
    )


def test_trailing_separators_of_a_row_that_fits_are_left_to_the_parent() -> None:
    assert mended("05/01/2025,AB-1001,Acme,5.00,,,")[1] == 0
    assert mended("05/01/2025,AB-1001,Acme,5.00")[1] == 0


def test_a_header_loses_an_empty_name_too_many_and_a_short_one_is_reported() -> None:
    assert mended("Date,,Code,Client,Amount,Remark", before="") == (HEADER, LONG_HEADER)
    assert mended("Date,CodeClient,Amount,Remark", before="")[1] == SHORT_HEADER
    assert mended("Date,Code,,,Client,Amount,Remark", before="")[1] == 0
    assert mended("05/01/2025,x", before="")[1] == 0


def test_few_rows_teach_nothing() -> None:
    mender = Mender(FIVE, GOOD[:5])

    assert (
        mender.mend("05/01/2025,,AB-1001,Acme,5.00,\n", ["05/01/2025", "", "AB-1001", "Acme", "5.00", ""], 0)[
            1
        ]
        == 0
    )


def test_a_file_of_damage_ends_the_tries_and_a_long_line_is_not_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kamlogic.intake.repairs._MAX_TRIES", 1)
    mender = Mender(FIVE, GOOD)
    line = "05/01/2025,,AB-1001,Acme,5.00,"

    assert mender.mend(line + " " * 30_000, line.split(","), 0)[1] == 0
    assert mender.mend(line, line.split(","), 0)[1] == EXTRA_SEPARATOR
    assert mender.mend(line, line.split(","), 0)[1] == 0
