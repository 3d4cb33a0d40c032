"""The family's pages of suggestions: reached from notice and board, no cookie, nothing lost on an error, one answer for everything that leads
nowhere, and the notice stays as it was."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from schoolapp.config import Config
from schoolapp.records import suggestions as records
from schoolapp.rules.feedback import Voice
from schoolapp.services import feedback, homework, noticeboard
from schoolapp.services.homework import Draft
from schoolapp.services.suggestions import limits
from tests.cast import MONDAY, NOW, at
from tests.conftest import on_sqlite
from tests.services.suggestion_cases import CONTACT, TEXT, _cheap_keys, answer, case, open_school, visit  # noqa: F401
from tests.web.desk import form_of
from tests.web.notice_door import Door, Tree, address, check_page, make_door, plain

pytestmark = on_sqlite
SAY = f"{address()}/say"


@pytest.fixture
def shut(database: Config) -> Iterator[Door]:
    yield from make_door(database)


@pytest.fixture
def door(shut: Door) -> Door:
    open_school(shut.small)
    return shut


def turn(door: Door, on: bool) -> None:
    feedback.turn(house=door.small.house, actor=door.small.actor("t07"), now=NOW, voice=Voice.SUGGESTIONS, on=on)


def open_board(door: Door, open_: bool = True) -> None:
    actor = door.small.actor("t07")
    seen = noticeboard.board_settings(house=door.small.house, actor=actor).seen
    noticeboard.change_board(house=door.small.house, actor=actor, open_=open_, fees="", seen=seen, now=NOW)


def key_of(door: Door, path: str = SAY) -> str:
    return form_of(door.browser.get(path).get_data(as_text=True))["key"]


def send(door: Door, path: str = SAY, **over: object) -> TestResponse:
    fields: dict[str, object] = {"key": "", "category": "too_much", "about": "class", "day": MONDAY.isoformat(), "text": TEXT, "contact": CONTACT}
    fields["key"] = over.pop("key", None) or key_of(door, path)
    headers = {name: str(over.pop(name)) for name in ("Origin", "Sec-Fetch-Site") if name in over}
    return door.browser.post(path, data=fields | over, headers=headers)


def taken(answer: TestResponse) -> tuple[str, str]:
    """(number, code) of the page that is taken away."""
    assert answer.status_code == 200
    found = re.findall(r'class="letters">([^<]+)<', answer.get_data(as_text=True))
    assert len(found) == 2
    return found[0], found[1]


def check(answer: TestResponse, status: int = 200) -> str:
    """What holds for each of these pages; gives its text."""
    assert answer.status_code == status
    text = answer.get_data(as_text=True)
    tree = Tree()
    tree.feed(re.sub(r"<input\b[^>]*>", "", text))
    assert not tree.open and not tree.seen & {"script", "style", "iframe", "img"}
    assert "Set-Cookie" not in answer.headers and answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"] and len(answer.data) <= 15 * 1024
    return html.unescape(text)


def test_both_phones_stand_above_the_form_and_the_words_of_care_at_the_text(door: Door) -> None:
    text = check(door.browser.get(SAY))
    assert text.index("023-6780 0112") < text.index("023-6785 0120") < text.index("<form")
    assert text.index("意见和校长有关的，请打区里的电话") < text.index("<form") < text.index("班级人数少的话，写得太细")
    assert "11月30日 周一" in text and text.count('type="radio" name="category"') == 12
    assert not re.search(r'name="(?:name|pupil|child|relation|phone)"', text) and 'type="file"' not in text


def test_a_small_class_is_warned_more_plainly(door: Door) -> None:
    from schoolapp.records import people as people_records
    from schoolapp.rules.permits import OPERATOR

    with door.small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.add(people_records.class_count, class_id=door.small.classes[3, 1], valid_from=MONDAY, pupils=14, asked=14, joined=14)
        work.audit("heads_set", "class:3")
    assert "这个班人数不多" in plain(door.browser.get(SAY)) and "14" not in plain(door.browser.get(SAY)).split("请写下来")[1].split("联系方式")[0]
    assert "这个班人数不多" not in plain(door.browser.get(f"{address((3, 2))}/say"))


def test_the_notice_only_carries_a_link_and_stays_as_it_was(shut: Door) -> None:
    before = [shut.get(path) for path in ("", "/week/2026-11-23")]
    assert all("/say" not in one.get_data(as_text=True) for one in before)
    open_school(shut.small)
    for path, one in zip(("", "/week/2026-11-23"), before, strict=True):
        after = shut.get(path)
        check_page(after)  # size, cache, no cookie, no form
        link = re.search(r'<p class="parts"><a href="([^"]+)">给校长写意见建议</a></p>', after.get_data(as_text=True))
        assert link is not None and check(shut.browser.get(html.unescape(link[1])))
        drop = re.compile(r"数据更新于[^<]*")
        assert drop.sub("", after.get_data(as_text=True).replace(link[0], "")) == drop.sub("", one.get_data(as_text=True))
        assert {name: value for name, value in after.headers if name not in ("ETag", "Content-Length")} == {
            name: value for name, value in one.headers if name not in ("ETag", "Content-Length")}


def test_a_very_full_notice_stays_small_with_every_way_open(door: Door) -> None:
    feedback.turn(house=door.small.house, actor=door.small.actor("t07"), now=NOW, voice=Voice.ANSWERS, on=True)
    for subject, number in (("数学", "t01"), ("语文", "t03"), ("英语", "t02")):
        drafts = [Draft(f"{n}{'练习册上的题目要看清楚再写' * 20}", 3) for n in range(4)]
        homework.post_homework(house=door.small.house, actor=door.small.actor(number), day=MONDAY, subject=subject,
                               class_ids=[door.small.classes[3, 1]], drafts=drafts, now=NOW)
    for path in ("", "/2026-11-23/2", "?lang=en", "?size=l&paper=a4"):
        text = door.get(path).get_data(as_text=True)
        check_page(door.get(path))
        assert ("/say" in text and text.count("<li>") >= 4) or "paper=a4" in path  # paper leads nowhere


def test_reading_the_form_leaves_the_kept_notice_alone_and_writing_changes_nothing_in_it(door: Door) -> None:
    open_board(door)
    first = [door.get(), door.browser.get("/board")]
    for path in (SAY, f"{SAY}/2026-11-20", "/board/say", "/say"):
        check(door.browser.get(path))
    door.browser.post("/say", data={"number": "2026-1", "code": "x"})
    send(door, text="短")
    for one, path in zip(first, (address(), "/board"), strict=True):
        assert door.browser.get(path, headers={"If-None-Match": one.headers["ETag"]}).status_code == 304
    taken(send(door))
    for one, path in zip(first, (address(), "/board"), strict=True):
        after = door.browser.get(path)
        assert after.data == one.data and "Set-Cookie" not in after.headers
        assert door.browser.get(path, headers={"If-None-Match": after.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_family_writes_takes_number_and_code_away_and_reads_the_answer(door: Door, lang: str) -> None:
    tail = "" if lang == "zh" else "?lang=en"
    received = send(door, SAY + tail)
    text = check(received)
    number, code = taken(received)
    assert number == "2026-0001" and re.fullmatch(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){2}", code)
    assert code not in "".join(value for _name, value in received.headers) and f"/say{tail}" in text
    assert TEXT not in text and "qingfeng" not in text
    check(door.browser.get("/say" + tail))
    seen = check(door.browser.post("/say" + tail, data={"number": number, "code": code.lower()}))
    assert ("学校已经收到" if lang == "zh" else "The school has received it") in seen
    answer(door.small, text="谢谢，已经查过，作业偏多，本周起调整。")
    seen = check(door.browser.post("/say" + tail, data={"number": number, "code": code}))
    assert "本周起调整" in seen and TEXT not in seen
    seen = check(door.browser.post("/say" + tail, data={"number": number, "code": code, "do": "again", "text": "还是很多，写到十点半"}))
    assert ("学校正在了解" if lang == "zh" else "The school is looking into it") in seen
    answer(door.small, text="又看了一遍，年级组已经调整。")
    seen = check(door.browser.post("/say" + tail, data={"number": number, "code": code, "do": "again"}), 400)
    assert seen.count("<section class=\"reply\">") == 2
    seen = check(door.browser.post("/say" + tail, data={"number": number, "code": code, "do": "solved"}))
    assert ("已经办结" if lang == "zh" else "Closed") in seen


def test_a_lost_answer_sent_again_is_the_same_case(door: Door) -> None:
    key = key_of(door)
    first = taken(send(door, key=key))
    repeated = send(door, key=key, text="改成了别的话，一共十个字以上")
    assert taken(repeated) == first and "这张表刚才已经收到" in repeated.get_data(as_text=True)
    words = case(door.small, opened=visit(door.small)).words
    assert words is not None and words[0].text == TEXT
    assert taken(send(door))[0] == "2026-0002"


def test_an_error_names_its_place_and_loses_nothing(door: Door) -> None:
    key = key_of(door)
    text = check(send(door, key=key, category="", text="请打我 13812345678，作业太多了", about="", day="2026-11-20", contact="微信 abc"), 400)
    assert 'href="#category-0"' in text and 'href="#text"' in text and "里面像是有手机号" in text and "请填在下面的“联系方式”里" in text
    assert "请打我 13812345678，作业太多了" in text and 'value="2026-11-20"' in text and 'value="微信 abc"' in text
    assert form_of(text)["key"] == key and 'id="about-1" checked' in text
    assert "还没有到" in check(send(door, day="2026-11-24"), 400) and "日期" in check(send(door, day="昨天"), 400)
    with door.small.house.reading() as connection:
        assert records.list_cases(connection) == []


def test_about_no_class_keeps_neither_class_nor_day(door: Door) -> None:
    taken(send(door, about=""))
    found = case(door.small, opened=visit(door.small))
    assert (found.one, found.day) == (None, None)


def test_from_the_board_any_class_or_none(door: Door) -> None:
    assert door.browser.get("/board/say").status_code == 404
    open_board(door)
    text = check(door.browser.get("/board/say"))
    assert "一(1)班" in text and "九(1)班" in text and "link-3-1" not in text
    assert 'href="/board/say"' in door.browser.get("/board").get_data(as_text=True)
    taken(send(door, "/board/say", class_id=str(door.small.classes[9, 1]), day="2026-11-20"))
    taken(send(door, "/board/say", class_id="", day=""))
    first, second = (case(door.small, n, opened=visit(door.small)) for n in (1, 2))
    assert first.one is not None and (first.one.grade, str(first.day)) == (9, "2026-11-20") and (second.one, second.day) == (None, None)
    assert "请从列出的班级中选择" in check(send(door, "/board/say", class_id="999"), 400)
    assert "请从列出的班级中选择" in check(send(door, "/board/say", class_id="x'; --"), 400)


def test_off_every_address_reads_like_an_unknown_link(door: Door) -> None:
    open_board(door)
    number, code = taken(send(door))
    key = key_of(door)
    turn(door, False)
    unknown = door.browser.get("/n/nobody-was-ever-given-this-link")
    assert unknown.status_code == 404 and "023-6785 0120" in plain(unknown)
    asked = [door.browser.get(path) for path in (SAY, f"{SAY}/2026-11-23", "/board/say", "/say")]
    asked += [door.browser.post(path, data={"key": key, "text": TEXT, "number": number, "code": code}) for path in (SAY, "/board/say", "/say")]
    for one in asked:
        assert (one.status_code, one.data) == (404, unknown.data) and "Set-Cookie" not in one.headers
    assert "/say" not in door.get().get_data(as_text=True) and "/say" not in door.browser.get("/board").get_data(as_text=True)
    turn(door, True)
    check(door.browser.post("/say", data={"number": number, "code": code}))


@pytest.mark.parametrize("path", ["/n/unknown/say", f"{SAY}/yesterday", f"{SAY}/2026-11-23/1", f"{SAY}/9999-99-99", f"{address()}/say%00"])
def test_what_leads_nowhere(door: Door, path: str) -> None:
    unknown = door.browser.get("/n/nobody-was-ever-given-this-link").data
    for method in ("GET", "POST"):
        answer = door.browser.open(path, method=method)
        assert answer.status_code in (404, 405) and (method == "POST" or answer.data == unknown)


def test_wrong_numbers_and_codes_read_the_same_and_end_for_the_day(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    number, code = taken(send(door))
    wrong = [door.browser.post("/say", data={"number": a, "code": b}) for a, b in ((number, "AAAA-BBBB-CCCC"), ("2026-0002", code), ("x", "y"))]
    said = {re.sub(r'value="[^"]*"', "", check(one, 400)) for one in wrong}
    assert len(said) == 1
    assert "请填写查询码" in check(door.browser.post("/say", data={"number": number, "code": " "}), 400)
    monkeypatch.setattr(limits, "WRONG_MOST", 3)
    assert "请明天再查" in check(door.browser.post("/say", data={"number": number, "code": code}), 400)
    door.now = at(MONDAY + timedelta(days=1))
    check(door.browser.post("/say", data={"number": number, "code": code}))


def test_a_flood_is_told_so_and_what_was_written_stays(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WRITTEN_MOST", 2)
    for _ in range(2):
        taken(send(door))
    text = check(send(door), 400)
    assert "今天从这里已经写了好几件" in text and TEXT in text


@pytest.mark.parametrize("over", [{"key": "x"}, {"key": "0" * 64 + "say abcdefghijklmnopqrstuvwx 1"}])
def test_a_key_that_was_not_made_here_only_asks_to_send_again(door: Door, over: dict[str, str]) -> None:
    text = check(send(door, **over), 400)
    assert "请再点一次" in text and TEXT in text
    taken(send(door, key=form_of(text)["key"]))


def test_a_form_of_yesterday_only_asks_to_send_again(door: Door) -> None:
    key = key_of(door)
    door.now = NOW + timedelta(hours=25)
    assert "请再点一次" in check(send(door, key=key), 400)


def test_a_foreign_page_sends_nothing(door: Door) -> None:
    for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert send(door, **header).status_code == 400
    with door.small.house.reading() as connection:
        assert records.list_cases(connection) == []
    taken(send(door, Origin="null"))  # what a browser says that tells no referrer


@pytest.mark.parametrize("value", [
    "<script>alert(1)</script>" * 3, "'; DROP TABLE suggestion; --十个字以上的话", "=cmd|' /C calc'!A0 十个字以上的话", "％s%s%(n)s 十个字以上的话",
    "﷽" * 30, "\u202e反过来写的十个字以上的话啊", "a\x00b 十个字以上的话还有一些",
])
def test_hostile_text_is_text(door: Door, value: str) -> None:
    first = send(door, text=value, contact=value[:90])
    assert first.status_code in (200, 400)
    for page in (first, send(door, text=value, contact=value[:90], category=value)):
        assert "<script>" not in page.get_data(as_text=True)
    if first.status_code == 200:
        words = case(door.small, opened=visit(door.small)).words
        assert words is not None and words[0].text.replace("\u202e", "") == value.replace("\u202e", "").replace("\x00", "").strip()


def test_hostile_fields_break_nothing(door: Door) -> None:
    for name in ("key", "category", "about", "day", "text", "contact", "class_id", "number", "code", "do"):
        for value in ("", "x" * 20_000, "9" * 400, "²", "\x00", "%00", "../../etc", "{{7*7}}", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")):
            for path in (SAY, "/say"):
                assert send(door, path, **{"key": "k", name: value or "-"}).status_code in (200, 400, 404, 413), (name, value[:20])
    assert door.browser.post(SAY, data={"text": (b"", "a.txt")}, content_type="multipart/form-data").status_code in (400, 413)
    assert door.browser.post(SAY, data=b"\xff\xfe" * 100, content_type="application/x-www-form-urlencoded").status_code == 400
    assert door.browser.post(SAY, data="text=" + "x" * 200_000, content_type="application/x-www-form-urlencoded").status_code == 413
