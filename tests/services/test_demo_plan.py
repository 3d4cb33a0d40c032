"""What the demo plans for a day: the term of every season, moments that have come, faults of the right number. Nothing is written."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolapp.rules.calendar import NATIONAL_YEARS, SCHOOL_TIME
from schoolapp.rules.feedback import Voice
from schoolapp.rules.privacy import find_personal
from schoolapp.rules.sign_up import faults_of
from schoolapp.rules.suggestions import find_fault
from schoolapp.rules.wording import new_lesson_hit
from schoolapp.services.demo import acts_of, texts
from schoolapp.services.demo.acts import Answer, AnswerHours, CountHeads, Declare, Hold, Note, Post, Reply, SignHours, Turn, Write
from schoolapp.services.demo.cast import CLASSES, LESSON_ROWS, PARTS, PROGRAMMES, STAFF, subjects_in
from schoolapp.services.demo.term import term_from, term_of

DAYS = st.dates(date(2023, 9, 1), date(2035, 12, 31))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SCHOOL_TIME)


@given(DAYS)
def test_the_term_is_the_present_one_or_the_last(today: date) -> None:
    plan = term_of(today)
    assert plan.start <= today
    assert (today - plan.start).days < 215
    assert plan == term_from(plan.start)
    days = plan.calendar.school_days(plan.start, plan.end)
    assert 80 <= len(days) <= 110
    for occasion in (plan.sports, plan.exam):
        assert occasion.row.start in days
        assert occasion.entered < occasion.row.start
    assert plan.end.weekday() == 4


@pytest.mark.parametrize("year", sorted(NATIONAL_YEARS))
def test_every_make_up_day_in_term_has_a_timetable(year: int) -> None:
    for day in NATIONAL_YEARS[year].make_up_days:
        plan = term_of(day)
        if day <= plan.end:
            assert plan.calendar.is_school_day(day, 5)
            assert plan.calendar.timetable_weekday(day, 5) in range(1, 6)


@settings(max_examples=10)
@given(st.datetimes(datetime(2024, 3, 1), datetime(2029, 1, 1)))
def test_nothing_happens_before_its_time(now: datetime) -> None:
    moment = now.replace(microsecond=0, tzinfo=SCHOOL_TIME)
    plan = term_of(moment.date())
    acts = acts_of(plan, moment)
    assert [a.at for a in acts] == sorted(a.at for a in acts)
    assert all(at(plan.opening, 0) <= a.at <= moment for a in acts)
    assert all(a.day <= a.at.date() + timedelta(days=1) for a in acts if isinstance(a, Post))


@settings(max_examples=10)
@given(st.times())
def test_a_school_day_is_never_empty(hour: time) -> None:
    day = date(2026, 9, 10)
    now = datetime.combine(day, hour.replace(microsecond=0), SCHOOL_TIME)
    posts = [a for a in acts_of(term_of(day), now) if isinstance(a, Post) and a.day == day]
    assert len({a.subject for a in posts}) >= 3
    assert not any((3, 3) in a.places or (a.subject == "语文" and (3, 2) in a.places) for a in posts)  # left for the visitor


def test_a_day_is_the_same_seen_later() -> None:
    plan, day = term_of(date(2026, 10, 15)), date(2026, 10, 14)
    early = [a for a in acts_of(plan, at(date(2026, 10, 16), 23)) if a.at.date() == day]
    later = [a for a in acts_of(plan, at(date(2027, 1, 15), 23)) if a.at.date() == day]
    assert early == later


@pytest.mark.parametrize(("now", "over", "late"), [(date(2026, 11, 23), 7, 18), (date(2027, 1, 20), 9, 24)])
def test_faults_have_a_believable_number(now: date, over: int, late: int) -> None:
    acts = acts_of(term_of(now), at(now, 16))
    late_posts = [a for a in acts if isinstance(a, Post) and a.reason]
    assert 15 <= len(late_posts) <= late
    assert sum(a.drafts[0].text == texts.LONG_TEXT for a in late_posts) == over
    assert all(a.day < a.at.date() for a in late_posts)
    assert sum(isinstance(a, Hold) and not a.held for a in acts) == 3
    assert sum(isinstance(a, Hold) and new_lesson_hit(a.content) is not None for a in acts) == 1


def test_sign_up_counts_change_in_the_term_and_stay_sound() -> None:
    found = [a for a in acts_of(term_of(date(2026, 11, 23)), at(date(2026, 11, 23), 16)) if isinstance(a, CountHeads)]
    assert [len(a.counts) for a in found] == [len(CLASSES), 1, 2]
    every = [(place, counts) for a in found for place, counts in a.counts.items()]
    assert all(faults_of(counts) == [] for _, counts in every)
    assert {place for place, counts in every if counts.waiting} == {(5, 2)}
    assert all(counts.joined != CLASSES[place].joined for a in found[1:] for place, counts in a.counts.items())


def test_a_week_has_its_sessions_and_homework() -> None:
    now = date(2026, 11, 23)
    acts = acts_of(term_of(now), at(now, 8))
    sessions = Counter(a.day for a in acts if isinstance(a, Hold))
    assert {sessions[date(2026, 11, d)] for d in range(16, 21)} <= {12, 13, 14}
    posts = [a for a in acts if isinstance(a, Post)]
    assert any(len(a.places) > 1 for a in posts)
    assert {(a.places[0][0], n) for a in posts for _, n in a.places}  # parallel classes of one grade only
    assert all(len({grade for grade, _ in a.places}) == 1 for a in posts)
    assert any(isinstance(a, Declare) and not a.subject for a in acts) and any(isinstance(a, Declare) and a.subject for a in acts)


def test_families_answer_on_some_evenings_and_a_monitoring_is_noted() -> None:
    now = date(2026, 11, 23)
    acts = acts_of(term_of(now), at(now, 16))
    evenings = Counter((a.day, a.place) for a in acts if isinstance(a, Answer))
    assert 20 <= len(evenings) <= 80 and min(evenings.values()) < 5 <= max(evenings.values()) <= 2 * 40
    assert len([day for day, place in evenings if place == (3, 1) and day >= date(2026, 11, 2)]) >= 3  # some of them are recent
    assert all(a.at.date() == a.day and a.at.hour >= 18 for a in acts if isinstance(a, Answer))
    assert [a.voice for a in acts if isinstance(a, Turn)] == [Voice.ANSWERS, Voice.SURVEYS, Voice.SUGGESTIONS] and sum(isinstance(a, Note) for a in acts) == 1


def hours_said(now: date) -> tuple[list[AnswerHours], list[SignHours]]:
    acts = acts_of(term_of(now), at(now, 23))
    return [a for a in acts if isinstance(a, AnswerHours)], [a for a in acts if isinstance(a, SignHours)]


def test_the_hours_of_the_last_month_are_confirmed_with_one_objection_and_then_signed() -> None:
    answers, signed = hours_said(date(2026, 11, 23))
    people = {p.staff for p in PROGRAMMES}
    assert {a.day for a in (*answers, *signed)} == {date(2026, 10, 30)}  # its last school day stands for the month
    assert len(answers) == len({a.staff for a in answers}) == len(people) - 2 and {a.staff for a in answers} < people
    assert [bool(a.note) for a in answers].count(True) == 1 and all(find_personal(a.note) is None for a in answers)
    assert [a.at.date() for a in signed] == [date(2026, 11, 4)] and all(date(2026, 11, 1) < a.at.date() < signed[0].at.date() for a in answers)


@pytest.mark.parametrize(("today", "month"), [
    (date(2026, 9, 30), None),  # no month has ended
    (date(2026, 10, 9), None),  # two school days after September: its hours are not signed yet
    (date(2026, 10, 12), 9), (date(2026, 11, 3), 9), (date(2026, 11, 4), 10), (date(2027, 1, 20), 12),
])
def test_hours_are_said_of_the_newest_month_whose_word_is_due(today: date, month: int | None) -> None:
    answers, signed = hours_said(today)
    assert {a.day.month for a in (*answers, *signed)} == (set() if month is None else {month})
    assert len(signed) == (month is not None)


def test_the_cast_fits_together() -> None:
    numbers = {one.number for one in STAFF}
    assert 40 <= len(numbers) == len(STAFF) <= 50
    assert len({one.name for one in STAFF}) == len(STAFF)
    assert {one.homeroom for one in CLASSES.values()} <= numbers
    assert {who for who, _, _ in LESSON_ROWS} | {p.staff for p in PROGRAMMES} <= numbers
    assert len({part.number for part in PARTS}) == len(PARTS)
    assert all(4 <= len(subjects_in(place)) <= 8 for place in CLASSES)
    assert all(one.joined <= one.asked <= one.pupils for one in CLASSES.values())
    assert sum(one.joined < one.asked for one in CLASSES.values()) == 1


def test_texts_hold_nobody_and_fill_in() -> None:
    for grade in range(1, 10):
        for menu in texts.menus_of(grade).values():
            for text in menu.texts:
                filled = text.format(p=12, u=3)
                assert "{" not in filled
                assert find_personal(filled) is None


def test_families_write_to_the_principal_and_one_always_waits() -> None:
    now = date(2026, 11, 23)
    acts = acts_of(term_of(now), at(now, 16))
    written = [a for a in acts if isinstance(a, Write)]
    assert [a.key for a in written] == ["first", "second", "waiting 2026-11-20"] and all(find_fault(a.text) is None for a in written)
    answered = {a.key: a for a in acts if isinstance(a, Reply)}
    assert set(answered) == {"first", "second"} and all(find_fault(a.text) is None for a in answered.values())
    assert all(answered[a.key].at > a.at for a in written if a.key in answered)
    early = acts_of(term_of(now), at(date(2026, 9, 2), 16))
    assert [a.key for a in early if isinstance(a, Write)] == ["waiting 2026-09-01"]
