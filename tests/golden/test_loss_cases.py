"""Loss cases of the worked example (METHOD § 5a) and of the sample company's story, through the store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kamlogic.entries.winning_back import LossCase
from kamlogic.intake.exports import Choices
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import SAMPLE_COMPANY, load_sample, own_dataset
from kamlogic.services.entries import find_entries
from kamlogic.services.following import follow_sales
from kamlogic.services.imports import import_export
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.reading import read_files
from kamlogic.store.database import Store, open_store
from kamlogic.store.location import database_url
from tests.golden.sales_files import REFERENCE


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "home", database_url({}, tmp_path / "home"))
    yield opened
    opened.close()


def import_example(store: Store, folder: Path) -> int:
    path = folder / "transactions.csv"
    lines = (REFERENCE / "w1" / "transactions.csv").read_text(encoding="utf-8").splitlines()
    names = lines[0].split(",")
    places = [names.index(name) for name in ("date", "client_id", "revenue", "cost")]
    rows = [",".join(line.split(",")[place] for place in places) for line in lines[1:]]
    path.write_text("\n".join(["Date,Client code,Amount,Cost", *rows]) + "\n", encoding="utf-8")
    dataset = own_dataset(LOCAL_LEADER, store)
    export = read_files(LOCAL_LEADER, [(path.name, path)], choices=Choices())
    import_export(LOCAL_LEADER, store, dataset_id=dataset.id, export=export)
    return dataset.id


def follow(store: Store, dataset_id: int, as_of: date) -> dict[str, tuple[str, str, str | None]]:
    """Client code → day of the loss, state and day of the return, after the program looked at the sales up to a day."""
    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id, as_of=as_of)
    follow_sales(LOCAL_LEADER, store, portfolio)
    cases = [one.entry for one in find_entries(LOCAL_LEADER, store, LossCase, dataset_id=dataset_id)]
    return {
        str(portfolio.client_codes[case.client_key]): (
            case.lost_on.isoformat(),
            case.state,
            None if case.returned_on is None else case.returned_on.isoformat(),
        )
        for case in cases
    }


def test_the_worked_example_loses_three_and_gets_one_back(store, tmp_path):
    dataset_id = import_example(store, tmp_path)

    assert follow(store, dataset_id, date(2024, 6, 15)) == {
        "C07": ("2024-04-24", "open", None), "C06": ("2024-06-09", "open", None),
    }  # fmt: skip
    assert follow(store, dataset_id, date(2024, 6, 16))["C08"] == ("2024-06-16", "open", None)
    assert follow(store, dataset_id, date(2024, 6, 30)) == {
        "C07": ("2024-04-24", "open", None),
        "C06": ("2024-06-09", "open", None),
        "C08": ("2024-06-16", "returned", "2024-06-18"),
    }


def test_the_sample_company_lost_three_and_one_came_back(store):
    dataset_id = load_sample(LOCAL_LEADER, store, sample_id=SAMPLE_COMPANY).id

    before = follow(store, dataset_id, date(2025, 10, 31))
    now = follow(store, dataset_id, date(2026, 6, 30))

    assert before["K002"] == ("2025-09-14", "open", None)
    assert now["K002"] == ("2025-09-14", "returned", "2025-12-01")
    assert {code: now[code] for code in ("K010", "K013", "K018")} == {
        "K010": ("2026-05-19", "open", None),
        "K013": ("2026-04-21", "open", None),
        "K018": ("2026-03-16", "open", None),
    }
