"""Short forms for the tests of holiday lists: a school with both terms, adding as somebody, the list's row against the rule. No test here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from schoolapp.records import holidays as records
from schoolapp.records import school as school_records
from schoolapp.rules.holidays import sum_of
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import audit, holidays
from schoolapp.services.holidays import HolidayDraft, Listed
from schoolapp.services.house import House
from tests.cast import NOW, SmallSchool, make_school

WINTER = (date(2027, 1, 23), date(2027, 2, 21))  # 30 days off, between the terms
NEW_YEAR = (date(2027, 1, 1), date(2027, 1, 3))  # Friday to Sunday
SUBJECT = {"t01": "数学", "t02": "英语", "t03": "语文", "t04": "语文"}


def make_year(house: House, **more: Any) -> SmallSchool:
    """The small school with the spring term after its autumn, and the new year's days off entered (the national list ends before)."""
    small = make_school(house, **more)
    with house.writing(actor=OPERATOR, now=NOW) as work:
        term = work.add(school_records.term, name="2027年春季学期", start=date(2027, 2, 22), end=date(2027, 7, 2))
        row = work.add(school_records.calendar_row, term_id=small.term_id, position=1, start=NEW_YEAR[0], end=NEW_YEAR[0], school=False, note="元旦",
                       entered_at=NOW)
        work.audit("term_added", f"term:{term}", None, {"row": row})
    return small


def add(small: SmallSchool, who: str, places: list[tuple[int, int]], *drafts: HolidayDraft, start: date = WINTER[0], subject: str = "",
        now: datetime = NOW, **more: Any) -> Listed:
    """`who` adds the drafts to the lists of these (grade, number) classes."""
    return holidays.add_items(house=small.house, actor=small.actor(who, now), start=start, class_ids=[small.classes[p] for p in places],
                              subject=subject or SUBJECT[who], drafts=drafts, now=now, **more)


def row_of(small: SmallSchool, place: tuple[int, int], span: tuple[date, date] = WINTER) -> records.HolidayListRow:
    with small.house.reading() as connection:
        return records.lists_at(connection, [(small.classes[place], *span)])[small.classes[place]]


def check_lists(small: SmallSchool) -> None:
    """Every list's row is what the rule makes of its items, and the audit chain holds."""
    with small.house.reading() as connection:
        for row in [records.HolidayListRow(*r) for r in connection.execute(select(*records._LIST))]:
            items = records.items_of(connection, [row.id])[row.id]
            assert (row.written, row.other, row.items) == sum_of(i.task for i in items) and row.days_off == (row.end - row.start).days + 1
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []
