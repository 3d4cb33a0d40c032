"""Text and contact of a suggestion are nowhere but on the principal's opened page: no table, no file of the data folder, no log, no export, no
pack, no audit entry holds them, from the form to the closed case."""

from __future__ import annotations

import base64
import logging
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from schoolapp.config import Config
from schoolapp.papers import verify
from schoolapp.records import audit as audit_records
from schoolapp.records.tables import metadata
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import audit, findings, packs, people, suggestions
from schoolapp.services.findings.sheet import findings_sheet
from schoolapp.services.homework import Draft
from schoolapp.services.notices import day_notice
from schoolapp.services.school import standing_of
from schoolapp.web.app import create_app
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.services.homework_cases import post
from tests.services.suggestion_cases import _cheap_keys, answer, case, open_school, say, visit  # noqa: F401

# Words that stand nowhere else.
PLANTED = ("鹅黄色的小书包", "qingfeng_zhuyu_77", "隔壁桌的蓝墨水", "答复里的银杏叶")
TEXT = f"昨天作业太多，{PLANTED[0]}都背不动了，写到十一点"
MORE = f"还是很多，{PLANTED[2]}也用完了"
REPLY = f"已经看过，{PLANTED[3]}那一页以后不再留了"


@pytest.fixture
def client(small: SmallSchool) -> FlaskClient:
    return create_app(small.house, now=lambda: NOW).test_client()


def form_key(client: FlaskClient, path: str) -> str:
    page = client.get(path).get_data(as_text=True)
    return page.split('name="key" value="')[1].split('"')[0]


def traces(*, of: str) -> set[bytes]:
    """The ways in which a word could have been kept: as it is, in other encodings, as JSON escapes, in base64 at every offset."""
    plain = of.encode()
    found = {plain, of.encode("utf-16-le"), of.encode("gbk", "ignore") if not of.isascii() else plain, of.encode("unicode_escape")}
    for before, touched in ((0, 0), (1, 2), (2, 3)):  # bytes in front of it, and how many letters they reach into
        found.add(base64.b64encode(b" " * before + plain)[touched:-4])
    return {one for one in found if len(one) > 6}


def holding(what: bytes) -> list[str]:
    return [word for word in PLANTED for trace in traces(of=word) if trace in what]


def everything_kept(small: SmallSchool) -> Iterator[tuple[str, bytes]]:
    """Every row of every table, and every file of the data folder."""
    with small.house.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield table.name, repr(tuple(row)).encode()
    for path in small.house.config.data_dir.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()


def test_the_search_finds_what_is_there(small: SmallSchool) -> None:
    assert {name for name, content in everything_kept(small) if "江北实验学校".encode() in content} >= {"school"}
    assert holding(f"x{PLANTED[0]}y".encode()) and holding(base64.b64encode(f"ab {PLANTED[1]} cd".encode())) and not holding(b"nothing")


def test_no_table_and_no_file_and_no_log_holds_text_contact_or_answer(
        small: SmallSchool, database: Config, client: FlaskClient, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.DEBUG)
    open_school(small)
    path = f"/n/{'link-3-1-'.ljust(43, 'x')}/say/{MONDAY.isoformat()}"
    key = form_key(client, path)
    fields = {"key": key, "category": "too_much", "about": "class", "day": MONDAY.isoformat(), "text": TEXT, "contact": f"微信 {PLANTED[1]}"}
    refused = client.post(path, data={**fields, "category": ""})
    assert refused.status_code == 400 and PLANTED[0] in refused.get_data(as_text=True)  # given back to its writer, and kept nowhere
    taken = client.post(path, data=fields)
    assert taken.status_code == 200
    found = taken.get_data(as_text=True).split('class="letters">')
    number, code = found[1].split("<")[0], found[2].split("<")[0]
    answer(small, text=REPLY)
    client.post("/say", data={"number": number, "code": code, "do": "again", "text": MORE})
    opened = visit(small)
    words = case(small, opened=opened).words
    assert words is not None and [word.text for word in words] == [TEXT, REPLY, MORE]  # the principal reads all of it
    assert suggestions.contact_of(house=small.house, actor=small.actor("t07"), case_id=1, visit=opened, now=NOW) == f"微信 {PLANTED[1]}"
    answer(small, text=REPLY)
    for day in (30, 130):
        suggestions.tidy(house=small.house, now=at(MONDAY) + timedelta(days=day))
    seen = [(name, holding(content)) for name, content in everything_kept(small)]
    assert len(seen) > 100 and [one for one in seen if one[1]] == []
    assert holding(caplog.text.encode()) == []
    if database.url.startswith("postgres"):
        dump = tmp_path / "dump"
        dump.write_bytes(_pg_dump(database.url))
        assert b"suggestion_word" in dump.read_bytes() and holding(dump.read_bytes()) == []


