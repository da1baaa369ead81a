from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from kamlogic.cli import main
from kamlogic.principal import LOCAL_LEADER
from kamlogic.reports.report_model import report_schema
from kamlogic.services.datasets import list_states
from kamlogic.store.database import open_store
from kamlogic.store.location import database_url

pytestmark = pytest.mark.usefixtures("home")
ROOT = Path(__file__).resolve().parents[2]
ROWS = [f"2024-{month:02d}-28,{client},{month}0.50" for month in range(1, 7) for client in ("acme", "beta")]
TABLES = [
    "clients",
    "matrix",
    "concentration",
    "key_share_by_month",
    "losses_by_month",
    "losses",
    "refused_rows",
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store's folder, not made yet."""
    home = tmp_path / "home"
    monkeypatch.setenv("KUNCI_HOME", str(home))
    monkeypatch.delenv("KUNCI_DATABASE_URL", raising=False)
    return home


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    """Sales of two clients over six months, without a cost; beside them everything that is no export."""
    files = {
        "sales.csv": "\n".join(["Date,Client,Amount", *ROWS, "someday,acme,1"]) + "\n",
        "empty.csv": "",
        "prose.txt": "Dear all,\nhere is nothing to count.\n",
        "refused.csv": "Date,Client,Amount\nsomeday,acme,1\n",
        "binary.xlsx": "\0\1\2 no workbook",
        "broken.json": "{",
        "list.json": "[]",
        "field.json": '{"columns": {"customer": "Client"}}',
        "header.json": '{"columns": {"date": "Invoice date"}}',
        "order.json": '{"date_order": "dym"}',
        "good.json": '{"columns": {"date": "Date"}, "date_order": "ymd"}',
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    (tmp_path / "folder").mkdir()
    return tmp_path / "sales.csv"


@pytest.fixture
def run(
    sales: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run the command line beside the files: exit status, standard output, standard error."""
    monkeypatch.chdir(sales.parent)

    def _run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        return status, *capsys.readouterr()

    return _run


Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("", "the following arguments are required: COMMAND"),
        ("publish sales.csv", "invalid choice: 'publish'"),
        ("report", "the following arguments are required: FILE"),
        ("report missing.csv", "missing.csv: the file does not exist"),
        ("report sales.csv missing.csv", "missing.csv: the file does not exist"),
        ("report folder", "folder: "),
        ("report empty.csv", "empty.csv: the file is empty"),
        ("report prose.txt", "prose.txt: no column was found"),
        ("report binary.xlsx", "binary.xlsx: "),
        ("report refused.csv", "refused.csv: no row could be read as a sales line (1 refused)"),
        ("report sales.csv --verbose", "unrecognized arguments: --verbose"),
        ("report sales.csv --as-of 2024-02-30", "'2024-02-30' is not a date like 2024-06-30"),
        ("report sales.csv --as-of 30.6.2024", "'30.6.2024' is not a date like 2024-06-30"),
        ("report sales.csv --as-of 2020-01-01", "up to 2020-01-01"),
        ("report sales.csv --window 6m", "invalid choice: '6m'"),
        ("report sales.csv --measure turnover", "invalid choice: 'turnover'"),
        ("report sales.csv --measure gross_profit", "has no cost"),
        ("report sales.csv --abc eighty", "'eighty' is not two shares like 0.80,0.95"),
        ("report sales.csv --abc 0.5,0.8,0.95", "is not two shares like 0.80,0.95"),
        ("report sales.csv --abc 0.95,0.80", "Class A must end below class B: got 95% and 80%"),
        ("report sales.csv --abc 0.8,0.8", "Class A must end below class B"),
        ("report sales.csv --abc 0.8,1.2", "b_limit: "),
        ("report sales.csv --abc nan,0.95", "a_limit: "),
        ("report sales.csv --hiatus-days 6", "hiatus_days: "),
        ("report sales.csv --hiatus-days 731", "hiatus_days: "),
        ("report sales.csv --hiatus-days ninety", "invalid int value: 'ninety'"),
        ("report sales.csv --settings nowhere.json", "nowhere.json: No such file"),
        ("report sales.csv --settings broken.json", "broken.json is not JSON"),
        ("report sales.csv --settings list.json", "list.json is not a JSON object of settings"),
        ("report sales.csv --set abc", "'abc' is not a setting like abc.convention=end_share"),
        ("report sales.csv --set abc.limit=1", "abc.limit: Extra inputs are not permitted"),
        ("report sales.csv --window 24m --set window.months=3", "window is a value, not a group of settings"),
        ("report sales.csv --mapping nowhere.json", "There is no mapping file nowhere.json"),
        ("report sales.csv --mapping folder", "There is no mapping file folder"),
        ("report sales.csv --mapping broken.json", "broken.json is not a JSON file"),
        ("report sales.csv --mapping list.json", "list.json must hold one JSON object"),
        ("report sales.csv --mapping field.json", "'customer'"),
        ("report sales.csv --mapping header.json", "there is no column 'Invoice date'"),
        ("report sales.csv --mapping order.json", "'date_order' cannot be used"),
        ("report sales.csv --out sales.csv", "The tables cannot be written to sales.csv: File exists"),
        ("report sales.csv --out sales.csv/tables", "The tables cannot be written to sales.csv/tables: Not a directory"),
        ("import missing.csv", "missing.csv: the file does not exist"),
        ("import refused.csv", "refused.csv: no row could be read"),
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_met_is_one_line_and_status_2(
    run: Run, arguments: str, complaint: str
) -> None:
    status, output, errors = run(*arguments.split())

    assert status == 2
    assert output == ""
    assert errors.startswith("kunci: ")
    assert complaint in errors
    assert errors.count("\n") == 1


def test_json_is_one_object_on_standard_output_and_nothing_else(run: Run, home: Path) -> None:
    status, output, errors = run("report", "sales.csv", "--json")

    report = json.loads(output)
    assert (status, errors) == (0, "")
    assert list(Draft202012Validator(report_schema()).iter_errors(report)) == []
    assert report["intake"]["lines"] == {"in": 13, "accepted": 12, "refused": 1, "set_aside": 0}
    assert not home.exists()


def test_every_option_reaches_the_report(run: Run) -> None:
    options = (
        "--as-of 2024-05-31 --window all --abc 0.7,0.9 --hiatus-days 30 --bucket quarter --mapping good.json"
    )

    _status, output, _errors = run("report", "sales.csv", "--json", *options.split())

    report = json.loads(output)
    assert report["as_of"] == "2024-05-31"
    assert report["settings"]["window"] == "all"
    assert report["abc"]["limits"] == [0.7, 0.9]
    assert report["losses"]["hiatus_days"] == 30
    assert report["xyz"]["period"] == "quarter"
    assert report["intake"]["columns"]["sales.csv"]["date"] == "Date"


def test_without_json_the_main_figures_are_lines_for_a_person(run: Run) -> None:
    status, output, errors = run("report", "sales.csv")

    assert (status, errors) == (0, "")
    assert output.splitlines() == [
        "As of 2024-06-30, window 2024-01-01 to 2024-06-30",
        "Rows 13 = 12 accepted + 1 refused + 0 set aside",
        "Net sales 426.00, clients 2",
        "Clients per cell: AX 2",
        "Key clients 2, share 100.0%; largest client 50.0%",
        "Lost in 2024-06: 0",
    ]


def test_an_undefined_share_and_an_open_question_are_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "returns.csv").write_text("Date,Client,Amount\n03/04/2024,acme,-5\n05/06/2024,acme,-7\n")

    _status, output, _errors = run("report", "returns.csv")

    assert "Key clients 0, share n/a; largest client n/a" in output
    assert "Question: Date read as " in output


def test_the_report_s_own_settings_can_be_given_as_a_file_and_options_win(run: Run, sales: Path) -> None:
    _, output, _ = run("report", "sales.csv", "--json", "--as-of", "2024-05-31", "--hiatus-days", "60")
    settings = json.loads(output)["settings"]
    (sales.parent / "settings.json").write_text(json.dumps(settings))

    _, again, _ = run("report", "sales.csv", "--json", "--settings", "settings.json")
    _, changed, _ = run(
        "report", "sales.csv", "--json", "--settings", "settings.json", "--hiatus-days", "45",
        "--set", "abc.convention=end_share", "--set", "xyz.min_purchase_days=4",
    )  # fmt: skip

    assert again == output
    expected = settings | {"losses": settings["losses"] | {"hiatus_days": 45}}
    expected["abc"] = settings["abc"] | {"convention": "end_share"}
    expected["xyz"] = settings["xyz"] | {"min_purchase_days": 4}
    assert json.loads(changed)["settings"] == expected


def test_out_writes_every_table_twice_and_the_report(run: Run, tmp_path: Path, home: Path) -> None:
    status, output, errors = run("report", "sales.csv", "--json", "--out", "new/tables")

    folder = tmp_path / "new" / "tables"
    assert status == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*(f"{name}.csv" for name in TABLES), "report.json", "tables.xlsx"]
    )
    assert json.loads((folder / "report.json").read_text()) == json.loads(output)
    assert errors.splitlines() == [f"new/tables/{name}" for name in (
        "report.json", *(f"{name}.csv" for name in TABLES), "tables.xlsx")
    ]  # fmt: skip
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    assert book.sheetnames == TABLES
    for name in TABLES:
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == [cell.value for cell in book[name][1]]
        assert len(rows) == book[name].max_row
    with (folder / "refused_rows.csv").open(encoding="utf-8-sig", newline="") as file:
        (refused,) = csv.DictReader(file)
    assert (refused["file"], refused["row_number"], refused["value"]) == ("sales.csv", "14", "someday")
    assert not home.exists()


def test_out_replaces_the_files_of_an_earlier_report(run: Run, tmp_path: Path) -> None:
    run("report", "sales.csv", "--out", "tables")
    status, _output, _errors = run("report", "sales.csv", "--out", "tables", "--as-of", "2024-03-31")

    assert status == 0
    assert json.loads((tmp_path / "tables" / "report.json").read_text())["as_of"] == "2024-03-31"


def test_the_schema_that_is_printed_is_the_report_s(run: Run) -> None:
    status, output, _errors = run("schema")

    assert status == 0
    assert json.loads(output) == report_schema()


def test_import_loads_into_the_store_and_a_second_time_changes_nothing(run: Run, home: Path) -> None:
    first = run("import", "sales.csv")
    second = run("import", "sales.csv")

    counts = "12 accepted + 1 refused + 0 set aside = 13 rows, net sales 426.00"
    assert first == (0, f"sales.csv: imported; {counts}\n", "")
    assert second == (0, f"sales.csv: already there, nothing changed; {counts}\n", "")
    (state,) = _states(home)
    assert state.dataset.name == "My company"
    assert [record.file_name for record in state.imports] == ["sales.csv"]


def test_import_goes_into_the_data_set_of_the_given_name(run: Run, home: Path) -> None:
    run("import", "sales.csv", "--dataset", "Acme Trading")

    assert [state.dataset.name for state in _states(home)] == ["Acme Trading"]


def test_import_refuses_repeated_lines_unless_they_are_added_on_purpose(run: Run, tmp_path: Path) -> None:
    (tmp_path / "again.csv").write_text(
        "\n".join(["Date,Client,Amount", *ROWS[6:], "2024-07-28,acme,3.00"]) + "\n"
    )
    run("import", "sales.csv")

    refused = run("import", "again.csv")
    added = run("import", "again.csv", "--add")

    assert refused[0] == 2
    assert "again.csv: 6 of 7 lines are already in this data set" in refused[2]
    assert added[0] == 0


def test_an_import_with_a_bad_mapping_leaves_no_store_behind(run: Run, home: Path) -> None:
    assert run("import", "sales.csv", "--mapping", "broken.json")[0] == 2
    assert not home.exists()


def test_a_store_that_cannot_be_opened_is_one_line(run: Run, home: Path) -> None:
    home.write_text("a file is in the way")

    status, _output, errors = run("import", "sales.csv")

    assert (status, errors.count("\n")) == (2, 1)
    assert "cannot be used" in errors


def test_names_of_any_script_pass_a_pipe_of_any_encoding(sales: Path) -> None:
    name = "\N{CYRILLIC CAPITAL LETTER YA}nka \N{HOT BEVERAGE}"
    sales.write_text(f"Date,Client,Amount\n2024-01-31,{name},5\n", encoding="utf-8")

    done = _start("report", str(sales), "--json", PYTHONIOENCODING="cp1252")

    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))["clients"][0]["name"] == name


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such file name")
def test_a_file_whose_name_is_no_text_is_reported(sales: Path) -> None:
    odd = sales.rename(sales.parent / os.fsdecode(b"\xff.csv"))

    done = _start("report", str(odd), "--json")

    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["intake"]["refused"][0]["file"] == "?.csv"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such file name")
def test_a_file_whose_name_is_no_text_is_imported(run: Run, sales: Path, home: Path) -> None:
    odd = sales.rename(sales.parent / os.fsdecode(b"\xff.csv"))

    status, output, errors = run("import", str(odd))

    assert (status, errors) == (0, "")
    assert output.startswith("?.csv: imported")
    assert [record.file_name for record in _states(home)[0].imports] == ["?.csv"]


def test_the_module_gives_its_exit_status(sales: Path) -> None:
    done = _start("report", str(sales.parent / "missing.csv"))

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


def test_help_is_not_a_refusal(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        run("report", "--help")

    assert "--hiatus-days" in capsys.readouterr().out


def _start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "kamlogic", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


def _states(home: Path) -> list[Any]:
    store = open_store(home, database_url({}, home))
    try:
        return list_states(LOCAL_LEADER, store)
    finally:
        store.close()


NEWER = "\n".join(["Date,Client,Amount", *ROWS[6:], "2024-07-28,acme,3.00"]) + "\n"


def test_import_replaces_the_overlap_and_what_is_withdrawn_and_restored_is_listed(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "newer.csv").write_text(NEWER)
    run("import", "sales.csv")

    replaced = run("import", "newer.csv", "--replace")
    withdrawn = run("withdraw", "2", "--reason", "too early")
    again = run("withdraw", "2")
    asked = run("import", "newer.csv")
    restored = run("restore", "2")
    returned = run("return", "1")
    listed = run("imports", "--dataset", "My company")

    assert "newer.csv: imported, replacing lines of sales.csv; 7 accepted" in replaced[1]
    assert (withdrawn[1], again[1]) == ("newer.csv: withdrawn\n", "newer.csv: nothing changed\n")
    assert (asked[0], "restore 2 on the command line" in asked[2]) == (2, True)
    assert (restored[1], returned[1]) == ("newer.csv: restored\n", "My company: as after step 1\n")
    lines = listed[1].splitlines()
    assert lines[:3] == [
        "My company",
        "  1  sales.csv  2024-01-28 … 2024-06-28  12  426.00  active",
        "  2  newer.csv  2024-04-28 … 2024-07-28  7  306.00  withdrawn",
    ]
    assert [line.split("  ")[-1] for line in lines[3:]] == [
        "426.00",
        "429.00",
        "too early",
        "429.00",
        "426.00",
    ]
    assert run("return", "5")[1] == "nothing changed\n"
    assert run("imports", "--dataset", "Other")[1] == ""


def test_an_open_question_ends_an_import_and_an_option_answers_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "dates.csv").write_text("Date,Client,Amount\n03/04/2024,acme,5\n05/06/2024,acme,7\n")

    asked = run("import", "dates.csv")
    answered = run("import", "dates.csv", "--date-order", "mdy")

    assert asked[0] == 2
    assert "column 'Date' can be read in two ways: 3 April 2024 (day first) or 4 March 2024" in asked[2]
    assert "--date-order dmy or --date-order mdy" in asked[2]
    assert answered[0] == 0


def test_an_answer_is_remembered_for_the_next_file_of_the_source(run: Run, tmp_path: Path) -> None:
    for name, dates in (("first.csv", "03/04 05/06"), ("second.csv", "07/04 08/06")):
        rows = "".join(f"{day}/2024,acme,5\n" for day in dates.split())
        (tmp_path / name).write_text("Date,Client,Amount\n" + rows)
    run("import", "first.csv", "--date-order", "mdy")

    assert run("import", "second.csv")[0] == 0
    assert "2024-07-04 … 2024-08-06" in run("imports")[1]


def test_a_mapping_by_hand_is_remembered_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "map.json").write_text('{"date": "x1", "client_name": "x2", "amount": "x3"}')
    (tmp_path / "odd.csv").write_text("x1,x2,x3\n2024-01-05,acme,5\n")
    (tmp_path / "odd2.csv").write_text("x1,x2,x3\n2024-02-05,acme,5\n")

    assert run("import", "odd.csv")[0] == 2
    assert run("import", "odd.csv", "--mapping", "map.json")[0] == 0
    assert run("import", "odd2.csv")[0] == 0


def test_a_folder_is_its_files_and_one_refusal_does_not_keep_the_others_out(
    run: Run, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "folder" / "b.csv").write_text((tmp_path / "sales.csv").read_text())
    (tmp_path / "folder" / "a.csv").write_text("")
    (tmp_path / "folder" / ".hidden").write_text("no export")

    status, output, errors = run("import", "folder")

    assert status == 2
    assert output.startswith("b.csv: imported")
    assert errors == "kunci: a.csv: the file is empty. Export it again.\n"
    assert [record.file_name for record in _states(home)[0].imports] == ["b.csv"]


def test_a_zip_whose_files_repeat_one_another_does_not_keep_the_others_out(run: Run, tmp_path: Path) -> None:
    rows = [f"2024-01-{day:02d},acme,{day}.00" for day in range(1, 29)]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("first.csv", "\n".join(["Date,Client,Amount", *rows[:20]]))
        packed.writestr("whole.csv", "\n".join(["Date,Client,Amount", *rows]))

    status, output, errors = run("import", "a.zip", "sales.csv")

    assert status == 2
    assert output.startswith("sales.csv: imported")
    assert errors.startswith("kunci: a.zip: 20 of these lines stand in several of the files.")


def test_a_kept_original_is_read_anew(run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "dates.csv").write_text("Date,Client,Amount\n03/04/2024,acme,5\n05/06/2024,acme,7\n")
    run("import", "dates.csv", "--date-order", "dmy")
    (tmp_path / "dates.csv").unlink()

    asked = run("reread", "1", "--date-order", "mdy")
    done = run("reread", "1", "--date-order", "mdy", "--replace")

    assert (asked[0], "read in another way" in asked[2]) == (2, True)
    assert done[1].startswith("dates.csv: imported, replacing lines of dates.csv")
    assert [str(record.first_date) for record in _states(home)[0].imports] == ["2024-03-04"]


def test_the_originals_of_an_import_are_read_anew_together(run: Run, home: Path, tmp_path: Path) -> None:
    for month in ("03", "04"):
        rows = [f"{day:02d}/{month}/2024,acme,{day}.00" for day in range(1, 11)]
        (tmp_path / "folder" / f"{month}.csv").write_text("\n".join(["Date,Client,Amount", *rows]))
    run("import", "folder", "--date-order", "dmy")

    status, output, errors = run("reread", "1", "--date-order", "mdy", "--replace")

    assert (status, errors) == (0, "")
    assert output.startswith("03.csv and 1 more: imported, replacing lines of 03.csv and 1 more; 20 accepted")
    assert [record.accepted_count for record in _states(home)[0].imports] == [20]


def test_an_inbox_is_emptied_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder" / "sales.csv").write_text((tmp_path / "sales.csv").read_text())

    assert run("inbox", "folder", "--once", "--interval", "0") == (0, "sales.csv: 12 lines imported\n", "")
    assert (tmp_path / "folder" / "done" / "sales.csv").exists()


def test_an_inbox_knows_the_header_words_of_the_firm(run: Run, home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "synonyms.json").write_text('{"date": ["Xday"], "client_name": ["Xwho"], "amount": ["Xmuch"]}')
    (tmp_path / "folder" / "sales.csv").write_text("\n".join(["Xday,Xwho,Xmuch", *ROWS]))

    done = run("inbox", "folder", "--once", "--interval", "0")

    assert done == (0, "sales.csv: 12 lines imported\n", "")


def test_an_interrupted_inbox_ends_well(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kamlogic.services.inbox.time.sleep", interrupted)

    assert run("inbox", "folder") == (0, "Stopped; what was imported is kept.\n", "")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("import folder", "There is no file in folder"),
        ("import sales.csv --add --replace", "not allowed with argument"),
        ("import sales.csv --date-order dym", "--date-order: "),
        ("import sales.csv --decimal x", "--decimal: "),
        ("inbox nowhere --once", "The inbox nowhere cannot be watched: No such file"),
        ("inbox folder --interval soon", "'soon' is not a number of seconds"),
        ("withdraw 7", "There is no import 7"),
        ("reread 7", "There is no import 7"),
        ("return 1", "There is no data set 'My company'"),
    ],
)
def test_a_change_that_cannot_be_made_is_one_line(run: Run, arguments: str, complaint: str) -> None:
    status, _output, errors = run(*arguments.split())

    assert (status, errors.count("\n")) == (2, 1)
    assert complaint in errors
