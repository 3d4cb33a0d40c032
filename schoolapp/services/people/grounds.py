"""What every use case about people stands on: the refusal with its code, and how far a permit reaches for somebody. No use case stands
here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from schoolapp.rules.people import ClassRef, Role
from schoolapp.rules.permits import HELD, Actor, Permit
from schoolapp.services.house import Taken


class PeopleRefused(Exception):
    """Nothing was written. `code` says why, `field` which entry it is about ('' = none), `values` fill the sentence."""

    def __init__(self, code: str, field: str = "", **values: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.values = code, field, values


@contextmanager
def taken_is_refused(code: str, field: str = "") -> Iterator[None]:
    """Two people who enter the same key at one moment: the database lets one through, the other reads a refusal."""
    try:
        yield
    except Taken as error:
        raise PeopleRefused(code, field) from error


def reaches_grade(actor: Actor, permit: Permit, grade: int) -> bool:
    """Whether one of the roles that hold the permit reaches the whole grade: a leader's own grades, an inspector's grades, else the
    school.
    Teaching or heading a class reaches no grade."""
    if actor.operator:
        return True
    for role in actor.roles:
        if permit not in HELD[role] or role in (Role.TEACHER, Role.HOMEROOM):
            continue
        if role is Role.GRADE_LEADER:
            if grade in actor.led_grades:
                return True
        elif role is Role.INSPECTOR:
            if grade in actor.inspected_grades:
                return True
        else:
            return True
    return False


def reaches_class(actor: Actor, permit: Permit, one: ClassRef) -> bool:
    """Likewise for a class: those taught or headed count too."""
    return actor.may(permit) and (reaches_grade(actor, permit, one.grade) or one.id in actor.homerooms or one.id in actor.taught_classes)


def role_facts(rows: Any) -> list[dict[str, Any]]:
    """Roles as the audit keeps them: plain data in a fixed order."""
    return [
        {
            "role": r.role.value,
            "grades": sorted(r.grades),
            "subjects": sorted(r.subjects),
            "valid_to": r.valid_to,
            "period": list(r.period) if r.period else None,
        }
        for r in sorted(rows, key=lambda r: list(Role).index(r.role))
    ]
