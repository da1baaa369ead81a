from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from kamlogic.entries.dossier import Competitor, Contact, Dossier, Goal
from kamlogic.entries.judgements import Selection
from kamlogic.entries.problems import WHOLE, InvalidEntryError
from kamlogic.entries.programmes import Programme
from kamlogic.entries.relationship import Opinion, Task
from kamlogic.entries.winning_back import LossCase
from kamlogic.errors import ConflictError, NotAllowedError, UnreadableFileError
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.datasets import own_dataset
from kamlogic.services.entries import entry_history, find_entries, remove, save_entry
from kamlogic.services.entries_exchange import entry_template, export_entries, plan_import, write_plan
from kamlogic.services.exchange_words import (
    count_entries,
    exchange_conclusion,
    outcome_text,
    plan_notes,
    planned_changes,
    refused_rows,
)
from kamlogic.store.clients import assign_client_keys

ANI = Principal("Ani", Role.MANAGER)
CLIENTS = {"client_code": ["C1", "C2", "C3"], "client_name": ["Acme", "Beta", "Beta"]}


def _dataset(store, name="Mine") -> tuple[int, list[int]]:
    dataset = own_dataset(LOCAL_LEADER, store, name=name)
    with store.writing() as session:
        keys = assign_client_keys(session, dataset.id, pd.DataFrame(CLIENTS))
    return dataset.id, list(keys)


@pytest.fixture
def mine(store) -> tuple[int, list[int]]:
    """A data set of three clients, two of one name, and their keys."""
    return _dataset(store)


@pytest.fixture
def save(store, mine) -> Callable[..., Any]:
    """Save entries of the data set."""
    return lambda entry, opened=None, by=ANI: save_entry(
        by, store, dataset_id=mine[0], entry=entry, opened=opened
    )


@pytest.fixture
def edit(store, mine, tmp_path) -> Callable[..., Path]:
    """The exported workbook with other cells: sheet → list of (row, {field: value}); a row of None is a new one."""

    def _edit(sheets: dict[str, list[tuple[int | None, dict[str, Any]]]], file: bytes | None = None) -> Path:
        book = openpyxl.load_workbook(io.BytesIO(file or export_entries(ANI, store, dataset_id=mine[0])))
        for title, rows in sheets.items():
            sheet = book[title]
            places = {str(cell.value).split(".")[-1]: cell.column for cell in sheet[1]}
            for number, values in rows:
                row = number or next(n for n in range(4, 2000) if not any(cell.value for cell in sheet[n]))
                for name, value in values.items():
                    sheet.cell(row, places[name]).value = value
        book.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return _edit


@pytest.fixture
def plan(store, mine) -> Callable[..., Any]:
    """What importing this file would change."""
    return lambda path, by=ANI: plan_import(by, store, dataset_id=mine[0], path=path, name=path.name)


def _statuses(plan) -> list[str]:
    return [row.status for row in plan.rows]


def test_new_rows_of_the_template_name_each_other_in_any_order(store, mine, edit, plan):
    template = entry_template(ANI, store, dataset_id=mine[0])
    rows = [
        (None, {"client_key": "C1", "name": "Ibu Sari", "reports_to": "Pak Adi", "role": "Decision maker"}),
        (None, {"client_key": "c1 · acme", "name": "Pak Adi", "influences": "Ibu Sari", "power": 7, "known_by_rivals": "yes"}),
    ]  # fmt: skip
    path = edit(
        {
            "Contacts": rows,
            "Competitors": [(None, {"client_key": "Acme", "name": "Rival", "knows": "pak adi"})],
        },
        template,
    )

    found = plan(path)
    outcome = write_plan(ANI, store, found)

    sari, adi = find_entries(ANI, store, Contact, dataset_id=mine[0])
    rival = find_entries(ANI, store, Competitor, dataset_id=mine[0])[0]
    assert _statuses(found) == ["new", "new", "new"]
    assert (outcome.added, outcome.changed) == (3, 0)
    assert (sari.entry.reports_to, adi.entry.influences, rival.entry.knows) == (adi.id, (sari.id,), (adi.id,))
    assert (sari.entry.role, adi.entry.power, adi.entry.known_by_rivals) == ("decision_maker", 7, True)
    assert _statuses(plan(path)) == ["unchanged"] * 3
    assert outcome_text(ANI, write_plan(ANI, store, plan(path))) == "Nothing had to be written."


