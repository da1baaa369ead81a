from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from kamlogic.analysis.abc_analysis import AbcSettings
from kamlogic.errors import EmptyDatasetError, NoCostError, OverlapError
from kamlogic.reports.report_model import report_schema
from kamlogic.services.report_settings import ReportSettings

PLAIN = "Date,Client,Amount"
BY_PROFIT = ReportSettings(abc=AbcSettings(measure="gross_profit"))
Write = Callable[..., Path]
ReportOf = Callable[..., dict[str, Any]]


def every_value(part: Any) -> Iterator[Any]:
    if isinstance(part, dict):
        for value in part.values():
            yield from every_value(value)
    elif isinstance(part, list):
        for value in part:
            yield from every_value(value)
    else:
        yield part


def check(report: dict[str, Any]) -> None:
    """What holds of every report."""
    assert list(Draft202012Validator(report_schema()).iter_errors(report)) == []
    assert all(math.isfinite(value) for value in every_value(report) if isinstance(value, float))
    json.dumps(report, allow_nan=False)
    rows = report["intake"]["lines"]
    assert rows["in"] == rows["accepted"] + rows["refused"] + rows["set_aside"]
    assert sum(cell["clients"] for cell in report["matrix"].values()) == sum(report["abc"]["counts"].values())
    assert sum(report["xyz"]["counts"].values()) == sum(report["abc"]["counts"].values())


def monthly(client: str, months: range, amount: object = 100, year: int = 2023) -> list[str]:
    return [f"{year + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}-28,{client},{amount}" for month in months]


def test_one_client_is_everything(write: Write, report_of: ReportOf) -> None:
    report = report_of(write(*monthly("acme", range(1, 13)), header=PLAIN))

    check(report)
    assert report["abc"]["counts"] == {"A": 1, "B": 0, "C": 0}
    few = report["concentration"]
    assert (few["clients"], few["top_1_share"], few["gini"], few["hhi"], few["effective_clients"]) == (
        1,
        1,
        0,
        1,
        1,
    )
    assert (few["vital_basis"], few["vital_clients"], few["key_share"]) == ("net_sales", 1, 1.0)
    assert report["clients"][0]["flags"] == ["key", "vital"]


def test_one_month_has_classes_and_no_variation(write: Write, report_of: ReportOf) -> None:
    rows = ["2024-03-04,acme,10", "2024-03-05,beta,5", "2024-03-29,acme,20"]

    report = report_of(write(*rows, header=PLAIN))

    check(report)
    assert report["window"]["periods"] == 1
    assert report["xyz"]["counts"]["N"] == 2
    assert [client["value_cv"] for client in report["clients"]] in ([0.0, 0.0], [None, None])
    assert [month["decidable"] for month in report["losses"]["by_month"]] == [False]


def test_a_single_line_is_analysed(write: Write, report_of: ReportOf) -> None:
    report = report_of(write("2024-03-15,acme,10", header=PLAIN))

    check(report)
    assert report["as_of"] == "2024-03-15"
    assert report["clients"][0]["gap_cv"] is None


def test_sales_that_are_all_negative_have_no_share(write: Write, report_of: ReportOf) -> None:
    rows = ["2024-01-31,acme,-5", "2024-02-29,beta,-6", "2024-03-31,beta,-7"]

    report = report_of(write(*rows, header=PLAIN))

    check(report)
    assert report["intake"]["net_sales"] == "-18"
    assert report["abc"]["base"] == "0"
    assert report["abc"]["counts"] == {"A": 0, "B": 0, "C": 2}
    few = report["concentration"]
    assert few["clients"] == 0
    assert {few[name] for name in ("top_1_share", "top_10_share", "gini", "hhi", "effective_clients")} == {
        None
    }
    assert {few[name] for name in ("vital_share", "key_share", "vital_net_sales_share")} == {None}
    for client in report["clients"]:
        assert client["flags"] == ["net_negative", "never_bought"]
        assert {client[name] for name in ("share", "adi", "first_purchase", "silence_days", "lost_on")} == {
            None
        }
        assert not client["is_lost"]


def test_lines_that_all_lack_a_client_are_in_the_totals_and_in_no_class(
    write: Write, report_of: ReportOf
) -> None:
    rows = ["2024-01-31,,I1,5.00", "2024-02-29,,I2,6.50"]

    report = report_of(write(*rows, header="Date,Client,Invoice,Amount"))

    check(report)
    assert report["intake"]["net_sales"] == "11.50"
    assert report["intake"]["unidentified"] == {"lines": 2, "net_sales": "11.50"}
    assert report["intake"]["clients"] == 0
    assert report["clients"] == []
    assert {cell["clients"] for cell in report["matrix"].values()} == {0}
    assert {month["active"] for month in report["losses"]["by_month"]} == {0}


