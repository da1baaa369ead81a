"""The command line: what reports is in cli_report, what keeps is in cli_imports; `schema` is here.

Exit status 0, or 2 with one line on a request that cannot be met (one for each file that `import` refuses).
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable, Sequence

from kamlogic.cli_entries import add_dossiers
from kamlogic.cli_imports import SomeRefusedError, add_commands
from kamlogic.cli_report import add_report
from kamlogic.errors import BadOptionError, KamError
from kamlogic.reports.report_model import report_schema
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
    add_report(commands)
    add_commands(commands)
    add_dossiers(commands)
    schema = commands.add_parser("schema", help="the JSON schema of the report")
    schema.set_defaults(run=lambda _options: print(json.dumps(report_schema(), indent=1)))
    return parser