def test_a_changed_row_is_an_edit_of_its_version_signed_by_who_imports(store, mine, save, edit, plan):
    saved = save(Dossier(client_key=mine[1][0], overview="Bakery", headcount=4))

    found = plan(edit({"Dossiers": [(4, {"overview": "+62 new", "headcount": None})]}))
    write_plan(LOCAL_LEADER, store, found)

    now = find_entries(ANI, store, Dossier, dataset_id=mine[0])[0]
    changes = planned_changes(ANI, found)
    assert changes[["sheet", "row", "field", "before", "after"]].to_numpy().tolist() == [
        ["Dossiers", 4, "Overview", "Bakery", "+62 new"], ["Dossiers", 4, "Headcount", "4", "–"],
    ]  # fmt: skip
    assert (now.id, now.version_id, now.updated_by) == (saved.id, 2, "local")
    assert (now.entry.overview, now.entry.headcount) == ("+62 new", None)
    assert [step.who for step in entry_history(ANI, store, saved=now)] == ["local", "Ani"]


def test_texts_that_look_like_formulas_are_written_as_texts(store, mine, save):
    save(Dossier(client_key=mine[1][0], overview="=1+1", history="+62", staff="@x", structure="-x"))

    book = openpyxl.load_workbook(io.BytesIO(export_entries(ANI, store, dataset_id=mine[0])))

    cells = [cell for cell in book["Dossiers"][4] if isinstance(cell.value, str)]
    assert {cell.value for cell in cells} >= {"=1+1", "+62", "@x", "-x"}
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}


def test_what_only_one_side_changed_is_merged_and_what_both_changed_is_asked(store, mine, save, edit, plan):
    saved = save(Dossier(client_key=mine[1][0], overview="old", history="old", staff="old"))
    path = edit({"Dossiers": [(4, {"overview": "file", "history": "file"})]})
    save(saved.entry.with_values(overview="store", staff="store"), opened=saved, by=LOCAL_LEADER)

    found = plan(path)
    row = found.rows[0]
    undecided = write_plan(ANI, store, found)
    assert (row.status, row.conflicts) == ("conflict", {"overview": "file"})
    assert (row.entry.overview, row.entry.history, row.entry.staff) == ("store", "file", "store")
    assert undecided.changed == 0

    write_plan(ANI, store, found, choose=lambda _row, _field: "mine")
    now = find_entries(ANI, store, Dossier, dataset_id=mine[0])[0].entry
    assert (now.overview, now.history, now.staff) == ("file", "file", "store")


def test_an_old_workbook_that_nobody_touched_takes_nothing_back(mine, save, edit, plan):
    saved = save(Dossier(client_key=mine[1][0], overview="old"))
    path = edit({})
    later = save(saved.entry.with_values(overview="new"), opened=saved)
    save(later.entry.with_values(headcount=3), opened=later)

    assert _statuses(plan(path)) == ["unchanged"]


def test_a_change_between_plan_and_writing_writes_nothing_at_all(store, mine, save, edit, plan):
    saved = save(Dossier(client_key=mine[1][0], overview="old"))
    found = plan(edit({
        "Dossiers": [(4, {"overview": "file"})], "Prospects": [(None, {"name": "New one"})],
    }))  # fmt: skip
    save(saved.entry.with_values(overview="store"), opened=saved)

    with pytest.raises(ConflictError):
        write_plan(ANI, store, found)

    assert count_entries(ANI, store, dataset_id=mine[0])["prospect"] == 0


