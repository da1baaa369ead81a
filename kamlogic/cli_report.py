"""The command `report`: all figures of sales exports, as text, JSON or tables; nothing is kept."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kamlogic.cli_options import (
    add_overlap_options,
    add_reading_options,
    chosen_reading,
    overlap_mode,
    own_synonyms,
)
from kamlogic.errors import BadOptionError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.reports.report_model import Report
from kamlogic.services.analysed_files import analysed_files
from kamlogic.services.carried_decisions import Decisions, load_decisions
from kamlogic.services.report import build_report
from kamlogic.services.report_files import write_report_files
from kamlogic.services.report_settings import ReportSettings
from kamlogic.store.database import open_store
from kamlogic.store.location import database_url, store_home
from kamlogic.texts import _


def add_report(commands: Any) -> None:
    """The command and its options."""
    report = commands.add_parser("report", help="all figures of sales exports; nothing is kept")
    report.add_argument("--json", action="store_true", help="one JSON object on standard output")
    report.add_argument(
        "--out", type=Path, metavar="DIR", help="write the tables as CSV and XLSX into this folder"
    )
    report.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help="JSON with settings, as the report's own `settings` has them",
    )
    report.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="one setting by its name in that JSON, e.g. abc.convention=end_share; wins over the file",
    )
    report.add_argument(
        "--as-of",
        type=_day,
        metavar="DATE",
        help="last day to use, ISO; default: the last complete month's end",
    )
    report.add_argument("--window", choices=["12m", "24m", "all"], help="default 12m")
    report.add_argument("--measure", choices=["net_sales", "gross_profit"], help="default net_sales")
    report.add_argument("--abc", type=_limits, metavar="A,B", help="limits, default 0.80,0.95")
    report.add_argument("--bucket", choices=["auto", "month", "quarter"], help="period of XYZ, default auto")
    report.add_argument("--hiatus-days", type=int, metavar="N", help="lost after N days, default 90")
    report.add_argument(
        "--decisions",
        metavar="NAME",
        help="take what was adopted and judged for this data set of the store; clients are matched by code",
    )
    report.set_defaults(run=_report)
    report.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add_reading_options(report)
    add_overlap_options(report)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date like 2024-06-30") from None


def _limits(text: str) -> tuple[float, float]:
    try:
        a_limit, b_limit = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not two shares like 0.80,0.95") from None
    return a_limit, b_limit


def _settings(options: argparse.Namespace, decisions: Decisions | None) -> ReportSettings:
    """What was adopted, over it the file's settings, over them the options, over these each NAME=VALUE."""
    chosen = {} if decisions is None else decisions.settings()
    for group, given in _settings_file(options.settings).items():
        held = chosen.get(group)
        chosen[group] = held | given if isinstance(held, dict) and isinstance(given, dict) else given
    named: dict[str, Any] = {
        "as_of": options.as_of, "window": options.window, "abc.measure": options.measure,
        "xyz.period": options.bucket, "losses.hiatus_days": options.hiatus_days,
    }  # fmt: skip
    if options.abc:
        named |= {"abc.a_limit": options.abc[0], "abc.b_limit": options.abc[1]}
    for name, value in named.items():
        if value is not None:
            _put(chosen, name, value)
    for setting in options.set:
        name, equals, text = setting.partition("=")
        if not equals:
            raise BadOptionError(f"'{setting}' is not a setting like abc.convention=end_share")
        _put(chosen, name, _value(text))
    try:
        return ReportSettings.model_validate(chosen)
    except ValidationError as invalid:
        problem = invalid.errors()[0]
        raise BadOptionError(
            f"{'.'.join(map(str, problem['loc'])) or 'settings'}: {problem['msg']}"
        ) from invalid


def _settings_file(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadOptionError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise BadOptionError(f"{path} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadOptionError(f"{path} is not a JSON object of settings")
    return found


def _put(settings: dict[str, Any], name: str, value: Any) -> None:
    """Set one value by its dotted name."""
    *groups, last = name.split(".")
    for group in groups:
        inner = settings.setdefault(group, {})
        if not isinstance(inner, dict):
            raise BadOptionError(f"{name}: {group} is a value, not a group of settings")
        settings = inner
    settings[last] = value


def _value(text: str) -> Any:
    """A number, true, false, null or a list as JSON writes them; everything else is text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _decisions(options: argparse.Namespace) -> Decisions | None:
    if options.decisions is None:
        return None
    home = store_home(os.environ)
    store = open_store(home, database_url(os.environ, home))
    try:
        return load_decisions(LOCAL_LEADER, store, dataset=options.decisions)
    finally:
        store.close()


def _report(options: argparse.Namespace) -> None:
    decisions = _decisions(options)
    with analysed_files(
        LOCAL_LEADER,
        options.files,
        choices=chosen_reading(options),
        settings=_settings(options, decisions),
        mode=overlap_mode(options),
        today=date.today(),
        synonyms=own_synonyms(options),
        decisions=decisions,
    ) as files:
        report = build_report(LOCAL_LEADER, files)
        if options.out:
            for path in write_report_files(LOCAL_LEADER, options.out, report, files):
                print(path, file=sys.stderr)
    print(report.model_dump_json(by_alias=True, indent=1) if options.json else _summary(report))


def _summary(report: Report) -> str:
    """The main figures for a person at a terminal."""
    lines, few = report.intake.lines, report.concentration
    decided = [month for month in report.losses.by_month if month.decidable]
    lost = (
        _("Lost in {month}: {count}").format(month=decided[-1].month, count=decided[-1].lost)
        if decided
        else _("Lost: n/a, no month is decidable yet")
    )
    currency = f" {report.currency}" if report.currency else ""
    cells = ", ".join(f"{name} {cell.clients}" for name, cell in report.matrix.items() if cell.clients)
    return "\n".join(
        [
            _("As of {day}, window {first} to {last}").format(
                day=report.as_of, first=report.window.from_, last=report.window.to
            ),
            _("Rows {rows} = {accepted} accepted + {refused} refused + {aside} set aside").format(
                rows=lines.in_, accepted=lines.accepted, refused=lines.refused, aside=lines.set_aside
            ),
            _("Net sales {money}, clients {count}").format(
                money=report.intake.net_sales + currency, count=report.intake.clients
            ),
            _("Clients per cell: {cells}").format(cells=cells),
            _("Key clients {count}, share {share}; largest client {largest}").format(
                count=few.key_clients, share=_percent(few.key_share), largest=_percent(few.top_1_share)
            ),
            lost,
            *(
                _("Question: {column} read as {chosen}").format(column=asked.column, chosen=asked.chosen)
                for asked in report.intake.questions
            ),
            *(
                _("Adopted: {topic} by {who} on {day}").format(
                    topic=one.topic, who=one.decided_by, day=one.decided_at.date()
                )
                for one in report.decisions
            ),
        ]
    )


def _percent(share: float | None) -> str:
    return "n/a" if share is None else f"{share:.1%}"
