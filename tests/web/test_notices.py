"""The parents' pages over HTTP: words of every kind of day in both languages, size, no cookie, and what a browser may keep."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from schoolapp import words
from schoolapp.config import Config
from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import school as school_records
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import afterschool, homework, people, school
from schoolapp.services import notices as services
from schoolapp.services.afterschool import SessionDraft
from schoolapp.services.homework import Draft
from schoolapp.web import notices
from schoolapp.web.app import create_app
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at, make_school
from tests.conftest import on_sqlite
from tests.services.homework_cases import add_teaching, post

pytestmark = on_sqlite

KB = 1024
FRIDAY = MONDAY - timedelta(days=3)
SUNDAY = MONDAY - timedelta(days=1)
TUESDAY = MONDAY + timedelta(days=1)
VOID = {"meta", "link", "path", "br"}
NINE = ("语文", "数学", "英语", "物理", "化学", "道德与法治", "地理", "历史", "生物学")


@dataclass
class Door:
    """The small school behind a browser; `now` is the moment that the server believes in."""

    small: SmallSchool
    app: Flask
    browser: FlaskClient
    now: datetime = NOW

    def get(self, path: str = "", place: tuple[int, int] = (3, 1), **more: Any) -> TestResponse:
        return self.browser.get(address(place) + path, **more)

    def text(self, path: str = "", place: tuple[int, int] = (3, 1)) -> str:
        answer = self.get(path, place)
        assert answer.status_code == 200
        return plain(answer)


@pytest.fixture
def door(database: Config) -> Iterator[Door]:
    house = school.open_house(database)
    small = make_school(house, now=at(TERM[0], 8))
    made = Door(small, Flask("none"), FlaskClient(Flask("none")))
    made.app = create_app(house, now=lambda: made.now)
    made.browser = made.app.test_client()
    yield made
    house.close()


def address(place: tuple[int, int] = (3, 1)) -> str:
    return "/n/" + f"link-{place[0]}-{place[1]}-".ljust(43, "x")


def plain(answer: TestResponse) -> str:
    """What stands in the page's main part and foot, without tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", answer.get_data(as_text=True).split("</head>")[1])))


