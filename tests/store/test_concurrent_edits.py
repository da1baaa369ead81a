"""Many people edit the same records at once; the long run is benchmarks/edit_stress.py."""

from __future__ import annotations

from benchmarks.edit_stress import edit_at_once


def test_no_edit_is_lost_and_the_trail_has_each_one(store):
    found = edit_at_once(store, threads=8, edits=15, records=3, compares=True)

    assert found.accepted == 8 * 15
    assert (found.lost, found.trail_gap, found.broken_links, found.is_whole) == (0, 0, 0, True)
    assert found.conflicts > 0  # else they never met


def test_control_without_comparing_versions_edits_are_lost(store):
    found = edit_at_once(store, threads=8, edits=15, records=1, compares=False)

    assert found.lost > 0
