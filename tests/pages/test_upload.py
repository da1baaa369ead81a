"""The upload page: what was understood, what to correct, what was refused."""

from __future__ import annotations

import io
import zipfile

from app import data
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.datasets import list_states
from kamlogic.services.originals import originals_of

EXPORT = (
    "Date;Client;Amount\n"
    + "".join(f"{day:02}/01/2025;Acme;1.{day:02}0,50\n" for day in range(1, 29))
    + "99/99/2025;Acme;5,00\n"
)
AMBIGUOUS = "Date,Client,Amount\n" + "".join(f"0{n}/0{9 - n}/2025,Acme {n},10\n" for n in range(1, 9))


def upload(app, name: str, text: str):
    return app.file_uploader(key="files").upload(name, text.encode(), "text/csv").run()


def markdown(app) -> str:
    return "\n".join(line.value.replace("\\", "") for line in [*app.markdown, *app.caption])


def test_a_file_is_understood_and_every_row_accounted_for(keep, open_page):
    keep("")

    app = upload(open_page("upload"), "export.csv", EXPORT)

    assert not app.exception
    assert "28 accepted + 1 refused + 0 set aside = 29 rows" in markdown(app)
    assert "delimiter semicolon" in markdown(app)
    assert "1 row refused" in markdown(app)


def test_an_import_shows_its_report_and_switches_to_the_data_set(keep, open_page):
    keep("", name="Empty")
    app = upload(open_page("upload"), "export.csv", EXPORT)

    app.text_input[0].set_value("Acme Ltd").run()
    app.button(key="import").click().run()

    assert not app.exception
    assert "28 lines imported" in app.success[0].value.replace("\\", "")
    assert app.header[0].value.replace("\\", "") == "“Acme Ltd” holds 28 sales lines"


def test_an_open_question_is_asked_with_both_readings(keep, open_page):
    keep("")
    app = upload(open_page("upload"), "export.csv", AMBIGUOUS)

    before = markdown(app)
    radio = app.radio[0]
    assert len(radio.options) == 2
    radio.set_value(1 - radio.value).run()

    assert not app.exception
    assert markdown(app) != before


def test_a_file_without_a_date_column_can_be_mapped_by_hand(keep, open_page):
    keep("")
    app = upload(open_page("upload"), "odd.csv", "a,b,c\n" + "".join(f"x{n},Acme,{n}\n" for n in range(9)))

    assert not app.exception
    assert "Correct the mapping" in app.error[0].value.replace("\\", "")
    assert any(box.key.startswith("map_date_") for box in app.selectbox)


def test_a_sample_opens_with_one_click(keep, open_page):
    keep("")
    app = open_page("upload")

    app.button(key="sample_northwind").click().run()

    assert not app.exception
    assert "2,155" in app.header[0].value


def test_the_name_of_the_data_set_follows_the_choice(keep, open_page):
    keep(AMBIGUOUS, name="Alpha")
    keep(AMBIGUOUS, name="Bravo")
    app = upload(open_page("upload"), "export.csv", EXPORT)

    app.selectbox(key="dataset").set_value(2).run()

    assert app.text_input[0].value == "Alpha"


def test_one_refused_file_does_not_hide_what_became_of_the_others(keep, open_page):
    keep(EXPORT)
    app = open_page("upload")
    again = EXPORT + "28/02/2025;Zeta;1,00\n"
    new = EXPORT.replace("2025", "2024").replace("Amount", "Net amount")
    files = [("again.csv", again.encode(), "text/csv"), ("new.csv", new.encode(), "text/csv")]
    app.file_uploader(key="files").set_value(files).run()

    app.button(key="import").click().run()

    assert not app.exception
    assert "28 lines imported" in app.success[0].value.replace("\\", "")
    assert "28 of 29 lines are already in this data set" in app.error[0].value.replace("\\", "")


FIRST = "Date,Client,Invoice,Amount\n" + "".join(
    f"2025-01-{day:02},Acme {day % 3},I{day},{day}.00\n" for day in range(1, 29)
)
NEWER = FIRST.replace("I28,28.00", "I28,30.00").replace("2025-01-27,Acme 0,I27,27.00\n", "") + (
    "2025-01-28,Acme 1,I29,5.00\n2025-02-03,Acme 1,I30,7.00\n"
)


def figures(app) -> dict[str, str]:
    return {tile.label: tile.value.replace("\\", "") for tile in app.metric}


def test_an_overlap_is_shown_before_it_is_replaced(keep, open_page):
    keep(FIRST)
    app = upload(open_page("upload"), "newer.csv", NEWER)

    assert not app.exception
    assert "Sales from 1 Jan 2025 to 28 Jan 2025 are there already (export.csv)." in markdown(app)
    assert figures(app) == {
        "Added": "1",
        "Changed": "1",
        "Gone": "1",
        "Net sales before": "406.00",
        "Net sales after": "386.00",
    }
    app.radio[0].set_value("replace").run()
    app.button(key="import").click().run()

    assert not app.exception
    assert app.header[0].value.replace("\\", "") == "“My company” holds 29 sales lines"
    table = next(table.value for table in app.dataframe if "State" in table.value)
    assert table["State"].tolist() == ["replaced", "counts"]


def test_an_overlap_without_an_answer_changes_nothing(keep, open_page):
    keep(FIRST)
    app = upload(open_page("upload"), "newer.csv", NEWER)

    app.button(key="import").click().run()

    assert not app.exception
    assert "26 of 29 lines are already in this data set" in app.error[0].value.replace("\\", "")
    assert app.header[0].value.replace("\\", "") == "“My company” holds 28 sales lines"


