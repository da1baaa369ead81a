from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from kamlogic.analysis.client_matches import ClientMatchSettings
from kamlogic.analysis.movement import MovementSettings
from kamlogic.errors import ClientLinkError, NotAllowedError, UnknownRecordError
from kamlogic.principal import LOCAL_LEADER, Principal, Role
from kamlogic.services.analysed_files import AnalysedFiles
from kamlogic.services.analysis import analyse
from kamlogic.services.classes import ClassSettings
from kamlogic.services.client_card import load_client_card
from kamlogic.services.datasets import list_states
from kamlogic.services.identity import allow_merge, merge_clients, refuse_merge, set_parent, undo_merge
from kamlogic.services.linked_clients import CLIENT_LINKS, LINK_HISTORY, link_history, list_held, other_names
from kamlogic.services.losses import LossSettings
from kamlogic.services.merge_suggestions import (
    MERGE_SUGGESTIONS,
    find_matches,
    join_clients,
    preview_merge,
    suggest_merges,
)
from kamlogic.services.movement import compare_movement
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.report import build_report
from kamlogic.services.report_settings import ReportSettings
from kamlogic.window_pairs import ComparisonSettings

MONTHS = [f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13)]
ACME = [f"{month}-05,K1,Acme Coffee,A{month},Tea,100,60" for month in MONTHS[:12]]
"""Stops at the end of 2023, when ..."""
ACME_LTD = [f"{month}-05,K9,ACME Coffee Ltd,B{month},Tea,100,60" for month in MONTHS[12:]]
BRAVO = [f"{month}-07,K2,Bravo,C{month},Tea,90,30" for month in MONTHS]
CARGO = [f"{month}-09,K3,Cargo Lines,D{month},Nuts,40,10" for month in MONTHS[::2]]
BOTH_DAYS = ["2024-01-05,K1,Acme Coffee,X1,Tea,10,5", "2024-01-06,K1,Acme Coffee,X2,Nuts,-3,"]


@pytest.fixture
def exports(keep, read):
    keep(*ACME, *ACME_LTD, *BRAVO, *CARGO, *BOTH_DAYS)
    return [read(*ACME)]


@pytest.fixture
def keys(exports, store):  # noqa: ARG001 - the lines are there before
    clients = load_portfolio(LOCAL_LEADER, store, dataset_id=1).clients
    return dict(zip(clients["client_code"], clients["client_key"], strict=True))


@pytest.fixture
def loaded(store):
    def portfolio(principal=LOCAL_LEADER, **options):
        return load_portfolio(principal, store, dataset_id=1, **options)

    return portfolio


@pytest.fixture
def analysed(loaded):
    def analysis(principal=LOCAL_LEADER, **options):
        return analyse(
            principal, loaded(principal, **options), classes=ClassSettings(), losses=LossSettings()
        )

    return analysis


@pytest.fixture
def merge(store, keys):
    def merged(code, into):
        return merge_clients(LOCAL_LEADER, store, dataset_id=1, client_key=keys[code], into_key=keys[into])

    return merged


def _version(store):
    return next(state.version for state in list_states(LOCAL_LEADER, store))


def _moves(portfolio):
    movement = compare_movement(
        LOCAL_LEADER,
        portfolio,
        classes=ClassSettings(),
        comparison=ComparisonSettings(),
        settings=MovementSettings(),
    )
    return movement.result.clients


def test_figures_follow_at_once_and_the_merged_client_is_gone(store, keys, merge, loaded):
    before, version = loaded(), _version(store)

    change = merge("K1", "K9")

    after = loaded()
    assert (change.is_new, change.client_name, change.other_name) == (True, "Acme Coffee", "ACME Coffee Ltd")
    assert _version(store) != version
    assert after.clients["client_code"].tolist() == ["K9", "K2", "K3"]
    sales = after.client_periods.groupby("client_key")["net_sales"].sum()
    assert sales[keys["K9"]] == 2407
    assert keys["K1"] not in sales
    assert after.totals.net_sales == before.totals.net_sales
    assert after.totals.client_count == before.totals.client_count - 1


def test_undo_restores_the_report_byte_for_byte(store, keys, merge, analysed, exports):
    def report():
        files = AnalysedFiles(store, ReportSettings(), analysed(), exports)
        return build_report(LOCAL_LEADER, files).model_dump_json(by_alias=True).encode()

    before = report()
    merge("K1", "K9")
    merged = report()
    undo_merge(LOCAL_LEADER, store, dataset_id=1, client_key=keys["K1"])

    assert merged != before
    assert report() == before


