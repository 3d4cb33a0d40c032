"""The board's pictures and workbook: drawn once per data version, kept within their room, the same rows as on the page."""

from __future__ import annotations

import io
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from schoolapp.records.load import chart as chart_table
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, NotAllowed, NotFound
from schoolapp.services import load
from schoolapp.services.homework import Draft
from schoolapp.services.house import Busy
from schoolapp.services.load import Look, drawings
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post

LAST = MONDAY - timedelta(days=7)


@pytest.fixture
def small(small: SmallSchool) -> SmallSchool:
    post(small, "t03", [(3, 1), (3, 2)], Draft("生字", 20), day=LAST, now=at(LAST))
    post(small, "t01", [(3, 1)], Draft("练习", 50), day=LAST, now=NOW, reason="当天忘了")
    return small


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every drawing that was really made: its words stand in for the picture."""
    made: list[str] = []

    def draw(facts: Any, *words: Any) -> bytes:
        made.append(" ".join(map(str, words)))
        return f"{words} {facts.days}".encode()

    monkeypatch.setattr(drawings, "load_chart", draw)
    return made


def picture(small: SmallSchool, look: Look = Look(), who: Actor | None = None, now: Any = NOW, day: date = LAST) -> bytes:  # noqa: B008
    return load.week_chart(house=small.house, actor=who or small.actor("t02"), grade=3, day=day, look=look, now=now)


def kept(small: SmallSchool) -> list[str]:
    with small.house.reading() as connection:
        return list(connection.execute(select(chart_table.c.name).order_by(chart_table.c.id)).scalars())


def test_a_chart_is_drawn_once_for_the_same_data(small: SmallSchool, drawn: list[str]) -> None:
    assert picture(small) == picture(small) == picture(small, day=LAST + timedelta(days=3))
    assert len(drawn) == len(kept(small)) == 1
    picture(small, now=at(MONDAY + timedelta(days=20)))
    assert len(drawn) == 1


def test_new_data_draw_it_anew_in_the_same_place(small: SmallSchool, drawn: list[str]) -> None:
    before = picture(small)
    post(small, "t02", [(3, 2)], Draft("单词", 5), day=LAST, now=NOW, reason="补")
    after = picture(small)
    assert before != after and len(drawn) == 2 and len(kept(small)) == 1


@on_sqlite
def test_each_look_is_a_picture_of_its_own(small: SmallSchool, drawn: list[str]) -> None:
    looks = [Look(), Look(dark=True), Look("en"), Look(titled=True), Look(fmt="png", titled=True)]
    assert len({picture(small, look) for look in looks}) == len(set(kept(small))) == 5
    assert drawn == ["zh svg False False", "zh svg True False", "en svg False False", "zh svg False True", "zh png False True"]


@on_sqlite
def test_a_running_week_is_drawn_anew_each_day(small: SmallSchool, drawn: list[str]) -> None:
    assert picture(small, day=MONDAY) != picture(small, day=MONDAY, now=NOW + timedelta(days=1))
    assert len(drawn) == 2


@on_sqlite
def test_an_inspector_gets_the_opened_days_only(small: SmallSchool, drawn: list[str]) -> None:
    one_day = Actor(99, "督学", frozenset({Role.INSPECTOR}), inspected_grades=frozenset({3}), period=(LAST, LAST))
    assert picture(small).count(b"LoadDay") == 5
    assert picture(small, who=one_day).count(b"LoadDay") == 1
    with pytest.raises(NotFound):
        picture(small, who=one_day, day=MONDAY)


@on_sqlite
def test_a_kept_picture_opens_to_nobody_else(small: SmallSchool, drawn: list[str]) -> None:
    picture(small)
    with pytest.raises(NotAllowed):
        picture(small, who=small.actor("t01"))
    with pytest.raises(NotFound):
        load.week_chart(house=small.house, actor=small.actor("t02"), grade=4, day=LAST, look=Look(), now=NOW)


def test_the_oldest_pictures_make_room(small: SmallSchool, drawn: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(picture(small))
    monkeypatch.setattr(drawings, "KEPT_BYTES", size * 2 + 20)
    first = kept(small)
    picture(small, Look(dark=True))
    assert len(kept(small)) == 2
    picture(small, Look("en"))
    assert len(kept(small)) == 2 and not set(first) & set(kept(small))


@on_sqlite
def test_a_busy_database_keeps_no_picture_and_still_answers(small: SmallSchool, drawn: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def busy() -> Any:
        raise Busy("locked")

    monkeypatch.setattr(small.house, "plain_writing", busy)
    assert picture(small) and kept(small) == []


@on_sqlite
def test_many_at_once_draw_one_picture(small: SmallSchool, drawn: list[str]) -> None:
    actor, got = small.actor("t02"), []
    threads = [threading.Thread(target=lambda: got.append(picture(small, who=actor))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 6 and len(set(got)) == 1 and len(drawn) == 1


@on_sqlite
def test_the_real_chart_is_drawn(small: SmallSchool) -> None:
    assert picture(small).startswith(b"<?xml") and b"#a51e18" in picture(small)
    assert picture(small, Look(fmt="png", titled=True)).startswith(b"\x89PNG")


@on_sqlite
def test_the_workbook_has_a_row_for_each_class_and_day(small: SmallSchool) -> None:
    made = load.week_workbook(house=small.house, actor=small.actor("t02"), grade=3, day=LAST, lang="zh", now=NOW)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "江北实验学校　三年级作业总量一览"
    assert rows[1][0] == ("第12周，2026年11月16日至20日　单位：分钟　上限 60 分钟（学校从严执行）　"
                          "来源：教师公示记录 2/10 班日，未公示 8　截至 2026-11-23 15:00")
    assert rows[3] == ["日期", "星期", "班级", "语文", "数学", "书面合计", "上限", "余（负为超）", "选做", "状态", "补录"]
    assert rows[4] == [LAST, "周一", "三(1)班", 20, 50, 70, 60, -10, 0, "▲ 超限", "补录"]
    assert rows[5] == [LAST, "周一", "三(2)班", 20, "", 20, 60, 40, 0, "达标", ""]
    assert rows[6][5:] == ["", 60, "", "", "未公示", ""]
    assert len(rows) == 14


@on_sqlite
def test_no_teacher_stands_in_the_workbook(small: SmallSchool) -> None:
    made = load.week_workbook(house=small.house, actor=small.actor("t05"), grade=3, day=LAST, lang="zh", now=NOW)
    text = str(CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python())
    assert not [name for name in ("林晓梅", "陈国栋", "王芳", "t01") if name in text]
    with pytest.raises(NotAllowed):
        load.week_workbook(house=small.house, actor=small.actor("t01"), grade=3, day=LAST, lang="zh", now=NOW)
