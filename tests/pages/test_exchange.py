"""Dossiers in and out: the workbook, what an import would change, and writing it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from kamlogic.entries.dossier import Dossier
from kamlogic.entries.prospects import Prospect
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import list_states
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.entries_exchange import entry_template, export_entries
from kamlogic.services.people import sign_in
from kamlogic.store.database import open_store
from kamlogic.store.location import database_url


@pytest.fixture
def store(home):
    opened = open_store(home, database_url({}, home))
    yield opened
    opened.close()


@pytest.fixture
def dataset_id(store):
    return list_states(LOCAL_LEADER, store)[0].dataset.id


def _with_rows(file: bytes, title: str, rows: list[dict[str, object]], first: int = 4) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(file))
    sheet = book[title]
    places = {str(cell.value).split(".")[-1]: cell.column for cell in sheet[1]}
    for row, values in enumerate(rows, first):
        for name, value in values.items():
            sheet.cell(row, places[name]).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _upload(app, file: bytes):
    return app.file_uploader[0].upload("book.xlsx", file, "application/vnd.ms-excel").run()


def _figures(app) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


def test_good_rows_are_written_and_bad_ones_are_named(store, dataset_id, open_page):
    file = _with_rows(
        entry_template(LOCAL_LEADER, store, dataset_id=dataset_id), "Prospects",
        [{"name": "New one", "stage": "Offer made"}, {"name": "Other", "stage": "Nearly"}],
    )  # fmt: skip
    app = open_page("exchange")
    assert "Sample company" in app.header[0].value
    app.session_state["signed"] = sign_in(LOCAL_LEADER, store, name="Budi", browser="")

    app = _upload(app, file)

    assert (_figures(app)["New"], _figures(app)["Refused"]) == ("1", "1")
    refused, changes = (one.value for one in app.dataframe)
    assert refused[["sheet", "row", "field"]].values.tolist() == [["Prospects", 5, "Stage"]]
    assert {"New one", "Offer made"} <= set(changes["after"])
    app = app.button(key="write_entries").click().run()
    assert [one.value for one in app.success] == ["1 entry added, 0 changed\\."]
    found = find_entries(LOCAL_LEADER, store, Prospect, dataset_id=dataset_id, name="New one")
    assert [one.created_by for one in found] == ["Budi"]
    assert not find_entries(LOCAL_LEADER, store, Prospect, dataset_id=dataset_id, name="Other")


def test_a_conflict_is_shown_side_by_side_and_waits_for_a_choice(store, dataset_id, open_page):
    key = 1
    saved = save_entry(
        LOCAL_LEADER, store, dataset_id=dataset_id, entry=Dossier(client_key=key, overview="old")
    )
    file = _with_rows(
        export_entries(LOCAL_LEADER, store, dataset_id=dataset_id),
        "Dossiers",
        [{"overview": "from the file"}],
    )
    entry = saved.entry.with_values(overview="from the store")
    save_entry(LOCAL_LEADER, store, dataset_id=dataset_id, entry=entry, opened=saved)
    app = open_page("exchange")
    app.session_state["signed"] = sign_in(LOCAL_LEADER, store, name="Budi", browser="")

    app = _upload(app, file)

    shown = " ".join(one.value for one in app.markdown)
    assert "from the store" in shown
    assert "from the file" in shown
    assert _figures(app)["Conflict"] == "1"
    assert not [one for one in app.button if one.key == "write_entries"]
    app = app.radio(key=f"pick_dossier_{saved.id}_overview").set_value("mine").run()
    app.button(key="write_entries").click().run()
    found = find_entries(LOCAL_LEADER, store, Dossier, dataset_id=dataset_id, client_keys=[key])
    assert [one.entry.overview for one in found] == ["from the file"]


def test_a_file_that_is_no_workbook_is_refused_in_words(open_page):
    app = _upload(open_page("exchange"), b"Name\nA\n")

    assert "Fill in the template" in app.error[0].value
    assert not app.exception
