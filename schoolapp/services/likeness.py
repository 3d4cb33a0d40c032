"""How long lines like this one usually took in the same class: a suggestion for the register form, from this class's own history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from schoolapp.records import homework as homework_records
from schoolapp.records import likeness as records
from schoolapp.rules.homework import TEXT_MAX
from schoolapp.rules.likeness import Past, Usual, usual_of
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.house import House

LINES_BACK = 60
CLASSES_MOST = 12


def usual_minutes(*, house: House, actor: Actor, class_ids: Sequence[int], subject: str, text: str, now: datetime) -> Usual | None:
    """The usual minutes of a line in these classes, None where fewer than two like it were registered. At most the last 60 items of each
    class and subject are looked at; one line given to several of the classes on a day counts once. NotFound for a class that is not the
    actor's (taught, substituted today, or headed)."""
    actor.needs(Permit.REGISTER_HOMEWORK)
    wanted = list(dict.fromkeys(class_ids))[:CLASSES_MOST]
    if actor.staff_id is None:
        raise NotFound
    with house.reading() as connection:
        own = homework_records.classes_to_register(connection, actor.staff_id, wanted, subject, {now.date()}) if wanted else set()
        if not set(wanted) <= own | actor.homerooms:
            raise NotFound
        found: dict[tuple[date, str, int], None] = {}
        for class_id in wanted:
            found |= dict.fromkeys(records.last_lines(connection, class_id, subject, LINES_BACK))
    newest = sorted(found, key=lambda line: line[0], reverse=True)
    return usual_of(text[:TEXT_MAX], [Past(line, minutes) for _, line, minutes in newest])
