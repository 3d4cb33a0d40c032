"""What the tests of the service's day share: what a form shows, what is due, what was written down. No test stands here."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

from PIL import Image

from schoolapp.records import afterschool as records
from schoolapp.records import audit as audit_records
from schoolapp.rules.session_heads import Finished, SessionHeads
from schoolapp.services import afterschool as services
from tests.cast import MONDAY, SmallSchool, at

SATURDAY, SUNDAY = MONDAY - timedelta(days=2), MONDAY - timedelta(days=1)


def heads(small: SmallSchool, first: tuple[int, int], second: tuple[int, int], *bands: Finished) -> tuple[SessionHeads, ...]:
    told = (*bands, None, None)
    return (SessionHeads(small.classes[3, 1], *first, told[0]), SessionHeads(small.classes[3, 2], *second, told[1]))


def form(small: SmallSchool, who: str = "t06", code: str = "hw3", day: date = MONDAY, start: int = 960, hour: int = 19) -> services.SessionForm:
    return services.form_of_session(
        house=small.house, actor=small.actor(who), programme_id=small.programmes[code], day=day, start=start, now=at(max(day, MONDAY), hour))


def due(small: SmallSchool, who: str = "t06", day: date = MONDAY, hour: int = 19) -> services.DueDay:
    return services.sessions_due(house=small.house, actor=small.actor(who), day=day, now=at(max(day, MONDAY), hour))


def row_of(small: SmallSchool, session_id: int) -> records.ServiceSessionRow:
    with small.house.reading() as connection:
        row = records.find_session(connection, session_id)
    assert row is not None
    return row


def told_of(small: SmallSchool, session_id: int) -> list[dict[str, object]]:
    """The new values of the session's audit entries."""
    with small.house.reading() as connection:
        return [json.loads(e.new) for e in audit_records.entries_of(connection, f"session:{session_id}")]


def picture() -> bytes:
    """A small picture that is fine."""
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(made, "PNG")
    return made.getvalue()
