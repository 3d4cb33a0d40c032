"""What the parents' pages say of every kind of day, in both languages, in the order that never changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from schoolapp import words
from schoolapp.config import Config
from schoolapp.records import school as school_records
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.permits import OPERATOR
from schoolapp.rules.session_heads import Finished, SessionHeads
from schoolapp.services import afterschool, homework, notices
from schoolapp.services.afterschool import SessionDraft
from schoolapp.services.homework import Draft
from schoolapp.services.notices import wording
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, NOW, TERM, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import post
from tests.web.notice_door import BOTH, FRIDAY, SUNDAY, TUESDAY, Door, address, check_page, make_door, minutes, plain, say

pytestmark = on_sqlite


@pytest.fixture
def door(database: Config) -> Iterator[Door]:
    yield from make_door(database)


@BOTH
def test_one_sentence_comes_first(door: Door, lang: str) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    post(door.small, "t01", [(3, 1)], Draft("第1题", 20, in_school=20))
    text = door.text(f"?lang={lang}")
    sentence = say(
        lang,
        "今天书面作业约 %(written)s，在校完成 %(done)s，回家约 %(home)s。",
        written=minutes(lang, 45),
        done=minutes(lang, 20),
        home=minutes(lang, 25),
    )
    order = [
        sentence,
        say(lang, "不需要家长检查、批改或签字。"),
        say(lang, "写到 %(time)s 还没写完，可以停笔睡觉。", time="21:20"),
        "抄写词语",
        "第1题",
        say(lang, "书面合计 %(written)s / %(cap)s 分钟（上限）", written=45, cap=60),
        say(lang, "今天的课后服务"),
        say(lang, "意见建议 · 监督电话"),
        "023-6785 0120",
        "023-6780 0112",
        say(lang, "大字版"),
        say(lang, "作业由老师在课堂上布置，本页只作公示，学生完成作业不需要用手机；家长不需要检查、批改或签字。"),
        say(lang, "数据更新于 %(time)s", time=words.format_moment(lang, NOW)),
    ]
    places = [text.find(part) for part in order]
    assert -1 not in places and places == sorted(places)


def test_the_sentence_in_chinese(door: Door) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    assert "今天书面作业约 25 分钟，回家约 25 分钟。" in door.text()
    post(door.small, "t01", [(3, 1)], Draft("第1题", 20, in_school=20))
    assert "今天书面作业约 45 分钟，在校完成 20 分钟，回家约 25 分钟。" in door.text()
    assert 'content="今天书面作业约 45 分钟，在校完成 20 分钟，回家约 25 分钟。"' in door.get().get_data(as_text=True)
    post(door.small, "t03", [(3, 2)], Draft("抄写词语", 15, in_school=15))
    assert "今天书面作业约 15 分钟，都在校完成，回家没有书面作业。" in door.text(place=(3, 2))
    assert "停笔" not in door.text(place=(3, 2))
    door.now = at(TUESDAY)
    assert "当天书面作业约 45 分钟，在校完成 20 分钟，回家约 25 分钟。" in door.text(f"/{MONDAY}")
    assert "今天" not in door.text(f"/{MONDAY}").replace("今天图片", "")


def test_items_say_their_kind_in_words(door: Door) -> None:
    small = door.small
    post(
        small,
        "t03",
        [(7, 1)],
        Draft("作文", 20, in_school=10),
        Draft("制作演示文稿", 10, Kind.ELECTRONIC, in_school=0),
        Draft("朗读", 10, Kind.ORAL),
        Draft("提高题", 10, tier=Tier.RAISED, in_school=10),
        Draft("再来一题", 5, tier=Tier.OPTIONAL),
        Draft("踢球", 20, Kind.SPORTS, tier=Tier.OPTIONAL),
    )
    item = post(small, "t03", [(7, 1)], Draft("摘抄", 5)).items[0]
    homework.correct_homework(
        house=small.house, actor=small.actor("t03"), item_id=item, version=1, draft=Draft("摘抄", 6), reason="写错", now=at(MONDAY, 17, 5)
    )
    text = door.text(place=(7, 1))
    for about in (
        "书面，在校完成 10 分钟",
        "电子作业（计入总量），回家完成",
        "口头作业，不计入书面时间",
        "书面，提高层（做其中一层），全部在校完成",
        "书面，选做，不计入书面时间",
        "体育作业，不计入书面时间，选做",
        "书面，17:05 更正",
        "另有选做 5 分钟，不计入",
        "还没写完，可以停笔睡觉",
        "22:00",
    ):
        assert about in text, about
    post(small, "t03", [(7, 1)], Draft("周末小记", 15), day=FRIDAY, reason="漏登")
    assert "书面，补录，11月23日 15:00 公示" in door.text(f"/{FRIDAY}", (7, 1))


def test_beyond_the_cap_need_not_be_done(door: Door) -> None:
    post(door.small, "t03", [(3, 1)], Draft("作文", 75), day=FRIDAY, reason="漏登")
    text = door.text(f"/{FRIDAY}")
    assert "书面合计 75 / 60 分钟（上限）" in text and "超出上限 15 分钟，超出的部分可以不做。" in text
    post(door.small, "t04", [(1, 1)], Draft("写字", 10), day=FRIDAY, reason="漏登")
    text = door.text(f"/{FRIDAY}", (1, 1))
    assert "书面合计 10 分钟，其中回家 10 分钟（上限 0 分钟）" in text and "一、二年级不留回家的书面作业，这 10 分钟可以不做。" in text


def test_grades_1_and_2_have_no_written_homework_at_home(door: Door) -> None:
    assert "一、二年级不留回家的书面作业" in door.text(place=(1, 1))
    post(door.small, "t04", [(1, 1)], Draft("讲故事", 10, Kind.ORAL))
    text = door.text(place=(1, 1))
    assert "今天没有书面作业 有口头作业，不计入书面时间。" in text and "一、二年级不留回家的书面作业。" in text


@BOTH
def test_the_meanings_of_an_empty_day(door: Door, lang: str) -> None:
    suffix = f"?lang={lang}"
    phone = "023-6785 0120"
    assert f"{say(lang, '老师稍后公示')} {say(lang, '一般在 %(time)s 前公示。', time='16:00')}" in door.text(suffix)
    door.now = at(MONDAY, 16)
    assert f"{say(lang, '今日尚未公示')} {say(lang, '%(time)s 已过。有疑问可以打学校电话 %(phone)s。', time='16:00', phone=phone)}" in door.text(suffix)
    assert f"{say(lang, '当天未公示')} {say(lang, '未公示不等于没有作业，有疑问可以打学校电话 %(phone)s。', phone=phone)}" in door.text(f"/{FRIDAY}{suffix}")
    assert say(lang, "这一天不上课") in door.text(f"/{SUNDAY}{suffix}")
    assert say(lang, "还没到这一天") in door.text(f"/{TUESDAY}{suffix}")
    assert say(lang, "这一天不在本学年") in door.text(f"/2019-01-01{suffix}")
    assert say(lang, "下一个上课日是 %(day)s。", day=words.format_date(lang, TERM[0])) in door.text(f"/2026-08-31{suffix}")
    homework.declare_class_none(house=door.small.house, actor=door.small.actor("t01"), class_id=door.small.classes[3, 1], now=at(MONDAY, 15, 40))
    assert f"{say(lang, '今天没有作业')} {say(lang, '全班今日无作业，%(time)s 公示。', time='15:40')}" in door.text(suffix)
    post(door.small, "t03", [(3, 2)], Draft("读一章", 20, Kind.READING))
    kinds = say(lang, "%(kind)s作业", kind=say(lang, "阅读"))
    assert f"{say(lang, '今天没有书面作业')} {say(lang, '有%(kinds)s，不计入书面时间。', kinds=kinds)}" in door.text(suffix, (3, 2))
    foot = say(lang, "作业由老师在课堂上布置，本页只作公示，学生完成作业不需要用手机；家长不需要检查、批改或签字。")
    for path in ("", f"/{FRIDAY}", f"/{SUNDAY}", f"/{TUESDAY}", "/2019-01-01", f"/week/{MONDAY}", "/week/2019-01-01"):
        answer = door.get(path + suffix)
        check_page(answer)
        assert foot in plain(answer)


def test_a_day_off_leads_to_the_last_school_day(door: Door) -> None:
    door.now = at(SUNDAY)
    answer = door.get()
    assert "今天不上课" in plain(answer) and "看上一个上课日（11月20日 周五）" in plain(answer) and "下一个上课日是 11月23日 周一。" in plain(answer)
    assert f'href="{address()}/{FRIDAY}"' in answer.get_data(as_text=True)
    assert "国庆节" in door.text("/2026-10-05")


def test_a_year_without_a_list_says_so(door: Door) -> None:
    assert "2027年的放假安排尚未确认，上课日以学校通知为准。" in door.text("/2027-01-09")
    assert "尚未确认" not in door.text()


def test_the_service_of_the_day(door: Door) -> None:
    text = door.text()
    assert "今天的课后服务 18:00 结束16:00–17:00 三年级作业辅导（A102） 17:00–18:00 科学社团（A102）" in text
    small = door.small
    afterschool.log_session(
        house=small.house,
        actor=small.actor("t06"),
        programme_id=small.programmes["club3"],
        day=MONDAY,
        now=at(MONDAY, 17, 30),
        draft=SessionDraft(False, 1020, 1080, 30, None, "", "罗建军请假", small.staff["t04"]),
    )
    text = door.text()
    assert "17:00 结束" in text and "已取消：17:00–18:00 科学社团（A102）" in text and "罗建军" not in text
    assert "课后服务" not in door.text(place=(4, 1))


@pytest.mark.parametrize(("band", "zh", "en"), [
    (Finished.MOST, "本班多数同学已在校写完作业", "most of the class finished"),
    (Finished.HALF, "本班约一半同学已在校写完作业", "about half of the class finished"),
    (Finished.FEW, "本班少数同学已在校写完作业", "few of the class finished"),
])
def test_how_far_the_class_got_is_told_once_the_service_has_logged_it(door: Door, band: Finished, zh: str, en: str) -> None:
    small, first = door.small, door.small.classes[3, 1]
    door.now = at(MONDAY, 17, 30)
    before = door.get()
    assert "在校写完作业" not in plain(before)
    draft = SessionDraft(True, 960, 1020, None, None, "完成作业", "", small.staff["t01"], (SessionHeads(first, 38, 37, band),))
    session_id = afterschool.log_session(
        house=small.house, actor=small.actor("t01"), programme_id=small.programmes["hw3"], day=MONDAY, draft=draft, now=door.now)
    after = door.get()
    check_page(after)
    assert zh in plain(after) and en in plain(door.get("?lang=en")) and after.headers["ETag"] != before.headers["ETag"]
    assert "在校写完作业" not in door.text(place=(3, 2))  # said of one class alone
    n = notices.day_notice(house=small.house, one=standing_of(house=small.house).get_class(first), day=MONDAY, now=door.now)
    assert zh in wording.day_text(n, "zh") and en in wording.day_text(n, "en")
    off = SessionDraft(False, 960, 1020, None, None, "", "停电", small.staff["t01"])
    afterschool.correct_session(house=small.house, actor=small.actor("t01"), session_id=session_id, version=1, draft=off, why="记错了", now=door.now)
    assert "在校写完作业" not in door.text()


def test_a_moved_session_stands_at_its_real_time_and_room(door: Door) -> None:
    small = door.small
    door.now = at(MONDAY, 18, 40)
    draft = SessionDraft(True, 1090, 1150, 20, 20, "社团活动", "", small.staff["t04"], planned_start=1020, room="报告厅")
    afterschool.log_session(
        house=small.house, actor=small.actor("t06"), programme_id=small.programmes["club3"], day=MONDAY, draft=draft, now=at(MONDAY, 19, 20))
    text = door.text()
    assert "19:10 结束" in text and "18:10–19:10 科学社团（报告厅）" in text and "17:00–18:00" not in text


def test_the_week(door: Door) -> None:
    long = "抄写第12课词语两遍，写话一段；课本第34页第1、2题写在练习本上"
    post(door.small, "t03", [(3, 1)], Draft(long, 25, in_school=10), Draft("朗读", 5, Kind.ORAL))
    post(door.small, "t01", [(3, 1)], Draft("补做", 75), day=FRIDAY, reason="漏登")
    answer = door.get(f"/week/{MONDAY}")
    check_page(answer)
    text = plain(answer)
    assert "11月23日–27日" in text and "书面 25 / 60 分钟，回家约 15 分钟" in text and "语文 5 分钟 朗读 不计入" in text and "未到" in text
    assert long[:27] + "…" in text and long[:28] not in text
    before = door.text(f"/week/{FRIDAY}")
    assert "书面 75 / 60 分钟，回家约 75 分钟超出 15 分钟，可以不做" in before and "未公示（不等于没有作业）" in before
    assert "这一周不上课" in door.text("/week/2026-08-19")


def test_language_and_size_stay_in_the_links(door: Door) -> None:
    text = door.get("?lang=en&size=l").get_data(as_text=True)
    assert '<html lang="en" class="l">' in text
    links = [unescape(link) for link in re.findall(r'href="(/n/[^"]+)"', text)]
    assert f"{address()}/{FRIDAY}?lang=en&size=l" in links and f"{address()}/week/{MONDAY}?lang=en&size=l" in links
    assert f"{address()}?lang=en" in links and f"{address()}?size=l" in links
    plain_links = [unescape(link) for link in re.findall(r'href="(/n/[^"]+)"', door.get(f"/week/{FRIDAY}").get_data(as_text=True))]
    assert f"{address()}/week/{FRIDAY}?size=l" in plain_links and f"{address()}/week/{FRIDAY}?lang=en" in plain_links
    assert door.get("?lang=xx&size=9").get_data(as_text=True).count('class="l"') == 0


def test_an_english_school_opens_its_notice_in_english(door: Door) -> None:
    with door.small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.change(school_records.school, 1, language="en")
        work.audit("school_changed", "school:1", None, {})
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    text = door.get().get_data(as_text=True)
    assert '<html lang="en">' in text and "Class 3(1)" in text and '<p class="t" lang="zh-Hans">抄写词语</p>' in text
    assert f'{address()}?lang=zh"' in text


def test_texts_are_shown_as_they_were_written(door: Door) -> None:
    post(door.small, "t03", [(3, 1)], Draft("第一行\n<b onclick=x>第二行</b> & %(n)s {{ 1 }}", 25))
    answer = door.get()
    check_page(answer)
    assert "第一行\n&lt;b onclick=x&gt;第二行&lt;/b&gt; &amp; %(n)s {{ 1 }}" in answer.get_data(as_text=True)


def test_the_demo_school_says_what_it_is(door: Door) -> None:
    assert "演示学校" not in door.text()
    with door.small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.change(school_records.school, 1, is_demo=True, report_phone="", district_phone="", district="")
        work.audit("school_changed", "school:1", None, {})
    door.now = at(MONDAY, 17)
    text = door.text()
    assert "演示学校，人名和数据均为虚构" in text and "有疑问可以联系学校。" in text and "监督电话" not in text
