from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import select

from kamlogic.errors import ChangedFileError, MixedCurrenciesError, NoLinesError, OverlapError, RereadError
from kamlogic.intake.exports import Choices, Export
from kamlogic.intake.line_tables import LineTables
from kamlogic.intake.report_files import refused_csv
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import import_into, list_states, own_dataset
from kamlogic.services.imports import ImportOutcome, import_export, refused_rows
from kamlogic.services.originals import Original
from kamlogic.services.portfolio import load_portfolio
from kamlogic.services.reading import read_files
from kamlogic.store.database import Store
from kamlogic.store.imports import list_imports
from kamlogic.store.models import AuditEntry

JANUARY = [
    f"2024-01-{day:02d},A{day % 3},Client {day % 3},I{day},coffee,{day}.50,{day}.00" for day in range(1, 29)
]
FEBRUARY = [row.replace("2024-01", "2024-02").replace(",I", ",J") for row in JANUARY]
CURRENCY = "Date,Client,Amount,Currency"
Keep = Callable[..., ImportOutcome]


def test_the_same_file_twice_changes_nothing(store: Store, keep: Keep) -> None:
    first = keep(*JANUARY)
    before = list_states(LOCAL_LEADER, store)

    second = keep(*JANUARY, name="copy.csv")

    assert first.is_new
    assert not second.is_new
    assert second.record == first.record
    assert list_states(LOCAL_LEADER, store) == before


def test_the_same_file_read_differently_is_refused_and_can_be_added_on_purpose(
    store: Store, keep: Keep
) -> None:
    rows = ["01/02/2024,acme,5", "03/02/2024,acme,7"]
    header = "Date,Client,Amount"
    keep(*rows, header=header, choices=Choices(date_order="dmy"))
    other = Choices(date_order="mdy")

    with pytest.raises(
        RereadError, match=r"sales\.csv is already in this data set, read in another way\. Replacing"
    ) as refusal:
        keep(*rows, header=header, choices=other)
    outcome = keep(*rows, header=header, choices=other, mode="add")

    assert refusal.value.repeated == 2
    assert outcome.is_new
    assert len(list_states(LOCAL_LEADER, store)[0].imports) == 2


def test_an_export_that_repeats_half_of_its_lines_is_refused_with_their_number(
    store: Store, keep: Keep
) -> None:
    keep(*JANUARY)

    with pytest.raises(OverlapError, match=r"again\.csv: 14 of 28 lines are already in this data set"):
        keep(*JANUARY[14:], *FEBRUARY[:14], name="again.csv")

    assert len(list_states(LOCAL_LEADER, store)[0].imports) == 1


def test_a_file_that_changed_after_it_was_read_is_not_kept(
    store: Store, read: Callable[..., Export], write: Callable[..., Path]
) -> None:
    export = read(*JANUARY)
    changed = write(*FEBRUARY)
    dataset = own_dataset(LOCAL_LEADER, store)

    with pytest.raises(ChangedFileError, match=r"sales\.csv changed while it was read; nothing was imported"):
        import_export(
            LOCAL_LEADER,
            store,
            dataset_id=dataset.id,
            export=export,
            originals=[Original("sales.csv", changed)],
        )

    assert list_states(LOCAL_LEADER, store)[0].imports == ()


def test_an_overlap_can_be_added_on_purpose(store: Store, keep: Keep) -> None:
    keep(*JANUARY)

    outcome = keep(*JANUARY[14:], *FEBRUARY[:14], name="again.csv", mode="add")

    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=outcome.record.dataset_id)
    assert portfolio.totals.line_count == 56


def test_money_with_more_decimals_repeats_the_same_money(keep: Keep) -> None:
    keep("2024-01-05,A,Acme,I1,tea,5.0,1.0", "2024-01-06,B,Beta,I2,tea,7.5,1.0")

    with pytest.raises(OverlapError, match="1 of 2 lines"):
        keep("2024-01-05,A,Acme,I1,tea,5.000,1.0", "2024-01-07,B,Beta,I3,tea,7.500,1.0", name="more.csv")


