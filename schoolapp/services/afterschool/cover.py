"""代班: who stands in for the responsible teacher of a session that is still to come. The one who stands in sees it as an own duty at once."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from schoolapp.records import afterschool as records
from schoolapp.records import people as people_records
from schoolapp.records import service_log
from schoolapp.rules.people import Role
from schoolapp.rules.permits import Actor, NotFound, Permit
from schoolapp.services.afterschool.today import planned_on
from schoolapp.services.house import Conflict, House
from schoolapp.services.school import standing_of


class BadCover(Exception):
    """Nobody was put down. `code`: staff (nobody who works here), self (the responsible one is no substitute), past (the day is over)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def works_here(connection: Connection, staff_id: int) -> bool:
    """Whether somebody can lead a session or help in one: active staff, no inspector, who comes from outside and only reads."""
    return people_records.is_active(connection, staff_id) and all(row.role is not Role.INSPECTOR for row in people_records.roles_of(connection, staff_id))


def arrange_cover(*, house: House, actor: Actor, programme_id: int, day: date, start: int, staff_id: int | None, now: datetime) -> str:
    """Puts down who stands in at a planned start of today or a day to come (None: nobody any more); gives the name, '' for nobody. The coordinator
    and the responsible teacher may. NotFound where no session is planned then, Conflict('exists') where it is logged already."""
    actor.needs(Permit.LOG_SERVICE)
    standing = standing_of(house=house)
    with house.writing(actor=actor, now=now) as work:
        programme = records.find_programme(work.connection, programme_id)
        own = programme is not None and actor.staff_id is not None and actor.staff_id == programme.staff_id
        if programme is None or not (own or actor.operator or Role.COORDINATOR in actor.roles):
            raise NotFound
        if start not in {s for s, _ in planned_on(standing, programme, day)}:
            raise NotFound
        if day < now.date():
            raise BadCover("past")
        service_log.lock_programme(work.connection, programme_id)
        if service_log.find_answering(work.connection, programme_id, day, start) is not None:
            raise Conflict("exists")
        row_id, before = service_log.covers_on(work.connection, day).get((programme_id, start), (None, None))
        if staff_id == before:
            return people_records.staff_names(work.connection).get(staff_id or 0, "")
        if staff_id is not None and not works_here(work.connection, staff_id):
            raise BadCover("staff")
        if staff_id == programme.staff_id:
            raise BadCover("self")
        if staff_id is None and row_id is not None:
            work.remove(records.session_cover, row_id)
        elif row_id is not None:
            work.change(records.session_cover, row_id, staff_id=staff_id, arranged_by=actor.staff_id, arranged_at=now)
        else:
            row_id = work.add(records.session_cover, programme_id=programme_id, day=day, start=start, staff_id=staff_id, arranged_by=actor.staff_id,
                              arranged_at=now)
        work.audit("cover_set", f"cover:{row_id}", {"staff": before} if before else None,
                   {"staff": staff_id, "instead_of": programme.staff_id, "programme": programme.code, "day": day, "start": start})
        return people_records.staff_names(work.connection).get(staff_id or 0, "")
