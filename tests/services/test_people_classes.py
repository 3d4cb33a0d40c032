"""Classes with dated head counts and lessons, their notice links by scope, and what the audit page shows to whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolapp.records import people as records
from schoolapp.rules.permits import OPERATOR, NotAllowed, NotFound
from schoolapp.services import people
from schoolapp.services.audit import verify_chain
from schoolapp.services.house import Conflict, House, Replayed
from schoolapp.services.people import ClassHeads, PeopleRefused
from tests.cast import MONDAY, NOW, SmallSchool
from tests.conftest import on_sqlite


@pytest.fixture
def house(small: SmallSchool) -> House:
    return small.house


def page_of(small: SmallSchool, place: tuple[int, int] = (3, 1)) -> people.ClassPage:
    return people.class_page(house=small.house, actor=OPERATOR, class_id=small.classes[place], now=NOW)


def heads_on(small: SmallSchool, day: date) -> ClassHeads:
    with small.house.reading() as connection:
        return records.heads_on(connection, day, 2026)[small.classes[3, 1]]


def sound(house: House) -> bool:
    return verify_chain(house=house, actor=OPERATOR)[1] == []


@pytest.mark.parametrize("number", ["t01", "t02", "t05", "t06", "t07", "t09"])
@on_sqlite
def test_only_the_administrator_keeps_classes(small: SmallSchool, number: str) -> None:
    actor, one = small.actor(number), small.classes[3, 1]
    for refused in (
        lambda: people.list_classes(house=small.house, actor=actor, now=NOW),
        lambda: people.class_page(house=small.house, actor=actor, class_id=one, now=NOW),
        lambda: people.set_homeroom(house=small.house, actor=actor, class_id=one, staff_id=None, now=NOW),
        lambda: people.set_count(house=small.house, actor=actor, class_id=one, valid_from=MONDAY, heads=ClassHeads(1, 1, 1), now=NOW),
        lambda: people.add_lesson(house=small.house, actor=actor, class_id=one, subject="语文", staff_id=1, now=NOW),
        lambda: people.remove_lesson(house=small.house, actor=actor, class_id=one, lesson_id=1, now=NOW),
        lambda: people.remove_class(house=small.house, actor=actor, class_id=one, now=NOW),
        lambda: people.add_class(
            house=small.house,
            actor=actor,
            year=2026,
            grade=1,
            number=9,
            heads=ClassHeads(1, 1, 1),
            valid_from=MONDAY,
            request_key="",
            now=NOW,
        ),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_the_list_has_the_years_classes_with_todays_heads(small: SmallSchool, house: House) -> None:
    shown = people.list_classes(house=house, actor=small.actor("t08"), now=NOW)
    assert shown.year == shown.present == 2026 and len(shown.lines) == 10
    assert shown.totals == ClassHeads(400, 380, 380)
    line = next(x for x in shown.lines if (x.one.grade, x.one.number) == (3, 1))
    assert line.homeroom == "林晓梅" and line.subjects == ("语文", "数学", "英语")


def test_a_count_holds_from_its_day_on(small: SmallSchool, house: House) -> None:
    actor, one = small.actor("t08"), small.classes[3, 1]
    people.set_count(house=house, actor=actor, class_id=one, valid_from=MONDAY, heads=ClassHeads(42, 40, 39), now=NOW)
    assert heads_on(small, MONDAY - timedelta(days=1)) == ClassHeads(40, 38, 38) and heads_on(small, MONDAY) == ClassHeads(42, 40, 39)
    people.set_count(
        house=house, actor=actor, class_id=one, valid_from=MONDAY, heads=ClassHeads(42, 40, 40), now=NOW
    )  # the same day: corrected
    assert [(c.heads, c.now) for c in page_of(small).counts] == [(ClassHeads(42, 40, 40), True), (ClassHeads(40, 38, 38), False)]
    assert sound(house)


@pytest.mark.parametrize(
    ("heads", "day", "code"),
    [
        (ClassHeads(-1, 0, 0), MONDAY, "heads"),
        (ClassHeads(40, 201, 0), MONDAY, "heads"),
        (ClassHeads(40, 30, 31), MONDAY, "joined_asked"),
        (ClassHeads(10, 30, 20), MONDAY, "joined_pupils"),
        (ClassHeads(40, 38, 38), date(2026, 7, 31), "valid_from"),
        (ClassHeads(40, 38, 38), date(2027, 8, 1), "valid_from"),
    ],
)
@on_sqlite
def test_what_a_count_is_refused_for(small: SmallSchool, heads: ClassHeads, day: date, code: str) -> None:
    with pytest.raises(PeopleRefused) as refused:
        people.set_count(house=small.house, actor=OPERATOR, class_id=small.classes[3, 1], valid_from=day, heads=heads, now=NOW)
    assert refused.value.code == code


def test_lessons_are_added_and_taken_away(small: SmallSchool, house: House) -> None:
    actor, one = small.actor("t08"), small.classes[3, 1]
    people.add_lesson(house=house, actor=actor, class_id=one, subject="体育", staff_id=small.staff["t04"], now=NOW)
    people.add_lesson(house=house, actor=actor, class_id=one, subject="足球", staff_id=small.staff["t04"], now=NOW)
    found = page_of(small)
    assert [x.subject for x in found.lessons] == ["语文", "数学", "英语", "体育与健康", "足球"]
    assert "足球" in found.subjects  # the school's own subject from now on
    assert one in small.actor("t04").taught_classes
    for subject, who, code in (("足球", "t04", "lesson_there"), ("语文、数学", "t04", "subject"), ("语文", "t09", "colleague")):
        with pytest.raises(PeopleRefused) as refused:
            people.add_lesson(house=house, actor=actor, class_id=one, subject=subject, staff_id=small.staff[who], now=NOW)
        assert refused.value.code == code
    for lesson in found.lessons[3:]:
        people.remove_lesson(house=house, actor=actor, class_id=one, lesson_id=lesson.id, now=NOW)
        people.remove_lesson(house=house, actor=actor, class_id=one, lesson_id=lesson.id, now=NOW)  # a second press does nothing
    assert [x.subject for x in page_of(small).lessons] == ["语文", "数学", "英语"]
    other = page_of(small, (3, 2)).lessons[0]
    people.remove_lesson(house=house, actor=actor, class_id=one, lesson_id=other.id, now=NOW)
    assert len(page_of(small, (3, 2)).lessons) == 3  # of another class: not touched
    assert sound(house)


def test_a_homeroom_teacher_is_named_and_taken_back(small: SmallSchool, house: House) -> None:
    actor, one = small.actor("t08"), small.classes[4, 1]
    people.set_homeroom(house=house, actor=actor, class_id=one, staff_id=small.staff["t10"], now=NOW)
    assert one in small.actor("t10").homerooms
    people.set_homeroom(house=house, actor=actor, class_id=one, staff_id=None, now=NOW)
    assert page_of(small, (4, 1)).homeroom_id is None
    with pytest.raises(PeopleRefused, match="colleague"):
        people.set_homeroom(house=house, actor=actor, class_id=one, staff_id=small.staff["t09"], now=NOW)
    with pytest.raises(NotFound):
        people.set_homeroom(house=house, actor=actor, class_id=999, staff_id=None, now=NOW)
    assert sound(house)


def test_a_class_is_added_and_taken_back_while_empty(small: SmallSchool, house: House) -> None:
    actor = small.actor("t08")

    def add(number: int, year: int = 2026, key: str = "") -> int:
        return people.add_class(
            house=house,
            actor=actor,
            year=year,
            grade=5,
            number=number,
            heads=ClassHeads(30, 0, 0),
            valid_from=MONDAY,
            request_key=key,
            now=NOW,
        )

    one = add(2, key="c1")
    with pytest.raises(Replayed):
        add(2, key="c1")
    for number, year, code in ((2, 2026, "class_taken"), (0, 2026, "class_number"), (1, 2030, "year")):
        with pytest.raises(PeopleRefused) as refused:
            add(number, year)
        assert refused.value.code == code
    links = [x.token for x in people.list_links(house=house, actor=actor, now=NOW)]
    assert (
        len(links) == len(set(links)) == 11
        and len(next(x.token for x in people.list_links(house=house, actor=actor, now=NOW) if x.ref.id == one)) == 43
    )
    people.remove_class(house=house, actor=actor, class_id=one, now=NOW)
    people.grant_substitute(
        house=house,
        actor=OPERATOR,
        class_id=small.classes[3, 1],
        subject="语文",
        staff_id=small.staff["t04"],
        start=MONDAY,
        end=MONDAY,
        request_key="",
        now=NOW,
    )
    with pytest.raises(PeopleRefused, match="in_use"):
        people.remove_class(house=house, actor=actor, class_id=small.classes[3, 1], now=NOW)
    assert len(page_of(small).lessons) == 3  # nothing of it was taken away
    assert sound(house)


@on_sqlite
def test_everybody_sees_the_own_classes_links_only(small: SmallSchool, house: House) -> None:
    def seen(number: str) -> list[str]:
        return [x.label for x in people.list_links(house=house, actor=small.actor(number), now=NOW)]

    assert seen("t01") == ["三(1)班", "三(2)班"] and seen("t04") == ["一(1)班"] and seen("t02") == ["三(1)班", "三(2)班"]
    assert len(seen("t05")) == len(seen("t07")) == len(seen("t08")) == 10
    assert seen("t10") == []
    for number in ("t06", "t09"):
        with pytest.raises(NotAllowed):
            seen(number)
    assert [x.renewable for x in people.list_links(house=house, actor=small.actor("t02"), now=NOW)] == [False, False]


def test_a_renewed_link_is_new_and_the_old_one_unknown(small: SmallSchool, house: House) -> None:
    one, actor = small.classes[3, 1], small.actor("t05")
    before = next(x for x in people.list_links(house=house, actor=actor, now=NOW) if x.ref.id == one)
    people.renew_link(house=house, actor=actor, class_id=one, generation=1, now=NOW)
    after = next(x for x in people.list_links(house=house, actor=actor, now=NOW) if x.ref.id == one)
    assert after.generation == 2 and after.token != before.token and after.path == f"/n/{after.token}"
    with house.reading() as connection:
        tokens = {token for token, _ in records.list_link_rows(connection, before.ref.year).values()}
    assert after.token in tokens and before.token not in tokens
    with pytest.raises(Conflict):
        people.renew_link(house=house, actor=actor, class_id=one, generation=1, now=NOW)  # a second press renews nothing
    for number in ("t01", "t02", "t06", "t09"):
        with pytest.raises(NotAllowed):
            people.renew_link(house=house, actor=small.actor(number), class_id=one, generation=2, now=NOW)
    assert sound(house)


@on_sqlite
def test_the_trail_by_record_and_by_reader(small: SmallSchool, house: House) -> None:
    one = small.classes[3, 1]
    people.set_count(house=house, actor=small.actor("t08"), class_id=one, valid_from=MONDAY, heads=ClassHeads(42, 40, 39), now=NOW)
    people.set_homeroom(house=house, actor=small.actor("t08"), class_id=small.classes[4, 1], staff_id=small.staff["t10"], now=NOW)
    whole = people.list_trail(house=house, actor=small.actor("t05"))
    assert [x.act for x in whole.lines] == ["homeroom_set", "heads_set", "school_made"] and whole.head == 3 and whole.older is None
    assert (
        whole.lines[1].new == {"valid_from": "2026-11-23", "pupils": 42, "asked": 40, "joined": 39} and whole.lines[1].actor == "欧阳雨桐"
    )
    assert [x.act for x in people.list_trail(house=house, actor=OPERATOR, record=f"class:{one}").lines] == ["heads_set", "school_made"]
    inspector = people.list_trail(house=house, actor=small.actor("t09")).lines
    assert [(x.act, x.actor, x.old, x.new, x.closed) for x in inspector][0] == ("homeroom_set", "", None, None, True)
    for number in ("t01", "t02", "t06"):
        with pytest.raises(NotAllowed):
            people.list_trail(house=house, actor=small.actor(number))


@on_sqlite
def test_an_inspector_sees_entries_of_the_opened_days_only(small: SmallSchool, house: House) -> None:
    people.invite_inspector(
        house=house,
        actor=small.actor("t07"),
        number="dx1",
        name="司马文博",
        grades=frozenset(),
        period=(date(2026, 9, 1), date(2026, 10, 31)),
        days=1,
        request_key="",
        now=NOW,
    )
    small.staff["dx1"] = people.staff_id_of(house=house, actor=OPERATOR, number="dx1")
    assert people.list_trail(house=house, actor=small.actor("dx1")).lines == ()


@on_sqlite
def test_the_trail_goes_on_page_by_page(small: SmallSchool, house: House) -> None:
    for n in range(60):
        people.set_count(
            house=house, actor=OPERATOR, class_id=small.classes[3, 1], valid_from=MONDAY, heads=ClassHeads(40 + n % 2, n, n % 2), now=NOW
        )
    first = people.list_trail(house=house, actor=OPERATOR)
    second = people.list_trail(house=house, actor=OPERATOR, before=first.older)
    assert [x.n for x in first.lines + second.lines] == list(range(first.head, 0, -1))


@on_sqlite
def test_the_security_log_is_for_principal_and_administrator(small: SmallSchool, house: House) -> None:
    for number in ("t05", "t09"):
        with pytest.raises(NotFound):
            people.list_security(house=house, actor=small.actor(number))
    assert people.list_security(house=house, actor=small.actor("t07")) == []