def test_the_history_of_classes_is_that_of_the_joined_sales(keys, merge, analysed, loaded, store):
    def classes(as_of):
        figures = analysed(as_of=as_of).client_figures().set_index("client_key")
        return figures["abc_class"].to_dict()

    year_end = date(2023, 12, 31)
    acme_then = classes(year_end)[keys["K1"]]
    alone = _moves(loaded())
    assert keys["K9"] in set(alone[alone["class_before"] == "-"]["client_key"])

    merge("K1", "K9")

    assert classes(year_end)[keys["K9"]] == acme_then
    assert keys["K1"] not in classes(year_end)
    joined = _moves(loaded())
    own = joined[joined["client_key"] == keys["K9"]].iloc[0]
    assert own["class_before"] == acme_then
    assert analysed().losses.events["client_key"].isin([keys["K1"]]).sum() == 0
    undo_merge(LOCAL_LEADER, store, dataset_id=1, client_key=keys["K1"])
    pd.testing.assert_frame_equal(_moves(loaded()), alone)


def test_imports_after_the_merge_count_for_the_target_under_either_spelling(keep, merge, loaded, keys, store):
    merge("K1", "K9")
    keep("2025-01-05,K1,Acme Coffee,Z1,Tea,7,1", "2025-01-06,K9,ACME Coffee Ltd,Z2,Tea,8,1", name="new.csv")

    sales = loaded(as_of=date(2025, 1, 31)).client_periods.groupby("client_key")["net_sales"].sum()
    assert sales[keys["K9"]] == 2422

    undo_merge(LOCAL_LEADER, store, dataset_id=1, client_key=keys["K1"])
    sales = loaded(as_of=date(2025, 1, 31)).client_periods.groupby("client_key")["net_sales"].sum()
    assert (sales[keys["K1"]], sales[keys["K9"]]) == (1214, 1208)


def test_an_earlier_state_of_the_data_set_is_read_with_the_merges_of_now(keep, merge, loaded, keys):
    keep("2025-01-05,K1,Acme Coffee,Z1,Tea,7,1", name="new.csv")
    merge("K1", "K9")

    then, now = (loaded(sequence=sequence, as_of=date(2025, 1, 31)) for sequence in (1, 2))

    for portfolio, total in ((then, 2407), (now, 2414)):
        sales = portfolio.client_periods.groupby("client_key")["net_sales"].sum()
        assert sales[keys["K9"]] == total


def test_the_card_of_a_merged_client_is_that_of_the_one_it_became(keys, merge, analysed, store):
    merge("K1", "K9")

    card = load_client_card(LOCAL_LEADER, store, analysed(), client_key=keys["K1"])

    assert card.figures["client_key"] == keys["K9"]
    assert card.orders["net_sales"].sum() == 2407
    assert other_names(LOCAL_LEADER, store, dataset_id=1, client_key=keys["K9"]) == ["Acme Coffee", "K1"]


def test_grouped_by_parent_clients_count_under_it(keys, loaded, store):
    set_parent(LOCAL_LEADER, store, dataset_id=1, client_key=keys["K3"], parent_key=keys["K2"])

    apart, grouped = loaded(), loaded(by_parent=True)

    assert apart.parents == grouped.parents == {keys["K3"]: keys["K2"]}
    assert len(apart.clients) == 4
    assert len(grouped.clients) == 3
    sales = grouped.client_periods.groupby("client_key")["net_sales"].sum()
    assert sales[keys["K2"]] == 24 * 90 + 12 * 40
    state = list_states(LOCAL_LEADER, store)[0]
    assert state.grouped_by_parent().version != state.version
    assert state.grouped_by_parent().by_parent


def test_joining_in_memory_gives_what_reading_the_lines_anew_gives(keys, merge, loaded):
    joined = join_clients(LOCAL_LEADER, loaded(), {keys["K1"]: keys["K9"]})

    merge("K1", "K9")
    read = loaded()

    pd.testing.assert_frame_equal(joined.client_periods, read.client_periods)
    pd.testing.assert_frame_equal(joined.client_days, read.client_days)
    pd.testing.assert_frame_equal(joined.clients, read.clients.reset_index(drop=True))
    assert vars(joined.totals) == vars(read.totals)
    assert joined.mapping == read.mapping


