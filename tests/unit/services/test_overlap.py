from __future__ import annotations

from collections.abc import Callable

import pytest

from kamlogic.errors import OverlapError
from kamlogic.intake.exports import Export
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.comparing import compare_import
from kamlogic.services.imports import ImportOutcome
from kamlogic.store.database import Store

Keep = Callable[..., ImportOutcome]
Read = Callable[..., Export]
JANUARY = [f"2024-01-{day:02d},A,Acme,I{day},tea,{day}.00,1" for day in range(1, 32)]
PLAIN = "Date,Client,Amount"


def test_the_same_documents_with_other_lines_overlap_where_the_source_is_the_same(
    store: Store, keep: Keep, read: Read
) -> None:
    keep(*JANUARY)
    changed = [row.replace(".00,1", ".99,1") for row in JANUARY]

    same_source = compare_import(LOCAL_LEADER, store, 1, read(*changed, name="newer.csv"))
    other = read(*changed, name="other.csv", header="Day,Client code,Client name,Invoice,Product,Amount,Cost")

    assert (same_source.status, same_source.repeated_count) == ("overlaps", 0)
    assert compare_import(LOCAL_LEADER, store, 1, other).status == "new"
    with pytest.raises(OverlapError, match="some of its documents are already in this data set"):
        keep(*changed, name="newer.csv")


def test_a_small_import_inside_a_large_export_is_found(store: Store, keep: Keep, read: Read) -> None:
    keep(JANUARY[0])
    many = [
        f"2024-01-{day:02d},B,Beta,N{day}-{number},tea,{number},1"
        for day in range(1, 29)
        for number in range(1, 9)
    ]

    found = compare_import(LOCAL_LEADER, store, 1, read(JANUARY[0], *many, name="year.csv"))

    assert (found.status, found.repeated_count) == ("overlaps", 1)


def test_lines_of_clients_that_are_new_repeat_nothing(store: Store, keep: Keep, read: Read) -> None:
    keep("2024-01-05,Acme,5", header=PLAIN)

    found = compare_import(
        LOCAL_LEADER,
        store,
        1,
        read("2024-01-05,Beta,5", "2024-01-05,Gamma,5", header=PLAIN, name="newer.csv"),
    )

    assert (found.status, found.repeated_count) == ("new", 0)


def test_clients_that_got_other_names_are_noticed(store: Store, keep: Keep, read: Read) -> None:
    rows = [f"2024-01-{day:02},Acme,{day}.50" for day in range(1, 20)]
    keep(*rows, header=PLAIN)

    renamed = read(*[row.replace("Acme", "ACME Ltd") for row in rows], header=PLAIN, name="newer.csv")

    assert compare_import(LOCAL_LEADER, store, 1, renamed).status == "overlaps"
