"""Registering homework: what one submit publishes, what is refused and offered instead, who may, which days, replays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolapp.rules.homework import Kind, Tier
from schoolapp.rules.permits import NotAllowed, NotFound
from schoolapp.services import homework, reminders
from schoolapp.services.homework import BadDraft, Draft, Fault, NoRoom, Refused
from schoolapp.services.house import Conflict
from tests.cast import MONDAY, NOW, SmallSchool, at
from tests.conftest import on_sqlite
from tests.services.homework_cases import add_teaching, check_records, day_row, grant, items_of, post

FRIDAY, SATURDAY, TOMORROW = MONDAY - timedelta(days=3), MONDAY - timedelta(days=2), MONDAY + timedelta(days=1)


def test_one_submit_makes_one_item_per_class_and_line(small: SmallSchool) -> None:
    done = post(small, "t01", [(3, 1), (3, 2)], Draft("课本第34页第1、2题", 15, in_school=5), Draft("说一说算法", 5, Kind.ORAL))
    assert len(done.items) == 4 and not done.late and [c.number for c in done.classes] == [1, 2]
    for place in ((3, 1), (3, 2)):
        row, items = day_row(small, place), items_of(small, place)
        assert (row.written, row.home, row.items, row.version) == (15, 10, 2, 1)
        assert [(i.text, i.minutes, i.in_school, i.staff_id, i.entered_by) for i in items] == [
            ("课本第34页第1、2题", 15, 5, small.staff["t01"], None),
            ("说一说算法", 5, None, small.staff["t01"], None),
        ]
    check_records(small)


@on_sqlite
def test_exactly_the_cap_fits_and_a_minute_more_does_not(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 40))
    post(small, "t02", [(3, 1)], Draft("单词", 20))
    with pytest.raises(NoRoom) as full:
        post(small, "t01", [(3, 1)], Draft("口算", 1))
    assert full.value.refused[0].verdict.over_by == 1 and full.value.offers.shorten is None
    assert day_row(small, (3, 1)).written == 60


def test_several_classes_are_all_or_nothing(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 25))
    post(small, "t02", [(3, 1)], Draft("单词", 20))
    before = small.house.data_version()
    with pytest.raises(NoRoom) as full:
        post(small, "t01", [(3, 1), (3, 2)], Draft("口算", 20))
    refusal = full.value
    assert [(f.one.number, f.verdict.figure, f.verdict.over_by, f.refused) for f in refusal.classes] == [
        (1, 65, 5, True),
        (2, 20, 0, False),
    ]
    assert refusal.offers.shorten == (0, 15) and refusal.offers.optional == (0, 20) and refusal.minutes == 20
    assert items_of(small, (3, 2)) == [] and small.house.data_version() == before
    done = post(small, "t01", [(3, 1), (3, 2)], Draft("口算", 20), only_fitting=True)
    assert [c.number for c in done.classes] == [2] and [c.number for c in done.left_out] == [1]
    assert day_row(small, (3, 1)).written == 45 and day_row(small, (3, 2)).written == 20
    check_records(small)


@on_sqlite
def test_the_offers_fit(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 35))
    with pytest.raises(NoRoom) as full:
        post(small, "t01", [(3, 1)], Draft("口算", 10), Draft("应用题", 20))
    line, minutes = full.value.offers.shorten or (9, 9)
    assert (line, minutes) == (1, 15)
    done = post(small, "t01", [(3, 1)], Draft("口算", 10), Draft("应用题", 20, tier=Tier.OPTIONAL))
    assert len(done.items) == 2 and day_row(small, (3, 1)).optional == 20
    with pytest.raises(NoRoom) as again:  # the optional part is full now
        post(small, "t02", [(3, 1)], Draft("单词", 20))
    assert again.value.offers.optional is None and again.value.offers.shorten == (0, 15)


@on_sqlite
def test_no_class_fits_publishes_nothing(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1), (3, 2)], Draft("抄写", 60))
    with pytest.raises(NoRoom):
        post(small, "t01", [(3, 1), (3, 2)], Draft("口算", 5), only_fitting=True)


@on_sqlite
def test_what_never_counts_is_never_refused(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 60))
    post(small, "t01", [(3, 1)], Draft("读题", 30, Kind.ORAL), Draft("挑战题", 15, tier=Tier.OPTIONAL))
    with pytest.raises(NoRoom):
        post(small, "t01", [(3, 1)], Draft("电子练习", 1, Kind.ELECTRONIC))
    check_records(small)


@on_sqlite
def test_low_grades_write_in_school_only(small: SmallSchool) -> None:
    for draft in (Draft("写字", 10), Draft("写字", 10, in_school=9), Draft("写字", 10, tier=Tier.OPTIONAL)):
        with pytest.raises(NoRoom) as full:
            post(small, "t04", [(1, 1)], draft)
        assert full.value.offers.in_school and full.value.offers.shorten is None and full.value.refused[0].low_home > 0
    post(small, "t04", [(1, 1)], Draft("写字", 10, in_school=10), Draft("给家人讲故事", 15, Kind.READING))
    assert (day_row(small, (1, 1)).written, day_row(small, (1, 1)).home) == (10, 0)
    check_records(small)


def test_a_past_day_is_late_and_never_refused_for_its_minutes(small: SmallSchool) -> None:
    with pytest.raises(BadDraft) as bad:
        post(small, "t03", [(3, 1)], Draft("抄写", 70), day=FRIDAY)
    assert bad.value.faults == (Fault(None, "reason", "required"),)
    done = post(small, "t03", [(3, 1)], Draft("抄写", 70), day=FRIDAY, reason="当天外出教研")
    item = items_of(small, (3, 1), FRIDAY)[0]
    assert done.late and item.late and item.reason == "当天外出教研" and item.published_at.date() == MONDAY
    row = day_row(small, (3, 1), FRIDAY)
    assert (row.written, row.late) == (70, 1)
    check_records(small)


@on_sqlite
def test_after_midnight_is_late(small: SmallSchool) -> None:
    assert not post(small, "t03", [(3, 1)], Draft("抄写", 5), now=at(MONDAY, 23, 59)).late
    assert post(small, "t03", [(3, 1)], Draft("抄写", 5), now=at(TOMORROW, 0, 0), reason="昨晚忘了").late


@on_sqlite
def test_days_to_come_are_judged_up_to_the_terms_end(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 50), day=TOMORROW)
    with pytest.raises(NoRoom):
        post(small, "t01", [(3, 1)], Draft("口算", 20), day=TOMORROW)
    assert not post(small, "t01", [(3, 1)], Draft("口算", 20), day=date(2027, 1, 22)).late
    with pytest.raises(Refused) as refused:
        post(small, "t01", [(3, 1)], Draft("口算", 20), day=date(2027, 1, 25))
    assert refused.value.code == "after_term" and refused.value.values["last"] == date(2027, 1, 22)


@on_sqlite
@pytest.mark.parametrize(
    ("day", "proposal"), [(SATURDAY, FRIDAY), (date(2026, 11, 28), date(2026, 11, 27)), (date(2026, 10, 3), date(2026, 9, 30))]
)
def test_days_off_belong_to_the_school_day_before(small: SmallSchool, day: date, proposal: date) -> None:
    with pytest.raises(Refused) as refused:
        post(small, "t03", [(3, 1)], Draft("抄写", 5), day=day, reason="周末作业")
    assert refused.value.code == "not_school_day" and refused.value.values["proposal"] == proposal
    found = homework.choices(house=small.house, actor=small.actor("t03"), day=day, subject="语文", class_ids=[small.classes[3, 1]], now=NOW)
    assert found.proposal == proposal


@on_sqlite
def test_a_day_of_another_school_year_is_not_this_classes(small: SmallSchool) -> None:
    with pytest.raises(Refused) as refused:
        post(small, "t03", [(3, 1)], Draft("抄写", 5), day=date(2026, 6, 15), reason="补")
    assert refused.value.code in ("before_year", "not_school_day")


@on_sqlite
def test_who_may_register(small: SmallSchool) -> None:
    for who in ("t05", "t06", "t07", "t08", "t09"):
        with pytest.raises(NotAllowed):
            post(small, who, [(3, 1)], Draft("抄写", 5), subject="语文")
    for who, place, subject in (("t01", (3, 2), "语文"), ("t01", (4, 1), "数学"), ("t02", (3, 1), "语文"), ("t10", (3, 1), "科学")):
        with pytest.raises(NotFound):
            post(small, who, [place], Draft("抄写", 5), subject=subject)
    with pytest.raises(NotFound):
        homework.post_homework(
            house=small.house, actor=small.actor("t01"), day=MONDAY, subject="数学", class_ids=[999], drafts=[Draft("口算", 5)], now=NOW
        )
    with pytest.raises(NotFound):  # one class of another makes the whole submit none of theirs
        post(small, "t01", [(3, 1), (4, 1)], Draft("口算", 5))
    assert items_of(small, (3, 1)) == []


def test_the_homeroom_teacher_enters_for_a_colleague(small: SmallSchool) -> None:
    post(small, "t01", [(3, 1)], Draft("抄写", 10), subject="语文")
    item = items_of(small, (3, 1))[0]
    assert (item.staff_id, item.entered_by) == (small.staff["t03"], small.staff["t01"])
    notes = reminders.notes_for(house=small.house, actor=small.actor("t03"), now=NOW)
    assert [(n.kind, n.subject, n.by) for n in notes] == [("entered", "语文", "林晓梅")]
    assert reminders.notes_for(house=small.house, actor=small.actor("t01"), now=NOW) == []
    view = homework.item_view(house=small.house, actor=small.actor("t03"), item_id=item.id, now=NOW)
    assert (view.teacher, view.entered_by, view.history[0].role, view.history[0].name) == ("王芳", "林晓梅", "homeroom", "林晓梅")
    check_records(small)


@on_sqlite
def test_a_substitute_registers_within_the_grant(small: SmallSchool) -> None:
    grant(small, "t10", (3, 1), "数学", FRIDAY, TOMORROW)
    for day, reason in ((FRIDAY, "代课"), (MONDAY, ""), (TOMORROW, "")):
        post(small, "t10", [(3, 1)], Draft("口算", 5), subject="数学", day=day, reason=reason)
    assert items_of(small, (3, 1))[0].staff_id == small.staff["t10"]
    for day in (date(2026, 11, 19), date(2026, 11, 25)):
        with pytest.raises(NotFound):
            post(small, "t10", [(3, 1)], Draft("口算", 5), subject="数学", day=day, reason="代课")
    with pytest.raises((NotFound, NotAllowed)):
        post(small, "t10", [(3, 1)], Draft("口算", 5), subject="数学", day=MONDAY, reason="代课", now=at(date(2026, 11, 25)))


@on_sqlite
@pytest.mark.parametrize(
    ("draft", "field", "code"),
    [
        (Draft("", 5), "text", "empty"),
        (Draft("  \n ", 5), "text", "empty"),
        (Draft("字" * 2001, 5), "text", "long"),
        (Draft("有问题打 13912345678", 5), "text", "mobile"),
        (Draft("110101201001011234 的同学重写", 5), "text", "identity"),
        (Draft("抄写", 241), "minutes", "range"),
        (Draft("抄写", -1), "minutes", "range"),
        (Draft("抄写", 10, in_school=11), "in_school", "above_minutes"),
        (Draft("抄写", 10, in_school=-1), "in_school", "above_minutes"),
    ],
)
def test_limits_of_a_line(small: SmallSchool, draft: Draft, field: str, code: str) -> None:
    with pytest.raises(BadDraft) as bad:
        post(small, "t03", [(3, 1)], Draft("好的", 5), draft)
    assert bad.value.faults == (Fault(1, field, code),)
    assert items_of(small, (3, 1)) == []


@on_sqlite
def test_a_form_needs_a_class_and_a_line(small: SmallSchool) -> None:
    with pytest.raises(BadDraft) as bad:
        post(small, "t03", [])
    assert {f.field for f in bad.value.faults} == {"items", "classes"}


def test_a_replay_answers_with_the_first_result(small: SmallSchool) -> None:
    first = post(small, "t03", [(3, 1)], Draft("抄写", 50), request_key="k")
    assert post(small, "t03", [(3, 1)], Draft("抄写", 50), request_key="k") == first
    with pytest.raises(Conflict) as other:
        post(small, "t03", [(3, 1)], Draft("抄写", 5), request_key="k")
    assert other.value.code == "other_content" and day_row(small, (3, 1)).written == 50


@on_sqlite
def test_a_refused_post_does_not_use_up_its_key(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 50))
    with pytest.raises(NoRoom):
        post(small, "t01", [(3, 1)], Draft("口算", 20), request_key="k")
    assert post(small, "t01", [(3, 1)], Draft("口算", 10), request_key="k").items


@on_sqlite
def test_what_the_form_preselects(small: SmallSchool) -> None:
    def chosen(who: str, **more: object) -> tuple[str, list[tuple[int, int]]]:
        found = homework.choices(
            house=small.house, actor=small.actor(who), now=NOW, **{"day": None, "subject": "", "class_ids": [], **more}
        )  # type: ignore[arg-type]
        names = {v: k for k, v in small.classes.items()}
        return found.subject, [names[c] for c in found.classes]

    assert chosen("t01") == ("数学", [(3, 1), (3, 2)])
    assert chosen("t01", subject="语文", class_ids=[small.classes[3, 1]]) == ("语文", [(3, 1)])  # for a colleague
    add_teaching(small, "t01", (4, 1), "科学")
    assert chosen("t01", class_ids=[small.classes[4, 1]]) == ("科学", [(4, 1)])
    post(small, "t01", [(4, 1)], Draft("观察", 5), subject="科学")
    assert chosen("t01") == ("科学", [(4, 1)])
    post(small, "t03", [(9, 1)], Draft("默写", 5))
    assert chosen("t03") == ("语文", [(9, 1)])


@on_sqlite
def test_the_sums_while_the_form_is_filled_in(small: SmallSchool) -> None:
    post(small, "t03", [(3, 1)], Draft("抄写", 45))
    found = homework.figures(
        house=small.house,
        actor=small.actor("t01"),
        day=MONDAY,
        subject="数学",
        class_ids=[small.classes[3, 1], small.classes[3, 2]],
        drafts=[Draft("", 20), Draft("x", 999)],
        now=NOW,
    )
    assert [(f.one.number, f.verdict.before, f.verdict.figure, f.refused) for f in found] == [(1, 45, 65, True), (2, 0, 20, False)]
    assert [s.kind for s in found[0].segments] == ["seg", "mine", "over"]
    with pytest.raises(NotFound):
        homework.figures(
            house=small.house, actor=small.actor("t01"), day=MONDAY, subject="数学", class_ids=[small.classes[9, 1]], drafts=[], now=NOW
        )
