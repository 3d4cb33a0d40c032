"""The demo school as a visitor gets it: accounts, findings, the audit trail, every season. On SQLite only, since a fill takes its time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schoolapp.config import Config
from schoolapp.rules.calendar import SCHOOL_TIME
from schoolapp.rules.permits import OPERATOR, NotFound
from schoolapp.rules.providers import Lack
from schoolapp.services import afterschool, audit, demo, feedback, findings, homework, login, notices, providers, reality, school, suggestions
from schoolapp.services.afterschool import hours, outside_care, plans, sign_up
from schoolapp.services.house import House
from tests.cast import make_school

ROLES = ["teacher", "homeroom", "leader", "office", "coordinator", "principal", "inspector", "administrator"]
Make = Callable[[str], House]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SCHOOL_TIME)


@pytest.fixture(scope="module")
def empty_house(migrated: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Makes opened houses without a school; all are closed at the end."""
    opened: list[House] = []

    def make(name: str) -> House:
        folder = tmp_path_factory.mktemp(name) / "instance"
        shutil.copytree(migrated("sqlite"), folder)
        opened.append(school.open_house(Config(data_dir=folder)))
        return opened[-1]

    yield make
    for house in opened:
        house.close()


@pytest.fixture(scope="module", autouse=True)
def _cheap_passwords() -> Any:
    """Passwords are hashed as everywhere, with one round: eight of them for each demo."""
    from werkzeug.security import generate_password_hash

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(login, "generate_password_hash", lambda password: generate_password_hash(password, "pbkdf2:sha256:1"))
        yield


NOW = moment("2026-09-17T16:12:00")


@pytest.fixture(scope="module")
def made(empty_house: Make) -> tuple[House, list[demo.Account]]:
    """A demo of two and a half weeks."""
    house = empty_house("made")
    return house, demo.make_demo(house=house, now=NOW)


def check(house: House, now: datetime) -> dict[str, Any]:
    term = school.standing_of(house=house).terms[0]
    found: dict[str, Any] = findings.check(house=house, actor=OPERATOR, start=term.start, end=term.end, now=now)
    return found


def signed(house: House, account: demo.Account, now: datetime) -> login.Person:
    opened = login.log_in(
        house=house, number=account.username, password=account.password, address="127.0.0.1", device="", browser="", now=now
    )
    assert not opened.must_change
    found = login.find_signed(house=house, token=opened.token, now=now)
    assert found is not None
    return found.person


def test_every_role_logs_in_with_its_printed_password(made: tuple[House, list[demo.Account]]) -> None:
    house, accounts = made
    assert [a.role for a in accounts] == ROLES
    assert len({a.username for a in accounts}) == len({a.password for a in accounts}) == len(ROLES)
    words = {
        "teacher": "教师",
        "homeroom": "班主任",
        "leader": "年级组长",
        "office": "教导处",
        "coordinator": "课后服务管理员",
        "principal": "校长",
        "inspector": "督学",
        "administrator": "管理员",
    }
    for account in accounts:
        person = signed(house, account, NOW)
        assert person.name == account.name
        assert words[account.role] in {role.value for role in person.roles}


def test_the_school_is_marked_and_whole(made: tuple[House, list[demo.Account]]) -> None:
    house, _ = made
    shown = school.shown_school(house=house)
    assert shown.is_demo and shown.name == "江北实验学校"
    standing = school.standing_of(house=house)
    assert standing.system.value == "六三制"
    assert standing.grades_of(2026) == list(range(1, 10))
    assert len(standing.classes_of(2026)) == 20
    make_up = date(2026, 9, 20)
    assert standing.calendar.is_school_day(make_up, 3)
    assert standing.calendar.timetable_weekday(make_up, 3) == 2


def test_the_audit_trail_is_whole(made: tuple[House, list[demo.Account]]) -> None:
    count, troubles = audit.verify_chain(house=made[0], actor=OPERATOR)
    assert count > 500
    assert not troubles


def test_faults_are_few_and_of_many_kinds(made: tuple[House, list[demo.Account]]) -> None:
    found = check(made[0], NOW)
    counts = found["counts"]
    assert counts["homework.over_cap"] == 2
    assert 2 <= counts["homework.missing"] <= 4
    assert 4 <= counts["homework.late"] <= 7
    assert counts["homework.optional_over_limit"] == counts["service.coverage"] == 1
    assert found["figures"]["class_days_recorded"] > 0.95 * found["figures"]["class_days_expected"]