def test_an_import_is_withdrawn_and_restored_after_a_tick(keep, open_page):
    keep(FIRST)
    keep(FIRST.replace("2025-01", "2025-02").replace(",I", ",J"))
    app = open_page("upload")
    assert app.button(key="withdraw").disabled

    app.checkbox(key="sure_3").check().run()
    app.button(key="withdraw").click().run()
    assert not app.exception
    assert app.header[0].value.replace("\\", "") == "“My company” holds 28 sales lines"

    app.checkbox(key="sure_3").check().run()
    app.button(key="restore").click().run()

    assert not app.exception
    assert app.header[0].value.replace("\\", "") == "“My company” holds 56 sales lines"


def test_a_data_set_returns_to_an_earlier_state(keep, open_page):
    keep(FIRST)
    keep(FIRST.replace("2025-01", "2025-02").replace(",I", ",J"))
    app = open_page("upload")

    app.checkbox(key="sure_return_1").check().run()
    app.button(key="return").click().run()

    assert not app.exception
    assert app.header[0].value.replace("\\", "") == "“My company” holds 28 sales lines"
    history = next(table.value for table in app.dataframe if "Net sales after" in table.value)
    assert history["Net sales after"].tolist() == [406.0, 812.0, 406.0]


def test_the_last_import_can_be_withdrawn_too(keep, open_page):
    keep(FIRST)
    app = open_page("upload")

    app.checkbox(key="sure_2").check().run()
    app.button(key="withdraw").click().run()

    assert not app.exception
    assert app.header[0].value.replace("\\", "") == "“My company” holds 0 sales lines"
    assert app.button(key="restore")


def test_a_kept_original_is_read_in_another_way_and_replaces_its_former_reading(keep, open_page, home):
    keep("")
    app = upload(open_page("upload"), "export.csv", AMBIGUOUS)
    app.button(key="import").click().run()
    app.file_uploader(key="files").set_value([]).run()

    app.button(key="reread").click().run()
    (kept,) = (home / "originals").iterdir()
    kept.unlink()  # it is read once, not on every run
    app.radio[0].set_value(1 - app.radio[0].value).run()

    assert not app.exception
    assert "read in another way (export.csv)" in markdown(app)
    next(radio for radio in app.radio if radio.key.startswith("mode_")).set_value("replace").run()
    app.button(key="import").click().run()
    assert not app.exception
    assert app.header[0].value.replace("\\", "") == "“My company” holds 8 sales lines"
    table = next(table.value for table in app.dataframe if "State" in table.value)
    assert table["State"].tolist() == ["replaced", "counts"]


def test_two_open_date_columns_are_one_question(keep, open_page):
    keep("")
    rows = "Date,Client,Amount,Promised date\n" + "".join(
        f"0{n}/0{9 - n}/2025,A,10,0{9 - n}/0{n}/2025\n" for n in range(1, 9)
    )

    app = upload(open_page("upload"), "two.csv", rows)

    assert not app.exception
    assert len(app.radio) == 1


def packed(**members: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.csv", text)
    return content.getvalue()


def test_two_uploads_of_equal_content_are_asked_about_apart(keep, open_page):
    keep(FIRST)
    app = open_page("upload")
    content = packed(sales=NEWER)

    files = [(name, content, "application/zip") for name in ("one.zip", "two.zip")]
    app.file_uploader(key="files").set_value(files).run()

    assert not app.exception
    assert len([radio for radio in app.radio if radio.key.startswith("mode_")]) == 2


def test_a_member_called_like_another_upload_does_not_keep_that_one(keep, open_page, home):
    keep("", name="Empty")
    app = open_page("upload")
    february = FIRST.replace("2025-01", "2025-02").replace(",I", ",J")
    other = FIRST.replace("2025-01", "2025-03").replace(",I", ",K").replace("Amount", "Net amount")
    files = [
        ("a.zip", packed(january=FIRST, february=february), "application/zip"),
        ("january.csv", other.encode(), "text/csv"),
    ]
    app.file_uploader(key="files").set_value(files).run()
    app.text_input[0].set_value("Acme Ltd").run()

    app.button(key="import").click().run()

    assert not app.exception
    store = data.store(str(home))
    (state,) = [found for found in list_states(LOCAL_LEADER, store) if found.dataset.name == "Acme Ltd"]
    kept = [
        [original.name for original in originals_of(LOCAL_LEADER, store, record)] for record in state.imports
    ]
    assert kept == [["a.zip"], ["january.csv"]]


def test_a_zip_whose_files_repeat_one_another_is_refused_once(keep, open_page):
    keep("")
    rows = FIRST.splitlines(keepends=True)
    content = packed(first="".join(rows[:20]), whole=FIRST)
    app = open_page("upload")

    app.file_uploader(key="files").upload("a.zip", content, "application/zip").run()

    assert not app.exception
    assert "19 of these lines stand in several of the files" in app.error[0].value.replace("\\", "")


def test_a_hostile_address_is_no_error(open_page):
    app = open_page("overview", dataset="9" * 5000)

    assert not app.exception


def test_a_choice_that_cannot_be_met_can_be_taken_back(keep, open_page):
    keep("")
    app = upload(open_page("upload"), "export.csv", EXPORT)
    (header_row,) = [box for box in app.number_input if box.key.startswith("header_row_")]

    header_row.set_value(900).run()
    refused = app.error[0].value
    next(button for button in app.button if button.key.startswith("forget_")).click().run()

    assert "900" in refused
    assert not app.exception
    assert "28 accepted + 1 refused" in markdown(app)
