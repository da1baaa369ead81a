"""Every page through the entry script, on stores of different contents."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app import data
from app.navigation import TITLES
from kamlogic.intake.exports import Choices
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import SAMPLE_COMPANY, load_sample, own_dataset
from kamlogic.services.imports import import_export
from kamlogic.services.reading import read_files
from kamlogic.store.database import open_store
from kamlogic.store.location import database_url

ROOT = Path(__file__).resolve().parents[2]
TOPICS = list(TITLES)
NEEDS_DATA = [topic for topic in TOPICS if topic not in {"exchange", "methods", "upload"}]


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
