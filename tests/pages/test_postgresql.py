"""The dashboard on PostgreSQL, from an empty database on."""

from __future__ import annotations

import pytest
import streamlit as st

from app import data
from kamlogic.loss_criteria import LossCriterion
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import list_states
from kamlogic.services.loss_adoption import adopt_criterion

TWICE = LossCriterion(kind="own_median", median_factor=2, hiatus_days=54)


@pytest.fixture
def home(tmp_path, monkeypatch, postgresql_url):
    """A folder without anything in it, and the address of the database as a person would write it."""
    folder = tmp_path / "home"
    plain = postgresql_url.set(drivername="postgresql")
    monkeypatch.setenv("KUNCI_HOME", str(folder))
    monkeypatch.setenv("KUNCI_DATABASE_URL", plain.render_as_string(hide_password=False))
    yield folder
    assert not list(folder.glob("*.sqlite3"))
    data.store(str(folder)).close()
    st.cache_resource.clear()


def written(app) -> str:
    return " ".join(line.value.replace("\\", "") for line in [*app.markdown, *app.caption])


def test_the_sample_company_is_loaded_and_what_one_person_decides_the_next_one_sees(home, open_page):
    by_default = open_page("losses").header[0].value
    assert "lost" in by_default
    store = data.store(str(home))
    (sample,) = list_states(LOCAL_LEADER, store)
    adopt_criterion(LOCAL_LEADER, store, dataset_id=sample.dataset.id, criterion=TWICE)
    assert open_page("losses").header[0].value != by_default
    app = open_page("backtest")
    assert "adopted by local on" in written(app)

    app.button(key="default_criterion").click().run()

    assert not app.exception
    assert "In force: the default" in written(app)
    assert open_page("losses").header[0].value == by_default
