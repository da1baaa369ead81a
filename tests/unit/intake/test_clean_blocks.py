"""The fast way and the careful way of reading text give the same cells, byte for byte."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kamlogic.intake import text_file
from kamlogic.intake.cells import Cells, load_cells, load_segments
from kamlogic.intake.clean_blocks import can_be_clean, read_clean_block
from kamlogic.intake.dialect import Dialect
from kamlogic.intake.text_file import read_text_file

THREE = Dialect(",", 3, 3)
CELL = st.text(st.sampled_from("ab1,;\t\" .\né\u00a0'\\\ufeff\x85"), max_size=6)
WORDS = st.text(st.sampled_from("ab1.é"), min_size=1, max_size=4)


def read_both_ways(content: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[Cells, Cells]:
    found = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "a.csv"
        path.write_bytes(content)
        for is_fast in (True, False):
            with monkeypatch.context() as context:
                if not is_fast:
                    context.setattr(text_file, "can_be_clean", lambda _dialect: False)
                read_text_file(path, folder, encoding=None, delimiter=None, progress=lambda _share: None)
            found.append(load_cells(folder / "cells_0.arrow"))
    return found[0], found[1]


def contents(cells: Cells) -> list[tuple[object, ...]]:
    return [
        (
            *(column.written[column.codes[row]] for column in cells.columns),
            cells.overflow.get(row),
            *(int(numbers[row]) for numbers in (cells.row_numbers, cells.line_counts, cells.cell_counts)),
            int(cells.problems[row]),
            int(cells.parts[row]),
        )
        for row in range(cells.row_count)
    ]


@settings(max_examples=200, deadline=None)
@given(
    rows=st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(st.one_of(WORDS, CELL), min_size=width, max_size=width), min_size=1, max_size=40
        )
    ),
    delimiter=st.sampled_from(",;\t|"),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    block=st.sampled_from([16, 64, 1 << 18]),
)
@example(
    rows=[["a", "b"], ["1", "2"]] * 30,
    delimiter=",",
    ending="\n",
    quoting=csv.QUOTE_MINIMAL,
    encoding="utf-8",
    block=16,
)
def test_both_ways_give_the_same_cells(  # noqa: PLR0917 - Hypothesis gives them by name
    rows: list[list[str]], delimiter: str, ending: str, quoting: int, encoding: str, block: int
) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=quoting).writerows(rows)
    content = text.getvalue().encode(encoding)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(text_file, "_SMALL_BLOCK", block)
        fast, careful = read_both_ways(content, monkeypatch)

    assert contents(fast) == contents(careful)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('a1,"\n\r x;\t'), min_size=1, max_size=200), st.sampled_from([8, 1 << 18]))
def test_both_ways_agree_on_damaged_text_too(text: str, block: int) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(text_file, "_SMALL_BLOCK", block)
        fast, careful = read_both_ways(("h,i,j\n1,2,3\n" + text).encode(), monkeypatch)

    assert contents(fast) == contents(careful)


def test_a_damaged_row_in_the_middle_costs_its_own_block_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_file, "_SMALL_BLOCK", 1_000)
    rows = [f"2025-01-02,Acme {n},{n}\n" for n in range(2_000)]
    rows[999] = '2025-01-02,"Acme "999" Ltd,999\n'
    path = tmp_path / "a.csv"
    path.write_text("Date,Client,Amount\n" + "".join(rows))

    read_text_file(path, tmp_path, encoding=None, delimiter=None, progress=lambda _share: None)

    cells = load_cells(tmp_path / "cells_0.arrow")
    assert cells.row_numbers.tolist() == list(range(1, 2_002))
    assert [int(row) for row in cells.problems.nonzero()[0]] == [1_000]
    batches = list(load_segments(tmp_path / "cells_0.arrow", 1))
    assert len(batches) > 1
    assert sum(batch.row_count for batch in batches) == 2_001
    assert batches[-1].row(batches[-1].row_count - 1) == ["2025-01-02", "Acme 1999", "1999"]


@pytest.mark.parametrize(
    "block",
    [
        b"1,2\n",
        b"1,2,3\n\n4,5,6\n",
        b"1,2,3\r\n\r\n4,5,6\r\n",
        b"\n1,2,3\n",
        b"1,2,3\n4,\r5,6\n",
        b"1, 2,3\n",
        b"\xef\xbb\xbf1,2,3\n",
        b"1,2,\0\n",
        b"1,2,\x1f\n",
        b"1,2,\xff\n",
        b"1,2,\xef\xbf\xbd\n",
        b'1,"2,3\n',
        b'1,a"b",3\n',
        b'1,"b"a,3\n',
        b'1,"2\n",3\n',
        b"1,2," + b"x" * 200_000 + b"\n",
    ],
)
def test_whatever_is_odd_makes_a_block_unclean(block: bytes) -> None:
    assert read_clean_block(block, THREE) is None


def test_quotes_where_they_belong_are_clean() -> None:
    table = read_clean_block(b'"1","a ""b"", c",""\r\nNULL,true,"""x"""', THREE)

    assert table is not None
    assert table.to_pylist() == [
        {"c0": "1", "c1": 'a "b", c', "c2": ""},
        {"c0": "NULL", "c1": "true", "c2": '"x"'},
    ]


def test_dialects_that_need_the_careful_reader_are_known() -> None:
    assert can_be_clean(THREE)
    assert not can_be_clean(Dialect(" ", 3, 3))
    assert not can_be_clean(Dialect(",", 1, 1))
    assert not can_be_clean(Dialect(",", 3, 3, quote="'"))
    assert not can_be_clean(Dialect(",", 3, 3, escape="\\"))
    assert not can_be_clean(Dialect("§", 3, 3))
