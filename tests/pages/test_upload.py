"""The upload page: what was understood, what to correct, what was refused."""

from __future__ import annotations

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
    again, new = EXPORT + "28/02/2025;Zeta;1,00\n", EXPORT.replace("2025", "2024")
    files = [("again.csv", again.encode(), "text/csv"), ("new.csv", new.encode(), "text/csv")]
    app.file_uploader(key="files").set_value(files).run()

    app.button(key="import").click().run()

    assert not app.exception
    assert "28 lines imported" in app.success[0].value.replace("\\", "")
    assert "28 of 29 lines are already in this data set" in app.error[0].value.replace("\\", "")


def test_two_open_date_columns_are_one_question(keep, open_page):
    keep("")
    rows = "Date,Client,Amount,Promised date\n" + "".join(
        f"0{n}/0{9 - n}/2025,A,10,0{9 - n}/0{n}/2025\n" for n in range(1, 9)
    )

    app = upload(open_page("upload"), "two.csv", rows)

    assert not app.exception
    assert len(app.radio) == 1


def test_a_hostile_address_is_no_error(open_page):
    app = open_page("overview", dataset="9" * 5000)

    assert not app.exception
