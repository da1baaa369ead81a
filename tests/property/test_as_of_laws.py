"""Nothing after the as-of day changes a figure, and neither does the order of lines nor the names of clients."""

from __future__ import annotations

import json
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kamlogic.intake.exports import Choices
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.analysed_files import analysed_files
from kamlogic.services.report import build_report
from kamlogic.services.report_settings import ReportSettings

BEGIN, AS_OF = date(2024, 1, 1), date(2025, 6, 30)
CLIENTS = ["Acme", "Bravo", "Cargo", "Delta", "Echo"]
few = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def lines(first: date, last: date) -> st.SearchStrategy[tuple[date, str, str, int, int]]:
    days = st.integers(0, (last - first).days).map(lambda offset: first + timedelta(days=offset))
    amounts = st.one_of(st.integers(100, 90_000), st.integers(-20_000, -100))
    return st.tuples(
        days, st.sampled_from(CLIENTS), st.sampled_from(["Tea", "Coffee"]), amounts, st.integers(0, 500)
    )


past = st.lists(lines(BEGIN, AS_OF), min_size=20, max_size=60)
later = st.lists(lines(AS_OF + timedelta(days=1), date(2025, 12, 31)), min_size=1, max_size=15)


def report_of(rows: list[tuple[date, str, str, int, int]]) -> dict[str, Any]:
    """Every figure but those of the intake, which counts all lines."""
    header = "Date,Document,Client,Product,Amount,Cost"
    texts = [
        f"{day},{document},{client},{product},{cents / 100:.2f},{cost / 100:.2f}"
        for document, (day, client, product, cents, cost) in enumerate(rows, start=1)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sales.csv"
        path.write_text("\n".join([header, *texts]) + "\n", encoding="utf-8")
        with analysed_files(
            LOCAL_LEADER, [path], choices=Choices(date_order="ymd"), settings=ReportSettings(as_of=AS_OF)
        ) as files:
            report = json.loads(build_report(LOCAL_LEADER, files).model_dump_json(by_alias=True))
    del report["intake"]
    return report


def without_places(value: Any) -> Any:
    """Equals may stand in any order in a list, and floats differ in their last digits."""
    if isinstance(value, dict):
        return {key: without_places(inner) for key, inner in value.items()}
    if isinstance(value, list):
        found = [without_places(inner) for inner in value]
        return sorted(found, key=str) if any(isinstance(inner, dict) for inner in found) else found
    return round(value, 9) if isinstance(value, float) else value


@few
@given(known=past, unknown=later)
def test_lines_after_the_as_of_day_change_no_figure(known: list[Any], unknown: list[Any]) -> None:
    assert report_of([*known, *unknown]) == report_of(known)


@few
@given(known=past)
def test_the_order_of_the_lines_changes_no_figure(known: list[Any]) -> None:
    assert without_places(report_of(known[::-1])) == without_places(report_of(known))