class Tree(HTMLParser):
    """Every element is closed where it must be; ids and attributes stand once."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert len({name for name, _ in attrs}) == len(attrs) and not [name for name, _ in attrs if name == "style" or name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in VOID or self.open.pop() == tag


def check_page(answer: TestResponse) -> None:
    """What holds for every page of the notice."""
    text = answer.get_data(as_text=True)
    tree = Tree()
    tree.feed(text)
    assert not tree.open and not tree.seen & {"script", "form", "input", "button", "style", "iframe", "img"}
    assert len(answer.data) <= 15 * KB
    assert text.startswith("<!doctype html>") and '<meta name="robots" content="noindex, nofollow">' in text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow" and answer.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"] and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, no-cache" and "Vary" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert text.count("布置") == text.count("由老师在课堂上布置")
    assert not [word for word in ("达标", "超限", "打卡", "签字确认", "分享", "☐", "□") if word in text]


def say(lang: str, sentence: str, **values: Any) -> str:
    return words.gettext(lang, sentence, **values)


def minutes(lang: str, n: int) -> str:
    return say(lang, "%(n)s 分钟", n=n)


BOTH = pytest.mark.parametrize("lang", ["zh", "en"])


@BOTH
def test_one_sentence_comes_first(door: Door, lang: str) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    post(door.small, "t01", [(3, 1)], Draft("第1题", 20, in_school=20))
    text = door.text(f"?lang={lang}")
    sentence = say(lang, "今天书面作业约 %(written)s，在校已完成 %(done)s，回家约 %(home)s。", written=minutes(lang, 45), done=minutes(lang, 20), home=minutes(lang, 25))
    order = [sentence, say(lang, "不需要家长检查、批改或签字。"), say(lang, "写到 %(time)s 还没写完，可以停笔睡觉。", time="21:20"), "抄写词语", "第1题",
             say(lang, "书面合计 %(written)s / %(cap)s 分钟（上限）", written=45, cap=60), say(lang, "今天的课后服务"), say(lang, "意见建议 · 监督电话"),
             "023-6785 0120", "023-6780 0112", say(lang, "大字版"), say(lang, "作业由老师在课堂上布置，本页只作公示，学生完成作业不需要用手机；家长不需要检查、批改或签字。"),
             say(lang, "数据更新于 %(time)s", time=words.format_moment(lang, NOW))]
    places = [text.find(part) for part in order]
    assert -1 not in places and places == sorted(places)


def test_the_sentence_in_chinese(door: Door) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    assert "今天书面作业约 25 分钟，回家约 25 分钟。" in door.text()
    post(door.small, "t01", [(3, 1)], Draft("第1题", 20, in_school=20))
    assert "今天书面作业约 45 分钟，在校已完成 20 分钟，回家约 25 分钟。" in door.text()
    assert 'content="今天书面作业约 45 分钟，在校已完成 20 分钟，回家约 25 分钟。"' in door.get().get_data(as_text=True)
    post(door.small, "t03", [(3, 2)], Draft("抄写词语", 15, in_school=15))
    assert "今天书面作业约 15 分钟，已在校完成，回家没有书面作业。" in door.text(place=(3, 2))
    assert "停笔" not in door.text(place=(3, 2))
    door.now = at(TUESDAY)
    assert "当天书面作业约 45 分钟，在校已完成 20 分钟，回家约 25 分钟。" in door.text(f"/{MONDAY}")
    assert "今天" not in door.text(f"/{MONDAY}").replace("今天大字版", "")


def test_items_say_their_kind_in_words(door: Door) -> None:
    small = door.small
    post(small, "t03", [(7, 1)], Draft("作文", 20, in_school=10), Draft("网上测验", 10, Kind.ELECTRONIC, in_school=0), Draft("朗读", 10, Kind.ORAL),
         Draft("提高题", 10, tier=Tier.RAISED, in_school=10), Draft("再来一题", 5, tier=Tier.OPTIONAL), Draft("踢球", 20, Kind.SPORTS, tier=Tier.OPTIONAL))
    item = post(small, "t03", [(7, 1)], Draft("摘抄", 5)).items[0]
    homework.correct_homework(house=small.house, actor=small.actor("t03"), item_id=item, version=1, draft=Draft("摘抄", 6), reason="写错", now=at(MONDAY, 17, 5))
    text = door.text(place=(7, 1))
    for about in ("书面，在校完成 10 分钟", "电子作业（计入总量），回家完成", "口头作业，不计入书面时间", "书面，提高层（做其中一层），全部在校完成",
                  "书面，选做，不计入书面时间", "体育作业，不计入书面时间，选做", "书面，17:05 更正", "另有选做 5 分钟，不计入", "还没写完，可以停笔睡觉", "22:00"):
        assert about in text, about
    post(small, "t03", [(7, 1)], Draft("周末小记", 15), day=FRIDAY, reason="漏登")
    assert "书面，补录，11月23日 15:00 公示" in door.text(f"/{FRIDAY}", (7, 1))


def test_beyond_the_cap_need_not_be_done(door: Door) -> None:
    post(door.small, "t03", [(3, 1)], Draft("作文", 75), day=FRIDAY, reason="漏登")
    text = door.text(f"/{FRIDAY}")
    assert "书面合计 75 / 60 分钟（上限）" in text and "超出上限 15 分钟，超出的部分可以不做。" in text
    post(door.small, "t04", [(1, 1)], Draft("写字", 10), day=FRIDAY, reason="漏登")
    text = door.text(f"/{FRIDAY}", (1, 1))
    assert "回家书面合计 10 / 0 分钟（上限）" in text and "一、二年级不留回家的书面作业，这 10 分钟可以不做。" in text


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
    assert "今天的课后服务 18:00 结束 16:00–17:00 三年级作业辅导（A102） 17:00–18:00 科学社团（A102）" in text
    small = door.small
    afterschool.log_session(house=small.house, actor=small.actor("t06"), programme_id=small.programmes["club3"], day=MONDAY, now=at(MONDAY, 17, 30),
                            draft=SessionDraft(False, 1020, 1080, 30, None, "", "罗建军请假", small.staff["t04"]))
    text = door.text()
    assert "17:00 结束" in text and "已取消：17:00–18:00 科学社团（A102）" in text and "罗建军" not in text
    assert "课后服务" not in door.text(place=(4, 1))


def test_the_week(door: Door) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写第12课词语两遍，写话一段，要写得又快又好又整齐又端正", 25, in_school=10), Draft("朗读", 5, Kind.ORAL))
    post(door.small, "t01", [(3, 1)], Draft("补做", 75), day=FRIDAY, reason="漏登")
    answer = door.get(f"/week/{MONDAY}")
    check_page(answer)
    text = plain(answer)
    assert "11月23日–27日" in text and "书面 25 / 60 分钟，回家约 15 分钟" in text and "语文 5 分钟 朗读 不计入" in text and "未到" in text
    assert "又快又好…" in text and "端正" not in text
    before = door.text(f"/week/{FRIDAY}")
    assert "书面 75 / 60 分钟，回家约 75 分钟超出 15 分钟，可以不做" in before and "未公示（不等于没有作业）" in before
    assert "这一周不上课" in door.text("/week/2026-08-19")


def test_neither_cookie_nor_login_is_read_or_set(door: Door) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    bare = door.get()
    for name in ("sid", "visitor", "lang", "flash", "device"):
        door.browser.set_cookie(name, "en" if name == "lang" else "x" * 40)
    for path in ("", f"/{FRIDAY}", f"/week/{MONDAY}", "?lang=en", "?size=l", "/never", "/"):
        answer = door.get(path)
        assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")
    assert door.get().data == bare.data


@pytest.mark.parametrize("path", ["/2026-13-01", "/20261123", "/2026-W48-1", "/heute", f"/{MONDAY}/2", f"/{MONDAY}/0", "/week/x", "/", "/a/b/c", "/week"])
def test_what_is_no_day_is_answered_like_an_unknown_link(door: Door, path: str) -> None:
    answer = door.get(path)
    assert answer.status_code == 404 and "ETag" not in answer.headers
    check_page(answer)
    assert answer.data == door.browser.get("/n/unknown").data


@BOTH
def test_a_renewed_link_reads_like_one_that_never_was(door: Door, lang: str) -> None:
    first = door.get(f"?lang={lang}")
    small = door.small
    people.renew_link(house=small.house, actor=small.actor("t05"), class_id=small.classes[3, 1], generation=1, now=NOW)
    old, never = door.get(f"?lang={lang}", headers={"If-None-Match": first.headers["ETag"]}), door.browser.get(f"/n/never-was?lang={lang}")
    assert old.status_code == never.status_code == 404 and old.data == never.data
    assert say(lang, "这个链接打不开") in plain(old) and "023-6785 0120" in plain(old)
    check_page(old)
    fresh = next(token for token, link in services.links_of(house=small.house).by_token.items() if link.one.id == small.classes[3, 1])
    answer = door.browser.get(f"/n/{fresh}")
    assert answer.status_code == 200 and answer.headers["ETag"] != first.headers["ETag"]


def test_before_the_set_up_every_link_is_unknown(database: Config) -> None:
    house = school.open_house(database)
    answer = create_app(house, now=lambda: NOW).test_client().get("/n/x")
    assert answer.status_code == 404
    check_page(answer)
    house.close()


def test_a_browser_keeps_the_page_until_something_changes(door: Door) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    first = door.get()
    tag = first.headers["ETag"]
    assert re.fullmatch(r'"[^"]+"', tag)
    for seen in (tag, "W/" + tag, f'"other", {tag}', "*"):
        same = door.get(headers={"If-None-Match": seen})
        assert same.status_code == 304 and same.data == b"" and same.headers["ETag"] == tag and same.headers["Cache-Control"] == "public, no-cache"
        assert "Set-Cookie" not in same.headers and same.headers["X-Robots-Tag"]
    assert door.get(headers={"If-None-Match": '"other"'}).status_code == 200
    post(door.small, "t01", [(3, 1)], Draft("第1题", 20))
    changed = door.get(headers={"If-None-Match": tag})
    assert changed.status_code == 200 and changed.headers["ETag"] != tag and "第1题" in plain(changed)


def test_the_tag_tells_apart_whatever_changes_the_page(door: Door) -> None:
    tags = {door.get(path).headers["ETag"] for path in ("", f"/{FRIDAY}", f"/week/{MONDAY}", "?lang=en", "?size=l", "?lang=en&size=l")}
    tag = door.get().headers["ETag"]
    door.now = at(MONDAY, 16)
    tags.add(door.get().headers["ETag"])
    late = door.get(headers={"If-None-Match": tag})
    assert late.status_code == 200 and "今日尚未公示" in plain(late)
    door.now = at(TUESDAY, 0)
    tags.add(door.get(f"/{MONDAY}").headers["ETag"])
    assert "老师稍后公示" in door.text()
    assert len(tags) == 8


def test_an_unchanged_page_is_not_made_again(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    first = door.get()
    house = door.small.house

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("the kept page was enough")
    monkeypatch.setattr(house, "_head_read_at", time.monotonic() + 3600)
    monkeypatch.setattr(house, "reading", refuse)
    monkeypatch.setattr(services, "day_notice", refuse)
    assert door.get().data == first.data
    assert door.get(headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    door.app.extensions["notice_pages"]._kept.clear()
    assert door.get(headers={"If-None-Match": first.headers["ETag"]}).status_code == 304  # known without the page
    head = door.browser.head(address(), headers={"If-None-Match": first.headers["ETag"]})
    assert head.status_code == 304


def test_head_has_the_headers_of_the_page(door: Door) -> None:
    page, head = door.get(), door.browser.head(address())
    assert head.data == b"" and head.headers["ETag"] == page.headers["ETag"]
    assert int(head.headers["Content-Length"]) == len(page.data) == int(page.headers["Content-Length"])


def test_no_more_than_so_many_pages_are_kept(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "KEPT_MOST", 5)
    for n in range(12):
        door.get(f"/{MONDAY - timedelta(days=n)}")
        door.browser.get(f"/n/guess-{n}")
    pages = door.app.extensions["notice_pages"]
    assert len(pages._kept) == 5
    post(door.small, "t03", [(3, 1)], Draft("抄写词语", 25))
    door.get()
    assert len(pages._kept) == 1  # what belongs to older data is dropped


def test_a_full_day_stays_small(door: Door) -> None:
    """Nine subjects with long texts, a service of many clubs, both phones: HTML, style and icon together."""
    for subject in NINE[1:]:
        add_teaching(door.small, "t03", (9, 1), subject)
    for subject in NINE:
        text = f"{subject}：" + "认真完成练习册上的每一道题，写清楚过程；" * 11
        post(door.small, "t03", [(9, 1)], Draft(text, 10, in_school=5), subject=subject)
    _many_clubs(door.small)
    answer = door.get(place=(9, 1))
    check_page(answer)
    assert all(f"{subject}：认真" in plain(answer) for subject in NINE)
    static = sum(len(door.browser.get(url).data) for url in re.findall(r'href="(/static/[^"]+)"', answer.get_data(as_text=True)))
    assert 0 < static and len(answer.data) + static <= 40 * KB


def _many_clubs(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        for n in range(40):
            row = work.add(afterschool_records.programme, term_id=small.term_id, code=f"c{n}", name="名字很长的社团" * 5 + str(n), category="社团", grades="9",
                           staff_id=small.staff["t01"], provider="", room="综合楼三楼东侧第二活动室", active=True)
            work.add(afterschool_records.programme_slot, programme_id=row, weekday=1, start=960 + n, end=1080)
        work.audit("programme_added", "programme:1", None, {})


def test_the_longest_day_goes_on_on_further_pages(door: Door) -> None:
    texts = [f"{n}号" + "&<\"'"[n % 4] * 1990 for n in range(12)]
    for half in (texts[:6], texts[6:]):
        post(door.small, "t03", [(9, 1)], *(Draft(text, 5) for text in half))
    _many_clubs(door.small)
    seen, part = "", 1
    while True:
        answer = door.get(f"/{MONDAY}/{part}", (9, 1))
        if answer.status_code == 404:
            break
        check_page(answer)
        seen += plain(answer)
        part += 1
    assert part > 3 and all(text in seen for text in texts)
    first = door.get(place=(9, 1))
    check_page(first)
    assert "还有 11 项作业" in plain(first) and f'href="{address((9, 1))}/{MONDAY}/2"' in first.get_data(as_text=True)
    check_page(door.get(f"/week/{MONDAY}", (9, 1)))


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


def test_paper_carries_the_code_of_the_public_address(door: Door) -> None:
    assert "<svg width" not in door.get().get_data(as_text=True)
    house = door.small.house
    house.config = replace(house.config, public_url="https://notice.example.cn", https="proxy")
    answer = create_app(house, now=lambda: NOW).test_client().get(address())
    check_page(answer)
    assert 'class="qr"' in answer.get_data(as_text=True) and answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("place", [(3, 1), (7, 1)])
def test_both_stages_have_a_page_for_each_day_of_the_term(door: Door, place: tuple[int, int]) -> None:
    post(door.small, "t03", [place], Draft("作文", 30, in_school=10))
    for day in (TERM[0], FRIDAY, MONDAY, date(2026, 12, 31), TERM[1]):
        check_page(door.get(f"/{day}", place))
        check_page(door.get(f"/week/{day}?size=l", place))
