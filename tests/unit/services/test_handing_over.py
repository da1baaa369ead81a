"""Handing clients over: times that never overlap, all or none, undone as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from kamlogic.analysis.managers import ManagerSettings
from kamlogic.entries.people import Ownership as OwnershipEntry
from kamlogic.entries.problems import InvalidEntryError
from kamlogic.errors import NotAllowedError, UnknownRecordError
from kamlogic.principal import LOCAL_LEADER, Role
from kamlogic.services.entries import bring_back, client_history, find_entries, remove, save_entry
from kamlogic.services.handing_over import (
    hand_over,
    list_written,
    plan_handover,
)
from kamlogic.services.handover_undo import load_handover, undo_handover
from kamlogic.services.handover_words import (
    later_note,
    plan_conclusion,
    sheet_file_name,
    silent_note,
    written_text,
)
from kamlogic.services.if_we_lose import load_client_managers
from kamlogic.services.managers import find_managers
from kamlogic.services.ownership import entered_mark, load_entered, load_ownership, put_entered_owners
from kamlogic.store.entries import EditConflictError
from kamlogic.window_pairs import ComparisonSettings

HEADER = "Date,Client code,Client name,Amount,Account manager"
ROWS = (
    "2025-01-15,C1,Acme,100,Ani",
    "2025-04-15,C1,Acme,100,Ani",
    "2025-01-20,C2,Bravo,60,Ani",
    "2025-02-20,C2,Bravo,60,Ani",
    "2025-03-31,C3,Cargo,80,Budi",
    "2025-04-30,C3,Cargo,80,Budi",
)
ACME, BRAVO, CARGO = 1, 2, 3
DEWI = replace(LOCAL_LEADER, name="Dewi")
VIEWER = replace(LOCAL_LEADER, role=Role.VIEWER)
BUDI_ALONE = replace(LOCAL_LEADER, client_keys=frozenset({CARGO}))
MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


@pytest.fixture
def analysis(analysis_of):
    return analysis_of(*ROWS, header=HEADER)


@pytest.fixture
def dataset_id(analysis):
    return analysis.portfolio.dataset_id


@pytest.fixture
def give(store, dataset_id):
    def given(*keys, manager="Sari", day=date(2025, 4, 1), note="", who=DEWI):
        return hand_over(
            who, store, dataset_id=dataset_id, client_keys=keys, manager=manager, from_date=day, note=note
        )

    return given


@pytest.fixture
def enter(store, dataset_id):
    def entered(key, manager, first, last=None, opened=None):
        entry = OwnershipEntry(client_key=key, manager=manager, from_date=first, to_date=last)
        return save_entry(DEWI, store, dataset_id=dataset_id, entry=entry, opened=opened)

    return entered


@pytest.fixture
def spells(store, dataset_id):
    def found():
        entries = [one.entry for one in find_entries(DEWI, store, OwnershipEntry, dataset_id=dataset_id)]
        rows = [(one.client_key, one.manager, str(one.from_date), str(one.to_date)) for one in entries]
        return sorted(rows)

    return found


def managers_of(store, analysis):
    ownership = load_ownership(LOCAL_LEADER, store, analysis.portfolio)
    return find_managers(
        LOCAL_LEADER,
        analysis,
        ownership,
        comparison=ComparisonSettings(windows="halves"),
        settings=ManagerSettings(),
    )


def test_the_entered_owner_has_the_client_and_the_past_stays_with_the_one_before(store, analysis, give):
    give(ACME)

    found = managers_of(store, analysis)

    table = found.result.managers.set_index("manager")
    assert table["client_count"].to_dict() == {"Sari": 1, "Budi": 1, "Ani": 1}
    assert table.loc["Ani", "start_count"] == 2
    by_month = found.months.groupby("manager")["net_sales"].sum().to_dict()
    assert by_month == {"Ani": 220, "Budi": 160, "Sari": 100}


def test_a_handover_undone_leaves_every_figure_as_it_was(store, analysis, give, enter, spells):
    enter(BRAVO, "Eko", date(2025, 2, 1))
    enter(CARGO, "Eko", date(2025, 4, 1))
    before, spells_before = managers_of(store, analysis), spells()

    written = give(ACME, BRAVO, CARGO)
    assert managers_of(store, analysis).result.top_manager == "Sari"
    undo_handover(DEWI, store, written)

    after = managers_of(store, analysis)
    assert spells() == spells_before
    pd.testing.assert_frame_equal(before.result.managers, after.result.managers)
    pd.testing.assert_frame_equal(before.clients, after.clients)
    pd.testing.assert_frame_equal(before.months, after.months)


def test_a_handover_can_be_undone_on_a_later_day(store, dataset_id, give, enter, spells):
    enter(BRAVO, "Eko", date(2025, 2, 1))
    enter(CARGO, "Eko", date(2025, 4, 1))
    before = spells()
    give(ACME, BRAVO, CARGO)

    found = _again(store, dataset_id)
    assert found is not None
    undo_handover(DEWI, store, found)

    assert spells() == before
    assert "Sari" not in set(list_written(LOCAL_LEADER, store, dataset_id=dataset_id)["manager"])


def test_of_a_handover_that_was_changed_since_nothing_is_undone(store, dataset_id, give, enter, spells):
    enter(BRAVO, "Eko", date(2025, 2, 1))
    first = give(ACME, BRAVO).added[0]
    changed = save_entry(
        DEWI, store, dataset_id=dataset_id, entry=first.entry.with_values(note="Agreed"), opened=first
    )
    held, found = spells(), _again(store, dataset_id)
    assert found is not None
    with pytest.raises(EditConflictError):
        undo_handover(DEWI, store, found)
    assert spells() == held

    remove(DEWI, store, opened=changed)
    assert _again(store, dataset_id) is None


def test_who_sees_some_of_its_clients_only_cannot_undo_a_handover(store, dataset_id, give):
    give(ACME, BRAVO)
    limited = replace(DEWI, client_keys=frozenset({ACME}))
    assert _again(store, dataset_id, limited) is None
    assert _again(store, dataset_id, replace(DEWI, client_keys=frozenset({ACME, BRAVO}))) is not None


def _again(store, dataset_id, principal=LOCAL_LEADER):
    """The latest handover to Sari, as a later session finds it."""
    written = list_written(principal, store, dataset_id=dataset_id).query("manager == 'Sari'")
    first = int(written["first_id"].iloc[0])
    return load_handover(principal, store, dataset_id=dataset_id, first_id=first)


def test_a_time_before_ends_the_day_before_and_one_of_the_same_day_gives_way(give, enter, spells):
    enter(ACME, "Eko", date(2025, 2, 1))
    enter(BRAVO, "Eko", date(2025, 4, 1))
    enter(CARGO, "Eko", date(2025, 3, 1), date(2025, 12, 31))

    written = give(ACME, BRAVO, CARGO)

    assert spells() == [
        (ACME, "Eko", "2025-02-01", "2025-03-31"),
        (ACME, "Sari", "2025-04-01", "None"),
        (BRAVO, "Sari", "2025-04-01", "None"),
        (CARGO, "Eko", "2025-03-01", "2025-03-31"),
        (CARGO, "Sari", "2025-04-01", "None"),
    ]
    assert (len(written.added), len(written.ended), len(written.removed)) == (3, 2, 1)


def test_a_client_with_a_later_entry_stops_the_whole_handover(give, enter, spells):
    enter(BRAVO, "Eko", MAY)

    with pytest.raises(InvalidEntryError, match="1 client has an entry that begins later: Bravo"):
        give(ACME, BRAVO)

    assert [key for key, *_ in spells()] == [BRAVO]


@pytest.mark.parametrize(
    ("asked", "field"), [({"manager": " "}, "manager"), ({"day": None}, "from_date"), ({"keys": ()}, "")]
)
def test_what_is_missing_is_said_at_its_field(give, asked, field, spells):
    keys = asked.pop("keys", (ACME,))

    with pytest.raises(InvalidEntryError) as error:
        give(*keys, **asked)

    assert list(error.value.problems) == [field]
    assert spells() == []


def test_who_may_only_look_or_not_see_hands_nothing_over(give, spells):
    with pytest.raises(NotAllowedError):
        give(ACME, who=VIEWER)
    with pytest.raises(UnknownRecordError):
        give(ACME, CARGO, who=BUDI_ALONE)
    with pytest.raises(UnknownRecordError):
        give(ACME, 99)
    assert spells() == []


def test_both_the_end_and_the_beginning_are_in_the_trail_with_who_wrote_them(store, give, enter):
    enter(ACME, "Eko", date(2025, 2, 1))

    written = give(ACME)

    changes = client_history(LOCAL_LEADER, store, client_keys=[ACME])
    assert [(one.who, one.action) for one in changes] == [
        ("Dewi", "add"),
        ("Dewi", "change"),
        ("Dewi", "add"),
    ]
    assert changes[1].fields == {"to_date": (None, "2025-03-31")}
    undo_handover(LOCAL_LEADER, store, written)
    undone = client_history(LOCAL_LEADER, store, client_keys=[ACME])[:2]
    assert {(one.who, one.action) for one in undone} == {("local", "change"), ("local", "remove")}


def test_nothing_is_undone_once_somebody_changed_one_of_its_entries(store, dataset_id, give, enter, spells):
    enter(BRAVO, "Eko", date(2025, 2, 1))
    written = give(ACME, BRAVO)
    first = written.added[0]
    changed = save_entry(
        DEWI, store, dataset_id=dataset_id, entry=first.entry.with_values(note="Agreed"), opened=first
    )
    held = spells()

    with pytest.raises(EditConflictError):
        undo_handover(DEWI, store, written)
    assert spells() == held

    remove(DEWI, store, opened=changed)
    with pytest.raises(EditConflictError):
        undo_handover(DEWI, store, written)


def test_an_ended_time_that_somebody_changed_is_not_changed_back(store, dataset_id, give, enter, spells):
    enter(BRAVO, "Eko", date(2025, 2, 1))
    written = give(BRAVO)
    (ended,) = [one for one in find_entries(DEWI, store, OwnershipEntry, dataset_id=dataset_id) if one.entry.manager == "Eko"]  # fmt: skip
    save_entry(DEWI, store, dataset_id=dataset_id, entry=ended.entry.with_values(note="x"), opened=ended)
    held = spells()

    with pytest.raises(EditConflictError):
        undo_handover(DEWI, store, written)

    assert spells() == held


def test_a_new_time_ends_the_open_one_in_the_same_step(enter, spells):
    enter(ACME, "Eko", MAY)
    enter(ACME, "Sari", JUNE)

    assert spells() == [(ACME, "Eko", "2025-05-01", "2025-05-31"), (ACME, "Sari", "2025-06-01", "None")]


@pytest.mark.parametrize(
    ("times", "field", "said"),
    [
        (
            (date(2025, 5, 10), date(2025, 5, 20)),
            "from_date",
            "Eko looks after this client from 1 May 2025 on",
        ),
        ((date(2025, 4, 1), MAY), "to_date", "End this time before"),
        ((date(2025, 4, 1), None), "to_date", "End this time before"),
        ((MAY, None), "from_date", "Choose another day"),
    ],
)
def test_a_time_that_overlaps_is_refused_at_the_field(enter, spells, times, field, said):
    enter(ACME, "Eko", MAY)

    with pytest.raises(InvalidEntryError) as error:
        enter(ACME, "Sari", *times)

    assert list(error.value.problems) == [field]
    assert said in error.value.problems[field]
    assert len(spells()) == 1


def test_a_time_of_the_past_fits_beside_others(enter, spells):
    enter(ACME, "Eko", MAY)
    enter(ACME, "Sari", date(2025, 1, 1), date(2025, 4, 30))
    enter(BRAVO, "Sari", date(2025, 1, 1))

    assert len(spells()) == 3


def test_a_changed_time_may_not_grow_into_another(enter):
    early = enter(ACME, "Sari", date(2025, 1, 1), date(2025, 4, 30))
    enter(ACME, "Eko", MAY, JUNE)

    with pytest.raises(InvalidEntryError, match="Eko looks after this client from 1 May 2025 to 1 Jun 2025"):
        enter(ACME, "Sari", date(2025, 1, 1), date(2025, 5, 1), opened=early)


def test_a_removed_time_does_not_come_back_into_another(store, enter, spells):
    first = enter(ACME, "Eko", MAY)
    remove(DEWI, store, opened=first)
    enter(ACME, "Sari", MAY)

    with pytest.raises(InvalidEntryError, match="Sari looks after this client"):
        bring_back(DEWI, store, OwnershipEntry, entry_id=first.id)

    assert [manager for _, manager, *_ in spells()] == ["Sari"]


def test_every_change_gives_another_mark(store, dataset_id, enter):
    marks = [entered_mark(LOCAL_LEADER, store, dataset_id=dataset_id)]
    first = enter(ACME, "Eko", MAY)
    marks.append(entered_mark(LOCAL_LEADER, store, dataset_id=dataset_id))
    enter(ACME, "Eka", MAY, opened=first)
    marks.append(entered_mark(LOCAL_LEADER, store, dataset_id=dataset_id))

    assert marks[0] == ""
    assert len(set(marks)) == 3


def test_others_clients_are_not_seen(store, analysis, dataset_id, give):
    give(ACME, CARGO, note="Leave")

    assert load_ownership(BUDI_ALONE, store, analysis.portfolio).entered["client_key"].tolist() == [CARGO]
    (seen,) = list_written(BUDI_ALONE, store, dataset_id=dataset_id).to_dict("records")
    assert (seen["client_count"], seen["client_keys"], seen["note"]) == (1, [CARGO], "Leave")


def test_what_was_written_at_once_is_one_handover(store, dataset_id, give):
    give(ACME, BRAVO)
    give(CARGO, manager="Eko", note="Leave")

    found = list_written(LOCAL_LEADER, store, dataset_id=dataset_id)

    assert found["manager"].tolist() == ["Eko", "Sari"]
    assert found["client_count"].tolist() == [1, 2]
    assert found["created_by"].tolist() == ["Dewi", "Dewi"]
    assert sheet_file_name(found.iloc[0]) == "handover-2025-04-01-Eko.html"
    assert list_written(LOCAL_LEADER, store, dataset_id=dataset_id + 1).empty


def test_the_lost_clients_hit_the_entered_manager(store, analysis, give):
    portfolio = analysis.portfolio
    managers = load_client_managers(LOCAL_LEADER, store, portfolio, analysis.classes.window)
    unchanged = put_entered_owners(managers, load_ownership(LOCAL_LEADER, store, portfolio), portfolio.as_of)
    assert unchanged is managers

    give(ACME)

    owned = put_entered_owners(managers, load_ownership(LOCAL_LEADER, store, portfolio), portfolio.as_of)
    assert dict(zip(owned["client_key"], owned["manager"], strict=True)) == {
        ACME: "Sari",
        BRAVO: "Ani",
        CARGO: "Budi",
    }


def test_what_changes_is_seen_before_anything_is_written(store, analysis, spells):
    ownership = load_ownership(LOCAL_LEADER, store, analysis.portfolio)

    plan = plan_handover(
        LOCAL_LEADER, analysis, ownership, client_keys=[ACME, CARGO], manager="Budi", from_date=MAY
    )

    assert plan.clients["client_name"].tolist() == ["Acme"]
    assert plan.had_count == 1
    assert plan.portfolios["manager"].tolist() == ["Budi", "Ani"]
    assert plan.portfolios["client_count_after"].tolist() == [2, 1]
    said = plan_conclusion(LOCAL_LEADER, plan, "Budi", MAY).replace("\u00a0", " ")
    assert said == (
        "1 client goes to Budi from 1 May 2025: the share of sales goes from 33 % to 75 %; 1 more is there already"
    )
    assert spells() == []


def test_clients_without_sales_in_the_window_are_said_to_count_in_no_portfolio(store, analysis):
    ownership = load_ownership(LOCAL_LEADER, store, analysis.portfolio)
    plan = plan_handover(
        LOCAL_LEADER, analysis, ownership, client_keys=[ACME, BRAVO], manager="Sari", from_date=MAY
    )
    assert silent_note(LOCAL_LEADER, plan) == ""

    silent = replace(plan, clients=plan.clients.assign(is_in_window=[True, False]))

    assert silent_note(LOCAL_LEADER, silent) == (
        "1 of them has no sales in the window and counts in no portfolio below."
    )


def test_nothing_to_hand_over_is_said(store, analysis):
    ownership = load_ownership(LOCAL_LEADER, store, analysis.portfolio)

    plan = plan_handover(
        LOCAL_LEADER, analysis, ownership, client_keys=[CARGO], manager="Budi", from_date=MAY
    )

    assert plan_conclusion(LOCAL_LEADER, plan, "Budi", MAY) == (
        "Budi looks after this client already on 1 May 2025"
    )


def test_a_handover_after_the_last_day_is_said_not_to_show_yet() -> None:
    assert later_note(LOCAL_LEADER, MAY, MAY) == ""
    assert "end on 1 May 2025" in later_note(LOCAL_LEADER, JUNE, MAY)


def test_what_was_written_is_said_with_its_author(give) -> None:
    assert written_text(LOCAL_LEADER, give(ACME, BRAVO)) == (
        "2 clients go to Sari from 1 Apr 2025; written down by Dewi."
    )


def test_what_was_entered_for_a_merged_client_counts_for_the_one_it_became(store, analysis, give):
    give(ACME)
    merged = replace(analysis.portfolio, mapping={ACME: BRAVO})

    assert load_entered(LOCAL_LEADER, store, merged)["client_key"].tolist() == [BRAVO]
