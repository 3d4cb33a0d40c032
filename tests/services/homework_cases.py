"""Short forms for the tests of homework: posting as somebody, the class-day rows against the rule, the audit chain. No test stands here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from schoolapp.records import homework as records
from schoolapp.records import people as people_records
from schoolapp.rules.load import load_of
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import audit, homework
from schoolapp.services.homework import Draft, Posted
from schoolapp.services.school import standing_of
from tests.cast import MONDAY, NOW, SmallSchool

SUBJECT = {"t01": "数学", "t02": "英语", "t03": "语文", "t04": "语文"}


def post(
    small: SmallSchool,
    who: str,
    places: list[tuple[int, int]],
    *drafts: Draft,
    subject: str = "",
    day: date = MONDAY,
    now: datetime = NOW,
    **more: Any,
) -> Posted:
    """`who` registers the drafts for these (grade, number) classes."""
    return homework.post_homework(
        house=small.house,
        actor=small.actor(who, now),
        day=day,
        subject=subject or SUBJECT[who],
        class_ids=[small.classes[p] for p in places],
        drafts=drafts,
        now=now,
        **more,
    )


def day_row(small: SmallSchool, place: tuple[int, int], day: date = MONDAY) -> records.DayRow:
    with small.house.reading() as connection:
        row = records.find_day(connection, small.classes[place], day)
    assert row is not None
    return row


def items_of(small: SmallSchool, place: tuple[int, int], day: date = MONDAY) -> list[records.ItemRow]:
    with small.house.reading() as connection:
        return records.items_on(connection, [small.classes[place]], day, day)


def nones_of(small: SmallSchool, place: tuple[int, int], day: date = MONDAY) -> set[str]:
    with small.house.reading() as connection:
        return {n.subject for n in records.nones_on(connection, [small.classes[place]], day, day)}


def check_records(small: SmallSchool) -> None:
    """Every class-day row is what the rule makes of its items and nones, and the audit chain holds."""
    standing = standing_of(house=small.house)
    with small.house.reading() as connection:
        rows = [records.DayRow(*row) for row in connection.execute(select(*records._DAY))]
        for row in rows:
            items = records.items_on(connection, [row.class_id], row.day, row.day)
            load = load_of((i.counted for i in items), standing.profile(row.day).tier_mode)
            assert (row.written, row.home, row.optional, row.stated_written, row.stated_home, row.items) == (
                load.written,
                load.home,
                load.optional,
                load.stated_written,
                load.stated_home,
                load.items,
            )
            assert row.late == sum(i.late for i in items)
            assert row.recorded == sum(i.over_reason is not None for i in items)
            nones = {n.subject for n in records.nones_on(connection, [row.class_id], row.day, row.day)}
            assert row.declared == ("" in nones)
            assert not nones & {i.subject for i in items} and not ("" in nones and items)
    assert audit.verify_chain(house=small.house, actor=OPERATOR)[1] == []


def add_teaching(small: SmallSchool, who: str, place: tuple[int, int], subject: str) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        row = work.add(people_records.teaching, class_id=small.classes[place], staff_id=small.staff[who], subject=subject)
        work.audit("teaching_added", f"teaching:{row}", None, {"subject": subject})


def grant(small: SmallSchool, who: str, place: tuple[int, int], subject: str, start: date, end: date) -> None:
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        row = work.add(
            people_records.substitute,
            class_id=small.classes[place],
            staff_id=small.staff[who],
            subject=subject,
            start=start,
            end=end,
            granted_by=None,
            granted_at=NOW,
        )
        work.audit("substitute_granted", f"substitute:{row}", None, {"subject": subject})
