"""The target list, who is suggested for it, and the contacts of the programmes' clients."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from kamlogic.analysis.losses import LossSettings
from kamlogic.entries.dossier import Contact
from kamlogic.entries.judgements import Selection
from kamlogic.entries.programmes import Programme, Target
from kamlogic.entries.prospects import Prospect
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.analysis import Analysis, analyse
from kamlogic.services.classes import ClassSettings
from kamlogic.services.entries import find_entries, save_entry
from kamlogic.services.identity import merge_clients
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.programmes import load_programmes
from kamlogic.services.targets import (
    CONTACT_LIST,
    MOST_SUGGESTED,
    SUGGESTIONS,
    TARGET_LIST,
    contact_table,
    contacts_note,
    open_programmes,
    sorted_targets,
    suggest_targets,
    target_table,
)
from kamlogic.store.database import Store

SPACE = "\N{NO-BREAK SPACE}"
AMOUNTS = {"Acme": 800, "Bravo": 100, "Cargo": 60, "Delta": 40}


class World:
    """Four clients of different size, and the lists about them."""

    def __init__(self, store: Store, result: Analysis) -> None:
        self.store, self.result = store, result
        clients = result.portfolio.clients
        self.keys = dict(zip(clients["client_name"], clients["client_key"].tolist(), strict=True))

    def add(self, entry: Any) -> Any:
        return save_entry(LOCAL_LEADER, self.store, dataset_id=self.result.portfolio.dataset_id, entry=entry)

    def found(self, kind: Any) -> Any:
        return find_entries(LOCAL_LEADER, self.store, kind, dataset_id=self.result.portfolio.dataset_id)

    def programmes(self) -> Any:
        return load_programmes(LOCAL_LEADER, self.store, dataset_id=self.result.portfolio.dataset_id)

    def targets(self) -> pd.DataFrame:
        return target_table(
            LOCAL_LEADER,
            self.result,
            sorted_targets(self.found(Target)),
            prospects=self.found(Prospect),
            selections=self.found(Selection),
            programmes=self.programmes(),
        )

    def suggested(self) -> pd.DataFrame:
        return suggest_targets(
            LOCAL_LEADER, self.result, targets=self.found(Target), selections=self.found(Selection)
        )

    def contacts(self, principal: Principal = LOCAL_LEADER) -> pd.DataFrame:
        return contact_table(
            principal,
            self.store,
            self.result.portfolio,
            programmes=open_programmes(self.programmes(), self.result.portfolio.mapping),
        )


@pytest.fixture
def world(store: Store, analysis_of: Callable[..., Analysis]) -> World:
    lines = [
        f"2025-{month:02d}-15,{name},{amount}" for month in range(1, 13) for name, amount in AMOUNTS.items()
    ]
    return World(store, analysis_of(*lines, header="Date,Client,Amount"))


def test_a_target_stands_beside_its_class_sales_and_potential(world):
    acme = world.keys["Acme"]
    world.add(Target(client_key=acme, tier="2", reason="Leads the region", sales_owner="Ana"))
    prospect = world.add(Prospect(name="Echo", estimated_value=Decimal(500)))
    world.add(Target(prospect_id=prospect.id, tier="1", marketing_owner="Ben"))
    world.add(Selection(client_key=acme, potential_budget=Decimal(20_000)))
    world.add(Programme(name="Fair", objective="x", start=date(2026, 1, 1), members=(acme,), state="planned"))

    shown = world.targets()

    assert list(shown.columns) == [column.name for column in TARGET_LIST]
    assert shown["name"].tolist() == ["Echo", "Acme"]
    assert shown["is_prospect"].tolist() == [True, False]
    assert shown["cell"].tolist() == ["", "AX"]
    assert shown["potential"].tolist() == [500, 20_000]
    assert shown.loc[1, "net_sales"] == 9600
    assert pd.isna(shown.loc[0, "net_sales"])
    assert shown["programmes"].tolist() == ["", "Fair"]


def test_a_prospect_that_became_a_client_shows_its_sales(world):
    prospect = world.add(Prospect(name="Bravo", converted_client=world.keys["Bravo"]))
    world.add(Target(prospect_id=prospect.id, tier="1"))

    shown = world.targets()

    assert not shown.loc[0, "is_prospect"]
    assert shown.loc[0, "net_sales"] == 1200


def test_an_empty_list_has_the_columns(world):
    assert world.targets().empty
    pd.testing.assert_index_equal(world.targets().columns, pd.Index([column.name for column in TARGET_LIST]))


def test_large_key_and_promising_clients_are_suggested(world):
    world.add(Selection(client_key=world.keys["Delta"], potential_budget=Decimal(100_000)))
    world.add(Selection(client_key=world.keys["Cargo"], potential_budget=Decimal(10)))

    shown = world.suggested()

    assert shown.loc[0, "client_name"] == "Delta"
    assert "spends more than it buys from us" in shown.loc[0, "why"].lower()
    acme = shown[shown["client_name"] == "Acme"].iloc[0]
    assert acme["why"] == f"Key client; class A with 80{SPACE}% of sales"
    assert acme["tier"] == "1"
    assert {column.name for column in SUGGESTIONS} <= set(shown.columns)
    assert len(shown) <= MOST_SUGGESTED


def test_who_is_on_the_list_is_not_suggested_again(world):
    world.add(Target(client_key=world.keys["Acme"], tier="1"))

    assert "Acme" not in world.suggested()["client_name"].tolist()


def test_contacts_of_open_programmes_are_listed_by_power(world):
    acme, bravo, cargo = (world.keys[name] for name in ("Acme", "Bravo", "Cargo"))
    start = date(2025, 1, 1)
    world.add(Programme(name="Fair", objective="x", start=start, members=(acme, bravo), state="running"))
    world.add(Programme(name="Old", objective="x", start=start, members=(cargo,), state="finished"))
    world.add(Contact(client_key=acme, name="Zoe", role="user"))
    world.add(
        Contact(
            client_key=acme,
            name="Ali",
            role="decision_maker",
            power=9,
            attitude="supporter",
            our_person="Ana",
        )
    )
    world.add(Contact(client_key=cargo, name="Kim"))

    shown = world.contacts()

    assert shown["name"].tolist() == ["Ali", "Zoe"]
    assert shown.loc[0, ["role", "attitude", "power", "programmes"]].tolist() == [
        "Decision maker", "Supporter", 9, "Fair",
    ]  # fmt: skip
    assert shown.loc[1, "attitude"] == ""
    assert pd.isna(shown.loc[1, "power"])
    assert {column.name for column in CONTACT_LIST} <= set(shown.columns)
    inside = open_programmes(world.programmes(), {})
    assert contacts_note(LOCAL_LEADER, shown, inside) == (
        "At 1 client of the open programmes no contact is written down."
    )
    assert contacts_note(LOCAL_LEADER, shown, {acme: ["Fair"]}) == ""
    assert world.contacts(Principal("Ana", Role.MANAGER, frozenset({bravo}))).empty


def test_what_was_written_of_a_merged_client_is_found_under_what_it_became(world):
    acme, bravo = world.keys["Acme"], world.keys["Bravo"]
    world.add(Target(client_key=bravo, tier="1"))
    world.add(Selection(client_key=bravo, potential_budget=Decimal(50_000)))
    world.add(
        Programme(name="Fair", objective="x", start=date(2025, 1, 1), members=(bravo,), state="running")
    )
    world.add(Contact(client_key=bravo, name="Ali"))
    dataset_id = world.result.portfolio.dataset_id
    merge_clients(LOCAL_LEADER, world.store, dataset_id=dataset_id, client_key=bravo, into_key=acme)
    portfolio = load_portfolio(LOCAL_LEADER, world.store, dataset_id=dataset_id)
    world.result = analyse(LOCAL_LEADER, portfolio, classes=ClassSettings(), losses=LossSettings())

    assert world.targets().loc[0, ["name", "net_sales", "potential", "programmes"]].tolist() == [
        "Acme", 10_800, 50_000, "Fair",
    ]  # fmt: skip
    assert "Acme" not in world.suggested()["client_name"].tolist()
    assert world.contacts().loc[0, ["client_key", "client_name", "name"]].tolist() == [acme, "Acme", "Ali"]
