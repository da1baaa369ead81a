from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kamlogic.intake.cells import load_cells
from kamlogic.intake.refusals import CannotReadError
from kamlogic.intake.web_tables import read_web_page
from kamlogic.intake.xml_spreadsheet import read_xml_spreadsheet

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def page(path: Path, content: str | bytes, encoding: str | None = None) -> tuple[dict[str, Any], list[Any]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    answer = read_web_page(path, path.parent, encoding=encoding, progress=lambda _share: None)
    return answer, [rows_of(path.parent / sheet["cells"]) for sheet in answer["sheets"]]


def rows_of(path: Path) -> list[list[str]]:
    cells = load_cells(path)
    return [[column.written[column.codes[row]] for column in cells.columns] for row in range(cells.row_count)]


def test_a_table_is_read_with_its_spans(tmp_path: Path) -> None:
    _answer, (rows,) = page(
        tmp_path / "a.xls",
        "<html><style>td {}</style><body><table><thead><tr><th rowspan=2>Client<th colspan=2>January</tr>"
        "<tr><th>Qty<th>Amount<br>&euro;</tr></thead>"
        "<tr><td rowspan='2'>Acme &amp; Co<td>1<td><b>10</b>,5</tr><tr><td>2</td><td>&nbsp;20</td></tr>"
        "<tr><td colspan='0'>x<script>y</script></td></table>after",
    )

    assert rows == [
        ["Client", "January", "January"],
        ["Client", "Qty", "Amount €"],
        ["Acme & Co", "1", "10,5"],
        ["Acme & Co", "2", "20"],
        ["x", "", ""],
    ]


def test_several_tables_and_nested_ones_are_sheets(tmp_path: Path) -> None:
    answer, tables = page(
        tmp_path / "a.xls",
        "</td></table><table><tr><td>outer<table><td>inner</td></table>more</td></tr></table>"
        "<table></table><p>text</p><table><tr><td>last",
    )

    assert answer["all_sheets"] == ["Table 1", "Table 2", "Table 4"]
    assert tables == [[["outermore"]], [["inner"]], [["last"]]]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("<meta charset=windows-1251><table><td>Клиент".encode("cp1251"), "cp1251"),
        ("<meta charset='utf-8'><table><td>Клиент".encode(), "utf-8"),
        ("<meta charset=windows-1251><table><td>Клиент".encode(), "utf-8"),
        ("\ufeff<table><td>Клиент".encode("utf-16-le"), "utf-16"),
    ],
)
def test_a_page_is_decoded_as_it_is_or_as_it_says(tmp_path: Path, content: bytes, encoding: str) -> None:
    answer, (rows,) = page(tmp_path / "a.xls", content)

    assert rows == [["Клиент"]]
    assert answer["encoding"] == encoding


@pytest.mark.parametrize("named", ["nonsense", "utf-8"])
def test_a_page_that_says_nothing_useful_is_guessed(tmp_path: Path, named: str) -> None:
    _answer, (rows,) = page(tmp_path / "a.xls", f"<meta charset={named}><table><td>Café".encode("cp1252"))

    assert rows == [["Café"]]


def test_a_chosen_encoding_wins(tmp_path: Path) -> None:
    answer, _tables = page(tmp_path / "a.xls", "<table><td>x", encoding="cp1250")

    assert answer["encoding"] == "cp1250"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<html><p>nothing", "no_rows"),
        ("<table><tr>" + "<td colspan=500>x" * 2, "too_wide"),
        ("<table><td>x</table>" * 101, "many_tables"),
        ("<table>" * 60, "many_tables"),
    ],
)
def test_a_page_without_a_table_to_read_is_refused(tmp_path: Path, content: str, code: str) -> None:
    with pytest.raises(CannotReadError, match=code):
        page(tmp_path / "a.xls", content)


def spreadsheet(path: Path, *sheets: str, start: str = "") -> list[Any]:
    body = "".join(sheets)
    head = f'<?xml version="1.0"?>{start}<Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}"'
    path.write_text(f'{head} xmlns:x="urn:schemas-microsoft-com:office:excel">{body}</Workbook>')
    answer = read_xml_spreadsheet(path, path.parent, progress=lambda _share: None)
    return [(sheet, rows_of(path.parent / sheet["cells"])) for sheet in answer["sheets"]]


def sheet(rows: str, *, name: str = "Sales", rest: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{rest}</Worksheet>'


def cell(kind: str, text: str, attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def test_an_xml_spreadsheet_is_read_with_types_places_and_spans(tmp_path: Path) -> None:
    rows = (
        f"<Row>{cell('String', 'Date')}{cell('String', '<b>Client</b>')}{cell('String', 'Amount')}</Row>"
        f'<Row ss:Index="3">{cell("DateTime", "2025-03-04T00:00:00.000")}'
        f"{cell('String', 'Acme', 'ss:MergeDown=' + chr(34) + '1' + chr(34))}{cell('Number', '1.0')}</Row>"
        f"<Row>{cell('DateTime', '2025-03-04T10:30:00.000')}{cell('Number', '1E-3', 'ss:Index=' + chr(34) + '3' + chr(34))}"
        f"{cell('Boolean', '1')}</Row>"
        f'<Row>{cell("Error", "#N/A")}<Cell ss:Formula="=R1C1+1"/>{cell("Number", "eNaN")}</Row>'
    )
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"

    (first, cells), (second, _more) = spreadsheet(
        tmp_path / "a.xls", sheet(rows), sheet("<Row/>", name="Old", rest=hidden)
    )

    assert cells == [
        ["Date", "Client", "Amount", ""],
        ["", "", "", ""],
        ["2025-03-04", "Acme", "1", ""],
        ["2025-03-04 10:30:00", "Acme", "0.001", "true"],
        ["#N/A", "\x1e=R1C1+1", "eNaN", ""],
    ]
    assert (first["name"], first["is_hidden"]) == ("Sales", False)
    assert (second["name"], second["is_hidden"]) == ("Old", True)


@pytest.mark.parametrize(
    ("sheets", "start", "code"),
    [
        ((), "", "no_rows"),
        (("<Worksheet>",), "", "damaged"),
        ((sheet("<Row/>"),), "<!DOCTYPE x [<!ENTITY a 'b'>]>", "hostile"),
        ((sheet('<Row ss:Index="2000000"/>'),), "", "far_cell"),
        ((sheet('<Row><Cell ss:Index="600"/></Row>'),), "", "too_wide"),
        ((sheet("<Row/>") * 101,), "", "many_tables"),
        (("<Row><Cell><Data>x</Data></Cell></Row>",), "", "no_rows"),
    ],
)
def test_an_xml_spreadsheet_that_is_unsafe_is_refused(
    tmp_path: Path, sheets: tuple[str, ...], start: str, code: str
) -> None:
    with pytest.raises(CannotReadError, match=code):
        spreadsheet(tmp_path / "a.xls", *sheets, start=start)
