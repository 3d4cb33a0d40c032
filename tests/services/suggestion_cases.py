"""A small school whose suggestion box is open, and what is usually said in it. No test stands here."""

from __future__ import annotations

import itertools
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from werkzeug.security import generate_password_hash

from schoolapp.records import people as people_records
from schoolapp.rules.feedback import Voice
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR
from schoolapp.services import feedback, login, suggestions
from schoolapp.services.suggestions import CasePage, Receipt, Suggestion, Visit, sealing
from tests.cast import MONDAY, NOW, PASSWORD, SmallSchool

TEXT = "昨天数学作业写到十一点还没写完，早上起不来"
CONTACT = "微信 qingfeng-2026，晚上方便"
ADDRESS = "203.0.113.7"
_keys = itertools.count(1)


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are stretched as everywhere, only less: a box is made in nearly every test."""
    monkeypatch.setattr(sealing, "SCRYPT_N", 2)
    monkeypatch.setattr(login, "generate_password_hash", cheap_hash)


@cache
def cheap_hash(password: str) -> str:
    return generate_password_hash(password, "pbkdf2:sha256:1")


def give_password(small: SmallSchool, number: str = "t07", password: str = PASSWORD) -> None:
    login.give_password(house=small.house, actor=OPERATOR, staff_id=small.staff[number], password=password, now=NOW)


def second_principal(small: SmallSchool, number: str = "t05") -> None:
    """Makes somebody a principal, too, with a password."""
    with small.house.writing(actor=OPERATOR, now=NOW) as work:
        work.add(people_records.staff_role, staff_id=small.staff[number], role=Role.PRINCIPAL.value, grades="", subjects="", valid_to=None)
        work.audit("staff_changed", f"staff:{small.staff[number]}")
    give_password(small, number)


def open_school(small: SmallSchool) -> str:
    """Switches suggestions on and sets the box up; gives the printed key."""
    give_password(small)
    principal = small.actor("t07")
    feedback.turn(house=small.house, actor=principal, now=NOW, voice=Voice.SUGGESTIONS, on=True)
    made = suggestions.make_box(house=small.house, actor=principal, password=PASSWORD, now=NOW)
    suggestions.confirm_box(house=small.house, actor=principal, box_id=made.box_id, now=NOW)
    return made.printed


def say(small: SmallSchool, text: str = TEXT, *, contact: str = CONTACT, place: tuple[int, int] | None = (3, 1), address: str = ADDRESS, now: datetime = NOW,
        **more: Any) -> Receipt:
    """A suggestion from a family of a class about Monday."""
    values: dict[str, Any] = {"category": "too_much", "day": MONDAY, "key": f"key-{next(_keys)}", **more}
    said = Suggestion(text=text, contact=contact, class_id=small.classes[place] if place else None, **values)
    return suggestions.say(house=small.house, said=said, address=address, now=now)


def visit(small: SmallSchool, number: str = "t07", password: str = PASSWORD, now: datetime = NOW) -> Visit:
    return suggestions.open_box(house=small.house, actor=small.actor(number, now), password=password, address="", now=now)


def case(small: SmallSchool, case_id: int = 1, *, opened: Visit | None = None, now: datetime = NOW) -> CasePage:
    return suggestions.case_page(house=small.house, actor=small.actor("t07", now), case_id=case_id, visit=opened, now=now)


def answer(small: SmallSchool, case_id: int = 1, text: str = "已经查过，确实偏多，本周起调整。", now: datetime = NOW) -> None:
    version = case(small, case_id, now=now).line.version
    suggestions.answer(house=small.house, actor=small.actor("t07", now), case_id=case_id, text=text, version=version, now=now)
