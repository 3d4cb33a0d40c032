"""Which day is sealed when, and what is signed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schoolapp.rules.calendar import SCHOOL_TIME, Calendar, Term
from schoolapp.rules.seals import SEALED_AT, Seal, day_to_seal, moment_text, purpose_of, seal_text, unsealed
from tests.cast import MONDAY, TERM, at

CALENDAR = Calendar((Term(1, "2026年秋季学期", *TERM),))
LONG_AGO = TERM[0]


def due(moment: datetime, since: date = LONG_AGO) -> date | None:
    return day_to_seal(CALENDAR, moment, since)


def test_a_day_is_sealed_from_ten_in_the_evening_on() -> None:
    assert due(at(MONDAY, 21, 59)) == MONDAY - timedelta(days=3)
    assert due(at(MONDAY, 22)) == MONDAY
    assert due(at(MONDAY + timedelta(days=1), 7)) == MONDAY


def test_a_weekend_seals_the_friday() -> None:
    saturday = MONDAY + timedelta(days=5)
    assert due(at(saturday, 23)) == due(at(saturday + timedelta(days=1), 12)) == saturday - timedelta(days=1)


def test_nothing_from_before_the_chain_began() -> None:
    assert due(at(MONDAY, 12), since=MONDAY) is None
    assert due(at(MONDAY, 22), since=MONDAY) == MONDAY


@given(st.datetimes(datetime(2026, 9, 1), datetime(2027, 1, 22)).map(lambda moment: moment.replace(tzinfo=SCHOOL_TIME)))
def test_the_day_is_the_newest_school_day_that_is_over(moment: datetime) -> None:
    found = due(moment)
    over = [day for day in CALENDAR.school_days(TERM[0], moment.date()) if datetime.combine(day, SEALED_AT, SCHOOL_TIME) <= moment]
    assert found == (over[-1] if over else None)


def test_what_is_signed_names_number_hash_day_and_moment() -> None:
    at_ten = at(MONDAY, 22)
    assert seal_text(7, "ab", purpose_of(MONDAY), moment_text(at_ten)) == f"7 ab day:{MONDAY} {MONDAY}T14:00:00Z".encode()


def test_days_without_a_seal_are_named_and_a_seal_of_the_next_day_is_late() -> None:
    seal = Seal(MONDAY, 1, "a", at(MONDAY + timedelta(days=1), 7), "")
    assert seal.late and not seal._replace(at=at(MONDAY, 22)).late
    days = (MONDAY, MONDAY + timedelta(days=1))
    assert unsealed(days, (seal,)) == days[1:] and unsealed(days, ()) == days
