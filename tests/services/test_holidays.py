"""Holiday lists: under the line of the days off, by whom, until when; corrections with their history; what paper and parents read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from schoolapp.config import Config
from schoolapp.records import school as school_records
from schoolapp.rules.homework import Kind
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.rules.policy import to_json
from schoolapp.services import holidays, school
from schoolapp.services.holidays import BadList, HolidayDraft, HolidayFull, HolidayRefused
from schoolapp.services.house import Conflict
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.services.holiday_cases import NEW_YEAR, WINTER, add, check_lists, make_year, row_of
from tests.services.homework_cases import grant

BOOK = HolidayDraft("练习册第1到30页", 600)
READ = HolidayDraft("每天读书20分钟", 600, Kind.READING)


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    yield make_year(house)
    house.close()


def test_subjects_share_one_line(small: SmallSchool) -> None:
    done = add(small, "t03", [(3, 1), (3, 2)], BOOK, READ)
    assert len(done.items) == 4 and [c.number for c in done.classes] == [1, 2]
    add(small, "t01", [(3, 1)], HolidayDraft("口算", 1200))  # 600 + 1200 = 60 minutes on each of 30 days: equal is fine
    with pytest.raises(HolidayFull) as full:
        add(small, "t02", [(3, 1), (3, 2)], HolidayDraft("抄写单词", 30))
    (refused,) = full.value.refused
    assert (refused.one.number, refused.verdict.figure, refused.verdict.allowed, refused.verdict.over_by, refused.verdict.before) == (1, 1830, 1800, 30, 1800)
    row = row_of(small, (3, 1))
    assert (row.start, row.end, row.days_off, row.written, row.other, row.items, row.version) == (*WINTER, 30, 1800, 600, 3, 2)
    add(small, "t02", [(3, 1)], HolidayDraft("听英文歌", 300, Kind.ORAL))  # what is not written has room
    check_lists(small)


def test_the_line_is_the_schools_own(small: SmallSchool) -> None:
    strict = standing_of(house=small.house).profile(MONDAY)
    strict = replace(strict, valid_from=date(2026, 12, 1), holiday_caps=(0, 0, 20, 20, 20, 20, 40, 40, 40))
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        row = work.add(school_records.policy_profile, valid_from=strict.valid_from, content=to_json(strict))
        work.audit("profile_added", f"profile:{row}")
    with pytest.raises(HolidayFull) as full:
        add(small, "t03", [(3, 1)], HolidayDraft("写日记", 601))
    assert full.value.classes[0].verdict.line == 20 and full.value.classes[0].verdict.allowed == 600
    add(small, "t03", [(3, 1)], HolidayDraft("写日记", 600))


def test_grades_one_and_two_have_nothing_written(small: SmallSchool) -> None:
    with pytest.raises(HolidayFull):
        add(small, "t04", [(1, 1)], HolidayDraft("写字", 1))
    add(small, "t04", [(1, 1)], READ)
    assert row_of(small, (1, 1)).written == 0
    check_lists(small)


@pytest.mark.parametrize(("who", "places", "subject"), [("t01", [(3, 1)], "语文"), ("t01", [(4, 1)], "数学"), ("t04", [(3, 1)], "语文")])
def test_only_own_subjects_and_classes(small: SmallSchool, who: str, places: list[tuple[int, int]], subject: str) -> None:
    with pytest.raises(NotFound):
        add(small, who, places, READ, subject=subject)


def test_only_who_holds_the_permit(small: SmallSchool) -> None:
    for who in ("t05", "t07", "t09"):
        with pytest.raises(NotAllowed):
            add(small, who, [(3, 1)], READ, subject="语文")


def test_a_substitute_may_while_the_grant_runs(small: SmallSchool) -> None:
    grant(small, "t04", (3, 1), "数学", MONDAY, MONDAY)
    add(small, "t04", [(3, 1)], READ, subject="数学")
    with pytest.raises(NotFound):
        add(small, "t04", [(3, 1)], READ, subject="数学", now=at(MONDAY + timedelta(days=1)))


def test_a_list_is_given_before_the_holiday_that_is_there(small: SmallSchool) -> None:
    with pytest.raises(HolidayRefused) as refused:
        add(small, "t03", [(3, 1)], READ, start=WINTER[0] + timedelta(days=1))
    assert refused.value.code == "no_holiday"
    add(small, "t03", [(3, 1)], READ, start=NEW_YEAR[0], now=at(NEW_YEAR[0] - timedelta(days=1), 23, 59))
    with pytest.raises(HolidayRefused) as refused:
        add(small, "t03", [(3, 1)], READ, start=NEW_YEAR[0], now=at(NEW_YEAR[0], 0, 0))
    assert refused.value.code == "begun"


@pytest.mark.parametrize(("draft", "field", "code"), [
    (HolidayDraft(" ", 10), "text", "empty"), (HolidayDraft("字" * 2001, 10), "text", "long"), (HolidayDraft("打 13812345678", 10), "text", "mobile"),
    (HolidayDraft("读书", 0), "minutes", "range"), (HolidayDraft("读书", 7201), "minutes", "range"),
])
def test_every_fault_is_named(small: SmallSchool, draft: HolidayDraft, field: str, code: str) -> None:
    with pytest.raises(BadList) as bad:
        add(small, "t03", [(3, 1)], READ, draft)
    assert [(f.line, f.field, f.code) for f in bad.value.faults] == [(1, field, code)]
    with pytest.raises(BadList) as bad:
        add(small, "t03", [])
    assert {(f.field, f.code) for f in bad.value.faults} == {("items", "none"), ("classes", "none")}


def test_a_second_tap_adds_once(small: SmallSchool) -> None:
    first = add(small, "t03", [(3, 1), (3, 2)], READ, request_key="k")
    assert add(small, "t03", [(3, 1), (3, 2)], READ, request_key="k") == first and row_of(small, (3, 1)).items == 1
    with pytest.raises(Conflict):
        add(small, "t03", [(3, 1), (3, 2)], BOOK, request_key="k")


def correct(small: SmallSchool, who: str, item: int, draft: HolidayDraft, version: int = 1, reason: str = "减少", now: object = NOW) -> int:
    return holidays.correct_item(house=small.house, actor=small.actor(who), item_id=item, version=version, draft=draft, reason=reason, now=now)  # type: ignore[arg-type]


def test_corrections_are_judged_and_kept(small: SmallSchool) -> None:
    (item,) = add(small, "t03", [(3, 1)], BOOK).items
    add(small, "t01", [(3, 1)], HolidayDraft("口算", 1000))
    with pytest.raises(HolidayFull):
        correct(small, "t03", item, HolidayDraft("练习册", 801))
    for draft, reason in ((HolidayDraft("练习册", 0), "改"), (HolidayDraft("练习册", 10), " ")):
        with pytest.raises(BadList):
            correct(small, "t03", item, draft, reason=reason)
    with pytest.raises(HolidayRefused):
        correct(small, "t03", item, BOOK)
    with pytest.raises(NotFound):
        correct(small, "t01", item, READ)
    list_id = correct(small, "t03", item, HolidayDraft("练习册", 800))
    with pytest.raises(Conflict):
        correct(small, "t03", item, HolidayDraft("练习册", 700))
    view = holidays.list_view(house=small.house, actor=small.actor("t01"), list_id=list_id, now=NOW)  # heads the class
    (mine,) = next(items for name, items in view.subjects if name == "语文")
    assert [(s.act, s.reason, s.new) for s in mine.history] == [
        ("listed", "", {"text": BOOK.text, "kind": "书面", "minutes": 600}), ("corrected", "减少", {"text": "练习册", "minutes": 800})]
    assert mine.teacher == "王芳" and not mine.editable and view.verdict.figure == 1800 and view.may_add
    holidays.withdraw_item(house=small.house, actor=small.actor("t03"), item_id=item, version=2, reason="重复", now=NOW)
    assert row_of(small, (3, 1)).written == 1000
    with pytest.raises(HolidayRefused):
        holidays.withdraw_item(house=small.house, actor=small.actor("t03"), item_id=item, version=3, reason="重复", now=NOW)
    check_lists(small)


def test_in_the_holiday_a_list_may_only_shrink(small: SmallSchool) -> None:
    one, two = add(small, "t03", [(3, 1)], BOOK, READ).items
    now = at(WINTER[0] + timedelta(days=3))
    with pytest.raises(HolidayRefused) as refused:
        correct(small, "t03", one, HolidayDraft(BOOK.text, 601), now=now)
    assert refused.value.code == "begun"
    correct(small, "t03", one, HolidayDraft(BOOK.text, 300), now=now)
    holidays.withdraw_item(house=small.house, actor=small.actor("t03"), item_id=two, version=1, reason="放宽", now=at(WINTER[1]))
    with pytest.raises(HolidayRefused) as refused:
        correct(small, "t03", one, HolidayDraft(BOOK.text, 200), version=2, now=at(WINTER[1] + timedelta(days=1)))
    assert refused.value.code == "over"
    check_lists(small)


def test_a_list_follows_the_calendar(small: SmallSchool) -> None:
    add(small, "t03", [(3, 1)], BOOK)
    with small.house.writing(actor=OPERATOR, now=NOW) as work:  # the term ends two days earlier
        row = work.add(school_records.calendar_row, term_id=small.term_id, position=2, start=date(2027, 1, 21), end=date(2027, 1, 22), school=False, note="",
                       entered_at=NOW)
        work.audit("calendar_added", f"calendar:{row}")
    add(small, "t01", [(3, 1)], HolidayDraft("口算", 100), start=date(2027, 1, 21))
    row_now = row_of(small, (3, 1))
    assert (row_now.start, row_now.days_off, row_now.written) == (date(2027, 1, 21), 32, 700)
    check_lists(small)


def test_the_page_of_each_role(small: SmallSchool) -> None:
    list_id = add(small, "t03", [(3, 1), (3, 2)], BOOK).lists[0]

    def page(who: str, **more: object) -> holidays.HolidayPage:
        return holidays.holiday_page(house=small.house, actor=small.actor(who), now=NOW, **more)  # type: ignore[arg-type]

    mine = page("t01", start=WINTER[0])
    assert mine.chosen is not None and mine.chosen.name == "寒假" and mine.may_add and not mine.others
    first = mine.own[0]
    assert (first.list_id, first.verdict.figure, first.verdict.per_day_tenths, first.given) == (list_id, 600, 200, 1)
    assert [(s.subject, s.written, s.items, s.mine) for s in first.subjects] == [("语文", 600, 1, False), ("数学", 0, 0, True), ("英语", 0, 0, False)]
    assert [s.name for s in mine.spans] == ["中秋节", "国庆节", "元旦", "寒假"] and page("t01").chosen == mine.spans[2]
    office = page("t05", start=WINTER[0], grade=3)
    assert not office.own and [c.one.number for c in office.others] == [1, 2] and office.grades == tuple(range(1, 10))
    assert mine.open_from is None  # the summer is too far ahead to be asked for
    with pytest.raises(NotAllowed):
        page("t06")


def test_only_who_sees_the_class_sees_its_list(small: SmallSchool) -> None:
    list_id = add(small, "t04", [(1, 1)], READ).lists[0]
    for who in ("t01", "t02"):
        with pytest.raises(NotFound):
            holidays.list_view(house=small.house, actor=small.actor(who), list_id=list_id, now=NOW)
    for who in ("t04", "t03"):
        if who == "t04":
            assert holidays.printed_list(house=small.house, actor=small.actor(who), list_id=list_id).one.grade == 1
    view = holidays.list_view(house=small.house, actor=small.actor("t05"), list_id=list_id, now=NOW)
    assert view.subjects[0][1][0].teacher == "罗建军" and not view.may_add
    with pytest.raises(NotFound):
        holidays.list_view(house=small.house, actor=small.actor("t05"), list_id=list_id + 9, now=NOW)


def test_parents_read_it_from_the_last_school_day_on(small: SmallSchool) -> None:
    add(small, "t03", [(3, 1)], READ, BOOK)
    add(small, "t01", [(3, 1)], HolidayDraft("口算", 300))
    (gone,) = add(small, "t02", [(3, 1)], HolidayDraft("抄写", 30)).items
    holidays.withdraw_item(house=small.house, actor=small.actor("t02"), item_id=gone, version=1, reason="取消", now=NOW)

    def on(day: date, place: tuple[int, int] = (3, 1)) -> holidays.PublicList | None:
        return holidays.holiday_list_for_notice(house=small.house, class_id=small.classes[place], day=day)

    found = on(WINTER[0] - timedelta(days=1))
    assert found is not None and found.span == (*WINTER, "寒假") and found.verdict.per_day_tenths == 300
    assert [(name, written, [i.text for i in items]) for name, written, items in found.subjects] == [
        ("语文", 600, [BOOK.text, READ.text]), ("数学", 300, ["口算"])]
    assert on(WINTER[0]) == found == on(WINTER[1])
    assert on(WINTER[0] - timedelta(days=2)) is None and on(WINTER[1] + timedelta(days=1)) is None and on(MONDAY) is None
    assert on(WINTER[0], (3, 2)) is None  # nothing given there