def _pg_dump(url: str) -> bytes:
    """The whole database as the backup of a school has it."""
    plain = "postgresql://" + url.split("://", 1)[1]
    program = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"), reverse=True)), Path("pg_dump"))
    return subprocess.run([program, plain], capture_output=True, check=True).stdout


def test_no_pack_export_or_trail_holds_them(small: SmallSchool, client: FlaskClient, tmp_path: Path) -> None:
    open_school(small)
    said = suggestions.Suggestion("k" * 32, "too_much", TEXT, small.classes[3, 1], MONDAY - timedelta(days=3), f"微信 {PLANTED[1]}")
    suggestions.say(house=small.house, said=said, address="203.0.113.7", now=NOW)
    answer(small, text=REPLY)
    suggestions.contact_of(house=small.house, actor=small.actor("t07"), case_id=1, visit=visit(small), now=NOW)
    suggestions.list_problem(house=small.house, actor=small.actor("t07"), case_id=1, text="三年级数学作业偏多", clause="C10", now=NOW)
    out = tmp_path / "pack.zip"
    period: dict[str, Any] = {"start": MONDAY - timedelta(days=14), "end": MONDAY}
    packs.make_pack(house=small.house, actor=small.actor("t07"), made_at=NOW, now=NOW, out=out, **period)
    assert verify.verify_pack(out).ok
    with ZipFile(out) as archive:
        for name in archive.namelist():
            assert holding(archive.read(name)) == [], name
            if name.endswith(".xlsx"):
                inner = ZipFile(archive.open(name))
                assert [one for one in inner.namelist() if holding(inner.read(one))] == []
    for number in ("t05", "t07", "t08", "t09"):
        trail = people.list_trail(house=small.house, actor=small.actor(number))
        assert holding(repr(trail).encode()) == [] and any(line.act == "suggestion_received" for line in trail.lines)
    with small.house.reading() as connection:
        told = [(e.old, e.new) for e in audit_records.entries(connection) if e.act.startswith("suggestion_")]
    assert len(told) >= 4
    for word in ("text", "contact", "category", "class", "too_much", str(MONDAY - timedelta(days=3))):
        assert not [(old, new) for old, new in told if word in old or word in new], word
    found = findings.findings_of(house=small.house, actor=small.actor("t07"), now=NOW, **period)
    assert holding(repr(found).encode()) == []
    sheet = findings_sheet(house=small.house, actor=small.actor("t07"), kind=None, form="csv", lang="zh", now=NOW, **period)
    assert sheet and holding(sheet) == []
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def test_the_notice_does_not_tell_when_a_family_wrote(small: SmallSchool) -> None:
    open_school(small)
    one = standing_of(house=small.house).get_class(small.classes[3, 1])
    before = day_notice(house=small.house, one=one, day=MONDAY, now=NOW).updated_at
    say(small, now=at(MONDAY, 16, 40))
    after = day_notice(house=small.house, one=one, day=MONDAY, now=at(MONDAY, 16, 41)).updated_at
    assert before == after and before is not None
    post(small, "t01", [(3, 1)], Draft("口算", 10), now=at(MONDAY, 16, 45))
    assert day_notice(house=small.house, one=one, day=MONDAY, now=at(MONDAY, 16, 46)).updated_at == at(MONDAY, 16, 45)
