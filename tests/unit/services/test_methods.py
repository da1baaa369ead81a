from __future__ import annotations

import pkgutil

import pytest

import kamlogic.analysis
from kamlogic.analysis.abc_analysis import AbcSettings
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.methods import TOPICS, data_dictionary, describe_method, methods_conclusion
from kamlogic.services.report_settings import ReportSettings
from kamlogic.settings import Settings


def _described(topic, **settings):
    return describe_method(LOCAL_LEADER, topic, ReportSettings(**settings))


def _setting_names(settings: Settings, prefix: str = "") -> set[str]:
    names = set()
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        names |= (
            _setting_names(value, f"{prefix}{name}.") if isinstance(value, Settings) else {f"{prefix}{name}"}
        )
    return names


def test_every_analysis_is_described():
    modules = {
        f"kamlogic.analysis.{module.name}" for module in pkgutil.iter_modules(kamlogic.analysis.__path__)
    }

    assert modules <= {path for _title, path in TOPICS.values()}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_method_says_what_it_does_and_each_table_every_column(topic):
    method = _described(topic)

    assert method.text.summary
    assert all(text.summary for text in method.functions.values())
    for table in method.tables:
        dictionary = data_dictionary(LOCAL_LEADER, table)
        assert list(dictionary["column"]) == table.column_names
        assert dictionary.ne("").all(axis=None), table.name


def test_every_setting_of_the_report_stands_at_some_method():
    told = {text.name for topic in TOPICS for text in _described(topic).settings}

    assert told == _setting_names(ReportSettings()) - {"as_of", "window"}


def test_settings_show_what_is_in_force_the_default_and_the_bounds():
    settings = {text.name: text for text in _described("abc_analysis", abc=AbcSettings(a_limit=0.7)).settings}

    limit, convention = settings["abc.a_limit"], settings["abc.convention"]
    assert (limit.title, limit.value, limit.default, limit.bounds) == (
        "Class A up to",
        "0.7",
        "0.8",
        "≥ 0, ≤ 1",
    )
    assert convention.bounds == "start_share, end_share"


def test_figures_and_edge_cases_come_from_the_docstrings():
    method = _described("concentration")

    assert method.figures["hhi"] == "Sum of squared shares, 0-1."
    assert (
        "Negative and unknown are left out"
        in (method.functions["measure_concentration"].entries["Args"]["values"])
    )


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        ({}, "every setting is at its default"),
        ({"abc": AbcSettings(a_limit=0.7)}, "1 setting differs from its default"),
        ({"abc": AbcSettings(a_limit=0.7, b_limit=0.9)}, "2 settings differ from their defaults"),
    ],
)
def test_the_conclusion_counts_what_differs(changes, end):
    conclusion = methods_conclusion(LOCAL_LEADER, ReportSettings(**changes))

    assert conclusion.endswith(end)
    assert conclusion.startswith(f"{len(TOPICS)} methods and ")
