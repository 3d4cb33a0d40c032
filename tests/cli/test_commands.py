"""The operator's commands: exit codes, refusals on standard error, nothing but JSON where JSON was asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schoolapp.cli.commands import schoolapp
from schoolapp.config import Config
from tests.cast import make_house, make_school
from tests.rules.school_workbook import make_sheets
from tests.services.workbook_file import file_of

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)

    def command(*words: str, **env: str) -> Result:
        return CliRunner().invoke(schoolapp, list(words), env={"SCHOOLAPP_DATA_DIR": str(tmp_path / "data"), **env})
    return command


@pytest.fixture
def book(tmp_path: Path) -> str:
    path = tmp_path / "school.xlsx"
    path.write_bytes(file_of(make_sheets()))
    return str(path)


def make_small(tmp_path: Path) -> None:
    house = make_house(Config(tmp_path / "data"))
    make_school(house)
    house.close()


def test_a_school_from_nothing_to_findings(run: Run, book: str) -> None:
    assert run("migrate").exit_code == 0
    shown = json.loads(run("import", book, "--dry-run", "--json").stdout)
    assert shown["ok"] and shown["dry_run"] and shown["added"]["班级"] > 0
    assert json.loads(run("import", book, "--json").stdout)["added"] == shown["added"]
    again = json.loads(run("import", book, "--json").stdout)
    assert (again["ok"], again["added"], again["changed"], again["errors"]) == (True, {}, {}, [])
    first = run("check", "--from", "2026-09-01", "--to", "2026-11-20", "--json")
    assert first.exit_code == 0 and list(json.loads(first.stdout)) == ["period", "counts", "figures", "findings"]
    assert run("check", "--from", "2026-09-01", "--to", "2026-11-20", "--json").stdout == first.stdout
    assert run("audit", "verify").exit_code == 0


def test_a_workbook_with_errors_is_refused_whole(run: Run, tmp_path: Path) -> None:
    sheets = make_sheets()
    sheets["班级"][1][0] = 12
    (tmp_path / "bad.xlsx").write_bytes(file_of(sheets))
    run("migrate")
    result = run("import", str(tmp_path / "bad.xlsx"), "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 2 and not report["ok"]
    assert set(report["errors"][0]) == {"sheet", "row", "column", "value", "expected"} and report["errors"][0]["sheet"] == "班级"
    plain = run("import", str(tmp_path / "bad.xlsx"))
    assert plain.exit_code == 2 and "还没有写入任何数据" in plain.stderr


@pytest.mark.parametrize("content", [None, b"", b"not a workbook", b"PK\x03\x04 cut"])
def test_what_is_no_workbook_is_refused_with_words(run: Run, tmp_path: Path, content: bytes | None) -> None:
    run("migrate")
    path = tmp_path / "x.xlsx"
    if content is not None:
        path.write_bytes(content)
    result = run("import", str(path), "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 2 and not report["ok"] and report["errors"][0]["expected"]
    assert run("import", str(path)).exit_code == 2


@pytest.mark.parametrize("words", [
    ("check", "--from", "2026-09-01", "--to", "2026-08-01"), ("check", "--from", "yesterday", "--to", "2026-09-01"), ("check", "--from", "2026-09-01"),
    ("check", "--from", "2015-01-01", "--to", "2026-01-01"), ("year", "soon"), ("year", "2026"), ("year", "2031"), ("user", "code", "nobody"),
    ("pack", "--from", "2026-09-01", "--to", "2026-10-01", "--out", "x.zip", "--made-at", "noon"), ("serve", "--port", "0"), ("nonsense",),
])
def test_wrong_use_ends_with_two_and_a_reason(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    make_small(tmp_path)
    result = run(*words)
    assert result.exit_code == 2 and result.stderr.strip() and not result.stdout.strip().startswith("Traceback")


@pytest.mark.parametrize("words", [("check", "--from", "2026-09-01", "--to", "2026-10-01"), ("links",), ("audit", "verify"), ("import", "x.xlsx")])
def test_before_migrate_every_command_names_it(run: Run, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2 and "schoolapp migrate" in result.stderr


@pytest.mark.parametrize(("name", "value"), [
    ("SCHOOLAPP_HTTPS", "maybe"), ("SCHOOLAPP_PUBLIC_URL", "school"), ("SCHOOLAPP_DATABASE_URL", "mysql://x"), ("SCHOOLAPP_DATADIR", "x"),
])
def test_a_wrong_setting_is_named(run: Run, name: str, value: str) -> None:
    result = run("migrate", **{name: value})
    assert result.exit_code == 2 and name in result.stderr


def test_links_are_of_every_class_of_the_year(run: Run, tmp_path: Path) -> None:
    make_small(tmp_path)
    found = json.loads(run("links", "--json").stdout)
    assert len(found) == 10 and found[0] == {"grade": 1, "class": 1, "path": "/n/" + "link-1-1-".ljust(43, "x")}


def test_a_school_year_is_shown_and_then_started_once(run: Run, tmp_path: Path) -> None:
    make_small(tmp_path)
    assert "没有写入" in run("year", "2027", "--dry-run").stdout
    assert len(json.loads(run("links", "--json").stdout)) == 10
    assert run("year", "2027-08-01", "--first", "2").exit_code == 0
    places = [(one["grade"], one["class"]) for one in json.loads(run("links", "--json").stdout)]
    assert (1, 2) in places and (4, 2) in places and max(grade for grade, _ in places) == 9
    assert run("year", "2027").exit_code == 2
    assert run("audit", "verify").exit_code == 0


def test_a_changed_row_makes_the_audit_answer_no(run: Run, tmp_path: Path) -> None:
    import sqlite3
    make_small(tmp_path)
    with sqlite3.connect(tmp_path / "data" / "school.sqlite3") as connection:
        connection.execute("UPDATE staff SET name = 'x' WHERE id = 1")
    result = run("audit", "verify", "--json")
    assert result.exit_code == 1
    assert [p["record"] for p in json.loads(result.stdout)["problems"]] == ["staff:1"]


def test_routes_need_no_school_and_every_one_has_its_permit(run: Run) -> None:
    lines = run("routes").stdout.splitlines()
    assert len(lines) > 60 and not [line for line in lines if "CLOSED" in line]


def test_a_code_lets_somebody_in(run: Run, tmp_path: Path) -> None:
    make_small(tmp_path)
    assert "一次性登录码" in run("user", "code", "t01").stdout
    assert any(line.startswith("t01\t林晓梅\t") for line in run("user", "list").stdout.splitlines())


def test_the_terminal_decides_the_language(run: Run) -> None:
    assert "schoolapp migrate" in run("links", LANG="en_GB.UTF-8").stderr and "请" not in run("links", LANG="en_GB.UTF-8").stderr


@pytest.mark.parametrize("words", [
    ("check", "--from", "yesterday", "--to", "2026-09-01"), ("check", "--from", "2026-09-01"), ("check", "--from", "2026-09-02", "--to", "2026-09-01"),
    ("check", "--from", "2026-09-01", "--to", "2026-09-02", "--more"), ("links", "--more"), ("import",), ("import", "none.xlsx"), ("verify",),
    ("verify", "none.zip"), ("audit", "look"), ("nonsense",),
])
def test_wrong_use_is_told_in_json_and_on_standard_error(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    make_small(tmp_path)
    result = run(*words, "--json")
    assert result.exit_code == 2 and isinstance(json.loads(result.stdout), dict) and result.stderr.strip()


@pytest.mark.parametrize("words", [("check", "--from", "2026-09-01", "--to", "2026-10-01"), ("links",), ("audit", "verify"), ("import", "x.xlsx")])
def test_a_missing_database_and_a_wrong_setting_are_told_in_json_too(run: Run, words: tuple[str, ...]) -> None:
    missing, wrong = run(*words, "--json"), run(*words, "--json", SCHOOLAPP_HTTPS="maybe")
    assert (missing.exit_code, wrong.exit_code) == (2, 2)
    assert "schoolapp migrate" in json.loads(missing.stdout)["error"] and "SCHOOLAPP_HTTPS" in json.loads(wrong.stdout)["error"]
    assert "schoolapp migrate" in missing.stderr and "SCHOOLAPP_HTTPS" in wrong.stderr


def test_a_database_of_a_newer_program_is_left_alone(run: Run, tmp_path: Path) -> None:
    import sqlite3
    run("migrate")
    with sqlite3.connect(tmp_path / "data" / "school.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for words in (("migrate",), ("demo", "--no-serve")):
        result = run(*words)
        assert result.exit_code == 2 and "更新的版本" in result.stderr
    with sqlite3.connect(tmp_path / "data" / "school.sqlite3") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


def test_the_server_makes_an_empty_folder_ready_and_leads_to_the_set_up(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped:
        def run(self) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr("waitress.create_server", lambda *_given, **_set: Stopped())
    said = run("serve", "--port", "8123")
    assert said.exit_code == 0 and "http://127.0.0.1:8123/setup?token=" in said.stdout
    assert (tmp_path / "data" / "school.sqlite3").exists()
