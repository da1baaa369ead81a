from __future__ import annotations

import io
import time

import openpyxl

from kamlogic.entries.dossier import Contact, Dossier
from kamlogic.entries.sheet_layout import entered_kinds, exchanged_kinds
from kamlogic.reports.entry_workbook import EntrySheet, Names, entry_workbook


def _book(sheets, names, **options):
    return openpyxl.load_workbook(io.BytesIO(entry_workbook(sheets, Names(names), mark="m", **options)))


def _place(sheet, label):
    return next(cell.column for cell in sheet[2] if cell.value == label)


def test_there_is_a_sheet_for_each_kind_that_people_enter():
    book = _book([EntrySheet(one, []) for one in entered_kinds()], {}, with_automatic=False)

    assert book.sheetnames[0] == "How to"
    assert book["Lists"].sheet_state == "hidden"
    assert {"Dossiers", "Contacts", "Prospects", "Programmes", "Events", "Tasks"} <= set(book.sheetnames)
    assert not {"Loss cases", "People"} & set(book.sheetnames)
    assert "Became client" not in {cell.value for cell in book["Prospects"][2]}


def test_drop_downs_offer_options_clients_and_people():
    names = {
        "client": {1: "C1 · Acme", 2: "C2 · Beta"}, "contact": {7: "7 Ibu Sari"}, "person": {0: "Ani", 1: "Budi"},
    }  # fmt: skip
    book = _book([EntrySheet(Contact, [(7, 1, Contact(client_key=1, name="Ibu Sari"))])], names)
    sheet = book["Contacts"]
    rules = {
        min(area.min_col for area in rule.sqref.ranges): rule
        for rule in sheet.data_validations.dataValidation
    }
    offered = {}
    for cell in sheet[2]:
        rule = rules.get(cell.column)
        if rule is not None and rule.type == "list":
            place, _bang, area = rule.formula1.partition("!")
            offered[cell.value] = (
                [one[0].value for one in book[place][area.replace("$", "")]] if ":" in area else []
            )

    assert offered["Client"] == ["C1 · Acme", "C2 · Beta"]
    assert offered["Reports to"] == ["7 Ibu Sari"]
    assert offered["Our person"] == ["Ani", "Budi"]
    assert not rules[_place(sheet, "Our person")].showErrorMessage
    assert offered["Attitude"] == ["Mentor", "Supporter", "Neutral", "Non-supporter", "Enemy"]
    assert offered["Rivals know them"] == ["Yes", "No"]
    assert {max(area.max_row for area in rule.sqref.ranges) for rule in rules.values()} == {1004}
    assert [sheet.cell(4, 1).value, sheet.cell(4, 2).value] == [7, 1]
    assert sheet.row_dimensions[1].hidden
    assert sheet.freeze_panes == "C4"


def test_a_client_without_a_name_is_called_by_its_number():
    assert Names({}).name_of("client", 5) == "#5"


def test_a_hundred_thousand_clients_stand_in_one_list():
    names = {"client": {key: f"C{key} · Client {key}" for key in range(1, 100_001)}}
    start = time.perf_counter()

    book = entry_workbook([EntrySheet(Dossier, [])], Names(names), mark="m")

    assert time.perf_counter() - start < 20
    sheet = openpyxl.load_workbook(io.BytesIO(book), read_only=False)["Dossiers"]
    assert sheet.data_validations.dataValidation[0].formula1.endswith("$100000")


def test_people_of_the_whole_store_are_not_exchanged():
    assert "person" not in {one.kind for one in exchanged_kinds()}
