"""Sign-up counts of classes: what `people.class_count` holds from which day on, with all that is said of the after-school service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, select

from schoolapp.records.people import class_count, school_class
from schoolapp.rules.sign_up import SignUp, standing_on


class CountRow(NamedTuple):
    """A class's counts that hold from a day on."""

    id: int
    class_id: int
    valid_from: date
    counts: SignUp


_c = class_count.c
_COUNT = select(_c.id, _c.class_id, _c.valid_from, *(_c[name] for name in SignUp._fields)).order_by(_c.class_id, _c.valid_from)


def counts_of_classes(connection: Connection, class_ids: Iterable[int]) -> dict[int, list[CountRow]]:
    """Class id -> its counts, oldest first; a class without any is not in it."""
    found: dict[int, list[CountRow]] = {}
    for row in connection.execute(_COUNT.where(_c.class_id.in_(list(class_ids)))):
        found.setdefault(row[1], []).append(CountRow(row[0], row[1], row[2], SignUp(*row[3:])))
    return found


def counts_by_id(connection: Connection, row_ids: Iterable[int]) -> dict[int, SignUp]:
    """The counts of these rows."""
    return {row[0]: SignUp(*row[3:]) for row in connection.execute(_COUNT.where(_c.id.in_(list(row_ids))))}


def counts_on(connection: Connection, day: date, year: int) -> dict[int, SignUp]:
    """Class id -> the counts of a school year's classes that hold on `day`: the newest up to then, else the class's first ones."""
    ids = list(connection.execute(select(school_class.c.id).where(school_class.c.year == year)).scalars())
    held = {class_id: standing_on([(r.valid_from, r.counts) for r in rows], day) for class_id, rows in counts_of_classes(connection, ids).items()}
    return {class_id: counts for class_id, counts in held.items() if counts is not None}
