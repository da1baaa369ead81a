"""What was decided for a kept data set, in the report of files."""

from __future__ import annotations

import json
from datetime import date

import pytest

from kamlogic.analysis.key_clients import KeyClientSettings
from kamlogic.analysis.selection import SelectionSettings
from kamlogic.cli import main
from kamlogic.entries.judgements import ClientTag, Override, Selection
from kamlogic.errors import UnknownRecordError
from kamlogic.loss_criteria import LossCriterion
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.adopted_settings import KEY_CRITERIA, SELECTION, adopt_settings
from kamlogic.services.carried_decisions import load_decisions
from kamlogic.services.entries import save_entry
from kamlogic.services.loss_adoption import adopt_criterion
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.report_settings import ReportSettings

SARI = Principal("Sari", Role.LEADER)
ROWS = [
    f"2024-{month:02}-28,{client}"
    for month in range(1, 13)
    for client in ("A1,Acme,R1,Box,900,1", "B1,Bravo,R2,Box,8,1")
]


@pytest.fixture
def kept(store, keep):
    """A data set "Firm" with adopted settings and judgements."""
    dataset_id = keep(*ROWS, dataset="Firm").record.dataset_id
    clients = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset_id).clients
    keys = clients.set_index("client_code")["client_key"].to_dict()
    adopt_settings(
        SARI, store, KEY_CRITERIA, dataset_id=dataset_id, settings=KeyClientSettings(key_share=0.05)
    )
    adopt_settings(SARI, store, SELECTION, dataset_id=dataset_id, settings=SelectionSettings(least_filled=0))
    adopt_criterion(SARI, store, dataset_id=dataset_id, criterion=LossCriterion(hiatus_days=60))
    day = date(2024, 12, 1)
    for entry in (
        ClientTag(client_key=keys["B1"], client_type="image", note="Leads", judged_on=day),
        Override(client_key=keys["A1"], verdict="abc_class", value="C", reason="Leaves", judged_on=day),
        Selection(client_key=keys["B1"], scores={"budget": 4, "price": 2}),
    ):
        save_entry(SARI, store, dataset_id=dataset_id, entry=entry)
    return load_decisions(LOCAL_LEADER, store, dataset="Firm")


@pytest.mark.usefixtures("kept")
def test_the_report_of_files_takes_the_decisions_of_a_data_set(write, home, monkeypatch, capsys):
    monkeypatch.setenv("KUNCI_HOME", str(home))
    options = ["report", str(write(*ROWS, name="other.csv")), "--decisions", "Firm"]

    assert main([*options, "--json", "--set", "key.vital_share=0.2"]) == 0
    report = json.loads(capsys.readouterr().out)

    settings = report["settings"]
    assert (settings["key"]["key_share"], settings["key"]["vital_share"]) == (0.05, 0.2)
    assert (settings["losses"]["hiatus_days"], settings["selection"]["least_filled"]) == (60, 0)
    assert {(one["topic"], one["decided_by"]) for one in report["decisions"]} == {
        ("key_criteria", "Sari"), ("selection", "Sari"), ("loss_criterion", "Sari"),
    }  # fmt: skip
    assert report["overrides"] == [
        {
            "client": "A1", "verdict": "abc_class", "value": "C", "computed": "A", "state": "contradicted",
            "reason": "Leaves", "author": "Sari", "judged_on": "2024-12-01", "until": None,
        }
    ]  # fmt: skip
    assert report["concentration"]["key_clients"] == 2
    assert [
        (one["client"], one["attractiveness"], one["quadrant"]) for one in report["selection"]["clients"]
    ] == [("B1", 4.0, "star")]
    assert ("B1", "image", "judgement", "Sari") in {
        (one["client"], one["type"], one["basis"], one["author"]) for one in report["types"]["clients"]
    }
    assert main(options) == 0
    assert "Adopted: key_criteria by Sari on " in capsys.readouterr().out


def test_when_it_was_decided_is_kept(kept, write, report_of):
    report = report_of(write(*ROWS, name="other.csv"), decisions=kept)

    decided = {one.topic: one.at.replace(tzinfo=None).isoformat() for one in kept.adoptions}
    assert {one["topic"]: one["decided_at"].rstrip("Z") for one in report["decisions"]} == decided


def test_judgements_of_clients_that_the_files_do_not_know_are_left_out(kept, write, report_of):
    report = report_of(write("2024-01-31,B1,Bravo,R1,Box,5,1", name="other.csv"), decisions=kept)

    assert report["overrides"] == []
    assert [one["client"] for one in report["types"]["clients"] if one["basis"] == "judgement"] == ["B1"]


def test_what_was_said_after_a_day_that_was_asked_for_does_not_count(kept, write, report_of):
    settings = {"settings": settings_of(date(2024, 11, 30))}

    report = report_of(write(*ROWS, name="other.csv"), decisions=kept, **settings)

    assert report["overrides"] == []


def settings_of(as_of):
    return ReportSettings(as_of=as_of)


def test_an_unknown_data_set_is_said(store):
    with pytest.raises(UnknownRecordError, match="Nobody"):
        load_decisions(LOCAL_LEADER, store, dataset="Nobody")
