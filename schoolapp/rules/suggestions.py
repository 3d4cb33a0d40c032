"""Suggestions (意见建议): what a family can write about, what a text must not hold, the states of a case, its dates and its number. How texts are
sealed stands in services."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from schoolapp.rules.calendar import ONE_DAY, Calendar, national_school_day
from schoolapp.rules.names import bare, fold
from schoolapp.rules.privacy import Personal, find_personal

TEXT_LEAST, TEXT_MOST = 10, 1000  # characters of what a family writes, and of an answer
SUMMARY_LEAST, SUMMARY_MOST = 5, 300  # of the principal's own words for the problem list
CONTACT_MOST = 100
REPLY_DAYS, REPLY_DAYS_LEAST, REPLY_DAYS_MOST = 5, 1, 20  # school days up to the answer
OBJECT_DAYS = 10  # school days in which a family can say that nothing was solved
LONGEST = timedelta(days=60)  # whatever the calendar says, no promise lies further ahead
CONTACT_KEPT = timedelta(days=90)  # after closing

# No look-alikes: read from paper and from a screen, typed on a phone.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH, PRINTED_LENGTH, GROUP = 12, 28, 4

_MAIL = re.compile(r"[A-Za-z0-9][\w.%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NUMBER = re.compile(r"(20\d\d)-?(\d{1,6})")


class Category(StrEnum):
    """What it is about."""

    TOO_MUCH = "too_much"
    PARENTS = "parents"
    PUNITIVE = "punitive"
    MARKING = "marking"
    SERVICE = "service"
    NEW_LESSON = "new_lesson"
    FORCED = "forced"
    PAID = "paid"
    EXAMS = "exams"
    ADVERTS = "adverts"
    OTHER = "other"
    IDEA = "idea"


# The clauses of the checklist that a category belongs to, the nearest first.
CLAUSES: dict[Category, tuple[str, ...]] = {
    Category.TOO_MUCH: ("C10",), Category.PARENTS: ("C9",), Category.PUNITIVE: ("C12",), Category.MARKING: ("C14",),
    Category.SERVICE: ("C15", "C16"), Category.NEW_LESSON: ("C21",), Category.FORCED: ("X2", "C52"), Category.PAID: ("C22", "C57"),
    Category.EXAMS: ("C49", "C51"), Category.ADVERTS: ("C59",), Category.OTHER: (), Category.IDEA: (),
}


class CaseState(StrEnum):
    """Where a case stands. A closed one never moves again."""

    RECEIVED = "received"
    LOOKING = "looking"    # being looked into
    ANSWERED = "answered"  # the family can still say that nothing was solved
    CLOSED = "closed"


WAITING = frozenset({CaseState.RECEIVED, CaseState.LOOKING})
_MOVES = frozenset({
    (CaseState.RECEIVED, CaseState.LOOKING), (CaseState.RECEIVED, CaseState.ANSWERED), (CaseState.LOOKING, CaseState.ANSWERED),
    (CaseState.ANSWERED, CaseState.LOOKING), (CaseState.ANSWERED, CaseState.CLOSED),
})


def may_move(present: CaseState, wanted: CaseState, *, reopened: bool = False) -> bool:
    """Whether a case can go there: no state is skipped on the way to its end without an answer, and it is reopened at most once."""
    return (present, wanted) in _MOVES and not (reopened and present is CaseState.ANSWERED and wanted is CaseState.LOOKING)


class TextFault(StrEnum):
    """Why a text cannot be taken."""

    SHORT = "short"
    LONG = "long"
    IDENTITY = "identity"
    MOBILE = "mobile"
    MAIL = "mail"


def find_fault(text: str, least: int = TEXT_LEAST, most: int = TEXT_MOST) -> TextFault | None:
    """What is wrong with a free text: its length, or somebody's identity number, mobile number or mail address in it."""
    if len(bare(text)) < least:
        return TextFault.SHORT
    if len(text) > most:
        return TextFault.LONG
    personal = find_personal(text)
    if personal is not None:
        return TextFault.IDENTITY if personal is Personal.IDENTITY else TextFault.MOBILE
    return TextFault.MAIL if _MAIL.search(fold(text)) else None


def counts_for_reply(calendar: Calendar, day: date) -> bool:
    """Whether the reply clock counts the day: a school day of any grade; beyond the last term that is known, a working day of the national
    list, so that a promise made in the holidays has a date as well."""
    if any(term.end >= day for term in calendar.terms):
        return calendar.is_school_day_for_any(day)
    return national_school_day(day)[0]


def day_after(calendar: Calendar, start: date, days: int) -> date:
    """The last day of a term of so many school days; `start` itself is day 0. At most 60 calendar days ahead."""
    day, left = start, days
    while left > 0 and day < start + LONGEST:
        day += ONE_DAY
        left -= counts_for_reply(calendar, day)
    return day


def days_between_counted(calendar: Calendar, after: date, until: date) -> int:
    """How many days that the clock counts lie later than `after`, up to and including `until`."""
    return sum(counts_for_reply(calendar, after + timedelta(days=n)) for n in range(1, (until - after).days + 1))


class Clock(NamedTuple):
    """How a waiting case stands against its date: school days left (0: due today or before the next school day), or days past it."""

    due: date
    overdue: bool
    days: int


def clock_of(calendar: Calendar, due: date, today: date) -> Clock:
    """The clock of a case that waits for its answer; the due day is in time to its end."""
    if today > due:
        return Clock(due, True, days_between_counted(calendar, due, today))
    return Clock(due, False, days_between_counted(calendar, today, due))


def contact_lapses(closed_on: date, today: date) -> bool:
    """Whether a contact has been kept as long as it may be."""
    return today >= closed_on + CONTACT_KEPT


def case_number(year: int, serial: int) -> str:
    """2026-0012."""
    return f"{year}-{serial:04d}"


def read_case_number(text: str) -> tuple[int, int] | None:
    """(year, serial) of what somebody typed: 2026-0012, 2026 12, 20260012, in any width; None where it is no number of a case."""
    found = _NUMBER.fullmatch(re.sub(r"[ -]+", "-", fold(text)))
    return (int(found[1]), int(found[2])) if found else None


def grouped(letters: str) -> str:
    """A code as it is read: in groups of four."""
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def read_letters(text: str) -> str:
    """A typed code or printed key without its spaces and dashes, in capitals."""
    return bare(text).replace("-", "").upper()