def test_the_service_is_planned_whole(made: tuple[House, list[demo.Account]]) -> None:
    house, accounts = made
    actor = signed(house, accounts[4], NOW).actor
    found = afterschool.list_programmes(house=house, actor=actor, now=NOW)
    assert len(found.rows) == 20 and found.clashes == () and len(found.assistants) == 11 and sum(p.capacity is not None for p in found.rows) == 12
    assert [(s.start, s.end) for s in found.seasons] == [(date(2026, 9, 1), date(2026, 9, 30))] and all(p.seasons for p in found.rows)
    assert {slot[1:] for p in found.rows if p.code == "F3" for slot in p.slots if slot[0] == 5} == {(940, 1000)}  # Fridays begin earlier
    due = afterschool.sessions_due(house=house, actor=actor, day=date(2026, 9, 16), now=NOW)
    assert due.open == 0 and {s.planned_start for s in due.sessions} == {975, 1035, 1095}
    (provider,) = providers.list_providers(house=house, actor=actor, now=NOW).lines
    assert [w.lack for w in provider.warned] == [Lack.CERTIFICATE_EXPIRING] and [p.code for p in provider.programmes] == ["C07"]
    assert plans.list_plans(house=house, actor=actor, now=NOW).holding is not None
    assert len(outside_care.list_care(house=house, actor=actor, now=NOW).rows) == 1
    table = sign_up.sign_up_table(house=house, actor=actor, grade=7, now=NOW)
    assert table.total.unsigned == 1 and all(line.counts and line.counts.all_five for line in table.lines)


def test_two_findings_are_judged(made: tuple[House, list[demo.Account]]) -> None:
    house, accounts = made
    principal = signed(house, accounts[5], NOW).actor
    stated = findings.findings_of(house=house, actor=principal, start=date(2026, 9, 1), end=date(2026, 9, 17), now=NOW).stated
    assert sorted(one.state.value for one in stated if one.state.value != "to_verify") == ["explained", "true"]


def test_today_waits_for_the_teacher(made: tuple[House, list[demo.Account]]) -> None:
    house, accounts = made
    today = homework.teacher_day(house=house, actor=signed(house, accounts[0], NOW).actor, now=NOW)
    assert [[part.state for part in card.subjects] for card in today.classes] == [["posted"], ["open"]]
    home = homework.teacher_day(house=house, actor=signed(house, accounts[1], NOW).actor, now=NOW)
    assert [card.figures.verdict.figure for card in home.classes] == [45, 20, 0]
    assert 0 < home.homerooms[0].done < len(home.homerooms[0].lines)


def test_the_sample_notice_opens(made: tuple[House, list[demo.Account]]) -> None:
    house, _ = made
    path = demo.sample_notice(house=house, now=NOW)
    link = notices.links_of(house=house).by_token[path.rsplit("/", 1)[1]]
    notice = notices.day_notice(house=house, one=link.one, day=NOW.date(), now=NOW)
    assert (link.one.grade, link.one.number, notice.written) == (3, 1, 45)


def test_families_were_heard(made: tuple[House, list[demo.Account]]) -> None:
    house, accounts = made
    leader = signed(house, next(a for a in accounts if a.role == "leader"), NOW).actor
    heard = reality.grade_reality(house=house, actor=leader, grade=3, now=NOW).heard
    assert heard is not None and heard[0].days >= 2 and heard[0].n >= 5 * heard[0].days
    assert not feedback.is_due(house=house, now=NOW) and not list((house.config.data_dir / "passing").glob("*"))  # past days are closed


def test_the_same_moment_gives_the_same_school(empty_house: Make, made: tuple[House, list[demo.Account]]) -> None:
    house = empty_house("again")
    accounts = demo.make_demo(house=house, now=NOW)
    assert check(house, NOW) == check(made[0], NOW)
    assert {a.password for a in accounts}.isdisjoint({a.password for a in made[1]})


SEASONS = {
    "term": ("2026-11-23T09:05", "2026-11-20"),
    "weekend": ("2026-11-22T11:00", "2026-11-20"),
    "first day": ("2026-09-01T06:30", "2026-08-01"),
    "sports day": ("2026-10-29T16:40", "2026-10-28"),
    "winter holiday": ("2027-02-10T10:00", "2027-01-21"),
    "summer holiday": ("2026-08-20T10:00", "2026-07-02"),
    "no national list": ("2028-05-17T17:30", "2028-05-16"),
}


@pytest.mark.parametrize("season", SEASONS)
def test_every_season_has_its_demo(empty_house: Make, season: str) -> None:
    now, since = moment(SEASONS[season][0]), date.fromisoformat(SEASONS[season][1])
    house = empty_house("season")
    accounts = demo.make_demo(house=house, now=now, since=since)
    for account in accounts:
        signed(house, account, now)
    assert not audit.verify_chain(house=house, actor=OPERATOR)[1]
    assert check(house, now)["figures"]["homework_items"] > 0
    assert not demo.is_stale(house=house, now=now)
    assert demo.sample_notice(house=house, now=now).startswith("/n/")


def test_the_hours_of_the_month_before_are_said_and_signed(empty_house: Make) -> None:
    house, now = empty_house("hours"), moment("2026-11-05T08:00")
    coordinator = signed(house, demo.make_demo(house=house, now=now, since=date(2026, 10, 28))[4], now).actor
    found = hours.all_hours(house=house, actor=coordinator, first_day=date(2026, 10, 1), now=now)
    assert found.signature is not None and (found.signature.row.minutes, found.signature.changed) == (found.minutes, False) and found.minutes > 0
    assert found.objected == 1 and found.confirmed > 10 and all(not one.stale for one in found.people)
    assert not audit.verify_chain(house=house, actor=OPERATOR)[1]