def test_a_line_that_stands_twice_is_repeated_as_often_as_both_have_it(keep: Keep) -> None:
    line = "2024-01-05,A,Acme,I1,tea,5,1"
    keep(line)

    with pytest.raises(OverlapError, match="1 of 3 lines"):
        keep(line, line, line, name="thrice.csv")


def test_fewer_repeats_than_one_in_a_hundred_are_added_without_a_question(keep: Keep) -> None:
    many = [
        f"2024-01-{day:02d},A,Acme,N{day}-{number},tea,{number},1"
        for day in range(1, 27)
        for number in range(1, 5)
    ]
    keep(*JANUARY[:3])

    outcome = keep(JANUARY[0], *many, name="many.csv")

    assert outcome.record.accepted_count == 105


def test_the_next_month_is_added_without_a_question(store: Store, keep: Keep) -> None:
    keep(*JANUARY)

    outcome = keep(*FEBRUARY, name="february.csv")

    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=outcome.record.dataset_id)
    assert outcome.is_new
    assert portfolio.totals.line_count == 56
    assert portfolio.totals.client_count == 3


def test_the_same_days_with_other_documents_are_added_without_a_question(keep: Keep) -> None:
    keep(*JANUARY)

    outcome = keep(*(row.replace(",I", ",BRANCH-") for row in JANUARY), name="branch.csv")

    assert outcome.is_new


def test_money_of_another_currency_is_refused(store: Store, keep: Keep) -> None:
    keep("2024-01-05,acme,5,EUR", header=CURRENCY)

    with pytest.raises(
        MixedCurrenciesError, match=r"dollars\.csv: its money is in USD, that of the data set in EUR"
    ):
        keep("2024-02-05,acme,5,USD", header=CURRENCY, name="dollars.csv")

    assert len(list_states(LOCAL_LEADER, store)[0].imports) == 1


def test_money_of_no_named_currency_joins_any(keep: Keep) -> None:
    keep("2024-01-05,acme,5,EUR", header=CURRENCY)

    assert keep("2024-02-05,acme,5", header="Date,Client,Amount", name="february.csv").is_new
    assert keep("2024-03-05,acme,5,EUR", header=CURRENCY, name="march.csv").is_new


def test_a_file_without_an_accepted_line_is_refused(store: Store, keep: Keep) -> None:
    with pytest.raises(NoLinesError, match=r"no row could be read as a sales line \(2 refused\)"):
        keep("soon,A,Acme,I1,tea,5,1", "later,A,Acme,I2,tea,6,1")

    assert list_states(LOCAL_LEADER, store)[0].is_empty


def test_refused_rows_are_kept_and_given_back(store: Store, keep: Keep) -> None:
    outcome = keep(*JANUARY, "2024-01-30,A1,Client 1,I30,tea,much,1")

    rows = refused_rows(LOCAL_LEADER, store, outcome.record)

    assert outcome.record.refused_count == 1
    assert rows[["row_number", "column", "value"]].to_dict("records") == [
        {"row_number": 30, "column": "Amount", "value": "much"}
    ]
    assert "number" in rows["reason"].item()


def test_an_import_without_a_refused_row_has_an_empty_list_of_them(store: Store, keep: Keep) -> None:
    rows = refused_rows(LOCAL_LEADER, store, keep(*JANUARY).record)

    assert rows.empty
    assert list(rows.columns) == ["row_number", "column", "value", "reason"]


def test_the_record_holds_exact_money_and_counts(keep: Keep) -> None:
    record = keep(
        "2024-01-05,A,Acme,I1,tea,0.10,0.05", "2024-01-06,A,Acme,I1,tea,0.20,", "2024-01-07,,,I2,tea,0.40,0.10",
    ).record  # fmt: skip

    assert (record.net_sales, record.gross_profit) == (Decimal("0.70"), Decimal("0.35"))
    assert (record.unidentified_count, record.unidentified_net_sales) == (1, Decimal("0.40"))
    assert record.currency is None


def test_an_import_is_in_the_audit_trail_once(store: Store, keep: Keep) -> None:
    keep(*JANUARY)
    keep(*JANUARY)

    with store.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "import")).all()
    assert [entry.after["file_name"] for entry in entries if entry.after] == ["sales.csv"]


