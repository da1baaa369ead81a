"""The pages on dependence: what is picked and what is set changes what they say."""

from __future__ import annotations

from tests.pages.entry_pages import errors

JUST_ONE = "Date,Client,Amount\n" + "".join(
    f"2025-{month:02}-15,{name},{amount}\n"
    for month in range(1, 13)
    for name, amount in (("Acme", 900), ("Bravo", 95), ("Cargo", 5))
)


MANY = "Date,Client,Amount\n" + "".join(
    f"2025-06-{1 + one % 30:02},Firm {one:04},{5000 - one}\n" for one in range(2100)
)


def texts(app) -> list[str]:
    return [line.value.replace("\\", "") for line in app.markdown]


def test_the_two_largest_are_lost_unless_others_are_picked(open_page):
    app = open_page("concentration")

    assert any("Without Kedai Kancil Nusantara and Hotel Gajah Menari Group" in text for text in texts(app))


def test_picking_others_changes_the_sentence_and_picking_nobody_says_so(keep, open_page):
    keep(JUST_ONE)
    app = open_page("concentration")
    (choice,) = [widget for widget in app.multiselect if widget.key.startswith("lost_clients")]

    choice.set_value(choice.value[1:]).run()

    assert not app.exception
    assert any("Without Bravo: 9.5" in text for text in texts(app))

    (choice,) = [widget for widget in app.multiselect if widget.key.startswith("lost_clients")]
    choice.set_value([]).run()

    assert not app.exception
    assert any("Nobody is picked" in text for text in texts(app))


def test_a_fixed_cost_shows_the_operating_profit(open_page):
    app = open_page("concentration")

    app.text_input(key="fixed_cost").set_value("1.000.000.000").run()

    assert "Operating profit after" in [metric.label for metric in app.metric]


def test_a_limit_of_money_is_typed_with_separators_and_refused_where_it_may_be_two(keep, open_page):
    keep(JUST_ONE)
    app = open_page("key_clients")
    app.multiselect(key="key_criteria").set_value(["net_sales"]).run()
    everybody = app.header[0].value

    app.text_input(key="key_min_net_sales").set_value("3.600").run()
    assert errors(app) == ["3.600 may be 3,600 or 3.6. Type 3600 or 3.6. Until then 0 counts."]
    assert app.header[0].value == everybody

    app.text_input(key="key_min_net_sales").set_value("-1").run()
    assert errors(app) == ["At least 0. Until then 0 counts."]

    app.text_input(key="key_min_net_sales").set_value("9.000.000.000.000.000").run()
    assert errors(app) == ["At most 1,000,000,000,000,000. Until then 0 counts."]

    app.text_input(key="key_min_net_sales").set_value("900.000.000.000").run()
    assert not app.error
    assert app.text_input(key="key_min_net_sales").value == "900,000,000,000"
    assert app.header[0].value != everybody


def test_criteria_change_who_is_key_on_every_page(keep, open_page):
    keep(JUST_ONE)
    app = open_page("key_clients")
    assert app.header[0].value.startswith("2 key clients")

    app.multiselect(key="key_criteria").set_value(["vital"]).run()

    assert not app.exception
    assert app.header[0].value.startswith("1 key client brings 90")
    app.switch_page("../pages/concentration.py").run()
    assert [metric.value for metric in app.metric if metric.label == "Key clients"] == ["1"]


def test_all_of_the_criteria_with_their_limits(keep, open_page):
    keep(JUST_ONE)
    app = open_page("key_clients")

    app.multiselect(key="key_criteria").set_value(
        ["length", "regularity", "net_sales", "potential", "sales"]
    ).run()
    app.segmented_control(key="key_combine").set_value("all").run()

    assert not app.exception
    assert app.header[0].value == "No client meets the criteria for key clients"
    assert "No client is key." in [caption.value.replace("\\", "") for caption in app.caption]


def test_without_a_criterion_nobody_is_key(keep, open_page):
    keep(JUST_ONE)
    app = open_page("key_clients")

    app.multiselect(key="key_criteria").set_value([]).run()

    assert not app.exception
    assert app.header[0].value == "No client meets the criteria for key clients"
    notes = [note.value.replace("\\", "") for note in app.caption]
    assert "No criterion is chosen: a client is key only by judgement." in notes


def test_a_search_reaches_clients_beyond_the_largest(keep, open_page):
    keep(MANY)
    app = open_page("concentration")
    (choice,) = [widget for widget in app.multiselect if widget.key.startswith("lost_clients")]
    assert len(choice.options) == 2000

    app.text_input(key="lost_search").set_value("firm 2099").run()

    assert not app.exception
    (choice,) = [widget for widget in app.multiselect if widget.key.startswith("lost_clients")]
    assert [option.split(" · ")[0] for option in choice.options] == ["Firm 0000", "Firm 0001", "Firm 2099"]