def test_a_client_whose_money_nets_to_nothing_has_no_share(write: Write, report_of: ReportOf) -> None:
    nothing = ["2024-01-30,acme,0.10", "2024-02-28,acme,0.20", "2024-03-30,acme,-0.30"]

    report = report_of(write(*nothing, "2024-03-31,beta,9.00", header=PLAIN))

    check(report)
    acme = next(client for client in report["clients"] if client["client"] == "acme")
    assert acme["net_sales"] == "0.00"
    assert (acme["share"], acme["abc_class"]) == (None, "C")
    assert "zero" in acme["flags"]
    assert report["concentration"]["clients"] == 1


def test_equal_money_in_other_instalments_is_equal(write: Write, report_of: ReportOf) -> None:
    rows = ["2024-01-30,acme,0.10", "2024-02-28,acme,0.20", "2024-03-30,beta,0.30", "2024-03-31,gamma,9.00"]

    report = report_of(write(*rows, header=PLAIN))

    twins = [client for client in report["clients"] if client["client"] in {"acme", "beta"}]
    assert twins[0]["share"] == twins[1]["share"]
    assert twins[0]["share_before"] == twins[1]["share_before"]


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (("5", "7"), "12"),
        (("5.50", "7"), "12.50"),
        (("5.125", "7"), "12.125"),
        (("5.0625", "7"), "12.0625"),
    ],
)
def test_money_is_in_the_data_s_own_scale(
    write: Write, report_of: ReportOf, amounts: tuple[str, str], expected: str
) -> None:
    rows = [f"2024-01-31,acme,{amounts[0]}", f"2024-02-29,acme,{amounts[1]}"]

    report = report_of(write(*rows, header=PLAIN))

    assert report["intake"]["net_sales"] == expected
    assert report["clients"][0]["net_sales"] == expected
    assert report["abc"]["base"] == expected
    assert report["matrix"]["AN"]["net_sales"] == expected
    zero = str(Decimal(0).quantize(Decimal(expected)))
    assert report["matrix"]["CZ"]["net_sales"] == zero
    assert report["losses"]["by_month"][0]["lost_net_sales"] == zero


def test_a_fifth_decimal_is_rounded_half_even_with_a_note(write: Write, report_of: ReportOf) -> None:
    rows = ["2024-01-31,acme,0.00005", "2024-02-29,acme,0.00015", "2024-03-31,acme,1.00000"]

    report = report_of(write(*rows, header=PLAIN))

    check(report)
    assert report["intake"]["net_sales"] == "1.0002"
    assert any("2" in note and "decimal" in note for note in report["intake"]["notes"])


def test_large_money_stays_exact(write: Write, report_of: ReportOf) -> None:
    rows = [f"2024-01-{day:02d},acme,999999999999.99" for day in range(1, 32)]

    report = report_of(write(*rows, header=PLAIN))

    assert report["intake"]["net_sales"] == "30999999999999.69"
    assert report["clients"][0]["net_sales"] == "30999999999999.69"


def test_gross_profit_without_cost_is_refused(write: Write, report_of: ReportOf) -> None:
    with pytest.raises(NoCostError, match="has no cost"):
        report_of(write("2024-01-31,acme,5", header=PLAIN), settings=BY_PROFIT)


def test_gross_profit_ranks_by_profit_and_leaves_unknown_ones_without_a_class(
    write: Write, report_of: ReportOf
) -> None:
    rows = ["2024-01-31,acme,100,99", "2024-01-31,beta,50,10", "2024-01-31,gamma,70,"]

    report = report_of(write(*rows, header="Date,Client,Amount,Cost"), settings=BY_PROFIT)

    clients = {client["client"]: client for client in report["clients"]}
    assert list(Draft202012Validator(report_schema()).iter_errors(report)) == []
    assert report["abc"]["measure"] == report["concentration"]["measure"] == "gross_profit"
    assert report["abc"]["base"] == "41"
    assert [clients[name]["abc_class"] for name in ("acme", "beta", "gamma")] == ["C", "A", None]
    assert (clients["gamma"]["gross_profit"], clients["gamma"]["flags"]) == (
        None,
        ["unknown", "provisional", "key"],
    )
    assert report["intake"]["gross_profit"] == "41"


def test_an_as_of_day_inside_a_month_ends_the_window_at_the_month_before(
    write: Write, report_of: ReportOf
) -> None:
    path = write(*monthly("acme", range(1, 19)), header=PLAIN)

    report = report_of(path, settings=ReportSettings(as_of=date(2024, 5, 10)))

    check(report)
    assert report["as_of"] == "2024-05-10"
    assert report["window"] == {"from": "2023-05-01", "to": "2024-04-30", "periods": 12}
    assert report["clients"][0]["net_sales"] == "1200"
    assert report["clients"][0]["silence_days"] == 12
    assert report["intake"]["lines"]["accepted"] == 18
    assert report["losses"]["by_month"][-1]["month"] == "2024-05"
    assert not report["losses"]["by_month"][-1]["decidable"]


