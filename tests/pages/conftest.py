"""Every page through the entry script, on stores of different contents."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app import data
from app.navigation import TITLES
from kamlogic.intake.exports import Choices
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import SAMPLE_COMPANY, load_sample, own_dataset
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.imports import import_export
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.reading import read_files
from kamlogic.services.sample_life import begin_sample_life
from kamlogic.services.sample_life_switch import remove_sample_life
from kamlogic.store.database import open_store
from kamlogic.store.location import database_url

ROOT = Path(__file__).resolve().parents[2]
TOPICS = list(TITLES)
NEEDS_DATA = [
    topic for topic in TOPICS if topic not in {"exchange", "methods", "prospects", "tasks", "upload"}
]


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory):
    """A store with the sample company in it, made once."""
    folder = tmp_path_factory.mktemp("sample") / "home"
    store = open_store(folder, database_url({}, folder))
    load_sample(LOCAL_LEADER, store, sample_id=SAMPLE_COMPANY)
    store.close()
    return folder


@pytest.fixture
def home(tmp_path, monkeypatch, sample_home):
    """The folder of the store that the app opens, with the sample company."""
    folder = tmp_path / "home"
    shutil.copytree(sample_home, folder)
    monkeypatch.setenv("KUNCI_HOME", str(folder))
    yield folder
    data.store(str(folder)).close()
    st.cache_resource.clear()


@pytest.fixture
def keep(home, tmp_path):
    """Import the text of a CSV as the user's own data set before the app starts."""

    def imported(text: str, name: str = "My company") -> None:
        path = tmp_path / "export.csv"
        path.write_text(text, encoding="utf-8")
        store = open_store(home, database_url({}, home))
        dataset = own_dataset(LOCAL_LEADER, store, name=name)
        if text:
            export = read_files(LOCAL_LEADER, [("export.csv", path)], choices=Choices())
            import_export(LOCAL_LEADER, store, dataset_id=dataset.id, export=export)
        store.close()

    return imported


@pytest.fixture
def open_page(home):  # noqa: ARG001 - the store lies there before the app opens it
    """Run one page of the app."""

    def opened(topic: str, **query: str) -> AppTest:
        app = AppTest.from_file(ROOT / "app" / "main.py", default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        return app if topic == "overview" else app.switch_page(f"../pages/{topic}.py").run()

    return opened


class SampleEntries:
    """Writes and reads entries of the sample company beside the app."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _open(self):
        return open_store(self._folder, database_url({}, self._folder))

    def add(self, entry):
        with closing(self._open()) as store:
            return save_entry(LOCAL_LEADER, store, dataset_id=1, entry=entry)

    def found(self, kind):
        with closing(self._open()) as store:
            return [one.entry for one in find_entries(LOCAL_LEADER, store, kind, dataset_id=1)]

    def clear(self) -> None:
        """Leave nothing of the sample's invented life."""
        with closing(self._open()) as store:
            begin_sample_life(LOCAL_LEADER, store, load_portfolio(LOCAL_LEADER, store, dataset_id=1))
            remove_sample_life(LOCAL_LEADER, store, dataset_id=1)


@pytest.fixture
def sample_entries(home):
    """Entries of the sample company, none at first."""
    entries = SampleEntries(home)
    entries.clear()
    return entries
