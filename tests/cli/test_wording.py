"""The command `schoolapp wording`: the four columns, plain lines, JSON alone, a wrong line named, no database."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schoolapp.cli.commands import schoolapp

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)

    def command(lines: str | bytes, *words: str, **env: str) -> Result:
        (tmp_path / "lines.tsv").write_bytes(lines if isinstance(lines, bytes) else lines.encode())
        return CliRunner().invoke(schoolapp, ["wording", "lines.tsv", *words], env={"SCHOOLAPP_DATA_DIR": str(tmp_path / "none"), **env})
    return command


def test_every_line_is_answered_without_any_database(run: Run, tmp_path: Path) -> None:
    found = run("3\t书面\t\t家长检查后签字\n4\t书面\t5\t读给家长听\r\n2\t口头\t0\t写田字格\n2\t口头\t10\t写田字格", "--json")
    assert found.exit_code == 0
    assert json.loads(found.stdout) == [
        {"line": 1, "hits": [{"clause": "C9", "level": "block", "found": "家长检查后签字", "hint": "作业不得要求家长检查、批改或签字"}]},
        {"line": 2, "hits": []},
        {"line": 3, "hits": [{"clause": "C10", "level": "block", "found": "写田字格", "hint": "一、二年级不留书面家庭作业"}]},
        {"line": 4, "hits": []},
    ]
    assert not (tmp_path / "none").exists()


def test_plain_lines_and_sessions(run: Run) -> None:
    assert "自批自改" in run("单元卷自批自改\n", "--grade", "5").stdout
    assert json.loads(run("讲授新课\n作业辅导", "--session", "--json").stdout)[0]["hits"][0]["clause"] == "C21"
    assert run("家长签字\n", "--kind", "口头").exit_code == 2


def test_people_read_it_in_their_language(run: Run) -> None:
    assert "共 1 行，1 行有提示" in run("3\t书面\t\t在群里打卡\n").stdout
    english = run("3\t书面\t\t请家长签字\n", LANG="en_US.UTF-8").stdout
    assert "Homework must not ask parents" in english


@pytest.mark.parametrize("line", [
    "3\t书面\t家长签字", "十\t书面\t\t家长签字", "3\t写作\t\t家长签字", "3\t书面\t-1\t家长签字", "3\t书面\t半\t家长签字", "3\t书面\t\t ", "",
])
def test_a_wrong_line_is_named(run: Run, line: str) -> None:
    found = run(f"3\t书面\t\t练习册\n{line}\n3\t书面\t\t练习册\n", "--json")
    assert found.exit_code == 2 and "第 2 行" in found.stderr
    assert "第 2 行" in json.loads(found.stdout)["error"]


def test_a_file_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    assert run("家长签字".encode("gbk")).exit_code == 2
    assert CliRunner().invoke(schoolapp, ["wording", str(tmp_path / "gone.tsv")]).exit_code == 2
    assert run("", "--json").stdout.strip() == "[]"
