"""The operator's door to findings and packs: `check`, `pack`, `verify` with their answers and exit codes, and what `check` does not load."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schoolapp import clock
from schoolapp.cli.commands import schoolapp
from schoolapp.config import Config
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import findings, school
from schoolapp.services.packs import make as making
from tests.cast import NOW, make_school
from tests.conftest import on_sqlite
from tests.services.findings_cases import FRIDAY, THURSDAY, with_faults

pytestmark = on_sqlite

SPAN = ["--from", THURSDAY.isoformat(), "--to", FRIDAY.isoformat()]


@pytest.fixture(autouse=True)
def folder(database: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SCHOOLAPP_DATA_DIR", str(database.data_dir))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(making, "charts_of", lambda snapshot, made_at: ())
    house = school.open_house(database)
    with_faults(make_school(house))
    house.close()
    yield database.data_dir


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(schoolapp, [str(word) for word in words])


def test_check_answers_json_and_nothing_else(database: Config) -> None:
    said = run("check", *SPAN, "--json")
    house = school.open_house(database)
    answer = findings.check(house=house, actor=OPERATOR, start=THURSDAY, end=FRIDAY, now=NOW)
    house.close()
    assert said.exit_code == 0 and json.loads(said.stdout) == answer and said.stdout == run("check", *SPAN, "--json").stdout


def test_check_in_words() -> None:
    said = run("check", *SPAN)
    assert said.exit_code == 0 and "书面作业超过上限: 1" in said.stdout and f"红 书面作业超过上限 {FRIDAY} 三(1)班 85/60 C10" in said.stdout


@pytest.mark.parametrize("words", [["--from", "2026-11-23", "--to", "2026-11-20"], ["--from", "2020-01-01", "--to", "2026-11-20"]])
def test_a_wrong_period_is_wrong_use(words: list[str]) -> None:
    assert run("check", *words).exit_code == 2
    refused = run("check", *words, "--json")
    assert refused.exit_code == 2 and set(json.loads(refused.stdout)) == {"error"}
    assert run("pack", *words, "--out", "x.zip").exit_code == 2


def test_pack_and_verify(tmp_path: Path, database: Config) -> None:
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    made = run("pack", *SPAN, "--out", first, "--made-at", "2026-11-23T16:00:00+08:00")
    assert made.exit_code == 0, made.output
    assert run("pack", *SPAN, "--out", second, "--made-at", "2026-11-23T08:00:00+00:00").exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    house = school.open_house(database)
    fingerprint = house.fingerprint()
    house.close()
    assert f"签名公钥指纹 {fingerprint}" in made.stdout
    good = run("verify", first, "--json")
    assert good.exit_code == 0 and json.loads(good.stdout) == {"ok": True, "fingerprint": fingerprint, "problems": []}
    plain = run("verify", first)
    assert plain.exit_code == 0 and "签名人需与学校公布的指纹核对" in plain.stdout
    assert "签名人需" not in run("verify", first, "--fingerprint", fingerprint.upper()).stdout
    other = run("verify", first, "--fingerprint", "0" * 64, "--json")
    assert other.exit_code == 1 and not json.loads(other.stdout)["ok"]


def test_a_damaged_pack_is_no(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    run("pack", *SPAN, "--out", path)
    path.write_bytes(path.read_bytes()[:-100])
    said = run("verify", path, "--json")
    assert said.exit_code == 1 and json.loads(said.stdout)["problems"]
    assert run("verify", path).exit_code == 1
    gone = run("verify", tmp_path / "gone.zip", "--json")
    assert gone.exit_code == 2 and not json.loads(gone.stdout)["ok"]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    assert run("pack", *SPAN, "--out", tmp_path / "nowhere" / "a.zip").exit_code == 2
    assert run("pack", *SPAN, "--out", tmp_path / "a.zip", "--made-at", "yesterday").exit_code == 2
    assert not (tmp_path / "a.zip").exists()


def test_verify_needs_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    run("pack", *SPAN, "--out", path)
    monkeypatch.setenv("SCHOOLAPP_DATA_DIR", str(tmp_path / "nowhere"))
    assert run("verify", path).exit_code == 0 and not (tmp_path / "nowhere").exists()
    assert run("check", *SPAN).exit_code == 2


def test_check_loads_no_more_than_it_needs(folder: Path) -> None:
    """The whole command takes a second or two; loading a web framework, charts and migrations would double that."""
    program = (
        "import sys; sys.argv = ['schoolapp', 'check', '--from', '2026-11-19', '--to', '2026-11-20', '--json']\n"
        "from schoolapp.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'alembic', 'flask', 'matplotlib', 'wtforms', 'xlsxwriter'} & set(sys.modules)), file=sys.stderr)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(school.__file__).parents[2],
        env={"SCHOOLAPP_DATA_DIR": str(folder), "PATH": "/usr/bin:/bin"},
    )
    assert json.loads(said.stdout)["period"]["from"] == date(2026, 11, 19).isoformat() and said.stderr.strip() == "[]"