def test_a_quick_look_into_a_later_week_has_no_hours_to_speak_of(empty_house: Make) -> None:
    house, now = empty_house("no hours"), moment("2026-11-05T08:00")
    coordinator = signed(house, demo.make_demo(house=house, now=now, since=date(2026, 11, 4))[4], now).actor
    with pytest.raises(NotFound):  # nothing was logged in October: the month is not offered
        hours.all_hours(house=house, actor=coordinator, first_day=date(2026, 10, 1), now=now)
    found = hours.all_hours(house=house, actor=coordinator, first_day=None, now=now)
    assert found.signature is None and found.people and all(one.answer is None for one in found.people)


def test_a_real_school_is_left_alone(empty_house: Make) -> None:
    house = empty_house("real")
    make_school(house)
    before = audit.verify_chain(house=house, actor=OPERATOR)
    with pytest.raises(demo.RealSchool):
        demo.make_demo(house=house, now=NOW)
    assert audit.verify_chain(house=house, actor=OPERATOR) == before
    assert not school.shown_school(house=house).is_demo


def test_a_later_start_goes_on_where_it_stopped(empty_house: Make) -> None:
    house = empty_house("later")
    first = demo.make_demo(house=house, now=moment("2026-09-02T07:10"))
    seen = [check(house, moment("2026-09-02T07:10"))["figures"]["homework_items"]]
    for text in ("2026-09-02T10:30", "2026-09-02T16:20", "2026-09-03T07:30", "2026-09-03T16:45"):
        accounts = demo.make_demo(house=house, now=moment(text))
        seen.append(check(house, moment(text))["figures"]["homework_items"])
    assert seen == sorted(seen)
    assert seen[-1] > seen[0] + 100
    assert not audit.verify_chain(house=house, actor=OPERATOR)[1]
    now = moment("2026-09-03T16:46")
    teacher = signed(house, accounts[0], now).actor
    with pytest.raises(login.LoginRefused):
        login.log_in(house=house, number=first[0].username, password=first[0].password, address="127.0.0.1", device="", browser="", now=now)
    card = homework.teacher_day(house=house, actor=teacher, now=now).classes[0]
    assert len(card.subjects[0].items) == 1  # what was there early is not registered a second time


def test_what_a_visitor_did_stays(empty_house: Make) -> None:
    house, now = empty_house("visitor"), moment("2026-09-03T15:00")
    accounts = demo.make_demo(house=house, now=now, since=date(2026, 9, 3))
    teacher = signed(house, accounts[0], now).actor
    cards = homework.teacher_day(house=house, actor=teacher, now=now).classes
    wanted = homework.Draft("访客登记的一项", 20, in_school=20)
    homework.post_homework(
        house=house, actor=teacher, day=now.date(), subject="语文", class_ids=[cards[1].one.id], drafts=[wanted], now=now
    )
    demo.make_demo(house=house, now=moment("2026-09-04T16:50"))
    view = homework.class_day(house=house, actor=OPERATOR, class_id=cards[1].one.id, day=now.date(), now=moment("2026-09-04T16:50"))
    assert [item.item.text for part in view.subjects if part.subject == "语文" for item in part.items] == ["访客登记的一项"]
    assert not audit.verify_chain(house=house, actor=OPERATOR)[1]


def test_a_demo_of_last_term_says_so(empty_house: Make) -> None:
    house = empty_house("stale")
    demo.make_demo(house=house, now=moment("2026-07-02T18:00"), since=date(2026, 7, 2))
    later = moment("2026-09-10T09:00")
    demo.make_demo(house=house, now=later)
    assert demo.is_stale(house=house, now=later)
    assert not audit.verify_chain(house=house, actor=OPERATOR)[1]


def test_the_principal_opens_what_families_wrote_with_every_new_password(empty_house: Make) -> None:
    house = empty_house("written")
    for now in (NOW, NOW + timedelta(minutes=5)):
        account = next(a for a in demo.make_demo(house=house, now=now, since=date(2026, 9, 11)) if a.role == "principal")
        actor = signed(house, account, now).actor
        opened = suggestions.open_box(house=house, actor=actor, password=account.password, address="", now=now)
        listed = suggestions.list_cases(house=house, actor=actor, now=now)
        assert [one.number for one in listed.waiting] == ["2026-0002"] and [one.number for one in (*listed.answered, *listed.closed)] == ["2026-0001"]
        for line in (*listed.waiting, *listed.answered, *listed.closed):
            page = suggestions.case_page(house=house, actor=actor, case_id=line.id, visit=opened, now=now)
            assert page.words and all(word.text for word in page.words) and page.record is not None
    assert audit.verify_chain(house=house, actor=OPERATOR)[1] == []
