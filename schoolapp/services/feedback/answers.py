"""Answers on how long the day's written homework really took at home: the form behind a class's link, taking an answer, closing a class-day.

An answer is one more in a count and nothing else: no moment, no address, no order. It is no state change of the school and makes no audit
entry, which would give away when somebody answered; the counts of a class-day are audited as a whole when no answer may come any more.
What staff read of them stands in `reality`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from schoolapp.records import feedback as records
from schoolapp.records import homework as homework_records
from schoolapp.records import people as people_records
from schoolapp.rules.feedback import (
    ONE_ADDRESS_A_DAY,
    ONE_ADDRESS_CLASS_DAY,
    Voice,
    answer_bands,
    answers_until,
    most_answers,
    together,
    total_of,
    with_one,
)
from schoolapp.rules.load import counts_at_home
from schoolapp.rules.people import ClassRef
from schoolapp.rules.permits import Actor, NotFound
from schoolapp.rules.sampling import Band, hands_from, hands_text
from schoolapp.services.feedback.salt import digest_of, drop_old_salts
from schoolapp.services.feedback.switches import is_on
from schoolapp.services.homework.days import year_on
from schoolapp.services.house import House
from schoolapp.services.school import Standing, standing_of

WORKER = Actor(None, "worker", frozenset())  # who closes by the clock: it may nothing else
_TIDIED = "answers_tidied"


class AnswerRefused(Exception):
    """Nothing was counted. `code`: ahead, over, empty (see AnswerState); band (none chosen, or not one of the form's); full (the class-day has
    as many as it takes); often (this network address answered as often as it may)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AnswerState(StrEnum):
    """Whether a class-day may be answered for: open; ahead (the day has not come); over (its time has passed); empty (no homework stands)."""

    OPEN = "open"
    AHEAD = "ahead"
    OVER = "over"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """The form of a class-day. `until` = the last day on which it may be answered; `limit` = minutes that the day's homework may come to."""

    one: ClassRef
    day: date
    today: date
    state: AnswerState
    until: date
    limit: int
    bands: tuple[Band, ...]

    @property
    def is_today(self) -> bool:
        return self.day == self.today


def limit_on(standing: Standing, one: ClassRef, day: date) -> int:
    """Minutes that the day's written homework at home may come to at most: the cap, in grades 1-2 nothing."""
    return 0 if counts_at_home(one.grade) else standing.profile(day).cap(one.grade)


def open_until(standing: Standing, one: ClassRef, day: date) -> date:
    """The last day on which this class-day may be answered for."""
    return answers_until(day, standing.calendar.next_school_day(day, (one.grade,)))


def answer_form(*, house: House, one: ClassRef, day: date, now: datetime) -> AnswerForm:
    """The form of a class-day, for anybody with the class's link. NotFound while answers are switched off, and for a day of another school
    year."""
    standing, today = standing_of(house=house), now.date()
    if not is_on(house, Voice.ANSWERS) or year_on(standing, day) != one.year:
        raise NotFound
    until, limit = open_until(standing, one, day), limit_on(standing, one, day)
    state = AnswerState.AHEAD if day > today else AnswerState.OVER if today > until else AnswerState.OPEN
    bands = answer_bands(limit)
    if state is AnswerState.OPEN:
        with house.reading() as connection:
            if not any(row.items for row in homework_records.list_days(connection, [one.id], day, day)):
                state = AnswerState.EMPTY
            tally = records.find_tally(connection, one.id, day)
        if tally is not None:  # what was asked first is asked on, whatever became of the cap since
            bands = tuple(band for band, _ in hands_from(tally.bands))
    return AnswerForm(one, day, today, state, until, limit, bands)


