"""The ABC page: presets, methods, and what stands under the chart."""

from __future__ import annotations


def words(app) -> str:
    return " ".join(line.value for line in [*app.caption, *app.markdown]).replace("\\", "")


def test_a_preset_sets_both_limits(open_page):
    app = open_page("abc_analysis")
    assert app.segmented_control(key="abc_preset").value == "80/95"

    app.segmented_control(key="abc_preset").set_value("50/80").run()

    assert app.slider(key="abc_limits").value == (50, 80)
    assert "A ends at 50" in words(app)


def test_own_limits_are_no_preset(open_page):
    app = open_page("abc_analysis")

    app.slider(key="abc_limits").set_value((60, 90)).run()

    assert app.segmented_control(key="abc_preset").value is None


def test_the_convention_in_force_stands_under_the_chart(open_page):
    app = open_page("abc_analysis")
    assert "Start-share" in words(app)

    app.segmented_control(key="abc_convention").set_value("end_share").run()

    assert "End-share" in words(app)


def test_rank_and_computed_replace_the_limits(open_page):
    app = open_page("abc_analysis")

    app.segmented_control(key="abc_method").set_value("rank").run()
    assert app.slider(key="abc_ranks").value == (20, 50)
    assert "By rank" in words(app)

    app.segmented_control(key="abc_method").set_value("computed").run()
    assert not app.exception
    assert "Computed classes" in words(app)


def test_losses_are_listed(open_page):
    app = open_page("abc_analysis")

    assert "1 client makes a loss" in words(app)
