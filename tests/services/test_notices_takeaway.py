"""What leaves the page: the day as plain text, the picture kept by data version, the poster's scope, days for calendars and feed readers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from schoolapp.config import Config
from schoolapp.records import load as load_records
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.people import ClassRef
from schoolapp.rules.permits import NotAllowed, NotFound
from schoolapp.rules.session_heads import Finished, SessionHeads
from schoolapp.services import afterschool, homework, notices, people, school
from schoolapp.services.afterschool import SessionDraft
from schoolapp.services.homework import Draft
from schoolapp.services.notices import takeaway, wording
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at, make_school
from tests.conftest import on_sqlite
from tests.papers.feed_readers import read_atom, read_calendar
from tests.papers.qr_reader import read_qr
from tests.services.homework_cases import post

FRIDAY = MONDAY - timedelta(days=3)
PAGE = "https://school.example.edu.cn/n/" + "x" * 43

GOLDEN = """今天书面作业约 45 分钟，在校完成 20 分钟，回家约 25 分钟。

不需要家长检查、批改或签字。
写到 21:20 还没写完，可以停笔睡觉。

语文 25 分钟：抄写第12课词语
（书面）
数学 20 分钟：第1、2题
（书面，全部在校完成）
数学 5 分钟：数独
（书面，选做，不计入书面时间）
语文 10 分钟：熟读第12课
（口头作业，不计入书面时间）

书面合计 45 / 60 分钟（上限）
另有选做 5 分钟，不计入

今天的课后服务
18:00 结束
16:00–17:00 三年级作业辅导（A102）
17:00–18:00 科学社团（A102）

意见建议 · 监督电话
学校 023-6785 0120
江北区教育部门 023-6780 0112

