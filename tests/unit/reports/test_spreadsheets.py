from __future__ import annotations

import csv
import io
import re

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamlogic.reports.spreadsheets import csv_file, guarded, xlsx_file

FORMULAS = st.sampled_from(
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", " =1", "\ufeff=1", "\u200b=1", "\xa0=1",
        "\N{FULLWIDTH EQUALS SIGN}1+1", "\N{FULLWIDTH PLUS SIGN}1", "\N{FULLWIDTH HYPHEN-MINUS}1", "\N{FULLWIDTH COMMERCIAL AT}A1", "{=1+1}", "http://example.com", "internal:Sheet1!A1", "'=1", '"=1"', "a,=1",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    FORMULAS, st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff"), max_size=12)
)
FRAMES = st.integers(1, 4).flatmap(
    lambda rows: st.tuples(
        st.lists(TEXTS, min_size=1, max_size=3, unique=True),
        st.lists(st.lists(TEXTS, min_size=rows, max_size=rows), min_size=3, max_size=3),
    ).map(lambda parts: pd.DataFrame(dict(zip(parts[0], parts[1], strict=False))))
)
PLAIN_NUMBER = re.compile(r"[+-]?[\d.,\u00a0\u202f ]*\d")
RUNS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\0",
    "\N{FULLWIDTH EQUALS SIGN}",
    "\N{FULLWIDTH PLUS SIGN}",
    "\N{FULLWIDTH HYPHEN-MINUS}",
    "\N{FULLWIDTH COMMERCIAL AT}",
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FRAMES)
def test_no_cell_of_a_file_is_a_live_formula(frame: pd.DataFrame) -> None:
    rows = list(csv.reader(io.StringIO(csv_file(frame).decode("utf-8-sig"), newline="")))
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file({"clients": frame})))

    texts = [list(map(str, frame.columns)), *frame.to_numpy().tolist()]
    assert rows == [[guarded(text) for text in row] for row in texts]
    texts_shown = [cell for row in rows for cell in row if not PLAIN_NUMBER.fullmatch(cell)]
    assert not any(cell.lstrip(" \ufeff\u200b\xa0").startswith(RUNS) for cell in texts_shown)
    for row in book["clients"].iter_rows():
        assert all(cell.data_type in {"s", "inlineStr", "n"} for cell in row)
        assert all(cell.data_type != "n" or cell.value is None for cell in row)
        assert all(cell.hyperlink is None for cell in row)


@pytest.mark.parametrize("text", ["acme", "3 Monkeys", "O'Neill", "a=b", "", "1-2"])
def test_a_harmless_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text


def test_a_table_becomes_csv_that_excel_reads_as_unicode() -> None:
    table = pd.DataFrame(
        {
            "client": pd.Series(["Café Łódź", None], dtype="str"),
            "lost_on": pd.to_datetime(["2024-06-09", None]),
            "net_sales": [-5.25, np.nan],
            "is_key": [True, False],
        }
    )

    content = csv_file(table)

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (
        "client,lost_on,net_sales,is_key\r\nCafé Łódź,2024-06-09,-5.25,True\r\n,,,False\r\n"
    )
    assert table["client"].tolist()[0] == "Café Łódź"


def test_a_workbook_keeps_the_types_of_its_cells() -> None:
    table = pd.DataFrame(
        {
            "client": pd.Series(["00123", None], dtype="str"),
            "lost_on": pd.to_datetime(["2024-06-09", None]),
            "net_sales": [-5.25, np.nan],
            "purchase_days": [3, 4],
            "is_key": [True, False],
        }
    )

    book = openpyxl.load_workbook(io.BytesIO(xlsx_file({"clients": table, "empty": table.head(0)})))

    sheet = book["clients"]
    assert [cell.value for cell in sheet[1]] == list(table.columns)
    assert [cell.value for cell in sheet[2]] == ["00123", pd.Timestamp("2024-06-09"), -5.25, 3, True]
    assert [cell.value for cell in sheet[3]] == [None, None, None, 4, False]
    assert sheet["B2"].number_format == "yyyy-mm-dd"
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert book["empty"].max_row == 1


def test_a_text_longer_than_a_cell_takes_is_cut_and_not_dropped() -> None:
    table = pd.DataFrame({"client": ["a" * 40_000]})

    book = openpyxl.load_workbook(io.BytesIO(xlsx_file({"clients": table})))

    assert book["clients"]["A2"].value == "a" * 32_000 + "…"
