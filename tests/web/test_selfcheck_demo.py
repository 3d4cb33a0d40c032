"""The demo school's self-check as its principal opens it. On SQLite only, since a fill takes its time."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from werkzeug.security import generate_password_hash

from schoolapp.config import Config
from schoolapp.records import people as people_records
from schoolapp.services import demo, login, school, selfcheck
from schoolapp.services.selfcheck import Verdict
from schoolapp.web.app import create_app
from tests.cast import at
from tests.web.test_selfcheck import item

DEMO_NOW = at(date(2026, 9, 17), 16, 12)


def test_the_demo_schools_page(migrated: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two and a half weeks of the demo school: figures of every chapter, nothing green throughout, every item opened in both languages."""
    monkeypatch.setattr(login, "generate_password_hash", lambda password: generate_password_hash(password, "pbkdf2:sha256:1"))
    shutil.copytree(migrated("sqlite"), tmp_path / "instance")
    house = school.open_house(Config(data_dir=tmp_path / "instance"))
    demo.make_demo(house=house, now=DEMO_NOW)
    with house.plain_writing() as connection:
        staff = {row.number: row.id for row in people_records.list_staff(connection)}
        opened = login._open(connection, staff["t07"], False, "", "", "", DEMO_NOW)
    client = create_app(house, now=lambda: DEMO_NOW).test_client()
    client.set_cookie("sid", opened.token)
    text = client.get("/selfcheck?show=all").get_data(as_text=True)
    assert text.count("<li id=") == 42 and "%(" not in text
    assert len(re.findall(r'<b class="nb">[\d,]+ / [\d,]+</b>', text)) >= 18
    shown = {code: item(text, code).split('class="check-verdict"')[1] for code in ("C8", "C9", "C11", "C15")}
    assert "未发现（仅文字筛查）" in shown["C9"] or "数据部分符合" in shown["C9"]
    assert "需人工佐证" in shown["C11"]
    row = dict(zip(selfcheck.VERDICT_WORDS, map(int, re.findall(r"<dd>(\d+)</dd>", text)), strict=False))
    assert row[Verdict.MET] + row[Verdict.NOT_FOUND] >= 3 and row[Verdict.PARTLY] + row[Verdict.NOT_MET] >= 5
    house.close()