作业由老师在课堂上布置，这里只作公示，学生完成作业不需要用手机；家长不需要检查、批改或签字。"""


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    house.config = replace(house.config, public_url="https://school.example.edu.cn")
    yield make_school(house, now=at(TERM[0], 8))
    house.close()


def one_of(small: SmallSchool, place: tuple[int, int] = (3, 1)) -> ClassRef:
    return standing_of(house=small.house).get_class(small.classes[place])


def full_day(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写第12课词语", 25), Draft("熟读第12课", 10, Kind.ORAL))
    post(small, "t01", [(3, 1)], Draft("第1、2题", 20, in_school=20), Draft("数独", 5, tier=Tier.OPTIONAL))


@on_sqlite
def test_the_day_as_text_has_the_order_of_the_page(small: SmallSchool) -> None:
    full_day(small)
    assert wording.day_text(notices.day_notice(house=small.house, one=one_of(small), day=MONDAY, now=NOW), "zh") == GOLDEN


def picture(small: SmallSchool, mark: str = "m", lang: str = "zh", day: date = MONDAY) -> bytes:
    return notices.picture_of_day(house=small.house, one=one_of(small), day=day, lang=lang, now=NOW, address=PAGE, mark=mark)


@pytest.mark.parametrize(("band", "zh", "en"), [
    (Finished.MOST, "作业辅导登记：本班多数同学已在校写完作业", "most"),
    (Finished.HALF, "作业辅导登记：本班约一半同学已在校写完作业", "half"),
    (Finished.FEW, "作业辅导登记：本班少数同学已在校写完作业", "few"),
])
def test_the_picture_says_how_far_the_class_got(small: SmallSchool, monkeypatch: pytest.MonkeyPatch, band: Finished, zh: str, en: str) -> None:
    drawn: list[Any] = []
    draw = takeaway.day_picture
    monkeypatch.setattr(takeaway, "day_picture", lambda facts, lang: drawn.append(facts) or draw(facts, lang))
    full_day(small)
    before = picture(small)
    draft = SessionDraft(True, 960, 1020, None, None, "完成作业", "", small.staff["t01"], (SessionHeads(small.classes[3, 1], 38, 37, band),))
    evening = at(MONDAY, 19)
    afterschool.log_session(house=small.house, actor=small.actor("t01"), programme_id=small.programmes["hw3"], day=MONDAY, draft=draft, now=evening)
    after = picture(small)
    picture(small, lang="en")
    assert [facts.got_done for facts in drawn[:2]] == ["", zh] and en in drawn[2].got_done and drawn[1].service == drawn[0].service
    with Image.open(io.BytesIO(before)) as plain, Image.open(io.BytesIO(after)) as image:
        assert image.height > plain.height and read_qr(image) == PAGE and len(after) < 300_000


def test_a_picture_is_drawn_once_for_what_it_shows(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []
    draw = takeaway.day_picture
    monkeypatch.setattr(takeaway, "day_picture", lambda facts, lang: drawn.append((facts, lang)) or draw(facts, lang))
    full_day(small)
    first = picture(small)
    assert picture(small) == first and len(drawn) == 1
    facts = drawn[0][0]
    assert (facts.school, facts.name, facts.sum_, facts.left, facts.over) == ("江北实验学校", "三(1)班", (45, 60), "余 15", False)
    assert facts.shares == (("语文", "语文", 25), ("数学", "数学", 20)) and [i.counts for i in facts.items] == [True, True, False, False]
    assert facts.service == ("课后服务 16:00 至 18:00", "") and facts.address == PAGE
    with Image.open(io.BytesIO(first)) as image:
        assert image.width == 750 and read_qr(image) == PAGE
    post(small, "t03", [(3, 2)], Draft("别的班", 10))
    assert picture(small) == first and len(drawn) == 1  # another class has changed
    picture(small, mark="another program")
    picture(small, lang="en")
    post(small, "t02", [(3, 1)], Draft("抄单词", 10))
    assert picture(small) != first and len(drawn) == 4
    with small.house.reading() as connection:
        names = connection.execute(select(load_records.chart.c.name)).scalars().all()
    assert len(names) == len(set(names)) == 2  # the new drawing took the old one's place


@on_sqlite
def test_pictures_leave_room_for_each_other(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(picture(small))
    monkeypatch.setattr(takeaway, "PICTURES_BYTES", 3 * size)
    for n in range(6):
        picture(small, day=MONDAY - timedelta(days=n))
    with small.house.reading() as connection:
        assert len(connection.execute(select(load_records.chart.c.id)).all()) <= 3


@on_sqlite
@pytest.mark.parametrize(("place", "draft", "who", "sum_", "words"), [
    ((3, 2), Draft("作文", 60, in_school=60), "t03", (60, 60), "余 0"),
    ((1, 1), Draft("写字", 15, in_school=15), "t04", None, "今天书面作业约 15 分钟，都在校完成，回家没有书面作业。"),
    ((9, 1), None, "t03", None, "老师稍后公示"),
])
def test_what_the_picture_says_of_other_days(small: SmallSchool, monkeypatch: pytest.MonkeyPatch, place: tuple[int, int], draft: Draft | None, who: str,
                                             sum_: Any, words: str) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(takeaway, "day_picture", lambda facts, lang: seen.append(facts) or b"")
    if draft:
        post(small, who, [place], draft)
    notices.picture_of_day(house=small.house, one=one_of(small, place), day=MONDAY, lang="zh", now=NOW, address="", mark="")
    assert seen[0].sum_ == sum_ and words in (seen[0].left if sum_ else seen[0].first)


@on_sqlite
def test_the_poster_is_for_who_may_see_the_link(small: SmallSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(takeaway, "class_poster", lambda facts, lang: seen.append(facts) or b"%PDF")

    def poster(number: str, place: tuple[int, int] = (3, 1)) -> bytes:
        return notices.poster_of_class(house=small.house, actor=small.actor(number), class_id=small.classes[place], lang="zh", now=NOW)
    assert poster("t05") == poster("t07") == poster("t01") == b"%PDF"
    facts = seen[0]
    assert facts.address == "https://school.example.edu.cn/n/" + "link-3-1-".ljust(43, "x")
    assert facts.cap == ("三年级书面作业上限", "60", "分钟，校内外合计") and facts.service == ("课后服务", "16:00–18:00", "")
    assert facts.phone == "023-6785 0120" and facts.mark == "编号 3-1-01　2026年11月23日制"
    people.renew_link(house=small.house, actor=small.actor("t05"), class_id=small.classes[3, 1], generation=1, now=NOW)
    poster("t05")
    assert seen[-1].address != facts.address and seen[-1].mark.startswith("编号 3-1-02")
    poster("t05", (1, 1))
    assert seen[-1].cap[1:] == ("不留", "回家的书面作业") and seen[-1].service[1] == ""
    for number, place in (("t01", (1, 1)), ("t02", (1, 1))):
        with pytest.raises(NotFound):
            poster(number, place)
    with pytest.raises(NotAllowed):
        poster("t09")
    small.house.config = replace(small.house.config, public_url="")
    with pytest.raises(NotFound):
        poster("t05")


def feed(small: SmallSchool, form: str, lang: str = "zh") -> bytes:
    return notices.feed_of_class(house=small.house, one=one_of(small), lang=lang, now=NOW, address=PAGE, form=form)


@on_sqlite
def test_each_recorded_day_is_one_event_with_a_name_for_ever(small: SmallSchool) -> None:
    full_day(small)
    post(small, "t03", [(3, 1)], Draft("作文", 30), day=FRIDAY, now=at(FRIDAY))
    homework.declare_class_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 1], now=at(FRIDAY - timedelta(days=1)))
    post(small, "t03", [(3, 1)], Draft("预习", 10), day=MONDAY + timedelta(days=1))  # of a day to come: not yet
    post(small, "t03", [(3, 2)], Draft("别的班", 10))
    events = read_calendar(feed(small, "ics"))
    assert [event.start for event in events] == [FRIDAY - timedelta(days=1), FRIDAY, MONDAY]
    assert events[0].summary == "三(1)班 11月19日 周四 当天没有作业" and events[1].summary == "三(1)班 11月20日 周五 书面 30 / 60 分钟，回家约 30 分钟"
    assert events[2].description.startswith("当天书面作业约 45 分钟") and "这里只作公示" in events[2].description and "今天" not in events[2].description
    assert events[2].url == f"{PAGE}/{MONDAY}"
    assert "别的班" not in "".join(event.description for event in events)
    people.renew_link(house=small.house, actor=small.actor("t05"), class_id=small.classes[3, 1], generation=1, now=NOW)
    post(small, "t02", [(3, 1)], Draft("抄单词", 10), now=at(MONDAY, 15, 30))
    later = read_calendar(feed(small, "ics"))
    assert [event.uid for event in later] == [event.uid for event in events]
    assert later[2].stamp > events[2].stamp and later[1].stamp == events[1].stamp
    assert "x" * 20 not in events[0].uid


@on_sqlite
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_feed_has_the_newest_day_first(small: SmallSchool, lang: str) -> None:
    full_day(small)
    post(small, "t03", [(3, 1)], Draft("作文", 30), day=FRIDAY, now=at(FRIDAY))
    found = read_atom(feed(small, "atom", lang))
    assert [entry.links["alternate"] for entry in found.entries] == [f"{PAGE}/{MONDAY}", f"{PAGE}/{FRIDAY}"]
    assert found.updated == NOW and found.author == "江北实验学校" and found.links["self"] == f"{PAGE}/feed.atom"
    assert read_atom(feed(small, "atom", "en")).id == found.id


@on_sqlite
def test_a_class_without_records_has_empty_feeds(small: SmallSchool) -> None:
    assert read_calendar(feed(small, "ics")) == [] and read_atom(feed(small, "atom")).entries == ()


@on_sqlite
def test_the_last_change_is_the_newest_write_or_this_morning(small: SmallSchool) -> None:
    assert notices.last_change(house=small.house, now=at(MONDAY, 8)) == at(MONDAY, 0)
    full_day(small)
    assert notices.last_change(house=small.house, now=at(MONDAY, 16)) == NOW