def test_a_missing_row_removes_nothing(store, mine, save, edit, plan):
    save(Goal(client_key=mine[1][0], goal="g", measure="m"))
    empty = entry_template(ANI, store, dataset_id=mine[0])

    found = plan(edit({}, empty))
    write_plan(ANI, store, found)

    assert found.left_alone == {"goal": 1}
    assert plan_notes(ANI, found) == ["Not in the workbook, and left as they are: Goals: 1."]
    assert count_entries(ANI, store, dataset_id=mine[0])["goal"] == 1


def test_refused_rows_say_where_and_why_and_the_rest_is_written(store, mine, save, edit, plan):
    save(Contact(client_key=mine[1][0], name="Ibu Sari"))
    path = edit({
        "Contacts": [
            (None, {"client_key": "Beta", "name": "A"}), (None, {"client_key": "Nobody Ltd", "name": "B"}),
            (None, {"client_key": "C1", "name": "C", "power": 11, "last_contact": "3/4/2026"}),
            (None, {"client_key": "C2", "name": "D", "reports_to": "1 Ibu Sari", "role": "Boss"}),
            (None, {"client_key": "C2", "name": "E", "reports_to": "D"}),
            (None, {"client_key": "C2", "name": "F", "reports_to": "1 Ibu Sari"}),
            (None, {"client_key": "C2", "name": "G", "power": 2.5}),
            (None, {"name": "H"}),
            (None, {"client_key": "C3", "name": "I"}),
        ],
    })  # fmt: skip

    found = plan(path)
    write_plan(ANI, store, found)

    texts = {
        (row, field): problem
        for _sheet, row, field, problem in refused_rows(ANI, found).itertuples(index=False)
    }
    assert texts == {
        (5, "Client"): "Several clients are called 'Beta': choose from the list.",
        (6, "Client"): "There is no client 'Nobody Ltd'.",
        (7, "Decision power"): "At most 10.",
        (7, "Last contact"): "A day is needed, e.g. 2026-03-31.",
        (8, "Role"): texts[8, "Role"],
        (9, "Reports to"): "The row that it names is refused.",
        (10, "Reports to"): "Ibu Sari is not among the people there.",
        (11, "Decision power"): "A whole number is needed.",
        (12, ""): "Choose the client or the prospect.",
    }
    assert texts[8, "Role"].startswith("'Boss' is not in the list: Decision maker, Approver")
    assert [one.entry.name for one in find_entries(ANI, store, Contact, dataset_id=mine[0])] == [
        "Ibu Sari",
        "I",
    ]


def test_people_who_would_report_to_themselves_are_refused(mine, save, edit, plan):
    boss = save(Contact(client_key=mine[1][0], name="Boss"))
    save(Contact(client_key=mine[1][0], name="Clerk", reports_to=boss.id))

    found = plan(edit({"Contacts": [(4, {"reports_to": "Clerk"})]}))

    assert [row.problems for row in found.rows] == [
        {"reports_to": "A circle: they would report to themselves."},
        {},
    ]


def test_two_people_can_change_places(store, mine, save, edit, plan):
    boss = save(Contact(client_key=mine[1][0], name="Boss"))
    clerk = save(Contact(client_key=mine[1][0], name="Clerk", reports_to=boss.id))

    found = plan(edit({"Contacts": [(4, {"reports_to": "Clerk"}), (5, {"reports_to": None})]}))
    write_plan(ANI, store, found)

    now = find_entries(ANI, store, Contact, dataset_id=mine[0])
    assert [one.entry.reports_to for one in now] == [clerk.id, None]


