"""A small school with a named cast for tests: nine grades in two parallel classes of grade 3 and one of the others, autumn term 2026."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

import pytest
from werkzeug.security import generate_password_hash

from schoolapp.config import Config
from schoolapp.records import afterschool as afterschool_records
from schoolapp.records import people as people_records
from schoolapp.records import school as school_records
from schoolapp.records.school import grades_text
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.people import Role, System
from schoolapp.rules.permits import OPERATOR, Actor
from schoolapp.rules.policy import default_profile, to_json
from schoolapp.services import login, school
from schoolapp.services.house import House

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=SCHOOL_TIME)
TERM = (date(2026, 9, 1), date(2027, 1, 22))
PASSWORD = "plum-rain-bridge"

# number, name, roles, led grades
CAST = (
    ("t01", "林晓梅", (Role.TEACHER,), ()),
    ("t02", "陈国栋", (Role.TEACHER, Role.GRADE_LEADER), (3,)),
    ("t03", "王芳", (Role.TEACHER,), ()),
    ("t04", "罗建军", (Role.TEACHER,), ()),
    ("t05", "周舟", (Role.OFFICE,), ()),
    ("t06", "何秀英", (Role.COORDINATOR,), ()),
    ("t07", "周明远", (Role.PRINCIPAL,), ()),
    ("t08", "欧阳雨桐", (Role.ADMINISTRATOR,), ()),
    ("t09", "司马文博", (Role.INSPECTOR,), ()),
    ("t10", "阿依古丽·买买提", (Role.SUBJECT_LEAD, Role.TEACHER), ()),
)


def at(day: date, hour: int = 15, minute: int = 0) -> datetime:
    """A moment of the school's clock."""
    return datetime.combine(day, time(hour, minute), SCHOOL_TIME)


@dataclass
class SmallSchool:
    """The made school: `staff` number -> id, `classes` (grade, number) -> id, `programmes` code -> id."""

    house: House
    staff: dict[str, int]
    classes: dict[tuple[int, int], int]
    programmes: dict[str, int]
    term_id: int

    def actor(self, number: str, now: datetime = NOW) -> Actor:
        """The person with this staff number, as use cases know them."""
        person = login.person_of(house=self.house, staff_id=self.staff[number], now=now)
        assert person is not None
        return person.actor


@cache
def _hash_of(password: str) -> str:
    """The real hash of a password, made once: it is slow on purpose."""
    return generate_password_hash(password)


def give_passwords(house: House, *staff_ids: int, now: datetime = NOW) -> None:
    """Gives these people PASSWORD."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(login, "generate_password_hash", _hash_of)
        for staff_id in staff_ids:
            login.give_password(house=house, actor=OPERATOR, staff_id=staff_id, password=PASSWORD, now=now)


def make_house(config: Config) -> House:
    """An empty, migrated house."""
    school.migrate(config)
    return school.open_house(config)


def make_school(house: House, *, now: datetime = NOW, passwords: bool = False) -> SmallSchool:
    """林晓梅 (t01) teaches 数学 in 三(1)班 and 三(2)班 and heads 三(1)班; 王芳 (t03) 语文 in both; 陈国栋 (t02) 英语 in both and leads grade 3;
    罗建军 (t04) teaches 语文 in 一(1)班 and heads it; grades 2, 4-9 have one class each, taught 语文 by t03. Programmes: hw3 (作业辅导, grade 3,
    Mon-Fri 16:00-17:00, t01), club3 (社团, grade 3, 17:00-18:00, t04)."""
    staff, classes, programmes = {}, {}, {}
    with house.writing(actor=OPERATOR, now=now) as work:
        work.add(
            school_records.school,
            name="江北实验学校",
            system=System.SIX_THREE.value,
            district="江北区",
            report_phone="023-6785 0120",
            report_email="",
            district_phone="023-6780 0112",
            language="zh",
            is_demo=False,
            made_at=now,
        )
        term_id = work.add(school_records.term, name="2026年秋季学期", start=TERM[0], end=TERM[1])
        work.add(school_records.policy_profile, valid_from=TERM[0], content=to_json(default_profile(System.SIX_THREE, TERM[0])))
        for number, name, roles, grades in CAST:
            staff[number] = work.add(people_records.staff, number=number, name=name, active=True)
            for role in roles:
                valid_to = at(MONDAY, 23) if role is Role.INSPECTOR else None
                work.add(
                    people_records.staff_role,
                    staff_id=staff[number],
                    role=role.value,
                    grades=grades_text(frozenset(grades)) if role is Role.GRADE_LEADER else "",
                    subjects="语文" if role is Role.SUBJECT_LEAD else "",
                    valid_to=valid_to,
                )
        places = [(g, 1) for g in range(1, 10)] + [(3, 2)]
        for grade, number in sorted(places):
            head = {(3, 1): "t01", (3, 2): "t03", (1, 1): "t04"}.get((grade, number))
            classes[grade, number] = work.add(
                people_records.school_class,
                year=2026,
                grade=grade,
                number=number,
                homeroom_id=staff[head] if head else None,
                link_token=f"link-{grade}-{number}-".ljust(43, "x"),
                link_generation=1,
            )
            work.add(people_records.class_count, class_id=classes[grade, number], valid_from=TERM[0], pupils=40, asked=38, joined=38)
        lessons = [
            ("t01", 3, 1, "数学"),
            ("t01", 3, 2, "数学"),
            ("t03", 3, 1, "语文"),
            ("t03", 3, 2, "语文"),
            ("t02", 3, 1, "英语"),
            ("t02", 3, 2, "英语"),
            ("t04", 1, 1, "语文"),
        ]
        lessons += [("t03", g, 1, "语文") for g in (2, 4, 5, 6, 7, 8, 9)]
        for who, grade, number, subject in lessons:
            work.add(people_records.teaching, class_id=classes[grade, number], staff_id=staff[who], subject=subject)
        for code, name, category, who, start, end in (
            ("hw3", "三年级作业辅导", "作业辅导", "t01", 960, 1020),
            ("club3", "科学社团", "社团", "t04", 1020, 1080),
        ):
            programmes[code] = work.add(
                afterschool_records.programme,
                term_id=term_id,
                code=code,
                name=name,
                category=category,
                grades="3",
                staff_id=staff[who],
                provider="",
                room="A102",
                active=True,
            )
            for weekday in range(1, 6):
                work.add(afterschool_records.programme_slot, programme_id=programmes[code], weekday=weekday, start=start, end=end)
        work.audit("school_made", "school:1", None, {"name": "江北实验学校"})
    if passwords:
        give_passwords(house, *staff.values(), now=now)
    return SmallSchool(house, staff, classes, programmes, term_id)
