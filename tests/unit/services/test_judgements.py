"""Types, overrides and scores from the store, and what they do to the analyses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from kamlogic.analysis.client_types import ClientTypeSettings
from kamlogic.analysis.selection import SelectionSettings
from kamlogic.analysis.vital_history import VitalSettings
from kamlogic.entries.entry import LATEST
from kamlogic.entries.judgements import ClientTag, Override, Selection
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.entries.relationship import Incident, Opinion
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.client_card import load_client_card
from kamlogic.services.conclusions import client_conclusion
from kamlogic.services.entries import remove, save_entry
from kamlogic.services.explanations import explain_class
from kamlogic.services.judged_analysis import judge
from kamlogic.services.judgements import judgements_mark, load_judgements
from kamlogic.services.key_client_words import key_figures, key_list, type_list
from kamlogic.services.key_clients import find_key_clients
from kamlogic.services.overrides import (
    judged_cell,
    list_overrides,
    override_conclusion,
    override_sentences,
    override_texts,
)
from kamlogic.services.selection import client_selection_sentence, select_clients, settings_text
from kamlogic.services.type_suggestions import call_expert, suggest_experts, suggestion_sentence
from kamlogic.store.client_links import add_link

SARI = Principal("Sari", Role.LEADER)
HEADER = "Date,Client code,Amount,Cost"
ROWS = [
    f"{2023 + month // 12}-{month % 12 + 1:02}-28,{client}"
    for month in range(24)
    for client in ("acme,800,500", "bravo,190,100", *(("cargo,5,4",) if month > 20 else ()))
] + ["2023-02-01,delta,5,3"]
AS_OF = date(2024, 12, 31)
JUDGED = date(2024, 11, 5)


class Judged:
    """An analysis of a store whose clients can be judged."""

    def __init__(self, store, analysis):
        self.store, self.base = store, analysis
        self.dataset_id = analysis.portfolio.dataset_id
        self.keys = analysis.portfolio.clients.set_index("client_code")["client_key"].to_dict()

    def write(self, entry_type, client, **values):
        entry = entry_type(client_key=self.keys[client], **values)
        return save_entry(SARI, self.store, dataset_id=self.dataset_id, entry=entry)

    def tag(self, client, client_type, **values):
        given = {"note": "Leads the branch", "judged_on": JUDGED} | values
        return self.write(ClientTag, client, client_type=client_type, **given)

    def override(self, client, verdict, value, **values):
        given = {"reason": "Told us so", "judged_on": JUDGED} | values
        return self.write(Override, client, verdict=verdict, value=value, **given)

    def said(self, day=AS_OF, until=LATEST, principal=LOCAL_LEADER):
        return load_judgements(principal, self.store, dataset_id=self.dataset_id, day=day, said_until=until)

    def analysis(self, **when):
        return judge(
            LOCAL_LEADER, self.base, self.said(**when), vital=VitalSettings(), types=ClientTypeSettings()
        )

    def found(self, **when):
        said = self.said(**when)
        return find_key_clients(
            LOCAL_LEADER, self.base, vital=VitalSettings(), types=ClientTypeSettings(),
            judgements=said.judgements, judged_until=said.said_until,
        )  # fmt: skip


@pytest.fixture
def judged(store, analysis_of):
    return Judged(store, analysis_of(*ROWS, header=HEADER))


def reasons(judged):
    listed = key_list(LOCAL_LEADER, judged.base, judged.found())
    return dict(zip(listed["client_code"], listed["reason_text"], strict=True))


def test_without_judgements_nothing_changes(judged):
    analysis = judged.analysis()

    assert judged.said().mark == ""
    assert analysis.classes.key is judged.base.classes.key
    assert list_overrides(LOCAL_LEADER, analysis).empty
    assert list_overrides(LOCAL_LEADER, judged.base).empty
    assert override_texts(LOCAL_LEADER, analysis) == {}
    assert judged_cell(LOCAL_LEADER, judged.base, client_key=judged.keys["acme"]) == ""


def test_a_type_makes_a_client_key_with_its_reason(judged):
    judged.tag("cargo", "image")

    analysis = judged.analysis()

    assert reasons(judged)["cargo"] == "image-maker"
    assert analysis.classes.key.key_count == 3
    assert analysis.classes.key.key_share == pytest.approx(1, abs=1e-12)
    figures = analysis.client_figures().set_index("client_code")
    assert figures.loc["cargo", "is_key"]
    assert explain_class(LOCAL_LEADER, analysis, analysis.client_figures().loc[2])[2].startswith(
        "Key: image-maker; "
    )


def test_a_client_can_be_judged_vital_below_the_limit(judged):
    judged.tag("cargo", "vital")
    judged.tag("acme", "vital")

    found = judged.found()

    assert reasons(judged)["cargo"] == "judged vital"
    types = type_list(LOCAL_LEADER, judged.base, found).set_index("client_code")
    assert types.loc["cargo", "evidence"] == "Sari, 5 Nov 2024: Leads the branch"
    assert types.loc["acme", "evidence"].startswith("77")
    assert found.disagreements["disagreement"].tolist() == ["judged_vital_below_limit"]
    assert ("Vital clients", "3", "10\u00a0% or more of gross profit. Judged vital: 1.") in key_figures(
        LOCAL_LEADER, found
    )


def test_key_overrides_decide_the_joint_share_and_its_months(judged):
    judged.override("acme", "key", "no")

    analysis = judged.analysis()

    assert analysis.classes.key.key_count == 1
    before, after = (one.concentration.key_shares["key_share"].iloc[-1] for one in (judged.base, analysis))
    assert after == pytest.approx(190 / 995, abs=1e-12)
    assert before == pytest.approx(990 / 995, abs=1e-12)


def test_overrides_stand_beside_the_figures(judged):
    judged.override("acme", "key", "no")
    judged.override("bravo", "abc_class", "A", until=date(2025, 3, 31))
    judged.override("acme", "xyz_class", "X")
    judged.override("delta", "lost", "yes")
    judged.override("delta", "abc_class", "B")

    analysis = judged.analysis()
    listed = list_overrides(LOCAL_LEADER, analysis)

    assert listed[["client_code", "verdict", "computed_value", "state"]].to_numpy().tolist() == [
        ["acme", "key", "yes", "contradicted"],
        ["bravo", "abc_class", "B", "contradicted"],
        ["acme", "xyz_class", "X", "confirmed"],
        ["delta", "lost", "yes", "confirmed"],
        ["delta", "abc_class", "", "undecided"],
    ]
    assert override_conclusion(LOCAL_LEADER, listed) == (
        "5 overrides hold: the figures contradict 2, the figures now confirm 2, of 1 the figures say nothing."
    )
    assert override_sentences(LOCAL_LEADER, analysis, client_key=judged.keys["bravo"]) == [
        "ABC class by judgement: A (by the figures: B). Told us so (Sari, 5 Nov 2024) until 31 Mar 2025"
    ]


def test_an_override_of_a_class_changes_the_policy_and_no_sum(judged):
    judged.override("bravo", "abc_class", "A")

    analysis = judged.analysis()

    assert judged_cell(LOCAL_LEADER, analysis, client_key=judged.keys["bravo"]) == "AX"
    assert judged_cell(LOCAL_LEADER, analysis, client_key=judged.keys["acme"]) == ""
    pd.testing.assert_frame_equal(analysis.classes.matrix.cells, judged.base.classes.matrix.cells)


def test_a_client_without_a_class_gets_no_cell_by_half_a_judgement(judged):
    judged.override("delta", "xyz_class", "X")

    assert judged_cell(LOCAL_LEADER, judged.analysis(), client_key=judged.keys["delta"]) == ""


def test_an_override_that_ran_out_no_longer_counts_and_is_still_listed(judged):
    judged.override("acme", "key", "no", until=date(2024, 12, 30))

    analysis = judged.analysis()

    assert analysis.classes.key.key_count == judged.base.classes.key.key_count
    assert list_overrides(LOCAL_LEADER, analysis)["state"].tolist() == ["expired"]
    assert override_texts(LOCAL_LEADER, analysis) == {}
    assert (
        override_conclusion(LOCAL_LEADER, list_overrides(LOCAL_LEADER, analysis))
        == "0 overrides hold: 1 ran out."
    )
    assert judged.analysis(day=date(2024, 12, 30)).classes.key.key_count == 1


def test_what_was_said_after_the_as_of_day_counts_in_the_present_and_not_for_the_past(judged):
    judged.tag("cargo", "expert", judged_on=date(2026, 1, 1))

    assert judged.analysis().classes.key.key_count == 3
    assert judged.analysis(until=AS_OF).classes.key.key_count == 2


def test_the_mark_changes_with_every_change(judged):
    def mark():
        return judgements_mark(LOCAL_LEADER, judged.store, dataset_id=judged.dataset_id)

    marks = [mark()]
    saved = judged.tag("cargo", "image")
    marks.append(mark())
    saved = save_entry(
        SARI,
        judged.store,
        dataset_id=judged.dataset_id,
        opened=saved,
        entry=saved.entry.with_values(note="Else"),
    )
    marks.append(mark())
    remove(SARI, judged.store, opened=saved)
    marks.append(mark())

    assert len(set(marks)) == 4
    assert judged.analysis().classes.key.key_count == 2


def test_judgements_of_others_clients_are_not_seen(judged):
    judged.tag("cargo", "image")
    own = Principal("Budi", Role.MANAGER, frozenset({judged.keys["acme"]}))

    assert judged.said(principal=own).judgements.empty


def test_a_budget_makes_a_new_client_prospective_and_names_the_rival(judged):
    judged.write(Selection, "cargo", potential_budget=Decimal(5000), from_competitor="PT Lawan")

    types = type_list(LOCAL_LEADER, judged.base, judged.found()).set_index("client_code")

    assert types.loc["cargo", "evidence"] == (
        "bought first on 28 Oct 2024; potential budget 5.0 thousand a year; came from PT Lawan"
    )


def test_scores_and_the_stage_place_a_client_in_the_matrix(judged):
    points = {"budget": 5, "growth": 4, "prestige": 3, "range": 4, "support": 4}
    saved = judged.write(Selection, "acme", stage="cooperative", scores=points)

    result = select_clients(LOCAL_LEADER, settings=SelectionSettings(), scores=judged.said().scores)

    row = result.clients.iloc[0]
    assert (row["attractiveness"], row["strength_filled"], row["quadrant"]) == (
        4,
        pytest.approx(0.6),
        "strategic",
    )
    assert row["strength"] == pytest.approx(11 / 3, abs=1e-9)
    assert client_selection_sentence(LOCAL_LEADER, SelectionSettings(), saved.entry) == (
        "Attractiveness 4.00 (60\u00a0% of the weight filled); Our strength 3.67 (60\u00a0% of the weight filled): Strategic."
    )


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ({}, "Nothing is scored yet; a client has a score once 60\u00a0% of the weight is filled."),
        (
            {"budget": 5},
            (
                "Attractiveness n/a (20\u00a0% of the weight filled); Our strength n/a (0\u00a0% of the weight "
                "filled); no score below 60\u00a0%."
            ),
        ),
    ],
)
def test_too_few_scores_give_no_place(scores, said):
    selection = Selection(client_key=1, scores=scores)

    assert client_selection_sentence(LOCAL_LEADER, SelectionSettings(), selection) == said


def test_a_score_that_is_no_whole_number_from_1_to_5_is_refused():
    with pytest.raises(InvalidEntryError) as refused:
        Selection.read({"client_key": 1, "scores": {"budget": 6}})

    assert refused.value.problems == {"scores": "Scores are whole numbers from 1 to 5."}


def test_the_settings_of_the_selection_in_words():
    assert settings_text(LOCAL_LEADER, SelectionSettings(star_name="Hunt")).endswith(
        "Stage of the relationship × 1; no score below 60\u00a0% filled; high from 3; "
        "fields Strategic, Hunt, Status, Streamline"
    )


def test_three_claims_suggest_an_expert_until_somebody_says_so(judged):
    for day in (1, 2):
        judged.write(
            Opinion, "cargo", said_on=date(2024, 11, day), channel="complaint", statement="Too coarse"
        )
    judged.write(Opinion, "cargo", said_on=JUDGED, channel="praise", statement="Good")
    judged.write(Incident, "cargo", happened_on=JUDGED, mistake="unpunctuality", description="Late")
    assert suggest_experts(SARI, judged.store, dataset_id=judged.dataset_id, said_until=AS_OF) == []
    judged.write(Incident, "cargo", happened_on=JUDGED, mistake="quality", description="Wrong grade")

    (one,) = suggest_experts(SARI, judged.store, dataset_id=judged.dataset_id, said_until=AS_OF)

    assert suggestion_sentence(SARI, one, judged.base.portfolio.client_names) == (
        "cargo may be an expert: 2 complaints and 1 incident about quality, service or product logged: higher "
        "demands than others."
    )
    assert (
        suggest_experts(SARI, judged.store, dataset_id=judged.dataset_id, said_until=date(2024, 11, 2)) == []
    )
    saved = call_expert(SARI, judged.store, dataset_id=judged.dataset_id, suggestion=one, day=JUDGED)
    assert saved.entry.note.startswith("2 complaints and 1 incident")
    assert suggest_experts(SARI, judged.store, dataset_id=judged.dataset_id, said_until=AS_OF) == []
    assert reasons(judged)["cargo"] == "expert"


@pytest.mark.parametrize(
    ("client", "verdict", "value", "title"),
    [
        (
            "bravo",
            "abc_class",
            "A",
            "bravo is AX by judgement (BX by the figures): among the largest, buys often",
        ),
        ("bravo", "abc_class", "B", "bravo is BX: middle-sized, buys often"),
        ("bravo", "lost", "yes", "bravo is lost by judgement, not by the figures"),
        ("delta", "lost", "no", "delta is not lost by judgement; by the figures since 2 May 2023"),
    ],
)
def test_the_card_says_first_what_people_say(judged, client, verdict, value, title):
    judged.override(client, verdict, value)

    card = load_client_card(LOCAL_LEADER, judged.store, judged.analysis(), client_key=judged.keys[client])

    assert client_conclusion(LOCAL_LEADER, card) == title


def test_judgements_of_a_merged_client_are_about_the_one_it_is_now(judged):
    judged.tag("cargo", "image")
    judged.override("cargo", "key", "yes")
    judged.override("acme", "lost", "no")
    judged.override("cargo", "lost", "yes")
    mark = judged.said().mark

    merge_clients(judged)

    said = judged.said()
    assert said.mark != mark
    assert set(said.judgements["client_key"]) == {judged.keys["acme"]}
    assert [(one.entry.client_key, one.entry.verdict, one.entry.value) for one in said.overrides] == [
        (judged.keys["acme"], "key", "yes"),
        (judged.keys["acme"], "lost", "no"),
    ]


def merge_clients(judged):
    with judged.store.writing() as session:
        add_link(
            session, SARI, dataset_id=judged.dataset_id, client_key=judged.keys["cargo"], kind="merge",
            target_key=judged.keys["acme"],
        )  # fmt: skip