def test_of_people_who_import_one_file_at_the_same_time_one_adds_it(
    store: Store, read: Callable[..., Export]
) -> None:
    export = read(*JANUARY)
    dataset = own_dataset(LOCAL_LEADER, store)

    def import_it(_person: int) -> ImportOutcome:
        return import_export(LOCAL_LEADER, store, dataset_id=dataset.id, export=export)

    with ThreadPoolExecutor(4) as people:
        outcomes = list(people.map(import_it, range(4)))

    with store.reading() as session:
        (kept,) = list_imports(session, dataset.id)
    assert sorted(outcome.is_new for outcome in outcomes) == [False, False, False, True]
    assert {outcome.record.id for outcome in outcomes} == {kept.id}


def test_two_codes_with_one_name_stay_two_clients(store: Store, keep: Keep) -> None:
    outcome = keep("2024-01-05,A,Bike Shop,I1,tea,5,1", "2024-01-06,B,Bike Shop,I2,tea,7,1")

    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=outcome.record.dataset_id)

    assert portfolio.clients["client_code"].tolist() == ["A", "B"]
    assert portfolio.clients["client_name"].tolist() == ["Bike Shop", "Bike Shop"]
    assert portfolio.client_periods["client_key"].nunique() == 2


def test_clients_that_have_only_names_are_told_by_them(store: Store, keep: Keep) -> None:
    outcome = keep(
        "2024-01-05,Acme,5", "2024-01-06,Beta,6", "2024-01-07,Acme,7", header="Date,Client name,Amount"
    )

    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=outcome.record.dataset_id)

    assert portfolio.clients["client_code"].tolist() == ["Acme", "Beta"]
    assert portfolio.client_periods["net_sales"].tolist() == [12.0, 6.0]


def test_a_code_keeps_its_client_in_the_next_file_under_another_name(store: Store, keep: Keep) -> None:
    keep("2024-01-05,A,Acme,I1,tea,5,1")

    outcome = keep("2024-02-05,A,Acme Ltd,I2,tea,7,1", name="february.csv")

    portfolio = load_portfolio(LOCAL_LEADER, store, dataset_id=outcome.record.dataset_id)
    assert portfolio.clients["client_name"].tolist() == ["Acme"]
    assert portfolio.client_periods["net_sales"].tolist() == [5.0, 7.0]


def test_corrected_rows_enter_beside_their_import(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(
        "Date;Client;Amount\n"
        + "".join(f"{day:02}.01.2025;Acme;5,00\n" for day in range(1, 29))
        + "soon;Bolt;7,00\n"
    )
    export = read_files(LOCAL_LEADER, [("sales.csv", path)], choices=Choices())
    path.write_bytes(refused_csv(export.refused, delimiter=";").replace(b"soon", b"30.01.2025"))
    corrected = read_files(LOCAL_LEADER, [("corrected.csv", path)], choices=Choices())

    for one in (export, corrected):
        import_into(LOCAL_LEADER, store, name="Acme", export=one)
    dataset = own_dataset(LOCAL_LEADER, store, name="Acme")

    totals = load_portfolio(LOCAL_LEADER, store, dataset_id=dataset.id).totals
    assert (totals.line_count, totals.net_sales) == (29, Decimal("147.00"))


def test_money_of_two_currencies_in_one_export_is_refused(store: Store, read: Callable[..., Export]) -> None:
    export = read("2024-01-05,acme,5,EUR", "2024-01-06,acme,5,EUR", header=CURRENCY)
    lines = export.lines
    mixed = lines.set_column(lines.schema.get_field_index("currency"), "currency", pa.array(["EUR", "USD"]))

    with pytest.raises(MixedCurrenciesError, match="EUR, that of the data set in USD"):
        import_export(
            LOCAL_LEADER,
            store,
            dataset_id=own_dataset(LOCAL_LEADER, store).id,
            export=replace(export, tables=LineTables.of(mixed)),
        )

    assert list_states(LOCAL_LEADER, store)[0].imports == ()
