"""Starting a school year: what moves, what stays, and what it refuses."""

from __future__ import annotations

from datetime import date

import pytest

from schoolapp.config import Config
from schoolapp.records import people as records
from schoolapp.rules.permits import OPERATOR, NotAllowed
from schoolapp.services import people, school, years
from schoolapp.services.audit import verify_chain
from schoolapp.services.house import House, Replayed
from schoolapp.services.years import YearRefused
from tests.cast import NOW, SmallSchool, at
from tests.conftest import on_sqlite

AUGUST = at(date(2027, 8, 20), 9)


@pytest.fixture
def house(small: SmallSchool) -> House:
    return small.house


def places(house: House, year: int) -> list[tuple[int, int]]:
    return [(line.one.grade, line.one.number) for line in people.list_classes(house=house, actor=OPERATOR, now=AUGUST, year=year).lines]


@on_sqlite
def test_the_plan_shows_the_difference_and_writes_nothing(small: SmallSchool, house: House) -> None:
    version = house.data_version()
    plan = years.plan_year(house=house, actor=small.actor("t08"), start_year=2027, now=NOW)
    assert [(m.old[2:], m.new[1:]) for m in plan.moves] == [
        ((g, n), (2027, g + 1, n)) for g, n in sorted([(g, 1) for g in range(1, 9)] + [(3, 2)])
    ]
    assert [c[2:] for c in plan.leaving] == [(9, 1)]
    assert (plan.first_grade, plan.first_now, plan.links, plan.lessons, plan.early) == (1, 1, 10, 14, True)
    assert next(m for m in plan.moves if m.old[2:] == (3, 1)).homeroom == "林晓梅"
    assert not years.plan_year(house=house, actor=OPERATOR, start_year=2027, now=AUGUST).early
    for line in years.plan_lines(plan):
        assert line.text % line.values
    assert house.data_version() == version and places(house, 2027) == []


def test_grades_move_up_the_last_leaves_links_are_new_teaching_is_empty(small: SmallSchool, house: House) -> None:
    old = {x.ref.id: x for x in people.list_links(house=house, actor=OPERATOR, now=NOW, year=2026)}
    started = years.start_year(
        house=house, actor=small.actor("t08"), start_year=2027, first_classes=2, now=AUGUST, seen=9, request_key="y1"
    )
    assert (started.moved, started.left, started.made) == (9, 1, 2)
    assert places(house, 2027) == [(1, 1), (1, 2), (2, 1), (3, 1), (4, 1), (4, 2), (5, 1), (6, 1), (7, 1), (8, 1), (9, 1)]
    assert len(places(house, 2026)) == 10  # rows of the old year stay
    shown = people.list_classes(house=house, actor=OPERATOR, now=AUGUST)
    assert shown.year == 2027 and not any(line.subjects for line in shown.lines)
    assert {(x.one.grade, x.one.number): x.homeroom for x in shown.lines if x.homeroom} == {
        (2, 1): "罗建军",
        (4, 1): "林晓梅",
        (4, 2): "王芳",
    }
    assert {x.heads for x in shown.lines if x.one.grade > 1} == {people.ClassHeads(40, 0, 0)}
    assert all(x.subjects for x in people.list_classes(house=house, actor=OPERATOR, now=AUGUST, year=2026).lines)
    new = people.list_links(house=house, actor=OPERATOR, now=AUGUST)
    assert [x.ref.year for x in new] == [2027] * 11 and {x.generation for x in new} == {1}
    with house.reading() as connection:
        present = {token for year in (2026, 2027) for token, _ in records.list_link_rows(connection, year).values()}
    assert present and not present & {x.token for x in old.values()}
    with pytest.raises(Replayed):
        years.start_year(house=house, actor=small.actor("t08"), start_year=2027, first_classes=2, now=AUGUST, seen=9, request_key="y1")
    assert verify_chain(house=house, actor=OPERATOR)[1] == []


