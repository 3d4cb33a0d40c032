"""The last registered lines of a class and subject, newest first. Which of them are alike is decided in rules."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from schoolapp.records.homework import class_day, homework_item


def last_lines(connection: Connection, class_id: int, subject: str, most: int) -> list[tuple[date, str, int]]:
    """(day, text, minutes) of at most `most` published items, newest day first. The class's days are walked back by their unique index,
    and their items by theirs, until enough are found: what was registered before costs nothing."""
    d, i = class_day.c, homework_item.c
    query = (select(d.day, i.text, i.minutes).join_from(class_day, homework_item)
             .where(d.class_id == class_id, i.subject == subject, i.withdrawn_at.is_(None)).order_by(d.day.desc(), i.id.desc()).limit(most))
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]
