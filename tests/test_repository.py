"""What the documents, the locks and the catalogue promise is so."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kamlogic.cli import main
from kamlogic.reports.report_model import report_schema

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
W1 = ROOT / "tests/golden/reference/w1/transactions.csv"
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
PATH = re.compile(r"(?!kunci\.report/)[\w.-]+(/[\w.-]*)+|[\w-]+\.(?:md|txt|toml|py)|LICENSE|Makefile")
PLACES_OF_A_MACHINE = re.compile(r"(?<![\w.~$:/{-])/(?:root|work|home/\w+|Users/\w+|opt|mnt)/\w|\bC:[\\]")
SOURCES_OF_PACKAGES = re.compile(
    r"index[-]url|find[-]links|trusted[-]host|pypi[.]|python[h]osted|\bfile:[/]{2}", re.IGNORECASE
)


def documents() -> Any:
    return pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def repository_files() -> list[Path]:
    """Every file that git tracks or would add."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout")
    listed = subprocess.run(
        [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def text_of(path: Path) -> str | None:
    """The text of a file; None for anything else."""
    content = path.read_bytes()
    return None if b"\0" in content[:8192] else content.decode("utf-8", errors="replace")


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@documents()
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    prose = FENCED.sub("", document.read_text(encoding="utf-8"))

    named = [code for code in CODE.findall(prose) if PATH.fullmatch(code)]
    linked = [link for link in re.findall(r"\]\(([^)#]+)", prose) if "://" not in link]

    missing = [path for path in named if not path.startswith(".venv/") and not (ROOT / path).exists()]
    missing += [link for link in linked if not (document.parent / link).exists()]
    assert missing == []


@documents()
def test_every_make_target_that_a_document_names_exists(document: Path) -> None:
    named = set(re.findall(r"(?:^|`|\d )make ([a-z]+)", document.read_text(encoding="utf-8"), re.MULTILINE))

    assert named <= make_targets()


def test_every_function_on_the_way_of_a_row_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    steps = re.findall(r"^\d+\. `([\w/]+\.py)` `(\w+)`", readme, re.MULTILINE)

    assert len(steps) == 10
    for path, function in steps:
        assert re.search(rf"^ *def {function}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), (
            path
        )


def test_every_command_of_the_readme_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^python -m kamlogic (\w+)(.*?)(?:#.*)?$", readme, re.MULTILINE)
    known: dict[str, str] = {}
    for name, kinds in (
        ("report", [""]),
        ("import", [""]),
        ("schema", [""]),
        ("dossiers", ["export", "import"]),
    ):
        known[name] = ""
        for kind in kinds:
            with pytest.raises(SystemExit, match="0"):
                main([name, *kind.split(), "--help"])
            known[name] += capsys.readouterr().out

    assert {name for name, _ in commands} == set(known)
    for name, rest in commands:
        assert [option for option in re.findall(r"--[\w-]+", rest) if option not in known[name]] == []


def test_the_files_that_the_set_up_commands_need_exist() -> None:
    needed = [
        "app/main.py",
        "app/server.py",
        "requirements.txt",
        "requirements-dev.txt",
        ".ci/run",
        "LICENSE",
    ]

    assert [path for path in needed if not (ROOT / path).exists()] == []


def test_no_file_names_a_place_of_one_machine_or_a_source_of_packages() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in repository_files()
        if (text := text_of(path)) is not None
        for pattern in (PLACES_OF_A_MACHINE, SOURCES_OF_PACKAGES)
        for match in pattern.finditer(text)
    ]

    assert found == []


def test_the_sample_data_stay_below_8_megabytes() -> None:
    sizes = [path.stat().st_size for path in repository_files() if path.is_relative_to(ROOT / "sample_data")]

    assert 0 < sum(sizes) < 8_000_000


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_an_exact_version_and_hashes(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
    pinned = re.compile(r"[\w.-]+==[\w.]+( ; [^\n]+?)? \\(\n    --hash=sha256:[0-9a-f]{64}( \\)?)+")

    assert [entry.splitlines()[0] for entry in entries if not pinned.fullmatch(entry)] == []


def test_the_catalogue_of_texts_is_up_to_date(tmp_path: Path) -> None:
    fresh = tmp_path / "kunci.pot"

    subprocess.run([sys.executable, ROOT / "tests/extract_texts.py", fresh], check=True)

    kept = ROOT / "kamlogic/locale/kunci.pot"
    assert kept.read_text(encoding="utf-8") == fresh.read_text(encoding="utf-8"), "run `make texts`"


def test_usage_statistics_are_off() -> None:
    settings = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))

    assert settings["browser"]["gatherUsageStats"] is False


def test_the_schema_of_the_report_is_up_to_date() -> None:
    kept = json.loads((ROOT / "docs/report.schema.json").read_text(encoding="utf-8"))

    assert kept == report_schema()


def test_the_example_of_the_report_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["report", str(W1), "--json"])

    kept = (ROOT / "docs/report.example.json").read_text(encoding="utf-8")
    assert (status, json.loads(capsys.readouterr().out)) == (0, json.loads(kept))


def test_the_extract_in_the_contract_is_part_of_the_example() -> None:
    contract = (ROOT / "docs/report.md").read_text(encoding="utf-8")
    extract = json.loads(contract.split("```json\n")[1].split("```")[0])
    example = json.loads((ROOT / "docs/report.example.json").read_text(encoding="utf-8"))

    assert is_part(extract, example)
    assert extract.keys() == example.keys()


def is_part(part: Any, whole: Any) -> bool:
    """Every key and every element of lists is there, in any place."""
    if isinstance(part, dict):
        return all(key in whole and is_part(value, whole[key]) for key, value in part.items())
    if isinstance(part, list):
        return all(any(is_part(element, candidate) for candidate in whole) for element in part)
    return bool(part == whole)
