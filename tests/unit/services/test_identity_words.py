from __future__ import annotations

import pandas as pd
import pytest

from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.identity import LinkChange
from kamlogic.services.identity_words import (
    PREVIEW,
    identity_conclusion,
    merged_sentence,
    names_note,
    nothing_found_notes,
    preview_sentence,
    preview_table,
    reasons_text,
)
from kamlogic.services.linked_clients import CLIENT_LINKS, Links
from kamlogic.services.merge_suggestions import MERGE_SUGGESTIONS, MergePreview, Suggestions

POINTS = dict.fromkeys(["name_points", "number_points", "region_points", "code_points", "time_points"], 0.0)
CLIENT = {
    "client_name": "Acme", "client_code": "K1", "net_sales": 1200.0, "sales_share": 0.1, "sales_rank": 3.0,
    "cell": "BX", "last_purchase": pd.Timestamp("2024-06-30"), "is_key": True, "is_lost": False,
}  # fmt: skip
OTHER = CLIENT | {"client_name": "Acme Ltd", "client_code": "K9"}


def _suggestions(count, share=0.034, compared=60, unlikely=0):
    return Suggestions(pd.DataFrame(index=range(count)), 2 * count, share, 0, compared, unlikely)


def _held(merged=0):
    frames = [CLIENT_LINKS.empty() for _ in range(3)]
    frames[0] = frames[0].reindex(range(merged))
    return Links(*frames)


@pytest.mark.parametrize(
    ("suggestions", "merged", "said"),
    [
        (_suggestions(0, float("nan")), 0, "No two clients look like one"),
        (_suggestions(0), 1, "No two clients look like one any more; 1 was merged"),
        (_suggestions(0), 2, "No two clients look like one any more; 2 were merged"),
        (_suggestions(1), 5, "1 pair of clients looks like one client; together they bring 3.4\u00a0% of sales"),
        (_suggestions(1200), 0, "1,200 pairs of clients look like one client each; together they bring 3.4\u00a0% of sales"),
        (_suggestions(4, float("nan")), 0, "4 pairs of clients look like one client each"),
    ],
)  # fmt: skip
def test_the_title_is_right_for_none_one_and_many(suggestions, merged, said):
    assert identity_conclusion(LOCAL_LEADER, suggestions, _held(merged)) == said


@pytest.mark.parametrize(
    ("suggestions", "said"),
    [
        (_suggestions(0, compared=60), "The names of 60 clients were compared"),
        (_suggestions(0, compared=60), "No pair reaches 85 points of 100."),
        (_suggestions(0, unlikely=1), "1 pair looks less alike: lower the points above to see it."),
        (_suggestions(0, unlikely=4), "4 pairs look less alike: lower the points above to see them."),
        (_suggestions(0), "Choose both below"),
        (_suggestions(0, compared=1), "There is one client only, so there is nothing to compare."),
    ],
)
def test_where_no_pair_is_found_it_is_said_what_was_compared_and_what_to_do(suggestions, said):
    assert said in " ".join(nothing_found_notes(LOCAL_LEADER, suggestions, min_score=85.0, may_merge=True))


def test_where_pairs_are_found_nothing_needs_to_be_said():
    assert nothing_found_notes(LOCAL_LEADER, _suggestions(1), min_score=85.0, may_merge=True) == []


def test_who_cannot_merge_is_not_told_how():
    notes = nothing_found_notes(LOCAL_LEADER, _suggestions(0), min_score=85.0, may_merge=False)
    assert len(notes) == 1
    assert "Choose both below" not in notes[0]


def test_the_reasons_name_what_speaks_for_and_against():
    assert reasons_text(LOCAL_LEADER, POINTS | {"name_points": 100.0}) == "same name but for spelling"
    everything = {
        "name_points": 91.4,
        "number_points": -10,
        "region_points": -10,
        "code_points": 10,
        "time_points": 5,
    }
    assert reasons_text(LOCAL_LEADER, everything | {"region": "Bali", "other_region": "Java"}) == (
        "names 91 % alike; same code but for zeros or punctuation; one stopped before the other began; "
        "a number on one side only; other region: Bali, Java"
    )  # fmt: skip
    assert reasons_text(LOCAL_LEADER, POINTS | {"name_points": 90.0, "time_points": -5}) == (
        "names 90 % alike; both buy in the same months"
    )


@pytest.mark.parametrize(
    ("joined", "moved", "said"),
    [
        ({}, 0, "As one client Acme stays BX; no other client changes its class."),
        ({"cell": "AX"}, 1, "As one client Acme becomes AX instead of BX; 1 other client changes its class."),
        ({"cell": ""}, 2, "As one client Acme becomes n/a: no sales in the window instead of BX; 2 other clients change their class."),
    ],
)  # fmt: skip
def test_the_preview_says_what_becomes_of_the_class(joined, moved, said):
    preview = MergePreview(CLIENT, OTHER, CLIENT | joined, moved)

    assert preview_sentence(LOCAL_LEADER, preview) == said


def test_the_preview_names_the_code_where_both_have_the_same_name():
    preview = MergePreview(CLIENT, OTHER | {"client_name": "ACME"}, CLIENT, 0)

    assert preview_sentence(LOCAL_LEADER, preview).startswith("As one client Acme · K1 stays BX;")


def test_a_client_without_sales_in_the_window_gets_the_class_of_both():
    preview = MergePreview(CLIENT | {"cell": ""}, OTHER, CLIENT, 0)

    said = preview_sentence(LOCAL_LEADER, preview)

    assert said == "As one client Acme is BX; no other client changes its class."


def test_figures_that_are_not_there_are_not_zero():
    gone = CLIENT | {"net_sales": float("nan"), "sales_share": float("nan"), "sales_rank": float("nan"), "cell": "", "last_purchase": pd.NaT}  # fmt: skip

    table = preview_table(LOCAL_LEADER, MergePreview(CLIENT, gone, CLIENT, 0), currency="IDR")

    PREVIEW.require(table)
    own = table.set_index("figure")
    assert own.loc["Net sales"].tolist() == ["IDR 1.2 thousand", "n/a", "IDR 1.2 thousand"]
    assert own.loc["Rank"].tolist() == ["3", "n/a", "3"]
    assert own.loc["Last purchase"].tolist() == ["30 Jun 2024", "n/a", "30 Jun 2024"]
    assert own.loc["Class"].tolist() == ["BX", "n/a: no sales in the window", "BX"]
    assert own.loc["Key client"].tolist() == ["yes", "yes", "yes"]


def test_what_was_done_is_told_and_that_nothing_was():
    assert merged_sentence(LOCAL_LEADER, LinkChange(is_new=True, client_name="Acme", other_name="Bravo")) == (
        "Acme is merged into Bravo; all figures count them as one. You can undo it below."
    )
    assert merged_sentence(
        LOCAL_LEADER, LinkChange(is_new=False, client_name="Acme", other_name="Bravo")
    ) == ("Acme and Bravo were one already; nothing changed.")


def test_other_names_and_parent_are_told_where_there_are_any():
    assert names_note(LOCAL_LEADER, [], "") == ""
    assert names_note(LOCAL_LEADER, ["ACME", "K9"], "Group") == "Also known as ACME, K9. Belongs to Group."


def test_every_pair_shows_both_clients():
    assert {"client_name", "other_name", "net_sales", "other_net_sales"} <= set(
        MERGE_SUGGESTIONS.column_names
    )