def give_answer(*, house: House, one: ClassRef, day: date, low: int | None, address: str, now: datetime) -> None:
    """Counts one answer: the band that begins at `low` minutes. NotFound while answers are switched off; AnswerRefused where it does not
    count. `address` is held against today's limits and kept nowhere: only its salted digest is, until the day ends."""
    form = answer_form(house=house, one=one, day=day, now=now)
    if form.state is not AnswerState.OPEN:
        raise AnswerRefused(form.state.value)
    if low is None or low not in [band.low for band in form.bands]:
        raise AnswerRefused("band")
    limits = ((digest_of(house, form.today, address), ONE_ADDRESS_A_DAY), (digest_of(house, form.today, address, one.id, day), ONE_ADDRESS_CLASS_DAY))
    with house.reading() as connection:  # who has been refused once costs no write any more
        check_limits(records.counted_of(connection, [digest for digest, _ in limits]), limits, before=True)
        tally = records.find_tally(connection, one.id, day)
        most = _most(connection, one, day)
    if tally is not None and tally.total >= most:
        raise AnswerRefused("full")
    with house.plain_writing() as connection:
        row = records.lock_tally(connection, one.id, day, form.until, hands_text(form.bands, [0] * len(form.bands)))
        if row is None or records.find_closed(connection, one.id, day) is not None:
            raise AnswerRefused("over")
        if row.total >= most:
            raise AnswerRefused("full")
        check_limits({digest: records.count_one(connection, form.today, digest) for digest, _ in limits}, limits, before=False)
        counts = hands_from(row.bands)
        if low not in [band.low for band, _ in counts]:  # another first answer fixed other bands meanwhile
            raise AnswerRefused("band")
        told = with_one(counts, low)
        records.set_tally(connection, row.id, total_of(told), hands_text([band for band, _ in told], [n for _, n in told]))


def check_limits(counted: dict[str, int], limits: tuple[tuple[str, int], ...], *, before: bool) -> None:
    """AnswerRefused('often') where a network address (its digest, and the most it may) has answered as often as it may."""
    for digest, most in limits:
        if counted.get(digest, 0) + before > most:
            raise AnswerRefused("often")


def _most(connection: Connection, one: ClassRef, day: date) -> int:
    heads = people_records.heads_on(connection, day, one.year).get(one.id)
    return most_answers(heads.pupils if heads else 0)


def is_due(*, house: House, now: datetime) -> bool:
    """Whether `close_due` has anything to do: asked of the database once a day, for a loop that asks every second."""
    today = now.date()
    if house.recall(_TIDIED) == today:
        return False
    with house.reading() as connection:
        passed = records.has_passed(connection, today)
    drop_old_salts(house, today)
    if not passed:
        house.keep(_TIDIED, today)
    return passed


def close_due(*, house: House, now: datetime) -> int:
    """Closes every class-day that no answer may join any more: its counts become a record of the school, audited as a whole. Takes away the
    limits and salts of past days. Gives the number of class-days."""
    today = now.date()
    with house.plain_writing() as connection:
        records.drop_limits(connection, today)
    drop_old_salts(house, today)
    with house.writing(actor=WORKER, now=now) as work:
        ended = records.lock_ended(work.connection, today)
        ids, answers = [], 0
        for row in ended:
            before = records.find_closed(work.connection, row.class_id, row.day)
            counts = together(hands_from(before.bands) if before else (), hands_from(row.bands))
            values = {"total": total_of(counts), "bands": hands_text([band for band, _ in counts], [n for _, n in counts]), "closed_at": now}
            if before is None:
                ids.append(work.add(records.answer_day, class_id=row.class_id, day=row.day, **values))
            else:
                ids.append(before.id)
                work.change(records.answer_day, before.id, **values)
            answers += row.total
        if ended:
            records.drop_tallies(work.connection, [row.id for row in ended])
            days = sorted({row.day for row in ended})
            work.audit("answers_closed", f"answers:{ids[0]}", None, {"from": days[0], "to": days[-1], "class_days": len(ids), "answers": answers})
    house.keep(_TIDIED, today)
    return len(ids)
