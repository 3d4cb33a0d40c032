"""What parents are told of a day and a week: figures, the meanings of an empty day, the service, and which days may be opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from schoolapp.config import Config
from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import school as school_records
from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.people import System
from schoolapp.rules.permits import OPERATOR
from schoolapp.rules.policy import Declaration, TierMode, default_profile, to_json
from schoolapp.services import afterschool, homework, notices, people, school
from schoolapp.services.afterschool import SessionDraft
from schoolapp.services.homework import Draft
from schoolapp.services.notices import DayNotice, NoticeState, WeekNotice
from tests.cast import CAST, MONDAY, NOW, TERM, SmallSchool, at, make_school
from tests.conftest import on_sqlite
from tests.services.homework_cases import post

FRIDAY = MONDAY - timedelta(days=3)
SUNDAY = MONDAY - timedelta(days=1)
TUESDAY = MONDAY + timedelta(days=1)
EVENING = at(MONDAY, 19)


@pytest.fixture
def small(database: Config) -> Iterator[SmallSchool]:
    house = school.open_house(database)
    yield make_school(house, now=at(TERM[0], 8))
    house.close()


def read(small: SmallSchool, place: tuple[int, int] = (3, 1), day: date = MONDAY, now: datetime = NOW) -> DayNotice:
    link = notices.links_of(house=small.house).by_token[f"link-{place[0]}-{place[1]}-".ljust(43, "x")]
    return notices.day_notice(house=small.house, one=link.one, day=day, now=now)


def week(small: SmallSchool, day: date = MONDAY, now: datetime = EVENING, place: tuple[int, int] = (3, 1)) -> WeekNotice:
    link = notices.links_of(house=small.house).by_token[f"link-{place[0]}-{place[1]}-".ljust(43, "x")]
    return notices.week_notice(house=small.house, one=link.one, day=day, now=now)


def set_profile(small: SmallSchool, **changes: Any) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        profile = replace(default_profile(System.SIX_THREE, date(2026, 9, 2)), **changes)
        work.add(school_records.policy_profile, valid_from=profile.valid_from, content=to_json(profile))
        work.audit("policy_changed", "profile:2", None, {})


def add_calendar(small: SmallSchool, day: date, **values: Any) -> None:
    with small.house.writing(actor=OPERATOR, now=at(TERM[0], 9)) as work:
        work.add(
            school_records.calendar_row,
            **{
                "term_id": small.term_id,
                "position": 1,
                "start": day,
                "end": day,
                "school": True,
                "note": "",
                "service": None,
                "timetable_weekday": None,
                "grades": "",
                "entered_at": at(TERM[0], 9),
                "by_hand": True,
                **values,
            },
        )
        work.audit("calendar_changed", "calendar:1", None, {})


def test_three_figures_of_a_day(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写词语", 25))
    post(small, "t01", [(3, 1)], Draft("第1题", 20, in_school=20))
    seen = read(small)
    assert (seen.state, seen.written, seen.done, seen.home, seen.cap, seen.over_by) == (NoticeState.WRITTEN, 45, 20, 25, 60, 0)
    assert seen.evening_stop == time(21, 20) and seen.updated_at == NOW


@on_sqlite
def test_in_school_minutes_that_nobody_stated_are_not_told(small: SmallSchool) -> None:
    post(
        small,
        "t03",
        [(3, 1)],
        Draft("抄写词语", 25),
        Draft("朗读", 10, Kind.ORAL, in_school=10),
        Draft("选做题", 5, tier=Tier.OPTIONAL, in_school=5),
    )
    seen = read(small)
    assert (seen.written, seen.done, seen.home, seen.optional) == (25, None, 25, 5)


@on_sqlite
def test_the_middle_school_stops_later_and_has_its_own_cap(small: SmallSchool) -> None:
    seen = read(small, (7, 1))
    assert (seen.evening_stop, seen.cap) == (time(22, 0), 90)


@on_sqlite
def test_other_kinds_alone_are_no_written_homework(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("读一章", 20, Kind.READING), Draft("想做就做", 10, tier=Tier.OPTIONAL))
    seen = read(small)
    assert (seen.state, seen.written, seen.optional, len(seen.items)) == (NoticeState.OTHER, 0, 10, 2)


@on_sqlite
def test_a_none_of_the_class_stands_until_somebody_posts(small: SmallSchool) -> None:
    homework.declare_class_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 1], now=at(MONDAY, 15, 40))
    seen = read(small)
    assert (seen.state, seen.declared_at) == (NoticeState.NONE, at(MONDAY, 15, 40))
    post(small, "t03", [(3, 1)], Draft("抄写词语", 25), now=at(MONDAY, 15, 50))
    assert read(small).state is NoticeState.WRITTEN


@on_sqlite
def test_a_none_of_one_subject_says_nothing_of_the_class(small: SmallSchool) -> None:
    homework.declare_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 1], subject="数学", now=NOW)
    assert read(small).state is NoticeState.LATER


@on_sqlite
@pytest.mark.parametrize(
    ("day", "now", "state"),
    [
        (MONDAY, at(MONDAY, 0), NoticeState.LATER),
        (MONDAY, at(MONDAY, 15, 59), NoticeState.LATER),
        (MONDAY, at(MONDAY, 16), NoticeState.NOT_YET),
        (MONDAY, at(MONDAY, 23, 59), NoticeState.NOT_YET),
        (MONDAY, at(TUESDAY, 0), NoticeState.MISSING),
        (FRIDAY, NOW, NoticeState.MISSING),
        (SUNDAY, NOW, NoticeState.NO_SCHOOL),
        (TUESDAY, NOW, NoticeState.AHEAD),
        (MONDAY + timedelta(days=5), NOW, NoticeState.NO_SCHOOL),
        (date(2026, 8, 31), NOW, NoticeState.NO_SCHOOL),
        (date(2026, 7, 31), NOW, NoticeState.OUTSIDE),
        (date.min, NOW, NoticeState.OUTSIDE),
        (date.max, NOW, NoticeState.OUTSIDE),
    ],
)
def test_what_an_empty_day_means(small: SmallSchool, day: date, now: datetime, state: NoticeState) -> None:
    assert read(small, day=day, now=now).state is state
    week(small, day, now)  # any date may stand in an address


@on_sqlite
def test_grades_1_and_2_owe_no_daily_record_unless_the_school_says_so(small: SmallSchool) -> None:
    assert read(small, (1, 1), now=EVENING).state is read(small, (2, 1), FRIDAY).state is NoticeState.NOT_OWED
    set_profile(small, low_grade_declaration=Declaration.DAILY)
    assert read(small, (1, 1), now=EVENING).state is NoticeState.NOT_YET
    assert read(small, (2, 1), FRIDAY).state is NoticeState.MISSING


@on_sqlite
def test_grades_1_and_2_are_judged_by_what_goes_home(small: SmallSchool) -> None:
    post(small, "t04", [(1, 1)], Draft("写字", 15, in_school=15))
    seen = read(small, (1, 1))
    assert (seen.low_grade, seen.written, seen.done, seen.home, seen.over_by) == (True, 15, 15, 0, 0)
    post(small, "t04", [(1, 1)], Draft("写字", 10), day=FRIDAY, reason="漏登")
    seen = read(small, (1, 1), FRIDAY)
    assert (seen.home, seen.cap, seen.over_by) == (10, 0, 10)


@on_sqlite
def test_the_school_sets_the_hour_from_which_a_day_is_late(small: SmallSchool) -> None:
    set_profile(small, publish_by=time(17, 0))
    assert read(small, now=at(MONDAY, 16, 30)).state is NoticeState.LATER
    assert notices.links_of(house=small.house).passed(at(MONDAY, 17)) and not notices.links_of(house=small.house).passed(at(MONDAY, 16, 59))


@on_sqlite
def test_homework_of_a_day_to_come_shows_on_its_day(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("预习", 10), day=TUESDAY)
    seen = read(small, day=TUESDAY)
    assert (seen.state, seen.items, seen.written) == (NoticeState.AHEAD, (), 0)
    assert [d.state for d in week(small).days][1:3] == [NoticeState.AHEAD, NoticeState.AHEAD]
    assert read(small, day=TUESDAY, now=at(TUESDAY, 8)).state is NoticeState.WRITTEN


@on_sqlite
def test_written_work_stands_first_then_optional_then_other_kinds(small: SmallSchool) -> None:
    post(small, "t02", [(3, 1)], Draft("听读", 5, Kind.ORAL))
    post(
        small,
        "t01",
        [(3, 1)],
        Draft("选做", 5, tier=Tier.OPTIONAL),
        Draft("提高题", 10, tier=Tier.RAISED),
        Draft("基础题", 8, tier=Tier.BASIC),
    )
    post(small, "t03", [(3, 1)], Draft("读书", 20, Kind.READING), Draft("抄写", 10))
    seen = read(small)
    assert [i.text for i in seen.items] == ["抄写", "基础题", "提高题", "选做", "读书", "听读"]
    assert [i.one_of for i in seen.items] == [False, True, True, False, False, False]
    assert (seen.written, seen.optional) == (20, 5)


@on_sqlite
def test_tiers_that_add_up_are_not_a_choice(small: SmallSchool) -> None:
    set_profile(small, tier_mode=TierMode.CUMULATIVE)
    post(small, "t01", [(3, 1)], Draft("基础题", 8, tier=Tier.BASIC), Draft("提高题", 10, tier=Tier.RAISED))
    seen = read(small)
    assert seen.written == 18 and not any(i.one_of for i in seen.items)


def test_corrected_late_and_withdrawn_items(small: SmallSchool) -> None:
    first, second = (post(small, "t03", [(3, 1)], Draft(text, 10)).items[0] for text in ("一", "二"))
    homework.correct_homework(
        house=small.house, actor=small.actor("t03"), item_id=first, version=1, draft=Draft("一改", 12), reason="写错", now=at(MONDAY, 17, 5)
    )
    homework.withdraw_homework(
        house=small.house, actor=small.actor("t03"), item_id=second, version=1, reason="太多", now=at(MONDAY, 17, 20)
    )
    post(small, "t01", [(3, 1)], Draft("三", 10), now=at(TUESDAY, 8, 10), reason="漏登")
    seen = read(small, now=at(TUESDAY, 9))
    assert [(i.text, i.corrected_at, i.late_at) for i in seen.items] == [
        ("一改", at(MONDAY, 17, 5), None),
        ("三", None, at(TUESDAY, 8, 10)),
    ]
    assert seen.updated_at == at(TUESDAY, 8, 10)
    assert read(small, (3, 2)).updated_at == at(TUESDAY, 8, 10)  # nothing of its own: the newest of all records


@on_sqlite
def test_the_time_of_the_data_is_the_time_of_the_withdrawal(small: SmallSchool) -> None:
    item = post(small, "t03", [(3, 1)], Draft("一", 10)).items[0]
    homework.withdraw_homework(house=small.house, actor=small.actor("t03"), item_id=item, version=1, reason="太多", now=at(MONDAY, 17, 20))
    post(small, "t03", [(3, 2)], Draft("别的班", 10), now=at(MONDAY, 18))
    seen = read(small, now=EVENING)
    assert (seen.state, seen.updated_at) == (NoticeState.NOT_YET, at(MONDAY, 17, 20))


@on_sqlite
def test_what_lies_beyond_the_cap_is_told(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("作文", 45), day=FRIDAY, reason="漏登")
    post(small, "t01", [(3, 1)], Draft("练习卷", 30), day=FRIDAY, reason="漏登")
    seen = read(small, day=FRIDAY)
    assert (seen.written, seen.cap, seen.over_by) == (75, 60, 15)


@on_sqlite
def test_nobodys_name_is_in_a_notice(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写词语", 25))
    afterschool.log_session(
        house=small.house,
        actor=small.actor("t06"),
        programme_id=small.programmes["club3"],
        day=MONDAY,
        now=EVENING,
        draft=SessionDraft(False, 1020, 1080, 30, None, "", "罗建军老师请假", small.staff["t04"]),
    )
    said = f"{read(small, now=EVENING)!r}{week(small)!r}"
    assert not [name for _, name, _, _ in CAST if name in said]


@on_sqlite
def test_neighbours_are_school_days_up_to_today(small: SmallSchool) -> None:
    assert (read(small).previous, read(small).next) == (FRIDAY, None)
    assert (read(small, day=FRIDAY).next, read(small, day=SUNDAY).previous, read(small, day=SUNDAY).next) == (MONDAY, FRIDAY, MONDAY)
    assert read(small, day=TERM[0]).previous is None
    before = read(small, day=date(2026, 8, 31))
    assert (before.previous, before.next_school_day) == (None, TERM[0])
    far = read(small, day=date(2026, 12, 25))
    assert (far.previous, far.next) == (MONDAY, None)
    national = read(small, day=date(2026, 10, 5))
    assert national.note and national.previous == date(2026, 9, 30)


@on_sqlite
def test_a_year_without_a_national_list_is_said_to_be_unconfirmed(small: SmallSchool) -> None:
    assert read(small).confirmed and not read(small, day=date(2027, 1, 11), now=at(date(2027, 1, 11))).confirmed
    assert not week(small, date(2027, 1, 11)).confirmed


@on_sqlite
def test_the_service_of_the_day_by_its_plan(small: SmallSchool) -> None:
    service = read(small).service
    assert service is not None and service.ends_at == 1080 and not service.cancelled
    assert [(s.start, s.end, s.programmes) for s in service.slots] == [
        (960, 1020, (("三年级作业辅导", "A102"),)),
        (1020, 1080, (("科学社团", "A102"),)),
    ]
    assert read(small, (4, 1)).service is None and read(small, day=SUNDAY).service is None


def test_the_service_as_it_was_logged(small: SmallSchool) -> None:
    def log(code: str, held: bool, start: int, end: int) -> None:
        afterschool.log_session(
            house=small.house,
            actor=small.actor("t06"),
            programme_id=small.programmes[code],
            day=MONDAY,
            now=EVENING,
            draft=SessionDraft(
                held, start, end, 30, 30 if held else None, "辅导作业" if held else "", "" if held else "下雨", small.staff["t01"]
            ),
        )

    log("hw3", True, 965, 1030)
    log("club3", False, 1020, 1080)
    service = read(small, now=EVENING).service
    assert service is not None and service.ends_at == 1030
    assert [(s.start, s.end) for s in service.slots] == [(965, 1030)] and [(s.start, s.end) for s in service.cancelled] == [(1020, 1080)]


@on_sqlite
def test_a_day_announced_without_service_and_one_with_another_weekdays_timetable(small: SmallSchool) -> None:
    add_calendar(small, MONDAY, service=False, note="家长会")
    service = read(small).service
    assert service is not None and (service.announced, service.slots, service.ends_at) == ("家长会", (), None)
    saturday = MONDAY + timedelta(days=5)
    add_calendar(small, saturday, timetable_weekday=5)
    service = read(small, day=saturday, now=at(saturday)).service
    assert service is not None and service.ends_at == 1080


@on_sqlite
def test_extended_care_does_not_move_the_end(small: SmallSchool) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        added = work.add(
            afterschool_records.programme,
            term_id=small.term_id,
            code="late",
            name="延时托管",
            category="延时托管",
            grades="3",
            staff_id=small.staff["t01"],
            provider="",
            room="",
            active=True,
        )
        work.add(afterschool_records.programme_slot, programme_id=added, weekday=1, start=1080, end=1110)
        work.audit("programme_added", f"programme:{added}", None, {})
    service = read(small).service
    assert service is not None and (service.ends_at, service.extended_until) == (1080, 1110)


@on_sqlite
def test_the_week_has_the_figures_of_its_days(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写词语", 25, in_school=10))
    post(small, "t01", [(3, 1)], Draft("补做", 70), day=FRIDAY, reason="漏登")
    seen = week(small)
    assert [(d.day, d.state, d.written, d.home) for d in seen.days][:2] == [
        (MONDAY, NoticeState.WRITTEN, 25, 15),
        (TUESDAY, NoticeState.AHEAD, 0, 0),
    ]
    assert len(seen.days) == 5 and (seen.previous, seen.next, seen.week_number) == (FRIDAY, None, 13)
    before = week(small, FRIDAY)
    assert [d.state for d in before.days] == [NoticeState.MISSING] * 4 + [NoticeState.WRITTEN] and before.days[-1].over_by == 10
    assert before.next == MONDAY


@on_sqlite
def test_weeks_are_as_long_as_their_school_days(small: SmallSchool) -> None:
    assert [d.day for d in week(small, TERM[0]).days] == [TERM[0] + timedelta(days=n) for n in range(4)] and week(
        small, TERM[0]
    ).previous is None
    assert week(small, date(2026, 10, 5)).days[0].day == date(2026, 10, 8)
    assert week(small, date(2026, 8, 19)).days == () and not week(small, date(2026, 8, 19)).outside
    assert week(small, date(2026, 7, 1)).outside


@on_sqlite
def test_items_of_a_day_off_are_shown_in_its_week(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写词语", 25), day=FRIDAY, reason="漏登")
    add_calendar(small, FRIDAY, school=False, note="停课")
    assert read(small, day=FRIDAY).state is NoticeState.WRITTEN
    assert [d.day for d in week(small, FRIDAY).days][-1] == FRIDAY


def test_links_follow_a_renewal_at_once(small: SmallSchool) -> None:
    token = "link-3-1-".ljust(43, "x")
    assert notices.links_of(house=small.house).by_token[token].generation == 1
    people.renew_link(house=small.house, actor=small.actor("t05"), class_id=small.classes[3, 1], generation=1, now=NOW)
    links = notices.links_of(house=small.house)
    assert token not in links.by_token
    assert {link.generation for link in links.by_token.values() if link.one.id == small.classes[3, 1]} == {2}


@on_sqlite
def test_before_the_set_up_there_is_no_link(database: Config) -> None:
    house = school.open_house(database)
    links = notices.links_of(house=house)
    assert (links.by_token, links.school) == ({}, None) and links.passed(NOW)
    house.close()
