"""Terms and calendar rows as the administrator keeps them, the months that result, and the school's facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from schoolapp.rules.calendar import CalendarRow
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.services import calendar, school, settings
from schoolapp.services.audit import list_entries, verify_chain
from schoolapp.services.calendar import CalendarRefused, DayCell, TermPage
from schoolapp.services.house import Conflict, House
from tests.cast import MONDAY, NOW, TERM, SmallSchool, at
from tests.conftest import on_sqlite

FRIDAY = MONDAY + timedelta(days=4)
SPORTS = CalendarRow(FRIDAY, FRIDAY, True, "运动会", service=False)


@pytest.fixture
def house(small: SmallSchool) -> House:
    return small.house


def save(small: SmallSchool, row: CalendarRow, row_id: int | None = None, day: date = MONDAY) -> int:
    return calendar.save_row(house=small.house, actor=small.actor("t08"), term_id=small.term_id, row_id=row_id, row=row, now=at(day))


def page_of(small: SmallSchool) -> TermPage:
    return calendar.term_page(house=small.house, actor=OPERATOR, term_id=small.term_id)


def cell(small: SmallSchool, day: date) -> DayCell:
    return next(c for month in page_of(small).months for week in month.weeks for c in week if c is not None and c.day == day)


def announced(small: SmallSchool, day: date, grade: int = 3) -> str | None:
    return school.standing_of(house=small.house).calendar.announced_without_service(day, grade)


@pytest.mark.parametrize("number", ["t01", "t02", "t05", "t06", "t07", "t09"])
@on_sqlite
def test_only_the_administrator_keeps_the_calendar(small: SmallSchool, house: House, number: str) -> None:
    actor, term_id = small.actor(number), small.term_id
    facts = settings.settings_page(house=house, actor=OPERATOR).facts
    for refused in (
        lambda: calendar.list_terms(house=house, actor=actor, now=NOW),
        lambda: calendar.term_page(house=house, actor=actor, term_id=term_id),
        lambda: calendar.save_term(house=house, actor=actor, term_id=None, name="x", start=TERM[0], end=TERM[1], now=NOW),
        lambda: calendar.save_row(house=house, actor=actor, term_id=term_id, row_id=None, row=SPORTS, now=NOW),
        lambda: calendar.remove_row(house=house, actor=actor, term_id=term_id, row_id=1, now=NOW),
        lambda: calendar.move_row(house=house, actor=actor, term_id=term_id, row_id=1, up=True, seen=0, now=NOW),
        lambda: settings.settings_page(house=house, actor=actor),
        lambda: settings.change_settings(house=house, actor=actor, facts=facts, seen="", now=NOW),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_the_months_mark_holidays_make_up_days_and_days_without_service(small: SmallSchool, house: House) -> None:
    assert cell(small, date(2026, 10, 1)) == DayCell(date(2026, 10, 1), "off", False, False, (), None, "国庆节")
    made_up = cell(small, date(2026, 10, 10))
    assert made_up.state == "school" and made_up.make_up
    save(small, CalendarRow(date(2026, 10, 10), date(2026, 10, 10), True, "补周四", timetable_weekday=4))
    save(small, SPORTS)
    save(small, CalendarRow(MONDAY, MONDAY, False, "社会实践", grades=frozenset({3})))
    assert cell(small, date(2026, 10, 10)).timetable == 4
    assert cell(small, FRIDAY).no_service and cell(small, FRIDAY).note == "运动会"
    part = cell(small, MONDAY)
    assert part.state == "part" and 3 not in part.grades and len(part.grades) == 8
    found = page_of(small)
    assert (found.school_days, found.make_up_days, found.no_service_days) == (100, 2, 1)
    assert [m.first for m in found.months] == [date(2026, n, 1) for n in (9, 10, 11, 12)] + [date(2027, 1, 1)]
    assert all(len(week) == 7 for m in found.months for week in m.weeks)
    assert verify_chain(house=house, actor=OPERATOR)[1] == []


@on_sqlite
def test_a_year_without_a_national_list_is_said(small: SmallSchool, house: House) -> None:
    assert page_of(small).unconfirmed == (2027,)
    assert calendar.list_terms(house=house, actor=OPERATOR, now=NOW)[0].unconfirmed == (2027,)
    assert cell(small, date(2027, 1, 1)).state == "school"  # Monday to Friday, and marked


def test_a_day_without_service_is_announced_only_beforehand(small: SmallSchool) -> None:
    thursday = FRIDAY - timedelta(days=1)
    sports = replace(SPORTS, start=thursday, end=thursday)
    row = save(small, sports)
    assert announced(small, thursday) == "运动会"
    save(small, replace(sports, note="秋季运动会"), row, FRIDAY)
    assert announced(small, thursday) == "秋季运动会"  # other words alone take nothing back
    save(small, replace(sports, note="秋季运动会", end=FRIDAY), row, thursday)
    assert announced(small, thursday) is None and announced(small, FRIDAY) == "秋季运动会"
    same_day = save(small, CalendarRow(MONDAY, MONDAY, True, "家长会", service=False))
    assert announced(small, MONDAY) is None
    calendar.remove_row(house=small.house, actor=small.actor("t08"), term_id=small.term_id, row_id=same_day, now=NOW)
    assert [line.id for line in page_of(small).rows] == [row]


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (CalendarRow(FRIDAY, MONDAY, True), "end", "order"),
        (CalendarRow(date(2014, 12, 31), date(2014, 12, 31), True), "start", "range"),
        (CalendarRow(date(2029, 1, 1), date(2029, 1, 1), True), "start", "range"),
        (CalendarRow(date(2027, 2, 1), date(2027, 2, 2), False), "start", "outside_term"),
        (CalendarRow(MONDAY, MONDAY + timedelta(days=6), True), "end", "sweeps_weekend"),
        (CalendarRow(FRIDAY, FRIDAY, True, "", service=False), "note", "service_note"),
        (CalendarRow(FRIDAY, FRIDAY, False, "长" * 201), "note", "note"),
        (CalendarRow(FRIDAY, FRIDAY, False, "请打 13800138123"), "note", "personal"),
        (CalendarRow(FRIDAY, FRIDAY, True, "", timetable_weekday=8), "timetable_weekday", "weekday"),
        (CalendarRow(FRIDAY, FRIDAY, True, "", grades=frozenset({10})), "grades", "grades"),
    ],
)
@on_sqlite
def test_what_a_row_is_refused_for(small: SmallSchool, row: CalendarRow, field: str, code: str) -> None:
    with pytest.raises(CalendarRefused) as refused:
        save(small, row)
    assert (refused.value.field, refused.value.code) == (field, code)


@on_sqlite
def test_school_over_a_weekend_is_fine_up_to_three_days_and_any_length_off(small: SmallSchool) -> None:
    save(small, CalendarRow(FRIDAY, FRIDAY + timedelta(days=2), True))
    save(small, CalendarRow(MONDAY, MONDAY + timedelta(days=20), False))
    assert len(page_of(small).rows) == 2


def test_later_rows_win_and_moving_changes_who_decides(small: SmallSchool, house: House) -> None:
    off, on = save(small, CalendarRow(FRIDAY, FRIDAY, False, "停课")), save(small, CalendarRow(FRIDAY, FRIDAY, True, "照常"))
    assert cell(small, FRIDAY).state == "school"
    actor = small.actor("t08")
    calendar.move_row(house=house, actor=actor, term_id=small.term_id, row_id=off, up=False, seen=0, now=NOW)
    assert cell(small, FRIDAY).state == "off" and [line.id for line in page_of(small).rows] == [on, off]
    with pytest.raises(Conflict):
        calendar.move_row(house=house, actor=actor, term_id=small.term_id, row_id=off, up=False, seen=0, now=NOW)  # a second press
    calendar.move_row(house=house, actor=actor, term_id=small.term_id, row_id=off, up=False, seen=1, now=NOW)  # the last one stays last
    assert [line.id for line in page_of(small).rows] == [on, off]
    assert verify_chain(house=house, actor=OPERATOR)[1] == []


@on_sqlite
def test_moving_an_announcement_past_a_row_of_the_same_day_is_no_announcement_beforehand(small: SmallSchool, house: House) -> None:
    notice = save(small, CalendarRow(MONDAY, MONDAY, True, "考试", service=False), day=MONDAY - timedelta(days=3))
    save(small, CalendarRow(MONDAY, MONDAY, True, "照常"), day=MONDAY - timedelta(days=3))
    assert announced(small, MONDAY) is None
    calendar.move_row(
        house=house, actor=OPERATOR, term_id=small.term_id, row_id=notice, up=False, seen=0, now=at(MONDAY + timedelta(days=1))
    )
    assert announced(small, MONDAY) is None


def test_terms_are_added_and_changed(small: SmallSchool, house: House) -> None:
    actor = small.actor("t08")

    def term(term_id: int | None, name: str, start: date, end: date) -> int:
        return calendar.save_term(house=house, actor=actor, term_id=term_id, name=name, start=start, end=end, now=NOW)

    spring = term(None, "2027年春季学期", date(2027, 2, 22), date(2027, 7, 2))
    assert [t.term.id for t in calendar.list_terms(house=house, actor=actor, now=NOW)] == [spring, small.term_id]
    assert term(spring, "2027年春季学期", date(2027, 2, 22), date(2027, 7, 9)) == spring
    entry = list_entries(house=house, actor=OPERATOR, limit=1)[0]
    assert entry.act == "term_changed" and "2027-07-02" in entry.old and "2027-07-09" in entry.new
    for name, start, end, code in (
        ("2026年秋季学期", date(2027, 8, 1), date(2027, 9, 1), "name_taken"),
        ("夏", date(2027, 7, 1), date(2027, 8, 1), "overlap"),
        ("", date(2027, 8, 1), date(2027, 9, 1), "name"),
        ("夏", date(2027, 9, 1), date(2027, 8, 1), "order"),
        ("夏", date(2027, 7, 10), date(2028, 8, 1), "long"),
    ):
        with pytest.raises(CalendarRefused) as refused:
            term(None, name, start, end)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        term(99, "夏", date(2027, 8, 1), date(2027, 9, 1))
    assert verify_chain(house=house, actor=OPERATOR)[1] == []


@on_sqlite
def test_a_row_of_another_term_is_not_found(small: SmallSchool, house: House) -> None:
    spring = calendar.save_term(
        house=house, actor=OPERATOR, term_id=None, name="春", start=date(2027, 2, 22), end=date(2027, 7, 2), now=NOW
    )
    row = save(small, SPORTS)
    with pytest.raises(NotFound):
        calendar.remove_row(house=house, actor=OPERATOR, term_id=spring, row_id=row, now=NOW)


def test_the_schools_facts_are_changed_with_old_and_new(small: SmallSchool, house: House) -> None:
    actor = small.actor("t08")
    found = settings.settings_page(house=house, actor=actor)
    facts = replace(found.facts, report_phone="023-1234 5678", report_email="du@example.edu.cn")
    assert settings.change_settings(house=house, actor=actor, facts=facts, seen=found.seen, now=NOW)
    assert school.shown_school(house=house).report_phone == "023-1234 5678"
    entry = list_entries(house=house, actor=OPERATOR, limit=1)[0]
    assert entry.act == "school_changed" and "023-6785 0120" in entry.old and "du@example.edu.cn" in entry.new
    with pytest.raises(Conflict):
        settings.change_settings(house=house, actor=actor, facts=found.facts, seen=found.seen, now=NOW)
    again = settings.settings_page(house=house, actor=actor)
    assert not settings.change_settings(house=house, actor=actor, facts=facts, seen=again.seen, now=NOW)
    assert verify_chain(house=house, actor=OPERATOR)[1] == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": " "}, ("name", "name")),
        ({"name": "校" * 101}, ("name", "long")),
        ({"report_phone": "打给我"}, ("report_phone", "phone")),
        ({"district_phone": "12"}, ("district_phone", "phone")),
        ({"report_email": "du"}, ("report_email", "email")),
        ({"language": "fr"}, ("language", "language")),
    ],
)
@on_sqlite
def test_what_the_facts_are_refused_for(small: SmallSchool, house: House, change: dict[str, str], problem: tuple[str, str]) -> None:
    found = settings.settings_page(house=house, actor=OPERATOR)
    with pytest.raises(settings.SettingsRefused) as refused:
        settings.change_settings(house=house, actor=OPERATOR, facts=replace(found.facts, **change), seen=found.seen, now=NOW)
    assert problem in refused.value.problems
