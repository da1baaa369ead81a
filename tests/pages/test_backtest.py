"""The page that tests the criteria: its conclusion, its settings, and the criterion that is adopted."""

from __future__ import annotations

import pytest

from kamlogic.loss_criteria import LossCriterion
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import list_states
from kamlogic.services.loss_adoption import adopt_criterion
from kamlogic.store.database import open_store
from kamlogic.store.location import database_url

TWICE = LossCriterion(kind="own_median", median_factor=2, hiatus_days=54)


def written(app) -> str:
    return " ".join(line.value for line in app.markdown).replace("\\", "")


def steady(count: int, leaving: int) -> str:
    """A CSV of clients that buy every month for three years, some of which stop one after the other."""
    rows = ["Date,Client,Amount"]
    for client in range(count):
        months = 36 if client >= leaving else 12 + client * 2 // 5
        rows += [
            f"{2023 + month // 12}-{month % 12 + 1:02}-{client % 28 + 1:02},Client {client},100"
            for month in range(months)
        ]
    return "\n".join(rows) + "\n"


@pytest.fixture
def enough(keep):
    keep(steady(80, 45))


@pytest.mark.usefixtures("enough")
def test_the_conclusion_says_what_the_chosen_rule_got_wrong(open_page):
    app = open_page("backtest")

    assert "on your own past: of" in app.header[0].value.replace("\\", "")
    assert "called lost" in app.header[0].value
    assert [metric.label for metric in app.metric] == ["False losses", "Found", "Found, by sales", "MCC"]


@pytest.mark.usefixtures("enough")
def test_the_criterion_is_adopted_and_given_back(open_page):
    app = open_page("backtest")
    assert "In force: the default" in written(app)

    app.button(key="adopt_criterion").click().run()

    assert not app.exception
    assert "adopted by local on" in written(app)
    assert app.button(key="adopt_criterion").disabled
    app.button(key="default_criterion").click().run()
    assert "In force: the default" in written(app)
    assert not app.button(key="adopt_criterion").disabled


@pytest.fixture
def adopted(home):
    """The sample company works by twice the own median gap, 54 days for those with too few purchases."""
    store = open_store(home, database_url({}, home))
    sample = next(entry for entry in list_states(LOCAL_LEADER, store) if not entry.is_empty)
    adopt_criterion(LOCAL_LEADER, store, dataset_id=sample.dataset.id, criterion=TWICE)
    store.close()


@pytest.mark.usefixtures("adopted")
def test_the_losses_begin_with_the_adopted_criterion(open_page):
    app = open_page("losses")

    assert app.slider(key="hiatus_days").value == 54
    assert app.segmented_control(key="loss_kind").value == "own_median"
    assert app.slider(key="median_factor").value == 2
    by_adopted = app.header[0].value
    app.segmented_control(key="loss_kind").set_value("fixed_hiatus").run()
    app.slider(key="hiatus_days").set_value(90).run()
    assert app.header[0].value != by_adopted


@pytest.mark.usefixtures("adopted")
def test_a_slider_that_was_moved_wins_over_the_adopted_criterion(open_page):
    app = open_page("losses")

    app.slider(key="hiatus_days").set_value(200).run()
    app.switch_page("../pages/overview.py").run()
    app.switch_page("../pages/losses.py").run()

    assert not app.exception
    assert app.slider(key="hiatus_days").value == 200


def test_another_horizon_and_the_models_are_tested_too(open_page):
    app = open_page("backtest")

    app.segmented_control(key="horizon_days").set_value(30).run()
    app.toggle(key="has_models").set_value(True).run()

    assert not app.exception


def test_the_sample_company_has_too_few_lost_clients_to_choose(open_page):
    app = open_page("backtest")

    assert "Not enough history to choose" in app.header[0].value
    assert len(app.metric) == 0