def test_the_preview_tells_what_the_merge_brings(keys, merge, analysed):
    preview = preview_merge(LOCAL_LEADER, analysed(), client_key=keys["K1"], into_key=keys["K9"])

    merge("K1", "K9")
    after = analysed().client_figures().set_index("client_key").loc[keys["K9"]]

    assert preview.joined["net_sales"] == after["net_sales"] == 1207
    assert preview.joined["cell"] == after["abc_class"] + after["xyz_class"]
    assert (preview.kept["sales_rank"], preview.joined["sales_rank"]) == (1, 1)
    assert preview.other["is_lost"]
    with pytest.raises(UnknownRecordError, match="no client"):
        preview_merge(LOCAL_LEADER, analysed(), client_key=keys["K1"], into_key=keys["K9"])


def test_matches_of_unmerged_clients_hold_after_merges(keep, store):
    names = ["Acme", "ACME", "Acme Ltd", "Bravo"]
    keep(*(f"2024-0{month}-05,K{place},{name},A{place}{month},Tea,{9 - place}," for place, name in enumerate(names) for month in range(1, 7)))  # fmt: skip
    apart = load_portfolio(LOCAL_LEADER, store, dataset_id=1)
    found = find_matches(LOCAL_LEADER, store, apart, settings=ClientMatchSettings())

    def suggested():
        portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=1)
        analysis = analyse(LOCAL_LEADER, portfolio, classes=ClassSettings(), losses=LossSettings())
        pairs = suggest_merges(LOCAL_LEADER, store, analysis, found, min_score=85).pairs
        return pairs[["client_key", "other_key"]].to_numpy().tolist()

    state = list_states(LOCAL_LEADER, store)[0]
    assert suggested() == [[1, 2], [1, 3]]
    merge_clients(LOCAL_LEADER, store, dataset_id=1, client_key=1, into_key=2)
    assert suggested() == [[2, 3]]
    merge_clients(LOCAL_LEADER, store, dataset_id=1, client_key=3, into_key=2)
    assert suggested() == []
    merged = list_states(LOCAL_LEADER, store)[0]
    assert merged.version != state.version
    assert merged.unmerged().version == state.unmerged().version
    whole = load_portfolio(LOCAL_LEADER, store, dataset_id=1, is_merged=False)
    pd.testing.assert_frame_equal(whole.client_periods, apart.client_periods)


def test_clients_that_never_bought_can_be_compared_and_previewed(keep, store):
    keep("2024-01-05,K1,Acme,A1,Tea,-5,", "2024-02-05,K2,ACME,A2,Tea,-5,", "2024-02-06,K3,Bravo,A3,Tea,-5,")
    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=1)
    analysis = analyse(LOCAL_LEADER, portfolio, classes=ClassSettings(), losses=LossSettings())
    found = find_matches(LOCAL_LEADER, store, portfolio, settings=ClientMatchSettings())

    suggested = suggest_merges(LOCAL_LEADER, store, analysis, found, min_score=85)
    preview = preview_merge(LOCAL_LEADER, analysis, client_key=2, into_key=1)

    assert len(suggested.pairs) == 1
    assert pd.isna(suggested.sales_share)
    assert preview.joined["net_sales"] == -10
    assert not preview.joined["is_lost"]


def test_a_refused_pair_is_not_suggested_again_until_it_is_allowed(keys, store, analysed):
    def suggested():
        analysis = analysed()
        found = find_matches(LOCAL_LEADER, store, analysis.portfolio, settings=ClientMatchSettings())
        return suggest_merges(LOCAL_LEADER, store, analysis, found, min_score=85)

    first = suggested()
    MERGE_SUGGESTIONS.require(first.pairs)
    assert first.pairs[["client_key", "other_key"]].to_numpy().tolist() == [[keys["K1"], keys["K9"]]]
    assert first.client_count == 2
    assert first.sales_share == pytest.approx(1207 / (1207 + 1080 + 240))
    pair = {"client_key": keys["K9"], "other_key": keys["K1"]}

    refuse_merge(LOCAL_LEADER, store, dataset_id=1, **pair)
    assert (len(suggested().pairs), suggested().refused_count) == (0, 1)
    assert len(list_held(LOCAL_LEADER, store, dataset_id=1).refused) == 1
    allow_merge(LOCAL_LEADER, store, dataset_id=1, **pair)
    assert len(suggested().pairs) == 1
    assert list_held(LOCAL_LEADER, store, dataset_id=1).refused.empty