def test_an_as_of_day_before_the_data_is_refused(write: Write, report_of: ReportOf) -> None:
    with pytest.raises(EmptyDatasetError, match="up to 2020-01-01"):
        report_of(write("2024-01-31,acme,5", header=PLAIN), settings=ReportSettings(as_of=date(2020, 1, 1)))


@pytest.mark.parametrize(
    ("length", "first", "periods"),
    [("12m", "2024-01-01", 12), ("24m", "2023-01-01", 24), ("all", "2022-07-01", 30)],
)
def test_the_window_is_as_long_as_asked(
    write: Write, report_of: ReportOf, length: Any, first: str, periods: int
) -> None:
    path = write(*monthly("acme", range(7, 37), year=2022), header=PLAIN)

    report = report_of(path, settings=ReportSettings(window=length))

    check(report)
    assert report["window"] == {"from": first, "to": "2024-12-31", "periods": periods}
    assert report["clients"][0]["net_sales"] == str(100 * periods)
    assert report["settings"]["window"] == length


def test_a_client_without_a_line_in_the_window_has_no_class(write: Write, report_of: ReportOf) -> None:
    rows = [*monthly("old", range(1, 4)), *monthly("acme", range(1, 25))]

    report = report_of(write(*rows, header=PLAIN))

    check(report)
    old = report["clients"][-1]
    assert (old["client"], old["net_sales"], old["gross_profit"], old["abc_class"]) == (
        "old",
        "0",
        None,
        None,
    )
    assert old["flags"][0] == "not_in_window"
    assert old["is_lost"]
    assert sum(report["abc"]["counts"].values()) == 1


def test_several_files_are_one_company(write: Write, report_of: ReportOf) -> None:
    first = write(*monthly("acme", range(1, 7)), name="first.csv", header=PLAIN)
    second = write(*monthly("acme", range(7, 13)), "nonsense,beta,1", name="second.csv", header=PLAIN)

    report = report_of(first, second)

    check(report)
    assert report["intake"]["files"] == 2
    assert report["intake"]["lines"] == {"in": 13, "accepted": 12, "refused": 1, "set_aside": 0}
    assert [
        (row["file"], row["line"], row["column"], row["value"]) for row in report["intake"]["refused"]
    ] == [("second.csv", 8, "Date", "nonsense")]
    assert report["clients"][0]["net_sales"] == "1200"


def test_a_file_given_twice_counts_once(write: Write, report_of: ReportOf) -> None:
    path = write(*monthly("acme", range(1, 13)), name="sales.csv", header=PLAIN)
    copy = write(*monthly("acme", range(1, 13)), name="copy.csv", header=PLAIN)

    once = report_of(path)
    thrice = report_of(path, path, copy, mode="add")

    assert thrice == once
    assert thrice["intake"]["files"] == 1
    assert thrice["intake"]["lines"]["in"] == 12


def test_files_of_one_name_are_told_apart(write: Write, report_of: ReportOf) -> None:
    east = write(*monthly("acme", range(1, 7)), "x,y,z", name="east/sales.csv", header=PLAIN)
    west = write(*monthly("acme", range(7, 13)), "x,y,z", name="west/sales.csv", header=PLAIN)

    intake = report_of(east, west)["intake"]

    assert set(intake["columns"]) == {str(east), str(west)}
    assert [row["file"] for row in intake["refused"]] == [str(east), str(west)]


def test_files_that_repeat_each_other_are_refused_or_added_up_on_purpose(
    write: Write, report_of: ReportOf
) -> None:
    first = write(*monthly("acme", range(1, 7)), name="first.csv", header=PLAIN)
    second = write(*monthly("acme", range(4, 10)), name="second.csv", header=PLAIN)

    with pytest.raises(OverlapError, match=r"second\.csv: 3 of 6 lines"):
        report_of(first, second)
    added = report_of(first, second, mode="add")

    assert added["intake"]["lines"]["accepted"] == 12


def test_questions_and_duplicates_are_in_the_report(write: Write, report_of: ReportOf) -> None:
    rows = ["03/04/2024,acme,5", "05/06/2024,acme,7", "05/06/2024,acme,7"]

    intake = report_of(write(*rows, header=PLAIN))["intake"]

    assert intake["duplicates"] == 1
    (question,) = intake["questions"]
    assert question["column"] == "Date"
    assert question["chosen"] in question["readings"]
    assert len(question["readings"]) == 2


def test_every_setting_in_force_is_in_the_report(write: Write, report_of: ReportOf) -> None:
    report = report_of(write(*monthly("acme", range(1, 13)), header=PLAIN))

    settings = report["settings"]
    assert settings["losses"]["hiatus_days"] == 90
    assert set(ReportSettings.model_fields) == settings.keys()
    assert settings["abc"] == AbcSettings().model_dump()
    assert TypeAdapter(date).validate_python(settings["as_of"]) == date(2023, 12, 31)