def test_homeroom_teachers_head_their_class_in_the_new_year(small: SmallSchool, house: House) -> None:
    years.start_year(house=house, actor=OPERATOR, start_year=2027, now=AUGUST)
    lin = small.actor("t01", AUGUST)
    assert [c.grade for c in people.list_classes(house=house, actor=OPERATOR, now=AUGUST).lines[3:4] for c in [c.one]] == [4]
    assert len(lin.homerooms) == 1 and lin.taught_classes == frozenset()
    assert small.actor("t01", NOW).homerooms == {small.classes[3, 1]}  # a day of the old year


@on_sqlite
def test_a_year_is_started_once_and_only_the_next(small: SmallSchool, house: House) -> None:
    for wanted, code in ((2026, "exists"), (2025, "not_next"), (2028, "not_next")):
        with pytest.raises(YearRefused) as refused:
            years.plan_year(house=house, actor=OPERATOR, start_year=wanted, now=NOW)
        assert refused.value.code == code and years.YEAR_WORDS[code] % refused.value.values
    with pytest.raises(YearRefused) as refused:
        years.plan_year(house=house, actor=OPERATOR, start_year=2026, now=NOW)
    assert refused.value.values["count"] == 10 and "三(2)班" in refused.value.values["classes"]
    years.start_year(house=house, actor=OPERATOR, start_year=2027, now=NOW)
    with pytest.raises(YearRefused, match="exists"):
        years.start_year(house=house, actor=OPERATOR, start_year=2027, now=NOW)
    assert years.next_year(house=house, actor=OPERATOR) == 2028


@on_sqlite
def test_what_changed_since_it_was_shown_is_not_started(small: SmallSchool, house: House) -> None:
    people.add_class(
        house=house,
        actor=OPERATOR,
        year=2026,
        grade=2,
        number=2,
        heads=people.ClassHeads(30, 0, 0),
        valid_from=NOW.date(),
        request_key="",
        now=NOW,
    )
    with pytest.raises(YearRefused, match="changed"):
        years.start_year(house=house, actor=OPERATOR, start_year=2027, now=NOW, seen=9)
    for count in (-1, 41):
        with pytest.raises(YearRefused, match="first_classes"):
            years.start_year(house=house, actor=OPERATOR, start_year=2027, first_classes=count, now=NOW)
    assert places(house, 2027) == []


@on_sqlite
def test_one_who_left_does_not_move_along(small: SmallSchool, house: House) -> None:
    people.set_active(house=house, actor=OPERATOR, staff_id=small.staff["t01"], active=False, now=NOW)
    plan = years.plan_year(house=house, actor=OPERATOR, start_year=2027, now=NOW)
    assert next(m for m in plan.moves if m.old[2:] == (3, 1)).homeroom_id is None


@on_sqlite
def test_a_primary_school_lets_its_own_last_grade_leave(small: SmallSchool, house: House) -> None:
    for grade in (7, 8, 9):
        people.remove_class(house=house, actor=OPERATOR, class_id=small.classes[grade, 1], now=NOW)
    plan = years.plan_year(house=house, actor=OPERATOR, start_year=2027, now=NOW)
    assert [c.grade for c in plan.leaving] == [6]


@on_sqlite
def test_before_the_first_workbook_there_is_nothing_to_start(database: Config) -> None:
    house = school.open_house(database)
    with pytest.raises(YearRefused, match="no_classes"):
        years.plan_year(house=house, actor=OPERATOR, start_year=2027, now=NOW)
    house.close()


@pytest.mark.parametrize("number", ["t01", "t02", "t05", "t06", "t07", "t09"])
@on_sqlite
def test_only_the_administrator_starts_a_year(small: SmallSchool, house: House, number: str) -> None:
    for refused in (years.plan_year, years.start_year):
        with pytest.raises(NotAllowed):
            refused(house=house, actor=small.actor(number), start_year=2027, now=NOW)  # type: ignore[operator]
