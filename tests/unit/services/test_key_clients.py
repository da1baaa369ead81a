from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from kamlogic.analysis.client_types import ClientTypeSettings
from kamlogic.analysis.key_clients import CRITERIA, KeyClientSettings
from kamlogic.analysis.vital_history import VitalSettings
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.analysis import Analysis
from kamlogic.services.classes import ClassSettings
from kamlogic.services.key_client_words import (
    disagreement_list,
    hysteresis_note,
    key_conclusion,
    key_figures,
    key_list,
    type_list,
)
from kamlogic.services.key_clients import KeyClients, find_key_clients
from kamlogic.services.key_facts import key_facts
from kamlogic.tables import CLIENT_JUDGEMENTS

HEADER = "Date,Client code,Amount,Cost"
AnalysisOf = Callable[..., Analysis]


def months(client: str, first: int, last: int, amount: float, cost: float) -> list[str]:
    """One line on the 28th of each month, counted from January 2022."""
    return [
        f"{2022 + (month - 1) // 12}-{(month - 1) % 12 + 1:02}-28,{client},{amount},{cost}"
        for month in range(first, last + 1)
    ]


ROWS = [
    *months("acme", 1, 36, 800, 500),
    *months("bravo", 1, 28, 200, 100),
    *months("cargo", 34, 36, 20, 10),
    *months("delta", 1, 36, 5, 6),
]


def find(analysis: Analysis, judgements: pd.DataFrame | None = None, **settings: float) -> KeyClients:
    return find_key_clients(
        LOCAL_LEADER,
        analysis,
        vital=VitalSettings(**settings),  # type: ignore[arg-type]
        types=ClientTypeSettings(),
        judgements=judgements,
    )


def said(analysis: Analysis, *rows: tuple[str, str, float]) -> pd.DataFrame:
    keys = analysis.portfolio.clients.set_index("client_code")["client_key"]
    frame = pd.DataFrame(
        [
            (keys[code], tag, "leads the branch", "Sari", pd.Timestamp("2024-10-01"), budget)
            for code, tag, budget in rows
        ],
        columns=CLIENT_JUDGEMENTS.column_names,
    )
    return frame.astype({column.name: column.dtype for column in CLIENT_JUDGEMENTS.columns})


def test_vital_clients_are_followed_through_the_past_windows(analysis_of: AnalysisOf) -> None:
    found = find(analysis_of(*ROWS, header=HEADER))

    assert len(found.windows) == 9
    assert found.windows[-1].last == 2024 * 12 + 12
    assert found.windows[0].last - found.windows[0].first == 11


def test_a_vital_client_that_is_gone_is_vital_and_lost(analysis_of: AnalysisOf) -> None:
    analysis = analysis_of(*ROWS, header=HEADER)

    found = find(analysis)

    bravo = analysis.portfolio.clients.set_index("client_code")["client_key"]["bravo"]
    assert found.lost_and_vital == [bravo]


def test_data_of_one_window_follow_the_rule_of_that_window(analysis_of: AnalysisOf) -> None:
    found = find(analysis_of("2024-01-31,acme,60,1", "2024-01-31,bravo,1,1", header=HEADER))

    assert len(found.windows) == 1
    note = hysteresis_note(LOCAL_LEADER, found, leave_share=0.09, leave_windows=2)
    assert note.endswith("so that is the rule of this window.")


def test_the_list_of_key_clients_says_why(analysis_of: AnalysisOf) -> None:
    settings = KeyClientSettings(criteria=CRITERIA, min_months=30, min_net_sales=1000)
    analysis = analysis_of(*ROWS, header=HEADER, classes=ClassSettings(key=settings))
    judgements = said(analysis, ("cargo", "image", 5000.0), ("delta", "key", float("nan")))

    listed = key_list(LOCAL_LEADER, analysis, find(analysis, judgements)).set_index("client_code")

    assert listed["reason_text"].to_dict() == {
        "acme": "vital: 89\u00a0% of gross profit (from 10\u00a0%); 91\u00a0% of sales (from 2.0\u00a0%); "
        "89\u00a0% of gross profit (from 2.0\u00a0%); client for 35 months (from 30); buys often; "
        "sales 9.6 thousand (from 1.0 thousand)",
        "bravo": "7.6\u00a0% of sales (from 2.0\u00a0%); 9.9\u00a0% of gross profit (from 2.0\u00a0%); "
        "client for 35 months (from 30); buys often",
        "cargo": "prospective; image-maker; potential budget 5.0 thousand (from 0); buys often",
        "delta": "judged key; client for 35 months (from 30); buys often",
    }
    assert listed["type_text"]["cargo"] == "Prospective, Image-maker"


