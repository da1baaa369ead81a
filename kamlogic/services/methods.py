"""How each figure is made, told by the code that makes it: definition, formula, edge cases, source, settings, tables."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

import annotated_types
import pandas as pd
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kamlogic.docstrings import Docstring, read_docstring
from kamlogic.principal import Principal
from kamlogic.services.report_settings import ReportSettings
from kamlogic.settings import Settings
from kamlogic.tables import Table
from kamlogic.texts import N_, _, ngettext

TOPICS: dict[str, tuple[str, str]] = {
    "abc_analysis": (N_("ABC analysis"), "kamlogic.analysis.abc_analysis"),
    "abc_cross": (N_("ABC by sales and by profit"), "kamlogic.analysis.abc_cross"),
    "xyz_analysis": (N_("XYZ analysis"), "kamlogic.analysis.xyz_analysis"),
    "rhythm": (N_("Rhythm of buying"), "kamlogic.rhythm"),
    "variation": (N_("Variation of amounts"), "kamlogic.variation"),
    "buckets": (N_("Weeks, months and quarters"), "kamlogic.buckets"),
    "regularity": (N_("Regularity of the clients"), "kamlogic.analysis.regularity"),
    "distribution": (N_("Distributions"), "kamlogic.distribution"),
    "matrix": (N_("Nine cells"), "kamlogic.analysis.matrix"),
    "alerts": (N_("Alerts of the cells"), "kamlogic.analysis.alerts"),
    "window_pairs": (N_("Compared windows"), "kamlogic.window_pairs"),
    "movement": (N_("Class movement"), "kamlogic.analysis.movement"),
    "bridge": (N_("Sales bridge"), "kamlogic.analysis.bridge"),
    "retention": (N_("Retention"), "kamlogic.analysis.retention"),
    "cohorts": (N_("Cohorts"), "kamlogic.analysis.cohorts"),
    "concentration": (N_("Concentration"), "kamlogic.analysis.concentration"),
    "concentration_periods": (N_("Concentration by period"), "kamlogic.analysis.concentration_periods"),
    "if_we_lose": (N_("If we lose these clients"), "kamlogic.analysis.if_we_lose"),
    "if_we_lose_effects": (
        N_("If we lose these clients: classes and managers"),
        "kamlogic.analysis.if_we_lose_effects",
    ),
    "key_clients": (N_("Key clients"), "kamlogic.analysis.key_clients"),
    "key_client_tables": (N_("Tables of key clients"), "kamlogic.key_client_tables"),
    "vital_history": (N_("Vital over time"), "kamlogic.analysis.vital_history"),
    "client_types": (N_("Types of key clients"), "kamlogic.analysis.client_types"),
    "selection": (N_("Selection of key clients"), "kamlogic.analysis.selection"),
    "losses": (N_("Lost clients"), "kamlogic.analysis.losses"),
    "loss_criteria": (N_("Criteria for lost clients"), "kamlogic.loss_criteria"),
    "criteria": (N_("Criteria compared"), "kamlogic.analysis.criteria"),
    "loss_trend": (N_("Trend of losses"), "kamlogic.analysis.loss_trend"),
    "pauses": (N_("Pauses between purchases"), "kamlogic.analysis.pauses"),
    "client_life": (N_("Life of a client"), "kamlogic.analysis.client_life"),
    "managers": (N_("Account managers"), "kamlogic.analysis.managers"),
    "manager_months": (N_("Account managers by month"), "kamlogic.analysis.manager_months"),
    "manager_work": (N_("Account managers: dossiers, promises, work"), "kamlogic.analysis.manager_work"),
    "reassignment": (N_("Handover of clients"), "kamlogic.analysis.reassignment"),
    "skills": (N_("Skills of account managers"), "kamlogic.analysis.skills"),
    "ownership": (N_("Who looks after a client"), "kamlogic.ownership"),
    "punctuality": (N_("Punctuality"), "kamlogic.analysis.punctuality"),
    "incidents": (N_("Incidents"), "kamlogic.analysis.incidents"),
    "incidents_before_losses": (N_("Incidents before losses"), "kamlogic.analysis.incidents_before_losses"),
    "prospects": (N_("Prospects"), "kamlogic.analysis.prospects"),
    "dossier_completeness": (N_("Completeness of dossiers"), "kamlogic.analysis.dossier_completeness"),
    "dossier_freshness": (N_("Freshness of dossiers"), "kamlogic.analysis.dossier_freshness"),
    "decision_scheme": (N_("Decision scheme"), "kamlogic.analysis.decision_scheme"),
    "contact_tables": (N_("Tables of the people at a client"), "kamlogic.contact_tables"),
    "reporting_lines": (N_("Who reports to whom"), "kamlogic.reporting_lines"),
    "survival": (N_("Survival curves"), "kamlogic.survival"),
    "at_risk": (N_("Clients at risk"), "kamlogic.analysis.at_risk"),
    "decline": (N_("Falling sales"), "kamlogic.decline"),
    "backtest": (N_("Criterion tested on the past"), "kamlogic.analysis.backtest"),
    "alive_models": (N_("Models of living clients"), "kamlogic.alive_models"),
    "loss_cases": (N_("Loss cases"), "kamlogic.analysis.loss_cases"),
    "loss_reasons": (N_("Reasons of losses"), "kamlogic.analysis.loss_reasons"),
    "win_back": (N_("Win-back value"), "kamlogic.analysis.win_back"),
    "win_back_outcomes": (N_("Outcomes of offers"), "kamlogic.analysis.win_back_outcomes"),
    "win_back_results": (N_("Results of offers"), "kamlogic.analysis.win_back_results"),
    "next_orders": (N_("Next orders"), "kamlogic.analysis.next_orders"),
    "next_sales": (N_("Next sales"), "kamlogic.analysis.next_sales"),
    "white_space": (N_("White space"), "kamlogic.analysis.white_space"),
    "product_mix": (N_("Product mix"), "kamlogic.analysis.product_mix"),
    "programme_results": (N_("Results of programmes"), "kamlogic.analysis.programme_results"),
    "programme_tables": (N_("Tables of programmes"), "kamlogic.programme_tables"),
    "opportunity_tables": (N_("Tables of opportunities"), "kamlogic.opportunity_tables"),
    "forecast_tables": (N_("Tables of forecasts"), "kamlogic.forecast_tables"),
    "client_matches": (N_("Clients with several names"), "kamlogic.analysis.client_matches"),
    "spelling": (N_("Names that are alike"), "kamlogic.spelling"),
    "name_pairs": (N_("Names that are compared"), "kamlogic.name_pairs"),
    "periods": (N_("Periods and windows"), "kamlogic.periods"),
    "tables": (N_("Tables from the sales lines"), "kamlogic.tables"),
    "client_totals": (N_("Client totals"), "kamlogic.analysis.client_totals"),
    "client_figures": (N_("Client figures"), "kamlogic.analysis.client_figures"),
}
"""Title and module of each method, in reading order."""


_UNITS = {
    "money": N_("money, in the data set's currency"),
    "share": N_("fraction 0-1, shown as %"),
    "count": N_("whole number"),
    "quantity": N_("quantity, in the export's units"),
    "days": N_("days"),
    "number": N_("number"),
    "date": N_("calendar day"),
    "flag": N_("true or false"),
    "text": N_("text"),
}


@dataclass(frozen=True)
class SettingText:
    """One setting.

    Attributes:
        name: Its dotted name, as `report --set` takes it.
        title: What a person reads.
        description: What it does.
        value: In force.
        default: Shipped.
        bounds: From where to where it may be set.
    """

    name: str
    title: str
    description: str
    value: str
    default: str
    bounds: str


@dataclass(frozen=True)
class Method:
    """How one topic is computed.

    Attributes:
        topic: Its name in the code.
        title: What a person reads.
        text: Question, formula and source.
        functions: Each public function by name: what it does with edge cases, what it returns.
        figures: Each figure of a result by name: its definition.
        settings: Every setting of the topic.
        tables: The tables it makes.
    """

    topic: str
    title: str
    text: Docstring
    functions: dict[str, Docstring]
    figures: dict[str, str]
    settings: list[SettingText]
    tables: list[Table]


def methods_conclusion(principal: Principal, settings: ReportSettings) -> str:
    """How much is told, and how many settings differ from what is shipped."""
    methods = [describe_method(principal, topic, settings) for topic in TOPICS]
    changed = sum(text.value != text.default for method in methods for text in method.settings)
    told = _("{methods} methods and {tables} tables, told by the code").format(
        methods=len(methods), tables=sum(len(method.tables) for method in methods)
    )
    if not changed:
        return _("{told}; every setting is at its default").format(told=told)
    return ngettext(
        "{told}; {changed} setting differs from its default",
        "{told}; {changed} settings differ from their defaults",
        changed,
    ).format(told=told, changed=changed)


def describe_method(principal: Principal, topic: str, settings: ReportSettings) -> Method:
    """One method with the settings in force."""
    title, path = TOPICS[topic]
    module = import_module(path)
    own = [value for value in vars(module).values() if getattr(value, "__module__", "") == path]
    results = [value for value in own if inspect.isclass(value) and not issubclass(value, BaseModel)]
    return Method(
        topic=topic,
        title=_(title),
        text=read_docstring(module),
        functions={
            value.__name__: read_docstring(value)
            for value in own
            if inspect.isfunction(value) and not value.__name__.startswith("_")
        },
        figures={
            name: text
            for result in results
            for name, text in read_docstring(result).entries["Attributes"].items()
            if name != "settings"
        },
        settings=[
            text
            for value in own
            if inspect.isclass(value) and issubclass(value, Settings)
            for text in _setting_texts(value, settings)
        ],
        tables=_tables(module),
    )


def data_dictionary(principal: Principal, table: Table) -> pd.DataFrame:
    """One row per column of a table: name, heading, meaning, unit."""
    return pd.DataFrame(
        [
            {
                "column": column.name,
                "label": _(column.label),
                "meaning": _(column.meaning),
                "unit": _(_UNITS[column.kind]),
            }
            for column in table.columns
        ]
    )


def _tables(module: ModuleType) -> list[Table]:
    return [
        value for name, value in vars(module).items() if isinstance(value, Table) and _is_own(module, name)
    ]


def _is_own(module: ModuleType, name: str) -> bool:
    """A table is told where it is assigned, not where it is imported."""
    return f"\n{name} = Table(" in inspect.getsource(module)


def _setting_texts(model: type[Settings], settings: ReportSettings) -> Iterator[SettingText]:
    found = _in_force(model, settings, "")
    if found is None:
        return
    prefix, chosen = found
    for name, field in model.model_fields.items():
        if isinstance(getattr(chosen, name), Settings):
            continue
        yield SettingText(
            name=f"{prefix}{name}",
            title=_(field.title or name),
            description=_(field.description) if field.description else "",
            value=_value_text(getattr(chosen, name)),
            default=_value_text(field.get_default(call_default_factory=True)),
            bounds=_bounds(field),
        )


def _in_force(model: type[Settings], settings: Settings, prefix: str) -> tuple[str, Settings] | None:
    """Where among all settings those of this model stand, and their values."""
    if type(settings) is model:
        return prefix, settings
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, Settings):
            found = _in_force(model, value, f"{prefix}{name}.")
            if found:
                return found
    return None


def _value_text(value: Any) -> str:
    if value is None:
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _bounds(field: FieldInfo) -> str:
    """The limits, or the choices of a setting."""
    choices = getattr(field.annotation, "__args__", ())
    if choices and all(isinstance(choice, str) for choice in choices):
        return ", ".join(choices)
    signs = {
        annotated_types.Ge: ("≥", "ge"), annotated_types.Gt: (">", "gt"),
        annotated_types.Le: ("≤", "le"), annotated_types.Lt: ("<", "lt"),
    }  # fmt: skip
    limits = [
        f"{signs[type(limit)][0]} {getattr(limit, signs[type(limit)][1])}"
        for limit in field.metadata
        if type(limit) in signs
    ]
    return ", ".join(limits)
