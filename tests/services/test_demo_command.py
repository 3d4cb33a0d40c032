"""`schoolapp demo`: JSON alone, accounts in plain words, the refusal in a real school, and the mark on every page."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from schoolapp import clock
from schoolapp.cli.commands import schoolapp
from schoolapp.config import Config
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.services import school
from schoolapp.web.app import create_app
from tests.cast import make_house, make_school

NOW = datetime(2026, 9, 1, 9, 30, tzinfo=SCHOOL_TIME)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCHOOLAPP_DATA_DIR", str(tmp_path / "instance"))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return tmp_path / "instance"


def test_json_is_all_that_is_said(folder: Path) -> None:
    said = CliRunner().invoke(schoolapp, ["demo", "--no-serve", "--json"])
    assert said.exit_code == 0
    accounts = json.loads(said.stdout)
    assert [set(one) for one in accounts] == [{"role", "username", "password"}] * 8
    assert [one["role"] for one in accounts][:2] == ["teacher", "homeroom"]
    again = CliRunner().invoke(schoolapp, ["demo", "--no-serve"])
    assert again.exit_code == 0
    for one in accounts:
        assert f"  {one['username']} " in again.stdout
        assert one["password"] not in again.stdout
    assert "校长 · 周明远" in again.stdout
    assert "http://127.0.0.1:8000/n/" in again.stdout
    house = school.open_house(Config(data_dir=folder))
    page = create_app(house).test_client().get("/login").get_data(as_text=True)
    house.close()
    assert "演示学校" in page


@pytest.mark.parametrize("as_json", [True, False])
def test_a_real_school_is_refused(folder: Path, as_json: bool) -> None:
    house = make_house(Config(data_dir=folder))
    make_school(house)
    house.close()
    said = CliRunner().invoke(schoolapp, ["demo", "--no-serve", *(["--json"] if as_json else [])])
    assert said.exit_code == 2
    if as_json:
        assert list(json.loads(said.stdout)) == ["error"]
    else:
        assert said.stdout == ""
        assert "真实的学校" in said.stderr
