"""The XYZ page: the bucket, the season and the two bases."""

from __future__ import annotations


def words(app) -> str:
    return " ".join(line.value for line in [*app.caption, *app.markdown]).replace("\\", "")


def test_the_bucket_is_said_in_words(open_page):
    app = open_page("xyz_analysis")
    assert "counted in months: class A usually pauses 7" in words(app)

    app.selectbox(key="bucket").select("week").run()

    assert "counted in weeks, as chosen" in words(app)
    assert "n/a for weeks" in words(app)


def test_more_weeks_by_their_own_limit(open_page):
    app = open_page("xyz_analysis")

    app.slider(key="week_gap").set_value(7).run()

    assert "counted in weeks: class A" in words(app)


def test_amounts_can_be_adjusted_from_two_years_on(open_page):
    app = open_page("xyz_analysis")

    app.segmented_control(key="basis").set_value("value").run()
    app.toggle(key="seasonal").set_value(True).run()

    assert not app.exception
    assert "Classes by amounts use it" in words(app)


def test_less_than_two_years_offer_no_adjustment(keep, open_page):
    keep("Date,Client,Amount\n" + "".join(f"2025-{month:02}-15,Acme,100\n" for month in range(1, 13)))

    app = open_page("xyz_analysis")
    app.segmented_control(key="basis").set_value("value").run()

    assert "seasonal" not in [toggle.key for toggle in app.toggle]
    assert "24 complete months" in words(app)
