"""What the demo school's teachers and leaders did beside registering: it is there, believable, and where a visitor looks for it. On SQLite
only, since a fill takes its time."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from werkzeug.security import generate_password_hash

from schoolapp.config import Config
from schoolapp.records import people as people_records
from schoolapp.rules.findings import FindingKind
from schoolapp.rules.people import Role
from schoolapp.rules.permits import OPERATOR, Actor
from schoolapp.services import audit, demo, findings, holidays, homework_template, login, quota, reality, sampling, school, sheets
from schoolapp.services.demo.acts import Hands, Sheet
from schoolapp.services.demo.leading import leading_acts
from schoolapp.services.demo.term import term_of
from schoolapp.services.homework import ahead, inbox, long_task
from schoolapp.services.house import House
from tests.services.test_demo import moment

NOW = moment("2026-10-08T15:40:00")  # after the holiday of October, with a class sampled nearly every day


@pytest.fixture(scope="module")
def house(migrated: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("leading") / "instance"
    shutil.copytree(migrated("sqlite"), folder)
    opened = school.open_house(Config(data_dir=folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(login, "generate_password_hash", lambda password: generate_password_hash(password, "pbkdf2:sha256:1"))
        demo.make_demo(house=opened, now=NOW)
    yield opened
    opened.close()


def actor(house: House, number: str) -> Actor:
    with house.reading() as connection:
        ids = {row.number: row.id for row in people_records.list_staff(connection)}
    person = login.person_of(house=house, staff_id=ids[number], now=NOW)
    assert person is not None
    return person.actor


def test_every_grade_from_3_on_has_its_plan(house: House) -> None:
    plan = quota.term_plan(house=house, actor=actor(house, "t05"), now=NOW)
    assert [one.grade for one in plan.grades if one.planned] == [3, 4, 5, 6, 7, 8, 9]
    third = next(one for one in plan.grades if one.grade == 3)
    assert {cell.subject: cell.minutes for cell in third.cells if cell.minutes} == {"语文": 20, "数学": 20, "英语": 15} and third.room == 5


def test_classes_were_asked_by_hands_and_nearly_always_within_the_cap(house: House) -> None:
    shown = sampling.sampled_days(house=house, actor=actor(house, "t01"), now=NOW)
    asked = [day.whole for one in shown for day in one.days if day.whole]
    assert asked and any(found.hands for found in asked)
    assert any(row.compared for row in reality.grade_reality(house=house, actor=actor(house, "t02"), grade=3, now=NOW).rows)
    found = findings.findings_of(house=house, actor=actor(house, "t07"), start=date(2026, 9, 1), end=NOW.date(), now=NOW)
    assert sum(one.finding.kind is FindingKind.SAMPLE_OVER_CAP for one in found.stated) <= 1


def test_sample_sheets_stand_with_their_counts(house: House) -> None:
    found = sheets.sheet_list(house=house, actor=actor(house, "t03"), month=date(2026, 9, 1), now=NOW)
    assert [view.row.title for view in found.sheets] and all(view.picture for view in found.sheets)
    path = sheets.open_sheet(house=house, actor=actor(house, "t03"), sheet_id=found.sheets[0].row.id, now=NOW).path
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_holiday_had_its_lists(house: House) -> None:
    page = holidays.holiday_page(house=house, actor=actor(house, "t01"), start=date(2026, 10, 1), grade=None, now=NOW)
    assert page.own and all(one.given >= 3 and not one.verdict.over_by for one in page.own)


def test_a_request_waits_where_its_reader_looks(house: House) -> None:
    (waiting,) = inbox.inbox(house=house, actor=actor(house, "t03"), now=NOW).to_answer
    assert (waiting.row.subject, waiting.row.asked_subject, waiting.row.minutes) == ("科学", "语文", 5)
    leader = actor(house, "t02")
    assert Role.GRADE_LEADER in leader.roles
    assert len(inbox.pending_in(house=house, actor=leader, grades=[3], start=NOW.date(), end=NOW.date(), now=NOW)) == 1


def test_days_to_come_are_planned(house: House) -> None:
    (task,) = [one for one in long_task.my_tasks(house=house, actor=actor(house, "t02"), now=NOW) if len(one.open_days) == 3]
    shown = ahead.days_ahead(house=house, actor=actor(house, "t02"), now=NOW)
    planned = {day.day for day in shown.days if any(part.items for one in day.classes for part in one.subjects) and day.day > NOW.date()}
    assert {day.day for day in task.open_days} <= planned


def test_lines_are_kept_for_use_again(house: House) -> None:
    (kept,) = homework_template.my_templates(house=house, actor=actor(house, "t03"), now=NOW).by_subject
    assert kept[0] == "语文" and [template.blanks for template in kept[1]] == [1, 1]


def test_the_chain_holds(house: House) -> None:
    assert not audit.verify_chain(house=house, actor=OPERATOR)[1]


@pytest.mark.parametrize("today", [date(2026, 9, 1), date(2026, 11, 23), date(2027, 1, 22), date(2028, 5, 17)])
def test_the_same_day_gives_the_same_acts_and_none_before_its_time(today: date) -> None:
    plan = term_of(today)
    days = plan.calendar.school_days(plan.start, plan.end)
    acts = list(leading_acts(plan, days, today))
    assert acts == list(leading_acts(plan, days, today))
    assert all(act.day <= act.at.date() for act in acts if isinstance(act, Hands | Sheet))
    earlier = list(leading_acts(plan, days, days[0]))
    assert [a for a in earlier if isinstance(a, Sheet)] == []
