"""The command line: `report` figures of files, print the report's `schema`; what keeps is in cli_imports.

Exit status 0, or 2 with one line on a request that cannot be met (one for each file that `import` refuses).
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from kamlogic.analysis.abc_analysis import AbcSettings
from kamlogic.analysis.losses import LossSettings
from kamlogic.analysis.xyz_analysis import XyzSettings
from kamlogic.cli_imports import SomeRefusedError, add_commands
from kamlogic.cli_options import (
    add_overlap_options,
    add_reading_options,
    chosen_reading,
    overlap_mode,
    own_synonyms,
)
from kamlogic.errors import BadOptionError, KamError
from kamlogic.principal import LOCAL_LEADER
from kamlogic.reports.report_model import Report, report_schema
from kamlogic.services.classes import ClassSettings
from kamlogic.services.report import analyse_files, build_report
from kamlogic.services.report_files import write_report_files
from kamlogic.texts import _

_CANCELLED = 130


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message: str) -> None:  # type: ignore[override]  # raises instead of exiting
        raise BadOptionError(message)


def main(arguments: Sequence[str]) -> int:
    """Run one command and give its exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # a client's name must not fail on a pipe of Windows
    try:
        options = _parser().parse_args(arguments)
        run: Callable[[argparse.Namespace], None] = options.run
        run(options)
    except KamError as refusal:
        print("kunci: " + " ".join(str(refusal).split()), file=sys.stderr)
        return 2
    except SomeRefusedError:
        return 2
    except KeyboardInterrupt:
        print("kunci: " + _("cancelled; nothing of the last file was kept"), file=sys.stderr)
        return _CANCELLED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m kamlogic", description="Key client management, computed without a screen."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    report = commands.add_parser("report", help="all figures of sales exports; nothing is kept")
    report.add_argument("--json", action="store_true", help="one JSON object on standard output")
    report.add_argument(
        "--out", type=Path, metavar="DIR", help="write the tables as CSV and XLSX into this folder"
    )
    report.add_argument(
        "--as-of",
        type=_day,
        metavar="DATE",
        help="last day to use, ISO; default: the last complete month's end",
    )
    report.add_argument("--window", choices=["12m", "24m", "all"], default="12m")
    report.add_argument("--measure", choices=["net_sales", "gross_profit"], default="net_sales")
    report.add_argument(
        "--abc", type=_limits, default=(0.80, 0.95), metavar="A,B", help="limits, default 0.80,0.95"
    )
    report.add_argument(
        "--bucket", choices=["auto", "month", "quarter"], default="auto", help="period of XYZ"
    )
    report.add_argument(
        "--hiatus-days", type=int, default=90, metavar="N", help="lost after N days, default 90"
    )
    report.set_defaults(run=_report)
    report.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add_reading_options(report)
    add_overlap_options(report)
    add_commands(commands)
    schema = commands.add_parser("schema", help="the JSON schema of the report")
    schema.set_defaults(run=lambda _options: print(json.dumps(report_schema(), indent=1)))
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date like 2024-06-30") from None


def _limits(text: str) -> tuple[float, float]:
    try:
        a_limit, b_limit = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not two shares like 0.80,0.95") from None
    return a_limit, b_limit


def _settings(options: argparse.Namespace) -> tuple[ClassSettings, LossSettings]:
    try:
        abc = AbcSettings(measure=options.measure, a_limit=options.abc[0], b_limit=options.abc[1])
        classes = ClassSettings(window=options.window, abc=abc, xyz=XyzSettings(period=options.bucket))
        return classes, LossSettings(hiatus_days=options.hiatus_days)
    except ValidationError as invalid:
        problem = invalid.errors()[0]
        raise BadOptionError(
            f"{'.'.join(map(str, problem['loc'])) or 'settings'}: {problem['msg']}"
        ) from invalid


def _report(options: argparse.Namespace) -> None:
    classes, losses = _settings(options)
    analysis, exports = analyse_files(
        LOCAL_LEADER,
        options.files,
        choices=chosen_reading(options),
        as_of=options.as_of,
        classes=classes,
        losses=losses,
        mode=overlap_mode(options),
        today=date.today(),
        synonyms=own_synonyms(options),
    )
    report = build_report(LOCAL_LEADER, analysis, exports)
    if options.out:
        for path in write_report_files(LOCAL_LEADER, options.out, report, analysis, exports):
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
        ]
    )


def _percent(share: float | None) -> str:
    return "n/a" if share is None else f"{share:.1%}"