def test_numbers_that_are_wrong_are_refused(store, mine, save, edit, plan):
    gone = save(Goal(client_key=mine[1][0], goal="gone", measure="m"))
    save(Goal(client_key=mine[1][0], goal="stays", measure="m"))
    path = edit(
        {
            "Goals": [
                (5, {"version_id": 7}),
                (6, {"id": 2, "goal": "x", "measure": "m"}),
                (7, {"id": "two", "goal": "x"}),
            ]
        }
    )
    remove(ANI, store, opened=gone)

    assert refused_rows(ANI, plan(path))[["row", "field", "problem"]].to_numpy().tolist() == [
        [4, "Number", "It was removed, or never was there. Empty the number to add it anew."],
        [5, "Version", "The entry is at version 1; such a later one never was there."],
        [6, "Number", "Row 5 has this number, too. Empty the number to add a new entry."],
        [7, "Number", "A whole number is needed; empty in a new row."],
    ]


def test_a_client_has_one_dossier_whichever_way_it_is_entered(store, mine, save, edit, plan):
    save(Dossier(client_key=mine[1][0], overview="here", headcount=3))
    rows = [
        (None, {"client_key": "C1", "overview": "file", "history": "file"}),
        (None, {"client_key": "C2", "overview": "one"}), (None, {"client_key": "C2", "overview": "two"}),
    ]  # fmt: skip

    found = plan(edit({"Dossiers": rows}, entry_template(ANI, store, dataset_id=mine[0])))

    first, _second, third = found.rows
    assert (first.status, first.conflicts) == ("conflict", {"overview": "file"})
    assert (first.entry.headcount, first.entry.history) == (3, "file")
    assert third.problems == {WHOLE: "Row 5 is about the same."}


def test_what_the_program_fills_cannot_be_changed(mine, save, edit, plan):
    save(LossCase(client_key=mine[1][0], lost_on=date(2026, 1, 2), extent="partial"))

    found = plan(edit({"Loss cases": [(4, {"yearly_net_sales": 5})]}))

    assert [row.problems for row in found.rows] == [
        {"yearly_net_sales": "Filled by the program: it cannot be changed here."}
    ]


def test_another_data_set_gets_the_entries_with_what_they_name(store, mine, save, tmp_path):
    opinion = save(
        Opinion(client_key=mine[1][0], said_on=date(2026, 1, 2), channel="remark", statement="Late")
    )
    save(Task(client_key=mine[1][0], task="Answer", subject="opinion", subject_id=opinion.id))
    save(
        Selection(
            client_key=mine[1][0], scores={"Growth": 4}, potential_budget=Decimal("12345678901234.5678")
        )
    )
    save(Programme(name="P", members=tuple(mine[1]), objective="o", start=date(2026, 1, 1)))
    other, keys = _dataset(store, "Other")
    path = tmp_path / "book.xlsx"
    path.write_bytes(export_entries(ANI, store, dataset_id=mine[0]))

    found = plan_import(ANI, store, dataset_id=other, path=path, name="book.xlsx")
    write_plan(ANI, store, found)

    task = find_entries(ANI, store, Task, dataset_id=other)[0].entry
    selection = find_entries(ANI, store, Selection, dataset_id=other)[0].entry
    assert not found.is_own
    assert task.subject_id == find_entries(ANI, store, Opinion, dataset_id=other)[0].id != opinion.id
    assert (selection.scores, selection.potential_budget) == ({"Growth": 4}, Decimal("12345678901234.5678"))
    assert find_entries(ANI, store, Programme, dataset_id=other)[0].entry.members == tuple(keys)


def test_a_list_that_one_cell_cannot_hold_goes_on_in_the_next(store, tmp_path):
    dataset_id = own_dataset(LOCAL_LEADER, store, name="Mine").id
    codes = [f"C{number:04}" for number in range(1500)]
    with store.writing() as session:
        names = pd.DataFrame({"client_code": codes, "client_name": ["A company of some length"] * 1500})
        keys = assign_client_keys(session, dataset_id, names)
    entry = Programme(name="P", members=tuple(keys), objective="o", start=date(2026, 1, 1))
    save_entry(ANI, store, dataset_id=dataset_id, entry=entry)
    path = tmp_path / "book.xlsx"
    path.write_bytes(export_entries(ANI, store, dataset_id=dataset_id))
    other = own_dataset(LOCAL_LEADER, store, name="Other").id
    with store.writing() as session:
        other_keys = assign_client_keys(session, other, names)

    assert _statuses(plan_import(ANI, store, dataset_id=dataset_id, path=path, name="x")) == ["unchanged"]
    write_plan(ANI, store, plan_import(ANI, store, dataset_id=other, path=path, name="x"))
    assert find_entries(ANI, store, Programme, dataset_id=other)[0].entry.members == tuple(other_keys)