def test_the_evidence_of_every_type_is_told(analysis_of: AnalysisOf) -> None:
    analysis = analysis_of(*ROWS, header=HEADER)
    judgements = said(analysis, ("cargo", "", 5000.0), ("delta", "image", float("nan")))

    types = type_list(LOCAL_LEADER, analysis, find(analysis, judgements))

    evidence = dict(zip(types["client_code"] + " " + types["type_text"], types["evidence"], strict=True))
    assert (
        evidence["cargo Prospective"]
        == "bought first on 28 Oct 2024; potential budget 5.0 thousand a year; leads the branch"
    )
    assert evidence["delta Image-maker"] == "Sari, 1 Oct 2024: leads the branch"
    assert evidence["acme Vital"].endswith("vital from 10\u00a0%; since the window to Dec 2022")


def test_a_client_that_has_not_bought_yet_can_be_prospective(analysis_of: AnalysisOf) -> None:
    analysis = analysis_of("2024-01-31,acme,60,1", "2024-01-30,bravo,-5,1", header=HEADER)

    types = type_list(
        LOCAL_LEADER,
        analysis,
        find(analysis, said(analysis, ("bravo", "", 5.0)).assign(judged_on=pd.Timestamp("2024-01-01"))),
    )

    assert (
        types.set_index("client_code").loc["bravo", "evidence"]
        == "has not bought yet; potential budget 5 a year; leads the branch"
    )
    assert "since" not in types.set_index("client_code").loc["acme", "evidence"]


def test_disagreements_are_listed_in_words(analysis_of: AnalysisOf) -> None:
    analysis = analysis_of(*ROWS, header=HEADER)
    judgements = said(analysis, ("acme", "not_key", float("nan")), ("delta", "key", float("nan")))

    listed = disagreement_list(LOCAL_LEADER, analysis, find(analysis, judgements))

    assert dict(zip(listed["client_code"], listed["text"], strict=True)) == {
        "acme": "Judged not key, but meets the criteria",
        "bravo": "Still counted as vital, but now below the limit",
        "delta": "Judged key, but meets no criterion",
    }


@pytest.mark.parametrize(
    ("rows", "settings", "said"),
    [
        (["2024-01-31,acme,60,1"], {}, "1 key client brings 100\u00a0% of sales"),
        (["2024-01-31,acme,60,1", "2024-01-31,bravo,60,1"], {}, "2 key clients bring 100\u00a0% of sales"),
        (["2024-01-31,acme,60,1"], {"criteria": ()}, "No client meets the criteria for key clients"),
        (
            ["2024-01-31,acme,-60,1"],
            {"criteria": ("length",), "min_months": 1},
            "No client meets the criteria for key clients",
        ),
        (
            ["2024-01-01,acme,60,1", "2024-01-31,acme,-90,1"],
            {"criteria": ("length",), "min_months": 1},
            "1 key client; without positive sales there is no share",
        ),
    ],
)
def test_the_title_counts_the_key_clients(
    analysis_of: AnalysisOf, rows: list[str], settings: dict[str, object], said: str
) -> None:
    analysis = analysis_of(*rows, header=HEADER, classes=ClassSettings(key=KeyClientSettings(**settings)))  # type: ignore[arg-type]

    assert key_conclusion(LOCAL_LEADER, find(analysis)) == said


def test_without_a_client_in_the_window_the_title_says_so(analysis_of: AnalysisOf) -> None:
    analysis = analysis_of(*months("acme", 1, 1, 5, 1), *months("", 2, 30, 5, 1), header=HEADER)

    found = find(analysis)

    assert key_conclusion(LOCAL_LEADER, found) == "No client bought in this window"
    assert key_list(LOCAL_LEADER, analysis, found).empty


def test_the_figures_say_on_what_vital_is_measured(analysis_of: AnalysisOf) -> None:
    figures = {
        label: (value, remark)
        for label, value, remark in key_figures(LOCAL_LEADER, find(analysis_of(*ROWS, header=HEADER)))
    }

    assert figures["Vital and lost"][0] == "1"
    assert figures["Vital clients"] == ("2", "10\u00a0% or more of gross profit.")


@pytest.mark.parametrize(
    ("first", "as_of", "length"),
    [
        ("2024-01-01", date(2024, 1, 31), 1),
        ("2024-01-31", date(2024, 2, 29), 1),
        ("2024-01-15", date(2024, 2, 13), 0),
        ("2024-01-15", date(2024, 2, 14), 1),
        ("2022-07-01", date(2024, 6, 30), 24),
    ],
)
def test_whole_months_of_a_relationship(first: str, as_of: date, length: int) -> None:
    clients = pd.DataFrame(
        {"client_key": [1, 2], "first_purchase": pd.to_datetime([first, None]), "xyz_class": ["X", "N"]}
    )

    facts = key_facts(clients, as_of)

    assert facts["relationship_months"].iloc[0] == length
    assert pd.isna(facts["relationship_months"].iloc[1])
