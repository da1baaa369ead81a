from __future__ import annotations

import io

import pytest

from kamlogic.intake.dialect import Dialect, find_dialect, split_line
from kamlogic.intake.records import read_records

CDNOW = [f" {n:05} 19970101  {n % 3}   {n}.77\n" for n in range(1, 40)]


def test_tables_of_fixed_columns_are_split_at_runs_of_blanks() -> None:
    dialect = find_dialect(CDNOW)

    assert (dialect.delimiter, dialect.width) == (" ", 4)
    records = list(read_records(io.StringIO("".join(CDNOW)), dialect))
    assert records[6] == (["00007", "19970101", "1", "7.77"], 7, 0, 1)
    assert split_line(CDNOW[0], dialect) == ["00001", "19970101", "1", "1.77"]


def test_words_are_not_split_at_blanks() -> None:
    assert find_dialect(["Acme and Sons\n"] * 9).width == 1
    assert find_dialect(["Report of the day\n", "1 2 3\n"]).width == 1


@pytest.mark.parametrize("delimiter", ["^", "~", "#", ":"])
def test_rare_delimiters_are_found_where_no_other_fits(delimiter: str) -> None:
    lines = [delimiter.join(["2025-01-02", f"Acme {n}", f"{n}.50"]) + "\n" for n in range(20)]

    assert find_dialect(lines).delimiter == delimiter


def test_a_common_delimiter_wins_over_clock_times() -> None:
    lines = [f"12:30:{n:02},Acme {n},5\n" for n in range(20)]

    assert find_dialect(lines).delimiter == ","


def test_single_quotes_around_most_cells_are_quotes() -> None:
    lines = [f"'{n}','Acme, Solo','5'\n" for n in range(20)]

    assert find_dialect(lines) == Dialect(",", 3, 3, quote="'")


def test_apostrophes_are_no_quotes() -> None:
    lines = [f"{n},Men's boots,Kids' hat\n" for n in range(20)]

    assert find_dialect(lines).quote == '"'


def test_backslashes_before_quotes_escape_where_they_save_lines() -> None:
    lines = ['1,"Acme Solo",5\n'] * 5 + ['1,"The \\"best\\", shop",5\n']

    dialect = find_dialect(lines)

    assert dialect.escape == "\\"
    assert next(read_records(io.StringIO(lines[-1]), dialect))[0] == ["1", 'The "best", shop', "5"]
    assert find_dialect(['1,"x\\",5\n'] * 5).escape is None


def test_a_separator_line_is_seen_behind_a_mark() -> None:
    assert find_dialect(["\ufeffsep=~\n", "a~b\n"]).delimiter == "~"