def test_a_manager_sees_and_changes_only_their_clients(store, mine, save, edit, plan):
    save(Goal(client_key=mine[1][0], goal="seen", measure="m"))
    save(Goal(client_key=mine[1][1], goal="secret", measure="m"))
    restricted = Principal("Cici", Role.MANAGER, frozenset({mine[1][0]}))

    file = export_entries(restricted, store, dataset_id=mine[0])
    found = plan(
        edit({"Goals": [(None, {"client_key": "C2", "goal": "x", "measure": "m"})]}, file), by=restricted
    )

    assert b"secret" not in b"".join(_parts(file))
    assert [row.status for row in found.rows] == ["unchanged", "refused"]


def _parts(file: bytes) -> list[bytes]:
    import zipfile  # noqa: PLC0415 - only here

    with zipfile.ZipFile(io.BytesIO(file)) as book:
        return [book.read(name) for name in book.namelist()]


def test_who_may_only_look_cannot_write(store, edit, plan):
    found = plan(edit({"Prospects": [(None, {"name": "New one"})]}))

    with pytest.raises(NotAllowedError, match="manager"):
        write_plan(Principal("Eko", Role.VIEWER), store, found)


def test_a_choice_that_does_not_fit_together_writes_nothing(store, mine, save, edit, plan):
    saved = save(Goal(client_key=mine[1][0], goal="g", measure="m", baseline=1.0, target=2.0))
    path = edit({"Goals": [(4, {"baseline": 5, "target": 7})]})
    save(saved.entry.with_values(baseline=7.0, target=5.0), opened=saved)
    found = plan(path)

    with pytest.raises(InvalidEntryError, match="the same"):
        write_plan(ANI, store, found, choose=lambda _row, field: "mine" if field == "baseline" else "theirs")

    assert find_entries(ANI, store, Goal, dataset_id=mine[0])[0].version_id == 2


def test_a_sheet_made_by_hand_is_read_by_its_title_and_labels(plan, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["anything"])
    sheet = book.create_sheet("prospects")
    sheet.append(["Name", "Stage", "Estimated value", "Telephone list"])
    sheet.append(["New one", "Offer made", 1234.5, "x"])
    book.save(tmp_path / "own.xlsx")

    found = plan(tmp_path / "own.xlsx")

    assert [
        (row.status, row.entry.name, row.entry.stage, row.entry.estimated_value) for row in found.rows
    ] == [("new", "New one", "offer", Decimal("1234.5"))]
    assert found.not_read == ["Notes"]
    assert found.columns_not_read == ["prospects: Telephone list"]
    assert "Columns that are not read: prospects: Telephone list." in plan_notes(LOCAL_LEADER, found)


@pytest.mark.parametrize("content", [b"", b"Name,Stage\nA,new\n", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(plan, tmp_path, content):
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)

    with pytest.raises(UnreadableFileError, match=r"book\.xlsx"):
        plan(path)


def test_a_formula_without_a_result_is_no_value(edit, plan):
    found = plan(edit({"Prospects": [(None, {"name": "=A1"})]}))

    assert [row.problems for row in found.rows] == [
        {"name": "A formula without a stored result: enter the value."}
    ]


def test_the_conclusion_counts_in_correct_grammar():
    assert exchange_conclusion(ANI, "X", {}) == "“X” has no dossiers and no other entries yet"
    assert exchange_conclusion(ANI, "X", {"dossier": 1, "contact": 2, "task": 1}) == (
        "“X” has 1 dossier, 2 contacts and 1 other entry"
    )
