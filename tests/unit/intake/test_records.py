from __future__ import annotations

import io
from pathlib import Path

import pytest

from kamlogic.intake.decoding import find_encoding
from kamlogic.intake.dialect import Dialect, find_dialect
from kamlogic.intake.raw_cells import QUOTE_INSIDE, UNCLOSED_QUOTE
from kamlogic.intake.records import MAX_LINE_CHARACTERS, read_records
from kamlogic.intake.refusals import CannotReadError

THREE = Dialect(",", 3, 3)


def records(text: str) -> list[tuple[list[str], int, int]]:
    return [record[:3] for record in read_records(io.StringIO(text), THREE)]


def test_blank_lines_are_records_too() -> None:
    assert records("a,b,c\n\n1,2,3\n") == [(["a", "b", "c"], 1, 0), ([], 2, 0), (["1", "2", "3"], 3, 0)]


def test_a_record_knows_how_many_physical_lines_it_spans() -> None:
    found = read_records(io.StringIO('"a\nb",b,c\n\n1,2,3'), THREE)

    assert [record[3] for record in found] == [2, 1, 1]


def test_a_cell_of_several_lines_is_one_record() -> None:
    assert records('"a\nb",b,c\n1,2,3') == [(["a\nb", "b", "c"], 1, 0), (["1", "2", "3"], 3, 0)]


def test_a_quote_that_swallows_whole_records_costs_its_own_line() -> None:
    assert records('1,"2,3\n4,5,6\n7,8,"9"\n') == [
        (["1", '"2', "3"], 1, UNCLOSED_QUOTE),
        (["4", "5", "6"], 2, 0),
        (["7", "8", "9"], 3, 0),
    ]


def test_a_quote_inside_a_quoted_cell_is_a_problem_and_blanks_behind_one_are_not() -> None:
    assert records('1,"a"b",3\n4,"b" ,6\n') == [
        (["1", '"a"b"', "3"], 1, QUOTE_INSIDE),
        (["4", "b", "6"], 2, 0),
    ]


def test_a_quote_that_nothing_closes_costs_its_own_line() -> None:
    long = "1,2,3\n" * 300

    found = records(f'"1,2,3\n{long}')

    assert found[0] == (['"1', "2", "3"], 1, UNCLOSED_QUOTE)
    assert len(found) == 301


def test_a_record_of_many_long_lines_ends_before_memory_does() -> None:
    found = records('"' + ("x" * 600_000 + "\n") * 5)

    assert found[0][2] == UNCLOSED_QUOTE
    assert len(found) == 5


def test_a_line_beyond_the_limit_is_refused_with_its_row() -> None:
    with pytest.raises(CannotReadError, match="long_line"):
        records("1,2,3\n" + "x" * (MAX_LINE_CHARACTERS + 1))


def test_the_mark_of_typed_cells_is_taken_out_of_text() -> None:
    assert records("a\x1f,b,c") == [(["a", "b", "c"], 1, 0)]


def test_a_delimiter_is_found_among_lines_of_words_and_a_named_one_wins() -> None:
    assert find_dialect(["name;town", "Acme;Solo", "Bexo;Tuban"]) == Dialect(";", 2, 2)
    assert find_dialect(["sep=#", "a#b"]).delimiter == "#"
    assert find_dialect(["a,b"], "|") == Dialect("|", 1, 1)
    assert find_dialect([]).width == 1


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"plain", "utf-8"),
        ("\u20ac".encode("utf-8-sig"), "utf-8-sig"),
        ("Date;Client\n".encode("utf-16-le"), "utf-16-le"),
        ("Date;Client\n".encode("utf-16-be"), "utf-16-be"),
        ("Dupont & Fr\u00e8res".encode("cp1252"), "cp1252"),
        (
            "\u0412\u044b\u0440\u0443\u0447\u043a\u0430 \u0437\u0430 \u043c\u0435\u0441\u044f\u0446 \u0438 \u0433\u043e\u0434 ".encode(
                "cp1251"
            )
            * 30,
            "cp1251",
        ),
        ("Mus\u00e9e de l'\u00c9toile, No\u00ebl \u00e0 Orl\u00e9ans, ".encode("cp1252") * 90, "cp1252"),
        ("\u0142\u00f3d\u017a i \u017cycie s\u0105 pi\u0119kne, mi\u0142o ".encode("cp1250") * 9, "cp1250"),
    ],
)
def test_encodings_are_told_apart(tmp_path: Path, content: bytes, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    assert find_encoding(path) == encoding