def test_what_holds_and_what_was_said(keys, merge, store):
    merge("K1", "K9")
    set_parent(LOCAL_LEADER, store, dataset_id=1, client_key=keys["K1"], parent_key=keys["K3"])
    refuse_merge(LOCAL_LEADER, store, dataset_id=1, client_key=keys["K2"], other_key=keys["K3"])

    held = list_held(LOCAL_LEADER, store, dataset_id=1)
    history = link_history(LOCAL_LEADER, store, dataset_id=1)

    names = ["client_name", "other_name", "who"]
    assert held.merged[names].to_numpy().tolist() == [["Acme Coffee", "ACME Coffee Ltd", "local"]]
    assert held.parents[names].to_numpy().tolist() == [["ACME Coffee Ltd", "Cargo Lines", "local"]]
    assert held.refused[names].to_numpy().tolist() == [["Bravo", "Cargo Lines", "local"]]
    assert history["kind"].tolist() == ["refuse", "parent", "merge"]
    assert {frame.dtypes.to_dict()["at"].kind for frame in (held.merged, history)} == {"M"}
    assert held.merged.columns.tolist() == CLIENT_LINKS.column_names
    assert history.columns.tolist() == LINK_HISTORY.column_names

    undo_merge(LOCAL_LEADER, store, dataset_id=1, client_key=keys["K1"])
    set_parent(LOCAL_LEADER, store, dataset_id=1, client_key=keys["K1"], parent_key=None)
    held = list_held(LOCAL_LEADER, store, dataset_id=1)
    assert held.merged.empty
    assert held.parents.empty
    latest = link_history(LOCAL_LEADER, store, dataset_id=1)["kind"].tolist()[:2]
    assert latest == ["unparent", "unmerge"]


def test_a_merged_client_cannot_be_merged_elsewhere_before_undo(keys, merge, store):
    merge("K1", "K9")
    merge("K9", "K2")

    assert merge("K3", "K9").other_name == "Bravo"
    with pytest.raises(ClientLinkError, match="Cargo Lines is merged into Bravo already"):
        merge_clients(LOCAL_LEADER, store, dataset_id=1, client_key=keys["K3"], into_key=99)
    with pytest.raises(ClientLinkError, match="itself"):
        merge("K2", "K1")


def test_only_managers_link_and_only_clients_that_they_see(keys, store, loaded):
    viewer = Principal("eve", Role.VIEWER)
    manager = Principal("max", Role.MANAGER, frozenset({keys["K1"], keys["K9"]}))
    pair = {"client_key": keys["K1"], "into_key": keys["K9"]}

    with pytest.raises(NotAllowedError, match="eve"):
        merge_clients(viewer, store, dataset_id=1, **pair)
    for other in (keys["K2"], 0, 99):
        with pytest.raises(UnknownRecordError, match="no client"):
            merge_clients(manager, store, dataset_id=1, client_key=keys["K1"], into_key=other)
        with pytest.raises(UnknownRecordError, match="no client"):
            set_parent(manager, store, dataset_id=1, client_key=keys["K1"], parent_key=other)
    assert merge_clients(manager, store, dataset_id=1, **pair).is_new
    assert len(link_history(manager, store, dataset_id=1)) == 1

    stranger = Principal("tom", Role.MANAGER, frozenset({keys["K1"], keys["K2"]}))
    assert loaded(stranger).clients["client_key"].tolist() == [keys["K2"]]
    assert link_history(stranger, store, dataset_id=1).empty
    assert list_held(stranger, store, dataset_id=1).merged.empty
    with pytest.raises(UnknownRecordError, match="no client"):
        undo_merge(stranger, store, dataset_id=1, client_key=keys["K1"])
    with pytest.raises(UnknownRecordError, match="no client"):
        other_names(stranger, store, dataset_id=1, client_key=keys["K1"])


def test_a_viewer_of_some_clients_gets_pairs_of_these_only(keys, store, analysed):
    some = Principal("max", Role.MANAGER, frozenset({keys["K1"], keys["K2"]}))
    analysis = analysed(some)

    found = find_matches(some, store, analysis.portfolio, settings=ClientMatchSettings(min_score=60))

    assert found.pairs.empty


def test_an_empty_data_set_has_no_links(store, keep):
    keep(*BRAVO)
    held = list_held(LOCAL_LEADER, store, dataset_id=1)

    assert held.merged.empty
    assert link_history(LOCAL_LEADER, store, dataset_id=1).empty
    assert replace(list_states(LOCAL_LEADER, store)[0]).by_parent is False
