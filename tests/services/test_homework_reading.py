"""What staff read of homework: today's cards, reminders, the day of a class with names and history, the own registrations."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.permits import NotAllowed, NotFound
from schoolapp.services import homework, reminders
from schoolapp.services.homework import ClassDay, Draft, TeacherDay
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import add_teaching, grant, post

PLACE, FRIDAY = (3, 1), MONDAY - timedelta(days=3)
pytestmark = on_sqlite


def today(small: SmallSchool, who: str = "t01", now: object = NOW) -> TeacherDay:
    return homework.teacher_day(house=small.house, actor=small.actor(who, now), now=now)  # type: ignore[arg-type]


def read_day(small: SmallSchool, who: str, place: tuple[int, int] = PLACE, day: date = MONDAY) -> ClassDay:
    return homework.class_day(house=small.house, actor=small.actor(who), class_id=small.classes[place], day=day, now=NOW)


def test_my_classes_with_what_is_left(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1), (3, 2)], Draft("抄写", 25))
    post(small, "t02", [(3, 1)], Draft("单词", 20))
    shown = today(small)
    assert [(c.one.number, c.figures.verdict.figure, c.figures.verdict.left) for c in shown.classes] == [(1, 45, 15), (2, 25, 35)]
    assert [(p.subject, p.written) for p in shown.classes[0].figures.load.by_subject] == [("语文", 25), ("英语", 20)]
    assert [[(s.subject, s.state) for s in c.subjects] for c in shown.classes] == [[("数学", "open")], [("数学", "open")]]


def test_states_of_my_subject(small: SmallSchool) -> None:
    item = post(small, "t01", [(3, 1)], Draft("口算", 15)).items[0]
    none = homework.declare_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 2], subject="数学", now=NOW)
    first, second = (c.subjects[0] for c in today(small).classes)
    assert (first.state, first.items, first.minutes) == ("posted", (item,), 15)
    assert (second.state, second.undo) == ("none", none)
    homework.withdraw_homework(house=small.house, actor=small.actor("t01"), item_id=item, version=1, reason="撤", now=NOW)
    assert today(small).classes[0].subjects[0].state == "open"


def test_today_complete_lists_every_taught_subject(small: SmallSchool) -> None:
    add_teaching(small, "t10", PLACE, "科学")
    add_teaching(small, "t04", PLACE, "道德与法治")
    post(small, "t03", [PLACE], Draft("抄写", 25), Draft("读课文", 10, Kind.READING), Draft("积累", 5, tier=Tier.OPTIONAL))
    homework.declare_none(house=small.house, actor=small.actor("t10"), class_id=small.classes[PLACE], subject="科学", now=NOW)
    (card,) = today(small).homerooms
    assert [(x.subject, x.state, x.minutes, x.remind) for x in card.lines] == [
        ("语文", "posted", 25, False),
        ("数学", "open", 0, False),
        ("英语", "open", 0, True),
        ("科学", "none", 0, False),
        ("道德与法治", "open", 0, True),
    ]
    assert card.lines[0].others == ((Kind.READING, 10),) and card.lines[0].optional == 5
    assert (card.done, card.complete, card.offer_none) == (2, False, False)
    assert today(small, "t04").homerooms[0].offer_none  # nothing at all in the other class


def test_a_class_none_completes_the_card(small: SmallSchool) -> None:
    homework.declare_class_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[PLACE], now=NOW)
    shown = today(small)
    assert shown.homerooms[0].complete and shown.homerooms[0].class_none == "declared" and not shown.homerooms[0].offer_none
    assert shown.classes[0].class_none and shown.classes[0].subjects[0].state == "open"


def test_the_last_school_days_lines(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1), (3, 2)], Draft("口算一页", 15), day=FRIDAY, now=at(FRIDAY))
    (before,) = today(small).before
    assert (before.day, before.subject, [c.number for c in before.classes], before.texts) == (FRIDAY, "数学", [1, 2], (("口算一页", 15),))
    items, drafts = homework.drafts_of_items(house=small.house, actor=small.actor("t01"), item_ids=[i.id for i in before.items])
    assert len(items) == 2 and drafts == (Draft("口算一页", 15),)
    assert homework.drafts_of_items(house=small.house, actor=small.actor("t02"), item_ids=[i.id for i in before.items]) == ((), ())


def test_days_off_and_people_without_classes(small: SmallSchool) -> None:
    saturday = at(date(2026, 11, 28), 10)
    shown = today(small, "t01", saturday)
    assert shown.off and shown.last_day == date(2026, 11, 27) and shown.next_day == date(2026, 11, 30)
    assert today(small, "t10").classes == () and today(small, "t10").homerooms == ()
    grant(small, "t10", PLACE, "数学", MONDAY, MONDAY)
    assert [c.one.number for c in today(small, "t10").classes] == [1]
    head = homework.day_head(house=small.house, actor=small.actor("t07"), now=saturday)
    assert not head.school_day and head.week == 13 and head.next_day == date(2026, 11, 30)
    with pytest.raises(NotAllowed):
        today(small, "t07")


def test_a_reminder_is_quiet_and_goes_by_itself(small: SmallSchool) -> None:
    def remind(subject: str, who: str = "t01") -> int:
        return reminders.remind(house=small.house, actor=small.actor(who), class_id=small.classes[PLACE], subject=subject, now=NOW)

    def notes(who: str, now: object = NOW) -> list[tuple[str, str, str]]:
        return [(n.kind, n.subject, n.by) for n in reminders.notes_for(house=small.house, actor=small.actor(who, now), now=now)]  # type: ignore[arg-type]

    assert remind("英语") == 1 and remind("英语") == 0  # the word stands already
    assert notes("t02") == [("remind", "英语", "林晓梅")] and notes("t03") == []
    assert today(small).homerooms[0].lines[2].reminded_at == NOW
    post(small, "t02", [PLACE], Draft("单词", 10))
    assert notes("t02") == [] and remind("英语") == 0
    remind("语文")
    assert notes("t03") == [("remind", "语文", "林晓梅")]
    note = reminders.notes_for(house=small.house, actor=small.actor("t03"), now=NOW)[0]
    with pytest.raises(NotFound):
        reminders.put_away(house=small.house, actor=small.actor("t02"), note_id=note.id, now=NOW)
    assert notes("t03", at(date(2026, 11, 24), 8)) == []
    reminders.put_away(house=small.house, actor=small.actor("t03"), note_id=note.id, now=NOW)
    assert notes("t03") == []
    with pytest.raises(NotFound):
        remind("数学")  # nobody else teaches it
    with pytest.raises(NotFound):
        remind("语文", "t03")  # heads another class
    with pytest.raises(NotAllowed):
        remind("语文", "t02")


def test_a_substitute_is_reminded_too(small: SmallSchool) -> None:
    grant(small, "t10", PLACE, "英语", MONDAY, MONDAY)
    assert reminders.remind(house=small.house, actor=small.actor("t01"), class_id=small.classes[PLACE], subject="英语", now=NOW) == 2


@pytest.mark.parametrize(("who", "named"), [("t01", True), ("t05", True), ("t07", True), ("t02", False), ("t09", False)])
def test_names_are_for_homeroom_office_and_principal(small: SmallSchool, who: str, named: bool) -> None:
    post(small, "t03", [PLACE], Draft("抄写", 25))
    view = read_day(small, who).subjects[0].items[0]
    assert (view.teacher == "王芳") is named and (view.history[0].name == "王芳") is named and view.history[0].role == "teacher"


def test_the_day_of_a_class(small: SmallSchool) -> None:
    post(small, "t03", [PLACE], Draft("抄写", 40), day=FRIDAY, reason="补登")
    homework.declare_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[PLACE], subject="数学", now=NOW)
    friday, monday = read_day(small, "t01", day=FRIDAY), read_day(small, "t01")
    assert (friday.late, friday.recorded, friday.figures.verdict.figure, friday.following) == (1, True, 40, MONDAY)
    assert not monday.recorded and [(s.subject, s.none) for s in monday.subjects] == [("语文", False), ("数学", True), ("英语", False)]
    assert monday.previous == FRIDAY and monday.may_register and not read_day(small, "t05").may_register


def test_who_sees_which_day(small: SmallSchool) -> None:
    for who in ("t01", "t02", "t05", "t07"):
        assert read_day(small, who).one.grade == 3
    with pytest.raises(NotFound):
        read_day(small, "t04")  # teaches in another grade
    for who in ("t06", "t08"):
        with pytest.raises(NotAllowed):
            read_day(small, who)
    with pytest.raises(NotFound):
        read_day(small, "t07", day=date(2025, 11, 24))  # the class is not of that school year


def test_my_registrations_by_day(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1), (3, 2)], Draft("口算一页", 15), day=FRIDAY, now=at(FRIDAY))
    post(small, "t01", [(3, 1)], Draft("应用题", 10), day=MONDAY + timedelta(days=1))
    post(small, "t01", [PLACE], Draft("抄写", 5), subject="语文")
    homework.declare_none(house=small.house, actor=small.actor("t01"), class_id=small.classes[3, 2], subject="数学", now=NOW)
    days = homework.my_homework(house=small.house, actor=small.actor("t01"), now=NOW)
    assert [d.day for d in days] == [MONDAY + timedelta(days=1), MONDAY, FRIDAY]
    assert [one.number for one, _ in days[2].lines[0].places] == [1, 2]
    assert days[1].lines[0].for_colleague and [n.subject for n in days[1].nones] == ["数学"]
    colleague = homework.my_homework(house=small.house, actor=small.actor("t03"), now=NOW)
    assert colleague[0].lines[0].entered_for_me
